"""Arithmetic and geometric sequences, given by first term and step, by a list, or by two of their terms.

Answers come from the list of terms itself, snippets from the formulas, or the other way round.
"""

import random
from fractions import Fraction
from itertools import accumulate

from training.notation import Written, fraction, integer, number, slots, total
from training.task import Case, Kind, Turn

ORDINALS = {
    2: "second",
    3: "third",
    4: "fourth",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}
DOTS = Written(r"\ldots", "...")


def ordinal(n: int) -> str:
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def spoken(rng: random.Random, n: int) -> str:
    """`10th`, `tenth` or, in a formula, `$10^{th}$`."""
    return rng.choice(
        [
            *[ordinal(n)] * 6,
            *[ORDINALS.get(n, ordinal(n))] * 2,
            f"${n}$th",
            f"${n}^{{th}}$" if ordinal(n).endswith("th") else ordinal(n),
        ]
    )


def many(rng: random.Random) -> int:
    return rng.choice(
        [rng.randint(5, 12), rng.randint(8, 30), rng.choice([10, 15, 20, 25, 30, 40, 50, 100]), rng.randint(20, 200)]
    )


def arithmetic(rng: random.Random) -> tuple[int, int]:
    first = rng.choice([rng.randint(1, 12), rng.randint(-20, 30), rng.randint(10, 200)])
    return first, rng.choice([1, 1, 1, -1]) * rng.choice([rng.randint(1, 9), rng.randint(2, 9), rng.randint(5, 25)])


def listing(rng: random.Random, terms: list[int], count: int) -> dict[str, str]:
    """The first terms, with dots after them."""
    shown = terms[:count]
    tex = ", ".join(map(str, shown)) + r", \ldots"
    plain = ", ".join(map(str, shown)) + ", ..."
    filled = slots(rng, {"list": Written(tex.replace(r"\ldots", rng.choice([r"\ldots", r"\dots"])), plain)})
    return filled | {"list_bare": ", ".join(map(str, shown))}


def series(rng: random.Random, terms: list[int], count: int) -> dict[str, str]:
    """The first terms, dots and the last term, with plus signs."""
    shown = [integer(t) for t in terms[:count]]
    return slots(rng, {"series": total([*shown, rng.choice([DOTS, Written(r"\cdots", "...")]), integer(terms[-1])])})


def draw_arithmetic_nth(rng: random.Random) -> Case:
    (a, d), n = arithmetic(rng), many(rng)
    return Case(
        slots={"a": str(a), "d": str(d), "n": str(n), "nth": spoken(rng, n)},
        answer=str(list(accumulate([a] + [d] * (n - 1)))[-1]),
        turns=(Turn("I add the difference n - 1 times.", f"print({a} + ({n} - 1)*{bracketed(d)})"),),
        closing="The term is",
    )


def bracketed(value: int | Fraction) -> str:
    """Python for a factor, in parentheses where a sign or a fraction needs them."""
    text = str(value)
    if isinstance(value, Fraction) and value.denominator > 1:
        return f"Fraction({value.numerator}, {value.denominator})"
    return f"({text})" if text.startswith("-") else text


def draw_arithmetic_list_nth(rng: random.Random) -> Case:
    (a, d), n = arithmetic(rng), many(rng)
    terms = [a + d * i for i in range(n)]
    snippet = f"a, b = {a}, {a + d}\nprint(a + ({n} - 1)*(b - a))"
    return Case(
        slots=listing(rng, terms, rng.choice([3, 4, 4, 5])) | {"n": str(n), "nth": spoken(rng, n)},
        answer=str(terms[-1]),
        turns=(Turn("I add the difference n - 1 times.", snippet),),
        closing="The term is",
    )


def draw_arithmetic_sum(rng: random.Random) -> Case:
    (a, d), n = arithmetic(rng), many(rng)
    return Case(
        slots={"a": str(a), "d": str(d), "n": str(n)},
        answer=str(n * (2 * a + (n - 1) * d) // 2),
        turns=(Turn("I add up the terms.", f"print(sum({a} + k*{bracketed(d)} for k in range({n})))"),),
        closing="The sum is",
    )


def draw_arithmetic_list_sum(rng: random.Random) -> Case:
    (a, d), n = arithmetic(rng), many(rng)
    terms = [a + d * i for i in range(max(n, 5))]
    snippet = f"a, b = {a}, {a + d}\nprint(sum(a + k*(b - a) for k in range({n})))"
    return Case(
        slots=listing(rng, terms, rng.choice([3, 4, 4, 5])) | {"n": str(n)},
        answer=str(n * (2 * a + (n - 1) * d) // 2),
        turns=(Turn("I add up the terms.", snippet),),
        closing="The sum is",
    )


def rising(rng: random.Random) -> tuple[list[int], dict[str, str]]:
    a, d = rng.randint(-10, 30), rng.choice([1, 2, 2, 3, 3, 4, 5, rng.randint(2, 15)])
    terms = [a + d * i for i in range(rng.choice([rng.randint(6, 20), rng.randint(10, 60), rng.randint(30, 300)]))]
    count = rng.choice([2, 3, 3, 4])
    shown = ", ".join(map(str, terms[:count]))
    filled = slots(rng, {"list": Written(rf"{shown}, \ldots, {terms[-1]}", f"{shown}, ..., {terms[-1]}")})
    return terms, filled | series(rng, terms, count) | {"a": str(a), "d": str(d), "last": str(terms[-1])}


def draw_series_sum(rng: random.Random) -> Case:
    terms, filled = rising(rng)
    snippet = f"print(sum(range({terms[0]}, {terms[-1]} + 1, {terms[1]} - {bracketed(terms[0])})))"
    return Case(
        slots=filled,
        answer=str(len(terms) * (terms[0] + terms[-1]) // 2),
        turns=(Turn("I add up the terms of the series.", snippet),),
        closing="The sum is",
    )


def draw_count_terms(rng: random.Random) -> Case:
    terms, filled = rising(rng)
    snippet = f"print(len(range({terms[0]}, {terms[-1]} + 1, {terms[1]} - {bracketed(terms[0])})))"
    return Case(
        slots=filled,
        answer=str(len(terms)),
        turns=(Turn("I count the terms.", snippet),),
        closing="The number of terms is",
    )


def two_terms_case(rng: random.Random, wanted: str) -> Case:
    a, d = arithmetic(rng)
    m, n = sorted(rng.sample(range(2, rng.choice([12, 30])), 2))
    k = rng.choice([value for value in (*range(n + 1, n + 20), 50, 100) if value != n])
    p, q = a + (m - 1) * d, a + (n - 1) * d
    answer = {"d": d, "p - (M - 1)*d": a, "p + (K - M)*d": a + (k - 1) * d}[wanted]
    code = wanted.replace("M", str(m)).replace("K", str(k)).replace("p", bracketed(p) if p < 0 else str(p))
    snippet = f"from fractions import Fraction\nd = Fraction({q} - {bracketed(p)}, {n} - {m})\nprint({code})"
    return Case(
        slots={"m": ordinal(m), "n": ordinal(n), "k": spoken(rng, k), "p": str(p), "q": str(q)}
        | {"mi": str(m), "ni": str(n), "ki": str(k)},
        answer=str(answer),
        turns=(Turn("The common difference follows from the two terms.", snippet),),
        closing={"d": "The common difference is"}.get(wanted, "The term is"),
    )


def draw_two_terms_nth(rng: random.Random) -> Case:
    return two_terms_case(rng, "p + (K - M)*d")


def draw_two_terms_first(rng: random.Random) -> Case:
    return two_terms_case(rng, "p - (M - 1)*d")


def draw_two_terms_difference(rng: random.Random) -> Case:
    return two_terms_case(rng, "d")


def geometric(rng: random.Random) -> tuple[int, Fraction, int]:
    """First term, ratio and a number of terms, at sizes people would print."""
    if rng.random() < 0.25:
        r = Fraction(1, rng.choice([2, 2, 3, 4, 5]))
        return rng.choice([1, 8, 16, 27, 64, 81, 100, 128, 256, rng.randint(1, 500)]), r, rng.randint(3, 9)
    r = Fraction(rng.choice([2, 2, 2, 3, 3, 4, 5, -2, -3, 10, rng.randint(2, 7)]))
    return (
        rng.choice([1, 2, 3, 5, rng.randint(1, 20), -rng.randint(1, 6)]),
        r,
        rng.randint(4, 20 if abs(r) == 2 else 10),
    )


def ratio_slots(rng: random.Random, r: Fraction) -> dict[str, str]:
    return slots(rng, {"r": fraction(r)})


def draw_geometric_nth(rng: random.Random) -> Case:
    a, r, n = geometric(rng)
    snippet = f"from fractions import Fraction\nprint({a} * {bracketed(r)}**({n} - 1))"
    return Case(
        slots=ratio_slots(rng, r) | {"a": str(a), "n": str(n), "nth": spoken(rng, n)},
        answer=str(Fraction(a * r.numerator ** (n - 1), r.denominator ** (n - 1))),
        turns=(Turn("I multiply by the ratio n - 1 times.", snippet),),
        closing="The term is",
    )


def whole_geometric(rng: random.Random) -> tuple[int, Fraction, int]:
    """At least the first five terms are integers."""
    while True:
        a, r, n = geometric(rng)
        if r.denominator == 1 or a % r.denominator**4 == 0:
            return a, r, n


def draw_geometric_list_nth(rng: random.Random) -> Case:
    a, r, n = whole_geometric(rng)
    terms = [int(a * r**i) for i in range(5)]
    snippet = f"from fractions import Fraction\na, b = {a}, {terms[1]}\nprint(a * Fraction(b, a)**({n} - 1))"
    return Case(
        slots=listing(rng, terms, rng.choice([3, 4, 4, 5])) | {"n": str(n), "nth": spoken(rng, n)},
        answer=str(Fraction(a * r.numerator ** (n - 1), r.denominator ** (n - 1))),
        turns=(Turn("I multiply by the ratio n - 1 times.", snippet),),
        closing="The term is",
    )


def draw_geometric_sum(rng: random.Random) -> Case:
    a, r, n = geometric(rng)
    snippet = f"from fractions import Fraction\nprint(sum({a} * {bracketed(r)}**k for k in range({n})))"
    return Case(
        slots=ratio_slots(rng, r) | {"a": str(a), "n": str(n)},
        answer=str(a * (1 - r**n) / (1 - r)),
        turns=(Turn("I add up the terms.", snippet),),
        closing="The sum is",
    )


def draw_geometric_list_sum(rng: random.Random) -> Case:
    a, r, n = whole_geometric(rng)
    terms = [int(a * r**i) for i in range(5)]
    snippet = (
        f"from fractions import Fraction\na, b = {a}, {terms[1]}\nprint(sum(a * Fraction(b, a)**k for k in range({n})))"
    )
    return Case(
        slots=listing(rng, terms, rng.choice([3, 4, 4, 5])) | {"n": str(n)},
        answer=str(a * (1 - r**n) / (1 - r)),
        turns=(Turn("I add up the terms.", snippet),),
        closing="The sum is",
    )


def draw_geometric_series_sum(rng: random.Random) -> Case:
    """`2 + 6 + 18 + ... + 1458`."""
    a, r = rng.choice([1, 1, 2, 3, rng.randint(1, 9)]), rng.choice([2, 2, 3, 3, 4, 5, 10])
    terms = [a * r**i for i in range(rng.randint(5, 14 if r < 4 else 7))]
    snippet = f"a, b = {terms[0]}, {terms[1]}\nr = b // a\nprint(({terms[-1]}*r - a) // (r - 1))"
    return Case(
        slots=series(rng, terms, rng.choice([2, 3, 3, 4])),
        answer=str(sum(terms)),
        turns=(Turn("It is a geometric series.", snippet),),
        closing="The sum is",
    )


def converging(rng: random.Random) -> tuple[Fraction, Fraction]:
    r = Fraction(rng.choice([1, 1, 1, 2, 3, -1]), rng.choice([2, 2, 3, 3, 4, 5, 6, 10, rng.randint(2, 9)]))
    a = Fraction(rng.choice([1, 1, 2, 3, 4, 6, 8, 9, 12, 16, 27, rng.randint(1, 100)]))
    return (a, r) if abs(r) < 1 else converging(rng)


def draw_infinite_sum(rng: random.Random) -> Case:
    a, r = converging(rng)
    snippet = f"from fractions import Fraction\nprint({a} / (1 - {bracketed(r)}))"
    return Case(
        slots=ratio_slots(rng, r) | {"a": str(a)},
        answer=str(Fraction(a * r.denominator, r.denominator - r.numerator)),
        turns=(Turn("The infinite sum is a / (1 - r).", snippet),),
        closing="The sum is",
    )


def exact(value: Fraction) -> str:
    return f"Fraction({value})" if value.denominator == 1 else f"Fraction({value.numerator}, {value.denominator})"


def draw_infinite_series(rng: random.Random) -> Case:
    """`1 + 1/2 + 1/4 + ...`."""
    a, r = converging(rng)
    if rng.random() < 0.3:
        a /= rng.choice([2, 3, 4, 5])
    dots = rng.choice([DOTS, Written(r"\cdots", "...")])
    shown = total([*(fraction(a * r**i) for i in range(rng.choice([3, 3, 4]))), dots])
    snippet = f"from fractions import Fraction\na, b = {exact(a)}, {exact(a * r)}\nprint(a / (1 - b/a))"
    return Case(
        slots=slots(rng, {"series": shown}),
        answer=str(a * r.denominator / (r.denominator - r.numerator)),
        turns=(Turn("It is a geometric series with ratio b/a.", snippet),),
        closing="The sum is",
    )


def draw_infinite_sigma(rng: random.Random) -> Case:
    """`sum of 3 (1/2)^k` from a first index to infinity."""
    a, r = converging(rng)
    start, k = rng.choice([0, 0, 1, 1, 2]), rng.choice([*"nnkki"])
    size = "" if a == 1 else str(a)
    tex = rf"\sum_{{{k}={start}}}^{{\infty}} {size}\left({fraction(r).tex}\right)^{k}"
    body = f"{size + '*' if size else ''}({r})^{k}"
    snippet = f"from fractions import Fraction\nr = {exact(r)}\nprint({a}*r**{start} / (1 - r))"
    plain = f"sum of {body} from {k} = {start} to infinity"
    return Case(
        slots={"sum_tex": tex, "sum": plain, "body": body, "k": k, "start": str(start)},
        answer=str(a * r**start * r.denominator / (r.denominator - r.numerator)),
        turns=(Turn("It is a geometric series with first term a*r^k.", snippet),),
        closing="The sum is",
    )


def draw_next_term(rng: random.Random) -> Case:
    count = rng.choice([4, 4, 5, 5, 6])
    (a, d), e = arithmetic(rng), rng.choice([1, 1, 2, 2, 3, 4])
    g, r = rng.choice([1, 2, 3, 4, 5, 7]), rng.choice([2, 2, 3, 3, 4, 5, -2])
    start = rng.choice([0, 1, 1, 1, 2])
    shapes = (
        [a + d * i for i in range(count + 1)],
        [a + d * i for i in range(count + 1)],
        [g * r**i for i in range(count + 1)],
        [g * r**i for i in range(count + 1)],
        [g * r ** (count - i) for i in range(count + 1)] if r > 0 else [g * r**i for i in range(count + 1)],
        [(i + start) ** 2 for i in range(count + 1)],
        [(i + max(start, 1)) ** 3 for i in range(count + 1)],
        [(i + start) ** 2 + 1 for i in range(count + 1)],
        [(i + 1) * (i + 2) // 2 for i in range(count + 1)],
        [(i + 1) * (i + 2) for i in range(count + 1)],
        [a + abs(d) * i + e * i * (i - 1) // 2 for i in range(count + 1)],
    )
    terms = rng.choice(shapes)
    snippet = (
        f"from sympy import interpolate, Rational\na = [{', '.join(map(str, terms[:-1]))}]\n"
        "if all(q*a[0] == p*a[1] for p, q in zip(a, a[1:])):\n    print(a[-1]*Rational(a[1], a[0]))\n"
        "else:\n    print(interpolate(a, len(a) + 1))"
    )
    return Case(
        slots=listing(rng, terms, count),
        answer=str(terms[-1]),
        turns=(Turn("I look at the ratios and the differences.", snippet),),
        closing="The next term is",
    )


def means_case(rng: random.Random, geometric_one: bool) -> Case:
    """The missing middle of three terms."""
    x = rng.choice([*"xxxyk"])
    if geometric_one:
        a, r = rng.randint(1, 12), rng.randint(2, 7)
        first, middle, last = a, a * r, a * r * r
        snippet = f"from math import isqrt\nprint(isqrt({first}*{last}))"
    else:
        a, d = arithmetic(rng)
        first, middle, last = a, a + d, a + 2 * d
        snippet = f"from fractions import Fraction\nprint(Fraction({first} + {bracketed(last)}, 2))"
    return Case(
        slots=slots(rng, {"x": Written(x, x), "list": Written(f"{first}, {x}, {last}", f"{first}, {x}, {last}")})
        | {"a": str(first), "b": str(last)},
        answer=str(middle),
        turns=(Turn("The middle term is the mean of its neighbours.", snippet),),
        closing="The missing term is",
    )


def draw_arithmetic_mean(rng: random.Random) -> Case:
    return means_case(rng, False)


def draw_geometric_mean(rng: random.Random) -> Case:
    return means_case(rng, True)


def draw_ratio(rng: random.Random) -> Case:
    """The common ratio of a listed geometric sequence."""
    a, r, _ = whole_geometric(rng)
    if rng.random() < 0.3:
        r = rng.choice([Fraction(3, 2), Fraction(2, 3), Fraction(4, 3), Fraction(5, 2)])
        a = r.denominator**4 * rng.randint(1, 4)
    terms = [int(a * r**i) for i in range(5)]
    return Case(
        slots=listing(rng, terms, rng.choice([3, 4, 5])),
        answer=str(r),
        turns=(
            Turn(
                "The ratio is the second term over the first.",
                f"from fractions import Fraction\nprint(Fraction({terms[1]}, {a}))",
            ),
        ),
        closing="The common ratio is",
    )


def draw_terms_below(rng: random.Random) -> Case:
    a, d = rng.randint(1, 20), rng.randint(2, 15)
    bar = rng.choice([50, 100, 200, 500, 1000, rng.randint(40, 2000)])
    terms = [a + d * i for i in range(5)]
    return Case(
        slots=listing(rng, terms, rng.choice([3, 4])) | {"bar": number(rng, bar), "a": str(a), "d": str(d)},
        answer=str(sum(1 for t in range(a, bar) if (t - a) % d == 0)),
        turns=(Turn("I count the terms below the bound.", f"print(len(range({a}, {bar}, {terms[1]} - {a})))"),),
        closing="The number of terms is",
    )


KINDS = (
    Kind("sequences_arithmetic_nth", draw_arithmetic_nth),
    Kind("sequences_arithmetic_list_nth", draw_arithmetic_list_nth),
    Kind("sequences_arithmetic_sum", draw_arithmetic_sum),
    Kind("sequences_arithmetic_list_sum", draw_arithmetic_list_sum),
    Kind("sequences_series_sum", draw_series_sum),
    Kind("sequences_count_terms", draw_count_terms),
    Kind("sequences_two_terms_nth", draw_two_terms_nth),
    Kind("sequences_two_terms_first", draw_two_terms_first),
    Kind("sequences_two_terms_difference", draw_two_terms_difference),
    Kind("sequences_geometric_nth", draw_geometric_nth),
    Kind("sequences_geometric_list_nth", draw_geometric_list_nth),
    Kind("sequences_geometric_sum", draw_geometric_sum),
    Kind("sequences_geometric_list_sum", draw_geometric_list_sum),
    Kind("sequences_geometric_series_sum", draw_geometric_series_sum),
    Kind("sequences_infinite_sum", draw_infinite_sum),
    Kind("sequences_infinite_series", draw_infinite_series),
    Kind("sequences_infinite_sigma", draw_infinite_sigma),
    Kind("sequences_next_term", draw_next_term),
    Kind("sequences_arithmetic_mean", draw_arithmetic_mean),
    Kind("sequences_geometric_mean", draw_geometric_mean),
    Kind("sequences_ratio", draw_ratio),
    Kind("sequences_terms_below", draw_terms_below),
)
