"""Angles in degrees: of triangles, quadrilaterals, regular polygons, clocks and pairs of angles."""

import random
from fractions import Fraction

from training.everyday import WORDS, person, ratio, spelled
from training.families.geometry import Numbers, formula
from training.task import Case, Kind, Turn

POLYGONS = {
    3: "triangle",
    4: "quadrilateral",
    5: "pentagon",
    6: "hexagon",
    7: "heptagon",
    8: "octagon",
    9: "nonagon",
    10: "decagon",
    12: "dodecagon",
}
HEAD = "from fractions import Fraction\n"


def two_angles(rng: random.Random) -> Numbers:
    a = rng.randint(15, 120)
    return {"a": a, "b": rng.randint(10, 175 - a)}


def three_angles(rng: random.Random) -> Numbers:
    a, b = rng.randint(40, 130), rng.randint(40, 110)
    return {"a": a, "b": b, "c": rng.randint(20, 355 - a - b)}


def acute(rng: random.Random) -> Numbers:
    return {"a": rng.randint(2, 88)}


def any_angle(rng: random.Random) -> Numbers:
    return {"a": rng.randint(3, 177)}


def apex(rng: random.Random) -> Numbers:
    return {"a": rng.choice([2 * rng.randint(5, 85), 2 * rng.randint(5, 85), rng.randint(11, 170)])}


def base(rng: random.Random) -> Numbers:
    return {"a": rng.randint(10, 88)}


def split(rng: random.Random) -> Numbers:
    """The angles of a triangle in a ratio."""
    while True:
        a, b, c = sorted(rng.randint(1, 9) for _ in range(3))
        if 180 % (a + b + c) == 0 and a < c:
            return {"a": a, "b": b, "c": c}


def multiple(rng: random.Random) -> Numbers:
    return {"k": rng.choice([2, 3, 4, 5, 8])}


def excess(rng: random.Random) -> Numbers:
    return {"d": 2 * rng.randint(1, 40)}


def polygon_slots(rng: random.Random, n: int) -> dict[str, str]:
    """`polygon` is `hexagon` or `polygon with 6 sides`, with its article."""
    sided = rng.choice([f"polygon with {spelled(rng, n)} sides", f"{n}-sided polygon", f"{n}-gon"])
    name = POLYGONS[n] if n in POLYGONS and rng.random() < 0.65 else sided
    vowel = name[0] == "o" or name.startswith(("8", "11", "18"))
    return {
        "polygon": f"{'an' if vowel else 'a'} {name}",
        "regular": f"a regular {name}",
        "n": spelled(rng, n, 0.3),
        **person(rng),
    }


def sides(rng: random.Random) -> int:
    return rng.choice(
        [rng.randint(3, 10), rng.randint(4, 12), rng.randint(5, 30), rng.choice([15, 18, 20, 24, 30, 36, 40])]
    )


def draw_angle_sum(rng: random.Random) -> Case:
    n = sides(rng)
    return Case(
        slots=polygon_slots(rng, n),
        answer=str(180 * n - 360),
        turns=(Turn("It splits into triangles.", f"print(({n} - 2) * 180)"),),
        closing="The sum of the angles in degrees is",
    )


def draw_interior(rng: random.Random) -> Case:
    n = sides(rng)
    return Case(
        slots=polygon_slots(rng, n),
        answer=ratio(180 * n - 360, n),
        turns=(
            Turn("I divide the angle sum by the number of angles.", f"{HEAD}print(Fraction(({n} - 2) * 180, {n}))"),
        ),
        closing="Each angle in degrees is",
    )


def draw_exterior(rng: random.Random) -> Case:
    n = sides(rng)
    return Case(
        slots=polygon_slots(rng, n),
        answer=ratio(360, n),
        turns=(Turn("The exterior angles add up to a full turn.", f"{HEAD}print(Fraction(360, {n}))"),),
        closing="Each angle in degrees is",
    )


def angle_sum(rng: random.Random) -> Numbers:
    return {"s": 180 * (sides(rng) - 2)}


def interior_angle(rng: random.Random) -> Numbers:
    n = rng.choice([n for n in range(3, 73) if 360 % n == 0])
    return {"a": 180 - 360 // n}


def exterior_angle(rng: random.Random) -> Numbers:
    return {"a": rng.choice([a for a in range(3, 121) if 360 % a == 0])}


def draw_clock(rng: random.Random) -> Case:
    hour, minute = (
        rng.randint(1, 12),
        rng.choice([0, 15, 20, 30, 30, 40, 45, 10, 50, 5 * rng.randint(0, 11), rng.randint(0, 59)]),
    )
    apart = abs(Fraction(60 * hour + minute, 2) - 6 * minute) % 360
    smaller = min(apart, 360 - apart)
    names = {0: f"{WORDS[hour]} o'clock", 30: f"half past {WORDS[hour]}", 15: f"a quarter past {WORDS[hour]}"}
    time = names[minute] if minute in names and rng.random() < 0.2 else f"{hour}:{minute:02d}"
    snippet = (
        f"{HEAD}hour, minute = {hour}, {minute}\n"
        "angle = abs(30 * hour + Fraction(minute, 2) - 6 * minute) % 360\nprint(min(angle, 360 - angle))"
    )
    return Case(
        slots={"time": time},
        answer=ratio(smaller.numerator, smaller.denominator),
        turns=(Turn("The hour hand moves half a degree a minute.", snippet),),
        closing="The angle in degrees is",
    )


def draw_convert(rng: random.Random) -> Case:
    degrees = rng.choice(
        [
            15,
            18,
            20,
            30,
            36,
            45,
            60,
            72,
            75,
            80,
            90,
            105,
            120,
            135,
            144,
            150,
            180,
            210,
            225,
            240,
            270,
            300,
            315,
            330,
            360,
        ]
    )
    part = Fraction(degrees, 180)
    top = r"\pi" if part.numerator == 1 else rf"{part.numerator} \pi"
    radians = top if part.denominator == 1 else rf"\frac{{{top}}}{{{part.denominator}}}"
    plain = (
        f"{'' if part.numerator == 1 else part.numerator}pi{'' if part.denominator == 1 else f'/{part.denominator}'}"
    )
    if rng.random() < 0.5:
        return Case(
            slots={"from": f"{degrees} degrees", "from_tex": rf"{degrees}^\circ", "unit": "radians"},
            answer=radians,
            turns=(
                Turn(
                    "A half turn is pi radians.",
                    f"from sympy import Rational, latex, pi\nprint(latex(Rational({degrees}, 180) * pi))",
                ),
            ),
            closing="In radians it is",
        )
    return Case(
        slots={"from": f"{plain} radians", "from_tex": radians, "unit": "degrees"},
        answer=str(degrees),
        turns=(
            Turn(
                "A half turn is pi radians.",
                f"from sympy import Rational\nprint(Rational({part.numerator}, {part.denominator}) * 180)",
            ),
        ),
        closing="In degrees it is",
    )


KINDS = (
    formula(
        "angle_triangle",
        two_angles,
        "print(180 - {a} - {b})",
        lambda n: str(180 - (n["a"] + n["b"])),
        "The angles of a triangle add up to 180 degrees.",
        "The angle in degrees is",
    ),
    formula(
        "angle_right_triangle",
        acute,
        "print(90 - {a})",
        lambda n: str(180 - 90 - n["a"]),
        "The acute angles of a right triangle add up to 90 degrees.",
        "The angle in degrees is",
    ),
    formula(
        "angle_quadrilateral",
        three_angles,
        "print(360 - {a} - {b} - {c})",
        lambda n: str(360 - sum(n.values())),
        "The angles of a quadrilateral add up to 360 degrees.",
        "The angle in degrees is",
    ),
    formula(
        "angle_complement",
        acute,
        "print(90 - {a})",
        lambda n: str(90 - n["a"]),
        "Complementary angles add up to 90 degrees.",
        "The angle in degrees is",
    ),
    formula(
        "angle_supplement",
        any_angle,
        "print(180 - {a})",
        lambda n: str(180 - n["a"]),
        "Supplementary angles add up to 180 degrees.",
        "The angle in degrees is",
    ),
    formula(
        "angle_isosceles_base",
        apex,
        HEAD + "print(Fraction(180 - {a}, 2))",
        lambda n: ratio(180 - n["a"], 2),
        "The base angles are equal.",
        "The angle in degrees is",
    ),
    formula(
        "angle_isosceles_apex",
        base,
        "print(180 - 2 * {a})",
        lambda n: str(180 - n["a"] - n["a"]),
        "The base angles are equal.",
        "The angle in degrees is",
    ),
    formula(
        "angle_ratio_largest",
        split,
        HEAD + "print(Fraction(180 * {c}, {a} + {b} + {c}))",
        lambda n: ratio(180 * n["c"], sum(n.values())),
        "The angles of a triangle add up to 180 degrees.",
        "The angle in degrees is",
    ),
    formula(
        "angle_ratio_smallest",
        split,
        HEAD + "print(Fraction(180 * {a}, {a} + {b} + {c}))",
        lambda n: ratio(180 * n["a"], sum(n.values())),
        "The angles of a triangle add up to 180 degrees.",
        "The angle in degrees is",
    ),
    formula(
        "angle_supplement_multiple",
        multiple,
        HEAD + "print(Fraction(180, {k} + 1))",
        lambda n: ratio(180, n["k"] + 1),
        "Together they are one more than the multiple.",
        "The angle in degrees is",
    ),
    formula(
        "angle_complement_excess",
        excess,
        HEAD + "print(Fraction(90 + {d}, 2))",
        lambda n: ratio(90 + n["d"], 2),
        "I split the sum.",
        "The angle in degrees is",
    ),
    formula(
        "angle_sides_from_sum",
        angle_sum,
        "print({s} // 180 + 2)",
        lambda n: str((n["s"] + 360) // 180),
        "It splits into triangles.",
        "The number of sides is",
    ),
    formula(
        "angle_sides_from_interior",
        interior_angle,
        "print(360 // (180 - {a}))",
        lambda n: ratio(360, 180 - n["a"]),
        "The exterior angles add up to a full turn.",
        "The number of sides is",
    ),
    formula(
        "angle_sides_from_exterior",
        exterior_angle,
        "print(360 // {a})",
        lambda n: ratio(360, n["a"]),
        "The exterior angles add up to a full turn.",
        "The number of sides is",
    ),
    Kind("angle_polygon_sum", draw_angle_sum),
    Kind("angle_polygon_interior", draw_interior),
    Kind("angle_polygon_exterior", draw_exterior),
    Kind("angle_clock", draw_clock),
    Kind("angle_convert", draw_convert),
)
