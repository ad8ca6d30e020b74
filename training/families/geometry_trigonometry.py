"""Triangles from two sides and an angle, chords and tangents, heights from areas, possible third sides."""

import random
from fractions import Fraction

from training.everyday import ratio
from training.exact import root
from training.families.geometry import SQRT, TRIPLES, Numbers, formula, size

COSINES = {
    30: Fraction(3, 4),
    45: Fraction(2, 4),
    60: Fraction(1, 4),
    90: Fraction(0),
    120: Fraction(1, 4),
    135: Fraction(2, 4),
    150: Fraction(3, 4),
}
"""The squares of the cosines of the usual angles."""


def sides_and_angle(rng: random.Random) -> Numbers:
    return {"a": rng.randint(2, 20), "b": rng.randint(2, 20), "t": rng.choice([30, 30, 45, 60, 60, 90, 120, 135, 150])}


def sides_and_simple_angle(rng: random.Random) -> Numbers:
    """An angle with a rational cosine."""
    return {"a": rng.randint(2, 15), "b": rng.randint(2, 15), "t": rng.choice([60, 60, 90, 120, 120])}


def two_sides(rng: random.Random) -> Numbers:
    a, b = rng.randint(3, 30), rng.randint(3, 30)
    return {"a": a, "b": b}


def area_and_base(rng: random.Random) -> Numbers:
    base, height = size(rng), size(rng)
    return {"a": base, "area": base * height // 2 if base * height % 2 == 0 else base * height}


def chord(rng: random.Random) -> Numbers:
    """A radius r and a distance d from the center."""
    if rng.random() < 0.7:
        x, y, r = rng.choice(TRIPLES[:5])
        times = rng.choice([1, 1, 2, 3])
        return {"r": r * times, "d": rng.choice([x, y]) * times}
    d = rng.randint(1, 10)
    return {"r": d + rng.randint(1, 8), "d": d}


def third_side_squared(n: Numbers) -> int:
    cross = {60: -1, 90: 0, 120: 1}[n["t"]]
    return n["a"] ** 2 + n["b"] ** 2 + cross * n["a"] * n["b"]


KINDS = (
    formula(
        "triangle_sine_area",
        sides_and_angle,
        "from sympy import Rational, latex, pi, sin\nprint(latex(Rational({a} * {b}, 2) * sin({t} * pi / 180)))",
        lambda n: root(Fraction(n["a"] ** 2 * n["b"] ** 2, 4) * (1 - COSINES[n["t"]])),
        "The area is half the product of the sides and the sine of the angle.",
        "The area is",
    ),
    formula(
        "parallelogram_sine_area",
        sides_and_angle,
        "from sympy import latex, pi, sin\nprint(latex({a} * {b} * sin({t} * pi / 180)))",
        lambda n: root(n["a"] ** 2 * n["b"] ** 2 * (1 - COSINES[n["t"]])),
        "The area is the product of the sides and the sine of the angle.",
        "The area is",
    ),
    formula(
        "triangle_cosine_side",
        sides_and_simple_angle,
        "from sympy import cos, latex, pi, sqrt\nprint(latex(sqrt({a}**2 + {b}**2 - 2 * {a} * {b} * cos({t} * pi / 180))))",
        lambda n: root(third_side_squared(n)),
        "I use the law of cosines.",
        "The third side is",
    ),
    formula(
        "triangle_third_sides",
        two_sides,
        "print(sum(1 for c in range(1, {a} + {b}) if c > abs({a} - {b})))",
        lambda n: str(2 * min(n["a"], n["b"]) - 1),
        "I test every length with the triangle inequality.",
        "The number of lengths is",
    ),
    formula(
        "triangle_largest_third_side",
        two_sides,
        "print(max(c for c in range(1, {a} + {b}) if c > abs({a} - {b})))",
        lambda n: str(n["a"] + n["b"] - 1),
        "I test every length with the triangle inequality.",
        "The largest length is",
    ),
    formula(
        "triangle_height_from_area",
        area_and_base,
        "from fractions import Fraction\nprint(Fraction(2 * {area}, {a}))",
        lambda n: ratio(n["area"] + n["area"], n["a"]),
        "The area is half of base times height.",
        "The height is",
    ),
    formula(
        "circle_chord",
        chord,
        SQRT + "print(latex(2 * sqrt({r}**2 - {d}**2)))",
        lambda n: root(4 * n["r"] ** 2 - 4 * n["d"] ** 2),
        "Half the chord is a leg of a right triangle.",
        "The length is",
    ),
    formula(
        "circle_tangent",
        chord,
        SQRT + "print(latex(sqrt({r}**2 - {d}**2)))",
        lambda n: root(n["r"] ** 2 - n["d"] ** 2),
        "The tangent is perpendicular to the radius.",
        "The length is",
    ),
)
