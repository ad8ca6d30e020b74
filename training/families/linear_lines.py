"""Straight lines: slope, intercepts, equation, further points."""

import random
from fractions import Fraction

from training.notation import Written, equation, fraction, integer, monomial, polynomial, slots, total
from training.task import Case, Kind, Turn


def nonzero(rng: random.Random, bound: int) -> int:
    return rng.choice([-1, 1]) * rng.randint(1, bound)


def bracketed(value: int) -> str:
    return f"({value})" if value < 0 else str(value)


def two_points(rng: random.Random) -> tuple[int, int, int, int]:
    """Not above each other; the slope is most often an integer."""
    bound, whole = rng.choice([6, 10, 10, 20]), rng.random() < 0.7
    while True:
        a, b, c, d = (rng.randint(-bound, bound) for _ in range(4))
        if a != c and b != d and ((d - b) % (c - a) == 0 or not whole):
            return a, b, c, d


def spot(x: object, y: object) -> Written:
    return Written(f"({x}, {y})", f"({x}, {y})")


def points_case(rng: random.Random, wanted: str, text: str, closing: str) -> Case:
    a, b, c, d = two_points(rng)
    slope = Fraction(d - b, c - a)
    height, k = b - slope * a, rng.randint(-10, 15)
    answers = {
        "m": str(slope),
        f"{b} - m*{bracketed(a)}": str(height),
        f"{b} + m*({k} - {bracketed(a)})": str(height + slope * k),
        f"{a} - {bracketed(b)}/m": str(a - b / slope) if slope else "",
    }
    code = {
        "slope": "m",
        "height": f"{b} - m*{bracketed(a)}",
        "value": f"{b} + m*({k} - {bracketed(a)})",
        "zero": f"{a} - {bracketed(b)}/m",
    }[wanted]
    if not answers[code]:
        return points_case(rng, wanted, text, closing)
    head = f"from fractions import Fraction\nm = Fraction({d} - {bracketed(b)}, {c} - {bracketed(a)})\n"
    return Case(
        slots=slots(rng, {"p": spot(a, b), "q": spot(c, d), "r": spot(k, "y"), "k": integer(k)}),
        answer=answers[code],
        turns=(Turn(text, f"{head}print({code})"),),
        closing=closing,
    )


def draw_slope(rng: random.Random) -> Case:
    return points_case(rng, "slope", "The slope is the rise over the run.", "The slope is")


def draw_points_height(rng: random.Random) -> Case:
    return points_case(rng, "height", "I find the slope and go to x = 0.", "The y-intercept is")


def draw_points_zero(rng: random.Random) -> Case:
    return points_case(rng, "zero", "I find the slope and go to y = 0.", "The x-intercept is")


def draw_points_value(rng: random.Random) -> Case:
    return points_case(rng, "value", "I find the slope and go to the third point.", "The value is")


def line_equation(rng: random.Random) -> tuple[int, int, int, Written, Written]:
    """`ax + by = c` in one of several arrangements."""
    a, b = rng.choice([1, 2, 3, nonzero(rng, 9)]), rng.choice([1, 2, 3, nonzero(rng, 9)])
    c = rng.choice([a * b * rng.randint(-6, 8), nonzero(rng, 30)])
    terms = [monomial(a, 1, "x"), monomial(b, 1, "y")]
    shape = rng.choice(["standard"] * 5 + ["zero", "solved", "solved"])
    if shape == "zero" and c:
        return a, b, c, total([*terms, integer(-c)]), integer(0)
    if shape == "solved":
        a, b = -rng.choice([1, 2, 3, nonzero(rng, 9)]), 1
        return a, b, c, Written("y", "y"), polynomial([-a, c])
    return a, b, c, total(terms), integer(c)


def equation_case(rng: random.Random, wanted: str, text: str, closing: str) -> Case:
    a, b, c, left, right = line_equation(rng)
    solved = f"Eq({left.code}, {right.code})"
    y_at_zero = f"solve({solved}.subs(x, 0), y)[0]"
    code = {
        "height": y_at_zero,
        "zero": f"solve({solved}.subs(y, 0), x)[0]",
        "slope": f"diff(solve({solved}, y)[0], x)",
        "perpendicular": f"-1/diff(solve({solved}, y)[0], x)",
    }[wanted]
    answer = {
        "height": Fraction(c, b),
        "zero": Fraction(c, a),
        "slope": Fraction(-a, b),
        "perpendicular": Fraction(b, a),
    }[wanted]
    snippet = f"from sympy import symbols, Eq, solve, diff\nx, y = symbols('x y')\nprint({code})"
    return Case(slots(rng, {"eq": equation(left, right)}), str(answer), (Turn(text, snippet),), closing)


def draw_equation_height(rng: random.Random) -> Case:
    return equation_case(rng, "height", "I put x = 0 and solve for y.", "The y-intercept is")


def draw_equation_zero(rng: random.Random) -> Case:
    return equation_case(rng, "zero", "I put y = 0 and solve for x.", "The x-intercept is")


def draw_equation_slope(rng: random.Random) -> Case:
    return equation_case(rng, "slope", "I solve for y and read off the slope.", "The slope is")


def draw_perpendicular(rng: random.Random) -> Case:
    text = "A perpendicular line has slope -1/m."
    return equation_case(rng, "perpendicular", text, "The slope of the perpendicular line is")


def line_tex(slope: Fraction, height: Fraction) -> str:
    return f"y = {total([monomial(slope, 1, 'x'), fraction(height)]).tex}"


def draw_through_points(rng: random.Random) -> Case:
    a, b, c, d = two_points(rng)
    slope = Fraction(d - b, c - a)
    snippet = (
        "from sympy import symbols, interpolate, latex\nx = symbols('x')\n"
        f"print('y =', latex(interpolate([({a}, {b}), ({c}, {d})], x)))"
    )
    return Case(
        slots=slots(rng, {"p": spot(a, b), "q": spot(c, d)}),
        answer=line_tex(slope, b - slope * a),
        turns=(Turn("I interpolate between the two points.", snippet),),
        closing="The equation is",
    )


def draw_point_slope(rng: random.Random) -> Case:
    a, b, m = rng.randint(-9, 9), rng.randint(-12, 12), nonzero(rng, 7)
    snippet = (
        "from sympy import symbols, expand, latex\nx = symbols('x')\n"
        f"print('y =', latex(expand({b} + {bracketed(m)}*(x - {bracketed(a)}))))"
    )
    return Case(
        slots=slots(rng, {"p": spot(a, b), "m": integer(m)}),
        answer=line_tex(Fraction(m), Fraction(b - m * a)),
        turns=(Turn("I use the point and the slope.", snippet),),
        closing="The equation is",
    )


KINDS = (
    Kind("linear_slope", draw_slope),
    Kind("linear_points_height", draw_points_height),
    Kind("linear_points_zero", draw_points_zero),
    Kind("linear_points_value", draw_points_value),
    Kind("linear_equation_height", draw_equation_height),
    Kind("linear_equation_zero", draw_equation_zero),
    Kind("linear_equation_slope", draw_equation_slope),
    Kind("linear_perpendicular", draw_perpendicular),
    Kind("linear_through_points", draw_through_points),
    Kind("linear_point_slope", draw_point_slope),
)
