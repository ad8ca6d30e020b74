"""Fibonacci-like sequences with other starts, and what Fibonacci numbers count."""

import random

from training.families.fibonacci import DISTINCT, FIBONACCI, IMPORT, case, fair_bound, like
from training.families.sequences import spoken
from training.notation import number
from training.task import Case, Kind


def draw_like(rng: random.Random) -> Case:
    """Other first two terms."""
    a, b = rng.choice([(2, 1), (1, 3), (2, 5), (3, 4), (1, 4), (2, 2), (rng.randint(1, 20), rng.randint(1, 20))])
    n = rng.choice([rng.randint(4, 10), rng.randint(6, 20)])
    snippet = f"a, b = {a}, {b}\nfor _ in range(1, {n}):\n    a, b = b, a + b\nprint(a)"
    terms = like(a, b, 5)
    filled = {
        "a": str(a),
        "b": str(b),
        "n": str(n),
        "nth": spoken(rng, n),
        "list": ", ".join(map(str, terms[: rng.choice([4, 5])])),
    }
    return case(filled, like(a, b, n)[-1], "I add the last two terms again and again.", snippet, "The term is")


def draw_like_sum(rng: random.Random) -> Case:
    a, b = rng.choice([(2, 1), (1, 3), (rng.randint(1, 12), rng.randint(1, 12))])
    n = rng.randint(4, 15)
    snippet = f"terms = [{a}, {b}]\nwhile len(terms) < {n}:\n    terms.append(terms[-1] + terms[-2])\nprint(sum(terms))"
    return case(
        {"a": str(a), "b": str(b), "n": str(n)},
        sum(like(a, b, n)),
        "I list the terms and add them.",
        snippet,
        "The sum is",
    )


def draw_next(rng: random.Random) -> Case:
    """The next term of a list whose terms add up pairwise."""
    a, b = rng.choice([(1, 1), (1, 2), (2, 3), (2, 1), (5, 8), (rng.randint(1, 12), rng.randint(1, 12))])
    terms = like(a, b, rng.choice([5, 6, 7, 8]) + 1)
    snippet = f"print({terms[-3]} + {terms[-2]})"
    return case(
        {"list": ", ".join(map(str, terms[:-1]))},
        terms[-1],
        "Each term is the sum of the two before it.",
        snippet,
        "The next term is",
    )


def draw_tribonacci(rng: random.Random) -> Case:
    a, b, c = rng.choice([(1, 1, 2), (0, 0, 1), (1, 1, 1), (0, 1, 1), tuple(rng.randint(0, 5) for _ in range(3))])
    n = rng.randint(5, 20)
    terms = [a, b, c]
    while len(terms) < n:
        terms.append(sum(terms[-3:]))
    snippet = f"a, b, c = {a}, {b}, {c}\nfor _ in range(1, {n}):\n    a, b, c = b, c, a + b + c\nprint(a)"
    filled = {"a": str(a), "b": str(b), "c": str(c), "n": str(n), "nth": spoken(rng, n)}
    return case(filled, terms[n - 1], "I add the last three terms again and again.", snippet, "The term is")


def ways(n: int, steps: tuple[int, ...]) -> int:
    """The number of ways to write n as an ordered sum of the steps."""
    found = [1]
    while len(found) <= n:
        found.append(sum(found[-s] for s in steps if s <= len(found)))
    return found[n]


def draw_stairs(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(3, 12), rng.randint(5, 25)])
    text = "The number of ways is a Fibonacci number."
    return case({"n": str(n)}, ways(n, (1, 2)), text, f"{IMPORT}print(fibonacci({n} + 1))", "The number of ways is")


def draw_no_two_adjacent(rng: random.Random) -> Case:
    """Binary words without 11, subsets without neighbours."""
    n = rng.choice([rng.randint(3, 12), rng.randint(5, 25)])
    answer = sum(1 for w in range(2**n) if not w & (w >> 1)) if n < 11 else ways(n + 1, (1, 2))
    text = "The number is a Fibonacci number."
    return case({"n": str(n)}, answer, text, f"{IMPORT}print(fibonacci({n} + 2))", "The number is")


def draw_between(rng: random.Random) -> Case:
    low, high = sorted(rng.sample([fair_bound(rng) for _ in range(12)], 2))
    if low == high:
        return draw_between(rng)
    snippet = f"{IMPORT}print(len([k for k in range(2, 100) if {low} < fibonacci(k) < {high}]))"
    answer = sum(1 for f in DISTINCT if low < f < high)
    filled = {"low": number(rng, low), "high": number(rng, high)}
    return case(filled, answer, "I count the Fibonacci numbers between the bounds.", snippet, "The number is")


def draw_even_among(rng: random.Random) -> Case:
    n, what = rng.choice([rng.randint(5, 40), 50, 100, 200]), rng.choice(["even", "odd"])
    test = "==" if what == "even" else "!="
    snippet = f"{IMPORT}print(len([k for k in range(1, {n} + 1) if fibonacci(k) % 2 {test} 0]))"
    even = n // 3
    return case(
        {"n": str(n), "what": what},
        even if what == "even" else n - even,
        f"I count the {what} ones among the first Fibonacci numbers.",
        snippet,
        "The number is",
    )


def draw_divisible_among(rng: random.Random) -> Case:
    n, m = rng.choice([rng.randint(10, 40), 50, 100, 200]), rng.choice([3, 3, 5, 5, 4, 7, 8, 10, 11, 13])
    snippet = f"{IMPORT}print(len([k for k in range(1, {n} + 1) if fibonacci(k) % {m} == 0]))"
    answer = sum(1 for f in FIBONACCI[1 : n + 1] if f % m == 0)
    return case({"n": str(n), "m": str(m)}, answer, "I count the multiples.", snippet, "The number is")


def draw_first_divisible(rng: random.Random) -> Case:
    m = rng.choice([rng.randint(3, 13), rng.randint(3, 60)])
    snippet = f"{IMPORT}print(next(k for k in range(1, 10000) if fibonacci(k) % {m} == 0))"
    answer = next(k for k in range(1, 1000) if FIBONACCI[k] % m == 0)
    return case({"m": str(m)}, answer, "I look for the first index with a multiple.", snippet, "The index is")


def draw_period(rng: random.Random) -> Case:
    """The Pisano period."""
    m = rng.choice([rng.randint(2, 12), rng.randint(3, 60)])
    snippet = f"a, b, n = 1, 1, 1\nwhile (a, b) != (0, 1):\n    a, b, n = b, (a + b) % {m}, n + 1\nprint(n)"
    answer = next(k for k in range(1, 1000) if FIBONACCI[k] % m == 0 and FIBONACCI[k + 1] % m == 1)
    return case({"m": str(m)}, answer, "I go on until the remainders repeat.", snippet, "The period is")


def draw_digit_count(rng: random.Random) -> Case:
    """How many Fibonacci numbers have a given number of digits."""
    d = rng.choice([2, 2, 3, 3, 4, 5, 6, rng.randint(7, 15)])
    snippet = f"{IMPORT}print(len([k for k in range(2, 200) if len(str(fibonacci(k))) == {d}]))"
    answer = sum(1 for f in DISTINCT if 10 ** (d - 1) <= f < 10**d)
    return case({"d": str(d)}, answer, "I count the Fibonacci numbers of this length.", snippet, "The number is")


def draw_first_of_length(rng: random.Random) -> Case:
    d = rng.choice([3, 3, 4, 5, 6, 10, rng.randint(3, 20)])
    snippet = f"{IMPORT}print(next(fibonacci(k) for k in range(1, 1000) if len(str(fibonacci(k))) == {d}))"
    answer = next(f for f in DISTINCT if f >= 10 ** (d - 1))
    return case({"d": str(d)}, answer, "I look for the first one of this length.", snippet, "The Fibonacci number is")


def draw_partial_sum(rng: random.Random) -> Case:
    """F_a + ... + F_b."""
    a = rng.randint(2, 15)
    b = a + rng.randint(2, 12)
    snippet = f"{IMPORT}print(sum(fibonacci(k) for k in range({a}, {b} + 1)))"
    filled = {"a": str(a), "b": str(b), "next": str(a + 1)}
    answer = FIBONACCI[b + 2] - FIBONACCI[a + 1]
    return case(filled, answer, "I add over these Fibonacci numbers.", snippet, "The sum is")


def draw_stairs_three(rng: random.Random) -> Case:
    """Steps of 1, 2 or 3."""
    n = rng.randint(3, 15)
    snippet = f"w = [1, 1, 2]\nfor k in range(3, {n} + 1):\n    w.append(w[-1] + w[-2] + w[-3])\nprint(w[{n}])"
    text = "The last step is 1, 2 or 3, so I add three earlier numbers."
    return case({"n": str(n)}, ways(n, (1, 2, 3)), text, snippet, "The number of ways is")


def draw_rabbits(rng: random.Random) -> Case:
    """Fibonacci's own problem: one newborn pair in month 1."""
    n = rng.choice([rng.randint(4, 12), 12, rng.randint(6, 24)])
    snippet = f"{IMPORT}print(fibonacci({n}))"
    return case(
        {"n": str(n)}, FIBONACCI[n], "The pairs follow the Fibonacci numbers.", snippet, "The number of pairs is"
    )


KINDS = (
    Kind("fibonacci_like", draw_like),
    Kind("fibonacci_like_sum", draw_like_sum),
    Kind("fibonacci_next", draw_next),
    Kind("fibonacci_tribonacci", draw_tribonacci),
    Kind("fibonacci_stairs", draw_stairs),
    Kind("fibonacci_no_two_adjacent", draw_no_two_adjacent),
    Kind("fibonacci_between", draw_between),
    Kind("fibonacci_even_among", draw_even_among),
    Kind("fibonacci_divisible_among", draw_divisible_among),
    Kind("fibonacci_first_divisible", draw_first_divisible),
    Kind("fibonacci_period", draw_period),
    Kind("fibonacci_digit_count", draw_digit_count),
    Kind("fibonacci_first_of_length", draw_first_of_length),
    Kind("fibonacci_partial_sum", draw_partial_sum),
    Kind("fibonacci_stairs_three", draw_stairs_three),
    Kind("fibonacci_rabbits", draw_rabbits),
)
