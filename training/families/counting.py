"""Counting arrangements, choices, paths, words, numbers and ways, by formula or by listing."""

import random
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import permutations, product
from math import comb, factorial, perm, prod

from training.everyday import enumeration, person, spelled
from training.task import Case, Kind, Turn

WORDS = tuple(
    """
MISSISSIPPI BANANA APPLE LEVEL BALLOON COMMITTEE STATISTICS MATHEMATICS ALABAMA TENNESSEE BOOKKEEPER COFFEE LETTER PEPPER PARALLEL ARRANGE ASSESS SUCCESS CALCULUS ALGEBRA GEOMETRY CAT DOG MATH
MOUSE TABLE CHAIR ORANGE PENCIL SUNDAY MONDAY FRIDAY COMPUTER EQUATION TRIANGLE RECTANGLE NUMBER ENGINEERING ADDRESS BUBBLE CHEESE ROOM TOOTH POSSESS HELLO WORLD PROBABILITY PERMUTATION COMBINATION
INDIA CANADA PANAMA AFRICA TORONTO INDIANA OTTAWA RACECAR NOON REFERENCE EXCELLENT BEETLE CARROT TOMATO POTATO COCOON PAPAYA KITTEN RABBIT PARROT GIRAFFE TIGER HORSE ZEBRA FLOWER GARDEN SUMMER WINTER
SPRING YELLOW PURPLE SILVER SCHOOL TEACHER STUDENT LESSON ANSWER QUESTION PROBLEM SOLUTION INTEGER FACTOR MULTIPLE SERIES SEQUENCE VECTOR MATRIX DEGREE RADIUS CIRCLE SPHERE PYRAMID EXAMPLE PUZZLE BUTTER
MUFFIN COOKIE DINNER GRAVITY PHYSICS ECLIPSE PLANET SATURN ROCKET ALASKA HAWAII NEVADA KANSAS OREGON TEXAS SEATTLE DALLAS ATLANTA PARIS LONDON BERLIN MADRID VIENNA PRAGUE OSLO TOKYO DELHI EERIE MAMMAL
""".split()  # noqa: SIM905  a list of them would fill three screens
)
THINGS = (
    "books",
    "people",
    "students",
    "paintings",
    "flags",
    "cars",
    "toys",
    "trophies",
    "songs",
    "posters",
    "cards",
    "children",
    "runners",
    "photos",
    "plants",
)


def worded(rng: random.Random, **numbers: int) -> dict[str, str]:
    """Each number in digits or words as `k`, and with a capital as `k_cap`."""
    slots = {}
    for name, number in numbers.items():
        slots[name] = spelled(rng, number, 0.35)
        slots[f"{name}_cap"] = slots[name].capitalize()
    return slots | person(rng)


def simple(slots: dict[str, str], answer: int, text: str, snippet: str, closing: str = "The number of ways is") -> Case:
    return Case(slots=slots, answer=str(answer), turns=(Turn(text, snippet),), closing=closing)


def a_word(rng: random.Random, longest: int = 14) -> str:
    if rng.random() < 0.8:
        chosen = rng.choice([w for w in WORDS if len(w) <= longest])
    else:
        letters = rng.sample("ABCDEFGHIKLMNOPRSTUVWXYZ", rng.randint(2, 6))
        chosen = "".join(rng.choice(letters) for _ in range(rng.randint(4, min(9, longest))))
    return chosen


def shown_word(rng: random.Random, word: str) -> dict[str, str]:
    text = word if rng.random() < 0.7 else word.lower()
    return {"word": text, "quoted": f'"{text}"', "tex": rf"\text{{{text}}}", "spaced": ", ".join(text)}


def arrangements(word: str) -> int:
    result, used = 1, 0
    for count in Counter(word).values():
        used += count
        result *= comb(used, count)
    return result


def draw_word(rng: random.Random) -> Case:
    word = a_word(rng)
    slots = shown_word(rng, word)
    snippet = f"from collections import Counter\nfrom math import factorial, prod\nword = '{slots['word']}'\nprint(factorial(len(word)) // prod(factorial(n) for n in Counter(word).values()))"
    return simple(
        slots | person(rng),
        arrangements(word),
        "I divide by the orders of equal letters.",
        snippet,
        "The number of arrangements is",
    )


def draw_word_condition(rng: random.Random) -> Case:
    """Words short enough to list, with a condition on their order."""
    word = a_word(rng, 7)
    if len(word) < 4 or len(set(word)) < 2:
        return draw_word_condition(rng)
    slots = shown_word(rng, word)
    text = slots["word"]
    low = "aeiou" if text.islower() else "AEIOU"
    vowels = sorted({c for c in text if c in low})
    counts = Counter(text)
    first, second = rng.sample(sorted(set(text)), 2)
    single = [c for c in counts if counts[c] == 1]
    options: list[tuple[str, str, Callable[[str], bool]]] = [
        (f"begin with {first}", f"w[0] == '{first}'", lambda w: w[0] == first),
        (f"end with {first}", f"w[-1] == '{first}'", lambda w: w[-1] == first),
        (
            f"begin with {first} and end with {second}",
            f"w[0] == '{first}' and w[-1] == '{second}'",
            lambda w: w[0] == first and w[-1] == second,
        ),
        (
            "have no two equal letters next to each other",
            "all(a != b for a, b in zip(w, w[1:]))",
            lambda w: all(w[i] != w[i + 1] for i in range(len(w) - 1)),
        ),
    ]
    if vowels:
        together = lambda w: "".join("v" if c in vowels else "c" for c in w).strip("c").count("c") == 0  # noqa: E731
        pattern = "''.join('v' if c in '" + low + "' else 'c' for c in w).strip('c')"
        options += [("have all the vowels together", f"'c' not in {pattern}", together)] * 2
        options += [
            ("begin with a vowel", f"w[0] in '{low}'", lambda w: w[0] in vowels),
            (
                "have no two vowels next to each other",
                f"all(a not in '{low}' or b not in '{low}' for a, b in zip(w, w[1:]))",
                lambda w: not any(w[i] in vowels and w[i + 1] in vowels for i in range(len(w) - 1)),
            ),
        ]
    if first in single and second in single:
        apart = f"abs(w.index('{first}') - w.index('{second}'))"
        options += [
            (
                f"have {first} and {second} next to each other",
                f"{apart} == 1",
                lambda w: first + second in w or second + first in w,
            ),
            (
                f"do not have {first} and {second} next to each other",
                f"{apart} != 1",
                lambda w: first + second not in w and second + first not in w,
            ),
            (
                f"have {first} before {second}",
                f"w.index('{first}') < w.index('{second}')",
                lambda w: w.find(first) < w.find(second),
            ),
        ]
    phrase, condition, test = rng.choice(options)
    snippet = f"from itertools import permutations\nwords = {{''.join(p) for p in permutations('{text}')}}\nprint(sum(1 for w in words if {condition}))"
    return simple(
        slots | {"condition": phrase} | person(rng),
        sum(map(test, {"".join(p) for p in permutations(text)})),
        "I list the arrangements and count the ones that fit.",
        snippet,
        "The number of arrangements is",
    )


def draw_row(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(3, 8), rng.randint(4, 12)])
    return simple(
        worded(rng, n=n) | {"things": rng.choice(THINGS)},
        prod(range(1, n + 1)),
        "All orders are different.",
        f"from math import factorial\nprint(factorial({n}))",
    )


def draw_row_condition(rng: random.Random) -> Case:
    n = rng.randint(4, 7)
    a, b = rng.sample(["Anna", "Ben", "Carla", "David", "Eva", "Finn", "Alice", "Bob", "Tom", "Maria", "Sam", "Lea"], 2)
    options: list[tuple[str, str, int]] = [
        (f"{a} and {b} must be next to each other", "abs(p.index(0) - p.index(1)) == 1", 2 * factorial(n - 1)),
        (
            f"{a} and {b} must not be next to each other",
            "abs(p.index(0) - p.index(1)) != 1",
            factorial(n) - 2 * factorial(n - 1),
        ),
        (
            f"{a} and {b} refuse to be next to each other",
            "abs(p.index(0) - p.index(1)) != 1",
            factorial(n) - 2 * factorial(n - 1),
        ),
        (f"{a} must be at one of the two ends", "p.index(0) in (0, -1 + len(p))", 2 * factorial(n - 1)),
        (f"{a} must be first", "p[0] == 0", factorial(n - 1)),
        (f"{a} must not be first", "p[0] != 0", factorial(n) - factorial(n - 1)),
        (f"{a} and {b} must be at the two ends", "{p[0], p[-1]} == {0, 1}", 2 * factorial(n - 2)),
        (f"{a} must be somewhere before {b}", "p.index(0) < p.index(1)", factorial(n) // 2),
    ]
    phrase, condition, count = rng.choice(options)
    snippet = f"from itertools import permutations\nprint(sum(1 for p in permutations(range({n})) if {condition}))"
    return simple(
        worded(rng, n=n) | {"condition": phrase, "others": spelled(rng, n - 2, 0.5), "a": a, "b": b},
        count,
        "I number the people, list the orders and count the ones that fit.",
        snippet,
    )


def draw_ordered(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(4, 12), rng.randint(6, 30)])
    k = rng.choice([2, 3, 3, 4]) if n > 5 else 2
    posts = {
        2: ["a president and a vice president", "a president and a secretary", "a captain and a deputy"],
        3: [
            "a president, a vice president and a secretary",
            "a president, a secretary and a treasurer",
            "a chair, a secretary, and a treasurer",
        ],
        4: ["a president, a vice president, a secretary and a treasurer"],
    }[k]
    medals = {2: "first and second place", 3: "gold, silver and bronze medals", 4: "the first four places"}[k]
    return simple(
        worded(rng, n=n, k=k) | {"posts": rng.choice(posts), "medals": medals, "things": rng.choice(THINGS)},
        perm(n, k),
        "The order matters.",
        f"from math import perm\nprint(perm({n}, {k}))",
    )


def draw_perm_value(rng: random.Random) -> Case:
    n = rng.randint(3, 15)
    k = rng.randint(1, min(n, 6))
    return simple(
        {"n": str(n), "k": str(k)},
        factorial(n) // factorial(n - k),
        "This counts ordered choices.",
        f"from math import perm\nprint(perm({n}, {k}))",
        "The value is",
    )


def pascal(n: int, k: int) -> int:
    """The binomial coefficient by Pascal's rule."""
    row = [1]
    for _ in range(n):
        row = [a + b for a, b in zip([0, *row], [*row, 0], strict=True)]
    return row[k] if 0 <= k <= n else 0


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


def draw_round(rng: random.Random) -> Case:
    n = rng.randint(3, 12)
    return simple(
        worded(rng, n=n)
        | {"things": rng.choice(["people", "people", "friends", "guests", "knights", "students", "children"])},
        factorial(n) // n,
        "I fix one of them and arrange the rest.",
        f"from math import factorial\nprint(factorial({n} - 1))",
    )


def draw_necklace(rng: random.Random) -> Case:
    n = rng.randint(3, 12)
    return simple(
        worded(rng, n=n) | {"things": rng.choice(["necklace", "bracelet", "key ring"])},
        factorial(n) // (2 * n),
        "Turning and flipping changes nothing.",
        f"from math import factorial\nprint(factorial({n} - 1) // 2)",
        "The number is",
    )


def draw_paths(rng: random.Random) -> Case:
    a, b = rng.randint(2, 10), rng.randint(2, 10)
    return simple(
        worded(rng, a=a, b=b) | {"x": str(a), "y": str(b)},
        pascal(a + b, a),
        "I choose which steps go right.",
        f"from math import comb\nprint(comb({a} + {b}, {a}))",
        "The number of paths is",
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
    join = lambda names: enumeration(rng, [f"{n} {name}" for n, name in zip(spelled_out, names, strict=True)])  # noqa: E731
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


@cache
def compositions(total: int, parts: int, least: int) -> int:
    """Ordered sums of a total with a given number of parts, by recurrence."""
    if parts == 1:
        return int(total >= least)
    return sum(compositions(total - part, parts - 1, least) for part in range(least, total + 1))


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


def draw_derangements(rng: random.Random) -> Case:
    n = rng.randint(3, 8)
    things, one, places = rng.choice(
        [
            ("letters", "letter", "envelopes"),
            ("hats", "hat", "owners"),
            ("coats", "coat", "guests"),
            ("gifts", "gift", "people"),
            ("books", "book", "places"),
        ]
    )
    count = sum((-1) ** k * factorial(n) // factorial(k) for k in range(n + 1))
    return simple(
        worded(rng, n=n)
        | {"things": things, "one": one, "places": places, "set": ", ".join(str(i + 1) for i in range(n))},
        count,
        "I list the orders with nothing in its own place.",
        f"from itertools import permutations\nprint(sum(1 for p in permutations(range({n})) if all(p[i] != i for i in range({n}))))",
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


def draw_factorial_value(rng: random.Random) -> Case:
    n = rng.randint(3, 15)
    k = rng.randint(1, min(n - 1, 6))
    options = [
        (f"{n}!", f"{n}!", f"factorial({n})", factorial(n)),
        (rf"\frac{{{n}!}}{{{n - k}!}}", f"{n}! / {n - k}!", f"factorial({n}) // factorial({n - k})", perm(n, k)),
        (
            rf"\frac{{{n}!}}{{{k}! \cdot {n - k}!}}",
            f"{n}! / ({k}! {n - k}!)",
            f"factorial({n}) // (factorial({k}) * factorial({n - k}))",
            pascal(n, k),
        ),
    ]
    tex, plain, code, value = rng.choice(options)
    return simple(
        {"e_tex": tex, "e": plain},
        value,
        "I compute the factorials.",
        f"from math import factorial\nprint({code})",
        "The value is",
    )


KINDS = (
    Kind("counting_word", draw_word),
    Kind("counting_word_condition", draw_word_condition),
    Kind("counting_row", draw_row),
    Kind("counting_row_condition", draw_row_condition),
    Kind("counting_ordered", draw_ordered),
    Kind("counting_perm_value", draw_perm_value),
    Kind("counting_binomial", draw_binomial),
    Kind("counting_committee", draw_committee),
    Kind("counting_two_groups", draw_two_groups),
    Kind("counting_group_bound", draw_group_bound),
    Kind("counting_pairs", draw_pairs),
    Kind("counting_league", draw_league),
    Kind("counting_from_pairs", draw_from_pairs),
    Kind("counting_diagonals", draw_diagonals),
    Kind("counting_points", draw_points),
    Kind("counting_round", draw_round),
    Kind("counting_necklace", draw_necklace),
    Kind("counting_paths", draw_paths),
    Kind("counting_subsets", draw_subsets),
    Kind("counting_subsets_of_size", draw_subsets_of_size),
    Kind("counting_codes", draw_codes),
    Kind("counting_power", draw_power),
    Kind("counting_numbers", draw_numbers),
    Kind("counting_product", draw_product),
    Kind("counting_stars", draw_stars),
    Kind("counting_solutions", draw_solutions),
    Kind("counting_change", draw_change),
    Kind("counting_derangements", draw_derangements),
    Kind("counting_surjections", draw_surjections),
    Kind("counting_functions", draw_functions),
    Kind("counting_multisets", draw_multisets),
    Kind("counting_partitions", draw_partitions),
    Kind("counting_stairs", draw_stairs),
    Kind("counting_teams", draw_teams),
    Kind("counting_grid_shapes", draw_grid_shapes),
    Kind("counting_factorial_value", draw_factorial_value),
)
