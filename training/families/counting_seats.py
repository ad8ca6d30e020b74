"""Counting seats with conditions, choices of any size, paths through a point, and how many make something sure."""

import random
from itertools import pairwise, permutations
from math import comb, factorial

from training.everyday import spelled
from training.families.counting import simple, worded
from training.task import Case, Kind

GROUPS = (("boys", "girls"), ("men", "women"), ("girls", "boys"), ("women", "men"), ("adults", "children"))


def draw_row_groups(rng: random.Random) -> Case:
    """Two groups of people in a row, with a condition on the pattern."""
    firsts, seconds = rng.choice(GROUPS)
    a, b = rng.randint(2, 5), rng.randint(2, 4)
    conditions = [
        (
            f"no two {seconds} are next to each other",
            "'BB' not in s",
            lambda s: all(x != "B" or y != "B" for x, y in pairwise(s)),
        ),
        (f"all the {seconds} sit together", "'B' * {b} in s", lambda s: "B" * b in s),
        (f"the {seconds} must be together", "'B' * {b} in s", lambda s: "B" * b in s),
        (
            f"the {firsts} are together and the {seconds} are together",
            "s in ('A' * {a} + 'B' * {b}, 'B' * {b} + 'A' * {a})",
            lambda s: sum(x != y for x, y in pairwise(s)) == 1,
        ),
        (f"the {firsts} take both ends", "s[0] == s[-1] == 'A'", lambda s: s[0] == s[-1] == "A"),
    ]
    if abs(a - b) <= 1:
        conditions += [
            (
                f"{firsts} and {seconds} must alternate",
                "'AA' not in s and 'BB' not in s",
                lambda s: all(x != y for x, y in pairwise(s)),
            )
        ] * 2
    phrase, code, test = rng.choice(conditions)
    patterns = {"".join(p) for p in permutations("A" * a + "B" * b)}
    count = sum(map(test, patterns)) * factorial(a) * factorial(b)
    snippet = (
        "from itertools import permutations\nfrom math import factorial\n"
        f"rows = {{''.join(p) for p in permutations('A' * {a} + 'B' * {b})}}\n"
        f"print(sum(1 for s in rows if {code.format(a=a, b=b)}) * factorial({a}) * factorial({b}))"
    )
    if count == 0 or a + b > 8:
        return draw_row_groups(rng)
    slots = worded(rng, a=a, b=b) | {"firsts": firsts, "seconds": seconds, "condition": phrase, "n": str(a + b)}
    return simple(slots, count, "I list the patterns and then arrange the people.", snippet)


def draw_round_condition(rng: random.Random) -> Case:
    n = rng.randint(4, 10)
    a, b = rng.sample(["Anna", "Ben", "Carla", "David", "Eva", "Finn", "Alice", "Bob", "Tom", "Maria"], 2)
    together = rng.random() < 0.6
    beside = 2 * factorial(n - 2)
    phrase = rng.choice(
        [f"{a} and {b} must sit next to each other", f"{a} and {b} want to sit together"]
        if together
        else [f"{a} and {b} must not sit next to each other", f"{a} and {b} refuse to sit together"]
    )
    code = f"2 * factorial({n} - 2)" if together else f"factorial({n} - 1) - 2 * factorial({n} - 2)"
    slots = worded(rng, n=n) | {"condition": phrase, "a": a, "b": b}
    return simple(
        slots,
        beside if together else factorial(n) // n - beside,
        "I seat the pair as one.",
        f"from math import factorial\nprint({code})",
    )


def draw_any_number(rng: random.Random) -> Case:
    """Choices of at least, at most, or any number of things."""
    n = rng.randint(6, 12)
    k = rng.randint(1, 4)
    phrase, code, kept = rng.choice(
        [
            (f"at least {spelled(rng, k)}", f"range({k}, {n} + 1)", range(k, n + 1)),
            (f"at most {spelled(rng, k)}", f"range({k} + 1)", range(k + 1)),
            (f"up to {spelled(rng, k)}", f"range({k} + 1)", range(k + 1)),
            ("any number", f"range({n} + 1)", range(n + 1)),
            ("at least one", f"range(1, {n} + 1)", range(1, n + 1)),
            (f"{k} or {k + 1}", f"({k}, {k + 1})", (k, k + 1)),
        ]
    )
    things = rng.choice(["toppings", "books", "friends", "side dishes", "stickers", "movies"])
    count = sum(factorial(n) // factorial(i) // factorial(n - i) for i in kept)
    return simple(
        worded(rng, n=n) | {"bound": phrase, "things": things},
        count,
        "I add up over the sizes.",
        f"from math import comb\nprint(sum(comb({n}, i) for i in {code}))",
    )


def draw_committee_person(rng: random.Random) -> Case:
    n, k = rng.randint(6, 15), rng.randint(3, 5)
    a, b = rng.sample(["Anna", "Ben", "Carla", "David", "Eva", "Finn", "Alice", "Bob", "Tom", "Maria"], 2)
    phrase, code, count = rng.choice(
        [
            (f"{a} must be on it", f"comb({n} - 1, {k} - 1)", comb(n - 1, k - 1)),
            (f"{a} must not be on it", f"comb({n} - 1, {k})", comb(n - 1, k)),
            (f"{a} and {b} must both be on it", f"comb({n} - 2, {k} - 2)", comb(n - 2, k - 2)),
            (
                f"{a} and {b} refuse to serve together",
                f"comb({n}, {k}) - comb({n} - 2, {k} - 2)",
                comb(n, k) - comb(n - 2, k - 2),
            ),
            (
                f"at least one of {a} and {b} must be on it",
                f"comb({n}, {k}) - comb({n} - 2, {k})",
                comb(n, k) - comb(n - 2, k),
            ),
        ]
    )
    return simple(
        worded(rng, n=n, k=k) | {"condition": phrase, "a": a, "b": b},
        count,
        "I choose the others.",
        f"from math import comb\nprint({code})",
    )


def draw_paths_through(rng: random.Random) -> Case:
    a, b = rng.randint(1, 6), rng.randint(1, 6)
    c, d = a + rng.randint(1, 6), b + rng.randint(1, 6)
    avoid = rng.random() < 0.4
    through = comb(a + b, a) * comb(c - a + d - b, c - a)
    whole = comb(c + d, c)
    code = f"comb({a} + {b}, {a}) * comb({c} - {a} + {d} - {b}, {c} - {a})"
    code = f"comb({c} + {d}, {c}) - {code}" if avoid else code
    slots = worded(rng) | {
        "x": str(a),
        "y": str(b),
        "u": str(c),
        "v": str(d),
        "pass": "do not pass through" if avoid else "pass through",
        "passing": rng.choice(
            ["avoiding", "without passing through"] if avoid else ["passing through", "going through"]
        ),
    }
    return simple(
        slots,
        whole - through if avoid else through,
        "I count the paths to the point and from it.",
        f"from math import comb\nprint({code})",
        "The number of paths is",
    )


def draw_pigeonhole(rng: random.Random) -> Case:
    kinds, k = rng.randint(2, 12), rng.choice([2, 2, 2, 3, 3, 4, 5])
    things = rng.choice(["socks", "balls", "marbles", "candies", "gloves", "cards"])
    slots = worded(rng, kinds=kinds, k=k) | {
        "things": things,
        "kinds": spelled(rng, kinds, 0.4),
        "plenty": rng.choice(["many", "plenty of", "a large number of", f"at least {5 * k}"]),
        "same": rng.choice(
            [f"{spelled(rng, k, 0.6)} of the same color", f"at least {spelled(rng, k, 0.6)} of the same color"]
        ),
    }
    return simple(
        slots,
        kinds * k - kinds + 1,
        "In the worst case I have one too few of each.",
        f"print({kinds} * ({k} - 1) + 1)",
        "The number is",
    )


def draw_at_most_sum(rng: random.Random) -> Case:
    n, k = rng.randint(3, 15), rng.randint(2, 4)
    names = ["x", "y", "z", "w"][:k]
    count = sum(comb(m + k - 1, k - 1) for m in range(n + 1))
    return simple(
        {"sum_tex": " + ".join(names), "n": str(n), "k": str(k)},
        count,
        "A slack variable makes it an equation.",
        f"from math import comb\nprint(comb({n} + {k}, {k}))",
        "The number of solutions is",
    )


KINDS = (
    Kind("counting_row_groups", draw_row_groups),
    Kind("counting_round_condition", draw_round_condition),
    Kind("counting_any_number", draw_any_number),
    Kind("counting_committee_person", draw_committee_person),
    Kind("counting_paths_through", draw_paths_through),
    Kind("counting_pigeonhole", draw_pigeonhole),
    Kind("counting_at_most_sum", draw_at_most_sum),
)
