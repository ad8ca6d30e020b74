"""What integrals measure: areas, averages, volumes, ways; improper and double ones."""

import random
from fractions import Fraction

from training.families.integrals import (
    PI_PARTS,
    Definite,
    bounds,
    definite_text,
    integral,
    setup,
    tex,
    times_symbol,
    variable,
)
from training.functions import applied, coefficients, joined, nonzero, times
from training.notation import (
    Written,
    equation,
    fraction,
    integer,
    monomial,
    polynomial,
    quotient,
    slots,
    total,
)
from training.task import Case, Kind, Turn


def draw_area_between(rng: random.Random) -> Case:
    """Two curves that meet exactly twice, at integers."""
    p, q = sorted(rng.sample(range(-4, 6), 2))
    k = rng.choice([1, 1, 1, -1, 2])
    f = [k, rng.choice([0, 0, nonzero(rng, 4)]), rng.choice([0, 0, nonzero(rng, 6)])]
    g = [0, f[1] + k * (p + q), f[2] - k * p * q]
    if rng.random() < 0.3:
        m = rng.choice([1, -1, k])
        f, g = [f[0] - m, f[1], f[2]], [-m, g[1], g[2]]
    first, second = polynomial(f), polynomial(g)
    if not any(f[:2]) or first.code == second.code:
        return draw_area_between(rng)
    if rng.random() < 0.35:
        first, second = second, first
    formulas = {
        "f": first,
        "g": second,
        "first": equation(Written("y", "y"), first),
        "second": equation(Written("y", "y"), second),
    }
    snippet = (
        f"from sympy import symbols, solve, integrate\nx = symbols('x')\nd = {first.code} - ({second.code})\n"
        "a, b = solve(d, x)\nprint(abs(integrate(d, (x, a, b))))"
    )
    return Case(
        slots=slots(rng, formulas),
        answer=str(Fraction(abs(k) * (q - p) ** 3, 6)),
        turns=(Turn("I integrate the difference between the intersections.", snippet),),
        closing="The area is",
    )


def draw_area_axis(rng: random.Random) -> Case:
    """A parabola and the x-axis."""
    p, q = sorted(rng.sample(range(-5, 7), 2))
    k = rng.choice([1, 1, -1, -1, 2, -2, 3])
    f = polynomial([k, -k * (p + q), k * p * q])
    snippet = (
        "from sympy import symbols, solve, integrate\n"
        "x = symbols('x')\n"
        f"d = {f.code}\n"
        "a, b = solve(d, x)\n"
        "print(abs(integrate(d, (x, a, b))))"
    )
    return Case(
        slots=slots(rng, {"f": f, "curve": equation(Written("y", "y"), f), "axis": Written("x", "x")}),
        answer=str(Fraction(abs(k) * (q - p) ** 3, 6)),
        turns=(Turn("I integrate between the zeros.", snippet),),
        closing="The area is",
    )


def draw_average(rng: random.Random) -> Case:
    x = rng.choice("xxxxt")
    poly = coefficients(rng, rng.choice([1, 2, 2, 2, 3]), 6)
    low, high = bounds(rng)
    written = polynomial(poly, x)
    d = Definite(written, integer(low), integer(high), tex(integral(poly, low, high) / (high - low)))
    if rng.random() < 0.2:
        d = Definite(applied("sin", Written(x, x)), PI_PARTS[0], PI_PARTS[2], r"\frac{2}{\pi}")
    low_code = f"({d.low.code})" if d.low.code.startswith("-") else d.low.code
    snippet = (
        f"{setup(x)}print(latex(integrate({d.written.code}, ({x}, {d.low.code}, {d.high.code}))"
        f"/({d.high.code} - {low_code}), ln_notation=True))"
    )
    filled = definite_text(rng, d, x) | slots(rng, {"def": equation(Written(f"f({x})", f"f({x})"), d.written)})
    return Case(
        filled,
        d.value,
        (Turn("I divide the integral by the length of the interval.", snippet),),
        "The average value is",
    )


def draw_improper(rng: random.Random) -> Case:
    x = variable(rng)
    a, b, n, low = (
        rng.choice([1, 1, 2, 3, 6]),
        rng.choice([1, 1, 2, 3, 4]),
        rng.choice([2, 2, 3, 4]),
        rng.choice([1, 1, 1, 2, 3]),
    )
    inner = monomial(-b, 1, x)
    e, infinity = applied("e", inner), Written(r"\infty", "oo")
    forms = (
        (quotient(integer(a), monomial(1, n, x)), low, tex(Fraction(a, (n - 1) * low ** (n - 1)))),
        (quotient(integer(a), monomial(1, n, x)), low, tex(Fraction(a, (n - 1) * low ** (n - 1)))),
        (times(a, e), 0, tex(Fraction(a, b))),
        (times(a, e), 0, tex(Fraction(a, b))),
        (joined(Written(x, x), e), 0, tex(Fraction(1, b * b))),
        (Written(f"{x}^2 {e.tex}", f"{x}**2*{e.code}"), 0, tex(Fraction(2, b**3))),
        (quotient(integer(a), polynomial([1, 0, 1], x)), 0, times_symbol(Fraction(a, 2), r"\pi")),
    )
    written, start, value = rng.choice(forms)
    d = Definite(written, integer(start), infinity, value)
    filled = definite_text(rng, d, x)
    snippet = f"{setup(x)}print(latex(integrate({written.code}, ({x}, {start}, oo)), ln_notation=True))"
    return Case(filled, value, (Turn("I integrate up to infinity.", snippet),), "The integral is")


def draw_volume(rng: random.Random) -> Case:
    """A curve turned around the x-axis: pi times the integral of the square."""
    low, high = rng.choice([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (0, 4), (1, 4), (0, 9)])
    poly = rng.choice([[1, 0], [rng.randint(1, 4), 0], [1, rng.randint(1, 4)], [1, 0, 0], [1, 0, 1]])
    written = polynomial(poly)
    squared = [
        sum(poly[i] * poly[s - i] for i in range(len(poly)) if 0 <= s - i < len(poly)) for s in range(2 * len(poly) - 1)
    ]
    if rng.random() < 0.3:
        k = rng.choice([1, 1, 2, 3])
        written, squared = times(k, applied("sqrt", Written("x", "x"))), [k * k, 0]
    d = Definite(written, integer(low), integer(high), times_symbol(integral(squared, low, high), r"\pi"))
    snippet = f"{setup('x')}print(latex(pi*integrate(({written.code})**2, (x, {low}, {high})), ln_notation=True))"
    return Case(
        definite_text(rng, d, "x"),
        d.value,
        (Turn("The volume is pi times the integral of the square.", snippet),),
        "The volume is",
    )


def draw_displacement(rng: random.Random) -> Case:
    poly = coefficients(rng, rng.choice([1, 2, 2, 3]), 9)
    low, high = rng.choice([(0, rng.randint(1, 6)), (1, rng.randint(2, 6)), (2, rng.randint(3, 7))])
    written = polynomial(poly, "t")
    d = Definite(written, integer(low), integer(high), tex(integral(poly, low, high)))
    head = Written("v(t)", "v(t)")
    filled = (
        definite_text(rng, d, "t")
        | slots(rng, {"def": equation(head, written)})
        | {"unit": rng.choice(["m/s", "feet per second"])}
    )
    snippet = f"{setup('t')}print(latex(integrate({written.code}, (t, {low}, {high})), ln_notation=True))"
    return Case(
        filled, d.value, (Turn("The displacement is the integral of the velocity.", snippet),), "The displacement is"
    )


def draw_upper_bound(rng: random.Random) -> Case:
    """The positive bound that gives an integral from zero its value."""
    n, k, c = rng.choice([1, 1, 2, 3]), rng.choice("kkabcm"), rng.randint(1, 6)
    scale = rng.choice([n + 1, n + 1, 1, 2])
    written = monomial(scale, n)
    value = Fraction(scale * c ** (n + 1), n + 1)
    letter = Written(k, k)
    sign = rf"\int_{{0}}^{{{k}}} {written.tex} \, dx = {tex(value)}"
    snippet = (
        "from sympy import symbols, integrate, Eq, solve, Rational\n"
        "x = symbols('x')\n"
        f"{k} = symbols('{k}', positive=True)\n"
        f"print(solve(Eq(integrate({written.code}, (x, 0, {k})), {fraction(value).code}), {k})[0])"
    )
    filled = slots(rng, {"f": written, "k": letter, "value": fraction(value)}) | {"equation_tex": sign}
    return Case(filled, str(c), (Turn("I integrate and solve for the bound.", snippet),), f"The value of {k} is")


def evaluated_double(p: int, q: int, scale: int, ends: tuple[int, int, int, int]) -> Fraction:
    a, b, c, d = ends
    return Fraction(scale * (b ** (p + 1) - a ** (p + 1)) * (d ** (q + 1) - c ** (q + 1)), (p + 1) * (q + 1))


def draw_double(rng: random.Random) -> Case:
    """An iterated integral over a rectangle."""
    (a, b), (c, d) = ((0, rng.randint(1, 3)) if rng.random() < 0.7 else (1, rng.randint(2, 4)) for _ in range(2))
    terms = rng.choice(
        [[(1, 1)], [(1, 0), (0, 1)], [(2, 1)], [(1, 2)], [(2, 0), (0, 2)], [(1, 1), (1, 0)], [(1, 0), (0, 2)]]
    )
    scales = [rng.choice([1, 1, 2, 3, 4]) for _ in terms]
    parts = []
    for scale, (p, q) in zip(scales, terms, strict=True):
        pieces = [monomial(1, e, v) for e, v in ((p, "x"), (q, "y")) if e]
        digits = "" if scale == 1 else str(scale)
        parts.append(
            Written(
                digits + "".join(w.tex for w in pieces), "*".join([digits] * bool(digits) + [w.code for w in pieces])
            )
        )
    body = total(parts)
    value = sum(evaluated_double(p, q, s, (a, b, c, d)) for s, (p, q) in zip(scales, terms, strict=True))
    inner = body.tex if len(parts) == 1 else f"({body.tex})"
    sign = rf"\int_{{{a}}}^{{{b}}} \int_{{{c}}}^{{{d}}} {inner} \, dy \, dx"
    filled = slots(rng, {"f": body}) | {"integral_tex": sign, "integral_math": f"${sign}$"}
    filled |= {"a": str(a), "b": str(b), "c": str(c), "d": str(d)}
    snippet = (
        "from sympy import symbols, integrate\n"
        "x, y = symbols('x y')\n"
        f"print(integrate({body.code}, (y, {c}, {d}), (x, {a}, {b})))"
    )
    return Case(filled, str(value), (Turn("I integrate over y and then over x.", snippet),), "The integral is")


KINDS = (
    Kind("integrals_area_between", draw_area_between),
    Kind("integrals_area_axis", draw_area_axis),
    Kind("integrals_average", draw_average),
    Kind("integrals_improper", draw_improper),
    Kind("integrals_volume", draw_volume),
    Kind("integrals_displacement", draw_displacement),
    Kind("integrals_upper_bound", draw_upper_bound),
    Kind("integrals_double", draw_double),
)
