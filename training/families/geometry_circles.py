"""Circles and their parts, as multiples of pi."""

import random
from fractions import Fraction
from math import isqrt

from training.everyday import ratio
from training.exact import pi_times, root
from training.families.geometry import PI, SQRT, Numbers, formula, one, size


def sector(rng: random.Random) -> Numbers:
    return {
        "r": rng.choice([3, 4, 5, 6, 8, 9, 10, 12, 15, 18, rng.randint(2, 30)]),
        "t": rng.choice(
            [30, 36, 40, 45, 60, 72, 80, 90, 100, 120, 135, 150, 180, 240, 270, 300, 10 * rng.randint(1, 35)]
        ),
    }


def diameter(rng: random.Random) -> Numbers:
    return {"d": rng.choice([2 * rng.randint(1, 20), 2 * rng.randint(1, 20), rng.randint(3, 41)])}


def circle_area(rng: random.Random) -> Numbers:
    return {"k": size(rng) ** 2}


def circumference(rng: random.Random) -> Numbers:
    return {"k": 2 * size(rng) if rng.random() < 0.85 else size(rng)}


def ring(rng: random.Random) -> Numbers:
    b, a = sorted(rng.sample(range(1, 25), 2))
    return {"a": a, "b": b}


KINDS = (
    formula(
        "circle_area",
        one,
        PI + "print(latex(pi * {a}**2))",
        lambda n: pi_times(n["a"] ** 2),
        "The area is pi times the radius squared.",
        "The area is",
    ),
    formula(
        "circle_area_diameter",
        diameter,
        PI + "print(latex(pi * Rational({d}, 2)**2))",
        lambda n: pi_times(Fraction(n["d"] ** 2, 4)),
        "The radius is half the diameter.",
        "The area is",
    ),
    formula(
        "circle_length",
        one,
        PI + "print(latex(2 * pi * {a}))",
        lambda n: pi_times(2 * n["a"]),
        "The circumference is two pi times the radius.",
        "The circumference is",
    ),
    formula(
        "circle_length_diameter",
        diameter,
        PI + "print(latex(pi * {d}))",
        lambda n: pi_times(n["d"]),
        "The circumference is pi times the diameter.",
        "The circumference is",
    ),
    formula(
        "circle_radius_from_area",
        circle_area,
        SQRT + "print(latex(sqrt({k})))",
        lambda n: root(n["k"]),
        "The radius squared is the area over pi.",
        "The radius is",
    ),
    formula(
        "circle_radius_from_length",
        circumference,
        "from fractions import Fraction\nprint(Fraction({k}, 2))",
        lambda n: ratio(n["k"], 2),
        "The radius is the circumference over two pi.",
        "The radius is",
    ),
    formula(
        "circle_area_from_length",
        circumference,
        PI + "print(latex(pi * Rational({k}, 2)**2))",
        lambda n: pi_times(Fraction(n["k"] ** 2, 4)),
        "The radius is the circumference over two pi.",
        "The area is",
    ),
    formula(
        "circle_length_from_area",
        circle_area,
        "from sympy import latex, pi, sqrt\nprint(latex(2 * pi * sqrt({k})))",
        lambda n: pi_times(2 * isqrt(n["k"])),
        "The radius squared is the area over pi.",
        "The circumference is",
    ),
    formula(
        "sector_area",
        sector,
        PI + "print(latex(Rational({t}, 360) * pi * {r}**2))",
        lambda n: pi_times(Fraction(n["t"] * n["r"] ** 2, 360)),
        "It is a part of the whole circle.",
        "The area is",
    ),
    formula(
        "arc_length",
        sector,
        PI + "print(latex(Rational({t}, 360) * 2 * pi * {r}))",
        lambda n: pi_times(Fraction(n["t"] * n["r"], 180)),
        "It is a part of the whole circle.",
        "The length is",
    ),
    formula(
        "ring_area",
        ring,
        PI + "print(latex(pi * ({a}**2 - {b}**2)))",
        lambda n: pi_times((n["a"] - n["b"]) * (n["a"] + n["b"])),
        "I take the small circle from the large one.",
        "The area is",
    ),
    formula(
        "inscribed_circle_area",
        one,
        PI + "print(latex(pi * Rational({a}, 2)**2))",
        lambda n: pi_times(Fraction(n["a"] ** 2, 4)),
        "The radius is half the side of the square.",
        "The area is",
    ),
    formula(
        "circumscribed_circle_area",
        one,
        PI + "print(latex(pi * Rational({a}**2, 2)))",
        lambda n: pi_times(Fraction(n["a"] ** 2, 2)),
        "The diagonal of the square is the diameter.",
        "The area is",
    ),
    formula(
        "inscribed_square_area",
        one,
        "print(2 * {a}**2)",
        lambda n: str(n["a"] * n["a"] * 2),
        "The diameter is the diagonal of the square.",
        "The area is",
    ),
    formula(
        "semicircle_area",
        one,
        PI + "print(latex(pi * {a}**2 / 2))",
        lambda n: pi_times(Fraction(n["a"] ** 2, 2)),
        "It is half a circle.",
        "The area is",
    ),
    formula(
        "semicircle_perimeter",
        one,
        PI + "print(latex(pi * {a} + 2 * {a}))",
        lambda n: f"{2 * n['a']} + {pi_times(n['a'])}",
        "The arc and the diameter.",
        "The perimeter is",
    ),
)
