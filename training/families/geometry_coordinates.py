"""Points and lines in the plane: distance, midpoint, slope, equations, areas from vertices."""

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from training.everyday import person, ratio
from training.exact import over, pi_times, root
from training.task import Case, Kind, Turn

Point = tuple[int, int]
LETTERS = ("A", "B", "C", "D", "E", "P", "Q", "R", "S")
HEAD = "from fractions import Fraction\n"


def point(rng: random.Random, most: int = 12) -> Point:
    low = -most if rng.random() < 0.7 else 0
    return rng.randint(low, most), rng.randint(low, most)


def points(rng: random.Random, count: int) -> list[Point]:
    most = rng.choice([5, 8, 12, 12, 20])
    found = [point(rng, most) for _ in range(count)]
    return found if len(set(found)) == count else points(rng, count)


def two_points(rng: random.Random) -> list[Point]:
    """Often with an integer distance."""
    if rng.random() < 0.5:
        return points(rng, 2)
    dx, dy = rng.choice([(3, 4), (4, 3), (6, 8), (8, 6), (5, 12), (12, 5), (8, 15), (9, 12), (0, 7), (5, 0), (7, 24)])
    x, y = point(rng)
    return [(x, y), (x + rng.choice([-1, 1]) * dx, y + rng.choice([-1, 1]) * dy)]


def slots(rng: random.Random, found: list[Point]) -> dict[str, str]:
    """`p` and `q` are `(1, 2)`; `p_name` is `A(1, 2)`; `x1` and the like are the coordinates."""
    names = rng.choice([LETTERS[:3], LETTERS[:3], ("P", "Q", "R"), ("X", "Y", "Z"), ("A", "B", "C")])
    result = {"a_name": names[0], "b_name": names[1], "segment": names[0] + names[1]}
    for letter, name, (x, y) in zip("pqr", names, found, strict=False):
        result |= {letter: f"({x}, {y})", f"{letter}_tight": f"({x},{y})", f"{letter}_named": f"{name}({x}, {y})"}
    result |= {"x1": str(found[0][0]), "y1": str(found[0][1])}
    return result | person(rng)


def two(rng: random.Random, answer: Callable[[list[Point]], str], snippet: str, text: str, closing: str) -> Case:
    found = two_points(rng)
    (a, b), (c, d) = found
    return Case(
        slots=slots(rng, found),
        answer=answer(found),
        turns=(Turn(text, f"(a, b), (c, d) = ({a}, {b}), ({c}, {d})\n{snippet}"),),
        closing=closing,
    )


def draw_distance(rng: random.Random) -> Case:
    snippet = "from sympy import latex, sqrt\nprint(latex(sqrt((c - a)**2 + (d - b)**2)))"
    return two(
        rng,
        lambda f: root((f[0][0] - f[1][0]) ** 2 + (f[0][1] - f[1][1]) ** 2),
        snippet,
        "I use the distance formula.",
        "The distance is",
    )


def pair(x: str, y: str) -> str:
    return f"({x}, {y})"


def draw_midpoint(rng: random.Random) -> Case:
    snippet = HEAD + "print(f'({Fraction(a + c, 2)}, {Fraction(b + d, 2)})')"
    return two(
        rng,
        lambda f: pair(ratio(f[0][0] + f[1][0], 2), ratio(f[0][1] + f[1][1], 2)),
        snippet,
        "I average the coordinates.",
        "The midpoint is",
    )


def draw_endpoint(rng: random.Random) -> Case:
    (a, b), (x, y) = points(rng, 2)
    return Case(
        slots=slots(rng, [(a, b), (x, y)]),
        answer=pair(str(x + x - a), str(y + y - b)),
        turns=(
            Turn(
                "The midpoint is the average of the ends.",
                f"(a, b), (x, y) = ({a}, {b}), ({x}, {y})\nprint(f'({{2 * x - a}}, {{2 * y - b}})')",
            ),
        ),
        closing="The other endpoint is",
    )


def draw_slope(rng: random.Random) -> Case:
    while True:
        (a, b), (c, d) = found = points(rng, 2)
        if a != c and ((d - b) % (c - a) == 0 or rng.random() < 0.5):
            break
    return Case(
        slots=slots(rng, found),
        answer=ratio(d - b, c - a),
        turns=(
            Turn(
                "The slope is rise over run.",
                f"{HEAD}(a, b), (c, d) = ({a}, {b}), ({c}, {d})\nprint(Fraction(d - b, c - a))",
            ),
        ),
        closing="The slope is",
    )


def line(slope: Fraction, intercept: Fraction) -> str:
    """`y = 2 x + 3` or `y = 3 - 2 x`, as sympy writes it in LaTeX."""
    front = abs(slope.numerator)
    first = over("x" if front == 1 else f"{front} x", slope.denominator)
    last = over(str(abs(intercept.numerator)), intercept.denominator)
    if slope == 0:
        return f"y = {'-' if intercept < 0 else ''}{last}"
    if intercept == 0:
        return f"y = {'- ' if slope < 0 else ''}{first}"
    if slope < 0 < intercept:
        return f"y = {last} - {first}"
    return f"y = {'- ' if slope < 0 else ''}{first} {'-' if intercept < 0 else '+'} {last}"


def draw_line(rng: random.Random) -> Case:
    (a, b), (c, d) = found = points(rng, 2)
    if a == c or ((d - b) % (c - a) and rng.random() < 0.7):
        return draw_line(rng)
    slope = Fraction(d - b, c - a)
    snippet = (
        f"from sympy import Rational, latex, symbols\nx = symbols('x')\n(a, b), (c, d) = ({a}, {b}), ({c}, {d})\n"
        "m = Rational(d - b, c - a)\nprint('y =', latex(m * x + b - m * a))"
    )
    return Case(
        slots=slots(rng, found),
        answer=line(slope, b - slope * a),
        turns=(Turn("I find the slope, then the intercept.", snippet),),
        closing="The line is",
    )


def draw_intercept(rng: random.Random) -> Case:
    (a, b), (c, d) = found = points(rng, 2)
    if a == c or ((d - b) % (c - a) and rng.random() < 0.7):
        return draw_intercept(rng)
    snippet = f"{HEAD}(a, b), (c, d) = ({a}, {b}), ({c}, {d})\nm = Fraction(d - b, c - a)\nprint(b - m * a)"
    return Case(
        slots=slots(rng, found),
        answer=ratio(b * c - a * d, c - a),
        turns=(Turn("I find the slope, then the intercept.", snippet),),
        closing="The y-intercept is",
    )


def double_area(found: list[Point]) -> int:
    """Twice the area of a polygon, by cutting it into triangles from its first vertex."""
    (x, y), total = found[0], 0
    for (a, b), (c, d) in pairwise(found[1:]):
        total += (a - x) * (d - y) - (c - x) * (b - y)
    return abs(total)


def shoelace(found: list[Point]) -> str:
    return f"{HEAD}p = {found}\nprint(Fraction(abs(sum(a * d - b * c for (a, b), (c, d) in zip(p, p[1:] + p[:1]))), 2))"


def polygon(rng: random.Random, found: list[Point]) -> Case:
    names = ["A", "B", "C", "D", "E"][: len(found)]
    shown = [f"({x}, {y})" for x, y in found]
    named = [f"{name}({x}, {y})" for name, (x, y) in zip(names, found, strict=True)]
    return Case(
        slots={
            "vertices": f"{', '.join(shown[:-1])} and {shown[-1]}",
            "vertices_tex": ", ".join(f"${p}$" for p in shown),
            "named": f"{', '.join(named[:-1])} and {named[-1]}",
            "figure": {3: "triangle", 4: "quadrilateral", 5: "pentagon"}[len(found)],
            "letters": "".join(names),
            **person(rng),
        },
        answer=ratio(double_area(found), 2),
        turns=(Turn("I use the shoelace formula.", shoelace(found)),),
        closing="The area is",
    )


def draw_triangle(rng: random.Random) -> Case:
    found = points(rng, 3)
    if rng.random() < 0.25:
        found = [(0, 0), (rng.randint(1, 15), 0), point(rng)]
    return polygon(rng, found) if double_area(found) else draw_triangle(rng)


def draw_polygon(rng: random.Random) -> Case:
    """A convex quadrilateral or pentagon: points of a wide circle, in order."""
    corners = {
        4: [(-1, -1), (1, -1), (1, 1), (-1, 1)],
        5: [(-2, -2), (2, -2), (3, 1), (0, 3), (-3, 1)],
    }[rng.choice([4, 4, 5])]
    k, (dx, dy) = rng.randint(3, 5), point(rng, 6)
    found = [(k * x + rng.randint(-1, 1) + dx, k * y + rng.randint(-1, 1) + dy) for x, y in corners]
    return polygon(rng, found)


def draw_circle(rng: random.Random) -> Case:
    """The radius, or the area, of a circle given by its expanded or its standard equation."""
    h, k, r = rng.randint(-6, 6), rng.randint(-6, 6), rng.randint(1, 10)
    square = r * r if rng.random() < 0.8 else rng.randint(2, 40)

    def term(name: str, center: int) -> str:
        return f"{name}^2" if center == 0 else f"({name} {'-' if center > 0 else '+'} {abs(center)})^2"

    area = rng.random() < 0.35
    snippet = (
        f"from sympy import latex, pi\nprint(latex(pi * {square}))"
        if area
        else f"from sympy import latex, sqrt\nprint(latex(sqrt({square})))"
    )
    return Case(
        slots={"equation": f"{term('x', h)} + {term('y', k)} = {square}", "what": "area" if area else "radius"},
        answer=pi_times(square) if area else root(square),
        turns=(Turn("The right side is the radius squared.", snippet),),
        closing="The area is" if area else "The radius is",
    )


def draw_point_line(rng: random.Random) -> Case:
    """The distance of a point from a line."""
    a, b, _ = rng.choice(
        [(3, 4, 5), (4, 3, 5), (5, 12, 13), (8, 15, 17), (1, 1, 0), (1, 2, 0), (2, 1, 0), (1, 3, 0), (2, 3, 0)]
    )
    b *= rng.choice([1, -1])
    c, (x, y) = rng.randint(-20, 20), point(rng, 8)
    value = a * x + b * y + c
    if value == 0 or c == 0:
        return draw_point_line(rng)
    shown = f"{'' if a == 1 else a}x {'+' if b > 0 else '-'} {'' if abs(b) == 1 else abs(b)}y"
    snippet = (
        f"from sympy import latex, sqrt\na, b, c = {a}, {b}, {c}\nx, y = {x}, {y}\n"
        "print(latex(abs(a * x + b * y + c) / sqrt(a**2 + b**2)))"
    )
    return Case(
        slots={"p": f"({x}, {y})", "line": f"{shown} {'+' if c > 0 else '-'} {abs(c)} = 0", **person(rng)},
        answer=root(Fraction(value * value, a * a + b * b)),
        turns=(Turn("I use the formula for the distance of a point from a line.", snippet),),
        closing="The distance is",
    )


KINDS = (
    Kind("points_distance", draw_distance),
    Kind("points_midpoint", draw_midpoint),
    Kind("points_endpoint", draw_endpoint),
    Kind("points_slope", draw_slope),
    Kind("points_line", draw_line),
    Kind("points_intercept", draw_intercept),
    Kind("points_triangle", draw_triangle),
    Kind("points_polygon", draw_polygon),
    Kind("points_circle", draw_circle),
    Kind("points_point_line", draw_point_line),
)
