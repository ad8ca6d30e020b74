"""Numbers told by their divisors or digits: perfect numbers, digits written, primes among values, powers of digits."""

import random

from training.everyday import person
from training.families.search import case, prime
from training.task import Case, Kind


def proper_sum(n: int) -> int:
    return sum(d for d in range(1, n // 2 + 1) if n % d == 0)


def draw_aliquot(rng: random.Random) -> Case:
    """Perfect and abundant numbers."""
    n = rng.choice([10, 20, 30, 50, 60, 80, 100, 150, 200, 300, 500, rng.randint(15, 500)])
    kind, sign = rng.choice([("perfect", "=="), ("abundant", ">"), ("abundant", ">"), ("deficient", "<")])
    kept = [
        m
        for m in range(1, n + 1)
        if (proper_sum(m) == m if kind == "perfect" else proper_sum(m) > m if kind == "abundant" else proper_sum(m) < m)
    ]
    if not kept:
        return draw_aliquot(rng)
    relation = {"==": "equals", ">": "is greater than", "<": "is less than"}[sign]
    ask, code, answer = rng.choice(
        [
            ("how many", f"sum(1 for n in range(1, {n} + 1) if sum(divisors(n)) - n {sign} n)", str(len(kept))),
            ("the sum", f"sum(n for n in range(1, {n} + 1) if sum(divisors(n)) - n {sign} n)", str(sum(kept))),
        ]
    )
    count = ask == "how many"
    return case(
        {
            "n": str(n),
            "kind": kind,
            "relation": relation,
            "ask": f"How many {kind} numbers are there" if count else f"What is the sum of all {kind} numbers",
            "of": "the number" if count else "the sum",
        }
        | person(rng),
        answer,
        f"I {'count' if count else 'add'} the numbers that fit.",
        f"print({code})",
        "The answer is",
    )


def draw_proper_sum(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(6, 100), rng.randint(50, 500), 220, 284, 1184, 1210, 28, 496])
    return case(
        {"n": str(n)} | person(rng),
        proper_sum(n),
        "I add the divisors below the number.",
        f"print(sum(divisors({n})) - {n})",
        "The sum is",
    )


def draw_polynomial_primes(rng: random.Random) -> Case:
    top = rng.choice([10, 20, 25, 30, 40, 50, 60, 100, rng.randint(8, 100)])
    a, b = rng.choice(
        [(0, 1), (0, 1), (1, 1), (1, 41), (1, 11), (1, 17), (0, 2), (0, 4), (2, 3), (-1, 41), (0, 7), (3, 1)]
    )
    middle = "" if a == 0 else f" {'-' if a < 0 else '+'} {'n' if abs(a) == 1 else f'{abs(a)}n'}"
    code = f"n**2{middle.replace('2n', '2 * n').replace('3n', '3 * n')} + {b}"
    return case(
        {"n": str(top), "f": f"n^2{middle} + {b}"} | person(rng),
        sum(1 for n in range(1, top + 1) if prime(n * n + a * n + b)),
        "I test every number and count.",
        f"print(sum(1 for n in range(1, {top} + 1) if isprime({code})))",
        "The number of them is",
    )


def draw_digit_count(rng: random.Random) -> Case:
    n = rng.choice([50, 99, 100, 100, 200, 500, 999, 1000, rng.randint(30, 1500)])
    d = rng.randint(0, 9)
    if rng.random() < 0.35:
        total = sum(n - 10**j + 1 for j in range(4) if n >= 10**j)
        return case(
            {
                "n": str(n),
                "what": rng.choice(
                    ["How many digits are needed", "How many digits are used", "How many digits does one write"]
                ),
                "of": "the total number of digits",
            }
            | person(rng),
            total,
            "I write the numbers and count.",
            f"print(sum(len(str(k)) for k in range(1, {n} + 1)))",
            "The number of digits is",
        )
    count = sum(_digit_times(k, d) for k in range(1, n + 1))
    return case(
        {
            "n": str(n),
            "what": f"How many times is the digit {d} written",
            "of": f"the number of times the digit {d} is used",
        }
        | person(rng),
        count,
        "I write the numbers and count.",
        f"print(sum(str(k).count('{d}') for k in range(1, {n} + 1)))",
        "The number of times is",
    )


def _digit_times(n: int, d: int) -> int:
    return (n % 10 == d) + (_digit_times(n // 10, d) if n >= 10 else 0)


def draw_powers(rng: random.Random) -> Case:
    """Numbers equal to a sum of powers of their digits."""
    k, size = rng.choice([(3, 3), (3, 3), (3, 3), (4, 4), (2, 2), (2, 3)])
    word, powers = (
        {2: "two-digit", 3: "three-digit", 4: "four-digit"}[size],
        {2: "squares", 3: "cubes", 4: "fourth powers"}[k],
    )
    kept = [n for n in range(10 ** (size - 1), 10**size) if n == sum((n // 10**j % 10) ** k for j in range(size))]
    if not kept:
        return draw_powers(rng)
    numbers = f"range({10 ** (size - 1)}, {10**size - 1} + 1)"
    test = f"n == sum(int(c)**{k} for c in str(n))"
    ask, code, answer = rng.choice(
        [
            ("Find all", f"print(*[n for n in {numbers} if {test}], sep=', ')", ", ".join(map(str, kept))),
            ("Find the smallest of the", f"print(min(n for n in {numbers} if {test}))", str(kept[0])),
            ("Find the largest of the", f"print(max(n for n in {numbers} if {test}))", str(kept[-1])),
            ("Find the sum of all", f"print(sum(n for n in {numbers} if {test}))", str(sum(kept))),
        ]
    )
    questions = {
        "Find all": "What are all the",
        "Find the smallest of the": "What is the smallest of the",
        "Find the largest of the": "What is the largest of the",
        "Find the sum of all": "What is the sum of all",
    }
    return case(
        {"ask": ask, "question": questions[ask], "word": word, "powers": powers} | person(rng),
        answer,
        "I test every number.",
        code,
        "The answer is",
    )


KINDS = (
    Kind("search_aliquot", draw_aliquot),
    Kind("search_proper_sum", draw_proper_sum),
    Kind("search_polynomial_primes", draw_polynomial_primes),
    Kind("search_digit_count", draw_digit_count),
    Kind("search_powers", draw_powers),
)
