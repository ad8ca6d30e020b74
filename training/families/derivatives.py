"""Derivatives: of a function, at a point, of higher order, tangents, extrema, motion, the best rectangle."""

import random
from collections.abc import Callable
from fractions import Fraction

from training.functions import (
    Function,
    applied,
    at,
    coefficients,
    derived,
    draw_function,
    draw_other_function,
    nonzero,
    poly_function,
    times,
)
from training.notation import Written, equation, integer, monomial, polynomial, quotient, slots, total
from training.task import Case, Kind, Turn

ALL = "symbols, diff, sin, cos, exp, log, sqrt, latex"


def variable(rng: random.Random) -> str:
    return rng.choice("xxxxxxxxxxtzu")


def name_of(rng: random.Random) -> str:
    return rng.choice("fffffghpy")


def named(name: str, x: str, body: Written) -> dict[str, Written]:
    head = name if name == "y" else f"{name}({x})"
    prime = Written(f"{name}'({x})", f"{name}'({x})")
    if name == "y":
        prime = Written(rf"\frac{{dy}}{{d{x}}}", f"dy/d{x}")
    formulas = {"f": body, "def": equation(Written(head, head), body), "x": Written(x, x), "name": Written(name, name)}
    return formulas | {
        "prime": prime,
        "operator": Written(rf"\frac{{d}}{{d{x}}}", f"d/d{x}"),
        "head": Written(head, head),
    }


def at_point(name: str, x: str, a: int, primes: int = 1) -> dict[str, Written]:
    marks = "'" * primes
    label = f"{name}{marks}({a})"
    return {"prime_a": Written(label, label), "point": Written(f"{x} = {a}", f"{x} = {a}"), "a": integer(a)}


def setup(x: str, body: Written, names: str = ALL) -> str:
    return f"from sympy import {names}\n{x} = symbols('{x}')\nf = {body.code}\n"


def symbolic_case(rng: random.Random, shape: Callable[[random.Random, str], Function]) -> Case:
    x = variable(rng)
    f = shape(rng, x)
    return Case(
        slots=slots(rng, named(name_of(rng), x, f.written)),
        answer=f.derivative.tex,
        turns=(Turn("I differentiate.", f"{setup(x, f.written)}print(latex(diff(f, {x}), ln_notation=True))"),),
        closing="The derivative is",
    )


def draw_polynomial(rng: random.Random) -> Case:
    return symbolic_case(rng, poly_function)


def draw_other(rng: random.Random) -> Case:
    return symbolic_case(rng, draw_other_function)


def point_case(rng: random.Random, shape: Callable[[random.Random, str], Function], closing: str) -> Case:
    x = variable(rng)
    f = shape(rng, x)
    a = rng.choice(f.points)
    name = name_of(rng)
    return Case(
        slots=slots(rng, named(name, x, f.written) | at_point(name, x, a)),
        answer=str(f.slope(Fraction(a))),
        turns=(
            Turn(f"I differentiate and put {x} = {a}.", f"{setup(x, f.written)}print(diff(f, {x}).subs({x}, {a}))"),
        ),
        closing=closing,
    )


def draw_polynomial_at(rng: random.Random) -> Case:
    return point_case(rng, poly_function, "The derivative there is")


def draw_other_at(rng: random.Random) -> Case:
    return point_case(rng, draw_other_function, "The derivative there is")


def draw_tangent_slope(rng: random.Random) -> Case:
    return point_case(rng, draw_function, "The slope is")


ORDERS = {2: ("second", "''"), 3: ("third", "'''"), 4: ("fourth", "^{(4)}")}


def repeated(rng: random.Random, x: str, order: int) -> tuple[Written, Written]:
    """A function and its derivative of this order, for functions with a simple rule."""
    a, b = rng.choice([1, 2, 3, 5]), rng.choice([1, 2, 3])
    inner = monomial(b, 1, x)
    shape = rng.choice(["poly"] * 5 + ["exp", "sin", "cos", "ln", "product"])
    if shape == "poly":
        poly: list[int | Fraction] = list(coefficients(rng, order + rng.randint(1, 3), 8))
        higher = poly
        for _ in range(order):
            higher = derived(higher)
        return polynomial(poly, x), polynomial(higher, x)
    if shape == "exp":
        e = applied("e", inner)
        return times(a, e), times(a * b**order, e)
    if shape == "ln":
        sizes = {2: -1, 3: 2, 4: -6}
        top = quotient(integer(abs(a * sizes[order])), monomial(1, order, x))
        return times(a, applied("ln", Written(x, x))), Written(f"-{top.tex}", f"-{top.code}") if sizes[
            order
        ] < 0 else top
    if shape == "product":
        e = applied("e", Written(x, x))
        body = Written(f"({x} + {order}){e.tex}", f"({x} + {order})*{e.code}")
        return Written(f"{x}{e.tex}", f"{x}*{e.code}"), body
    sine, cosine = applied("sin", inner), applied("cos", inner)
    cycle = [sine, cosine, times(-1, sine), times(-1, cosine)]
    start = 0 if shape == "sin" else 1
    result = cycle[(start + order) % 4]
    negative = result.code.startswith("-")
    bare = cycle[(start + order) % 4 - 2] if negative else result
    return times(a, cycle[start]), times((-1 if negative else 1) * a * b**order, bare)


def order_slots(name: str, x: str, order: int) -> dict[str, Written]:
    marks = {2: "''", 3: "'''"}.get(order)
    label = f"{name}{marks}({x})" if marks else f"{name}^{{({order})}}({x})"
    plain = f"{name}{marks}({x})" if marks else f"{name}^({order})({x})"
    leibniz = Written(rf"\frac{{d^{order}{name}}}{{d{x}^{order}}}", f"d^{order}{name}/d{x}^{order}")
    operator = Written(rf"\frac{{d^{order}}}{{d{x}^{order}}}", f"d^{order}/d{x}^{order}")
    return {"high": leibniz if name == "y" else Written(label, plain), "high_operator": operator}


def draw_higher(rng: random.Random) -> Case:
    x, order = variable(rng), rng.choice([2, 2, 2, 3, 4])
    body, answer = repeated(rng, x, order)
    name = name_of(rng)
    return Case(
        slots=slots(rng, named(name, x, body) | order_slots(name, x, order)) | {"order": ORDERS[order][0]},
        answer=answer.tex,
        turns=(
            Turn(
                f"I differentiate {order} times.",
                f"{setup(x, body)}print(latex(diff(f, {x}, {order}), ln_notation=True))",
            ),
        ),
        closing=f"The {ORDERS[order][0]} derivative is",
    )


def draw_higher_at(rng: random.Random) -> Case:
    x, order, a = variable(rng), rng.choice([2, 2, 2, 3]), rng.randint(-4, 6)
    poly = coefficients(rng, order + rng.randint(1, 3), 8)
    higher: list[int | Fraction] = list(poly)
    for _ in range(order):
        higher = derived(higher)
    name, body = rng.choice("fffgh"), polynomial(poly, x)
    return Case(
        slots=slots(rng, named(name, x, body) | at_point(name, x, a, order)) | {"order": ORDERS[order][0]},
        answer=str(at(higher, a)),
        turns=(
            Turn(
                f"I differentiate {order} times and put {x} = {a}.",
                f"{setup(x, body)}print(diff(f, {x}, {order}).subs({x}, {a}))",
            ),
        ),
        closing="The value is",
    )


def draw_tangent_line(rng: random.Random) -> Case:
    a = rng.randint(-3, 5)
    poly = coefficients(rng, rng.choice([2, 2, 3, 3]), 6)
    slope, height = at(derived(poly), a), at(poly, a)
    body = polynomial(poly)
    spot = f"({a}, {height})"
    formulas = named(rng.choice("fffyyg"), "x", body) | {"a": integer(a), "point": Written(f"x = {a}", f"x = {a}")}
    snippet = setup("x", body, "symbols, diff, expand, latex")
    snippet += f"print('y =', latex(expand(f.subs(x, {a}) + diff(f, x).subs(x, {a})*(x - {bracketed(a)}))))"
    return Case(
        slots=slots(rng, formulas | {"spot": Written(spot, spot)}),
        answer=f"y = {polynomial([slope, height - slope * a]).tex}",
        turns=(Turn(f"The tangent line goes through the point at x = {a} with the slope there.", snippet),),
        closing="The tangent line is",
    )


def bracketed(value: int) -> str:
    return f"({value})" if value < 0 else str(value)


def draw_partial(rng: random.Random) -> Case:
    """A partial derivative of a polynomial in x and y at a point."""
    rows = [(rng.choice([1, 2, 3, -1, nonzero(rng, 6)]), rng.randint(0, 3), rng.randint(0, 3)) for _ in range(3)]
    rows = [row for row in rows if row[1] + row[2]]
    by = rng.choice("xy")
    if len({row[1:] for row in rows}) < len(rows) or not any(row[1 if by == "x" else 2] for row in rows):
        return draw_partial(rng)
    a, b = rng.randint(-3, 5), rng.randint(-3, 5)
    body = total(two_letter(c, m, n) for c, m, n in rows)
    if by == "x":
        answer = sum(c * m * a ** (m - 1) * b**n for c, m, n in rows if m)
    else:
        answer = sum(c * n * a**m * b ** (n - 1) for c, m, n in rows if n)
    snippet = "from sympy import symbols, diff\nx, y = symbols('x y')\n"
    snippet += f"f = {body.code}\nprint(diff(f, {by}).subs({{x: {a}, y: {b}}}))"
    spot = f"({a}, {b})"
    formulas = {
        "f": body,
        "def": equation(Written("f(x, y)", "f(x, y)"), body),
        "by": Written(by, by),
        "spot": Written(spot, spot),
    }
    formulas |= {
        "partial": Written(rf"\frac{{\partial f}}{{\partial {by}}}", f"df/d{by}"),
        "sub": Written(f"f_{by}", f"f_{by}"),
    }
    return Case(
        slots=slots(rng, formulas),
        answer=str(answer),
        turns=(Turn(f"I differentiate with respect to {by} and put in the point.", snippet),),
        closing="The partial derivative is",
    )


def two_letter(c: int, m: int, n: int) -> Written:
    parts = [monomial(1, e, v) for e, v in ((m, "x"), (n, "y")) if e]
    sign, digits = "-" if c < 0 else "", str(abs(c)) if abs(c) > 1 else ""
    code = "*".join([digits] * bool(digits) + [p.code for p in parts])
    return Written(sign + digits + "".join(p.tex for p in parts), sign + code)


KINDS = (
    Kind("derivatives_polynomial", draw_polynomial),
    Kind("derivatives_other", draw_other),
    Kind("derivatives_polynomial_at", draw_polynomial_at),
    Kind("derivatives_other_at", draw_other_at),
    Kind("derivatives_tangent_slope", draw_tangent_slope),
    Kind("derivatives_higher", draw_higher),
    Kind("derivatives_higher_at", draw_higher_at),
    Kind("derivatives_tangent_line", draw_tangent_line),
    Kind("derivatives_partial", draw_partial),
)
