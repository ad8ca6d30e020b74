"""Equality of two LaTeX values by math-verify, with guards. The one module that imports math-verify and sympy.

The guards: numbers that math-verify finds equal must be close relative to their size (it compares absolute
differences), only `x = 5` and `2 + 3 = 5` stand for 5 (it takes `2x + 4 = 6` for 6), and numbers too large to evaluate
are equal only as expressions. Numbers that differ are told apart before `simplify` is tried, which may take seconds.
"""

from functools import lru_cache
from typing import cast

from latex2sympy2_extended import NormalizationConfig, latex2sympy
from latex2sympy2_extended.latex2sympy2 import ConversionConfig
from latex2sympy2_extended.logic import And
from math_verify import verify
from math_verify.grader import is_assignment_relation, is_equation, take_last_relation
from sympy import Basic, Expr, Float, Pow, Rational, Symbol, factorial, postorder_traversal
from sympy.core.relational import Relational

_NORMAL = NormalizationConfig(basic_latex=True, units=False, malformed_operators=True, nits=True, boxed="none")
_CONVERT = ConversionConfig(lowercase_symbols=False)

MAX_EXPONENT = 1_000_000
MAX_FACTORIAL = 20_000


def same_value(a: str, b: str) -> bool:
    gold, found = _parse(a), _parse(b)
    if gold is None or found is None:
        return False
    if is_equation(gold) != is_equation(found):
        gold, found = _right_side(gold), _right_side(found)
        if gold is None or found is None:
            return False
    if _is_vast(gold) or _is_vast(found):
        return bool(gold == found)
    return _may_be_equal(gold, found) and _verify(gold, found)


@lru_cache(maxsize=256)
def _parse(text: str) -> Basic | None:
    if not text:
        return None
    try:
        value = latex2sympy(text, is_real=True, normalization_config=_NORMAL, conversion_config=_CONVERT)
    except Exception:  # noqa: BLE001 - the parser raises bare Exception, and sympy whatever it likes
        return None
    return cast("Basic | None", value)


def _verify(a: Basic, b: Basic) -> bool:
    """Both ways round unless both are plain expressions: math-verify takes equations and sets as the gold has them."""
    ways = [(a, b)] if isinstance(a, Expr) and isinstance(b, Expr) else [(a, b), (b, a)]
    return any(verify(x, y, timeout_seconds=None, allow_set_relation_comp=True) for x, y in ways)


def _right_side(value: Basic) -> Basic | None:
    """5 of `x = 5`, `5 = x`, `f(x) = 5` and `2 + 3 = 5`; None of `2x + 4 = 6`, which is no value."""
    if not is_equation(value):
        return value
    assert isinstance(value, And | Relational)
    last = take_last_relation(value)
    left: Basic = last.lhs
    right: Basic = last.rhs
    if isinstance(right, Symbol):
        return left
    return right if is_assignment_relation(value) or not left.free_symbols else None


def _is_vast(value: Basic) -> bool:
    """Whether evaluating it may not end. Looks from the inside out: an inner power may be too large already."""
    return any(
        (isinstance(node, Pow) and _exceeds(node.exp, MAX_EXPONENT))
        or (isinstance(node, factorial) and _exceeds(node.args[0], MAX_FACTORIAL))
        for node in postorder_traversal(value)
    )


def _exceeds(value: Basic, limit: int) -> bool:
    return isinstance(value, Expr) and not value.free_symbols and bool(abs(value.evalf(5)) > limit)


_POINT = [Rational(2 * index + 3, 7 + index) for index in range(100)]


def _may_be_equal(a: Basic, b: Basic) -> bool:
    """False where two expressions differ as numbers: at a point where both are real, if they have symbols."""
    if not isinstance(a, Expr) or not isinstance(b, Expr) or a == b:
        return True
    symbols = sorted(a.free_symbols | b.free_symbols, key=str)
    point = dict[Basic, Basic | float](zip(symbols, _POINT, strict=False))
    x, y = a.evalf(30, subs=point), b.evalf(30, subs=point)
    if not all(value.is_number and value.is_finite and (value.is_real or not symbols) for value in (x, y)):
        return True
    return _is_close(x, y, inexact=a.has(Float) or b.has(Float))


def _is_close(x: Expr, y: Expr, inexact: bool) -> bool:
    """Relative to the larger one. A decimal counts as right to six digits, and next to 0 up to rounding noise."""
    small, large = sorted((abs(x), abs(y)))
    noise = 1e-12 if inexact and small == 0 else 1e-60
    return bool(large < noise or abs(x - y) <= (1e-6 if inexact else 1e-12) * large)
