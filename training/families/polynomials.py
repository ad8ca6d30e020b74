"""Polynomials: values, composition, products, coefficients, division, factors, and the roots of cubics.

Polynomials are lists of coefficients here, highest power first; the snippets use plain Python or sympy.
"""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import zip_longest

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

Poly = Sequence[int]


def nonzero(rng: random.Random, bound: int) -> int:
    return rng.choice([-1, 1]) * rng.randint(1, bound)


def variable(rng: random.Random) -> str:
    return rng.choice("xxxxxxxxtyzn")


def coefficients(rng: random.Random, degree: int, bound: int = 9) -> list[int]:
    """Some of the lower ones may be zero."""
    lead = rng.choice([1, 1, 1, 2, 3, -1, nonzero(rng, bound)])
    return [lead, *(rng.choice([0, *[rng.randint(-bound, bound)] * 4]) for _ in range(degree))]


def at(poly: Poly, x: Fraction) -> Fraction:
    value = Fraction(0)
    for c in poly:
        value = value * x + c
    return value


def times(p: Poly, q: Poly) -> list[int]:
    result = [0] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            result[i + j] += a * b
    return result


def plus(p: Poly, q: Poly) -> list[int]:
    return [a + b for a, b in zip_longest(reversed(p), reversed(q), fillvalue=0)][::-1]


def divide(top: Poly, bottom: Poly) -> tuple[list[int], list[int]]:
    """Quotient and remainder; the divisor's leading coefficient is 1."""
    rest, result = list(top), []
    while len(rest) >= len(bottom):
        result.append(rest[0])
        rest = [a - rest[0] * b for a, b in zip_longest(rest, bottom, fillvalue=0)][1:]
    return result, rest


def stripped(poly: Poly) -> list[int]:
    first = next((i for i, c in enumerate(poly) if c), len(poly))
    return list(poly[first:])


def written_product(factors: Sequence[Poly], x: str) -> Written:
    return product([grouped(polynomial(f, x)) for f in factors])


def definition(name: str, x: str, body: Written) -> Written:
    return equation(Written(f"{name}({x})", f"{name}({x})"), body)


def argument(rng: random.Random) -> Fraction:
    whole = rng.choice([rng.randint(-5, 8), rng.randint(1, 6), rng.randint(-20, 30)])
    return Fraction(whole) if rng.random() < 0.9 else Fraction(nonzero(rng, 5), rng.choice([2, 3, 4]))


def literal(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"Fraction({value.numerator}, {value.denominator})"


def names(rng: random.Random, x: str) -> tuple[str, str]:
    f, g = rng.choice([("f", "g"), ("f", "g"), ("f", "g"), ("g", "h"), ("p", "q"), ("P", "Q"), ("h", "k"), ("g", "f")])
    return ("f", "g") if x in (f, g) else (f, g)


def draw_value(rng: random.Random) -> Case:
    x = variable(rng)
    f, _ = names(rng, x)
    poly = coefficients(rng, rng.choice([1, 2, 2, 2, 3, 3, 4, 5]), rng.choice([6, 12, 30]))
    a, body = argument(rng), polynomial(poly, x)
    value = fraction(a)
    formulas = {"f": body, "def": definition(f, x, body), "x": Written(x, x), "name": Written(f, f), "a": value}
    formulas |= {"fa": Written(f"{f}({value.tex})", f"{f}({value.code})"), "point": equation(Written(x, x), value)}
    return Case(
        slots=slots(rng, formulas),
        answer=str(at(poly, a)),
        turns=(
            Turn(
                f"I evaluate the polynomial at {a}.",
                f"from fractions import Fraction\n{f} = lambda {x}: {body.code}\nprint({f}({literal(a)}))",
            ),
        ),
        closing="The value is",
    )


def draw_rational_value(rng: random.Random) -> Case:
    """A quotient of polynomials at an integer."""
    x = variable(rng)
    f, _ = names(rng, x)
    while True:
        top, bottom, a = (
            coefficients(rng, rng.choice([1, 2, 2, 3])),
            coefficients(rng, rng.choice([1, 1, 2])),
            argument(rng),
        )
        if at(bottom, a) and a.denominator == 1 and any(bottom[1:]) and any(top[1:]):
            break
    body = quotient(polynomial(top, x), polynomial(bottom, x))
    formulas = {"f": body, "def": definition(f, x, body), "x": Written(x, x), "name": Written(f, f), "a": fraction(a)}
    formulas |= {"fa": Written(f"{f}({a})", f"{f}({a})"), "point": equation(Written(x, x), fraction(a))}
    return Case(
        slots=slots(rng, formulas),
        answer=str(at(top, a) / at(bottom, a)),
        turns=(
            Turn(
                f"I evaluate the quotient at {a}.",
                f"from fractions import Fraction\n{f} = lambda {x}: {body.code}\nprint({f}(Fraction({a})))",
            ),
        ),
        closing="The value is",
    )


def draw_combined(rng: random.Random) -> Case:
    """`f(2) + f(3)`, `f(5) - f(1)`, `3f(2)`."""
    x = variable(rng)
    f, _ = names(rng, x)
    poly = coefficients(rng, rng.choice([1, 2, 2, 3]), 9)
    a, b = rng.sample(range(-6, 12), 2)
    p, q = at(poly, Fraction(a)), at(poly, Fraction(b))
    k = rng.randint(2, 5)
    forms = (
        (f"{f}({a}) + {f}({b})", f"{f}({a}) + {f}({b})", p + q),
        (f"{f}({a}) + {f}({b})", f"{f}({a}) + {f}({b})", p + q),
        (f"{f}({a}) - {f}({b})", f"{f}({a}) - {f}({b})", p - q),
        (f"{f}({a}) - {f}({b})", f"{f}({a}) - {f}({b})", p - q),
        (rf"{f}({a}) \cdot {f}({b})", f"{f}({a})*{f}({b})", p * q),
        (f"{k}{f}({a}) - {f}({b})", f"{k}*{f}({a}) - {f}({b})", k * p - q),
        (f"{f}({a}) + {k}{f}({b})", f"{f}({a}) + {k}*{f}({b})", p + k * q),
    )
    tex, code, answer = rng.choice(forms)
    body = polynomial(poly, x)
    formulas = {
        "f": body,
        "def": definition(f, x, body),
        "x": Written(x, x),
        "name": Written(f, f),
        "e": Written(tex, code),
    }
    return Case(
        slots=slots(rng, formulas),
        answer=str(answer),
        turns=(Turn("I evaluate the expression.", f"{f} = lambda {x}: {body.code}\nprint({code})"),),
        closing="The value is",
    )


def draw_composition(rng: random.Random) -> Case:
    x = variable(rng)
    f, g = names(rng, x)
    p, q = coefficients(rng, rng.choice([1, 1, 2, 2, 3]), 7), coefficients(rng, rng.choice([1, 1, 2]), 7)
    a = rng.randint(-5, 8)
    forms = (((f, g), p, q), ((f, g), p, q), ((g, f), q, p), ((f, f), p, p), ((g, g), q, q))
    (outer, inner), first, second = rng.choice(forms)
    nested = f"{outer}({inner}({a}))"
    circled = (
        Written(rf"({outer} \circ {inner})({a})", f"({outer} o {inner})({a})")
        if outer != inner
        else Written(nested, nested)
    )
    formulas = {"fdef": definition(f, x, polynomial(p, x)), "gdef": definition(g, x, polynomial(q, x))}
    formulas |= {"e": Written(nested, nested), "circled": circled}
    snippet = f"{f} = lambda {x}: {polynomial(p, x).code}\n{g} = lambda {x}: {polynomial(q, x).code}\nprint({nested})"
    return Case(
        slots=slots(rng, formulas),
        answer=str(at(first, at(second, Fraction(a)))),
        turns=(Turn("I put one function into the other.", snippet),),
        closing="The value is",
    )


def draw_self_composition(rng: random.Random) -> Case:
    x = variable(rng)
    f, _ = names(rng, x)
    poly, a = coefficients(rng, rng.choice([1, 1, 2]), 7), rng.randint(-4, 8)
    depth = rng.choice([2, 2, 2, 3])
    if depth == 3:
        poly = poly[-2:] if poly[-2] else [2, poly[-1]]
    value, nested = Fraction(a), str(a)
    for _ in range(depth):
        value, nested = at(poly, value), f"{f}({nested})"
    body = polynomial(poly, x)
    formulas = {
        "f": body,
        "def": definition(f, x, body),
        "x": Written(x, x),
        "name": Written(f, f),
        "e": Written(nested, nested),
    }
    return Case(
        slots=slots(rng, formulas),
        answer=str(value),
        turns=(Turn("I put the function into itself.", f"{f} = lambda {x}: {body.code}\nprint({nested})"),),
        closing="The value is",
    )


def draw_symbolic_composition(rng: random.Random) -> Case:
    x = variable(rng)
    f, g = names(rng, x)
    p, q = coefficients(rng, rng.choice([1, 2, 2]), 6), coefficients(rng, rng.choice([1, 1, 2]), 6)
    result: list[int] = []
    for c in p:
        result = plus(times(result, q) if result else [], [c])
    circled = Written(rf"({f} \circ {g})({x})", f"({f} o {g})({x})")
    formulas = {"fdef": definition(f, x, polynomial(p, x)), "gdef": definition(g, x, polynomial(q, x))}
    formulas |= {"e": Written(f"{f}({g}({x}))", f"{f}({g}({x}))"), "circled": circled, "x": Written(x, x)}
    snippet = (
        f"from sympy import symbols, expand, latex\n{x} = symbols('{x}')\n{f} = lambda {x}: {polynomial(p, x).code}\n"
        f"{g} = lambda {x}: {polynomial(q, x).code}\nprint(latex(expand({f}({g}({x})))))"
    )
    return Case(
        slots=slots(rng, formulas),
        answer=polynomial(result, x).tex,
        turns=(Turn("I put one function into the other and expand.", snippet),),
        closing="The composition is",
    )


def factors(rng: random.Random) -> list[Poly]:
    shape = rng.choice(["two", "two", "two", "three", "longer", "longest", "square"])
    short: list[Poly] = [[rng.choice([1, 1, 1, 2, 3]), nonzero(rng, 9)] for _ in range(3)]
    if shape == "two":
        return short[:2]
    if shape == "three":
        return short
    if shape == "square":
        return [short[0], short[0]]
    degrees = (1, 2) if shape == "longer" else (2, 2)
    return [coefficients(rng, d, 6) for d in degrees]


def written_factors(polys: Sequence[Poly], x: str) -> Written:
    """A repeated factor is written as a square."""
    if len(polys) == 2 and polys[0] == polys[1]:
        return power(polys[0], 2, x)
    return written_product(polys, x)


def power(poly: Poly, n: int, x: str) -> Written:
    inner = grouped(polynomial(poly, x))
    exponent = str(n) if n < 10 else f"{{{n}}}"
    return Written(f"{inner.tex}^{exponent}", f"{inner.code}**{n}")


def multiplied(polys: Sequence[Poly]) -> list[int]:
    result = [1]
    for poly in polys:
        result = times(result, poly)
    return result


def sympy_case(
    rng: random.Random, x: str, f: Written, printed: str, imports: str, answer: str, text: str, closing: str
) -> Case:
    snippet = f"from sympy import symbols, {imports}\n{x} = symbols('{x}')\nprint({printed})"
    return Case(slots(rng, {"f": f, "x": Written(x, x)}), answer, (Turn(text, snippet),), closing)


def draw_expand(rng: random.Random) -> Case:
    x = variable(rng)
    polys = factors(rng)
    f = written_factors(polys, x)
    if rng.random() < 0.15:
        n = rng.randint(3, 5)
        polys = [[rng.choice([1, 1, 2]), nonzero(rng, 5)]] * n
        f = power(polys[0], n, x)
    answer = polynomial(multiplied(polys), x).tex
    return sympy_case(
        rng, x, f, f"latex(expand({f.code}))", "expand, latex", answer, "I expand the product.", "The expansion is"
    )


def draw_simplify(rng: random.Random) -> Case:
    """A sum or difference of polynomials, or of multiples of brackets."""
    x = variable(rng)
    if rng.random() < 0.5:
        k, m = rng.randint(2, 9), nonzero(rng, 6)
        p, q = [coefficients(rng, rng.choice([1, 1, 2]), 9) for _ in range(2)]
        f = total(product([integer(c), grouped(polynomial(poly, x))]) for c, poly in ((k, p), (m, q)) if abs(c) > 1)
        m = m if abs(m) > 1 else 0
    else:
        k, m = 1, rng.choice([1, -1])
        p, q = [coefficients(rng, rng.choice([2, 2, 3]), 9) for _ in range(2)]
        sign = "+" if m > 0 else "-"
        first, second = grouped(polynomial(p, x)), grouped(polynomial(q, x))
        f = Written(f"{first.tex} {sign} {second.tex}", f"{first.code} {sign} {second.code}")
    answer = polynomial(plus(times(p, [k]), times(q, [m])), x).tex
    return sympy_case(
        rng, x, f, f"latex(expand({f.code}))", "expand, latex", answer, "I expand the expression.", "The result is"
    )


def draw_coefficient(rng: random.Random) -> Case:
    x = variable(rng)
    if rng.random() < 0.55:
        n = rng.choice([rng.randint(3, 8), rng.randint(3, 8), rng.randint(8, 15)])
        polys: list[Poly] = [[rng.choice([1, 1, 1, 2, 3]), rng.choice([1, nonzero(rng, 3), nonzero(rng, 5)])]] * n
        if rng.random() < 0.4:
            polys = [polys[0][::-1]] * n
        f = total_power(polys[0], n, x)
    else:
        polys = factors(rng)
        f = written_factors(polys, x)
    full = multiplied(polys)
    powers = [k for k in range(1, len(full)) if full[-1 - k]]
    k = rng.choice(powers)
    term = monomial(1, k, x)
    snippet = (
        f"from sympy import symbols, Poly\n{x} = symbols('{x}')\nprint(Poly({f.code}, {x}).coeff_monomial({term.code}))"
    )
    return Case(
        slots=slots(rng, {"f": f, "x": Written(x, x), "term": term}) | {"k": str(k)},
        answer=str(full[-1 - k]),
        turns=(Turn(f"I read the coefficient of {term.code} off the expansion.", snippet),),
        closing="The coefficient is",
    )


def total_power(poly: Poly, n: int, x: str) -> Written:
    """`(1 + 2x)^5` when the constant is written first, which a descending writer cannot do."""
    a, b = poly
    if a > 0 and b > 0 and a != b:
        inner = grouped(total([integer(b), monomial(a, 1, x)]))
        exponent = str(n) if n < 10 else f"{{{n}}}"
        return Written(f"{inner.tex}^{exponent}", f"{inner.code}**{n}")
    return power(poly, n, x)


def draw_constant_term(rng: random.Random) -> Case:
    x = variable(rng)
    if rng.random() < 0.5:
        n, poly = rng.randint(2, 7), [rng.choice([1, 2, 3]), nonzero(rng, 4)]
        f, answer = power(poly, n, x), poly[-1] ** n
    else:
        polys = factors(rng)
        f, answer = written_factors(polys, x), multiplied(polys)[-1]
    text = "The constant term is the value at zero."
    return sympy_case(rng, x, f, f"({f.code}).subs({x}, 0)", "Poly", str(answer), text, "The constant term is")


def draw_leading_coefficient(rng: random.Random) -> Case:
    x = variable(rng)
    polys = [[rng.randint(1, 5), *coefficients(rng, 1)[1:], nonzero(rng, 9)], [rng.randint(2, 5), nonzero(rng, 9)]]
    rng.shuffle(polys)
    f = written_factors(polys, x)
    answer = str(multiplied(polys)[0])
    return sympy_case(
        rng,
        x,
        f,
        f"Poly({f.code}, {x}).LC()",
        "Poly",
        answer,
        "I need the leading coefficient.",
        "The leading coefficient is",
    )


def draw_coefficient_sum(rng: random.Random) -> Case:
    x = variable(rng)
    if rng.random() < 0.6:
        n, poly = rng.randint(2, 10), rng.choice([[rng.choice([1, 2, 3]), nonzero(rng, 4)], coefficients(rng, 2, 4)])
        f, answer = power(poly, n, x), sum(multiplied([poly] * n))
    else:
        polys = factors(rng)
        f, answer = written_factors(polys, x), sum(multiplied(polys))
    text = "The sum of the coefficients is the value at 1."
    return sympy_case(
        rng, x, f, f"({f.code}).subs({x}, 1)", "Poly", str(answer), text, "The sum of the coefficients is"
    )


def draw_degree(rng: random.Random) -> Case:
    x = variable(rng)
    d, e = rng.randint(1, 7), rng.randint(1, 6)
    polys = [sparse(rng, d), sparse(rng, e)]
    f, answer = written_product(polys, x), d + e
    if rng.random() < 0.4:
        n = rng.randint(2, 6)
        f, answer = power(polys[0], n, x), d * n
        if rng.random() < 0.5:
            f, answer = product([f, grouped(polynomial(polys[1], x))]), d * n + e
    text = "I need the degree of the polynomial."
    return sympy_case(rng, x, f, f"degree({f.code}, {x})", "degree", str(answer), text, "The degree is")


def sparse(rng: random.Random, degree: int) -> list[int]:
    middle = [rng.choice([0, 0, nonzero(rng, 6)]) for _ in range(degree - 1)]
    return [rng.choice([1, 1, 2, 3, nonzero(rng, 6)]), *middle, nonzero(rng, 9)]


KINDS = (
    Kind("polynomials_value", draw_value),
    Kind("polynomials_rational_value", draw_rational_value),
    Kind("polynomials_combined", draw_combined),
    Kind("polynomials_composition", draw_composition),
    Kind("polynomials_self_composition", draw_self_composition),
    Kind("polynomials_symbolic_composition", draw_symbolic_composition),
    Kind("polynomials_expand", draw_expand),
    Kind("polynomials_simplify", draw_simplify),
    Kind("polynomials_coefficient", draw_coefficient),
    Kind("polynomials_constant_term", draw_constant_term),
    Kind("polynomials_leading_coefficient", draw_leading_coefficient),
    Kind("polynomials_coefficient_sum", draw_coefficient_sum),
    Kind("polynomials_degree", draw_degree),
)
