"""Quadratic equations and functions: roots, what Vieta and the discriminant say, the vertex, other forms.

The quadratic is built from its roots where these are rational, and otherwise solved here by the formula.
"""

import random
from collections.abc import Callable
from fractions import Fraction
from math import isqrt

from training.notation import (
    Written,
    equation,
    grouped,
    integer,
    monomial,
    polynomial,
    product,
    slots,
    total,
)
from training.task import Case, Kind, Turn

Coefficients = tuple[int, int, int]


def nonzero(rng: random.Random, bound: int) -> int:
    return rng.choice([-1, 1]) * rng.randint(1, bound)


def variable(rng: random.Random) -> str:
    return rng.choice("xxxxxxxxtyzn")


def integer_roots(rng: random.Random) -> Coefficients:
    bound = rng.choice([6, 12, 12, 30])
    r, s = rng.randint(-bound, bound), rng.randint(-bound, bound)
    r += r == s
    k = rng.choice([1, 1, 1, 1, -1, 2, 3, rng.randint(2, 6)])
    return k, -k * (r + s), k * r * s


def rational_roots(rng: random.Random) -> Coefficients:
    while True:
        p, q = rng.randint(1, 5), rng.randint(2, 6)
        r, s = nonzero(rng, 9), nonzero(rng, 9)
        if p * s != q * r:
            return p * q, -(p * s + q * r), r * s


def any_coefficients(rng: random.Random, low: int, high: int) -> Coefficients:
    """With the discriminant between the two bounds and no square."""
    while True:
        a = rng.choice([1, 1, 1, 2, 3, -1, rng.randint(1, 7)])
        b, c = rng.choice([0, *[rng.randint(-12, 12)] * 9]), nonzero(rng, 20)
        disc = b * b - 4 * a * c
        if low <= disc <= high and (disc < 0 or isqrt(disc) ** 2 != disc):
            return a, b, c


def irrational_roots(rng: random.Random) -> Coefficients:
    return any_coefficients(rng, 2, 400)


def complex_roots(rng: random.Random) -> Coefficients:
    return any_coefficients(rng, -400, -1)


def real_coefficients(rng: random.Random) -> Coefficients:
    return rng.choice([integer_roots, integer_roots, integer_roots, rational_roots, irrational_roots])(rng)


def surd(disc: int) -> tuple[int, int]:
    """`(k, r)` with k * k * r == disc and r square-free."""
    k = max(d for d in range(1, isqrt(disc) + 1) if disc % (d * d) == 0)
    return k, disc // (k * k)


def term_tex(value: Fraction, radicand: int = 1, tail: str = "") -> str:
    """The size of a fraction times a root, in LaTeX."""
    root = rf"\sqrt{{{radicand}}}" if radicand > 1 else ""
    top = f"{root}{tail}" if value.numerator == 1 and (root or tail) else f"{value.numerator}{root}{tail}"
    return top if value.denominator == 1 else rf"\frac{{{top}}}{{{value.denominator}}}"


def signed_tex(value: Fraction, text: str) -> str:
    gap = " " if value.denominator > 1 else ""
    return f"-{gap}{text}" if value < 0 else text


def roots_tex(coefficients: Coefficients) -> list[str]:
    """The two roots by the quadratic formula, the smaller first."""
    a, b, c = coefficients
    disc = b * b - 4 * a * c
    outer, radicand = surd(abs(disc)) if disc else (0, 1)
    middle, half = Fraction(-b, 2 * a), abs(Fraction(outer, 2 * a))
    if disc >= 0 and radicand == 1:
        return [signed_tex(root, term_tex(abs(root))) for root in (middle - half, middle + half)]
    tail = term_tex(half, radicand, " i" if disc < 0 and radicand > 1 else "i" if disc < 0 else "")
    if middle == 0:
        return [f"- {tail}", tail]
    head = signed_tex(middle, term_tex(abs(middle)))
    return [f"{head} - {tail}", f"{head} + {tail}"]


ARRANGEMENTS = ("constant", "constant", "square", "mixed", "swapped", "reversed", "product", "bracket")


def arranged(rng: random.Random, coefficients: Coefficients, x: str) -> tuple[Written, Written]:
    """The equation's two sides, most often with zero on the right."""
    a, b, c = coefficients
    whole = polynomial(coefficients, x)
    shape = rng.choice(
        ["zero"] * 14 + ["constant", "constant", "square", "mixed", "swapped", "reversed", "product", "bracket"]
    )
    if shape == "constant" and c:
        return polynomial([a, b, 0], x), integer(-c)
    if shape == "square" and (b or c):
        return monomial(a, 2, x), polynomial([-b, -c], x)
    if shape == "mixed":
        p, q = rng.randint(-5, 5), nonzero(rng, 9)
        return polynomial([a, b + p, c + q], x), polynomial([p, q], x)
    if shape == "swapped" and c:
        return integer(-c), polynomial([a, b, 0], x)
    if shape == "product" and b and c:
        return product([Written(x, x), grouped(polynomial([a, b], x))]), integer(-c)
    if shape == "bracket" and abs(a) == 1 and b and b % 2 == 0:
        half = a * b // 2
        right = half * half - a * c
        inner = grouped(polynomial([1, half], x))
        return Written(f"{inner.tex}^2", f"{inner.code}**2"), integer(right)
    if shape == "reversed" and b and c:
        return total([integer(c), monomial(b, 1, x), monomial(a, 2, x)]), integer(0)
    return whole, integer(0)


def setup(x: str, names: str) -> str:
    return f"from sympy import {names}\n{x} = symbols('{x}')\n"


def roots_case(rng: random.Random, coefficients: Coefficients, pick: str, text: str, closing: str) -> Case:
    x = variable(rng)
    left, right = arranged(rng, coefficients, x)
    found = roots_tex(coefficients)
    solved = f"solve(Eq({left.code}, {right.code}), {x})"
    printed = f"print(', '.join(map(latex, {solved})))" if pick == "list" else f"print(latex({pick}({solved})))"
    return Case(
        slots=slots(rng, {"eq": equation(left, right), "x": Written(x, x)}),
        answer={"list": ", ".join(found), "max": found[1], "min": found[0]}[pick],
        turns=(Turn(text, setup(x, "symbols, Eq, solve, latex") + printed),),
        closing=closing,
    )


def opposite_signs(rng: random.Random) -> Coefficients:
    while True:
        a, b, c = real_coefficients(rng)
        if a * c < 0:
            return a, b, c


def draw_rational_roots(rng: random.Random) -> Case:
    shape = rng.choice([integer_roots, integer_roots, rational_roots])
    return roots_case(rng, shape(rng), "list", "I solve the quadratic equation.", "The solutions are")


def draw_other_roots(rng: random.Random) -> Case:
    shape = rng.choice([irrational_roots, irrational_roots, irrational_roots, complex_roots])
    return roots_case(rng, shape(rng), "list", "I solve the quadratic equation.", "The solutions are")


def draw_larger_root(rng: random.Random) -> Case:
    text = "I take the larger root of the quadratic equation."
    return roots_case(rng, real_coefficients(rng), "max", text, "The larger root is")


def draw_smaller_root(rng: random.Random) -> Case:
    text = "I take the smaller root of the quadratic equation."
    return roots_case(rng, real_coefficients(rng), "min", text, "The smaller root is")


def draw_positive_root(rng: random.Random) -> Case:
    text = "I take the positive root of the quadratic equation."
    return roots_case(rng, opposite_signs(rng), "max", text, "The positive root is")


def draw_negative_root(rng: random.Random) -> Case:
    text = "I take the negative root of the quadratic equation."
    return roots_case(rng, opposite_signs(rng), "min", text, "The negative root is")


def coefficients_case(
    rng: random.Random, coefficients: Coefficients, formula: str, answer: object, text: str, closing: str
) -> Case:
    """What is computed from the coefficients a, b, c by a formula."""
    x = variable(rng)
    left, right = arranged(rng, coefficients, x)
    moved = left.code if right.code == "0" else f"{left.code} - ({right.code})"
    snippet = f"{setup(x, 'symbols, Poly')}a, b, c = Poly({moved}, {x}).all_coeffs()\nprint({formula})"
    formulas = {"eq": equation(left, right), "x": Written(x, x), "f": polynomial(coefficients, x)}
    return Case(slots=slots(rng, formulas), answer=str(answer), turns=(Turn(text, snippet),), closing=closing)


def draw_sum_of_roots(rng: random.Random) -> Case:
    a, b, c = rng.choice([real_coefficients, real_coefficients, complex_roots])(rng)
    return coefficients_case(
        rng, (a, b, c), "-b/a", Fraction(-b, a), "By Vieta the sum of the roots is -b/a.", "The sum of the roots is"
    )


def draw_product_of_roots(rng: random.Random) -> Case:
    a, b, c = rng.choice([real_coefficients, real_coefficients, complex_roots])(rng)
    return coefficients_case(
        rng,
        (a, b, c),
        "c/a",
        Fraction(c, a),
        "By Vieta the product of the roots is c/a.",
        "The product of the roots is",
    )


def draw_squares_of_roots(rng: random.Random) -> Case:
    a, b, c = rng.choice([real_coefficients, real_coefficients, complex_roots])(rng)
    answer = Fraction(b * b - 2 * a * c, a * a)
    text = "I write the sum of the squares of the roots with Vieta."
    return coefficients_case(rng, (a, b, c), "(b/a)**2 - 2*c/a", answer, text, "The sum of the squares of the roots is")


def draw_reciprocals_of_roots(rng: random.Random) -> Case:
    a, b, c = nonzero_product(rng)
    text = "I write the sum of the reciprocals of the roots with Vieta."
    return coefficients_case(rng, (a, b, c), "-b/c", Fraction(-b, c), text, "The sum of the reciprocals is")


def nonzero_product(rng: random.Random) -> Coefficients:
    while True:
        a, b, c = rng.choice([real_coefficients, real_coefficients, complex_roots])(rng)
        if b and c:
            return a, b, c


def draw_discriminant(rng: random.Random) -> Case:
    a, b, c = rng.choice([real_coefficients, complex_roots])(rng)
    return coefficients_case(
        rng, (a, b, c), "b**2 - 4*a*c", b * b - 4 * a * c, "The discriminant is b^2 - 4ac.", "The discriminant is"
    )


EXPRESSIONS: tuple[tuple[str, str, Callable[[Fraction, Fraction], Fraction]], ...] = (
    ("{r}^2 + {s}^2", "{r}**2 + {s}**2", lambda p, q: p * p - 2 * q),
    ("{r}^3 + {s}^3", "{r}**3 + {s}**3", lambda p, q: p**3 - 3 * p * q),
    (r"\frac{{1}}{{{r}}} + \frac{{1}}{{{s}}}", "1/{r} + 1/{s}", lambda p, q: p / q),
    (r"\frac{{{r}}}{{{s}}} + \frac{{{s}}}{{{r}}}", "{r}/{s} + {s}/{r}", lambda p, q: (p * p - 2 * q) / q),
    ("({r} + 1)({s} + 1)", "({r} + 1)*({s} + 1)", lambda p, q: q + p + 1),
    ("({r} - 1)({s} - 1)", "({r} - 1)*({s} - 1)", lambda p, q: q - p + 1),
    ("({r} + 2)({s} + 2)", "({r} + 2)*({s} + 2)", lambda p, q: q + 2 * p + 4),
    ("({r} - {s})^2", "({r} - {s})**2", lambda p, q: p * p - 4 * q),
    ("({r} + {s})^2", "({r} + {s})**2", lambda p, _: p * p),
    ("{r}^2 {s} + {r} {s}^2", "{r}**2*{s} + {r}*{s}**2", lambda p, q: p * q),
    ("{r} + {s} + {r}{s}", "{r} + {s} + {r}*{s}", lambda p, q: p + q),
    ("{r}^2 + {r}{s} + {s}^2", "{r}**2 + {r}*{s} + {s}**2", lambda p, q: p * p - q),
    (r"\frac{{1}}{{{r}^2}} + \frac{{1}}{{{s}^2}}", "1/{r}**2 + 1/{s}**2", lambda p, q: (p * p - 2 * q) / (q * q)),
    ("{r} + {s}", "{r} + {s}", lambda p, _: p),
    ("{r}{s}", "{r}*{s}", lambda _, q: q),
    ("{r}^4 + {s}^4", "{r}**4 + {s}**4", lambda p, q: (p * p - 2 * q) ** 2 - 2 * q * q),
)
ROOT_NAMES = (("r", "s"), ("a", "b"), ("p", "q"), ("m", "n"), ("u", "v"), (r"\alpha", r"\beta"), ("x_1", "x_2"))


def draw_expression_in_roots(rng: random.Random) -> Case:
    a, b, c = nonzero_product(rng)
    x, (r, s) = variable(rng), rng.choice(ROOT_NAMES)
    x = "x" if x in (r, s) else x
    r_code, s_code = (r.replace("\\", "").replace("_", ""), s.replace("\\", "").replace("_", ""))
    tex, code, value = rng.choice(EXPRESSIONS)
    wanted = Written(tex.format(r=r, s=s), code.format(r=r_code, s=s_code))
    left, right = arranged(rng, (a, b, c), x)
    snippet = (
        f"{setup(x, 'symbols, Eq, solve, simplify')}{r_code}, {s_code} = solve(Eq({left.code}, {right.code}), {x})\n"
        f"print(simplify({wanted.code}))"
    )
    formulas = {
        "eq": equation(left, right),
        "x": Written(x, x),
        "r": Written(r, r_code),
        "s": Written(s, s_code),
        "e": wanted,
    }
    return Case(
        slots=slots(rng, formulas),
        answer=str(value(Fraction(-b, a), Fraction(c, a))),
        turns=(Turn("I take the two roots and put them into the expression.", snippet),),
        closing="The value is",
    )


def draw_root_difference(rng: random.Random) -> Case:
    coefficients = real_coefficients(rng)
    a, b, c = coefficients
    x = variable(rng)
    left, right = arranged(rng, coefficients, x)
    outer, radicand = surd(b * b - 4 * a * c)
    snippet = (
        f"{setup(x, 'symbols, Eq, solve, simplify, latex')}"
        f"r, s = solve(Eq({left.code}, {right.code}), {x})\nprint(latex(simplify(abs(r - s))))"
    )
    return Case(
        slots=slots(rng, {"eq": equation(left, right), "x": Written(x, x)}),
        answer=term_tex(abs(Fraction(outer, a)), radicand),
        turns=(Turn("I subtract one root from the other.", snippet),),
        closing="The difference of the roots is",
    )


def draw_real_solutions(rng: random.Random) -> Case:
    square = nonzero(rng, 9)
    k = rng.choice([1, 1, 4, 9])
    double = (k, 2 * square * isqrt(k), square * square)
    a, b, c = rng.choice([real_coefficients(rng), complex_roots(rng), complex_roots(rng), double])
    x = variable(rng)
    left, right = arranged(rng, (a, b, c), x)
    disc = b * b - 4 * a * c
    moved = left.code if right.code == "0" else f"{left.code} - ({right.code})"
    return Case(
        slots=slots(rng, {"eq": equation(left, right), "x": Written(x, x), "f": polynomial([a, b, c], x)}),
        answer=str(1 + (disc > 0) - (disc < 0)),
        turns=(
            Turn(
                "I count the real roots.",
                f"{setup(x, 'symbols, solveset, S')}print(len(solveset({moved}, {x}, S.Reals)))",
            ),
        ),
        closing="The number of real solutions is",
    )


KINDS = (
    Kind("quadratic_rational_roots", draw_rational_roots),
    Kind("quadratic_other_roots", draw_other_roots),
    Kind("quadratic_larger_root", draw_larger_root),
    Kind("quadratic_smaller_root", draw_smaller_root),
    Kind("quadratic_positive_root", draw_positive_root),
    Kind("quadratic_negative_root", draw_negative_root),
    Kind("quadratic_sum_of_roots", draw_sum_of_roots),
    Kind("quadratic_product_of_roots", draw_product_of_roots),
    Kind("quadratic_squares_of_roots", draw_squares_of_roots),
    Kind("quadratic_reciprocals_of_roots", draw_reciprocals_of_roots),
    Kind("quadratic_expression_in_roots", draw_expression_in_roots),
    Kind("quadratic_root_difference", draw_root_difference),
    Kind("quadratic_discriminant", draw_discriminant),
    Kind("quadratic_real_solutions", draw_real_solutions),
)
