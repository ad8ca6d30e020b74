"""Equality of two answers by shape, then by math-verify; and the child process in which this runs (`python -m`).

Shapes decide what may be compared: pairs in order, sets in any, an open end is no closed end. Values, equations,
inequalities and whatever has no shape go to math-verify, both ways round, since it is not symmetric. Guards stand where
it is too lenient (close small numbers, `2x + 4 = 6` for 6) and where sympy would not end (`_is_vast`).
"""

import json
import os
import resource
import signal
import sys
from functools import lru_cache

from latex2sympy2_extended import NormalizationConfig, latex2sympy
from latex2sympy2_extended.latex2sympy2 import ConversionConfig
from math_verify import verify
from math_verify.grader import is_assignment_relation, is_equation, take_last_relation
from sympy import Basic, Expr, Float, Pow, factorial, postorder_traversal

from deepmath_xpu.grading.notation import Answer, Kind, read

_NORMAL = NormalizationConfig(basic_latex=True, units=False, malformed_operators=True, nits=True, boxed="none")
_CONVERT = ConversionConfig(lowercase_symbols=False)

MAX_EXPONENT = 1_000_000
MAX_FACTORIAL = 20_000


def equal(a: str, b: str) -> bool:
    return _same(read(a), read(b))


_K = Kind
_IN_ORDER = [{_K.TUPLE}, {_K.LIST}, {_K.LEFT_OPEN}, {_K.RIGHT_OPEN}, {_K.MATRIX}, {_K.BARE, _K.TUPLE}]
_IN_ANY_ORDER = [{_K.BARE}, {_K.SET}, {_K.BARE, _K.SET}, {_K.BARE, _K.LIST}]
_SINGLE = {_K.SCALAR, _K.WORDS, _K.NUMERAL}


def _same(a: Answer, b: Answer) -> bool:
    if a.key == b.key:
        return True
    kinds = {a.kind, b.kind}
    if kinds <= _SINGLE:
        return _same_single(a, b)
    if kinds in _IN_ORDER:
        return _in_order(a.parts, b.parts)
    if kinds in _IN_ANY_ORDER:
        return _in_any_order(a.parts, b.parts)
    return _same_mixed(a, b, kinds)


def _same_mixed(a: Answer, b: Answer, kinds: set[Kind]) -> bool:
    """Shapes that differ, and unions, which may be cut into other pieces."""
    if len(a.parts) > 2 and kinds == {_K.LIST, _K.TUPLE}:
        return _in_order(a.parts, b.parts)
    if len(a.parts) > 2 and kinds == {_K.LIST, _K.SET}:
        return _in_any_order(a.parts, b.parts)
    if _K.MATRIX in kinds and kinds & {_K.LIST, _K.TUPLE}:
        return _same_matrix(a, b) if a.kind is _K.MATRIX else _same_matrix(b, a)
    for one, other in ((a, b), (b, a)):
        if one.kind in (_K.SET, _K.BARE) and other.kind in _SINGLE:
            return len(one.parts) == 1 and _same(one.parts[0], other)
    if kinds == {_K.UNION} and _in_any_order(a.parts, b.parts):
        return True
    return not kinds & {_K.BARE, _K.WORDS, _K.NUMERAL} and kinds & {_K.SCALAR, _K.UNION} != set() and _same_value(a.latex, b.latex)


def _same_matrix(matrix: Answer, other: Answer) -> bool:
    """A matrix and a list of rows, or a vector and a list or tuple of its entries."""
    if any(part.kind is _K.LIST for part in other.parts):
        return _in_order(matrix.parts, other.parts)
    entries = [entry for row in matrix.parts for entry in row.parts]
    return len(entries) in (len(matrix.parts), len(matrix.parts[0].parts)) and _in_order(tuple(entries), other.parts)


def _in_order(a: tuple[Answer, ...], b: tuple[Answer, ...]) -> bool:
    return len(a) == len(b) and all(map(_same, a, b))


def _in_any_order(a: tuple[Answer, ...], b: tuple[Answer, ...]) -> bool:
    left = list(b)
    for one in a:
        match = next((index for index, other in enumerate(left) if _same(one, other)), None)
        if match is None:
            return False
        left.pop(match)
    return not left


def _same_single(a: Answer, b: Answer) -> bool:
    kinds = {a.kind, b.kind}
    if kinds != {_K.SCALAR}:
        return _K.WORDS in kinds and a.key.lower() == b.key.lower()
    if a.unit and b.unit and a.unit != b.unit:
        return False
    if _same_value(a.latex, b.latex):
        return True
    if a.unit != b.unit and "%" in (a.unit, b.unit):
        return _same_value(_value(a), _value(b))
    return False


def _value(answer: Answer) -> str:
    return rf"\frac{{{answer.latex}}}{{100}}" if answer.unit == "%" else answer.latex


def _same_value(a: str, b: str) -> bool:
    """What math-verify says of two LaTeX texts, guarded."""
    gold, found = _parse(a), _parse(b)
    if gold is None or found is None:
        return False
    if _is_vast(gold) or _is_vast(found):
        return gold == found
    if is_equation(gold) != is_equation(found):
        gold, found = _right_side(gold), _right_side(found)
        if gold is None or found is None:
            return False
    return _verify(gold, found) and _is_close(gold, found)


def _verify(a: Basic, b: Basic) -> bool:
    return any(verify(x, y, timeout_seconds=None, allow_set_relation_comp=True) for x, y in ((a, b), (b, a)))


def _right_side(value: Basic) -> Basic | None:
    """5 of `x = 5`, `f(x) = 5` and `2 + 3 = 5`; None of `2x + 4 = 6`, which is no value."""
    if not is_equation(value):
        return value
    last = take_last_relation(value)
    named = is_assignment_relation(value) or not last.lhs.free_symbols
    return last.rhs if named else None


def _is_vast(value: Basic) -> bool:
    """Whether evaluating it may not end: then only the same expression is equal to it. Looks from the inside out."""
    for node in postorder_traversal(value):
        if isinstance(node, Pow) and _exceeds(node.exp, MAX_EXPONENT):
            return True
        if isinstance(node, factorial) and _exceeds(node.args[0], MAX_FACTORIAL):
            return True
    return False


def _exceeds(value: Basic, limit: int) -> bool:
    return not value.free_symbols and bool(abs(value.evalf(5)) > limit)


def _is_close(a: Basic, b: Basic) -> bool:
    """Whether two numbers found equal are so relative to their size: math-verify compares absolute differences."""
    if not isinstance(a, Expr) or not isinstance(b, Expr) or a == b or a.free_symbols or b.free_symbols:
        return True
    x, y = a.evalf(30), b.evalf(30)
    inexact = a.has(Float) or b.has(Float)
    small, large = sorted((abs(x), abs(y)))
    return bool(large < (1e-12 if inexact and small == 0 else 1e-60) or abs(x - y) <= (1e-6 if inexact else 1e-12) * large)


@lru_cache(maxsize=256)
def _parse(text: str) -> Basic | None:
    if not text:
        return None
    try:
        return latex2sympy(text, is_real=True, convert_degrees=False, normalization_config=_NORMAL, conversion_config=_CONVERT)
    except Exception:  # the parser raises bare Exception, and sympy whatever it likes
        return None


def main(seconds: float, memory: int) -> None:
    """Answer pairs from stdin until it closes. The alarm ends this process should its parent have died."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    print("ready", file=replies, flush=True)
    for line in sys.stdin:
        signal.alarm(int(seconds) + 5)
        a, b = json.loads(line)
        try:
            verdict = equal(a, b)
        except Exception:  # whatever a hostile answer provokes, RecursionError and MemoryError among it, is a verdict
            verdict = False
        signal.alarm(0)
        print(json.dumps(verdict), file=replies, flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
