"""Fibonacci and Lucas numbers, their relatives with other starts, and what they count.

F_1 = F_2 = 1 throughout, so F_0 = 0; L_1 = 1 and L_2 = 3.
"""

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import takewhile
from math import gcd

from training.families.sequences import spoken
from training.notation import Written, number, slots, total
from training.task import Case, Kind, Turn

IMPORT = "from sympy import fibonacci\n"


def like(first: int, second: int, count: int) -> list[int]:
    """The first `count` terms when every further one is the sum of the two before."""
    terms = [first, second]
    while len(terms) < count:
        terms.append(terms[-1] + terms[-2])
    return terms[:count]


FIBONACCI = like(0, 1, 1200)
DISTINCT = FIBONACCI[2:100]


def index(rng: random.Random) -> int:
    return rng.choice([rng.randint(3, 15), rng.randint(5, 30), rng.randint(10, 50), rng.randint(30, 100)])


def subscript(letter: str, n: int) -> Written:
    return Written(f"{letter}_{n}" if n < 10 else f"{letter}_{{{n}}}", f"{letter}_{n}")


def case(filled: dict[str, str], answer: object, text: str, snippet: str, closing: str) -> Case:
    return Case(filled, str(answer), (Turn(text, snippet),), closing)


def draw_nth(rng: random.Random) -> Case:
    n = index(rng)
    filled = slots(rng, {"term": subscript("F", n)}) | {"n": str(n), "nth": spoken(rng, n)}
    return case(
        filled, FIBONACCI[n], "I need a Fibonacci number.", f"{IMPORT}print(fibonacci({n}))", "The Fibonacci number is"
    )


def first_n_case(rng: random.Random, body: str, value: Callable[[int], int], closing: str) -> Case:
    n = rng.choice([rng.randint(3, 12), rng.randint(5, 25), rng.randint(10, 40)])
    answer = sum(value(f) for f in FIBONACCI[1 : n + 1])
    return case(
        {"n": str(n), "nth": spoken(rng, n)},
        answer,
        "I add over the first Fibonacci numbers.",
        f"{IMPORT}print(sum({body} for k in range(1, {n} + 1)))",
        closing,
    )


def draw_sum(rng: random.Random) -> Case:
    return first_n_case(rng, "fibonacci(k)", lambda f: f, "The sum is")


def draw_squares(rng: random.Random) -> Case:
    return first_n_case(rng, "fibonacci(k)**2", lambda f: f * f, "The sum of the squares is")


def draw_lucas(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(3, 15), rng.randint(5, 40)])
    filled = slots(rng, {"term": subscript("L", n)}) | {"n": str(n), "nth": spoken(rng, n)}
    return case(
        filled,
        like(2, 1, n + 1)[n],
        "I need a Lucas number.",
        f"from sympy import lucas\nprint(lucas({n}))",
        "The Lucas number is",
    )


def bound(rng: random.Random) -> int:
    powers = [50, 100, 100, 200, 500, 1000, 1000, 2000, 5000, 10000, 100000, 1000000]
    return rng.choice([rng.choice(powers), rng.choice(powers), rng.randint(20, 5000), rng.randint(1000, 10**6)])


def fair_bound(rng: random.Random) -> int:
    """No Fibonacci number itself, so that `below` and `up to` agree."""
    while (n := bound(rng)) in DISTINCT:
        continue
    return n


def draw_exceeding(rng: random.Random) -> Case:
    n = fair_bound(rng)
    snippet = f"{IMPORT}print(next(fibonacci(k) for k in range(1, 1000) if fibonacci(k) > {n}))"
    answer = next(f for f in DISTINCT if f > n)
    return case(
        {"n": number(rng, n)}, answer, "I look for the first one that is larger.", snippet, "The Fibonacci number is"
    )


def draw_exceeding_index(rng: random.Random) -> Case:
    n = fair_bound(rng)
    snippet = f"{IMPORT}print(next(k for k in range(1, 1000) if fibonacci(k) > {n}))"
    answer = next(i for i, f in enumerate(FIBONACCI) if f > n)
    return case(
        {"n": number(rng, n)}, answer, "I look for the first index where it is larger.", snippet, "The index is"
    )


def draw_largest_below(rng: random.Random) -> Case:
    n = fair_bound(rng)
    snippet = f"{IMPORT}print(max(fibonacci(k) for k in range(1, 100) if fibonacci(k) < {n}))"
    answer = [f for f in DISTINCT if f < n][-1]
    return case(
        {"n": number(rng, n)}, answer, "I look for the largest one below the bound.", snippet, "The Fibonacci number is"
    )


def draw_count_below(rng: random.Random) -> Case:
    n = fair_bound(rng)
    snippet = f"{IMPORT}print(len([k for k in range(2, 100) if fibonacci(k) < {n}]))"
    return case(
        {"n": number(rng, n)},
        len(list(takewhile(lambda f: f < n, DISTINCT))),
        "I count the different Fibonacci numbers below the bound.",
        snippet,
        "The number is",
    )


def draw_even_sum(rng: random.Random) -> Case:
    n = rng.choice([fair_bound(rng), 4000000, fair_bound(rng)])
    snippet = f"{IMPORT}print(sum(fibonacci(k) for k in range(2, 100) if fibonacci(k) < {n} and fibonacci(k) % 2 == 0))"
    answer = sum(f for f in DISTINCT if f < n and f % 2 == 0)
    return case(
        {"n": number(rng, n)}, answer, "I add the even Fibonacci numbers below the bound.", snippet, "The sum is"
    )


def draw_sum_below(rng: random.Random) -> Case:
    n = fair_bound(rng)
    snippet = f"{IMPORT}print(sum(fibonacci(k) for k in range(2, 100) if fibonacci(k) < {n}))"
    answer = sum(f for f in DISTINCT if f < n)
    return case(
        {"n": number(rng, n)}, answer, "I add the different Fibonacci numbers below the bound.", snippet, "The sum is"
    )


def draw_mod(rng: random.Random) -> Case:
    n = rng.choice(
        [rng.randint(10, 60), rng.randint(30, 200), rng.choice([100, 1000, 500, 200]), rng.randint(100, 1000)]
    )
    m = rng.choice([rng.randint(2, 12), rng.choice([5, 7, 8, 10, 11, 13, 100, 1000]), rng.randint(3, 50)])
    filled = slots(rng, {"term": subscript("F", n)}) | {"n": str(n), "nth": spoken(rng, n), "m": str(m)}
    return case(
        filled,
        FIBONACCI[n] % m,
        "I reduce the Fibonacci number.",
        f"{IMPORT}print(fibonacci({n}) % {m})",
        "The remainder is",
    )


def draw_last_digit(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(10, 60), rng.choice([100, 1000, 500, 200]), rng.randint(30, 1000)])
    filled = slots(rng, {"term": subscript("F", n)}) | {"n": str(n), "nth": spoken(rng, n)}
    return case(
        filled,
        str(FIBONACCI[n])[-1],
        "The last digit is the remainder by 10.",
        f"{IMPORT}print(fibonacci({n}) % 10)",
        "The last digit is",
    )


def draw_digits(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(10, 60), rng.choice([100, 1000, 500, 200]), rng.randint(30, 1000)])
    filled = slots(rng, {"term": subscript("F", n)}) | {"n": str(n), "nth": spoken(rng, n)}
    digits = next(d for d in range(1, 400) if FIBONACCI[n] < 10**d)
    return case(
        filled, digits, "I count the digits.", f"{IMPORT}print(len(str(fibonacci({n}))))", "The number of digits is"
    )


def draw_gcd(rng: random.Random) -> Case:
    k = rng.choice([1, 2, 3, 4, 5, 6, 8, 10, 12])
    a, b = (k * n for n in rng.sample(range(2, 13), 2))
    formulas = {"first": subscript("F", a), "second": subscript("F", b)}
    filled = slots(rng, formulas) | {"a": str(a), "b": str(b), "ath": spoken(rng, a), "bth": spoken(rng, b)}
    snippet = f"from sympy import fibonacci, gcd\nprint(gcd(fibonacci({a}), fibonacci({b})))"
    return case(filled, FIBONACCI[gcd(a, b)], "I need the gcd of two Fibonacci numbers.", snippet, "The gcd is")


def draw_expression(rng: random.Random) -> Case:
    a, b = rng.sample(range(2, rng.choice([14, 25])), 2)
    first, second = subscript("F", a), subscript("F", b)
    p, q = FIBONACCI[a], FIBONACCI[b]
    minus = Written(f"-{second.tex}", f"-{second.code}")
    forms = (
        (total([first, second]), p + q, f"fibonacci({a}) + fibonacci({b})"),
        (total([first, minus]), p - q, f"fibonacci({a}) - fibonacci({b})"),
        (
            Written(rf"{first.tex} \cdot {second.tex}", f"{first.code}*{second.code}"),
            p * q,
            f"fibonacci({a})*fibonacci({b})",
        ),
        (
            Written(f"{first.tex}^2 + {second.tex}^2", f"{first.code}**2 + {second.code}**2"),
            p * p + q * q,
            f"fibonacci({a})**2 + fibonacci({b})**2",
        ),
    )
    wanted, answer, code = rng.choice(forms)
    return case(
        slots(rng, {"e": wanted}), answer, "I put in the Fibonacci numbers.", f"{IMPORT}print({code})", "The value is"
    )


def draw_ratio(rng: random.Random) -> Case:
    n = rng.randint(3, 25)
    formulas = {"first": subscript("F", n + 1), "second": subscript("F", n)}
    filled = slots(rng, formulas) | {"nth": spoken(rng, n), "next": spoken(rng, n + 1)}
    snippet = f"from sympy import fibonacci, Rational\nprint(Rational(fibonacci({n + 1}), fibonacci({n})))"
    return case(filled, Fraction(FIBONACCI[n + 1], FIBONACCI[n]), "I divide one by the other.", snippet, "The ratio is")


def draw_which(rng: random.Random) -> Case:
    n = rng.randint(5, 35)
    snippet = f"{IMPORT}print(next(k for k in range(2, 1000) if fibonacci(k) == {FIBONACCI[n]}))"
    return case({"value": number(rng, FIBONACCI[n])}, n, "I look for the index.", snippet, "The index is")


KINDS = (
    Kind("fibonacci_nth", draw_nth),
    Kind("fibonacci_sum", draw_sum),
    Kind("fibonacci_squares", draw_squares),
    Kind("fibonacci_lucas", draw_lucas),
    Kind("fibonacci_exceeding", draw_exceeding),
    Kind("fibonacci_exceeding_index", draw_exceeding_index),
    Kind("fibonacci_largest_below", draw_largest_below),
    Kind("fibonacci_count_below", draw_count_below),
    Kind("fibonacci_even_sum", draw_even_sum),
    Kind("fibonacci_sum_below", draw_sum_below),
    Kind("fibonacci_mod", draw_mod),
    Kind("fibonacci_last_digit", draw_last_digit),
    Kind("fibonacci_digits", draw_digits),
    Kind("fibonacci_gcd", draw_gcd),
    Kind("fibonacci_expression", draw_expression),
    Kind("fibonacci_ratio", draw_ratio),
    Kind("fibonacci_which", draw_which),
)
