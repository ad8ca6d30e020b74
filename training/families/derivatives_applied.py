"""What derivatives are for: critical points, extrema, motion, rates of change, the best rectangle."""

import random
from fractions import Fraction

from training.families.derivatives import bracketed, named, setup, variable
from training.functions import (
    at,
    coefficients,
    derived,
    nonzero,
)
from training.notation import Written, equation, integer, monomial, number, polynomial, quotient, slots, total
from training.task import Case, Kind, Turn


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


def draw_sum_minimum(rng: random.Random) -> Case:
    """The least value of ax + b/x for positive x."""
    x, p, q = rng.choice("xxxxt"), rng.choice([1, 1, 1, 2, 3]), rng.randint(1, 9)
    a, b = rng.choice([(p * p, q * q), (1, q * q), (p, p * q * q)])
    root = next(n for n in range(1, 1000) if n * n == a * b)
    f = total([monomial(a, 1, x), quotient(integer(b), Written(x, x))])
    snippet = (
        f"from sympy import symbols, diff, solve\n{x} = symbols('{x}', positive=True)\nf = {f.code}\n"
        f"print(f.subs({x}, solve(diff(f, {x}), {x})[0]))"
    )
    formulas = named(rng.choice("ffg"), x, f)
    return Case(
        slots(rng, formulas),
        str(2 * root),
        (Turn("At the minimum the derivative is zero.", snippet),),
        "The minimum is",
    )


def draw_implicit(rng: random.Random) -> Case:
    """The slope at a point of a curve given by an equation."""
    a, b = nonzero(rng, 6), nonzero(rng, 6)
    p, q, r = rng.choice([1, 1, 2, 3]), rng.choice([0, 0, 1, 1, -1]), rng.choice([1, 1, 2, 4])
    if q * a + 2 * r * b == 0:
        return draw_implicit(rng)
    mixed = Written("xy" if q > 0 else "-xy", "x*y" if q > 0 else "-x*y") if q else integer(0)
    left = total([monomial(p, 2, "x"), mixed, monomial(r, 2, "y")])
    value = p * a * a + q * a * b + r * b * b
    if value <= 0:
        return draw_implicit(rng)
    spot = f"({a}, {b})"
    snippet = (
        "from sympy import symbols, idiff\nx, y = symbols('x y')\n"
        f"print(idiff({left.code} - {value}, y, x).subs({{x: {a}, y: {b}}}))"
    )
    return Case(
        slots=slots(rng, {"eq": equation(left, integer(value)), "spot": Written(spot, spot)}),
        answer=str(Fraction(-(2 * p * a + q * b), q * a + 2 * r * b)),
        turns=(Turn("I differentiate implicitly.", snippet),),
        closing="The slope is",
    )


def draw_normal_slope(rng: random.Random) -> Case:
    x = variable(rng)
    while True:
        poly, a = coefficients(rng, rng.choice([2, 2, 3]), 7), rng.randint(-3, 5)
        slope = at(derived(poly), a)
        if slope:
            break
    f = polynomial(poly, x)
    formulas = named(rng.choice("fffyg"), x, f) | {"point": Written(f"{x} = {a}", f"{x} = {a}")}
    snippet = f"{setup(x, f, 'symbols, diff')}print(-1/diff(f, {x}).subs({x}, {a}))"
    text = "The normal is perpendicular to the tangent."
    return Case(slots(rng, formulas), str(-1 / slope), (Turn(text, snippet),), "The slope of the normal is")


def draw_given_slope(rng: random.Random) -> Case:
    """Where a quadratic or cubic has a given slope."""
    x = variable(rng)
    if rng.random() < 0.5:
        a, b, at_x = rng.choice([1, 1, 2, 3, -1]), rng.randint(-9, 9), rng.randint(-6, 8)
        poly, slope, found = [a, b, rng.randint(-9, 9)], 2 * a * at_x + b, [at_x]
    else:
        poly, p, q = cubic(rng)
        slope = nonzero(rng, 20)
        poly, found = [*poly[:2], poly[2] + slope, poly[3]], [p, q]
    f = polynomial(poly, x)
    snippet = f"{setup(x, f, 'symbols, diff, Eq, solve')}print(*solve(Eq(diff(f, {x}), {slope}), {x}), sep=', ')"
    return Case(
        slots=slots(rng, named(rng.choice("fffg"), x, f) | {"slope": integer(slope)}),
        answer=", ".join(map(str, found)),
        turns=(Turn("I set the derivative equal to the slope.", snippet),),
        closing="The values are" if len(found) > 1 else "The value is",
    )


KINDS = (
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
    Kind("derivatives_fence", draw_fence),
    Kind("derivatives_river", draw_river),
    Kind("derivatives_best_product", draw_best_product),
    Kind("derivatives_sum_minimum", draw_sum_minimum),
    Kind("derivatives_implicit", draw_implicit),
    Kind("derivatives_normal_slope", draw_normal_slope),
    Kind("derivatives_given_slope", draw_given_slope),
)
