"""Derivatives: of a function, at a point, of higher order, tangents, extrema, motion, the best rectangle."""

import random
from collections.abc import Callable
from fractions import Fraction

from training.functions import (
    Function,
    applied,
    at,
    coefficients,
    derived,
    draw_function,
    draw_other_function,
    nonzero,
    poly_function,
    times,
)
from training.notation import Written, equation, integer, monomial, number, polynomial, quotient, slots, total
from training.task import Case, Kind, Turn

ALL = "symbols, diff, sin, cos, exp, log, sqrt, latex"


def variable(rng: random.Random) -> str:
    return rng.choice("xxxxxxxxxxtzu")


def name_of(rng: random.Random) -> str:
    return rng.choice("fffffghpy")


def named(name: str, x: str, body: Written) -> dict[str, Written]:
    head = name if name == "y" else f"{name}({x})"
    prime = Written(f"{name}'({x})", f"{name}'({x})")
    if name == "y":
        prime = Written(rf"\frac{{dy}}{{d{x}}}", f"dy/d{x}")
    formulas = {"f": body, "def": equation(Written(head, head), body), "x": Written(x, x), "name": Written(name, name)}
    return formulas | {
        "prime": prime,
        "operator": Written(rf"\frac{{d}}{{d{x}}}", f"d/d{x}"),
        "head": Written(head, head),
    }


def at_point(name: str, x: str, a: int, primes: int = 1) -> dict[str, Written]:
    marks = "'" * primes
    label = f"{name}{marks}({a})"
    return {"prime_a": Written(label, label), "point": Written(f"{x} = {a}", f"{x} = {a}"), "a": integer(a)}


def setup(x: str, body: Written, names: str = ALL) -> str:
    return f"from sympy import {names}\n{x} = symbols('{x}')\nf = {body.code}\n"


def symbolic_case(rng: random.Random, shape: Callable[[random.Random, str], Function]) -> Case:
    x = variable(rng)
    f = shape(rng, x)
    return Case(
        slots=slots(rng, named(name_of(rng), x, f.written)),
        answer=f.derivative.tex,
        turns=(Turn("I differentiate.", f"{setup(x, f.written)}print(latex(diff(f, {x})))"),),
        closing="The derivative is",
    )


def draw_polynomial(rng: random.Random) -> Case:
    return symbolic_case(rng, poly_function)


def draw_other(rng: random.Random) -> Case:
    return symbolic_case(rng, draw_other_function)


def point_case(rng: random.Random, shape: Callable[[random.Random, str], Function], closing: str) -> Case:
    x = variable(rng)
    f = shape(rng, x)
    a = rng.choice(f.points)
    name = name_of(rng)
    return Case(
        slots=slots(rng, named(name, x, f.written) | at_point(name, x, a)),
        answer=str(f.slope(Fraction(a))),
        turns=(
            Turn(f"I differentiate and put {x} = {a}.", f"{setup(x, f.written)}print(diff(f, {x}).subs({x}, {a}))"),
        ),
        closing=closing,
    )


def draw_polynomial_at(rng: random.Random) -> Case:
    return point_case(rng, poly_function, "The derivative there is")


def draw_other_at(rng: random.Random) -> Case:
    return point_case(rng, draw_other_function, "The derivative there is")


def draw_tangent_slope(rng: random.Random) -> Case:
    return point_case(rng, draw_function, "The slope is")


ORDERS = {2: ("second", "''"), 3: ("third", "'''"), 4: ("fourth", "^{(4)}")}


def repeated(rng: random.Random, x: str, order: int) -> tuple[Written, Written]:
    """A function and its derivative of this order, for functions with a simple rule."""
    a, b = rng.choice([1, 2, 3, 5]), rng.choice([1, 2, 3])
    inner = monomial(b, 1, x)
    shape = rng.choice(["poly"] * 5 + ["exp", "sin", "cos", "ln", "product"])
    if shape == "poly":
        poly: list[int | Fraction] = list(coefficients(rng, order + rng.randint(1, 3), 8))
        higher = poly
        for _ in range(order):
            higher = derived(higher)
        return polynomial(poly, x), polynomial(higher, x)
    if shape == "exp":
        e = applied("e", inner)
        return times(a, e), times(a * b**order, e)
    if shape == "ln":
        sizes = {2: -1, 3: 2, 4: -6}
        top = quotient(integer(abs(a * sizes[order])), monomial(1, order, x))
        return times(a, applied("ln", Written(x, x))), Written(f"-{top.tex}", f"-{top.code}") if sizes[
            order
        ] < 0 else top
    if shape == "product":
        e = applied("e", Written(x, x))
        body = Written(f"({x} + {order}){e.tex}", f"({x} + {order})*{e.code}")
        return Written(f"{x}{e.tex}", f"{x}*{e.code}"), body
    sine, cosine = applied("sin", inner), applied("cos", inner)
    cycle = [sine, cosine, times(-1, sine), times(-1, cosine)]
    start = 0 if shape == "sin" else 1
    result = cycle[(start + order) % 4]
    negative = result.code.startswith("-")
    bare = cycle[(start + order) % 4 - 2] if negative else result
    return times(a, cycle[start]), times((-1 if negative else 1) * a * b**order, bare)


def order_slots(name: str, x: str, order: int) -> dict[str, Written]:
    marks = {2: "''", 3: "'''"}.get(order)
    label = f"{name}{marks}({x})" if marks else f"{name}^{{({order})}}({x})"
    plain = f"{name}{marks}({x})" if marks else f"{name}^({order})({x})"
    leibniz = Written(rf"\frac{{d^{order}{name}}}{{d{x}^{order}}}", f"d^{order}{name}/d{x}^{order}")
    operator = Written(rf"\frac{{d^{order}}}{{d{x}^{order}}}", f"d^{order}/d{x}^{order}")
    return {"high": leibniz if name == "y" else Written(label, plain), "high_operator": operator}


def draw_higher(rng: random.Random) -> Case:
    x, order = variable(rng), rng.choice([2, 2, 2, 3, 4])
    body, answer = repeated(rng, x, order)
    name = name_of(rng)
    return Case(
        slots=slots(rng, named(name, x, body) | order_slots(name, x, order)) | {"order": ORDERS[order][0]},
        answer=answer.tex,
        turns=(Turn(f"I differentiate {order} times.", f"{setup(x, body)}print(latex(diff(f, {x}, {order})))"),),
        closing=f"The {ORDERS[order][0]} derivative is",
    )


def draw_higher_at(rng: random.Random) -> Case:
    x, order, a = variable(rng), rng.choice([2, 2, 2, 3]), rng.randint(-4, 6)
    poly = coefficients(rng, order + rng.randint(1, 3), 8)
    higher: list[int | Fraction] = list(poly)
    for _ in range(order):
        higher = derived(higher)
    name, body = rng.choice("fffgh"), polynomial(poly, x)
    return Case(
        slots=slots(rng, named(name, x, body) | at_point(name, x, a, order)) | {"order": ORDERS[order][0]},
        answer=str(at(higher, a)),
        turns=(
            Turn(
                f"I differentiate {order} times and put {x} = {a}.",
                f"{setup(x, body)}print(diff(f, {x}, {order}).subs({x}, {a}))",
            ),
        ),
        closing="The value is",
    )


def draw_tangent_line(rng: random.Random) -> Case:
    a = rng.randint(-3, 5)
    poly = coefficients(rng, rng.choice([2, 2, 3, 3]), 6)
    slope, height = at(derived(poly), a), at(poly, a)
    body = polynomial(poly)
    spot = f"({a}, {height})"
    formulas = named(rng.choice("fffyyg"), "x", body) | {"a": integer(a), "point": Written(f"x = {a}", f"x = {a}")}
    snippet = setup("x", body, "symbols, diff, expand, latex")
    snippet += f"print('y =', latex(expand(f.subs(x, {a}) + diff(f, x).subs(x, {a})*(x - {bracketed(a)}))))"
    return Case(
        slots=slots(rng, formulas | {"spot": Written(spot, spot)}),
        answer=f"y = {polynomial([slope, height - slope * a]).tex}",
        turns=(Turn(f"The tangent line goes through the point at x = {a} with the slope there.", snippet),),
        closing="The tangent line is",
    )


def bracketed(value: int) -> str:
    return f"({value})" if value < 0 else str(value)


def cubic(rng: random.Random) -> tuple[list[int], int, int]:
    """A cubic with integer coefficients and the two places where its slope is zero, in ascending order."""
    while True:
        p, q = sorted(rng.sample(range(-6, 8), 2))
        k = rng.choice([1, 1, 2, -1, 3])
        if 3 * (p + q) * k % 2 == 0:
            return [k, -3 * (p + q) * k // 2, 3 * p * q * k, rng.choice([0, nonzero(rng, 12)])], p, q


def draw_critical_points(rng: random.Random) -> Case:
    x = variable(rng)
    if rng.random() < 0.6:
        poly, p, q = cubic(rng)
        found = [p, q]
    elif rng.random() < 0.5:
        p = rng.randint(1, 5)
        k = rng.choice([1, 1, 2])
        poly, found = [k, 0, -2 * k * p * p, 0, rng.randint(-9, 9)], [-p, 0, p]
    else:
        p, k = nonzero(rng, 8), rng.choice([1, 2, 3, -1])
        poly, found = [k, -2 * k * p, rng.randint(-9, 9)], [p]
    body = polynomial(poly, x)
    return Case(
        slots=slots(rng, named(rng.choice("fffgh"), x, body)),
        answer=", ".join(map(str, found)),
        turns=(
            Turn(
                "The derivative is zero at the critical points.",
                f"{setup(x, body, 'symbols, diff, solve')}print(*solve(diff(f, {x}), {x}), sep=', ')",
            ),
        ),
        closing="The critical points are",
    )


def extremum_case(rng: random.Random, highest: bool, value: bool) -> Case:
    x = variable(rng)
    poly, p, q = cubic(rng)
    place = p if (poly[0] > 0) == highest else q
    body = polynomial(poly, x)
    what, curve, sign = ("maximum", "negative", "<") if highest else ("minimum", "positive", ">")
    snippet = setup(x, body, "symbols, diff, solve")
    snippet += f"c = [r for r in solve(diff(f, {x}), {x}) if diff(f, {x}, 2).subs({x}, r) {sign} 0][0]\n"
    snippet += f"print(f.subs({x}, c))" if value else "print(c)"
    return Case(
        slots=slots(rng, named(rng.choice("ffffgh"), x, body)),
        answer=str(at(poly, place) if value else place),
        turns=(
            Turn(
                f"At the local {what} the slope is zero and the second derivative {curve}.",
                snippet,
            ),
        ),
        closing=f"The local {what} is" if value else f"The local {what} is at",
    )


def draw_local_maximum(rng: random.Random) -> Case:
    return extremum_case(rng, True, True)


def draw_local_minimum(rng: random.Random) -> Case:
    return extremum_case(rng, False, True)


def draw_local_maximum_at(rng: random.Random) -> Case:
    return extremum_case(rng, True, False)


def draw_local_minimum_at(rng: random.Random) -> Case:
    return extremum_case(rng, False, False)


def interval_case(rng: random.Random, pick: str) -> Case:
    x = variable(rng)
    if rng.random() < 0.7:
        poly, p, q = cubic(rng)
    else:
        p, k = rng.randint(-4, 6), rng.choice([1, 2, -1])
        poly, q = [k, -2 * k * p, rng.randint(-9, 9)], p
    low = rng.randint(p - 3, q)
    high = low + rng.randint(2, 6)
    inside = [c for c in (p, q) if low <= c <= high]
    values = [at(poly, c) for c in (*inside, low, high)]
    body = polynomial(poly, x)
    snippet = setup(x, body, "symbols, diff, solve")
    snippet += (
        f"print({pick}(f.subs({x}, c) for c in [*solve(diff(f, {x}), {x}), {low}, {high}] if {low} <= c <= {high}))"
    )
    shown = f"[{low}, {high}]"
    formulas = named(rng.choice("ffffgh"), x, body) | {
        "low": integer(low),
        "high": integer(high),
        "interval": Written(shown, shown),
    }
    bounds = Written(rf"{low} \le {x} \le {high}", f"{low} <= {x} <= {high}")
    return Case(
        slots=slots(rng, formulas | {"bounds": bounds}),
        answer=str(max(values) if pick == "max" else min(values)),
        turns=(Turn("I compare the critical points in the interval with its ends.", snippet),),
        closing="The maximum is" if pick == "max" else "The minimum is",
    )


def draw_interval_maximum(rng: random.Random) -> Case:
    return interval_case(rng, "max")


def draw_interval_minimum(rng: random.Random) -> Case:
    return interval_case(rng, "min")


def draw_inflection(rng: random.Random) -> Case:
    x = variable(rng)
    k, p = rng.choice([1, 1, 2, -1]), nonzero(rng, 6)
    poly = [k, -3 * k * p, nonzero(rng, 12), rng.choice([0, nonzero(rng, 9)])]
    body = polynomial(poly, x)
    snippet = f"{setup(x, body, 'symbols, diff, solve')}print(*solve(diff(f, {x}, 2), {x}), sep=', ')"
    return Case(
        slots=slots(rng, named(rng.choice("ffffgy"), x, body)),
        answer=str(p),
        turns=(Turn("At the inflection point the second derivative is zero.", snippet),),
        closing="The inflection point is at",
    )


def motion(rng: random.Random) -> tuple[list[int], dict[str, Written]]:
    poly = coefficients(rng, rng.choice([2, 3, 3, 4]), 9)
    name, body = rng.choice("sssxh"), polynomial(poly, "t")
    head = f"{name}(t)"
    return poly, {"f": body, "def": equation(Written(head, head), body), "name": Written(name, name)}


def motion_case(rng: random.Random, order: int, closing: str) -> Case:
    poly, formulas = motion(rng)
    a = rng.randint(1, 8)
    higher: list[int | Fraction] = list(poly)
    for _ in range(order):
        higher = derived(higher)
    text = (
        "The velocity is the derivative of the position."
        if order == 1
        else "The acceleration is the second derivative."
    )
    times_code = "" if order == 1 else ", 2"
    snippet = f"{setup('t', formulas['f'], 'symbols, diff')}print(diff(f, t{times_code}).subs(t, {a}))"
    return Case(
        slots=slots(rng, formulas)
        | {"a": str(a), "seconds": "1 second" if a == 1 else f"{a} seconds", "unit": rng.choice(["meters", "feet"])},
        answer=str(at(higher, a)),
        turns=(Turn(text, snippet),),
        closing=closing,
    )


def draw_velocity(rng: random.Random) -> Case:
    return motion_case(rng, 1, "The velocity is")


def draw_acceleration(rng: random.Random) -> Case:
    return motion_case(rng, 2, "The acceleration is")


def draw_at_rest(rng: random.Random) -> Case:
    """The times at which the velocity is zero."""
    while True:
        poly, p, q = cubic(rng)
        if p > 0:
            break
    body = polynomial(poly, "t")
    name = rng.choice("sssx")
    formulas = {"f": body, "def": equation(Written(f"{name}(t)", f"{name}(t)"), body)}
    snippet = f"{setup('t', body, 'symbols, diff, solve')}print(*solve(diff(f, t), t), sep=', ')"
    return Case(
        slots=slots(rng, formulas) | {"unit": rng.choice(["meters", "feet"])},
        answer=f"{p}, {q}",
        turns=(Turn("At rest the velocity is zero.", snippet),),
        closing="The times are",
    )


def draw_average_rate(rng: random.Random) -> Case:
    x = variable(rng)
    poly = coefficients(rng, rng.choice([2, 2, 3]), 8)
    a, b = sorted(rng.sample(range(-4, 9), 2))
    name, body = rng.choice("ffffgh"), polynomial(poly, x)
    shown = f"[{a}, {b}]"
    formulas = named(name, x, body) | {"a": integer(a), "b": integer(b), "interval": Written(shown, shown)}
    formulas |= {"from": Written(f"{x} = {a}", f"{x} = {a}"), "to": Written(f"{x} = {b}", f"{x} = {b}")}
    snippet = f"from fractions import Fraction\n{name} = lambda {x}: {body.code}\n"
    snippet += f"print(Fraction({name}({b}) - {name}({a}), {b} - {bracketed(a)}))"
    return Case(
        slots=slots(rng, formulas),
        answer=str((at(poly, b) - at(poly, a)) / (b - a)),
        turns=(Turn("I divide the change of the function by the length of the interval.", snippet),),
        closing="The average rate of change is",
    )


def draw_partial(rng: random.Random) -> Case:
    """A partial derivative of a polynomial in x and y at a point."""
    rows = [(rng.choice([1, 2, 3, -1, nonzero(rng, 6)]), rng.randint(0, 3), rng.randint(0, 3)) for _ in range(3)]
    rows = [row for row in rows if row[1] + row[2]]
    by = rng.choice("xy")
    if len({row[1:] for row in rows}) < len(rows) or not any(row[1 if by == "x" else 2] for row in rows):
        return draw_partial(rng)
    a, b = rng.randint(-3, 5), rng.randint(-3, 5)
    body = total(two_letter(c, m, n) for c, m, n in rows)
    if by == "x":
        answer = sum(c * m * a ** (m - 1) * b**n for c, m, n in rows if m)
    else:
        answer = sum(c * n * a**m * b ** (n - 1) for c, m, n in rows if n)
    snippet = "from sympy import symbols, diff\nx, y = symbols('x y')\n"
    snippet += f"f = {body.code}\nprint(diff(f, {by}).subs({{x: {a}, y: {b}}}))"
    spot = f"({a}, {b})"
    formulas = {
        "f": body,
        "def": equation(Written("f(x, y)", "f(x, y)"), body),
        "by": Written(by, by),
        "spot": Written(spot, spot),
    }
    formulas |= {
        "partial": Written(rf"\frac{{\partial f}}{{\partial {by}}}", f"df/d{by}"),
        "sub": Written(f"f_{by}", f"f_{by}"),
    }
    return Case(
        slots=slots(rng, formulas),
        answer=str(answer),
        turns=(Turn(f"I differentiate with respect to {by} and put in the point.", snippet),),
        closing="The partial derivative is",
    )


def two_letter(c: int, m: int, n: int) -> Written:
    parts = [monomial(1, e, v) for e, v in ((m, "x"), (n, "y")) if e]
    sign, digits = "-" if c < 0 else "", str(abs(c)) if abs(c) > 1 else ""
    code = "*".join([digits] * bool(digits) + [p.code for p in parts])
    return Written(sign + digits + "".join(p.tex for p in parts), sign + code)


def best_case(rng: random.Random, area: str, size: int, answer: Fraction, text: str, closing: str) -> Case:
    """The largest value of a product of two lengths that depend on x."""
    snippet = f"{setup('x', Written('', area), 'symbols, diff, solve')}print(f.subs(x, solve(diff(f, x), x)[0]))"
    filled = {"size": number(rng, size), "unit": rng.choice(["meters", "feet", "m", "yards"])}
    return Case(filled, str(answer), (Turn(text, snippet),), closing)


def draw_fence(rng: random.Random) -> Case:
    size = rng.choice([4 * rng.randint(2, 60), 2 * rng.randint(5, 100), rng.randint(10, 400)])
    area = f"x*({size} - 2*x)/2"
    return best_case(
        rng, area, size, Fraction(size * size, 16), "I write the area with one side x.", "The maximum area is"
    )


def draw_river(rng: random.Random) -> Case:
    size = rng.choice([4 * rng.randint(2, 100), 100 * rng.randint(1, 24), rng.randint(10, 400)])
    area = f"x*({size} - 2*x)"
    return best_case(
        rng, area, size, Fraction(size * size, 8), "I write the area with one side x.", "The maximum area is"
    )


def draw_best_product(rng: random.Random) -> Case:
    size = rng.choice([2 * rng.randint(2, 50), rng.randint(5, 200)])
    area = f"x*({size} - x)"
    return best_case(
        rng, area, size, Fraction(size * size, 4), "I write the product with one number x.", "The maximum product is"
    )


KINDS = (
    Kind("derivatives_polynomial", draw_polynomial),
    Kind("derivatives_other", draw_other),
    Kind("derivatives_polynomial_at", draw_polynomial_at),
    Kind("derivatives_other_at", draw_other_at),
    Kind("derivatives_tangent_slope", draw_tangent_slope),
    Kind("derivatives_higher", draw_higher),
    Kind("derivatives_higher_at", draw_higher_at),
    Kind("derivatives_tangent_line", draw_tangent_line),
    Kind("derivatives_critical_points", draw_critical_points),
    Kind("derivatives_local_maximum", draw_local_maximum),
    Kind("derivatives_local_minimum", draw_local_minimum),
    Kind("derivatives_local_maximum_at", draw_local_maximum_at),
    Kind("derivatives_local_minimum_at", draw_local_minimum_at),
    Kind("derivatives_interval_maximum", draw_interval_maximum),
    Kind("derivatives_interval_minimum", draw_interval_minimum),
    Kind("derivatives_inflection", draw_inflection),
    Kind("derivatives_velocity", draw_velocity),
    Kind("derivatives_acceleration", draw_acceleration),
    Kind("derivatives_at_rest", draw_at_rest),
    Kind("derivatives_average_rate", draw_average_rate),
    Kind("derivatives_partial", draw_partial),
    Kind("derivatives_fence", draw_fence),
    Kind("derivatives_river", draw_river),
    Kind("derivatives_best_product", draw_best_product),
)
