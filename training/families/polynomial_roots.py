"""Roots and factors of polynomials of higher degree, unknown coefficients, and expressions in several variables."""

import random
from fractions import Fraction

from training.families.polynomials import Poly, at, coefficients, definition, multiplied, names, nonzero, variable
from training.notation import Written, equation, integer, monomial, polynomial, slots, total
from training.task import Case, Kind, Turn


def cubic(rng: random.Random) -> tuple[str, list[int], list[int]]:
    """A variable, three distinct integer roots in ascending order, and the coefficients."""
    bound = rng.choice([4, 6, 9])
    found = sorted(rng.sample(range(-bound, bound + 1), 3))
    k = rng.choice([1, 1, 1, 1, 2, -1, 3])
    return variable(rng), found, [k * c for c in multiplied([[1, -r] for r in found])]


def draw_cubic_roots(rng: random.Random) -> Case:
    x, found, poly = cubic(rng)
    f = polynomial(poly, x)
    snippet = (
        "from sympy import symbols, Eq, solve, latex\n"
        f"{x} = symbols('{x}')\n"
        f"print(', '.join(map(latex, solve(Eq({f.code}, 0), {x}))))"
    )
    return Case(
        slots=slots(rng, {"eq": equation(f, integer(0)), "f": f, "x": Written(x, x)}),
        answer=", ".join(map(str, found)),
        turns=(Turn("I solve the equation.", snippet),),
        closing="The solutions are",
    )


def vieta_poly(rng: random.Random) -> Poly:
    """Degree 3, sometimes 4, with a leading coefficient that is often 1 and no constant term zero."""
    while True:
        poly = cubic(rng)[2] if rng.random() < 0.35 else coefficients(rng, rng.choice([3, 3, 3, 3, 4]), 12)
        if poly[-1]:
            return poly


def vieta_case(rng: random.Random, poly: Poly, formula: str, answer: Fraction, text: str, closing: str) -> Case:
    x = variable(rng)
    f = polynomial(poly, x)
    snippet = (
        f"from sympy import symbols, Poly\n{x} = symbols('{x}')\nc = Poly({f.code}, {x}).all_coeffs()\nprint({formula})"
    )
    formulas = {"eq": equation(f, integer(0)), "f": f, "x": Written(x, x)}
    return Case(slots(rng, formulas), str(answer), (Turn(text, snippet),), closing)


def draw_roots_sum(rng: random.Random) -> Case:
    poly = vieta_poly(rng)
    answer = Fraction(-poly[1], poly[0])
    return vieta_case(
        rng, poly, "-c[1]/c[0]", answer, "By Vieta I read the sum off the coefficients.", "The sum of the roots is"
    )


def draw_roots_product(rng: random.Random) -> Case:
    poly = vieta_poly(rng)
    answer = Fraction((-1) ** (len(poly) - 1) * poly[-1], poly[0])
    text = "By Vieta I read the product off the coefficients."
    return vieta_case(rng, poly, "(-1)**(len(c) - 1)*c[-1]/c[0]", answer, text, "The product of the roots is")


def draw_roots_squares(rng: random.Random) -> Case:
    poly = vieta_poly(rng)
    answer = Fraction(poly[1] ** 2 - 2 * poly[0] * poly[2], poly[0] ** 2)
    text = "By Vieta I write the sum of squares with the coefficients."
    return vieta_case(rng, poly, "(c[1]/c[0])**2 - 2*c[2]/c[0]", answer, text, "The sum of the squares is")


def draw_roots_pairs(rng: random.Random) -> Case:
    while True:
        poly = vieta_poly(rng)
        if len(poly) == 4:
            break
    text = "By Vieta I read the sum of the pairwise products off the coefficients."
    return vieta_case(rng, poly, "c[2]/c[0]", Fraction(poly[2], poly[0]), text, "The sum of the products is")


def draw_roots_reciprocals(rng: random.Random) -> Case:
    poly = vieta_poly(rng)
    answer = Fraction(-poly[-2], poly[-1])
    text = "By Vieta I write the sum of the reciprocals with the coefficients."
    return vieta_case(rng, poly, "-c[-2]/c[-1]", answer, text, "The sum of the reciprocals is")


def bracket_tex(poly: Poly, x: str) -> str:
    return x if list(poly) == [1, 0] else rf"\left({polynomial(poly, x).tex}\right)"


def draw_factor(rng: random.Random) -> Case:
    x = variable(rng)
    a, b = rng.randint(1, 12), nonzero(rng, 6)
    k = rng.choice([2, 3, 5])
    shapes: tuple[tuple[int, list[Poly]], ...] = (
        (1, [[1, -a], [1, a]]),
        (1, [[k, -a], [k, a]] if a % k else [[1, -a], [1, a]]),
        (1, [[1, -min(a, 5)], [1, min(a, 5), min(a, 5) ** 2]]),
        (1, [[1, min(a, 5)], [1, -min(a, 5), min(a, 5) ** 2]]),
        (1, [[1, 0], [1, -a], [1, a]]),
        (1, [[1, b], [1, 0, rng.choice([1, 2, 3, 5])]]),
        (k, [[1, -a], [1, a]]),
        (1, [[1, -p] for p in rng.sample(range(-5, 6), 3)]),
        (k, [[1, 0], [1, b], [1, b + 1 if b != -1 else 3]]),
        (1, [[1, -min(a, 3)], [1, min(a, 3)], [1, 0, min(a, 3) ** 2]]),
    )
    scale, parts = rng.choice(shapes)
    f = polynomial([scale * c for c in multiplied(parts)], x)
    answer = f"{scale if scale > 1 else ''} " + " ".join(bracket_tex(part, x) for part in parts)
    snippet = f"from sympy import symbols, factor, latex\n{x} = symbols('{x}')\nprint(latex(factor({f.code})))"
    return Case(
        slots=slots(rng, {"f": f, "x": Written(x, x)}),
        answer=answer.strip(),
        turns=(Turn("I factor the polynomial.", snippet),),
        closing="The factorization is",
    )


def unknown_poly(rng: random.Random, x: str, k: str, value: int) -> tuple[Poly, Written]:
    """A polynomial with `value` at one place, and the same with the letter k there."""
    poly = coefficients(rng, rng.choice([2, 3, 3]), 8)
    place = rng.randint(1, len(poly) - 1)
    poly[place] = value
    degree = len(poly) - 1
    terms = [monomial(c, degree - i, x) for i, c in enumerate(poly)]
    raised = monomial(1, degree - place, x)
    terms[place] = Written(f"{k}{raised.tex}", f"{k}*{raised.code}") if place < degree else Written(k, k)
    return poly, total(terms)


def unknown_case(rng: random.Random, zero: bool) -> Case:
    """Find k from one value of the polynomial; `zero`: from a factor."""
    x = variable(rng)
    f, _ = names(rng, x)
    k, a = rng.choice([*"kkkacmb"]), nonzero(rng, 4)
    while True:
        value = rng.randint(-12, 15)
        poly, body = unknown_poly(rng, x, k, value)
        result = at(poly, Fraction(a))
        if result == 0 or not zero:
            break
    formulas = {"f": body, "def": definition(f, x, body), "k": Written(k, k), "x": Written(x, x), "a": integer(a)}
    formulas |= {"d": polynomial([1, -a], x), "value": integer(int(result)), "eq": equation(body, integer(0))}
    formulas["known"] = equation(Written(f"{f}({a})", f"{f}({a})"), integer(int(result)))
    snippet = (
        f"from sympy import symbols, Eq, solve\n{x}, {k} = symbols('{x} {k}')\n"
        f"print(solve(Eq(({body.code}).subs({x}, {a}), {int(result)}), {k})[0])"
    )
    return Case(
        slots(rng, formulas),
        str(value),
        (Turn(f"I put {a} for {x} and solve for {k}.", snippet),),
        f"The value of {k} is",
    )


def draw_unknown_factor(rng: random.Random) -> Case:
    return unknown_case(rng, True)


def draw_unknown_value(rng: random.Random) -> Case:
    return unknown_case(rng, False)


def draw_several_variables(rng: random.Random) -> Case:
    letters = rng.choice([["x", "y"], ["x", "y"], ["a", "b"], ["m", "n"], ["p", "q"], ["x", "y", "z"], ["a", "b", "c"]])
    values = [rng.choice([rng.randint(-6, 9), rng.randint(1, 9), rng.randint(-12, 20)]) for _ in letters]
    powers: set[tuple[int, ...]] = set()
    while len(powers) < rng.randint(2, 3):
        powers.add(tuple(rng.choice([0, 1, 1, 2, 3]) for _ in letters))
    powers.discard((0,) * len(letters))
    chosen = sorted(powers, reverse=True)
    scales = [rng.choice([1, 1, 2, 3, -1, nonzero(rng, 6)]) for _ in chosen]
    body = total(several(scale, row, letters) for scale, row in zip(scales, chosen, strict=True))
    answer = sum(evaluated(scale, row, values) for scale, row in zip(scales, chosen, strict=True))
    used = [letter for i, letter in enumerate(letters) if any(row[i] for row in chosen)]
    pairs = [(letter, v) for letter, v in zip(letters, values, strict=True) if letter in used]
    given = " and ".join(f"{letter} = {v}" for letter, v in pairs) if len(pairs) < 3 else ""
    if len(pairs) == 3:
        given = "{} = {}, {} = {} and {} = {}".format(*(item for pair in pairs for item in pair))
    listed = ", ".join(f"{letter} = {v}" for letter, v in pairs)
    assigned = "\n".join(f"{letter} = {v}" for letter, v in pairs)
    in_math = given.replace(" and ", "$ and $").replace(", ", "$, $")
    return Case(
        slots=slots(rng, {"f": body, "listed": Written(listed, listed)})
        | {"given": given, "given_tex": f"${in_math}$"},
        answer=str(answer),
        turns=(Turn("I put the values into the expression.", f"{assigned}\nprint({body.code})"),),
        closing="The value is",
    )


def several(scale: int, row: tuple[int, ...], letters: list[str]) -> Written:
    parts = [monomial(1, power, letter) for power, letter in zip(row, letters, strict=True) if power]
    sign, size = "-" if scale < 0 else "", abs(scale)
    digits = "" if size == 1 else str(size)
    return Written(
        sign + digits + "".join(p.tex for p in parts),
        sign + "*".join([digits] * bool(digits) + [p.code for p in parts]),
    )


def evaluated(scale: int, row: tuple[int, ...], values: list[int]) -> int:
    for power, value in zip(row, values, strict=True):
        scale *= value**power
    return scale


KINDS = (
    Kind("polynomials_cubic_roots", draw_cubic_roots),
    Kind("polynomials_roots_sum", draw_roots_sum),
    Kind("polynomials_roots_product", draw_roots_product),
    Kind("polynomials_roots_squares", draw_roots_squares),
    Kind("polynomials_roots_pairs", draw_roots_pairs),
    Kind("polynomials_roots_reciprocals", draw_roots_reciprocals),
    Kind("polynomials_factor", draw_factor),
    Kind("polynomials_unknown_factor", draw_unknown_factor),
    Kind("polynomials_unknown_value", draw_unknown_value),
    Kind("polynomials_several_variables", draw_several_variables),
)
