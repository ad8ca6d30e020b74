"""Systems of linear equations, as formulas and as stories. The solution is drawn first."""

import random
from fractions import Fraction

from training.notation import Written, equation, integer, monomial, polynomial, slots, total
from training.task import Case, Kind, Turn

PAIRS = (("x", "y"),) * 6 + (("a", "b"), ("m", "n"), ("p", "q"), ("s", "t"), ("u", "v"))


def small(rng: random.Random) -> int:
    return rng.choice([1, 1, 2, 3, rng.randint(1, 12)]) * rng.choice([1, 1, -1])


def value(rng: random.Random) -> Fraction:
    whole = rng.choice([rng.randint(-10, 10), rng.randint(1, 12), rng.randint(-50, 100)])
    return Fraction(whole, rng.choice([1] * 9 + [2, 3]))


def linear(coefficients: list[int], names: tuple[str, ...]) -> Written:
    return total(monomial(c, 1, name) for c, name in zip(coefficients, names, strict=True))


def two_equations(
    rng: random.Random, names: tuple[str, str], x: Fraction, y: Fraction
) -> list[tuple[Written, Written]]:
    """Two independent equations that x and y satisfy, with integer coefficients, variously arranged."""
    while True:
        rows = [[small(rng), small(rng)] for _ in range(2)]
        if rng.random() < 0.2:
            rows = [[1, 1], [1, -1]] if rng.random() < 0.5 else [[1, 1], [small(rng), small(rng)]]
        if rows[0][0] * rows[1][1] == rows[0][1] * rows[1][0]:
            continue
        sums = [a * x + b * y for a, b in rows]
        if all(s.denominator == 1 for s in sums):
            return [arranged(rng, row, int(s), names) for row, s in zip(rows, sums, strict=True)]


def arranged(rng: random.Random, row: list[int], right: int, names: tuple[str, str]) -> tuple[Written, Written]:
    a, b = row
    shape = rng.choice(["standard"] * 12 + ["solved", "zero", "apart"])
    if shape == "solved" and abs(b) == 1:
        return Written(names[1], names[1]), polynomial([-a * b, right * b], names[0])
    if shape == "zero" and right:
        return total([linear(row, names), integer(-right)]), integer(0)
    if shape == "apart" and right:
        return monomial(a, 1, names[0]), total([monomial(-b, 1, names[1]), integer(right)])
    return linear(row, names), integer(right)


def system(rng: random.Random) -> tuple[tuple[str, str], Fraction, Fraction, dict[str, Written], str]:
    names = rng.choice(PAIRS)
    while True:
        x, y = value(rng), value(rng)
        if max(x.denominator, y.denominator) <= 3:
            break
    first, second = two_equations(rng, names, x, y)
    eq1, eq2 = equation(*first), equation(*second)
    cases = Written(rf"\begin{{cases}} {eq1.tex} \\ {eq2.tex} \end{{cases}}", f"{eq1.code}, {eq2.code}")
    formulas = {"eq1": eq1, "eq2": eq2, "both": cases}
    formulas |= {"x": Written(names[0], names[0]), "y": Written(names[1], names[1])}
    sides = [f"Eq({left.code}, {right.code})" for left, right in (first, second)]
    head = (
        f"from sympy import symbols, Eq, solve\n{names[0]}, {names[1]} = symbols('{names[0]} {names[1]}')\n"
        f"found = solve([{sides[0]}, {sides[1]}], [{names[0]}, {names[1]}])\n"
    )
    return names, x, y, formulas, head


def draw_pair(rng: random.Random) -> Case:
    names, x, y, formulas, head = system(rng)
    return Case(
        slots=slots(rng, formulas),
        answer=f"({x}, {y})",
        turns=(Turn("I solve the two equations.", f"{head}print((found[{names[0]}], found[{names[1]}]))"),),
        closing="The solution is",
    )


def draw_one(rng: random.Random) -> Case:
    names, x, y, formulas, head = system(rng)
    which = rng.randint(0, 1)
    wanted = names[which]
    formulas |= {"wanted": Written(wanted, wanted), "other": Written(names[1 - which], names[1 - which])}
    return Case(
        slots=slots(rng, formulas),
        answer=str((x, y)[which]),
        turns=(Turn("I solve the two equations.", f"{head}print(found[{wanted}])"),),
        closing=f"The value of {wanted} is",
    )


def draw_expression(rng: random.Random) -> Case:
    names, x, y, formulas, head = system(rng)
    p, q = rng.choice([(1, 1), (1, 1), (1, -1), (2, 3), (small(rng), small(rng))])
    first, second = names
    forms = [
        *[(linear([p, q], names), p * x + q * y)] * 4,
        (Written(f"{first}{second}", f"{first}*{second}"), x * y),
        (Written(f"{first}^2 + {second}^2", f"{first}**2 + {second}**2"), x * x + y * y),
        (Written(f"{first}^2 - {second}^2", f"{first}**2 - {second}**2"), x * x - y * y),
    ]
    wanted, answer = rng.choice(forms)
    return Case(
        slots=slots(rng, formulas | {"e": wanted}),
        answer=str(answer),
        turns=(Turn("I solve the two equations.", f"{head}print(({wanted.code}).subs(found))"),),
        closing="The value is",
    )


def triple(rng: random.Random) -> tuple[tuple[str, str, str], list[int], dict[str, Written], str]:
    names = rng.choice([("x", "y", "z")] * 4 + [("a", "b", "c"), ("p", "q", "r")])
    values = [rng.randint(-9, 12) for _ in range(3)]
    while True:
        rows = [[rng.choice([0, 1, 1, 1, 2, -1, 3]) for _ in range(3)] for _ in range(3)]
        if rng.random() < 0.35:
            rows = rng.choice([[[1, 1, 0], [0, 1, 1], [1, 0, 1]], [[1, 1, 1], [1, -1, 0], [0, 1, rng.choice([-1, 2])]]])
        if determinant(rows) and all(any(row) for row in rows):
            break
    sides = [(linear(row, names), integer(sum(a * v for a, v in zip(row, values, strict=True)))) for row in rows]
    equations = [equation(left, right) for left, right in sides]
    joined = r" \\ ".join(e.tex for e in equations)
    formulas = {f"eq{i + 1}": e for i, e in enumerate(equations)}
    formulas["all"] = Written(rf"\begin{{cases}} {joined} \end{{cases}}", ", ".join(e.code for e in equations))
    formulas |= {key: Written(name, name) for key, name in zip("xyz", names, strict=True)}
    listed = ", ".join(f"Eq({left.code}, {right.code})" for left, right in sides)
    head = (
        f"from sympy import symbols, Eq, solve\n{', '.join(names)} = symbols('{' '.join(names)}')\n"
        f"found = solve([{listed}], [{', '.join(names)}])\n"
    )
    return names, values, formulas, head


def determinant(rows: list[list[int]]) -> int:
    (a, b, c), (d, e, f), (g, h, i) = rows
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)


def draw_triple(rng: random.Random) -> Case:
    names, values, formulas, head = triple(rng)
    return Case(
        slots=slots(rng, formulas),
        answer=f"({values[0]}, {values[1]}, {values[2]})",
        turns=(Turn("I solve the three equations.", f"{head}print(({', '.join(f'found[{n}]' for n in names)}))"),),
        closing="The solution is",
    )


def draw_triple_expression(rng: random.Random) -> Case:
    names, values, formulas, head = triple(rng)
    x, y, z = names
    forms = [
        *[(linear([1, 1, 1], names), sum(values))] * 3,
        (Written(f"{x}{y}{z}", f"{x}*{y}*{z}"), values[0] * values[1] * values[2]),
        (Written(f"{x}^2 + {y}^2 + {z}^2", f"{x}**2 + {y}**2 + {z}**2"), sum(v * v for v in values)),
        *[(Written(name, name), v) for name, v in zip(names, values, strict=True)],
    ]
    wanted, answer = rng.choice(forms)
    return Case(
        slots=slots(rng, formulas | {"e": wanted}),
        answer=str(answer),
        turns=(Turn("I solve the three equations.", f"{head}print(({wanted.code}).subs(found))"),),
        closing="The value is",
    )


KINDS = (
    Kind("systems_pair", draw_pair),
    Kind("systems_one", draw_one),
    Kind("systems_expression", draw_expression),
    Kind("systems_triple", draw_triple),
    Kind("systems_triple_expression", draw_triple_expression),
)
