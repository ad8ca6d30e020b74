"""Linear equations and inequalities in one unknown, written as formulas.

An equation is drawn as two sides, each with its slope and intercept, so that the answer is known without solving.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from training.notation import (
    Written,
    equation,
    fraction,
    grouped,
    integer,
    monomial,
    polynomial,
    product,
    quotient,
    slots,
    total,
)
from training.task import Case, Kind, Turn


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an equation, worth `slope` times the unknown plus `intercept`."""

    written: Written
    slope: Fraction
    intercept: Fraction


def nonzero(rng: random.Random, bound: int) -> int:
    return rng.choice([-1, 1]) * rng.randint(1, bound)


def coefficient(rng: random.Random, bound: int) -> int:
    """Mostly positive."""
    return rng.choice([1, 1, 1, -1]) * rng.randint(1, bound)


def constant(rng: random.Random, _x: str, bound: int) -> Side:
    value = coefficient(rng, bound)
    return Side(integer(value), Fraction(0), Fraction(value))


def line(rng: random.Random, x: str, bound: int) -> Side:
    a, b = coefficient(rng, min(bound, 30)), nonzero(rng, bound)
    terms = [monomial(a, 1, x), integer(b)]
    if rng.random() < 0.15:
        terms.reverse()
    return Side(total(terms), Fraction(a), Fraction(b))


def bracket(rng: random.Random, x: str, bound: int) -> Side:
    k, a, b = rng.choice([-1, 1, 1]) * rng.randint(2, 9), rng.choice([1, 1, 1, 2, 3]), nonzero(rng, min(bound, 20))
    c = rng.choice([0, 0, nonzero(rng, bound)])
    head = product([integer(k), grouped(polynomial([a, b], x))])
    return Side(total([head, integer(c)]), Fraction(k * a), Fraction(k * b + c))


def brackets(rng: random.Random, x: str, bound: int) -> Side:
    first, second = bracket(rng, x, bound), bracket(rng, x, bound)
    written = total([first.written, second.written])
    return Side(written, first.slope + second.slope, first.intercept + second.intercept)


def divided(rng: random.Random, x: str, bound: int) -> Side:
    """`x/3 + 5`."""
    p, q, b = rng.choice([1, 1, 1, 2, 3, 5]), rng.randint(2, 12), rng.choice([0, nonzero(rng, bound)])
    p = p if p % q else 1
    top = quotient(monomial(p, 1, x), integer(q))
    return Side(total([top, integer(b)]), Fraction(p, q), Fraction(b))


def over(rng: random.Random, x: str, bound: int) -> Side:
    """`(2x + 5)/3`."""
    inner, q = line(rng, x, bound), rng.randint(2, 12)
    return Side(quotient(inner.written, integer(q)), inner.slope / q, inner.intercept / q)


def parts(rng: random.Random, x: str, _bound: int) -> Side:
    """`x/2 + x/3`."""
    p, q, sign = rng.randint(2, 9), rng.randint(2, 9), rng.choice([1, 1, -1])
    p += p == q
    second = quotient(monomial(1, 1, x), integer(q))
    second = second if sign > 0 else Written(f"-{second.tex}", f"-{second.code}")
    return Side(
        total([quotient(monomial(1, 1, x), integer(p)), second]), Fraction(1, p) + sign * Fraction(1, q), Fraction(0)
    )


def ratio(rng: random.Random, _x: str, bound: int) -> Side:
    value = Fraction(rng.randint(1, bound), rng.randint(2, 12))
    return Side(fraction(value), Fraction(0), value)


def decimal_line(rng: random.Random, x: str, bound: int) -> Side:
    tenths, b = rng.choice([5, 15, 25, 2, 4, 12, 8, rng.randint(1, 99)]), nonzero(rng, bound)
    slope = Fraction(tenths, 10)
    head = Written(f"{tenths / 10:g}{x}", f"Rational('{tenths / 10:g}')*{x}")
    return Side(total([head, integer(b)]), slope, Fraction(b))


Shape = Callable[[random.Random, str, int], Side]
TWO_STEP: tuple[tuple[Shape, Shape], ...] = (*[(line, constant)] * 12, (decimal_line, constant))
BOTH_SIDES: tuple[tuple[Shape, Shape], ...] = ((line, line),)
BRACKETS: tuple[tuple[Shape, Shape], ...] = (
    *[(bracket, constant)] * 3,
    *[(bracket, line)] * 2,
    (bracket, bracket),
    (brackets, constant),
    (brackets, line),
)
FRACTIONS: tuple[tuple[Shape, Shape], ...] = (
    *[(divided, constant)] * 3,
    (divided, divided),
    *[(over, constant)] * 2,
    *[(over, over)] * 2,
    (over, ratio),
    (over, line),
    (divided, ratio),
    (parts, constant),
)
SHAPES = (*TWO_STEP, *BOTH_SIDES * 5, *BRACKETS, *FRACTIONS)


def draw_sides(
    rng: random.Random, x: str, shapes: Sequence[tuple[Shape, Shape]] = SHAPES
) -> tuple[Side, Side, Fraction]:
    """Two sides that meet once, most often at an integer."""
    whole = rng.random() < 0.75
    while True:
        left_shape, right_shape = rng.choice(shapes)
        bound = rng.choice([10, 20, 50, 100, 1000])
        left, right = left_shape(rng, x, bound), right_shape(rng, x, bound)
        if rng.random() < 0.1:
            left, right = right, left
        if left.slope == right.slope:
            continue
        solution = (right.intercept - left.intercept) / (left.slope - right.slope)
        small = abs(solution) <= 20 or rng.random() < 0.25
        if small and (solution.denominator == 1 or (not whole and solution.denominator < 20)):
            return left, right, solution


def unknown(rng: random.Random) -> str:
    return rng.choice("xxxxxxxyztnmakpw")


def solving(x: str, left: str, right: str) -> str:
    return (
        "from sympy import symbols, Eq, solve, Rational\n"
        f"{x} = symbols('{x}')\n"
        f"print(solve(Eq({left}, {right}), {x})[0])"
    )


def equation_case(rng: random.Random, shapes: Sequence[tuple[Shape, Shape]]) -> Case:
    x = unknown(rng)
    left, right, solution = draw_sides(rng, x, shapes)
    formulas = {
        "eq": equation(left.written, right.written),
        "x": Written(x, x),
        "left": left.written,
        "right": right.written,
    }
    return Case(
        slots=slots(rng, formulas),
        answer=str(solution),
        turns=(Turn(f"I solve the equation for {x}.", solving(x, left.written.code, right.written.code)),),
        closing="The solution is",
    )


def draw_two_step(rng: random.Random) -> Case:
    return equation_case(rng, TWO_STEP)


def draw_both_sides(rng: random.Random) -> Case:
    return equation_case(rng, BOTH_SIDES)


def draw_brackets(rng: random.Random) -> Case:
    return equation_case(rng, BRACKETS)


def draw_fractions(rng: random.Random) -> Case:
    return equation_case(rng, FRACTIONS)


def draw_then_evaluate(rng: random.Random) -> Case:
    x = unknown(rng)
    left, right, solution = draw_sides(rng, x)
    squared = rng.choice([0, 0, 0, 1, 1, rng.randint(2, 5)])
    p, q = (0, nonzero(rng, 12)) if squared else (coefficient(rng, 9), nonzero(rng, 20))
    p += (p == 1) * 3
    wanted = polynomial([squared, p, q], x)
    solve_text = solving(x, left.written.code, right.written.code).replace("print(", "value = ")[:-1] + "\nprint(value)"
    return Case(
        slots=slots(rng, {"eq": equation(left.written, right.written), "x": Written(x, x), "e": wanted}),
        answer=str(squared * solution**2 + p * solution + q),
        turns=(
            Turn(f"I solve the equation for {x}.", solve_text),
            Turn(f"Then I put {x} into the expression.", f"print(({wanted.code}).subs({x}, value))"),
        ),
        closing="The value is",
    )


def absolute(rng: random.Random) -> tuple[str, Written, str, Written, list[Fraction]]:
    x = rng.choice("xxxxxytnz")
    a = rng.choice([1, 1, 2, 3, rng.randint(2, 12)])
    b, c = nonzero(rng, rng.choice([10, 30])), rng.randint(1, rng.choice([10, 30, 100]))
    inner = polynomial([a, b], x)
    outer, shift, scale = Written(f"|{inner.tex}|", f"Abs({inner.code})"), 0, 1
    right = c
    if rng.random() < 0.2:
        shift = nonzero(rng, 12)
        right = c + shift
    elif rng.random() < 0.15:
        scale = rng.randint(2, 5)
        right = scale * c
        outer = Written(f"{scale}{outer.tex}", f"{scale}*{outer.code}")
    left = total([outer, integer(shift)])
    return x, left, str(right), equation(left, integer(right)), sorted([Fraction(-c - b, a), Fraction(c - b, a)])


def absolute_case(rng: random.Random, reduce: str, text: str, closing: str) -> Case:
    x, left, right, eq, found = absolute(rng)
    solved = f"solve(Eq({left.code}, {right}), {x})"
    results = {
        "list": ", ".join(map(str, found)),
        "sum": sum(found),
        "prod": found[0] * found[1],
        "max": found[1],
        "min": found[0],
    }
    printed = {"list": f"print(*{solved}, sep=', ')"}.get(reduce, f"print({reduce}({solved}))")
    imports = f"from sympy import symbols, Eq, Abs, solve{', prod' if reduce == 'prod' else ''}"
    return Case(
        slots=slots(rng, {"eq": eq, "x": Written(x, x)}),
        answer=str(results[reduce]),
        turns=(Turn(text, f"{imports}\n{x} = symbols('{x}', real=True)\n{printed}"),),
        closing=closing,
    )


def draw_absolute(rng: random.Random) -> Case:
    return absolute_case(rng, "list", "I solve the absolute value equation.", "The solutions are")


def draw_absolute_sum(rng: random.Random) -> Case:
    return absolute_case(
        rng, "sum", "I add the solutions of the absolute value equation.", "The sum of the solutions is"
    )


def draw_absolute_product(rng: random.Random) -> Case:
    return absolute_case(
        rng, "prod", "I multiply the solutions of the absolute value equation.", "The product of the solutions is"
    )


def draw_absolute_largest(rng: random.Random) -> Case:
    return absolute_case(
        rng, "max", "I take the largest solution of the absolute value equation.", "The largest solution is"
    )


def draw_absolute_smallest(rng: random.Random) -> Case:
    return absolute_case(
        rng, "min", "I take the smallest solution of the absolute value equation.", "The smallest solution is"
    )


SIGNS = {"<": "less than", "<=": "at most", ">": "greater than", ">=": "at least"}


def draw_inequality(rng: random.Random, below: bool) -> tuple[str, Written, str, Written, Side, int]:
    """Solutions bounded above (`below`) or bounded below."""
    x, bound = unknown(rng), rng.choice([20, 50, 100, 1000])
    while True:
        left = rng.choice([line, line, line, bracket, divided])(rng, x, bound)
        right = rng.choice([constant, constant, constant, line])(rng, x, bound)
        slope, bar = left.slope - right.slope, right.intercept - left.intercept
        if slope and abs(bar / slope) < 5000:
            sign = rng.choice(["<", "<="] if (slope > 0) == below else [">", ">="])
            written = equation(left.written, right.written, sign)
            extreme = _extreme(Fraction(bar, slope), below, strict=len(sign) == 1)
            return x, left.written, sign, right.written, Side(written, slope, Fraction(bar)), extreme


def _extreme(bar: Fraction, below: bool, strict: bool) -> int:
    """The largest integer under the bar, or the smallest over it."""
    floor = bar.numerator // bar.denominator
    exact = bar == floor
    if below:
        return floor - (exact and strict)
    return floor + (not exact or strict)


def inequality_case(rng: random.Random, below: bool, text: str, closing: str) -> Case:
    x, left, sign, right, side, extreme = draw_inequality(rng, below)
    condition = f"{left.code} {sign} {right.code}"
    pick = "max" if below else "min"
    return Case(
        slots=slots(rng, {"ineq": side.written, "x": Written(x, x)}),
        answer=str(extreme),
        turns=(Turn(text, f"print({pick}({x} for {x} in range(-10**4, 10**4) if {condition}))"),),
        closing=closing,
    )


def draw_inequality_largest(rng: random.Random) -> Case:
    return inequality_case(
        rng, True, "I look for the largest integer that satisfies the inequality.", "The largest integer is"
    )


def draw_inequality_smallest(rng: random.Random) -> Case:
    return inequality_case(
        rng, False, "I look for the smallest integer that satisfies the inequality.", "The smallest integer is"
    )


def draw_inequality_interval(rng: random.Random) -> Case:
    below = rng.random() < 0.5
    x, left, sign, right, side, _ = draw_inequality(rng, below)
    bar = side.intercept / side.slope
    edge = fraction(abs(bar)).tex
    edge = f"- {edge}" if bar < 0 and bar.denominator > 1 else str(bar) if bar.denominator == 1 else edge
    closed = len(sign) == 2
    upper, lower = (
        rf"\left(-\infty, {edge}\right{']' if closed else ')'}",
        rf"\left{'[' if closed else '('}{edge}, \infty\right)",
    )
    snippet = (
        f"from sympy import symbols, solveset, latex, S\n{x} = symbols('{x}')\n"
        f"print(latex(solveset({left.code} {sign} {right.code}, {x}, S.Reals)))"
    )
    return Case(
        slots=slots(rng, {"ineq": side.written, "x": Written(x, x)}),
        answer=upper if below else lower,
        turns=(Turn("I solve the inequality.", snippet),),
        closing="The solution set is",
    )


def draw_double_inequality(rng: random.Random) -> Case:
    x, a, b = unknown(rng), rng.choice([1, 2, 3, rng.randint(1, 9)]), nonzero(rng, 20)
    low = rng.randint(-60, 40)
    high = low + rng.randint(3, rng.choice([20, 60, 300]))
    first, second = rng.choice(["<", "<="]), rng.choice(["<", "<="])
    middle = polynomial([a, b], x)
    found = [n for n in range(-500, 500) if low < a * n + b < high or (first == "<=" and a * n + b == low)]
    found += [n for n in range(-500, 500) if second == "<=" and a * n + b == high]
    written = equation(equation(integer(low), middle, first), integer(high), second)
    snippet = f"print(len([{x} for {x} in range(-10**4, 10**4) if {low} {first} {middle.code} {second} {high}]))"
    return Case(
        slots=slots(rng, {"ineq": written, "x": Written(x, x)}),
        answer=str(len(found)),
        turns=(Turn("I count the integers that satisfy the inequality.", snippet),),
        closing="The number of integers is",
    )


def draw_positive_inequality(rng: random.Random) -> Case:
    x, a, b = unknown(rng), rng.randint(1, 9), nonzero(rng, 20)
    top = a * rng.randint(2, rng.choice([10, 30, 100])) + b + rng.randint(0, a)
    sign = rng.choice(["<", "<="])
    left = polynomial([a, b], x)
    bar = Fraction(top - b, a)
    return Case(
        slots=slots(rng, {"ineq": equation(left, integer(top), sign), "x": Written(x, x)}),
        answer=str(max(0, _extreme(bar, True, sign == "<"))),
        turns=(
            Turn(
                "I count the positive integers that satisfy the inequality.",
                f"print(len([{x} for {x} in range(1, 10**4) if {left.code} {sign} {top}]))",
            ),
        ),
        closing="The number of positive integers is",
    )


KINDS = (
    Kind("linear_two_step", draw_two_step),
    Kind("linear_both_sides", draw_both_sides),
    Kind("linear_brackets", draw_brackets),
    Kind("linear_fractions", draw_fractions),
    Kind("linear_then_evaluate", draw_then_evaluate),
    Kind("linear_absolute", draw_absolute),
    Kind("linear_absolute_sum", draw_absolute_sum),
    Kind("linear_absolute_product", draw_absolute_product),
    Kind("linear_absolute_largest", draw_absolute_largest),
    Kind("linear_absolute_smallest", draw_absolute_smallest),
    Kind("linear_inequality_largest", draw_inequality_largest),
    Kind("linear_inequality_smallest", draw_inequality_smallest),
    Kind("linear_inequality_interval", draw_inequality_interval),
    Kind("linear_inequality_count", draw_double_inequality),
    Kind("linear_inequality_positive", draw_positive_inequality),
)
