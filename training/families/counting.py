"""Counting arrangements, choices, paths, words, numbers and ways, by formula or by listing."""

import random
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import permutations
from math import comb, factorial, perm, prod

from training.everyday import person, spelled
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


@cache
def compositions(total: int, parts: int, least: int) -> int:
    """Ordered sums of a total with a given number of parts, by recurrence."""
    if parts == 1:
        return int(total >= least)
    return sum(compositions(total - part, parts - 1, least) for part in range(least, total + 1))


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
    Kind("counting_round", draw_round),
    Kind("counting_necklace", draw_necklace),
    Kind("counting_derangements", draw_derangements),
    Kind("counting_factorial_value", draw_factorial_value),
)
