"""Volumes, surfaces and diagonals of solids, exact: integers, roots and multiples of pi."""

import random
from fractions import Fraction
from math import isqrt

from training.everyday import ratio
from training.exact import pi_times, root
from training.families.geometry import PI, SQRT, Numbers, formula


def edge(rng: random.Random) -> int:
    return rng.choice([rng.randint(2, 10), rng.randint(2, 10), rng.randint(3, 20), rng.randint(5, 40)])


def one(rng: random.Random) -> Numbers:
    return {"a": edge(rng)}


def two(rng: random.Random) -> Numbers:
    return {"r": rng.choice([rng.randint(1, 8), rng.randint(2, 12)]) + 1, "h": edge(rng)}


def three(rng: random.Random) -> Numbers:
    return {"a": edge(rng), "b": edge(rng), "c": edge(rng)}


def base_and_height(rng: random.Random) -> Numbers:
    return {"a": edge(rng), "h": edge(rng)}


def cube_volume(rng: random.Random) -> Numbers:
    return {"v": edge(rng) ** 3}


def cube_surface(rng: random.Random) -> Numbers:
    return {"s": 6 * edge(rng) ** 2}


def box_volume(rng: random.Random) -> Numbers:
    n = three(rng)
    return {"a": n["a"], "b": n["b"], "v": n["a"] * n["b"] * n["c"]}


def cylinder_volume(rng: random.Random) -> Numbers:
    n = two(rng)
    return {"r": n["r"], "k": n["r"] ** 2 * n["h"]}


def sphere_radius(rng: random.Random) -> Numbers:
    return {"k": 4 * edge(rng) ** 2}


def cubes_in_box(rng: random.Random) -> Numbers:
    s = rng.randint(1, 5)
    return {"s": s, "a": s * rng.randint(2, 10), "b": s * rng.randint(2, 10), "c": s * rng.randint(2, 10)}


def slant(rng: random.Random) -> Numbers:
    """A cone whose slant height is an integer mostly."""
    r, h, _ = rng.choice(
        [(3, 4, 5), (5, 12, 13), (8, 15, 17), (6, 8, 10), (4, 3, 5), (9, 12, 15), (12, 5, 13), (7, 24, 25)]
    )
    return {"r": r, "h": h} if rng.random() < 0.75 else {"r": rng.randint(2, 8), "h": rng.randint(2, 8)}


def prism(rng: random.Random) -> Numbers:
    return {"a": edge(rng), "b": edge(rng), "h": edge(rng)}


def painted(rng: random.Random) -> Numbers:
    return {"a": rng.randint(3, 12)}


def doubled(rng: random.Random) -> Numbers:
    return {"k": rng.randint(2, 6), "v": rng.choice([rng.randint(2, 60), 10 * rng.randint(1, 30)])}


def cone_slant(n: Numbers) -> str:
    square = n["r"] ** 2 + n["h"] ** 2
    if isqrt(square) ** 2 == square:
        return pi_times(n["r"] * isqrt(square))
    return rf"{root(n['r'] ** 2 * square)} \pi"


HALF = "from fractions import Fraction\n"

KINDS = (
    formula(
        "box_volume",
        three,
        "print({a} * {b} * {c})",
        lambda n: str(n["a"] * n["b"] * n["c"]),
        "The volume is the product of the three edges.",
        "The volume is",
    ),
    formula(
        "box_surface",
        three,
        "print(2 * ({a} * {b} + {b} * {c} + {a} * {c}))",
        lambda n: str((n["a"] + n["b"] + n["c"]) ** 2 - n["a"] ** 2 - n["b"] ** 2 - n["c"] ** 2),
        "I add the areas of the six faces.",
        "The surface area is",
    ),
    formula(
        "box_diagonal",
        three,
        SQRT + "print(latex(sqrt({a}**2 + {b}**2 + {c}**2)))",
        lambda n: root(n["a"] ** 2 + n["b"] ** 2 + n["c"] ** 2),
        "I use the Pythagorean theorem.",
        "The diagonal is",
    ),
    formula(
        "box_edge",
        box_volume,
        HALF + "print(Fraction({v}, {a} * {b}))",
        lambda n: ratio(n["v"], n["a"] * n["b"]),
        "I divide the volume by the area of the base.",
        "The height is",
    ),
    formula(
        "box_cubes",
        cubes_in_box,
        "print({a} // {s} * ({b} // {s}) * ({c} // {s}))",
        lambda n: ratio(n["a"] * n["b"] * n["c"], n["s"] ** 3),
        "I count the cubes along each edge.",
        "The number of cubes is",
    ),
    formula(
        "cube_volume",
        one,
        "print({a}**3)",
        lambda n: str(n["a"] * n["a"] * n["a"]),
        "The volume is the cube of the edge.",
        "The volume is",
    ),
    formula(
        "cube_surface",
        one,
        "print(6 * {a}**2)",
        lambda n: str(sum([n["a"] * n["a"]] * 6)),
        "A cube has six equal faces.",
        "The surface area is",
    ),
    formula(
        "cube_diagonal",
        one,
        SQRT + "print(latex({a} * sqrt(3)))",
        lambda n: root(3 * n["a"] ** 2),
        "The space diagonal is the edge times the root of three.",
        "The diagonal is",
    ),
    formula(
        "cube_edge_from_volume",
        cube_volume,
        "print(round({v} ** (1 / 3)))",
        lambda n: str(next(k for k in range(1, 100) if k**3 == n["v"])),
        "The edge is the cube root of the volume.",
        "The edge is",
    ),
    formula(
        "cube_edge_from_surface",
        cube_surface,
        SQRT + "print(latex(sqrt({s} // 6)))",
        lambda n: root(Fraction(n["s"], 6)),
        "A cube has six equal faces.",
        "The edge is",
    ),
    formula(
        "cube_volume_from_surface",
        cube_surface,
        SQRT + "print(latex(sqrt({s} // 6)**3))",
        lambda n: root(Fraction(n["s"], 6) ** 3),
        "I find the edge first.",
        "The volume is",
    ),
    formula(
        "cube_surface_from_volume",
        cube_volume,
        "edge = round({v} ** (1 / 3))\nprint(6 * edge**2)",
        lambda n: str(6 * next(k for k in range(1, 100) if k**3 == n["v"]) ** 2),
        "I find the edge first.",
        "The surface area is",
    ),
    formula(
        "cube_painted",
        painted,
        "print(6 * ({a} - 2)**2)",
        lambda n: str(6 * n["a"] ** 2 - 24 * n["a"] + 24),
        "These are the small cubes inside the faces.",
        "The number of small cubes is",
    ),
    formula(
        "cylinder_volume",
        two,
        PI + "print(latex(pi * {r}**2 * {h}))",
        lambda n: pi_times(n["r"] ** 2 * n["h"]),
        "The volume is the base area times the height.",
        "The volume is",
    ),
    formula(
        "cylinder_surface",
        two,
        PI + "print(latex(2 * pi * {r} * ({r} + {h})))",
        lambda n: pi_times(2 * n["r"] ** 2 + 2 * n["r"] * n["h"]),
        "I add the two bases and the side.",
        "The surface area is",
    ),
    formula(
        "cylinder_side",
        two,
        PI + "print(latex(2 * pi * {r} * {h}))",
        lambda n: pi_times(2 * n["r"] * n["h"]),
        "The side unrolls into a rectangle.",
        "The lateral area is",
    ),
    formula(
        "cylinder_height",
        cylinder_volume,
        HALF + "print(Fraction({k}, {r}**2))",
        lambda n: ratio(n["k"], n["r"] ** 2),
        "I divide the volume by the base area.",
        "The height is",
    ),
    formula(
        "cone_volume",
        two,
        PI + "print(latex(pi * {r}**2 * {h} / 3))",
        lambda n: pi_times(Fraction(n["r"] ** 2 * n["h"], 3)),
        "The volume is a third of the base area times the height.",
        "The volume is",
    ),
    formula(
        "cone_side",
        slant,
        "from sympy import latex, pi, sqrt\nprint(latex(pi * {r} * sqrt({r}**2 + {h}**2)))",
        cone_slant,
        "The lateral area is pi times the radius times the slant height.",
        "The lateral area is",
    ),
    formula(
        "sphere_volume",
        one,
        PI + "print(latex(Rational(4, 3) * pi * {a}**3))",
        lambda n: pi_times(Fraction(4 * n["a"] ** 3, 3)),
        "The volume is four thirds of pi times the radius cubed.",
        "The volume is",
    ),
    formula(
        "sphere_surface",
        one,
        PI + "print(latex(4 * pi * {a}**2))",
        lambda n: pi_times(4 * n["a"] ** 2),
        "The surface is four pi times the radius squared.",
        "The surface area is",
    ),
    formula(
        "sphere_radius",
        sphere_radius,
        SQRT + "print(latex(sqrt({k} // 4)))",
        lambda n: root(Fraction(n["k"], 4)),
        "The surface is four pi times the radius squared.",
        "The radius is",
    ),
    formula(
        "hemisphere_volume",
        one,
        PI + "print(latex(Rational(2, 3) * pi * {a}**3))",
        lambda n: pi_times(Fraction(2 * n["a"] ** 3, 3)),
        "It is half a sphere.",
        "The volume is",
    ),
    formula(
        "pyramid_volume",
        base_and_height,
        HALF + "print(Fraction({a}**2 * {h}, 3))",
        lambda n: ratio(n["a"] ** 2 * n["h"], 3),
        "The volume is a third of the base area times the height.",
        "The volume is",
    ),
    formula(
        "prism_volume",
        prism,
        HALF + "print(Fraction({a} * {b}, 2) * {h})",
        lambda n: ratio(n["a"] * n["b"] * n["h"], 2),
        "The volume is the base area times the height.",
        "The volume is",
    ),
    formula(
        "volume_scaled",
        doubled,
        "print({v} * {k}**3)",
        lambda n: str(n["v"] * n["k"] * n["k"] * n["k"]),
        "Volumes scale with the cube of the factor.",
        "The volume is",
    ),
)
