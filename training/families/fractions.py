"""Arithmetic with fractions and mixed numbers, decimals and back, comparisons, and parts of things."""

import random
from math import gcd, lcm

from training.everyday import WORDS, digits, enumeration, person, ratio
from training.task import Case, Kind, Turn

Pair = tuple[int, int]

HEAD = "from fractions import Fraction\n"

NAMES = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}


def proper(rng: random.Random, largest: int = 12) -> Pair:
    """A fraction below one in lowest terms."""
    bottom = rng.randint(2, largest)
    top = rng.choice([k for k in range(1, bottom) if gcd(k, bottom) == 1])
    return top, bottom


def fraction(rng: random.Random) -> Pair:
    """Mostly a textbook fraction; at times above one, not in lowest terms, or with large numbers."""
    shape = rng.random()
    if shape < 0.65:
        return proper(rng)
    if shape < 0.8:
        top, bottom = proper(rng, 9)
        return top + bottom * rng.randint(1, 3), bottom
    if shape < 0.9:
        top, bottom = proper(rng, 8)
        times = rng.randint(2, 3)
        return top * times, bottom * times
    return proper(rng, 99)


def tex(rng: random.Random, pair: Pair) -> str:
    return rf"\{rng.choice(['frac', 'frac', 'frac', 'dfrac', 'tfrac'])}{{{pair[0]}}}{{{pair[1]}}}"


def plain(pair: Pair) -> str:
    return f"{pair[0]}/{pair[1]}"


def code(pair: Pair) -> str:
    return f"Fraction({pair[0]}, {pair[1]})"


def words(pair: Pair) -> str:
    """`three quarters`, or `3/17` where the words are unusual."""
    top, bottom = pair
    if bottom not in NAMES or top > 12:
        return plain(pair)
    name = NAMES[bottom]
    return f"{WORDS[top]} {name if top == 1 else {'half': 'halves'}.get(name, name + 's')}"


def add(a: Pair, b: Pair) -> Pair:
    return a[0] * b[1] + b[0] * a[1], a[1] * b[1]


def subtract(a: Pair, b: Pair) -> Pair:
    return a[0] * b[1] - b[0] * a[1], a[1] * b[1]


def multiply(a: Pair, b: Pair) -> Pair:
    return a[0] * b[0], a[1] * b[1]


def divide(a: Pair, b: Pair) -> Pair:
    return a[0] * b[1], a[1] * b[0]


OPERATIONS = {"+": add, "-": subtract, "*": multiply, "/": divide}

PLAIN = {"+": ["+"], "-": ["-"], "*": ["*", "×", "x", "·"], "/": ["÷", "÷", "/"]}

TEX = {"+": ["+"], "-": ["-"], "*": [r"\times", r"\cdot"], "/": [r"\div"]}


def draw_binary(rng: random.Random, sign: str, text: str, closing: str) -> Case:
    a, b = fraction(rng), fraction(rng)
    if rng.random() < 0.1:
        a = (rng.randint(2, 20), 1)
    elif rng.random() < 0.1:
        b = (rng.randint(2, 20), 1)
    if sign == "-" and a[0] * b[1] < b[0] * a[1] and rng.random() < 0.8:
        a, b = b, a
    shown = [str(p[0]) if p[1] == 1 else plain(p) for p in (a, b)]
    shown_tex = [str(p[0]) if p[1] == 1 else tex(rng, p) for p in (a, b)]
    coded = [str(p[0]) if p[1] == 1 else code(p) for p in (a, b)]
    symbol = rng.choice(PLAIN[sign])
    expression = f"({shown[0]}) / ({shown[1]})" if symbol == "/" else f"{shown[0]} {symbol} {shown[1]}"
    slots = {
        "a": shown[0],
        "b": shown[1],
        "a_tex": shown_tex[0],
        "b_tex": shown_tex[1],
        "a_words": words(a) if a[1] > 1 else shown[0],
        "b_words": words(b) if b[1] > 1 else shown[1],
        "e": expression,
        "e_tex": f"{shown_tex[0]} {rng.choice(TEX[sign])} {shown_tex[1]}",
    }
    return Case(
        slots=slots | person(rng),
        answer=ratio(*OPERATIONS[sign](a, b)),
        turns=(Turn(text, f"{HEAD}print({coded[0]} {sign} {coded[1]})"),),
        closing=closing,
    )


def draw_sum(rng: random.Random) -> Case:
    return draw_binary(rng, "+", "I add the fractions.", "The sum is")


def draw_difference(rng: random.Random) -> Case:
    return draw_binary(rng, "-", "I subtract the fractions.", "The difference is")


def draw_product(rng: random.Random) -> Case:
    return draw_binary(rng, "*", "I multiply the fractions.", "The product is")


def draw_quotient(rng: random.Random) -> Case:
    return draw_binary(rng, "/", "I divide the fractions.", "The quotient is")


def evaluated(terms: list[Pair], signs: list[str]) -> Pair:
    """The value of a chain without brackets: products first."""
    values, outer = [terms[0]], []
    for sign, term in zip(signs, terms[1:], strict=True):
        if sign in "*/":
            values[-1] = OPERATIONS[sign](values[-1], term)
        else:
            outer.append(sign)
            values.append(term)
    total = values[0]
    for sign, value in zip(outer, values[1:], strict=True):
        total = OPERATIONS[sign](total, value)
    return total


def draw_chain(rng: random.Random) -> Case:
    """Three or four fractions, at times with a bracket."""
    count = rng.choice([3, 3, 3, 4])
    terms = [proper(rng, 10) if rng.random() < 0.9 else (rng.randint(1, 9), rng.randint(2, 9)) for _ in range(count)]
    signs = [rng.choice("++-") if rng.random() < 0.6 else rng.choice("++--**/") for _ in range(count - 1)]
    bracket = count == 3 and rng.random() < 0.35
    if bracket:
        signs = [rng.choice("+-"), rng.choice("*/")]
        value = OPERATIONS[signs[1]](OPERATIONS[signs[0]](terms[0], terms[1]), terms[2])
    else:
        value = evaluated(terms, signs)
    joined = []
    for show, symbols in (
        (plain, {s: rng.choice(PLAIN[s][:-1] or PLAIN[s]) for s in "+-*/"}),
        (lambda p: tex(rng, p), {s: rng.choice(TEX[s]) for s in "+-*/"}),
        (code, {s: s for s in "+-*/"}),
    ):
        parts = [show(term) for term in terms]
        opening, closing = (r"\left(", r"\right)") if parts[0].startswith("\\") else ("(", ")")
        if bracket:
            parts[0], parts[1] = opening + parts[0], parts[1] + closing
        joined.append(parts[0] + "".join(f" {symbols[s]} {part}" for s, part in zip(signs, parts[1:], strict=True)))
    return Case(
        slots={"e": joined[0], "e_tex": joined[1]} | person(rng),
        answer=ratio(*value),
        turns=(Turn("I compute with exact fractions.", f"{HEAD}print({joined[2]})"),),
        closing="The value is",
    )


def draw_mixed(rng: random.Random) -> Case:
    wholes = [rng.randint(1, 9), rng.randint(1, 9)]
    parts = [proper(rng, 9), proper(rng, 9)]
    sign = rng.choice("++-*/")
    if sign == "-" and wholes[0] < wholes[1]:
        wholes.reverse()
    values = [(w * p[1] + p[0], p[1]) for w, p in zip(wholes, parts, strict=True)]
    shown = [f"{w} {plain(p)}" for w, p in zip(wholes, parts, strict=True)]
    shown_tex = [rf"{w}\frac{{{p[0]}}}{{{p[1]}}}" for w, p in zip(wholes, parts, strict=True)]
    coded = [f"({w} + {code(p)})" for w, p in zip(wholes, parts, strict=True)]
    verb = {
        "+": ["{0} plus {1}", "the sum of {0} and {1}"],
        "-": ["{0} minus {1}", "the difference of {0} and {1}"],
        "*": ["{0} times {1}", "the product of {0} and {1}"],
        "/": ["{0} divided by {1}", "the quotient of {0} and {1}"],
    }[sign]
    return Case(
        slots={
            "e": f"{shown[0]} {rng.choice(PLAIN[sign][:2])} {shown[1]}",
            "e_tex": f"{shown_tex[0]} {rng.choice(TEX[sign])} {shown_tex[1]}",
            "said": rng.choice(verb).format(*shown),
            "said_tex": rng.choice(verb).format(f"${shown_tex[0]}$", f"${shown_tex[1]}$"),
        },
        answer=ratio(*OPERATIONS[sign](*values)),
        turns=(Turn("A mixed number is a whole plus a fraction.", f"{HEAD}print({coded[0]} {sign} {coded[1]})"),),
        closing="The value is",
    )


def draw_improper(rng: random.Random) -> Case:
    whole, part = rng.randint(1, 20), proper(rng, 15)
    return Case(
        slots={"m": f"{whole} {plain(part)}", "m_tex": rf"{whole}\frac{{{part[0]}}}{{{part[1]}}}"},
        answer=ratio(whole * part[1] + part[0], part[1]),
        turns=(Turn("A mixed number is a whole plus a fraction.", f"{HEAD}print({whole} + {code(part)})"),),
        closing="The fraction is",
    )


def draw_simplify(rng: random.Random) -> Case:
    top, bottom = rng.choice([proper(rng, 12), proper(rng, 30), fraction(rng)])
    times = rng.choice([rng.randint(2, 12), rng.randint(2, 12), rng.randint(10, 99)])
    pair = top * times, bottom * times
    shown = digits(rng, pair[0]), digits(rng, pair[1])
    return Case(
        slots={"f": plain(pair), "f_tex": tex(rng, pair), "top": shown[0], "bottom": shown[1]},
        answer=ratio(*pair),
        turns=(Turn("A Fraction reduces itself.", f"{HEAD}print({code(pair)})"),),
        closing="In lowest terms it is",
    )


def decimal_text(top: int, places: int) -> str:
    """`top / 10**places` as a decimal without trailing zeros."""
    text = str(top).rjust(places + 1, "0")
    return f"{text[:-places]}.{text[-places:]}".rstrip("0").rstrip(".")


def draw_to_decimal(rng: random.Random) -> Case:
    bottom = rng.choice([2, 4, 4, 5, 8, 8, 10, 16, 20, 25, 40, 50, 80, 125, 32])
    top = rng.randint(1, bottom - 1) if rng.random() < 0.75 else rng.randint(1, 5 * bottom)
    if top % bottom == 0:
        return draw_to_decimal(rng)
    return Case(
        slots={"f": plain((top, bottom)), "f_tex": tex(rng, (top, bottom)), "top": str(top), "bottom": str(bottom)},
        answer=decimal_text(top * 10**6 // bottom, 6),
        turns=(
            Turn("I divide in decimals.", f"from decimal import Decimal\nprint(Decimal({top}) / Decimal({bottom}))"),
        ),
        closing="As a decimal it is",
    )


def draw_from_decimal(rng: random.Random) -> Case:
    places = rng.choice([1, 2, 2, 2, 3, 3, 4])
    number = rng.randint(1, 10**places - 1) if rng.random() < 0.75 else rng.randint(10**places, 5 * 10**places)
    if number % 10 == 0:
        return draw_from_decimal(rng)
    text = decimal_text(number, places)
    return Case(
        slots={"d": text, "d_tex": text},
        answer=ratio(number, 10**places),
        turns=(Turn("A Fraction reads a decimal exactly.", f"{HEAD}print(Fraction('{text}'))"),),
        closing="The fraction is",
    )


def draw_repeating(rng: random.Random) -> Case:
    block = (
        str(rng.randint(1, 8))
        if rng.random() < 0.35
        else "".join(str(rng.randint(0, 9)) for _ in range(rng.choice([2, 2, 3])))
    )
    if set(block) <= {"9"} or set(block) == {"0"} or (len(block) > 1 and len(set(block)) == 1):
        return draw_repeating(rng)
    fixed = "" if rng.random() < 0.6 else "".join(str(rng.randint(0, 9)) for _ in range(rng.choice([1, 1, 2])))
    if fixed and fixed[-1] == block[-1]:
        return draw_repeating(rng)
    whole = 0 if rng.random() < 0.8 else rng.randint(1, 5)
    start = f"{whole}.{fixed}"
    bottom = 10 ** len(fixed) * (10 ** len(block) - 1)
    top = int(fixed + block) - int(fixed or "0") + whole * bottom
    dots = start + block * (4 if len(block) == 1 else 3 if len(block) == 2 else 2)
    return Case(
        slots={
            "d_tex": rf"{start}\overline{{{block}}}",
            "d_dots": f"{dots}...",
            "d_ldots": rf"{dots}\ldots",
            "d_paren": f"{start}({block})",
            "start": start,
            "block": block,
        },
        answer=ratio(top, bottom),
        turns=(
            Turn(
                "Sympy reads a repeating decimal with its period in brackets.",
                f"from sympy import sympify\nprint(sympify('{start}[{block}]'))",
            ),
        ),
        closing="The fraction is",
    )


def several(rng: random.Random) -> list[Pair]:
    count = rng.choice([2, 2, 2, 3, 3, 4])
    pairs: list[Pair] = []
    while len(pairs) < count:
        pair = proper(rng, 15)
        if all(pair[0] * q != p * pair[1] for p, q in pairs):
            pairs.append(pair)
    return pairs


def list_slots(rng: random.Random, pairs: list[Pair]) -> dict[str, str]:
    return {
        "list": enumeration(rng, [plain(p) for p in pairs]),
        "list_or": enumeration(rng, [plain(p) for p in pairs], "or"),
        "list_tex": enumeration(rng, [f"${tex(rng, p)}$" for p in pairs]),
        "list_or_tex": enumeration(rng, [f"${tex(rng, p)}$" for p in pairs], "or"),
        "comma": ", ".join(plain(p) for p in pairs),
        "comma_tex": ", ".join(tex(rng, p) for p in pairs),
    }


def ranked(pairs: list[Pair]) -> list[Pair]:
    bottom = lcm(*(q for _, q in pairs))
    return sorted(pairs, key=lambda pair: pair[0] * (bottom // pair[1]))


def draw_compare(rng: random.Random) -> Case:
    pairs = several(rng)
    two = len(pairs) == 2
    largest = rng.random() < 0.65
    chosen = ranked(pairs)[-1 if largest else 0]
    bigger = (
        (["larger", "greater", "bigger"] if two else ["largest", "greatest", "biggest"])
        if largest
        else (["smaller", "lesser"] if two else ["smallest", "least"])
    )
    return Case(
        slots=list_slots(rng, pairs)
        | {"bigger": rng.choice(bigger), "amount": rng.choice(["two", "two", "2"]) if two else WORDS[len(pairs)]},
        answer=ratio(*chosen),
        turns=(
            Turn(
                "I compare exact fractions.",
                f"{HEAD}print({'max' if largest else 'min'}({', '.join(code(p) for p in pairs)}))",
            ),
        ),
        closing=f"The {bigger[0]} fraction is",
    )


def draw_order(rng: random.Random) -> Case:
    pairs = several(rng)
    if len(pairs) < 3:
        return draw_order(rng)
    up = rng.random() < 0.7
    chosen = ranked(pairs) if up else ranked(pairs)[::-1]
    order = rng.choice(
        ["from least to greatest", "in ascending order", "in increasing order", "from smallest to largest"]
        if up
        else ["from greatest to least", "in descending order", "in decreasing order", "from largest to smallest"]
    )
    extra = "" if up else ", reverse=True"
    return Case(
        slots=list_slots(rng, pairs) | {"order": order},
        answer=", ".join(ratio(*p) for p in chosen),
        turns=(
            Turn(
                "I sort exact fractions.",
                f"{HEAD}print(*sorted([{', '.join(code(p) for p in pairs)}]{extra}), sep=', ')",
            ),
        ),
        closing="In order they are",
    )


def draw_complex(rng: random.Random) -> Case:
    a, b, c = proper(rng, 9), proper(rng, 9), proper(rng, 9)
    n = rng.randint(1, 9)
    sign = rng.choice("+-")
    shapes = [
        (
            rf"\frac{{{tex(rng, a)}}}{{{tex(rng, b)}}}",
            f"({plain(a)}) / ({plain(b)})",
            f"{code(a)} / {code(b)}",
            divide(a, b),
        ),
        (
            rf"\frac{{{tex(rng, a)} {sign} {tex(rng, b)}}}{{{tex(rng, c)}}}",
            f"({plain(a)} {sign} {plain(b)}) / ({plain(c)})",
            f"({code(a)} {sign} {code(b)}) / {code(c)}",
            divide(OPERATIONS[sign](a, b), c),
        ),
        (
            rf"\frac{{{n} {sign} {tex(rng, a)}}}{{{n} + {tex(rng, b)}}}",
            f"({n} {sign} {plain(a)}) / ({n} + {plain(b)})",
            f"({n} {sign} {code(a)}) / ({n} + {code(b)})",
            divide(OPERATIONS[sign]((n, 1), a), add((n, 1), b)),
        ),
        (
            rf"\frac{{{tex(rng, a)} {sign} {tex(rng, b)}}}{{{tex(rng, c)} + {n}}}",
            f"({plain(a)} {sign} {plain(b)}) / ({plain(c)} + {n})",
            f"({code(a)} {sign} {code(b)}) / ({code(c)} + {n})",
            divide(OPERATIONS[sign](a, b), add(c, (n, 1))),
        ),
    ]
    m, k, last = rng.randint(1, 5), rng.randint(2, 5), rng.randint(2, 6)
    inner = (m * last + 1, last)
    shapes.append(
        (
            rf"{n} + \cfrac{{1}}{{{m} + \cfrac{{1}}{{{last}}}}}",
            f"{n} + 1/({m} + 1/{last})",
            f"{n} + 1 / ({m} + Fraction(1, {last}))",
            add((n, 1), (inner[1], inner[0])),
        )
    )
    deeper = add((m, 1), (last, k * last + 1))
    shapes.append(
        (
            rf"{n} + \frac{{1}}{{{m} + \frac{{1}}{{{k} + \frac{{1}}{{{last}}}}}}}",
            f"{n} + 1/({m} + 1/({k} + 1/{last}))",
            f"{n} + 1 / ({m} + 1 / ({k} + Fraction(1, {last})))",
            add((n, 1), (deeper[1], deeper[0])),
        )
    )
    shapes.append(
        (
            rf"\frac{{1}}{{{tex(rng, a)} + {tex(rng, b)}}}",
            f"1 / ({plain(a)} + {plain(b)})",
            f"1 / ({code(a)} + {code(b)})",
            divide((1, 1), add(a, b)),
        )
    )
    shown_tex, shown, coded, value = rng.choice(shapes)
    return Case(
        slots={"e": shown, "e_tex": shown_tex},
        answer=ratio(*value),
        turns=(Turn("I compute with exact fractions.", f"{HEAD}print({coded})"),),
        closing="The value is",
    )


def draw_reciprocal(rng: random.Random) -> Case:
    pair = fraction(rng)
    shown, shown_tex, coded = plain(pair), tex(rng, pair), code(pair)
    if rng.random() < 0.25:
        whole, part = rng.randint(1, 9), proper(rng, 9)
        pair = whole * part[1] + part[0], part[1]
        shown, shown_tex, coded = (
            f"{whole} {plain(part)}",
            rf"{whole}\frac{{{part[0]}}}{{{part[1]}}}",
            f"({whole} + {code(part)})",
        )
    return Case(
        slots={"f": shown, "f_tex": shown_tex},
        answer=ratio(pair[1], pair[0]),
        turns=(Turn("I divide one by the number.", f"{HEAD}print(1 / {coded})"),),
        closing="The reciprocal is",
    )


def draw_missing(rng: random.Random) -> Case:
    a, b = proper(rng, 12), proper(rng, 12)
    sign = rng.choice("+-*")
    name = rng.choice(["x", "x", "x", "y", "n", "?"])
    undo = {"+": subtract, "-": add, "*": divide}[sign]
    python = {"+": "-", "-": "+", "*": "/"}[sign]
    form = {"+": "{x} + {a} = {b}", "-": "{x} - {a} = {b}", "*": rng.choice(["{a} {x} = {b}", "{a} * {x} = {b}"])}[sign]
    if name == "?":
        form = form.replace("{a} {x}", "{a} * {x}")
    said = {"+": "added to", "-": "subtracted from", "*": "multiplied by"}[sign]
    return Case(
        slots={
            "e": form.replace("{a} {x}", "({a}) {x}").format(x=name, a=plain(a), b=plain(b)),
            "e_tex": form.replace("*", r"\cdot").format(x=name, a=tex(rng, a), b=tex(rng, b)),
            "x": name if name != "?" else "the missing number",
            "a": plain(a),
            "b": plain(b),
            "a_tex": tex(rng, a),
            "b_tex": tex(rng, b),
            "said": {"+": "is added to a number", "-": "is subtracted from a number", "*": "is multiplied by a number"}[
                sign
            ],
            "how": said,
        },
        answer=ratio(*undo(b, a)),
        turns=(Turn("I undo the operation.", f"{HEAD}print({code(b)} {python} {code(a)})"),),
        closing="The number is",
    )


KINDS = (
    Kind("fraction_sum", draw_sum),
    Kind("fraction_difference", draw_difference),
    Kind("fraction_product", draw_product),
    Kind("fraction_quotient", draw_quotient),
    Kind("fraction_chain", draw_chain),
    Kind("fraction_mixed", draw_mixed),
    Kind("fraction_improper", draw_improper),
    Kind("fraction_simplify", draw_simplify),
    Kind("fraction_to_decimal", draw_to_decimal),
    Kind("fraction_from_decimal", draw_from_decimal),
    Kind("fraction_repeating", draw_repeating),
    Kind("fraction_compare", draw_compare),
    Kind("fraction_order", draw_order),
    Kind("fraction_complex", draw_complex),
    Kind("fraction_reciprocal", draw_reciprocal),
    Kind("fraction_missing", draw_missing),
)
