"""Limits: at a point, at infinity, from one side, and difference quotients.

Each is built around its value: a common factor, a standard limit, or leading terms.
"""

import random
from collections.abc import Sequence
from fractions import Fraction

from training.functions import applied, at, coefficients, derived, nonzero, raised, times
from training.notation import (
    Written,
    equation,
    fraction,
    grouped,
    integer,
    is_sum,
    monomial,
    polynomial,
    quotient,
    slots,
    total,
)
from training.task import Case, Kind, Turn

ALL = "symbols, limit, sin, cos, tan, exp, log, sqrt, oo, Abs, latex"
Limit = tuple[Written, Written, str]
"""A formula, where the variable goes, and the value in LaTeX."""


def variable(rng: random.Random) -> str:
    return rng.choice("xxxxxxxxxxtuyz")


def multiply(p: Sequence[int], q: Sequence[int]) -> list[int]:
    result = [0] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            result[i + j] += a * b
    return result


def common_factor(rng: random.Random, x: str) -> Limit:
    """Both polynomials vanish at the point."""
    a = rng.choice([1, 2, 3, -1, -2, 4, 5, rng.randint(-9, 9)])
    top = [rng.choice([1, 1, 1, 2, 3]), rng.choice([a, nonzero(rng, 9), 0]), *rng.choice([[], [], [nonzero(rng, 9)]])]
    bottom = rng.choice([[1], [1], [1], [1, nonzero(rng, 6)], [2, nonzero(rng, 5)]])
    if not at(bottom, a) or (a == 0 and top[-1] == 0):
        return common_factor(rng, x)
    first, second = polynomial(multiply(top, [1, -a]), x), polynomial(multiply(bottom, [1, -a]), x)
    return quotient(first, second), integer(a), fraction(at(top, a) / at(bottom, a)).tex


def powers(rng: random.Random, x: str) -> Limit:
    """(x^n - a^n)/(x - a)."""
    a, n = rng.choice([1, 1, 2, 3]), rng.choice([2, 3, 3, 4, 5])
    top = polynomial([1, *[0] * (n - 1), -(a**n)], x)
    return quotient(top, polynomial([1, -a], x)), integer(a), str(n * a ** (n - 1))


def direct(rng: random.Random, x: str) -> Limit:
    a, poly = rng.randint(-3, 5), coefficients(rng, rng.choice([1, 2, 2, 3]), 8)
    if rng.random() < 0.5:
        return polynomial(poly, x), integer(a), fraction(at(poly, a)).tex
    bottom = [rng.choice([1, 1, 2]), nonzero(rng, 9)]
    if not at(bottom, a):
        return direct(rng, x)
    return quotient(polynomial(poly, x), polynomial(bottom, x)), integer(a), fraction(at(poly, a) / at(bottom, a)).tex


def sines(rng: random.Random, x: str) -> Limit:
    a, b, c = rng.randint(1, 9), rng.choice([1, 1, 2, 3, 4, 5, 7]), rng.choice([1, 1, 1, 2, 3])
    wave, second = applied("sin", monomial(a, 1, x)), applied("sin", monomial(b, 1, x))
    tangent = applied("tan", monomial(a, 1, x))
    forms = (
        (quotient(times(c, wave), monomial(b, 1, x)), Fraction(a * c, b)),
        (quotient(wave, monomial(b, 1, x)), Fraction(a, b)),
        (quotient(wave, second), Fraction(a, b)),
        (quotient(tangent, monomial(b, 1, x)), Fraction(a, b)),
        (quotient(tangent, second), Fraction(a, b)),
        (quotient(monomial(b, 1, x), wave), Fraction(b, a)),
        (quotient(total([monomial(c, 1, x), wave]), monomial(b, 1, x)), Fraction(a + c, b)),
    )
    written, value = rng.choice(forms)
    return written, integer(0), fraction(value).tex


def minus(part: Written) -> Written:
    return Written(f"-{part.tex}", f"-{part.code}")


def cosines(rng: random.Random, x: str) -> Limit:
    a, b = rng.choice([1, 1, 2, 3, 4, 5]), rng.choice([1, 1, 1, 2, 3])
    one_less = total([integer(1), minus(applied("cos", monomial(a, 1, x)))])
    letter = Written(x, x)
    cube = total([letter, minus(applied("sin", letter))])
    forms = (
        (quotient(one_less, monomial(b, 2, x)), Fraction(a * a, 2 * b)),
        (quotient(one_less, monomial(b, 2, x)), Fraction(a * a, 2 * b)),
        (quotient(one_less, monomial(b, 1, x)), Fraction(0)),
        (quotient(cube, monomial(b, 3, x)), Fraction(1, 6 * b)),
        (
            quotient(total([applied("tan", letter), minus(applied("sin", letter))]), monomial(b, 3, x)),
            Fraction(1, 2 * b),
        ),
    )
    written, value = rng.choice(forms)
    return written, integer(0), fraction(value).tex


def exponentials(rng: random.Random, x: str) -> Limit:
    a, b = rng.choice([1, 1, 2, 3, 4, 5, -1, -2]), rng.choice([1, 1, 2, 3, 4])
    e, letter = applied("e", monomial(a, 1, x)), Written(x, x)
    growth = total([e, integer(-1)])
    log = applied("ln", total([integer(1), monomial(abs(a), 1, x)]))
    second = total([applied("e", letter), integer(-1), minus(letter)])
    forms = (
        (quotient(growth, monomial(b, 1, x)), Fraction(a, b)),
        (quotient(growth, monomial(b, 1, x)), Fraction(a, b)),
        (quotient(growth, applied("sin", monomial(b, 1, x))), Fraction(a, b)),
        (quotient(log, monomial(b, 1, x)), Fraction(abs(a), b)),
        (quotient(second, monomial(b, 2, x)), Fraction(1, 2 * b)),
    )
    written, value = rng.choice(forms)
    return written, integer(0), fraction(value).tex


def logarithm(rng: random.Random, x: str) -> Limit:
    k = rng.choice([1, 1, 2, 3])
    return quotient(times(k, applied("ln", Written(x, x))), polynomial([1, -1], x)), integer(1), str(k)


def roots(rng: random.Random, x: str) -> Limit:
    """(sqrt(x + b) - c)/(x - a) and the reverse, at a."""
    c = rng.randint(1, 6)
    a = rng.choice([0, 0, c * c, rng.randint(-5, 12)])
    b = c * c - a
    s = total([applied("sqrt", polynomial([1, b], x)), integer(-c)])
    under = polynomial([1, -a], x)
    if rng.random() < 0.25:
        return quotient(under, s), integer(a), str(2 * c)
    return quotient(s, under), integer(a), fraction(Fraction(1, 2 * c)).tex


def compound(rng: random.Random, x: str) -> Limit:
    """(1 + ax)^(b/x) at zero."""
    a, b = rng.choice([1, 1, 2, 3, -1]), rng.choice([1, 1, 2, 3])
    base = grouped(total([integer(1), monomial(a, 1, x)]))
    power = "" if a * b == 1 else f"^{{{a * b}}}"
    written = Written(rf"{base.tex}^{{{b}/{x}}}", f"{base.code}**({b}/{x})")
    return written, integer(0), f"e{power}"


RATIONAL = (*[common_factor] * 8, powers, powers, direct, direct)
OTHERS = (sines, sines, sines, cosines, cosines, exponentials, exponentials, logarithm, roots, roots, compound)


def limit_slots(rng: random.Random, x: str, written: Written, point: Written, side: str = "") -> dict[str, str]:
    """The sign of the limit only ever appears inside LaTeX."""
    mark = {"": "", "+": "^{+}", "-": "^{-}"}[side]
    inner = grouped(written).tex if is_sum(written) else written.tex
    whole = rf"\lim_{{{x} \to {point.tex}{mark}}} {inner}"
    arrow = Written(rf"{x} \to {point.tex}{mark}", f"{x} -> {point.code.replace('oo', 'infinity')}{side}")
    formulas = {
        "f": written,
        "x": Written(x, x),
        "a": Written(point.tex, point.code.replace("oo", "infinity")),
        "to": arrow,
    }
    formulas["def"] = equation(Written(f"f({x})", f"f({x})"), written)
    filled = slots(rng, formulas)
    opening, closing = rng.choice([("$", "$"), ("$", "$"), ("$", "$"), (r"\(", r"\)"), ("$$", "$$")])
    return filled | {"limit_tex": whole, "limit_math": f"{opening}{whole}{closing}"}


def limit_case(rng: random.Random, x: str, found: Limit, side: str, text: str) -> Case:
    written, point, value = found
    direction = f", '{side}'" if side else ""
    snippet = (
        f"from sympy import {ALL}\n"
        f"{x} = symbols('{x}')\n"
        f"print(latex(limit({written.code}, {x}, {point.code}{direction}), ln_notation=True))"
    )
    return Case(limit_slots(rng, x, written, point, side), value, (Turn(text, snippet),), "The limit is")


def draw_rational(rng: random.Random) -> Case:
    x = variable(rng)
    return limit_case(rng, x, rng.choice(RATIONAL)(rng, x), "", "I compute the limit.")


def draw_other(rng: random.Random) -> Case:
    x = variable(rng)
    return limit_case(rng, x, rng.choice(OTHERS)(rng, x), "", "I compute the limit.")


def rational_ends(rng: random.Random, x: str) -> Limit:
    """Equal degrees, or a smaller degree above."""
    n = rng.choice([1, 2, 2, 3, 3])
    top, bottom = coefficients(rng, n if rng.random() < 0.8 else max(n - 1, 0), 9), coefficients(rng, n, 9)
    if not any(bottom[1:]) or not any(top):
        return rational_ends(rng, x)
    value = Fraction(top[0], bottom[0]) if len(top) == len(bottom) else Fraction(0)
    return quotient(polynomial(top, x), polynomial(bottom, x)), Written(r"\infty", "oo"), fraction(value).tex


def unbounded(rng: random.Random, x: str) -> Limit:
    """A greater degree above."""
    top, bottom = coefficients(rng, rng.choice([2, 3]), 9), coefficients(rng, 1, 9)
    if not bottom[1]:
        return unbounded(rng, x)
    sign = "" if (top[0] > 0) == (bottom[0] > 0) else "-"
    return quotient(polynomial(top, x), polynomial(bottom, x)), Written(r"\infty", "oo"), rf"{sign}\infty"


def continuous_growth(rng: random.Random, x: str) -> Limit:
    """(1 + a/x)^(bx)."""
    a, b = rng.choice([1, 1, 2, 3, 4, 5, -1, -2]), rng.choice([1, 1, 1, 2, 3])
    over = quotient(integer(abs(a)), Written(x, x))
    inner = total([integer(1), over if a > 0 else minus(over)])
    exponent = monomial(b, 1, x)
    tex = rf"\left({inner.tex}\right)^{{{exponent.tex}}}"
    code = exponent.code if b == 1 else f"({exponent.code})"
    power = "" if a * b == 1 else f"^{{{a * b}}}"
    return Written(tex, f"({inner.code})**{code}"), Written(r"\infty", "oo"), f"e{power}"


def root_differences(rng: random.Random, x: str) -> Limit:
    """sqrt(x^2 + bx + c) - x."""
    b, c = nonzero(rng, 9), rng.choice([0, 0, nonzero(rng, 9)])
    s = applied("sqrt", polynomial([1, b, c], x))
    return total([s, minus(Written(x, x))]), Written(r"\infty", "oo"), fraction(Fraction(b, 2)).tex


def vanishing(rng: random.Random, x: str) -> Limit:
    n = rng.choice([1, 1, 2, 3])
    log, e, letter = applied("ln", Written(x, x)), applied("e", Written(x, x)), Written(x, x)
    a = rng.choice([1, 1, 2, 3, 5])
    over = quotient(integer(a), letter)
    wave = Written(rf"{x} \sin\left({over.tex}\right)", f"{x}*sin({over.code})")
    forms = (
        (quotient(log, monomial(1, n, x)), "0"),
        (quotient(monomial(a, n, x), e), "0"),
        (wave, str(a)),
        (quotient(applied("sin", letter), letter), "0"),
    )
    written, value = rng.choice(forms)
    return written, Written(r"\infty", "oo"), value


def draw_rational_infinity(rng: random.Random) -> Case:
    x = rng.choice([variable(rng), variable(rng), variable(rng), "n"])
    shape = rng.choice([rational_ends, rational_ends, rational_ends, rational_ends, unbounded])
    return limit_case(rng, x, shape(rng, x), "", "I compute the limit at infinity.")


def draw_other_infinity(rng: random.Random) -> Case:
    x = rng.choice([variable(rng), variable(rng), variable(rng), "n"])
    shape = rng.choice([continuous_growth, continuous_growth, root_differences, root_differences, vanishing])
    return limit_case(rng, x, shape(rng, x), "", "I compute the limit at infinity.")


def draw_one_sided(rng: random.Random) -> Case:
    x, side = variable(rng), rng.choice("+-")
    sign = 1 if side == "+" else -1
    a, k, n = rng.choice([0, 0, 1, 2, 3, -1, -2, 5]), rng.choice([1, 1, 2, 3, -1]), rng.choice([1, 1, 1, 2, 3])
    bar = polynomial([1, -a], x)
    positive = (sign**n) * k > 0
    size = quotient(integer(abs(k)), raised(bar, n) if n > 1 else bar)
    blow = (size if k > 0 else minus(size), integer(a), rf"{'' if positive else '-'}\infty")
    ratio = (quotient(Written(f"|{bar.tex}|", f"Abs({bar.code})"), bar), integer(a), str(sign))
    second = (quotient(bar, Written(f"|{bar.tex}|", f"Abs({bar.code})")), integer(a), str(sign))
    case = limit_case(rng, x, rng.choice([blow, blow, ratio, second]), side, "I compute the limit from this side.")
    words = {"+": ("right", "above"), "-": ("left", "below")}[side]
    return Case(
        dict(case.slots) | {"side": words[0], "from_side": rng.choice(words)}, case.answer, case.turns, case.closing
    )


def draw_difference_quotient(rng: random.Random) -> Case:
    """(f(a + h) - f(a))/h as h goes to zero, written out for a polynomial or named by f."""
    poly, a = coefficients(rng, rng.choice([2, 2, 2, 3]), 7), rng.randint(-3, 6)
    f = polynomial(poly)
    slope = at(derived(poly), a)
    head = Written(rf"\frac{{f({a} + h) - f({a})}}{{h}}", f"(f({a} + h) - f({a}))/h")
    snippet = (
        f"from sympy import symbols, limit\nh = symbols('h')\nf = lambda x: {f.code}\n"
        f"print(limit((f({a} + h) - f({a}))/h, h, 0))"
    )
    filled = limit_slots(rng, "h", head, integer(0)) | slots(rng, {"fdef": equation(Written("f(x)", "f(x)"), f)})
    return Case(filled, str(slope), (Turn("I compute the limit of the difference quotient.", snippet),), "The limit is")


KINDS = (
    Kind("limits_rational", draw_rational),
    Kind("limits_other", draw_other),
    Kind("limits_rational_infinity", draw_rational_infinity),
    Kind("limits_other_infinity", draw_other_infinity),
    Kind("limits_one_sided", draw_one_sided),
    Kind("limits_difference_quotient", draw_difference_quotient),
)
