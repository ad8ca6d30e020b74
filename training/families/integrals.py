"""Integrals: definite, indefinite, areas, averages, improper ones, volumes of revolution, motion.

The antiderivative is drawn together with the function, and the answer is its difference at the bounds.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, isqrt

from training.functions import applied, at, coefficients, joined, nonzero, raised, times
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
)
from training.task import Case, Kind, Turn

ALL = "symbols, integrate, sin, cos, exp, log, sqrt, pi, E, oo, latex"


@dataclass(frozen=True, slots=True)
class Definite:
    """A function, bounds and the value of its integral between them, in LaTeX."""

    written: Written
    low: Written
    high: Written
    value: str


def variable(rng: random.Random) -> str:
    return rng.choice("xxxxxxxxxxtuz")


def setup(x: str) -> str:
    return f"from sympy import {ALL}\n{x} = symbols('{x}')\n"


def tex(value: Fraction) -> str:
    return fraction(value).tex


def times_symbol(value: Fraction, symbol: str) -> str:
    """`3\\pi`, `\\frac{\\pi}{2}`."""
    sign, top, bottom = "-" if value < 0 else "", abs(value.numerator), value.denominator
    body = symbol if top == 1 else f"{top}{symbol}"
    return f"{sign}{body}" if bottom == 1 else rf"{sign}\frac{{{body}}}{{{bottom}}}"


def antiderivative(poly: Sequence[int]) -> list[Fraction]:
    degree = len(poly)
    return [*(Fraction(c, degree - i) for i, c in enumerate(poly)), Fraction(0)]


def integral(poly: Sequence[int], low: int | Fraction, high: int | Fraction) -> Fraction:
    whole = antiderivative(poly)
    return at(whole, high) - at(whole, low)


def bounds(rng: random.Random) -> tuple[int, int]:
    low = rng.choice([0, 0, 0, 1, 1, 2, -1, -2, rng.randint(-4, 4)])
    return low, low + rng.choice([1, 1, 2, 2, 3, 4, rng.randint(1, 8)])


def polynomial_integral(rng: random.Random, x: str) -> Definite:
    poly = coefficients(rng, rng.choice([1, 2, 2, 2, 3, 3, 4]), rng.choice([4, 9]))
    if rng.random() < 0.5:
        poly = [c * (len(poly) - i) for i, c in enumerate(poly)]
    low, high = bounds(rng)
    return Definite(polynomial(poly, x), integer(low), integer(high), tex(integral(poly, low, high)))


PI_PARTS = {0: integer(0), 1: Written(r"\frac{\pi}{2}", "pi/2"), 2: Written(r"\pi", "pi"), 4: Written(r"2\pi", "2*pi")}


def wave_integral(rng: random.Random, x: str) -> Definite:
    """A sin(bx) or a cos(bx) between multiples of pi/2."""
    a, b = rng.choice([1, 1, 1, 2, 3, 4]), rng.choice([1, 1, 1, 2, 3])
    low, high = rng.choice([(0, 1), (0, 2), (0, 1), (0, 2), (1, 2), (0, 4), (2, 4)])
    inner = monomial(b, 1, x)
    cosines, sines = (1, 0, -1, 0), (0, 1, 0, -1)
    if rng.random() < 0.6:
        value, written = (
            Fraction(a * (cosines[b * low % 4] - cosines[b * high % 4]), b),
            times(a, applied("sin", inner)),
        )
    else:
        value, written = Fraction(a * (sines[b * high % 4] - sines[b * low % 4]), b), times(a, applied("cos", inner))
    return Definite(written, PI_PARTS[low], PI_PARTS[high], tex(value))


def sine_squared(rng: random.Random, x: str) -> Definite:
    high = rng.choice([1, 2, 4])
    name = rng.choice(["sin", "cos"])
    written = Written(rf"\{name}^2 {x}", f"{name}({x})**2")
    return Definite(written, PI_PARTS[0], PI_PARTS[high], times_symbol(Fraction(high, 4), r"\pi"))


def powers_of_e(coefficient: Fraction, power: int) -> str:
    if power == 0:
        return tex(coefficient)
    return times_symbol(coefficient, "e" if power == 1 else f"e^{{{power}}}")


def exponential_integral(rng: random.Random, x: str) -> Definite:
    a, b = rng.choice([1, 1, 2, 3, 6]), rng.choice([1, 1, 2, 3, -1])
    low, high = rng.choice([(0, 1), (0, 1), (0, 2), (1, 2), (0, 3)])
    first, second = powers_of_e(Fraction(a, b), b * high), powers_of_e(Fraction(-a, b), b * low)
    joined_tex = f"{first} {second}" if second.startswith("-") else f"{first} + {second}"
    return Definite(times(a, applied("e", monomial(b, 1, x))), integer(low), integer(high), joined_tex)


def by_parts(rng: random.Random, x: str) -> Definite:
    """X e^x, x sin x, x cos x, ln x."""
    letter = Written(x, x)
    e, log = applied("e", letter), applied("ln", letter)
    number_e = Written("e", "E")
    forms = (
        Definite(joined(letter, e), integer(0), integer(1), "1"),
        Definite(Written(f"{x}^2 {e.tex}", f"{x}**2*{e.code}"), integer(0), integer(1), "e - 2"),
        Definite(joined(letter, applied("sin", letter)), integer(0), PI_PARTS[2], r"\pi"),
        Definite(joined(letter, applied("cos", letter)), integer(0), PI_PARTS[1], r"\frac{\pi}{2} - 1"),
        Definite(joined(letter, applied("cos", letter)), integer(0), PI_PARTS[2], "-2"),
        Definite(log, integer(1), number_e, "1"),
        Definite(joined(letter, log), integer(1), number_e, r"\frac{e^{2}}{4} + \frac{1}{4}"),
        Definite(quotient(log, letter), integer(1), number_e, r"\frac{1}{2}"),
        Definite(
            joined(letter, Written(f"e^{{{x}^2}}", f"exp({x}**2)")),
            integer(0),
            integer(1),
            r"\frac{e}{2} - \frac{1}{2}",
        ),
        Definite(quotient(integer(1), polynomial([1, 0, 1], x)), integer(0), integer(1), r"\frac{\pi}{4}"),
        Definite(quotient(integer(2), polynomial([1, 0, 1], x)), integer(-1), integer(1), r"\pi"),
        Definite(
            quotient(monomial(1, 1, x), polynomial([1, 0, 1], x)),
            integer(0),
            integer(1),
            r"\frac{\ln{\left(2 \right)}}{2}",
        ),
    )
    return rng.choice(forms)


def reciprocal_integral(rng: random.Random, x: str) -> Definite:
    a, n = rng.choice([1, 1, 1, 2, 3, 4]), rng.choice([1, 1, 2, 2, 3])
    low, high = rng.choice([(1, 2), (1, 3), (1, 4), (2, 4), (1, 5), (2, 6), (1, 10), (3, 9)])
    written = quotient(integer(a), monomial(1, n, x))
    if n == 1 and rng.random() < 0.4:
        power = rng.choice([1, 1, 2, 3])
        top = Written("e" if power == 1 else f"e^{power}", "E" if power == 1 else f"E**{power}")
        return Definite(written, integer(1), top, str(a * power))
    if n == 1:
        factor = Fraction(high, low)
        return Definite(
            written, integer(low), integer(high), rf"{a if a > 1 else ''} \ln{{\left({factor} \right)}}".strip()
        )
    value = Fraction(a, n - 1) * (Fraction(1, low ** (n - 1)) - Fraction(1, high ** (n - 1)))
    return Definite(written, integer(low), integer(high), tex(value))


def root_integral(rng: random.Random, x: str) -> Definite:
    k = rng.choice([1, 1, 2, 3, 6])
    low, high = rng.choice([(0, 1), (0, 4), (0, 9), (1, 4), (1, 9), (4, 9), (0, 16), (4, 16)])
    p, q = isqrt(low), isqrt(high)
    s = applied("sqrt", Written(x, x))
    if low and rng.random() < 0.3:
        return Definite(quotient(integer(k), s), integer(low), integer(high), tex(Fraction(2 * k * (q - p))))
    return Definite(times(k, s), integer(low), integer(high), tex(Fraction(2 * k * (q**3 - p**3), 3)))


def shifted_power(rng: random.Random, x: str) -> Definite:
    """(ax + b)^n, or 2x (x^2 + b)^n."""
    n = rng.choice([2, 2, 3, 3, 4, 5])
    low, high = rng.choice([(0, 1), (0, 1), (0, 2), (1, 2), (-1, 1)])
    if rng.random() < 0.5:
        a, b = rng.choice([1, 1, 2, 3]), nonzero(rng, 4)
        value = Fraction((a * high + b) ** (n + 1) - (a * low + b) ** (n + 1), a * (n + 1))
        return Definite(raised(polynomial([a, b], x), n), integer(low), integer(high), tex(value))
    b, k = nonzero(rng, 3), rng.choice([1, 2, 2, 4])
    value = Fraction(k * ((high * high + b) ** (n + 1) - (low * low + b) ** (n + 1)), 2 * (n + 1))
    inner = raised(polynomial([1, 0, b], x), n)
    head = monomial(k, 1, x)
    return Definite(Written(head.tex + inner.tex, f"{head.code}*{inner.code}"), integer(low), integer(high), tex(value))


OTHERS = (
    wave_integral,
    wave_integral,
    exponential_integral,
    exponential_integral,
    reciprocal_integral,
    root_integral,
    shifted_power,
    by_parts,
    sine_squared,
)


def definite_slots(d: Definite, x: str) -> dict[str, Written]:
    inner = grouped(d.written) if is_sum(d.written) else d.written
    whole = rf"\int_{{{d.low.tex}}}^{{{d.high.tex}}} {inner.tex} \, d{x}"
    plain = f"the integral of {d.written.plain} from {d.low.plain} to {d.high.plain}"
    shown = Written(f"[{d.low.tex}, {d.high.tex}]", f"[{d.low.code}, {d.high.code}]")
    formulas = {"f": d.written, "low": d.low, "high": d.high, "x": Written(x, x), "interval": shown}
    formulas["curve"] = equation(Written("y", "y"), d.written)
    formulas |= {
        "from": Written(f"{x} = {d.low.tex}", f"{x} = {d.low.code}"),
        "to": Written(f"{x} = {d.high.tex}", f"{x} = {d.high.code}"),
    }
    formulas["limits"] = Written(rf"{d.low.tex} \le {x} \le {d.high.tex}", f"{d.low.code} <= {x} <= {d.high.code}")
    return formulas | {"integral": Written(whole, plain)}


def definite_text(rng: random.Random, d: Definite, x: str) -> dict[str, str]:
    """The integral sign only ever appears inside LaTeX."""
    filled = slots(rng, definite_slots(d, x))
    opening, closing = rng.choice([("$", "$"), ("$", "$"), (r"\(", r"\)"), ("$$", "$$")])
    tex_form = rng.choice(
        [
            filled["integral_tex"],
            filled["integral_tex"].replace(r" \, d", r"\,d"),
            filled["integral_tex"].replace(r" \, d", " d"),
        ]
    )
    filled["integral_math"] = f"{opening}{tex_form}{closing}"
    filled["dx"] = f"d{x}"
    return filled


def definite_case(rng: random.Random, shape: Callable[[random.Random, str], Definite]) -> Case:
    x = variable(rng)
    d = shape(rng, x)
    snippet = (
        f"{setup(x)}print(latex(integrate({d.written.code}, ({x}, {d.low.code}, {d.high.code})), ln_notation=True))"
    )
    return Case(
        definite_text(rng, d, x), d.value, (Turn("I integrate between the bounds.", snippet),), "The integral is"
    )


def draw_definite_polynomial(rng: random.Random) -> Case:
    return definite_case(rng, polynomial_integral)


def draw_definite_other(rng: random.Random) -> Case:
    return definite_case(rng, rng.choice(OTHERS))


def positive_integral(rng: random.Random, x: str) -> Definite:
    """Not negative between the bounds, so that the integral is the area."""
    if rng.random() < 0.3:
        return rng.choice([root_integral, reciprocal_integral, exponential_integral])(rng, x)
    if rng.random() < 0.15:
        low, high = rng.choice([(0, 2), (0, 1)])
        return Definite(applied("sin", Written(x, x)), PI_PARTS[low], PI_PARTS[high], str(high))
    low, high = rng.choice(
        [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (1, 4), (2, 5), (-1, 1), (-1, 2), (-2, 2), (0, 5), (0, 4)]
    )
    poly = rng.choice(
        [
            [1, 0, 0],
            [1, 0, rng.randint(1, 9)],
            [rng.randint(1, 5), 0, rng.randint(0, 6)],
            [1, 0, 0, 0],
            [-1, 0, high * high + low * low],
        ]
    )
    if low >= 0:
        poly = rng.choice(
            [
                poly,
                [rng.randint(1, 6), rng.randint(0, 9)],
                [1, rng.randint(1, 6), rng.randint(0, 5)],
                [rng.randint(1, 4), 0, rng.randint(0, 5), 0],
            ]
        )
    if any(at(poly, low + Fraction((high - low) * i, 40)) < 0 for i in range(41)):
        return positive_integral(rng, x)
    return Definite(polynomial(poly, x), integer(low), integer(high), tex(integral(poly, low, high)))


def draw_area_under(rng: random.Random) -> Case:
    d = positive_integral(rng, "x")
    snippet = (
        f"{setup('x')}print(latex(integrate({d.written.code}, (x, {d.low.code}, {d.high.code})), ln_notation=True))"
    )
    return Case(
        definite_text(rng, d, "x"),
        d.value,
        (Turn("The area under the curve is the integral.", snippet),),
        "The area is",
    )


def binomial(b: int, n: int) -> list[int]:
    """Coefficients of (x + b)^n."""
    return [comb(n, k) * b**k for k in range(n + 1)]


def draw_indefinite(rng: random.Random) -> Case:
    x = variable(rng)
    a, b, n = rng.choice([1, 1, 2, 3, 5]), rng.choice([1, 1, 2, 3, 4]), rng.choice([2, 3, 4, 5])
    letter, inner = Written(x, x), monomial(b, 1, x)
    sine, cosine, e = applied("sin", inner), applied("cos", inner), applied("e", inner)
    over = Fraction(a, b)
    poly = coefficients(rng, rng.choice([1, 2, 2, 3, 3, 4]), 9)
    scaled = [c * (len(poly) - i) for i, c in enumerate(poly)] if rng.random() < 0.6 else poly
    forms: list[tuple[Written, str]] = [
        (times(a, sine), f"-{times_symbol(over, cosine.tex)}"),
        (times(a, cosine), times_symbol(over, sine.tex)),
        (times(a, e), times_symbol(over, e.tex)),
        (quotient(integer(a), letter), times_symbol(Fraction(a), rf"\ln{{\left({x} \right)}}")),
        (quotient(integer(a), monomial(1, n, x)), rf"-\frac{{{a}}}{{{n - 1}{x}^{{{n - 1}}}}}"),
        (times(a, applied("sqrt", letter)), rf"\frac{{{2 * a} {x}^{{\frac{{3}}{{2}}}}}}{{3}}"),
        (Written(f"{x}e^{x}", f"{x}*exp({x})"), rf"({x} - 1) e^{{{x}}}"),
        (raised(polynomial([1, b], x), n), polynomial(antiderivative(binomial(b, n)), x).tex),
    ]
    simple = (polynomial(scaled, x), polynomial(antiderivative(scaled), x).tex)
    written, answer = rng.choice([simple] * 10 + forms)
    whole = grouped(written).tex if is_sum(written) else written.tex
    formulas = {"f": written, "x": letter, "def": equation(Written(f"f({x})", f"f({x})"), written)}
    filled = slots(rng, formulas)
    sign = rf"\int {whole} \, d{x}"
    filled |= {
        "integral_tex": sign,
        "integral_math": rng.choice([f"${sign}$", rf"\({sign}\)", f"$${sign}$$", f"${sign}$".replace(r" \, d", " d")]),
    }
    filled["dx"] = f"d{x}"
    return Case(
        slots=filled,
        answer=f"{answer} + C",
        turns=(
            Turn(
                "I find an antiderivative and add a constant.",
                f"{setup(x)}print(latex(integrate({written.code}, {x}), ln_notation=True), '+ C')",
            ),
        ),
        closing="The integral is",
    )


KINDS = (
    Kind("integrals_definite_polynomial", draw_definite_polynomial),
    Kind("integrals_definite_other", draw_definite_other),
    Kind("integrals_indefinite", draw_indefinite),
    Kind("integrals_area_under", draw_area_under),
)
