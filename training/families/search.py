"""Problems that a small loop settles: least numbers, counts, sums and lists of integers with a property, pairs and triples."""

import random
from collections.abc import Callable
from math import gcd, isqrt

from training.everyday import digits, person
from training.task import Case, Kind, Turn

Test = Callable[[int], bool]

IMPORTS = (
    ("gcd(", "from math import gcd"),
    ("isqrt(", "from math import isqrt"),
    ("factorial(", "from math import factorial"),
    ("isprime(", "from sympy import isprime"),
    ("divisor_count(", "from sympy import divisor_count"),
    ("divisors(", "from sympy import divisors"),
)


def with_imports(code: str) -> str:
    return "\n".join([*(line for name, line in IMPORTS if name in code), code])


def prime(n: int) -> bool:
    return n > 1 and all(n % d for d in range(2, isqrt(n) + 1))


def digit_sum(n: int) -> int:
    return n % 10 + digit_sum(n // 10) if n else 0


def has_digit(n: int, d: int) -> bool:
    return n % 10 == d or (n >= 10 and has_digit(n // 10, d))


def backwards(n: int) -> int:
    result = 0
    while n:
        result, n = 10 * result + n % 10, n // 10
    return result


def divisor_total(n: int) -> int:
    return sum(1 for d in range(1, n + 1) if n % d == 0)


def case(slots: dict[str, str], answer: int | str, text: str, code: str, closing: str) -> Case:
    return Case(slots=slots, answer=str(answer), turns=(Turn(text, with_imports(code)),), closing=closing)


def condition(rng: random.Random) -> tuple[str, str, str, Test]:
    """What numbers do (`are divisible by 7`), what one number does, the test in Python, and the test."""
    k, m = rng.sample(range(2, 13), 2)
    big, d, s, r = rng.randint(7, 40), rng.randint(0, 9), rng.randint(3, 20), rng.randint(1, max(1, k - 1))
    top = rng.choice([6, 10, 12, 15, 20, 24, 30, 35, 42, 60, 100])
    choices: list[tuple[str, str, str, Test]] = [
        *[
            (f"are {w}", f"is {o}", f"n % {x} == 0", lambda n, x=x: n % x == 0)
            for x in (k, big)
            for w, o in ((f"divisible by {x}", f"divisible by {x}"), (f"multiples of {x}", f"a multiple of {x}"))
        ],
        (f"are not divisible by {k}", f"is not divisible by {k}", f"n % {k} != 0", lambda n: n % k != 0),
        *[
            (
                f"are {w}",
                f"is {w.replace('multiples', 'a multiple')}",
                f"n % {k} == 0 or n % {m} == 0",
                lambda n: n % k == 0 or n % m == 0,
            )
            for w in (f"divisible by {k} or {m}", f"multiples of {k} or {m}", f"divisible by {k} or by {m}")
        ],
        (
            f"are divisible by both {k} and {m}",
            f"is divisible by both {k} and {m}",
            f"n % {k} == 0 and n % {m} == 0",
            lambda n: n % k == n % m == 0,
        ),
        (
            f"are divisible by {k} but not by {m}",
            f"is divisible by {k} but not by {m}",
            f"n % {k} == 0 and n % {m} != 0",
            lambda n: n % k == 0 != n % m,
        ),
        (
            f"are divisible by neither {k} nor {m}",
            f"is divisible by neither {k} nor {m}",
            f"n % {k} != 0 and n % {m} != 0",
            lambda n: n % k != 0 and n % m != 0,
        ),
        ("are perfect squares", "is a perfect square", "isqrt(n) ** 2 == n", lambda n: isqrt(n) ** 2 == n),
        (
            "are perfect cubes",
            "is a perfect cube",
            "round(n ** (1 / 3)) ** 3 == n",
            lambda n: any(j**3 == n for j in range(1, 30)),
        ),
        ("are palindromes", "is a palindrome", "str(n) == str(n)[::-1]", lambda n: backwards(n) == n),
        (
            "read the same forwards and backwards",
            "reads the same forwards and backwards",
            "str(n) == str(n)[::-1]",
            lambda n: backwards(n) == n,
        ),
        (f"have digit sum {s}", f"has digit sum {s}", f"sum(map(int, str(n))) == {s}", lambda n: digit_sum(n) == s),
        (
            f"have digits that add up to {s}",
            f"has digits that add up to {s}",
            f"sum(map(int, str(n))) == {s}",
            lambda n: digit_sum(n) == s,
        ),
        (f"contain the digit {d}", f"contains the digit {d}", f"'{d}' in str(n)", lambda n: has_digit(n, d)),
        (
            f"do not contain the digit {d}",
            f"does not contain the digit {d}",
            f"'{d}' not in str(n)",
            lambda n: not has_digit(n, d),
        ),
        (f"end in {d}", f"ends in {d}", f"n % 10 == {d}", lambda n: str(n).endswith(str(d))),
        (
            "have distinct digits",
            "has distinct digits",
            "len(set(str(n))) == len(str(n))",
            lambda n: all(str(n).count(c) == 1 for c in str(n)),
        ),
        (
            "have no repeated digit",
            "has no repeated digit",
            "len(set(str(n))) == len(str(n))",
            lambda n: all(str(n).count(c) == 1 for c in str(n)),
        ),
        (
            f"leave a remainder of {r} when divided by {k + r}",
            f"leaves a remainder of {r} when divided by {k + r}",
            f"n % {k + r} == {r}",
            lambda n: n % (k + r) == r,
        ),
        (
            f"are relatively prime to {top}",
            f"is relatively prime to {top}",
            f"gcd(n, {top}) == 1",
            lambda n: gcd(n, top) == 1,
        ),
        (
            f"have no common factor with {top} greater than 1",
            f"has no common factor with {top} greater than 1",
            f"gcd(n, {top}) == 1",
            lambda n: gcd(n, top) == 1,
        ),
        ("are prime", "is prime", "isprime(n)", prime),
        (
            "are odd and divisible by " + str(k),
            f"is odd and divisible by {k}",
            f"n % 2 == 1 and n % {k} == 0",
            lambda n: n % 2 == 1 and n % k == 0,
        ),
        (
            f"are even and have digit sum {s}",
            f"is even and has digit sum {s}",
            f"n % 2 == 0 and sum(map(int, str(n))) == {s}",
            lambda n: n % 2 == 0 and digit_sum(n) == s,
        ),
        (
            f"are perfect squares divisible by {k}",
            f"is a perfect square divisible by {k}",
            f"isqrt(n) ** 2 == n and n % {k} == 0",
            lambda n: isqrt(n) ** 2 == n and n % k == 0,
        ),
        (
            f"have exactly {k} divisors",
            f"has exactly {k} divisors",
            f"divisor_count(n) == {k}",
            lambda n: divisor_total(n) == k,
        ),
        (
            f"are {k} times the sum of their digits",
            f"is {k} times the sum of its digits",
            f"n == {k} * sum(map(int, str(n)))",
            lambda n: n == k * digit_sum(n),
        ),
        (
            "have only even digits",
            "has only even digits",
            "all(int(c) % 2 == 0 for c in str(n))",
            lambda n: set(str(n)) <= set("02468"),
        ),
        (
            "have only odd digits",
            "has only odd digits",
            "all(int(c) % 2 == 1 for c in str(n))",
            lambda n: set(str(n)) <= set("13579"),
        ),
    ]
    return rng.choice(choices)


def span(rng: random.Random, most: int = 3000) -> tuple[str, str, range]:
    """A phrase for a range of integers (after `numbers` or `integers`), the range in Python, and the range."""
    top = rng.choice([50, 100, 100, 200, 300, 500, 1000, 1000, 2000, rng.randint(20, 300), rng.randint(100, most)])
    top = min(top, most)
    low = rng.choice([1, 1, 1, rng.randint(2, top // 2), 100 if top > 150 else 10])
    shown, first = digits(rng, top), digits(rng, low)
    kind = rng.random()
    if kind < 0.45:
        phrase = rng.choice(
            [
                f"from {first} to {shown}",
                f"between {first} and {shown} inclusive",
                f"between {first} and {shown}, inclusive,",
                f"from {first} to {shown} inclusive",
                f"in the range from {first} to {shown}",
            ]
        )
        return phrase, f"range({low}, {top} + 1)", range(low, top + 1)
    if kind < 0.6:
        return (
            rng.choice(
                [
                    f"not exceeding {shown}",
                    f"up to {shown}",
                    f"up to and including {shown}",
                    f"less than or equal to {shown}",
                    f"that are at most {shown}",
                ]
            ),
            f"range(1, {top} + 1)",
            range(1, top + 1),
        )
    if kind < 0.85:
        return (
            rng.choice([f"less than {shown}", f"below {shown}", f"smaller than {shown}", f"under {shown}"]),
            f"range(1, {top})",
            range(1, top),
        )
    return f"strictly between {first} and {shown}", f"range({low} + 1, {top})", range(low + 1, top)


def block(rng: random.Random) -> tuple[str, str, range]:
    """`two-digit` or `three-digit`, as an adjective."""
    word, first, last = rng.choice(
        [
            ("two-digit", 10, 99),
            ("two-digit", 10, 99),
            ("three-digit", 100, 999),
            ("three-digit", 100, 999),
            ("3-digit", 100, 999),
            ("2-digit", 10, 99),
            ("four-digit", 1000, 9999),
        ]
    )
    return word, f"range({first}, {last} + 1)", range(first, last + 1)


def who(rng: random.Random) -> tuple[dict[str, str], str, range]:
    """Slots that name a range of numbers: `the_numbers` is `positive integers below 100` or `three-digit numbers`."""
    if rng.random() < 0.35:
        word, code, numbers = block(rng)
        noun = rng.choice(["numbers", "integers", "positive integers"])
        return {"numbers": f"{word} {noun}", "number": f"{word} {noun[:-1]}"}, code, numbers
    phrase, code, numbers = span(rng)
    noun = rng.choice(
        ["positive integers", "positive integers", "natural numbers"]
        if code.startswith("range(1, ") and not phrase.startswith(("from", "between"))
        else ["integers", "numbers", "whole numbers", "positive integers"]
    )
    return {"numbers": f"{noun} {phrase}", "number": f"{noun[:-1]} {phrase}"}, code, numbers


def draw_property(
    rng: random.Random,
    collect: Callable[[list[int]], str],
    template: str,
    text: str,
    closing: str,
    fewest: int,
    most: int,
) -> Case:
    """A question on all numbers of a range that have a property; `template` takes the range and the test."""
    slots, code, numbers = who(rng)
    plural, singular, python, test = condition(rng)
    if len(numbers) > 1000 and "divisor_count" in python:
        return draw_property(rng, collect, template, text, closing, fewest, most)
    kept = [n for n in numbers if test(n)]
    if not fewest <= len(kept) <= most:
        return draw_property(rng, collect, template, text, closing, fewest, most)
    return case(
        slots | {"do": plural, "does": singular} | person(rng),
        collect(kept),
        text,
        template.format(code, python),
        closing,
    )


def draw_count(rng: random.Random) -> Case:
    return draw_property(
        rng,
        lambda kept: str(len(kept)),
        "print(sum(1 for n in {0} if {1}))",
        "I test every number and count.",
        "The number of them is",
        1,
        10**4,
    )


def draw_total(rng: random.Random) -> Case:
    return draw_property(
        rng,
        lambda kept: str(sum(kept)),
        "print(sum(n for n in {0} if {1}))",
        "I test every number and add.",
        "The sum is",
        2,
        10**4,
    )


def draw_least(rng: random.Random) -> Case:
    return draw_property(
        rng,
        lambda kept: str(kept[0]),
        "print(min(n for n in {0} if {1}))",
        "I test every number and keep the smallest.",
        "The smallest one is",
        1,
        10**4,
    )


def draw_greatest(rng: random.Random) -> Case:
    return draw_property(
        rng,
        lambda kept: str(kept[-1]),
        "print(max(n for n in {0} if {1}))",
        "I test every number and keep the largest.",
        "The largest one is",
        1,
        10**4,
    )


def draw_list(rng: random.Random) -> Case:
    return draw_property(
        rng,
        lambda kept: ", ".join(map(str, kept)),
        "print(*[n for n in {0} if {1}], sep=', ')",
        "I test every number and list the ones that fit.",
        "The numbers are",
        1,
        9,
    )


KINDS = (
    Kind("search_count", draw_count),
    Kind("search_total", draw_total),
    Kind("search_least", draw_least),
    Kind("search_greatest", draw_greatest),
    Kind("search_list", draw_list),
)
