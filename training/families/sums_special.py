"""Sums over ranges of integers, sums with factorials and powers, and the terms of a sequence that pass a bound."""

import random
from fractions import Fraction
from math import factorial

from training.families.sequences import arithmetic, listing, many
from training.notation import Written, number, slots
from training.task import Case, Kind, Turn


def draw_range_sum(rng: random.Random) -> Case:
    """All integers from one to another, or only the odd or even ones."""
    low = rng.choice([rng.randint(1, 60), rng.randint(10, 200), -rng.randint(1, 20)])
    high = low + rng.choice([rng.randint(4, 30), rng.randint(20, 200), rng.randint(100, 900)])
    what, parity = rng.choice([("", None), ("", None), ("even ", 0), ("odd ", 1)])
    test = "" if parity is None else f" if n % 2 == {parity}"
    count = [n for n in range(low, high + 1) if parity is None or n % 2 == parity]
    return Case(
        slots={"low": str(low), "high": number(rng, high), "what": what},
        answer=str(len(count) * (count[0] + count[-1]) // 2),
        turns=(Turn("I add up the integers.", f"print(sum(n for n in range({low}, {high} + 1){test}))"),),
        closing="The sum is",
    )


def draw_multiples_sum(rng: random.Random) -> Case:
    """The first n positive multiples of a number."""
    k, n = rng.randint(3, 15), many(rng)
    return Case(
        slots={"k": str(k), "n": str(n)},
        answer=str(k * n * (n + 1) // 2),
        turns=(Turn("I add up the multiples.", f"print(sum({k}*i for i in range(1, {n} + 1)))"),),
        closing="The sum is",
    )


def draw_special_sigma(rng: random.Random) -> Case:
    """Bodies that are no polynomials."""
    k, low = rng.choice("kkkkn"), 1
    high = rng.randint(3, 9)
    forms = (
        (f"{k}!", f"factorial({k})", sum(factorial(i) for i in range(1, high + 1))),
        (rf"{k} \cdot {k}!", f"{k}*factorial({k})", factorial(high + 1) - 1),
        (rf"{k} \cdot 2^{k}", f"{k}*2**{k}", (high - 1) * 2 ** (high + 1) + 2),
        (rf"\frac{{1}}{{{k}}}", f"Rational(1, {k})", sum(Fraction(1, i) for i in range(1, high + 1))),
        (rf"(-1)^{k} {k}^2", f"(-1)**{k}*{k}**2", (-1) ** high * high * (high + 1) // 2),
        (rf"(-1)^{k} {k}", f"(-1)**{k}*{k}", (high + 1) // 2 * (1 if high % 2 == 0 else -1)),
        (rf"\frac{{1}}{{2^{k}}}", f"Rational(1, 2**{k})", 1 - Fraction(1, 2**high)),
        (rf"\binom{{{high}}}{{{k}}}", f"binomial({high}, {k})", 2**high - 1),
    )
    tex, code, answer = rng.choice(forms)
    if code.startswith("(-1)") and code.endswith(k) and high % 2 == 0:
        answer = high // 2
    snippet = f"from sympy import factorial, binomial, Rational\nprint(sum({code} for {k} in range({low}, {high} + 1)))"
    plain = code.replace(f"factorial({k})", f"{k}!").replace("**", "^").replace("Rational(1, ", "1/(")
    filled = slots(rng, {"k": Written(k, k)}) | {
        "sum_tex": rf"\sum_{{{k}={low}}}^{{{high}}} {tex}",
        "f": plain,
        "f_tex": tex,
    }
    return Case(
        slots=filled | {"low": str(low), "high": str(high)},
        answer=str(answer),
        turns=(Turn("I add up the terms.", snippet),),
        closing="The sum is",
    )


def draw_difference(rng: random.Random) -> Case:
    """The common difference of a listed arithmetic sequence."""
    a, d = arithmetic(rng)
    terms = [a + d * i for i in range(5)]
    second = f"({a})" if a < 0 else str(a)
    return Case(
        slots=listing(rng, terms, rng.choice([3, 4, 5])),
        answer=str(d),
        turns=(Turn("The difference is the second term minus the first.", f"print({terms[1]} - {second})"),),
        closing="The common difference is",
    )


def first_over(rng: random.Random, geometric: bool) -> tuple[list[int], int, int]:
    """A sequence that rises, a bound, and the position of the first term over it."""
    bound = rng.choice([50, 100, 200, 500, 1000, 2000, 10000, rng.randint(50, 5000)])
    a, step = (
        rng.choice([1, 2, 3, 5, rng.randint(1, 15)]),
        rng.choice([2, 2, 3, 4, 5]) if geometric else rng.randint(2, 15),
    )
    terms = [a]
    while terms[-1] <= bound or len(terms) < 5:
        terms.append(terms[-1] * step if geometric else terms[-1] + step)
    return terms, bound, next(i for i, t in enumerate(terms, 1) if t > bound)


def over_case(rng: random.Random, geometric: bool, position: bool) -> Case:
    terms, bound, place = first_over(rng, geometric)
    a, b = terms[:2]
    term = f"{a} * ({b} // {a})**(n - 1)" if geometric else f"{a} + (n - 1)*({b} - {a})"
    wanted = "n" if position else term
    snippet = f"print(next({wanted} for n in range(1, 10**5) if {term} > {bound}))"
    return Case(
        slots=listing(rng, terms, rng.choice([3, 4])) | {"bound": number(rng, bound)},
        answer=str(place if position else terms[place - 1]),
        turns=(Turn("I look for the first term over the bound.", snippet),),
        closing="The position is" if position else "The term is",
    )


def draw_geometric_over(rng: random.Random) -> Case:
    return over_case(rng, True, False)


def draw_arithmetic_over(rng: random.Random) -> Case:
    return over_case(rng, False, False)


def draw_geometric_over_position(rng: random.Random) -> Case:
    return over_case(rng, True, True)


def draw_arithmetic_over_position(rng: random.Random) -> Case:
    return over_case(rng, False, True)


def draw_which_geometric(rng: random.Random) -> Case:
    """The position of a term of a geometric sequence."""
    a, r, n = rng.choice([1, 2, 3, 5, 7]), rng.choice([2, 2, 3, 4, 5]), rng.randint(5, 12)
    terms = [a * r**i for i in range(n)]
    snippet = f"print(next(n for n in range(1, 1000) if {a} * ({a * r} // {a})**(n - 1) == {terms[-1]}))"
    return Case(
        slots=listing(rng, terms, rng.choice([3, 4])) | {"last": number(rng, terms[-1])},
        answer=str(n),
        turns=(Turn("I look for the position of the term.", snippet),),
        closing="The position is",
    )


def draw_figurate(rng: random.Random) -> Case:
    """Pentagonal, hexagonal and the like: sums of arithmetic sequences that start at 1."""
    sides, name = rng.choice(
        [(5, "pentagonal"), (5, "pentagonal"), (6, "hexagonal"), (7, "heptagonal"), (8, "octagonal")]
    )
    n = rng.choice([rng.randint(3, 12), rng.randint(5, 60)])
    snippet = f"print(sum(1 + k*({sides} - 2) for k in range({n})))"
    return Case(
        slots={"name": name, "n": str(n), "shown": ", ".join(str(figurate(sides, i)) for i in range(1, 5))},
        answer=str(figurate(sides, n)),
        turns=(Turn(f"The {name} numbers add steps of {sides} - 2.", snippet),),
        closing="The number is",
    )


def figurate(sides: int, n: int) -> int:
    return ((sides - 2) * n * n - (sides - 4) * n) // 2


KINDS = (
    Kind("sequences_range_sum", draw_range_sum),
    Kind("sequences_multiples_sum", draw_multiples_sum),
    Kind("sequences_special_sigma", draw_special_sigma),
    Kind("sequences_difference", draw_difference),
    Kind("sequences_geometric_over", draw_geometric_over),
    Kind("sequences_arithmetic_over", draw_arithmetic_over),
    Kind("sequences_geometric_over_position", draw_geometric_over_position),
    Kind("sequences_arithmetic_over_position", draw_arithmetic_over_position),
    Kind("sequences_which_geometric", draw_which_geometric),
    Kind("sequences_figurate", draw_figurate),
)
