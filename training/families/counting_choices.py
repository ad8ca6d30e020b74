"""Counting choices where the order does not matter: committees, pairs, subsets, points, teams."""

import random
from math import factorial

from training.everyday import person, spelled
from training.families.counting import compositions, pascal, simple, worded
from training.task import Case, Kind


def draw_binomial(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(3, 12), rng.randint(5, 30), rng.randint(10, 60)])
    k = rng.randint(0, n) if rng.random() < 0.3 else rng.randint(1, min(n - 1, 8))
    return simple(
        {"n": str(n), "k": str(k)},
        pascal(n, k),
        "This is a binomial coefficient.",
        f"from math import comb\nprint(comb({n}, {k}))",
        "The value is",
    )


def draw_committee(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(4, 12), rng.randint(6, 30)])
    k = rng.randint(2, min(6, n - 1))
    return simple(
        worded(rng, n=n, k=k)
        | {
            "things": rng.choice(
                [
                    "books",
                    "toppings",
                    "students",
                    "players",
                    "cards",
                    "flavors",
                    "marbles",
                    "friends",
                    "movies",
                    "songs",
                    "employees",
                    "points",
                ]
            )
        },
        pascal(n, k),
        "The order does not matter.",
        f"from math import comb\nprint(comb({n}, {k}))",
    )


def draw_two_groups(rng: random.Random) -> Case:
    firsts, seconds, firsts_one, seconds_one = rng.choice(
        [
            ("men", "women", "man", "woman"),
            ("boys", "girls", "boy", "girl"),
            ("teachers", "students", "teacher", "student"),
            ("novels", "plays", "novel", "play"),
            ("seniors", "juniors", "senior", "junior"),
            ("red balls", "blue balls", "red ball", "blue ball"),
            ("doctors", "nurses", "doctor", "nurse"),
        ]
    )
    a, b = rng.randint(3, 12), rng.randint(3, 12)
    i, j = rng.randint(1, min(3, a)), rng.randint(1, min(3, b))
    first = f"{spelled(rng, i)} {firsts if i > 1 else firsts_one}"
    second = f"{spelled(rng, j)} {seconds if j > 1 else seconds_one}"
    return simple(
        worded(rng, a=a, b=b)
        | {"firsts": firsts, "seconds": seconds, "chosen": f"{first} and {second}", "k": spelled(rng, i + j)},
        pascal(a, i) * pascal(b, j),
        "I choose from each group.",
        f"from math import comb\nprint(comb({a}, {i}) * comb({b}, {j}))",
    )


def draw_group_bound(rng: random.Random) -> Case:
    firsts, seconds = rng.choice(
        [
            ("men", "women"),
            ("women", "men"),
            ("boys", "girls"),
            ("girls", "boys"),
            ("teachers", "students"),
            ("seniors", "juniors"),
            ("engineers", "managers"),
        ]
    )
    a, b, k = rng.randint(3, 9), rng.randint(3, 9), rng.randint(3, 5)
    k = min(k, a, b)
    one = {"men": "man", "women": "woman"}.get(firsts, firsts[:-1])
    j = rng.randint(1, k - 1)
    phrase, numbers, kept = rng.choice(
        [
            (f"at least {spelled(rng, j)} {firsts if j > 1 else one}", f"range({j}, {k} + 1)", range(j, k + 1)),
            (f"at most {spelled(rng, j)} {firsts if j > 1 else one}", f"range({j} + 1)", range(j + 1)),
            (
                f"more than {spelled(rng, j)} {firsts if j > 1 else one}",
                f"range({j} + 1, {k} + 1)",
                range(j + 1, k + 1),
            ),
            (f"at least one {one}", f"range(1, {k} + 1)", range(1, k + 1)),
        ]
    )
    snippet = f"from math import comb\nprint(sum(comb({a}, i) * comb({b}, {k} - i) for i in {numbers}))"
    return simple(
        worded(rng, a=a, b=b, k=k) | {"firsts": firsts, "seconds": seconds, "bound": phrase},
        sum(pascal(a, i) * pascal(b, k - i) for i in kept),
        f"I add up over the number of {firsts}.",
        snippet,
    )


def draw_pairs(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(4, 12), rng.randint(5, 40), rng.choice([50, 100])])
    return simple(
        worded(rng, n=n),
        sum(range(n)),
        "Every pair counts once.",
        f"from math import comb\nprint(comb({n}, 2))",
        "The number is",
    )


def draw_league(rng: random.Random) -> Case:
    n, times = rng.randint(4, 24), rng.choice([2, 2, 2, 3, 4])
    return simple(
        worded(rng, n=n, k=times)
        | {"often": {2: rng.choice(["twice", "twice", "two times"])}.get(times, f"{spelled(rng, times)} times")},
        sum(range(n)) * times,
        "Every pair counts this often.",
        f"from math import comb\nprint({times} * comb({n}, 2))",
        "The number of games is",
    )


def draw_from_pairs(rng: random.Random) -> Case:
    n = rng.randint(4, 40)
    total = n * (n - 1) // 2
    return simple(
        {"total": str(total)} | person(rng),
        n,
        "I look for the number with this many pairs.",
        f"from math import comb\nprint(next(n for n in range(2, 10**4) if comb(n, 2) == {total}))",
        "The number is",
    )


POLYGONS = {
    4: "quadrilateral",
    5: "pentagon",
    6: "hexagon",
    7: "heptagon",
    8: "octagon",
    9: "nonagon",
    10: "decagon",
    12: "dodecagon",
}


def draw_diagonals(rng: random.Random) -> Case:
    n = rng.choice([*POLYGONS, *POLYGONS, rng.randint(5, 30), rng.randint(10, 60)])
    name = f"{POLYGONS[n]}" if n in POLYGONS and rng.random() < 0.75 else f"polygon with {spelled(rng, n)} sides"
    article = "an" if name[0] == "o" else "a"
    return simple(
        worded(rng, n=n)
        | {"polygon": f"{article} {name}", "convex": f"a convex {name}", "regular": f"a regular {name}"},
        n * (n - 3) // 2,
        "Pairs of vertices that are not sides.",
        f"from math import comb\nprint(comb({n}, 2) - {n})",
        "The number of diagonals is",
    )


def draw_points(rng: random.Random) -> Case:
    n, k = rng.randint(4, 20), rng.choice([2, 3, 3, 4])
    shapes = {2: ["lines", "straight lines", "line segments"], 3: ["triangles"], 4: ["quadrilaterals"]}[k]
    return simple(
        worded(rng, n=n) | {"shapes": rng.choice(shapes)},
        pascal(n, k),
        "I choose the points.",
        f"from math import comb\nprint(comb({n}, {k}))",
        "The number is",
    )


def draw_subsets(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(2, 8), rng.randint(3, 16)])
    members = rng.choice([[str(i + 1) for i in range(n)], list("abcdefghijklmnop"[:n])])
    kind = rng.random()
    slots = worded(rng, n=n) | {"set": rf"\{{{', '.join(members)}\}}", "braces": f"{{{', '.join(members)}}}"}
    if kind < 0.6:
        return simple(
            slots | {"subsets": "subsets"},
            1 << n,
            "Every element is in or out.",
            f"print(2**{n})",
            "The number of subsets is",
        )
    word = rng.choice(["proper subsets"] if kind < 0.8 else ["nonempty subsets", "non-empty subsets"])
    return simple(
        slots | {"subsets": word},
        (1 << n) - 1,
        "Every element is in or out, and one subset is left out.",
        f"print(2**{n} - 1)",
        "The number of subsets is",
    )


def draw_subsets_of_size(rng: random.Random) -> Case:
    n = rng.randint(3, 14)
    k = rng.randint(1, n - 1)
    return simple(
        worded(rng, n=n, k=k) | {"set": rf"\{{1, 2, \ldots, {n}\}}"},
        pascal(n, k),
        "I choose the elements.",
        f"from math import comb\nprint(comb({n}, {k}))",
        "The number of subsets is",
    )


def draw_multisets(rng: random.Random) -> Case:
    n, k = rng.randint(3, 12), rng.randint(2, 8)
    return simple(
        worded(rng, n=n, k=k)
        | {
            "things": rng.choice(["donuts", "scoops of ice cream", "bagels", "cookies", "balloons", "flowers"]),
            "kinds": rng.choice(["kinds", "types", "flavors", "varieties"]),
        },
        compositions(k, n, 0),
        "I use stars and bars.",
        f"from math import comb\nprint(comb({n} + {k} - 1, {k}))",
    )


def draw_teams(rng: random.Random) -> Case:
    """Splitting people into unlabelled groups of the same size."""
    k, size = rng.choice([(2, 2), (2, 3), (2, 4), (2, 5), (3, 2), (4, 2), (3, 3), (5, 2), (2, 6), (3, 4)])
    n = k * size
    groups = (
        "pairs"
        if size == 2
        else f"{'two' if k == 2 else spelled(rng, k)} {rng.choice(['teams', 'groups'])} of {spelled(rng, size)}"
    )
    return simple(
        worded(rng, n=n) | {"groups": groups},
        factorial(n) // (factorial(size) ** k * factorial(k)),
        "The order in the groups and of the groups does not matter.",
        f"from math import factorial\nprint(factorial({n}) // (factorial({size})**({n} // {size}) * factorial({n} // {size})))",
    )


def draw_grid_shapes(rng: random.Random) -> Case:
    m, n = rng.randint(2, 10), rng.randint(2, 10)
    squares = rng.random() < 0.45
    if squares and rng.random() < 0.6:
        m = n
    count = sum((m - s) * (n - s) for s in range(min(m, n))) if squares else sum(range(m + 1)) * sum(range(n + 1))
    snippet = (
        f"print(sum(({m} - s) * ({n} - s) for s in range(min({m}, {n}))))"
        if squares
        else f"from math import comb\nprint(comb({m} + 1, 2) * comb({n} + 1, 2))"
    )
    return simple(
        {
            "m": str(m),
            "n": str(n),
            "shapes": rng.choice(["squares", "squares of all sizes"] if squares else ["rectangles"]),
        }
        | person(rng),
        count,
        "I add over the sizes." if squares else "I choose two lines in each direction.",
        snippet,
        "The number is",
    )


KINDS = (
    Kind("counting_binomial", draw_binomial),
    Kind("counting_committee", draw_committee),
    Kind("counting_two_groups", draw_two_groups),
    Kind("counting_group_bound", draw_group_bound),
    Kind("counting_pairs", draw_pairs),
    Kind("counting_league", draw_league),
    Kind("counting_from_pairs", draw_from_pairs),
    Kind("counting_diagonals", draw_diagonals),
    Kind("counting_points", draw_points),
    Kind("counting_subsets", draw_subsets),
    Kind("counting_subsets_of_size", draw_subsets_of_size),
    Kind("counting_multisets", draw_multisets),
    Kind("counting_teams", draw_teams),
    Kind("counting_grid_shapes", draw_grid_shapes),
)
