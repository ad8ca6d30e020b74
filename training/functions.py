"""Elementary functions for calculus problems, each drawn together with its derivative, so that neither is computed.

`slope` gives the derivative exactly at the `points`, where it is rational.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from training.notation import Written, grouped, integer, monomial, polynomial, product, quotient, total


@dataclass(frozen=True, slots=True)
class Function:
    """A function of one variable and its derivative, both written."""

    written: Written
    derivative: Written
    slope: Callable[[Fraction], Fraction]
    points: tuple[int, ...]


def nonzero(rng: random.Random, bound: int) -> int:
    return rng.choice([-1, 1]) * rng.randint(1, bound)


def derived(poly: Sequence[int | Fraction]) -> list[int | Fraction]:
    """Coefficients, highest power first."""
    degree = len(poly) - 1
    return [c * (degree - i) for i, c in enumerate(poly[:-1])]


def at(poly: Sequence[int | Fraction], x: int | Fraction) -> Fraction:
    value = Fraction(0)
    for c in poly:
        value = value * x + c
    return value


def coefficients(rng: random.Random, degree: int, bound: int = 9) -> list[int]:
    """Some of the lower ones may be zero."""
    lead = rng.choice([1, 1, 1, 2, 3, -1, nonzero(rng, bound)])
    return [lead, *(rng.choice([0, *[rng.randint(-bound, bound)] * 3]) for _ in range(degree))]


def times(c: int, part: Written) -> Written:
    """A whole number before something that is not a number."""
    sign, size = "-" if c < 0 else "", abs(c)
    if c == 0:
        return integer(0)
    if size == 1:
        return Written(f"{sign}{part.tex}", f"{sign}{part.code}")
    return Written(f"{sign}{size}{part.tex}", f"{sign}{size}*{part.code}")


def applied(name: str, inner: Written) -> Written:
    """`sin(2x)`, `\\sin x`, `e^{3x}`."""
    simple = inner.code.isalpha() or inner.code.replace("*", "").isalnum()
    code = {"ln": "log", "e": "exp"}.get(name, name)
    if name == "e":
        return Written(f"e^{{{inner.tex}}}" if len(inner.tex) > 1 else f"e^{inner.tex}", f"exp({inner.code})")
    if name == "sqrt":
        return Written(rf"\sqrt{{{inner.tex}}}", f"sqrt({inner.code})")
    tex = rf"\{name} {inner.tex}" if simple and len(inner.tex) == 1 else rf"\{name}({inner.tex})"
    return Written(tex, f"{code}({inner.code})")


def raised(inner: Written, n: int) -> Written:
    """A bracket to a power; the power 1 is not written."""
    if n == 1:
        return grouped(inner)
    return Written(f"({inner.tex})^{n}" if n < 10 else f"({inner.tex})^{{{n}}}", f"({inner.code})**{n}")


def poly_function(rng: random.Random, x: str) -> Function:
    poly = coefficients(rng, rng.choice([2, 2, 3, 3, 3, 4, 5]), rng.choice([5, 9, 12]))
    return from_poly(poly, x)


def from_poly(poly: Sequence[int], x: str) -> Function:
    slope = derived(poly)
    return Function(polynomial(poly, x), polynomial(slope, x), lambda a: at(slope, a), tuple(range(-4, 8)))


def wave(rng: random.Random, x: str) -> Function:
    """`a sin(bx)` or `a cos(bx)`, with a polynomial term now and then."""
    a, b, c = rng.choice([1, 1, 2, 3, 5, -1]), rng.choice([1, 1, 2, 3, 4, 5]), rng.choice([0, 0, nonzero(rng, 6)])
    inner, extra = monomial(b, 1, x), monomial(c, 2, x) if c else integer(0)
    sine, cosine = applied("sin", inner), applied("cos", inner)
    if rng.random() < 0.5:
        slope = total([times(a * b, cosine), monomial(2 * c, 1, x) if c else integer(0)])
        return Function(total([times(a, sine), extra]), slope, lambda _: Fraction(a * b), (0,))
    slope = total([times(-a * b, sine), monomial(2 * c, 1, x) if c else integer(0)])
    return Function(total([times(a, cosine), extra]), slope, lambda _: Fraction(0), (0,))


def exponential(rng: random.Random, x: str) -> Function:
    a, b, c = rng.choice([1, 1, 2, 3, 5]), rng.choice([1, 2, 3, 4, 5, -1, -2]), rng.choice([0, 0, nonzero(rng, 6)])
    e, extra = applied("e", monomial(b, 1, x)), monomial(c, 1, x) if c else integer(0)
    return Function(
        total([times(a, e), extra]), total([times(a * b, e), integer(c)]), lambda _: Fraction(a * b + c), (0,)
    )


def logarithm(rng: random.Random, x: str) -> Function:
    a, c = rng.choice([1, 1, 2, 3, 5]), rng.choice([0, 0, nonzero(rng, 6)])
    inner = monomial(rng.choice([1, 1, 2, 3, 5]), 1, x)
    extra = monomial(c, 2, x) if c else integer(0)
    slope = total([quotient(integer(a), monomial(1, 1, x)), monomial(2 * c, 1, x) if c else integer(0)])
    return Function(
        total([times(a, applied("ln", inner)), extra]), slope, lambda p: a / p + 2 * c * p, (1, 2, 3, 4, 5, 6)
    )


def root(rng: random.Random, x: str) -> Function:
    """`sqrt(ax + b)`."""
    if rng.random() < 0.4:
        a, b, k = 1, 0, rng.choice([1, 2, 3, 4, 6])
    else:
        a, b, k = rng.randint(1, 6), rng.randint(1, 9), 1
    inner = polynomial([a, b], x)
    s = applied("sqrt", inner)
    points = tuple(p for p in range(0, 40) if a * p + b > 0 and isqrt(a * p + b) ** 2 == a * p + b)
    if not points:
        return root(rng, x)
    halved = Fraction(k * a, 2)
    slope = quotient(integer(halved.numerator), times(halved.denominator, s))
    return Function(times(k, s), slope, lambda p: halved / isqrt(int(a * p + b)), points)


def reciprocal(rng: random.Random, x: str) -> Function:
    a, n = rng.choice([1, 1, 2, 3, 4, 6]), rng.choice([1, 1, 2, 3])
    slope = quotient(integer(a * n), monomial(1, n + 1, x))
    slope = Written(f"-{slope.tex}", f"-{slope.code}")
    return Function(
        quotient(integer(a), monomial(1, n, x)), slope, lambda p: -a * n / p ** (n + 1), (1, 2, 3, -1, -2, 4)
    )


def fractional(rng: random.Random, x: str) -> Function:
    """`(ax + b)/(cx + d)`."""
    a, c = rng.choice([1, 1, 2, 3, 5]), rng.choice([1, 1, 1, 2, 3])
    b, d = rng.choice([0, nonzero(rng, 6), nonzero(rng, 6)]), nonzero(rng, 6)
    if a * d == b * c:
        return fractional(rng, x)
    bottom = polynomial([c, d], x)
    size = quotient(integer(abs(a * d - b * c)), raised(bottom, 2))
    slope = size if a * d > b * c else Written(f"-{size.tex}", f"-{size.code}")
    points = tuple(p for p in range(-3, 6) if c * p + d)
    return Function(
        quotient(polynomial([a, b], x), bottom), slope, lambda p: Fraction(a * d - b * c) / (c * p + d) ** 2, points
    )


def powered(rng: random.Random, x: str) -> Function:
    """`(ax^k + b)^n`."""
    a, b, n = rng.choice([1, 1, 2, 3, 4]), nonzero(rng, 6), rng.choice([2, 3, 3, 4, 5, 6, 10])
    k = rng.choice([1, 1, 2, 3])
    inner = polynomial([a, *[0] * (k - 1), b], x)
    head = monomial(n * a * k, k - 1, x)
    slope = product([head, raised(inner, n - 1)])
    return Function(
        raised(inner, n), slope, lambda p: n * a * k * p ** (k - 1) * (a * p**k + b) ** (n - 1), (0, 1, 2, -1)
    )


def times_exponential(rng: random.Random, x: str) -> Function:
    """`x^n e^{bx}`."""
    n, b = rng.choice([1, 1, 2, 3]), rng.choice([1, 1, 2, 3, -1])
    e = applied("e", monomial(b, 1, x))
    slope = total([joined(monomial(n, n - 1, x), e), joined(monomial(b, n, x), e)])
    return Function(joined(monomial(1, n, x), e), slope, lambda _: Fraction(n == 1), (0,))


def joined(left: Written, right: Written) -> Written:
    """Two factors side by side; a factor 1 is left out."""
    if left.code == "1":
        return right
    return Written(f"{left.tex} {right.tex}", f"{left.code}*{right.code}")


def times_wave(rng: random.Random, x: str) -> Function:
    """`x^n sin x` or `x^n cos x`."""
    n = rng.choice([1, 1, 2, 3])
    letter = Written(x, x)
    sine, cosine = applied("sin", letter), applied("cos", letter)
    if rng.random() < 0.5:
        slope = total([joined(monomial(n, n - 1, x), sine), joined(monomial(1, n, x), cosine)])
        return Function(joined(monomial(1, n, x), sine), slope, lambda _: Fraction(0), (0,))
    slope = total([joined(monomial(n, n - 1, x), cosine), joined(monomial(-1, n, x), sine)])
    return Function(joined(monomial(1, n, x), cosine), slope, lambda _: Fraction(n == 1), (0,))


def times_logarithm(rng: random.Random, x: str) -> Function:
    n = rng.choice([1, 1, 2, 3])
    log = applied("ln", Written(x, x))
    clear = Written(rf"\ln({x})", log.code)
    slope = total([joined(monomial(n, n - 1, x), clear), monomial(1, n - 1, x)])
    return Function(joined(monomial(1, n, x), log), slope, lambda _: Fraction(1), (1,))


def chained(rng: random.Random, x: str) -> Function:
    """sin, cos, e or ln of a quadratic."""
    a, b = rng.choice([1, 1, 2, 3]), rng.choice([0, 1, 1, 2, 4, 5])
    inner, head = polynomial([a, 0, b], x), monomial(2 * a, 1, x)
    name = rng.choice(["sin", "cos", "e", "ln", "ln"])
    if name == "ln":
        bottom = polynomial([a, 0, b or 1], x)
        slope = quotient(head, bottom)
        return Function(applied("ln", bottom), slope, lambda p: 2 * a * p / (a * p * p + (b or 1)), (0, 1, 2, 3, -1))
    inside = applied(name, inner)
    other = {"sin": applied("cos", inner), "cos": applied("sin", inner), "e": inside}[name]
    slope = joined(monomial(-2 * a if name == "cos" else 2 * a, 1, x), other)
    return Function(inside, slope, lambda _: Fraction(0), (0,))


OTHERS = (
    wave,
    wave,
    exponential,
    exponential,
    logarithm,
    root,
    reciprocal,
    fractional,
    powered,
    powered,
    times_exponential,
    times_wave,
    times_logarithm,
    chained,
)


def draw_function(rng: random.Random, x: str) -> Function:
    """A polynomial half of the time."""
    return poly_function(rng, x) if rng.random() < 0.5 else draw_other_function(rng, x)


def draw_other_function(rng: random.Random, x: str) -> Function:
    return rng.choice(OTHERS)(rng, x)
