"""Quadratics as functions: vertex, extreme value, factored and completed forms, the parameter of a double root."""

import random
from fractions import Fraction

from training.families.quadratic import Coefficients, nonzero, setup, variable
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


def draw_from_roots(rng: random.Random) -> Case:
    """The monic quadratic with two given roots."""
    x = variable(rng)
    p, q = rng.sample(range(-12, 13), 2)
    expanded = polynomial([1, -p - q, p * q], x)
    first, second = (f"({x} - {f'({r})' if r < 0 else r})" for r in (p, q))
    snippet = f"{setup(x, 'symbols, expand, latex')}print(latex(expand({first}*{second})))"
    return Case(
        slots=slots(rng, {"x": Written(x, x), "p": integer(p), "q": integer(q)}),
        answer=expanded.tex,
        turns=(Turn("I multiply the linear factors.", snippet),),
        closing="The quadratic is",
    )


def draw_inequality_count(rng: random.Random) -> Case:
    """How many integers make a quadratic negative, or not positive."""
    x, sign = variable(rng), rng.choice(["<", "<="])
    p, q = sorted(rng.sample(range(-9, 13), 2))
    poly = [1, -p - q, p * q]
    if rng.random() < 0.3:
        poly = [1, rng.choice([0, nonzero(rng, 8)]), -rng.randint(1, 60)]
    f = polynomial(poly, x)
    values = [n * n + poly[1] * n + poly[2] for n in range(-200, 200)]
    snippet = f"print(len([{x} for {x} in range(-10**4, 10**4) if {f.code} {sign} 0]))"
    return Case(
        slots=slots(rng, {"x": Written(x, x), "ineq": equation(f, integer(0), sign)}),
        answer=str(sum(1 for v in values if v < 0 or (v == 0 and sign == "<="))),
        turns=(Turn("I count the integers that satisfy the inequality.", snippet),),
        closing="The number of integers is",
    )


def draw_radical(rng: random.Random) -> Case:
    """`sqrt(ax + b) = x + c` with exactly one solution."""
    x = variable(rng)
    while True:
        root, c, a = rng.randint(-5, 15), rng.randint(-8, 6), rng.choice([1, 1, 2, 3, 4, 5])
        height = root + c
        b = height * height - a * root
        other = a - 2 * c - root
        if height > 0 and other + c < 0 and abs(b) < 100:
            break
    inner = polynomial([a, b], x)
    left, right = Written(rf"\sqrt{{{inner.tex}}}", f"sqrt({inner.code})"), polynomial([1, c], x)
    snippet = f"{setup(x, 'symbols, Eq, sqrt, solve')}print(*solve(Eq({left.code}, {right.code}), {x}), sep=', ')"
    return Case(
        slots=slots(rng, {"x": Written(x, x), "eq": equation(left, right)}),
        answer=str(root),
        turns=(Turn("I solve the equation.", snippet),),
        closing="The solution is",
    )


KINDS = (
    Kind("quadratic_vertex", draw_vertex),
    Kind("quadratic_axis", draw_axis),
    Kind("quadratic_minimum", draw_minimum),
    Kind("quadratic_maximum", draw_maximum),
    Kind("quadratic_factor", draw_factor),
    Kind("quadratic_square_h", draw_square_h),
    Kind("quadratic_square_k", draw_square_k),
    Kind("quadratic_square_sum", draw_square_sum),
    Kind("quadratic_double_root", draw_double_root),
    Kind("quadratic_from_roots", draw_from_roots),
    Kind("quadratic_inequality_count", draw_inequality_count),
    Kind("quadratic_radical", draw_radical),
)
