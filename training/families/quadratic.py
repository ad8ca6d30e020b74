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
    integer,
    monomial,
    polynomial,
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


def arranged(rng: random.Random, coefficients: Coefficients, x: str) -> tuple[Written, Written]:
    """The equation's two sides, most often with zero on the right."""
    a, b, c = coefficients
    whole = polynomial(coefficients, x)
    shape = rng.choice(["zero"] * 14 + ["constant", "constant", "square", "mixed", "swapped", "reversed"])
    if shape == "constant" and c:
        return polynomial([a, b, 0], x), integer(-c)
    if shape == "square" and (b or c):
        return monomial(a, 2, x), polynomial([-b, -c], x)
    if shape == "mixed":
        p, q = rng.randint(-5, 5), nonzero(rng, 9)
        return polynomial([a, b + p, c + q], x), polynomial([p, q], x)
    if shape == "swapped" and c:
        return integer(-c), polynomial([a, b, 0], x)
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


def vertex_coefficients(rng: random.Random, sign: int = 0) -> Coefficients:
    a = rng.choice([1, 1, 1, 2, 3, 4, 5]) * (sign or rng.choice([1, 1, -1]))
    h, k = rng.randint(-10, 10), rng.randint(-30, 30)
    if rng.random() < 0.3:
        return a, nonzero(rng, 12), rng.randint(-20, 20)
    return a, -2 * a * h, a * h * h + k


def vertex_case(rng: random.Random, coefficients: Coefficients, wanted: str, text: str, closing: str) -> Case:
    a, b, c = coefficients
    x, name = variable(rng), rng.choice("ffffgphy")
    name = "f" if name == x else name
    f = polynomial(coefficients, x)
    head = "y" if name == "y" else f"{name}({x})"
    h = Fraction(-b, 2 * a)
    k = a * h * h + b * h + c
    found = {"(h, f.subs({x}, h))": f"({h}, {k})", "f.subs({x}, h)": str(k), "h": str(h)}
    snippet = (
        f"{setup(x, 'symbols, diff, solve')}f = {f.code}\nh = solve(diff(f, {x}), {x})[0]\nprint({wanted.format(x=x)})"
    )
    formulas = {"f": f, "x": Written(x, x), "name": Written(name, name), "def": equation(Written(head, head), f)}
    return Case(slots=slots(rng, formulas), answer=found[wanted], turns=(Turn(text, snippet),), closing=closing)


def draw_vertex(rng: random.Random) -> Case:
    text = "The vertex is where the derivative is zero."
    return vertex_case(rng, vertex_coefficients(rng), "(h, f.subs({x}, h))", text, "The vertex is")


def draw_axis(rng: random.Random) -> Case:
    text = "The axis of symmetry is where the derivative is zero."
    return vertex_case(rng, vertex_coefficients(rng), "h", text, "The vertex is at")


def draw_minimum(rng: random.Random) -> Case:
    text = "The minimum is where the derivative is zero."
    return vertex_case(rng, vertex_coefficients(rng, 1), "f.subs({x}, h)", text, "The minimum value is")


def draw_maximum(rng: random.Random) -> Case:
    text = "The maximum is where the derivative is zero."
    return vertex_case(rng, vertex_coefficients(rng, -1), "f.subs({x}, h)", text, "The maximum value is")


def draw_factor(rng: random.Random) -> Case:
    x = variable(rng)
    if rng.random() < 0.6:
        k, p, q, r, s = rng.choice([1, 1, 1, 2, 3]), 1, 1, nonzero(rng, 12), nonzero(rng, 12)
    else:
        k, p, q, r, s = 1, rng.randint(1, 3), rng.choice([2, 3, 5]), nonzero(rng, 7), nonzero(rng, 7)
    if (p, r) == (q, s) or Fraction(r, p).denominator != p or Fraction(s, q).denominator != q:
        return draw_factor(rng)
    f = polynomial([k * p * q, k * (p * s + q * r), k * r * s], x)
    first, second = polynomial([p, r], x).tex, polynomial([q, s], x).tex
    answer = rf"{'' if k == 1 else f'{k} '}\left({first}\right) \left({second}\right)"
    return Case(
        slots=slots(rng, {"f": f, "x": Written(x, x)}),
        answer=answer,
        turns=(Turn("I factor the quadratic.", f"{setup(x, 'symbols, factor, latex')}print(latex(factor({f.code})))"),),
        closing="The factorization is",
    )


def square_case(rng: random.Random, wanted: str, closing: str) -> Case:
    """`a(x - h)^2 + k`."""
    a, b, c = vertex_coefficients(rng)
    x = variable(rng)
    f = polynomial([a, b, c], x)
    h = Fraction(-b, 2 * a)
    k = a * h * h + b * h + c
    found = {"h": h, "k": k, "h + k": h + k, "a + h + k": a + h + k}
    snippet = (
        f"{setup(x, 'symbols, Poly')}a, b, c = Poly({f.code}, {x}).all_coeffs()\n"
        f"h = -b/(2*a)\nk = c - a*h**2\nprint({wanted})"
    )
    form = rf"a({x} - h)^2 + k"
    formulas = {"f": f, "x": Written(x, x), "form": Written(form, f"a*({x} - h)**2 + k")}
    return Case(
        slots=slots(rng, formulas),
        answer=str(found[wanted]),
        turns=(Turn("I complete the square.", snippet),),
        closing=closing,
    )


def draw_square_h(rng: random.Random) -> Case:
    return square_case(rng, "h", "The value of h is")


def draw_square_k(rng: random.Random) -> Case:
    return square_case(rng, "k", "The value of k is")


def draw_square_sum(rng: random.Random) -> Case:
    return square_case(rng, "a + h + k", "The sum is")


def draw_double_root(rng: random.Random) -> Case:
    """The constant, or the positive middle coefficient, that makes the discriminant zero."""
    x, k = variable(rng), rng.choice("kkkcmp")
    p, q = rng.choice([1, 1, 1, 2, 3, 4]), nonzero(rng, 12)
    if rng.random() < 0.6:
        f = total([monomial(p * p, 2, x), monomial(2 * p * q, 1, x), Written(k, k)])
        answer, which = str(q * q), ""
    else:
        middle = Written(f"{k}{x}", f"{k}*{x}")
        f = total([monomial(p * p, 2, x), middle, integer(q * q)])
        answer, which = str(2 * p * abs(q)), "positive "
    snippet = (
        f"from sympy import symbols, solve, discriminant\n{x}, {k} = symbols('{x} {k}')\n"
        f"print(max(solve(discriminant({f.code}, {x}), {k})))"
    )
    formulas = {"eq": equation(f, integer(0)), "f": f, "x": Written(x, x), "k": Written(k, k)}
    return Case(
        slots=slots(rng, formulas) | {"which": which},
        answer=answer,
        turns=(Turn("The roots coincide when the discriminant is zero.", snippet),),
        closing=f"The value of {k} is",
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
    Kind("quadratic_vertex", draw_vertex),
    Kind("quadratic_axis", draw_axis),
    Kind("quadratic_minimum", draw_minimum),
    Kind("quadratic_maximum", draw_maximum),
    Kind("quadratic_factor", draw_factor),
    Kind("quadratic_square_h", draw_square_h),
    Kind("quadratic_square_k", draw_square_k),
    Kind("quadratic_square_sum", draw_square_sum),
    Kind("quadratic_double_root", draw_double_root),
)
