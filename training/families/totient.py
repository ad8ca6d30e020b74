"""Euler's totient: how many numbers up to n share no factor with it."""

import random
from math import gcd

from training.task import Case, Kind, Turn


def draw_totient(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(5, 100), rng.randint(100, 2000), rng.randint(2000, 50000)])
    return Case(
        slots={"n": str(n)},
        answer=str(sum(1 for k in range(1, n + 1) if gcd(k, n) == 1)),
        turns=(Turn("I need Euler's totient function.", f"from sympy import totient\nprint(totient({n}))"),),
        closing="The value of the totient is",
    )


KINDS = (Kind("totient", draw_totient),)
