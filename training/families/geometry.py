"""Lengths and areas of plane figures, exact: integers, roots and multiples of pi."""

import random
from collections.abc import Callable
from fractions import Fraction
from math import isqrt

from training.everyday import person, ratio
from training.exact import pi_times, root
from training.task import Case, Kind, Turn

Numbers = dict[str, int]
UNITS = ("cm", "centimeters", "meters", "m", "feet", "inches", "units", "km", "mm", "yards")
PI = "from sympy import Rational, latex, pi\n"
SQRT = "from sympy import latex, sqrt\n"
TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29), (9, 40, 41), (12, 35, 37))
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


def size(rng: random.Random) -> int:
    return rng.choice([rng.randint(2, 12), rng.randint(2, 20), rng.randint(5, 50), rng.randint(10, 120)])


def length_slots(rng: random.Random) -> dict[str, str]:
    """`u` is a unit with a space before it, or nothing; `unit` is never empty."""
    unit = rng.choice(UNITS)
    return {"u": "" if rng.random() < 0.45 else f" {unit}", "unit": unit, **person(rng)}


def formula(
    name: str,
    numbers: Callable[[random.Random], Numbers],
    snippet: str,
    answer: Callable[[Numbers], str],
    text: str,
    closing: str,
) -> Kind:
    """A kind whose snippet is a formula with the drawn numbers put in."""

    def draw(rng: random.Random) -> Case:
        drawn = numbers(rng)
        return Case(
            slots={key: str(value) for key, value in drawn.items()} | length_slots(rng),
            answer=answer(drawn),
            turns=(Turn(text, snippet.format(**drawn)),),
            closing=closing,
        )

    return Kind(name, draw)


def one(rng: random.Random) -> Numbers:
    return {"a": size(rng)}


def two(rng: random.Random) -> Numbers:
    a, b = size(rng), rng.randint(2, 30) if rng.random() < 0.8 else size(rng)
    return {"a": a, "b": b} if a != b else two(rng)


def two_sorted(rng: random.Random) -> Numbers:
    b, a = sorted(two(rng).values())
    return {"a": a, "b": b}


def three(rng: random.Random) -> Numbers:
    a, b = sorted(two(rng).values())
    return {"a": a, "b": b, "h": rng.choice([rng.randint(2, 12), size(rng)])}


def area_and_side(rng: random.Random) -> Numbers:
    sides = two(rng)
    return {"area": sides["a"] * sides["b"], "a": sides["a"]}


def perimeter_and_side(rng: random.Random) -> Numbers:
    sides = two(rng)
    return {"p": 2 * sides["a"] + 2 * sides["b"], "a": sides["a"]}


def square_area(rng: random.Random) -> Numbers:
    side = size(rng)
    return {"area": side**2 if rng.random() < 0.85 else 2 * side**2 if rng.random() < 0.5 else side}


def square_perimeter(rng: random.Random) -> Numbers:
    return {"p": 4 * size(rng) if rng.random() < 0.85 else size(rng)}


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


def legs(rng: random.Random) -> Numbers:
    if rng.random() < 0.6:
        a, b, _ = rng.choice(TRIPLES)
        times = rng.choice([1, 1, 2, 3, 4, 5, 10])
        a, b = rng.sample([a * times, b * times], 2)
        return {"a": a, "b": b}
    return {"a": rng.randint(1, 15), "b": rng.randint(1, 15)}


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


def side_ratio(rng: random.Random) -> Numbers:
    """Length and width in a ratio with a given perimeter."""
    a, b = sorted(rng.sample(range(1, 8), 2), reverse=True)
    return {"a": a, "b": b, "p": 2 * (a + b) * rng.randint(1, 12)}


def excess(rng: random.Random) -> Numbers:
    """A rectangle whose length exceeds its width."""
    width, more = rng.randint(2, 25), rng.randint(1, 15)
    return {"more": more, "p": 4 * width + 2 * more}


def multiple(rng: random.Random) -> Numbers:
    width, times = rng.randint(2, 20), rng.randint(2, 5)
    return {"k": times, "p": 2 * width * (times + 1)}


def count_tiles(rng: random.Random) -> Numbers:
    s = rng.randint(1, 6)
    return {"s": s, "a": s * rng.randint(3, 30), "b": s * rng.randint(3, 30)}


def border(rng: random.Random) -> Numbers:
    return {"a": rng.randint(6, 40), "b": rng.randint(5, 30), "w": rng.randint(1, 4)}


KINDS = (
    formula(
        "rectangle_area",
        two,
        "print({a} * {b})",
        lambda n: str(n["a"] * n["b"]),
        "The area is length times width.",
        "The area is",
    ),
    formula(
        "rectangle_perimeter",
        two,
        "print(2 * ({a} + {b}))",
        lambda n: str(n["a"] + n["b"] + n["a"] + n["b"]),
        "The perimeter is twice length plus width.",
        "The perimeter is",
    ),
    formula(
        "rectangle_side_from_area",
        area_and_side,
        "from fractions import Fraction\nprint(Fraction({area}, {a}))",
        lambda n: ratio(n["area"], n["a"]),
        "I divide the area by the side.",
        "The other side is",
    ),
    formula(
        "rectangle_side_from_perimeter",
        perimeter_and_side,
        "from fractions import Fraction\nprint(Fraction({p}, 2) - {a})",
        lambda n: ratio(n["p"] - 2 * n["a"], 2),
        "Half the perimeter is the sum of two sides.",
        "The other side is",
    ),
    formula(
        "rectangle_area_from_perimeter",
        perimeter_and_side,
        "from fractions import Fraction\nprint((Fraction({p}, 2) - {a}) * {a})",
        lambda n: ratio((n["p"] - 2 * n["a"]) * n["a"], 2),
        "Half the perimeter is the sum of two sides.",
        "The area is",
    ),
    formula(
        "rectangle_perimeter_from_area",
        area_and_side,
        "from fractions import Fraction\nprint(2 * ({a} + Fraction({area}, {a})))",
        lambda n: ratio(2 * n["a"] ** 2 + 2 * n["area"], n["a"]),
        "I divide the area by the side.",
        "The perimeter is",
    ),
    formula(
        "rectangle_diagonal",
        legs,
        SQRT + "print(latex(sqrt({a}**2 + {b}**2)))",
        lambda n: root(n["a"] ** 2 + n["b"] ** 2),
        "I use the Pythagorean theorem.",
        "The diagonal is",
    ),
    formula(
        "rectangle_ratio",
        side_ratio,
        "from fractions import Fraction\npart = Fraction({p}, 2 * ({a} + {b}))\nprint({a} * part * {b} * part)",
        lambda n: ratio(n["a"] * n["b"] * n["p"] ** 2, (2 * n["a"] + 2 * n["b"]) ** 2),
        "I find the length of one part.",
        "The area is",
    ),
    formula(
        "rectangle_excess",
        excess,
        "from fractions import Fraction\nwidth = (Fraction({p}, 2) - {more}) / 2\nprint(width * (width + {more}))",
        lambda n: ratio((n["p"] - 2 * n["more"]) * (n["p"] + 2 * n["more"]), 16),
        "I find the width first.",
        "The area is",
    ),
    formula(
        "rectangle_multiple",
        multiple,
        "from fractions import Fraction\nwidth = Fraction({p}, 2 * ({k} + 1))\nprint(width * {k} * width)",
        lambda n: ratio(n["k"] * n["p"] ** 2, (2 + 2 * n["k"]) ** 2),
        "I find the width first.",
        "The area is",
    ),
    formula(
        "square_area",
        one,
        "print({a}**2)",
        lambda n: str(n["a"] * n["a"]),
        "The area is the square of the side.",
        "The area is",
    ),
    formula(
        "square_perimeter",
        one,
        "print(4 * {a})",
        lambda n: str(sum([n["a"]] * 4)),
        "A square has four equal sides.",
        "The perimeter is",
    ),
    formula(
        "square_side_from_area",
        square_area,
        SQRT + "print(latex(sqrt({area})))",
        lambda n: root(n["area"]),
        "The side is the square root of the area.",
        "The side is",
    ),
    formula(
        "square_perimeter_from_area",
        square_area,
        SQRT + "print(latex(4 * sqrt({area})))",
        lambda n: root(16 * n["area"]),
        "The side is the square root of the area.",
        "The perimeter is",
    ),
    formula(
        "square_area_from_perimeter",
        square_perimeter,
        "from fractions import Fraction\nprint(Fraction({p}, 4)**2)",
        lambda n: ratio(n["p"] ** 2, 16),
        "A square has four equal sides.",
        "The area is",
    ),
    formula(
        "square_diagonal",
        one,
        SQRT + "print(latex({a} * sqrt(2)))",
        lambda n: root(2 * n["a"] ** 2),
        "The diagonal is the side times the root of two.",
        "The diagonal is",
    ),
    formula(
        "square_area_from_diagonal",
        one,
        "from fractions import Fraction\nprint(Fraction({a}**2, 2))",
        lambda n: ratio(n["a"] ** 2, 2),
        "The area is half the square of the diagonal.",
        "The area is",
    ),
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
        "parallelogram_area",
        two,
        "print({a} * {b})",
        lambda n: str(n["a"] * n["b"]),
        "The area is base times height.",
        "The area is",
    ),
    formula(
        "trapezoid_area",
        three,
        "from fractions import Fraction\nprint(Fraction(({a} + {b}) * {h}, 2))",
        lambda n: ratio(n["a"] * n["h"] + n["b"] * n["h"], 2),
        "The area is the mean of the bases times the height.",
        "The area is",
    ),
    formula(
        "rhombus_area",
        two,
        "from fractions import Fraction\nprint(Fraction({a} * {b}, 2))",
        lambda n: ratio(n["a"] * n["b"], 2),
        "The area is half the product of the diagonals.",
        "The area is",
    ),
    formula(
        "rhombus_side",
        legs,
        "from sympy import Rational, latex, sqrt\nprint(latex(sqrt(Rational({a}, 2)**2 + Rational({b}, 2)**2)))",
        lambda n: root(Fraction(n["a"] ** 2 + n["b"] ** 2, 4)),
        "The diagonals halve each other at right angles.",
        "The side is",
    ),
    formula(
        "hexagon_area",
        one,
        SQRT + "print(latex(3 * sqrt(3) * {a}**2 / 2))",
        lambda n: root(Fraction(27 * n["a"] ** 4, 4)),
        "It is made of six equilateral triangles.",
        "The area is",
    ),
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
    formula(
        "tiles",
        count_tiles,
        "print({a} // {s} * ({b} // {s}))",
        lambda n: ratio(n["a"] * n["b"], n["s"] ** 2),
        "I count the tiles along both sides.",
        "The number of tiles is",
    ),
    formula(
        "border_area",
        border,
        "print(({a} + 2 * {w}) * ({b} + 2 * {w}) - {a} * {b})",
        lambda n: str(2 * n["w"] * (n["a"] + n["b"]) + 4 * n["w"] ** 2),
        "I take the inner area from the outer one.",
        "The area is",
    ),
)
