"""Division of polynomials: remainder and quotient."""

import random
from fractions import Fraction

from training.families.polynomials import at, coefficients, divide, nonzero, stripped, variable
from training.notation import (
    Written,
    polynomial,
    slots,
)
from training.task import Case, Kind, Turn


def draw_remainder(rng: random.Random) -> Case:
    """Division by x - a."""
    x = variable(rng)
    poly, a = coefficients(rng, rng.choice([2, 3, 3, 4, 5]), 9), nonzero(rng, 5)
    if rng.random() < 0.15:
        n = rng.choice([5, 7, 10, 20, 50])
        poly = [1] + [0] * (n - 2) + [rng.choice([0, 1, 2, 3]), rng.choice([1, -1, 5])]
        a = rng.choice([1, -1, 2])
    f, d = polynomial(poly, x), polynomial([1, -a], x)
    snippet = f"from sympy import symbols, rem\n{x} = symbols('{x}')\nprint(rem({f.code}, {d.code}, {x}))"
    return Case(
        slots=slots(rng, {"f": f, "d": d, "x": Written(x, x)}),
        answer=str(at(poly, Fraction(a))),
        turns=(Turn("I divide and take the remainder.", snippet),),
        closing="The remainder is",
    )


def division(rng: random.Random) -> tuple[str, Written, Written, list[int], list[int]]:
    x = variable(rng)
    while True:
        d = rng.choice([[1, nonzero(rng, 6)], [1, 0, nonzero(rng, 4)], [1, nonzero(rng, 5), nonzero(rng, 6)]])
        top = coefficients(rng, rng.choice([3, 3, 4, 2]), 9)
        if len(top) > len(d):
            return x, polynomial(top, x), polynomial(d, x), *divide(top, d)


def draw_quotient(rng: random.Random) -> Case:
    x, f, d, result, _ = division(rng)
    snippet = f"from sympy import symbols, quo, latex\n{x} = symbols('{x}')\nprint(latex(quo({f.code}, {d.code}, {x})))"
    return Case(
        slots=slots(rng, {"f": f, "d": d, "x": Written(x, x)}),
        answer=polynomial(result, x).tex,
        turns=(Turn("I divide and take the quotient.", snippet),),
        closing="The quotient is",
    )


def draw_polynomial_remainder(rng: random.Random) -> Case:
    while True:
        x, f, d, _, rest = division(rng)
        if len(rest) == 2:
            break
    snippet = f"from sympy import symbols, rem, latex\n{x} = symbols('{x}')\nprint(latex(rem({f.code}, {d.code}, {x})))"
    return Case(
        slots=slots(rng, {"f": f, "d": d, "x": Written(x, x)}),
        answer=polynomial(stripped(rest), x).tex if any(rest) else "0",
        turns=(Turn("I divide and take the remainder.", snippet),),
        closing="The remainder is",
    )


KINDS = (
    Kind("polynomials_remainder", draw_remainder),
    Kind("polynomials_quotient", draw_quotient),
    Kind("polynomials_polynomial_remainder", draw_polynomial_remainder),
)
