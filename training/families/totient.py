"""Euler's totient: how many numbers up to n share no factor with it."""

import random
from math import gcd

from training.drawing import integer, plain, shown, tex
from training.task import Case, Kind, Turn


def _coprime(n: int, limit: int) -> list[int]:
    return [k for k in range(1, limit + 1) if gcd(k, n) == 1]


def _draw_number(rng: random.Random) -> int:
    return integer(rng, (3, 100), (100, 1000), (1000, 10000), (10000, 50000))


def draw_totient(rng: random.Random) -> Case:
    n = _draw_number(rng)
    turn = Turn("I need Euler's totient function.", f"from sympy import totient\nprint(totient({n}))")
    return Case({"n": str(n)}, str(len(_coprime(n, n))), (turn,), "The value of the totient is")


def draw_coprime_count(rng: random.Random) -> Case:
    n = _draw_number(rng)
    turn = Turn("Euler's totient function counts them.", f"from sympy import totient\nprint(totient({n}))")
    return Case({"n": shown(n, rng)}, str(len(_coprime(n, n))), (turn,), "The count is")


def draw_fractions(rng: random.Random) -> Case:
    """Proper fractions in lowest terms with denominator n."""
    n = integer(rng, (3, 60), (50, 500), (500, 5000))
    turn = Turn("Euler's totient function counts the numerators.", f"from sympy import totient\nprint(totient({n}))")
    return Case({"n": str(n)}, str(len(_coprime(n, n))), (turn,), "The number of fractions is")


def draw_expression(rng: random.Random) -> Case:
    """The totient of a power, of a product or of a factorial."""
    shape = rng.choice(["power", "power", "product", "product", "factorial", "powers"])
    if shape == "factorial":
        python = f"factorial({rng.randint(3, 12)})"
    elif shape == "power":
        python = f"{rng.choice([2, 3, 5, 6, 7, 10, 11, 12, 13, rng.randint(4, 40)])}**{rng.randint(2, 9)}"
    elif shape == "product":
        python = f"{integer(rng, (3, 30), (20, 200))} * {integer(rng, (3, 30), (20, 200))}"
    else:
        p, q = sorted(rng.sample([2, 3, 5, 7, 11], 2))
        python = f"{p}**{rng.randint(2, 6)} * {q}**{rng.randint(2, 4)}"
    n = eval(python, {"factorial": _factorial})
    assert isinstance(n, int)
    imports = "factorial, totient" if shape == "factorial" else "totient"
    turn = Turn("I need Euler's totient function.", f"from sympy import {imports}\nprint(totient({python}))")
    slots = {"expr": plain(python, rng), "expr_tex": tex(python, rng)}
    return Case(slots, str(_totient(n)), (turn,), "The value of the totient is")


def _factorial(n: int) -> int:
    return n * _factorial(n - 1) if n else 1


def _totient(n: int) -> int:
    """By the product over the primes that divide n."""
    result, p = n, 2
    while n > 1:
        if n % p == 0:
            result -= result // p
            while n % p == 0:
                n //= p
        p += 1
    return result


def draw_coprime_up_to(rng: random.Random) -> Case:
    """How many numbers up to m are coprime to n, m other than n."""
    n = rng.choice([6, 10, 12, 15, 30, 42, 60, 210, integer(rng, (6, 60), (50, 500))])
    m = integer(rng, (20, 200), (100, 2000), (1000, 10000))
    slots = {"n": str(n), "m": shown(m, rng)}
    snippet = f"from math import gcd\nprint(sum(1 for k in range(1, {m} + 1) if gcd(k, {n}) == 1))"
    turn = Turn("I count the numbers whose greatest common divisor with it is 1.", snippet)
    return Case(slots, str(len(_coprime(n, m))), (turn,), "The count is")


def draw_coprime_sum(rng: random.Random) -> Case:
    n = integer(rng, (3, 60), (50, 500), (500, 5000))
    snippet = f"from math import gcd\nprint(sum(k for k in range(1, {n}) if gcd(k, {n}) == 1))"
    turn = Turn("I add the numbers whose greatest common divisor with it is 1.", snippet)
    return Case({"n": str(n)}, str(sum(_coprime(n, n))), (turn,), "The sum is")


def draw_units(rng: random.Random) -> Case:
    """Invertible residues, and generators of a cyclic group."""
    n = integer(rng, (3, 60), (50, 500), (500, 5000))
    turn = Turn("Euler's totient function counts them.", f"from sympy import totient\nprint(totient({n}))")
    return Case({"n": str(n)}, str(len(_coprime(n, n))), (turn,), "The count is")


KINDS = (
    Kind("totient", draw_totient),
    Kind("totient_coprime_count", draw_coprime_count),
    Kind("totient_fractions", draw_fractions),
    Kind("totient_expression", draw_expression),
    Kind("totient_units", draw_units),
    Kind("coprime_up_to", draw_coprime_up_to),
    Kind("coprime_sum", draw_coprime_sum),
)
