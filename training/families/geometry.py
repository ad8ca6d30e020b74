"""Lengths and areas of plane figures, exact: integers, roots and multiples of pi."""

import random
from collections.abc import Callable
from fractions import Fraction

from training.everyday import person, ratio
from training.exact import root
from training.task import Case, Kind, Turn

Numbers = dict[str, int]

UNITS = ("cm", "centimeters", "meters", "m", "feet", "inches", "units", "km", "mm", "yards")

PI = "from sympy import Rational, latex, pi\n"
SQRT = "from sympy import latex, sqrt\n"

TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29), (9, 40, 41), (12, 35, 37))


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


def legs(rng: random.Random) -> Numbers:
    if rng.random() < 0.6:
        a, b, _ = rng.choice(TRIPLES)
        times = rng.choice([1, 1, 2, 3, 4, 5, 10])
        a, b = rng.sample([a * times, b * times], 2)
        return {"a": a, "b": b}
    return {"a": rng.randint(1, 15), "b": rng.randint(1, 15)}


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
