"""Counting by multiplying, by stars and bars, or by adding up the ways: codes, numbers, sums, change, stairs."""

import random
from collections.abc import Callable, Sequence
from functools import cache
from itertools import permutations, product
from math import comb, perm, prod

from training.everyday import enumeration, person, spelled
from training.families.counting import compositions, pascal, simple, worded
from training.task import Case, Kind


def draw_paths(rng: random.Random) -> Case:
    a, b = rng.randint(2, 10), rng.randint(2, 10)
    return simple(
        worded(rng, a=a, b=b) | {"x": str(a), "y": str(b)},
        pascal(a + b, a),
        "I choose which steps go right.",
        f"from math import comb\nprint(comb({a} + {b}, {a}))",
        "The number of paths is",
    )


def draw_codes(rng: random.Random) -> Case:
    """Passwords and plates: blocks of letters and digits, with or without repeats."""
    letters, numbers = rng.choice(
        [
            (0, 4),
            (0, 3),
            (3, 3),
            (2, 3),
            (3, 2),
            (2, 4),
            (1, 3),
            (2, 2),
            (3, 4),
            (0, 5),
            (0, 6),
            (4, 0),
            (3, 0),
            (1, 4),
            (4, 2),
        ]
    )
    again = rng.random() < 0.55
    parts = [
        f"{spelled(rng, count, 0.8)} {unit if count > 1 else unit[:-1]}"
        for count, unit in ((letters, "letters"), (numbers, "digits"))
        if count
    ]
    count = 26**letters * 10**numbers if again else perm(26, letters) * perm(10, numbers)
    code = [f"26**{letters}" if again else f"perm(26, {letters})"] * (letters > 0) + [
        f"10**{numbers}" if again else f"perm(10, {numbers})"
    ] * (numbers > 0)
    rule = rng.choice(
        [
            "if repetition is allowed",
            "if letters and digits may be repeated" if letters and numbers else "if symbols may repeat",
            "with repetition allowed",
        ]
        if again
        else [
            "if no symbol may be repeated" if not letters or not numbers else "if no letter or digit may be repeated",
            "without repetition",
            "if repetition is not allowed",
            "if all of them must be different",
        ]
    )
    return simple(
        {
            "parts": " followed by ".join(parts),
            "rule": rule,
            "rule_cap": "Repetition is allowed." if again else "No symbol may be repeated.",
            "thing": rng.choice(["license plate", "password", "code", "serial number", "number plate"]),
            "things": rng.choice(["license plates", "passwords", "codes", "serial numbers"]),
        }
        | person(rng),
        count,
        "I multiply the choices.",
        ("" if again else "from math import perm\n") + f"print({' * '.join(code)})",
        "The number is",
    )


def draw_power(rng: random.Random) -> Case:
    """Words of length k over n symbols, functions, answers to a test."""
    n, k = rng.randint(2, 10), rng.randint(2, 8)
    return simple(worded(rng, n=n, k=k), prod([n] * k), "I multiply the choices.", f"print({n}**{k})", "The number is")


def draw_numbers(rng: random.Random) -> Case:
    """Numbers of k digits from given digits, with a condition."""
    given = sorted(rng.sample("123456789", rng.randint(3, 6)) + (["0"] if rng.random() < 0.35 else []))
    if rng.random() < 0.3:
        given = [str(d) for d in range(rng.choice([0, 1]), rng.randint(4, 7))]
    k, again = rng.choice([2, 3, 3, 3, 4]), rng.random() < 0.4
    if len(given) < k:
        return draw_numbers(rng)
    options: list[tuple[str, str, Callable[[int], bool]]] = [("", "", bool)] * 3 + [
        ("even ", " and int(''.join(p)) % 2 == 0", lambda n: n % 2 == 0),
        ("odd ", " and int(''.join(p)) % 2 == 1", lambda n: n % 2 == 1),
    ]
    kind, condition, test = rng.choice(options)
    tuples = product(given, repeat=k) if again else permutations(given, k)
    count = sum(1 for p in tuples if p[0] != "0" and test(int("".join(p))))
    source = f"product('{''.join(given)}', repeat={k})" if again else f"permutations('{''.join(given)}', {k})"
    rule = rng.choice(
        ["if digits may be repeated", "if repetition is allowed", "with repetition allowed"]
        if again
        else [
            "if no digit is repeated",
            "without repeating a digit",
            "if repetition is not allowed",
            "using each digit at most once",
        ]
    )
    word = {2: "two", 3: "three", 4: "four"}[k]
    article = "an" if kind.startswith(("e", "o")) else "a"
    return simple(
        {
            "a_kind": f"{article} {kind}",
            "digits": enumeration(rng, given),
            "list": ", ".join(given),
            "k_digit": rng.choice([f"{word}-digit", f"{k}-digit"]),
            "kind": kind,
            "rule": rule,
        }
        | person(rng),
        count,
        "I list the numbers and count the ones that fit.",
        f"from itertools import {'product' if again else 'permutations'}\nprint(sum(1 for p in {source} if p[0] != '0'{condition}))",
        "The number is",
    )


OUTFITS = (
    ("shirts", "pairs of pants", "pairs of shoes", "hats"),
    ("T-shirts", "skirts", "jackets", "scarves"),
    ("shirts", "ties", "jackets", "belts"),
)

MENUS = (
    ("appetizers", "main courses", "desserts", "drinks"),
    ("soups", "main dishes", "desserts", "drinks"),
    ("sandwiches", "sides", "drinks", "desserts"),
    ("breads", "fillings", "sauces", "drinks"),
)


def draw_product(rng: random.Random) -> Case:
    count = rng.choice([2, 3, 3, 4])
    numbers = [rng.randint(2, 9) for _ in range(count)]
    clothes, menu = rng.choice(OUTFITS)[:count], rng.choice(MENUS)[:count]
    spelled_out = [spelled(rng, n, 0.5) for n in numbers]

    def join(names: Sequence[str]) -> str:
        return enumeration(rng, [f"{n} {name}" for n, name in zip(spelled_out, names, strict=True)])

    roads = enumeration(
        rng, [f"{n} roads from {a} to {b}" for n, a, b in zip(spelled_out, "ABCD", "BCDE", strict=False)]
    )
    return simple(
        {
            "clothes": join(clothes),
            "menu": join(menu),
            "roads": roads,
            "end": "ABCDE"[count],
            "one_each": rng.choice(["one of each", "exactly one of each kind"]),
        }
        | person(rng),
        prod(numbers),
        "I multiply the choices.",
        f"print({' * '.join(map(str, numbers))})",
        "The number is",
    )


def draw_stars(rng: random.Random) -> Case:
    n, k, least = rng.randint(4, 20), rng.randint(2, 6), rng.random() < 0.4
    if least and n <= k:
        return draw_stars(rng)
    snippet = (
        f"from math import comb\nprint(comb({n} - 1, {k} - 1))"
        if least
        else f"from math import comb\nprint(comb({n} + {k} - 1, {k} - 1))"
    )
    things, people = (
        rng.choice(["candies", "balls", "coins", "apples", "cookies", "marbles", "pencils", "balloons"]),
        rng.choice(["children", "boxes", "people", "friends", "students", "baskets"]),
    )
    one = {
        "children": "child",
        "boxes": "box",
        "people": "person",
        "friends": "friend",
        "students": "student",
        "baskets": "basket",
    }[people]
    rule = rng.choice(
        [
            f"if every {one} gets at least one",
            f"so that each {one} gets at least one",
            f"such that no {one} is left empty"
            if one in ("box", "basket")
            else f"such that every {one} receives at least one",
        ]
        if least
        else [f"if a {one} may get none", "with no restriction", f"if some {people} may get nothing"]
    )
    return simple(
        worded(rng, n=n, k=k) | {"things": things, "people": people, "rule": rule},
        compositions(n, k, int(least)),
        "I use stars and bars.",
        snippet,
    )


def draw_solutions(rng: random.Random) -> Case:
    n, k, least = rng.randint(4, 25), rng.randint(2, 5), rng.random() < 0.5
    names = rng.choice([["x", "y", "z", "w", "v"], ["a", "b", "c", "d", "e"], [f"x_{i}" for i in range(1, 6)]])[:k]
    if least and n <= k:
        return draw_solutions(rng)
    snippet = (
        f"from math import comb\nprint(comb({n} - 1, {k} - 1))"
        if least
        else f"from math import comb\nprint(comb({n} + {k} - 1, {k} - 1))"
    )
    return simple(
        {
            "equation": f"{' + '.join(names)} = {n}",
            "kind": rng.choice(
                ["positive integer", "natural number (at least 1)", "positive integer"]
                if least
                else ["nonnegative integer", "non-negative integer"]
            ),
            "integers": "positive integers" if least else rng.choice(["nonnegative integers", "non-negative integers"]),
            "bound": r"\ge 1" if least else r"\ge 0",
            "variables": ", ".join(names),
            "tuple": f"({', '.join(names)})",
            "n": str(n),
            "k": str(k),
        }
        | person(rng),
        compositions(n, k, int(least)),
        "I use stars and bars.",
        snippet,
        "The number of solutions is",
    )


@cache
def change(amount: int, coins: tuple[int, ...]) -> int:
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return change(amount - coins[-1], coins) + change(amount, coins[:-1])


def draw_change(rng: random.Random) -> Case:
    coins = rng.choice(
        [
            (1, 5, 10),
            (1, 5, 10, 25),
            (5, 10, 25),
            (1, 2, 5),
            (2, 5),
            (1, 2, 5, 10),
            (2, 3),
            (3, 5),
            (1, 3, 4),
            (5, 10, 20),
            (5, 10),
            (2, 5, 10),
            (4, 7),
        ]
    )
    amount = rng.choice(
        [rng.randint(10, 30), 5 * rng.randint(4, 20), 10 * rng.randint(2, 10), 100 if rng.random() < 0.3 else 50]
    )
    if change(amount, coins) < 2:
        return draw_change(rng)
    names = {1: "pennies", 5: "nickels", 10: "dimes", 25: "quarters"}
    named = (
        enumeration(rng, [names[c] for c in coins])
        if set(coins) <= set(names)
        else f"coins worth {enumeration(rng, [str(c) for c in coins])} cents"
    )
    return simple(
        {
            "amount": str(amount),
            "coins": enumeration(rng, [str(c) for c in coins]),
            "named": named,
            "unit": rng.choice(["cents", "cents", "dollars"]),
        }
        | person(rng),
        change(amount, coins),
        "I add the coins one kind at a time.",
        f"ways = [1] + [0] * {amount}\nfor c in {list(coins)}:\n    for n in range(c, {amount} + 1):\n        ways[n] += ways[n - c]\nprint(ways[{amount}])",
    )


def draw_surjections(rng: random.Random) -> Case:
    n, k = rng.randint(3, 6), rng.randint(2, 4)
    k = min(k, n)
    count = sum((-1) ** j * comb(k, j) * (k - j) ** n for j in range(k + 1))
    return simple(
        worded(rng, n=n, k=k)
        | {
            "things": rng.choice(["balls", "toys", "gifts", "books"]),
            "places": rng.choice(["boxes", "children", "students"]),
        },
        count,
        "I list the functions that reach everything.",
        f"from itertools import product\nprint(sum(1 for f in product(range({k}), repeat={n}) if len(set(f)) == {k}))",
    )


def draw_functions(rng: random.Random) -> Case:
    n, k = rng.randint(2, 7), rng.randint(2, 7)
    one_to_one = rng.random() < 0.4 and n <= k
    slots = worded(rng, n=n, k=k) | {
        "kind": rng.choice(
            ["one-to-one functions", "injective functions", "injections"]
            if one_to_one
            else ["functions", "different functions", "maps"]
        ),
        "domain": rf"\{{{', '.join(str(i + 1) for i in range(n))}\}}",
        "codomain": rf"\{{{', '.join('abcdefg'[:k])}\}}",
    }
    return simple(
        slots,
        perm(k, n) if one_to_one else prod([k] * n),
        "Every element chooses its image.",
        f"from math import perm\nprint(perm({k}, {n}))" if one_to_one else f"print({k}**{n})",
        "The number of functions is",
    )


@cache
def partitions(n: int, largest: int) -> int:
    if n == 0:
        return 1
    return sum(partitions(n - part, part) for part in range(1, min(n, largest) + 1))


def draw_partitions(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(3, 12), rng.randint(5, 30)])
    return simple(
        {"n": str(n)} | person(rng),
        partitions(n, n),
        "I add the parts one size at a time.",
        f"ways = [1] + [0] * {n}\nfor c in range(1, {n} + 1):\n    for m in range(c, {n} + 1):\n        ways[m] += ways[m - c]\nprint(ways[{n}])",
        "The number of partitions is",
    )


def draw_stairs(rng: random.Random) -> Case:
    n = rng.randint(4, 15)
    steps = rng.choice([(1, 2), (1, 2), (1, 2), (1, 2, 3), (1, 3), (2, 3)])
    ways = [1]
    for i in range(1, n + 1):
        ways.append(sum(ways[i - s] for s in steps if s <= i))
    text = enumeration(rng, [spelled(rng, s, 0.3) for s in steps], "or")
    return simple(
        worded(rng, n=n) | {"steps": text, "list": enumeration(rng, [str(s) for s in steps])},
        ways[n],
        "I add the ways to the stairs before.",
        f"ways = [1]\nfor i in range(1, {n} + 1):\n    ways.append(sum(ways[i - s] for s in {list(steps)} if s <= i))\nprint(ways[{n}])",
    )


KINDS = (
    Kind("counting_paths", draw_paths),
    Kind("counting_codes", draw_codes),
    Kind("counting_power", draw_power),
    Kind("counting_numbers", draw_numbers),
    Kind("counting_product", draw_product),
    Kind("counting_stars", draw_stars),
    Kind("counting_solutions", draw_solutions),
    Kind("counting_change", draw_change),
    Kind("counting_surjections", draw_surjections),
    Kind("counting_functions", draw_functions),
    Kind("counting_partitions", draw_partitions),
    Kind("counting_stairs", draw_stairs),
)
