"""Recursive sequences, sigma sums, sums of powers, telescoping sums, and sequences told as stories."""

import random
from fractions import Fraction

from training.families.sequences import bracketed, ordinal, spoken
from training.notation import (
    Written,
    equation,
    grouped,
    integer,
    monomial,
    number,
    polynomial,
    product,
    quotient,
    slots,
    total,
)
from training.task import Case, Kind, Turn


def nonzero(rng: random.Random, bound: int) -> int:
    return rng.choice([-1, 1]) * rng.randint(1, bound)


def indexed(a: str, index: str) -> Written:
    return Written(
        f"{a}_{index}" if len(index) == 1 else f"{a}_{{{index}}}",
        f"{a}_{index}" if len(index) < 3 else f"{a}_({index})",
    )


def scaled(c: int, term: Written) -> Written:
    sign, size = "-" if c < 0 else "", abs(c)
    if size == 1:
        return Written(f"{sign}{term.tex}", f"{sign}{term.code}")
    return Written(f"{sign}{size}{term.tex}", f"{sign}{size}*{term.code}")


def draw_recursive(rng: random.Random) -> Case:
    """`a_{n+1} = p a_n + q`, counted from 0 or 1."""
    a, start = rng.choice("aaaaxuts"), rng.choice([1, 1, 1, 0])
    p, q = rng.choice([1, 2, 2, 2, 3, 3, -1, -2, 4, 5]), nonzero(rng, 9)
    q = rng.choice([q, q, q, 0]) if abs(p) > 1 else q
    first, k = rng.choice([0, 1, 1, 2, 3, 5, rng.randint(-4, 12)]), start + rng.randint(3, 9 if abs(p) > 1 else 20)
    terms = [first]
    while len(terms) <= k - start:
        terms.append(p * terms[-1] + q)
    new, old = rng.choice([("n+1", "n"), ("n+1", "n"), ("n", "n-1")])
    rule = equation(indexed(a, new), total([scaled(p, indexed(a, old)), integer(q)]))
    formulas = {"rule": rule, "start": equation(indexed(a, str(start)), integer(first)), "wanted": indexed(a, str(k))}
    step = total([monomial(p, 1, a), integer(q)]).code
    return Case(
        slots=slots(rng, formulas) | {"k": str(k), "kth": spoken(rng, k), "first": str(first)},
        answer=str(terms[-1]),
        turns=(
            Turn(
                "I apply the recursion step by step.",
                f"{a} = {first}\nfor _ in range({start}, {k}):\n    {a} = {step}\nprint({a})",
            ),
        ),
        closing="The term is",
    )


def draw_recursive_two(rng: random.Random) -> Case:
    a, start = rng.choice("aaaaxut"), rng.choice([1, 1, 0])
    p, q = rng.choice(
        [(1, 1), (1, 2), (2, 1), (3, -2), (2, -1), (1, -1), (5, -6), (rng.randint(1, 4), nonzero(rng, 3))]
    )
    first, second = rng.randint(0, 6), rng.randint(0, 9)
    k = start + rng.randint(3, 12 if p < 3 else 8)
    terms = [first, second]
    while len(terms) <= k - start:
        terms.append(p * terms[-1] + q * terms[-2])
    new, mid, old = rng.choice([("n+2", "n+1", "n"), ("n", "n-1", "n-2"), ("n+1", "n", "n-1")])
    rule = equation(indexed(a, new), total([scaled(p, indexed(a, mid)), scaled(q, indexed(a, old))]))
    formulas = {"rule": rule, "wanted": indexed(a, str(k))}
    formulas |= {
        "start": equation(indexed(a, str(start)), integer(first)),
        "next": equation(indexed(a, str(start + 1)), integer(second)),
    }
    step = total([monomial(p, 1, "y"), monomial(q, 1, "x")]).code
    snippet = f"x, y = {first}, {second}\nfor _ in range({start}, {k}):\n    x, y = y, {step}\nprint(x)"
    return Case(
        slots=slots(rng, formulas) | {"k": str(k), "kth": spoken(rng, k)},
        answer=str(terms[k - start]),
        turns=(Turn("I apply the recursion step by step.", snippet),),
        closing="The term is",
    )


def formula(rng: random.Random, n: str) -> tuple[list[int], Written]:
    poly = [
        rng.choice([1, 2, 3, nonzero(rng, 9)]),
        *(rng.choice([0, nonzero(rng, 9)]) for _ in range(rng.choice([1, 1, 2, 2, 3]))),
    ]
    return poly, polynomial(poly, n)


def value(poly: list[int], n: int) -> int:
    result = 0
    for c in poly:
        result = result * n + c
    return result


def draw_formula_term(rng: random.Random) -> Case:
    a, k = rng.choice("aaautsb"), rng.choice([rng.randint(3, 12), rng.randint(5, 100)])
    poly, body = formula(rng, "n")
    formulas = {"def": equation(indexed(a, "n"), body), "f": body, "wanted": indexed(a, str(k))}
    return Case(
        slots=slots(rng, formulas) | {"k": str(k), "kth": spoken(rng, k)},
        answer=str(value(poly, k)),
        turns=(Turn("I put the index into the formula.", f"n = {k}\nprint({body.code})"),),
        closing="The term is",
    )


def draw_formula_sum(rng: random.Random) -> Case:
    a, k = rng.choice("aaautsb"), rng.choice([rng.randint(3, 12), rng.randint(5, 100)])
    poly, body = formula(rng, "n")
    formulas = {"def": equation(indexed(a, "n"), body), "f": body}
    return Case(
        slots=slots(rng, formulas) | {"k": str(k)},
        answer=str(sum(value(poly, n) for n in range(1, k + 1))),
        turns=(Turn("I add up the terms.", f"print(sum({body.code} for n in range(1, {k} + 1)))"),),
        closing="The sum is",
    )


def sigma_body(rng: random.Random, k: str) -> tuple[list[int], Written]:
    poly, body = formula(rng, k)
    if rng.random() < 0.3:
        poly = rng.choice([[1, 0], [1, 0, 0], [1, 0, 0, 0], [1, 1, 0], [2, -1], [2, 1]])
        body = polynomial(poly, k)
        if poly == [1, 1, 0] and rng.random() < 0.7:
            body = product([Written(k, k), grouped(polynomial([1, 1], k))])
    return poly, body


def draw_sigma(rng: random.Random) -> Case:
    k = rng.choice("kkkkninij")
    poly, body = sigma_body(rng, k)
    low = rng.choice([1, 1, 1, 1, 0, 2, 3, 5])
    high = low + rng.choice(
        [rng.randint(2, 9), rng.randint(5, 40), rng.choice([10, 20, 50, 100]), rng.randint(50, 200)]
    )
    inner = body.tex if len(body.code.split()) == 1 or "(" in body.code else f"({body.tex})"
    tex = rf"\sum_{{{k}={low}}}^{{{high}}} {inner}"
    return Case(
        slots=slots(rng, {"f": body, "k": Written(k, k)}) | {"sum_tex": tex, "low": str(low), "high": str(high)},
        answer=str(sum(value(poly, n) for n in range(low, high + 1))),
        turns=(Turn("I add up the terms.", f"print(sum({body.code} for {k} in range({low}, {high} + 1)))"),),
        closing="The sum is",
    )


def draw_sigma_power(rng: random.Random) -> Case:
    """`sum of 3 * 2^k`."""
    k, base = rng.choice("kkkni"), rng.choice([2, 2, 2, 3, 3, 4, 5])
    scale, low = rng.choice([1, 1, 1, 2, 3, 5]), rng.choice([0, 0, 1, 1, 2])
    high = low + rng.randint(3, 12)
    body = Written(f"{base}^{k}", f"{base}**{k}")
    if scale > 1:
        body = Written(rf"{scale} \cdot {body.tex}", f"{scale}*{body.code}")
    tex = rf"\sum_{{{k}={low}}}^{{{high}}} {body.tex}"
    return Case(
        slots=slots(rng, {"f": body, "k": Written(k, k)}) | {"sum_tex": tex, "low": str(low), "high": str(high)},
        answer=str(scale * (base ** (high + 1) - base**low) // (base - 1)),
        turns=(Turn("I add up the terms.", f"print(sum({body.code} for {k} in range({low}, {high} + 1)))"),),
        closing="The sum is",
    )


def draw_telescoping(rng: random.Random) -> Case:
    k = rng.choice("kkkn")
    x = Written(k, k)
    high = rng.choice([rng.randint(3, 12), rng.choice([9, 10, 19, 20, 49, 50, 99, 100]), rng.randint(10, 200)])
    shift = rng.choice([1, 1, 1, 1, 2, 2, 3])
    bottom = product([x, grouped(polynomial([1, shift], k))])
    low, start = 1, rng.choice([1, 1, 1, 2])
    if rng.random() < 0.2:
        bottom, shift = product([grouped(polynomial([2, -1], k)), grouped(polynomial([2, 1], k))]), 0
    top = rng.choice([1, 1, 1, 1, 2, 3])
    low = start if shift else 1
    denominators = [(n * (n + shift)) if shift else (2 * n - 1) * (2 * n + 1) for n in range(low, max(high, low) + 1)]
    high = max(high, low)
    body = quotient(integer(top), bottom)
    tex = rf"\sum_{{{k}={low}}}^{{{high}}} {body.tex}"
    fraction_code = f"Fraction({top}, {bottom.code})"
    return Case(
        slots=slots(rng, {"f": body, "k": x}) | {"sum_tex": tex, "low": str(low), "high": str(high)},
        answer=str(sum(Fraction(top, d) for d in denominators)),
        turns=(
            Turn(
                "I add the fractions exactly.",
                f"from fractions import Fraction\nprint(sum({fraction_code} for {k} in range({low}, {high} + 1)))",
            ),
        ),
        closing="The sum is",
    )


def draw_telescoping_series(rng: random.Random) -> Case:
    """`1/(1*2) + 1/(2*3) + ... + 1/(99*100)`."""
    n = rng.choice([rng.randint(4, 12), rng.choice([9, 19, 49, 99, 100, 2023]), rng.randint(10, 300)])
    times_tex = rng.choice([r" \cdot ", r" \times "])
    shown = [1, 2] if rng.random() < 0.4 else [1, 2, 3]
    parts = [Written(rf"\frac{{1}}{{{i}{times_tex}{i + 1}}}", f"1/({i}*{i + 1})") for i in shown]
    last = Written(rf"\frac{{1}}{{{n}{times_tex}{n + 1}}}", f"1/({n}*{n + 1})")
    series = total([*parts, rng.choice([Written(r"\ldots", "..."), Written(r"\cdots", "...")]), last])
    return Case(
        slots=slots(rng, {"series": series}),
        answer=f"{n}/{n + 1}",
        turns=(
            Turn(
                "I add the fractions exactly.",
                f"from fractions import Fraction\nprint(sum(Fraction(1, k*(k + 1)) for k in range(1, {n} + 1)))",
            ),
        ),
        closing="The sum is",
    )


def how_many(rng: random.Random) -> int:
    return rng.choice(
        [rng.randint(3, 15), rng.choice([10, 20, 25, 30, 40, 50, 60, 75, 100, 200, 500, 1000]), rng.randint(10, 150)]
    )


def power_series(term: str, n: int) -> dict[str, Written]:
    """`1^2 + 2^2 + ... + n^2`, for instance."""
    shown = [term.format(k=k) for k in (1, 2, 3)] + ["...", term.format(k=n)]
    tex = [part.replace("**", "^").replace("...", r"\cdots") for part in shown]
    return {"series": Written(" + ".join(tex), " + ".join(shown))}


def first_numbers_case(rng: random.Random, body: str, answer: int, n: int, formulas: dict[str, Written]) -> Case:
    return Case(
        slots=slots(rng, formulas) | {"n": number(rng, n), "digits": str(n)},
        answer=str(answer),
        turns=(Turn("I add up the terms.", f"print(sum({body} for k in range(1, {n} + 1)))"),),
        closing="The sum is",
    )


def draw_naturals(rng: random.Random) -> Case:
    n = how_many(rng)
    return first_numbers_case(rng, "k", n * (n + 1) // 2, n, power_series("{k}", n))


def draw_squares(rng: random.Random) -> Case:
    n = how_many(rng)
    return first_numbers_case(rng, "k**2", n * (n + 1) * (2 * n + 1) // 6, n, power_series("{k}**2", n))


def draw_cubes(rng: random.Random) -> Case:
    n = how_many(rng)
    return first_numbers_case(rng, "k**3", (n * (n + 1) // 2) ** 2, n, power_series("{k}**3", n))


def draw_odds(rng: random.Random) -> Case:
    n = how_many(rng)
    return first_numbers_case(rng, "2*k - 1", n * n, n, {})


def draw_evens(rng: random.Random) -> Case:
    n = how_many(rng)
    return first_numbers_case(rng, "2*k", n * (n + 1), n, {})


def draw_triangular(rng: random.Random) -> Case:
    n = how_many(rng)
    return Case(
        slots={"n": str(n), "nth": spoken(rng, n)},
        answer=str(sum(range(n + 1))),
        turns=(Turn("The nth triangular number is n(n + 1)/2.", f"print({n}*({n} + 1)//2)"),),
        closing="The triangular number is",
    )


def draw_triangular_sum(rng: random.Random) -> Case:
    n = how_many(rng)
    return first_numbers_case(rng, "k*(k + 1)//2", n * (n + 1) * (n + 2) // 6, n, {})


def draw_alternating(rng: random.Random) -> Case:
    n = how_many(rng) + 3
    power = rng.choice([1, 1, 2])
    raised = "" if power == 1 else "^2"
    shown = [f"{k}{raised}" for k in (1, 2, 3, 4)]
    sign = "+" if n % 2 else "-"
    tex = f"{shown[0]} - {shown[1]} + {shown[2]} - {shown[3]} + {{}} {sign} {n}{raised}"
    body = "(-1)**(k + 1)*k" + ("" if power == 1 else "**2")
    half = n * (n + 1) // 2 * (1 if n % 2 else -1) if power == 2 else (n + 1) // 2 * (1 if n % 2 else -1)
    half = half if n % 2 or power == 2 else -n // 2
    series = Written(tex.format(r"\cdots"), tex.format("...").replace("^", "**"))
    return first_numbers_case(rng, body, half, n, {"series": series})


def draw_theatre_total(rng: random.Random) -> Case:
    return theatre(rng, True)


def draw_theatre_last(rng: random.Random) -> Case:
    return theatre(rng, False)


def theatre(rng: random.Random, everything: bool) -> Case:
    """Rows that grow by a fixed number."""
    a, d, n = rng.randint(5, 40), rng.randint(2, 8), rng.randint(5, 40)
    seats = [a + d * i for i in range(n)]
    snippet = f"print(sum({a} + k*{d} for k in range({n})))" if everything else f"print({a} + ({n} - 1)*{d})"
    text = "I add up the terms." if everything else "I add the difference n - 1 times."
    return Case(
        slots={"a": str(a), "d": str(d), "n": str(n), "nth": ordinal(n)},
        answer=str(sum(seats) if everything else seats[-1]),
        turns=(Turn(text, snippet),),
        closing="The total is" if everything else "The number is",
    )


def draw_doubling(rng: random.Random) -> Case:
    """A population that is multiplied in every period."""
    a, periods = rng.choice([1, 2, 5, 10, 50, 100, 200, 500, rng.randint(3, 60)]), rng.randint(2, 12)
    r, verb = rng.choice([(2, "doubles"), (2, "doubles"), (3, "triples"), (4, "quadruples")])
    unit, step = rng.choice(
        [("hour", 1), ("day", 1), ("minutes", 20), ("minutes", 30), ("hours", 3), ("years", 5), ("hours", 2)]
    )
    every = f"every {unit}" if step == 1 else f"every {step} {unit}"
    units = unit if step > 1 else f"{unit}s"
    snippet = f"print({a} * {r}**({periods * step} // {step}))"
    return Case(
        slots={"a": number(rng, a), "every": every, "verb": verb, "after": f"{periods * step} {units}"},
        answer=str(a * r**periods),
        turns=(Turn("I count the periods and multiply.", snippet),),
        closing="The number is",
    )


def draw_savings(rng: random.Random) -> Case:
    a, d, n = rng.randint(1, 50), rng.randint(1, 20), rng.randint(4, 30)
    unit = rng.choice(["week", "month", "day"])
    return Case(
        slots={
            "a": str(a),
            "d": str(d),
            "n": str(n),
            "unit": unit,
            "name": rng.choice(["Tom", "Anna", "Maria", "Ben", "Priya", "Omar"]),
        },
        answer=str(n * a + d * n * (n - 1) // 2),
        turns=(Turn("I add up the terms.", f"print(sum({a} + k*{d} for k in range({n})))"),),
        closing="The total is",
    )


def draw_doubling_total(rng: random.Random) -> Case:
    """A gift that doubles or triples every day, added up."""
    a, n = rng.choice([1, 1, 1, 2, 3, 5, 10]), rng.choice([rng.randint(5, 15), rng.choice([10, 20, 30, 64])])
    r, verb, times = rng.choice([(2, "doubles", "twice"), (2, "doubles", "twice"), (3, "triples", "three times")])
    counted = {
        f"{noun}s": f"{a} {noun}{'s' if a > 1 else ''}" for noun in ("coin", "cent", "grain", "dollar", "tree", "dot")
    }
    return Case(
        slots=counted
        | {"people": "1 person" if a == 1 else f"{a} people"}
        | {
            "a": str(a),
            "n": str(n),
            "verb": verb,
            "times": times,
            "name": rng.choice(["Tom", "Anna", "Maria", "Ben", "Priya", "Omar"]),
        },
        answer=str(a * (r**n - 1) // (r - 1)),
        turns=(Turn("I add up the terms.", f"print(sum({a} * {bracketed(r)}**k for k in range({n})))"),),
        closing="The total is",
    )


KINDS = (
    Kind("sequences_recursive", draw_recursive),
    Kind("sequences_recursive_two", draw_recursive_two),
    Kind("sequences_formula_term", draw_formula_term),
    Kind("sequences_formula_sum", draw_formula_sum),
    Kind("sequences_sigma", draw_sigma),
    Kind("sequences_sigma_power", draw_sigma_power),
    Kind("sequences_telescoping", draw_telescoping),
    Kind("sequences_telescoping_series", draw_telescoping_series),
    Kind("sequences_naturals", draw_naturals),
    Kind("sequences_squares", draw_squares),
    Kind("sequences_cubes", draw_cubes),
    Kind("sequences_odds", draw_odds),
    Kind("sequences_evens", draw_evens),
    Kind("sequences_triangular", draw_triangular),
    Kind("sequences_triangular_sum", draw_triangular_sum),
    Kind("sequences_alternating", draw_alternating),
    Kind("sequences_theatre_total", draw_theatre_total),
    Kind("sequences_theatre_last", draw_theatre_last),
    Kind("sequences_doubling", draw_doubling),
    Kind("sequences_savings", draw_savings),
    Kind("sequences_doubling_total", draw_doubling_total),
)
