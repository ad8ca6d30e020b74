"""Pairs and triples of integers that solve an equation, points in a circle, sums of consecutive numbers."""

import random
from math import isqrt

from training.everyday import person
from training.families.search import case, with_imports
from training.task import Case, Kind


def draw_pairs(rng: random.Random) -> Case:
    """How many pairs of positive integers, of integers, or of nonnegative integers solve an equation."""
    n = rng.choice([25, 50, 65, 85, 100, 125, 130, 169, 200, 221, 225, 250, 289, 325, 400, rng.randint(5, 300)])
    k = rng.choice([12, 24, 30, 36, 48, 60, 72, 100, 120, 144, 210, 360, rng.randint(6, 200)])
    a, b = rng.sample(range(2, 12), 2)
    c = rng.randint(20, 150)
    r = rng.randint(3, 15)
    sign, integers = rng.choice(
        [
            ("range(1, {0} + 1)", "positive integers"),
            ("range(1, {0} + 1)", "positive integers"),
            ("range({0} + 1)", "nonnegative integers"),
            ("range(-{0}, {0} + 1)", "integers"),
        ]
    )
    root = isqrt(n)
    options: list[tuple[str, str, str, int, str, str]] = [
        (f"x^2 + y^2 = {n}", f"x^2 + y^2 = {n}", f"x**2 + y**2 == {n}", root, sign, integers),
        (f"xy = {k}", f"xy = {k}", f"x * y == {k}", k, "range(1, {0} + 1)", "positive integers"),
        (
            f"{a}x + {b}y = {c}",
            f"{a}x + {b}y = {c}",
            f"{a} * x + {b} * y == {c}",
            c,
            *rng.choice(
                [
                    ("range(1, {0} + 1)", "positive integers"),
                    ("range({0} + 1)", rng.choice(["nonnegative integers", "non-negative integers"])),
                ]
            ),
        ),
        (rf"x^2 + y^2 \le {r * r}", f"x^2 + y^2 <= {r * r}", f"x**2 + y**2 <= {r * r}", r, sign, integers),
        (f"x^2 - y^2 = {k}", f"x^2 - y^2 = {k}", f"x**2 - y**2 == {k}", k, "range(1, {0} + 1)", "positive integers"),
        (f"x + y = {c}", f"x + y = {c}", f"x + y == {c}", c, "range(1, {0} + 1)", "positive integers"),
        (f"x^2 + y^2 < {n}", f"x^2 + y^2 < {n}", f"x**2 + y**2 < {n}", root, sign, integers),
        (rf"x + y \le {c}", f"x + y <= {c}", f"x + y <= {c}", c, "range(1, {0} + 1)", "positive integers"),
        (
            f"xy + x + y = {k}",
            f"xy + x + y = {k}",
            f"x * y + x + y == {k}",
            k,
            "range(1, {0} + 1)",
            "positive integers",
        ),
    ]
    tex, plain, code, bound, numbers, kind = rng.choice(options)
    low = {"positive integers": 1, "integers": -bound}.get(kind, 0)
    values = numbers.format("b")
    limit = f"isqrt({code.split()[-1]})" if "x**2 + y**2" in code else str(bound)
    snippet = f"b = {limit}\nprint(sum(1 for x in {values} for y in {values} if {code}))"
    return case(
        {"e_tex": tex, "e": plain, "kind": kind, "ordered": "ordered ", "kind_one": kind[:-1]} | person(rng),
        _count_pairs(code, low, bound),
        "I try all pairs.",
        snippet,
        "The number of pairs is",
    )


def _count_pairs(code: str, low: int, high: int) -> int:
    test = compile(code, "pair", "eval")
    return sum(1 for y in range(high, low - 1, -1) for x in range(high, low - 1, -1) if eval(test, {"x": x, "y": y}))


def draw_lattice(rng: random.Random) -> Case:
    r = rng.randint(2, 15)
    strict = rng.random() < 0.3
    count = 0
    for x in range(-r, r + 1):
        rest = r * r - x * x
        reach = isqrt(rest)
        if strict and reach * reach == rest:
            reach -= 1
        count += 2 * reach + 1 if reach >= 0 else 0
    return case(
        {
            "r": str(r),
            "where": "strictly inside" if strict else rng.choice(["inside or on", "in or on", "on or inside"]),
            "sign": "<" if strict else r"\le",
        }
        | person(rng),
        count,
        "I try all points.",
        f"print(sum(1 for x in range(-{r}, {r} + 1) for y in range(-{r}, {r} + 1) if x**2 + y**2 {'<' if strict else '<='} {r}**2))",
        "The number of points is",
    )


def draw_triples(rng: random.Random) -> Case:
    if rng.random() < 0.5:
        p = rng.choice([12, 24, 30, 36, 40, 48, 56, 60, 70, 72, 80, 84, 90, 120, 144, 168, 180, 240])
        count = sum(1 for a in range(1, p) for b in range(a, (p - a) // 2 + 1) if a * a + b * b == (p - a - b) ** 2)
        return case(
            {"what": f"perimeter {p}", "tex": f"a + b + c = {p}", "code": ""} | person(rng),
            count,
            "I try both legs.",
            f"print(sum(1 for a in range(1, {p}) for b in range(a, {p}) if a**2 + b**2 == ({p} - a - b)**2 and a + b < {p}))",
            "The number of triangles is",
        )
    h = rng.choice([10, 15, 20, 25, 30, 40, 50, 60, 75, 100, rng.randint(10, 100)])
    less = rng.random() < 0.4
    top = h - 1 if less else h
    count = sum(
        1
        for c in range(1, top + 1)
        for b in range(1, c)
        for a in [isqrt(c * c - b * b)]
        if a * a + b * b == c * c and a <= b
    )
    return case(
        {
            "what": f"hypotenuse {'less than' if less else 'at most'} {h}",
            "tex": f"c {'<' if less else chr(92) + 'le'} {h}",
        }
        | person(rng),
        count,
        "I try both legs.",
        with_imports(
            f"print(sum(1 for a in range(1, {h}) for b in range(a, {h}) if isqrt(a**2 + b**2)**2 == a**2 + b**2 {'<' if less else '<='} {h}**2))"
        ),
        "The number of triangles is",
    )


def draw_consecutive(rng: random.Random) -> Case:
    n = rng.choice(
        [
            9,
            15,
            21,
            30,
            45,
            60,
            75,
            81,
            90,
            99,
            100,
            105,
            120,
            135,
            150,
            180,
            210,
            225,
            315,
            500,
            1000,
            rng.randint(9, 500),
        ]
    )
    count = sum(1 for d in range(3, n + 1, 2) if n % d == 0)
    return (
        case(
            {"n": str(n)} | person(rng),
            count,
            "I try every first and last number.",
            f"print(sum(1 for a in range(1, {n}) for b in range(a + 1, {n}) if (a + b) * (b - a + 1) == 2 * {n}))"
            if n <= 300
            else f"print(sum(1 for k in range(2, {n}) if {n} > k * (k - 1) // 2 and ({n} - k * (k - 1) // 2) % k == 0))",
            "The number of ways is",
        )
        if n <= 300
        else draw_consecutive(rng)
    )


def draw_sum_product(rng: random.Random) -> Case:
    a, b = rng.randint(1, 30), rng.randint(1, 40)
    a, b = sorted((a, b))
    kind = rng.choice(["product", "product", "difference of squares", "squares"])
    what, tex, code = {
        "product": (f"their product is {a * b}", f"xy = {a * b}", f"x * ({a + b} - x) == {a * b}"),
        "squares": (
            f"the sum of their squares is {a * a + b * b}",
            f"x^2 + y^2 = {a * a + b * b}",
            f"x**2 + ({a + b} - x)**2 == {a * a + b * b}",
        ),
        "difference of squares": (f"their product is {a * b}", f"xy = {a * b}", f"x * ({a + b} - x) == {a * b}"),
    }[kind]
    return case(
        {
            "s": str(a + b),
            "what": what,
            "tex": tex,
            "what_is": what.replace("their product is", "product").replace(
                "the sum of their squares is", "sum of squares"
            ),
        }
        | person(rng),
        f"{a}, {b}",
        "I try the first number.",
        f"x = next(x for x in range(1, {a + b}) if {code})\nprint(x, {a + b} - x, sep=', ')",
        "The numbers are",
    )


KINDS = (
    Kind("search_pairs", draw_pairs),
    Kind("search_lattice", draw_lattice),
    Kind("search_triples", draw_triples),
    Kind("search_consecutive", draw_consecutive),
    Kind("search_sum_product", draw_sum_product),
)
