"""Triangles: areas, heights, the Pythagorean theorem, inscribed and circumscribed circles, similarity."""

import random
from fractions import Fraction
from math import isqrt

from training.everyday import ratio
from training.exact import root
from training.families.geometry import SQRT, TRIPLES, Numbers, formula, legs, one, two

HERON = (
    (3, 4, 5),
    (5, 5, 6),
    (5, 5, 8),
    (13, 14, 15),
    (5, 12, 13),
    (7, 15, 20),
    (9, 10, 17),
    (10, 13, 13),
    (10, 10, 12),
    (4, 13, 15),
    (13, 20, 21),
    (17, 17, 16),
    (8, 15, 17),
    (11, 13, 20),
    (12, 17, 25),
    (6, 25, 29),
    (25, 25, 14),
    (13, 13, 24),
    (17, 25, 26),
    (15, 34, 35),
    (7, 24, 25),
    (6, 8, 10),
    (9, 12, 15),
    (3, 25, 26),
)


def triangle(rng: random.Random) -> Numbers:
    """Three sides with an integer area mostly."""
    if rng.random() < 0.75:
        sides, times = list(rng.choice(HERON)), rng.choice([1, 1, 1, 2, 3])
        rng.shuffle(sides)
        a, b, c = (times * side for side in sides)
        return {"a": a, "b": b, "c": c}
    a, b = rng.randint(3, 12), rng.randint(3, 12)
    return {"a": a, "b": b, "c": rng.randint(abs(a - b) + 1, a + b - 1)}


def sixteen_area_squared(n: Numbers) -> int:
    a, b, c = n["a"], n["b"], n["c"]
    return (a + b + c) * (b + c - a) * (a + c - b) * (a + b - c)


def right_legs(rng: random.Random) -> Numbers:
    a, b, _ = rng.choice(TRIPLES)
    times = rng.choice([1, 1, 2, 3, 4, 5])
    return {"a": a * times, "b": b * times}


def hypotenuse_and_leg(rng: random.Random) -> Numbers:
    if rng.random() < 0.6:
        a, b, c = rng.choice(TRIPLES)
        times = rng.choice([1, 1, 2, 3, 4, 5, 10])
        return {"c": c * times, "a": rng.choice([a, b]) * times}
    a = rng.randint(1, 14)
    return {"c": a + rng.randint(1, 12), "a": a}


def right_sides(rng: random.Random) -> Numbers:
    a, b, c = rng.choice(TRIPLES)
    times = rng.choice([1, 1, 2, 3, 4])
    return {"a": a * times, "b": b * times, "c": c * times}


def similar(rng: random.Random) -> Numbers:
    """Sides a and b of one triangle; c corresponds to a, and the answer to b."""
    a, b = rng.sample(range(2, 20), 2)
    c = rng.choice([a * rng.randint(2, 6), rng.randint(2, 40)])
    return {"a": a, "b": b, "c": c}


def scaled_area(rng: random.Random) -> Numbers:
    a, b = rng.sample(range(1, 9), 2)
    return {"a": a, "b": b, "area": a * a * rng.randint(1, 12)}


def isosceles(rng: random.Random) -> Numbers:
    """Equal sides a and base b."""
    if rng.random() < 0.6:
        x, y, z = rng.choice(TRIPLES[:4])
        return {"a": z, "b": 2 * rng.choice([x, y])}
    a = rng.randint(3, 15)
    return {"a": a, "b": rng.choice([k for k in range(2, 2 * a) if k != a])}


KINDS = (
    formula(
        "triangle_area",
        two,
        "from fractions import Fraction\nprint(Fraction({a} * {b}, 2))",
        lambda n: ratio(n["a"] * n["b"], 2),
        "The area is half of base times height.",
        "The area is",
    ),
    formula(
        "triangle_perimeter",
        triangle,
        "print({a} + {b} + {c})",
        lambda n: str(sum(n.values())),
        "I add the three sides.",
        "The perimeter is",
    ),
    formula(
        "triangle_heron",
        triangle,
        "from sympy import Rational, latex, sqrt\na, b, c = {a}, {b}, {c}\ns = Rational(a + b + c, 2)\nprint(latex(sqrt(s * (s - a) * (s - b) * (s - c))))",
        lambda n: root(Fraction(sixteen_area_squared(n), 16)),
        "I use Heron's formula.",
        "The area is",
    ),
    formula(
        "triangle_equilateral_area",
        one,
        SQRT + "print(latex(sqrt(3) * {a}**2 / 4))",
        lambda n: root(Fraction(3 * n["a"] ** 4, 16)),
        "The area is the root of three over four times the side squared.",
        "The area is",
    ),
    formula(
        "triangle_equilateral_height",
        one,
        SQRT + "print(latex(sqrt(3) * {a} / 2))",
        lambda n: root(Fraction(3 * n["a"] ** 2, 4)),
        "The height is half the side times the root of three.",
        "The height is",
    ),
    formula(
        "triangle_isosceles_area",
        isosceles,
        "from sympy import Rational, latex, sqrt\nhalf = Rational({b}, 2)\nprint(latex(half * sqrt({a}**2 - half**2)))",
        lambda n: root(Fraction(n["b"] ** 2 * (4 * n["a"] ** 2 - n["b"] ** 2), 16)),
        "The height splits the base in half.",
        "The area is",
    ),
    formula(
        "triangle_inradius",
        triangle,
        "from sympy import Rational, latex, sqrt\na, b, c = {a}, {b}, {c}\ns = Rational(a + b + c, 2)\nprint(latex(sqrt(s * (s - a) * (s - b) * (s - c)) / s))",
        lambda n: root(Fraction(sixteen_area_squared(n), 4 * (n["a"] + n["b"] + n["c"]) ** 2)),
        "The inradius is the area over half the perimeter.",
        "The inradius is",
    ),
    formula(
        "triangle_circumradius",
        triangle,
        "from sympy import Rational, latex, sqrt\na, b, c = {a}, {b}, {c}\ns = Rational(a + b + c, 2)\nprint(latex(a * b * c / (4 * sqrt(s * (s - a) * (s - b) * (s - c)))))",
        lambda n: root(Fraction((n["a"] * n["b"] * n["c"]) ** 2, sixteen_area_squared(n))),
        "The circumradius is the product of the sides over four times the area.",
        "The circumradius is",
    ),
    formula(
        "hypotenuse",
        legs,
        SQRT + "print(latex(sqrt({a}**2 + {b}**2)))",
        lambda n: root(n["a"] ** 2 + n["b"] ** 2),
        "I use the Pythagorean theorem.",
        "The length is",
    ),
    formula(
        "leg",
        hypotenuse_and_leg,
        SQRT + "print(latex(sqrt({c}**2 - {a}**2)))",
        lambda n: root(n["c"] ** 2 - n["a"] ** 2),
        "I use the Pythagorean theorem.",
        "The length is",
    ),
    formula(
        "right_perimeter",
        right_legs,
        "from math import isqrt\nprint({a} + {b} + isqrt({a}**2 + {b}**2))",
        lambda n: str(n["a"] + n["b"] + isqrt(n["a"] ** 2 + n["b"] ** 2)),
        "I use the Pythagorean theorem.",
        "The perimeter is",
    ),
    formula(
        "right_area_from_hypotenuse",
        right_sides,
        "from math import isqrt\nleg = isqrt({c}**2 - {a}**2)\nprint({a} * leg // 2)",
        lambda n: ratio(n["a"] * n["b"], 2),
        "I find the other leg first.",
        "The area is",
    ),
    formula(
        "right_height",
        right_sides,
        "from fractions import Fraction\nprint(Fraction({a} * {b}, {c}))",
        lambda n: ratio(n["a"] * n["b"], n["c"]),
        "The area is half of either base times its height.",
        "The height is",
    ),
    formula(
        "similar_side",
        similar,
        "from fractions import Fraction\nprint(Fraction({b} * {c}, {a}))",
        lambda n: ratio(n["b"] * n["c"], n["a"]),
        "Corresponding sides are proportional.",
        "The length is",
    ),
    formula(
        "similar_area",
        scaled_area,
        "from fractions import Fraction\nprint({area} * Fraction({b}, {a})**2)",
        lambda n: ratio(n["area"] * n["b"] ** 2, n["a"] ** 2),
        "Areas scale with the square of the ratio.",
        "The area is",
    ),
)
