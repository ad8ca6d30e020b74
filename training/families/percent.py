"""Percentages: parts, changes, prices, interest, growth and mixtures.

Values are exact fractions, except that compound interest is money and is given to the cent.
"""

import random
from decimal import Decimal
from fractions import Fraction
from math import gcd

from training.everyday import digits, person
from training.task import Case, Kind, Turn

HEAD = "from fractions import Fraction\n"

GOODS = (
    "shirt",
    "jacket",
    "book",
    "laptop",
    "phone",
    "bicycle",
    "pair of shoes",
    "chair",
    "table",
    "watch",
    "camera",
    "coat",
    "dress",
    "lamp",
    "television",
    "tablet",
    "backpack",
    "game",
    "sofa",
    "hat",
    "ticket",
    "toy",
    "guitar",
    "pair of jeans",
    "sweater",
)


def rate(rng: random.Random, most: int = 99) -> str:
    """A percentage as written: mostly a round whole number, at times any whole number or a decimal."""
    shape = rng.random()
    if shape < 0.55:
        return str(
            rng.choice(
                [p for p in (5, 10, 12, 15, 20, 25, 30, 35, 40, 45, 50, 60, 65, 70, 75, 80, 85, 90) if p <= most]
            )
        )
    if shape < 0.88:
        return str(rng.randint(1, most))
    return rng.choice(
        [
            p
            for p in (
                "12.5",
                "2.5",
                "7.5",
                "37.5",
                "0.5",
                "1.5",
                "62.5",
                "4.5",
                "8.5",
                "6.5",
                "17.5",
                "3.2",
                "22.4",
                "87.5",
            )
            if float(p) <= most
        ]
    )


def code(number: str) -> str:
    """A number as Python: `15`, or `Fraction('12.5')`."""
    return f"Fraction('{number}')" if "." in number else number


def hundredth(percent: str) -> str:
    """A percentage as Python: `Fraction(15, 100)`, or `Fraction('12.5') / 100`."""
    return f"Fraction('{percent}') / 100" if "." in percent else f"Fraction({percent}, 100)"


def written(value: Fraction) -> str:
    """A fraction as `3/4` or `5`, by its own reduction."""
    shared = gcd(value.numerator, value.denominator)
    top, bottom = value.numerator // shared, value.denominator // shared
    return str(top) if bottom == 1 else f"{top}/{bottom}"


def scaled(number: int | Fraction, *percents: str) -> Fraction:
    """The number changed by each percentage in turn, in whole tenths of a percent."""
    top, bottom = Fraction(number).numerator, Fraction(number).denominator
    for percent in percents:
        top, bottom = top * (1000 + round(float(percent) * 10)), bottom * 1000
    return Fraction(top, bottom)


def percent_slots(p: str) -> dict[str, str]:
    return {"p": f"{p}%", "p_tex": rf"{p}\%", "p_words": f"{p} percent", "p_number": p, "a_p": f"{article(p)} {p}%"}


def amount(rng: random.Random) -> int:
    return rng.choice(
        [
            10 * rng.randint(1, 20),
            20 * rng.randint(1, 50),
            rng.randint(8, 200),
            rng.randint(100, 3000),
            100 * rng.randint(1, 60),
        ]
    )


def draw_of(rng: random.Random) -> Case:
    p, n = rate(rng), amount(rng)
    if rng.random() < 0.08:
        p = str(rng.choice([110, 120, 125, 150, 200, 250, 300]))
    part = scaled(n, p) - n
    if part.denominator != 1 and rng.random() < 0.75:
        return draw_of(rng)
    return Case(
        slots=percent_slots(p) | {"n": digits(rng, n), "n_plain": str(n)} | person(rng),
        answer=written(part),
        turns=(Turn("I multiply by the percentage.", f"{HEAD}print({hundredth(p)} * {n})"),),
        closing="The answer is",
    )


def draw_what_percent(rng: random.Random) -> Case:
    of = rng.choice([5, 8, 10, 20, 25, 40, 50, 80, 100, 200, 400, 500, rng.randint(3, 300)])
    n = rng.randint(1, of) if rng.random() < 0.85 else rng.randint(of, 3 * of)
    items = rng.choice(["students", "cars", "marbles", "books", "people", "voters", "apples", "emails", "players"])
    return Case(
        slots={"n": str(n), "of": str(of), "items": items} | person(rng),
        answer=written(Fraction(n * 100, of)),
        turns=(
            Turn("I divide the part by the whole and take it times 100.", f"{HEAD}print(Fraction({n}, {of}) * 100)"),
        ),
        closing="The percentage is",
    )


def draw_whole(rng: random.Random) -> Case:
    p, whole = rate(rng), amount(rng)
    part = scaled(whole, p) - whole
    if part.denominator != 1 and rng.random() < 0.1:
        part = Fraction(amount(rng))
    if part.denominator != 1 or part == 1:
        return draw_whole(rng)
    divisor = f"({hundredth(p)})" if "." in p else hundredth(p)
    return Case(
        slots=percent_slots(p) | {"n": digits(rng, int(part)), "n_plain": str(part)} | person(rng),
        answer=written(Fraction(int(part) * 1000, round(float(p) * 10))),
        turns=(Turn("I divide the part by the percentage.", f"{HEAD}print({part} / {divisor})"),),
        closing="The number is",
    )


def draw_change(rng: random.Random) -> Case:
    before = amount(rng)
    up = rng.random() < 0.5
    after = before + (1 if up else -1) * rng.choice([before * rng.randint(1, 19) // 20, rng.randint(1, before - 1)])
    if after == before or after <= 0 or ((after - before) * 200 % before and before > 30 and rng.random() < 0.4):
        return draw_change(rng)
    verbs = ["rises", "increases", "goes up", "grows"] if up else ["falls", "decreases", "goes down", "drops"]
    past = ["rose", "increased", "went up", "grew"] if up else ["fell", "decreased", "went down", "dropped"]
    low, high = sorted([before, after])
    order = f"({after} - {before})" if up else f"({before} - {after})"
    return Case(
        slots={
            "before": digits(rng, before),
            "after": digits(rng, after),
            "change": "increase" if up else "decrease",
            "verb": rng.choice(verbs),
            "past": rng.choice(past),
            "item": rng.choice(GOODS),
            "thing": rng.choice(
                [
                    "population of a town",
                    "price of a stock",
                    "number of members of a club",
                    "rent",
                    "weight of a package",
                    "value of a house",
                    "number of visitors",
                ]
            ),
        }
        | person(rng),
        answer=written(Fraction((high - low) * 100, before)),
        turns=(Turn("I divide the change by the old value.", f"{HEAD}print(Fraction({order[1:-1]}, {before}) * 100)"),),
        closing="The change in percent is",
    )


def draw_apply(rng: random.Random) -> Case:
    p, n = rate(rng), amount(rng)
    up = rng.random() < 0.5
    sign = "+" if up else "-"
    value = scaled(n, p if up else f"-{p}")
    if value.denominator != 1 and rng.random() < 0.7:
        return draw_apply(rng)
    return Case(
        slots=percent_slots(p)
        | {
            "n": digits(rng, n),
            "change": "increase" if up else "decrease",
            "changed": rng.choice(["increased", "raised"] if up else ["decreased", "reduced"]),
            "past": rng.choice(
                ["rises", "increases", "goes up", "grows"] if up else ["falls", "decreases", "goes down", "drops"]
            ),
            "more": "more" if up else "less",
            "thing": rng.choice(
                ["population of a village", "number of members", "rent", "salary", "price", "number of visitors"]
            ),
        }
        | person(rng),
        answer=written(value),
        turns=(
            Turn(f"I {'add' if up else 'take off'} the percentage.", f"{HEAD}print({n} * (1 {sign} {hundredth(p)}))"),
        ),
        closing="The new value is",
    )


def article(number: str) -> str:
    """`a 20%`, `an 18%`."""
    return "an" if number.startswith("8") or number.split(".")[0] in ("11", "18") else "a"


def steps(rng: random.Random) -> tuple[list[str], list[str]]:
    """Two, at times three, percentages and their signs."""
    count = rng.choice([2, 2, 2, 3])
    return [rate(rng, 60) for _ in range(count)], [rng.choice("+-") for _ in range(count)]


def steps_text(rng: random.Random, percents: list[str], signs: list[str]) -> dict[str, str]:
    """`increased by 20% and then decreased by 10%`, also as verbs, nouns and discounts."""
    unit = rng.choice(["%", "%", " percent"])
    passive = {"+": rng.choice(["increased", "raised"]), "-": rng.choice(["decreased", "reduced", "lowered"])}
    active = {"+": rng.choice(["rises", "increases", "goes up"]), "-": rng.choice(["falls", "decreases", "drops"])}
    noun = {"+": rng.choice(["increase", "rise"]), "-": rng.choice(["decrease", "drop"])}
    then = rng.choice([" and then ", ", then ", " and afterwards "])
    return {
        "passive": then.join(f"{passive[s]} by {p}{unit}" for p, s in zip(percents, signs, strict=True)),
        "active": then.join(f"{active[s]} by {p}{unit}" for p, s in zip(percents, signs, strict=True)),
        "nouns": " followed by ".join(
            f"{article(p)} {p}{unit} {noun[s]}" for p, s in zip(percents, signs, strict=True)
        ),
    }


def draw_successive(rng: random.Random) -> Case:
    (percents, signs), n = steps(rng), amount(rng)
    value = Fraction(n)
    for p, s in zip(percents, signs, strict=True):
        value = scaled(value, p if s == "+" else f"-{p}")
    if (100 * value).denominator != 1 and rng.random() < 0.9:
        return draw_successive(rng)
    factors = "".join(f" * (1 {s} {hundredth(p)})" for p, s in zip(percents, signs, strict=True))
    return Case(
        slots=steps_text(rng, percents, signs) | {"n": digits(rng, n), "item": rng.choice(GOODS)} | person(rng),
        answer=written(value),
        turns=(Turn("I apply the changes one after the other.", f"{HEAD}print({n}{factors})"),),
        closing="The final value is",
    )


def draw_net(rng: random.Random) -> Case:
    percents, signs = steps(rng)
    value = Fraction(100)
    for p, s in zip(percents, signs, strict=True):
        value = scaled(value, p if s == "+" else f"-{p}")
    if value == 100:
        return draw_net(rng)
    up = value > 100
    factors = " * ".join(f"(1 {s} {hundredth(p)})" for p, s in zip(percents, signs, strict=True))
    snippet = f"{HEAD}print(abs({factors} - 1) * 100)"
    return Case(
        slots=steps_text(rng, percents, signs)
        | {
            "net": "increase" if up else "decrease",
            "direction": "larger" if up else "smaller",
            "up_down": "up" if up else "down",
        },
        answer=written(abs(value - 100)),
        turns=(Turn("I multiply the factors and compare with one.", snippet),),
        closing="The change in percent is",
    )


def draw_reverse(rng: random.Random) -> Case:
    p, before = rate(rng, 80), amount(rng)
    up = rng.random() < 0.5
    after = scaled(before, p if up else f"-{p}")
    if after.denominator != 1 and (100 * after).denominator != 1:
        return draw_reverse(rng)
    shown = str(after) if after.denominator == 1 else f"{float(after):.2f}"
    return Case(
        slots=percent_slots(p)
        | {
            "n": shown,
            "item": rng.choice(GOODS),
            "after": rng.choice(["an increase", "a rise"] if up else ["a decrease", "a drop"]),
            "changed": rng.choice(["increased", "raised"] if up else ["decreased", "reduced"]),
            "active": rng.choice(["increasing", "growing", "rising"] if up else ["decreasing", "falling", "dropping"]),
            "price_after": rng.choice(
                ["After a price increase of", "Including a markup of", "With a sales tax of", "Including a tax of"]
                if up
                else ["After a discount of", "With a discount of", "At a reduction of"]
            ),
            "more": "more" if up else "less",
        }
        | person(rng),
        answer=str(before),
        turns=(
            Turn(
                "I divide by the factor of the change.",
                f"{HEAD}print({code(shown)} / (1 {'+' if up else '-'} {hundredth(p)}))",
            ),
        ),
        closing="The original value is",
    )


def draw_to_fraction(rng: random.Random) -> Case:
    p = rate(rng)
    return Case(
        slots=percent_slots(p),
        answer=written(Fraction(round(float(p) * 10), 1000)),
        turns=(Turn("Percent means out of one hundred.", f"{HEAD}print({hundredth(p)})"),),
        closing="The fraction is",
    )


def draw_to_decimal(rng: random.Random) -> Case:
    p = rate(rng) if rng.random() < 0.9 else str(rng.randint(101, 350))
    return Case(
        slots=percent_slots(p),
        answer=str(Decimal(p).scaleb(-2)),
        turns=(Turn("Percent means out of one hundred.", f"from decimal import Decimal\nprint(Decimal('{p}') / 100)"),),
        closing="The decimal is",
    )


def draw_from_fraction(rng: random.Random) -> Case:
    if rng.random() < 0.6:
        bottom = rng.choice([2, 4, 5, 8, 10, 20, 25, 50, 40, 16, 3, 6])
        top = rng.randint(1, bottom - 1)
        number, number_tex, coded, value = (
            f"{top}/{bottom}",
            rf"\frac{{{top}}}{{{bottom}}}",
            f"Fraction({top}, {bottom})",
            Fraction(top, bottom),
        )
    else:
        number = rng.choice(
            [
                f"0.{rng.randint(1, 9)}",
                f"0.{rng.randint(11, 99)}",
                f"0.0{rng.randint(1, 9)}",
                f"0.{rng.randint(101, 999)}",
                f"{rng.randint(1, 4)}.{rng.randint(1, 9)}",
            ]
        )
        number_tex, coded, value = number, f"Fraction('{number}')", Fraction(number)
    return Case(
        slots={"f": number, "f_tex": number_tex, "kind": "fraction" if "/" in number else "decimal"},
        answer=written(100 * value),
        turns=(Turn("I take it times one hundred.", f"{HEAD}print({coded} * 100)"),),
        closing="The percentage is",
    )


def draw_mixture(rng: random.Random) -> Case:
    a, b = (
        rng.choice([rng.randint(1, 12), 10 * rng.randint(1, 20)]),
        rng.choice([rng.randint(1, 12), 10 * rng.randint(1, 20)]),
    )
    p, q = str(5 * rng.randint(1, 19)), str(5 * rng.randint(0, 19))
    water = rng.random() < 0.2
    q = "0" if water else q
    if p == q:
        return draw_mixture(rng)
    if (a * int(p) + b * int(q)) % (a + b) and rng.random() < 0.6:
        return draw_mixture(rng)
    stuff, unit = (
        rng.choice(["acid", "salt", "alcohol", "sugar"]),
        rng.choice(["liters", "ml", "grams", "kg", "gallons"]),
    )
    second = (
        f"{b} {unit} of {rng.choice(['pure water', 'water'])}"
        if water
        else f"{b} {unit} of {article(q)} {q}% {stuff} solution"
    )
    first = f"{a} {unit} of {article(p)} {p}% {stuff} solution"
    if unit in ("liters", "grams", "gallons"):
        first, second = (s.replace(f"1 {unit}", f"1 {unit[:-1]}") if s.startswith("1 ") else s for s in (first, second))
    snippet = (
        f"{HEAD}print(Fraction({a} * {p} + {b} * {q}, {a} + {b}))"
        if not water
        else f"{HEAD}print(Fraction({a} * {p}, {a} + {b}))"
    )
    return Case(
        slots={"first": first, "first_cap": first, "second": second, "stuff": stuff} | person(rng),
        answer=written(Fraction(a * int(p) + b * int(q), a + b)),
        turns=(Turn(f"I divide the {stuff} by the whole mixture.", snippet),),
        closing="The concentration in percent is",
    )


def draw_remaining(rng: random.Random) -> Case:
    """How many do not belong to the given percentage."""
    p = rate(rng)
    n = rng.choice([20, 25, 40, 50, 60, 80, 100, 120, 200, 240, 300, 400, 500, 800, 1200])
    left = 2 * n - scaled(n, p)
    if left.denominator != 1:
        return draw_remaining(rng)
    items, one, other = rng.choice(
        [
            ("students in a school", "are girls", "are not girls"),
            ("cars in a lot", "are red", "are not red"),
            ("books in a library", "are novels", "are not novels"),
            ("people at a concert", "are adults", "are children"),
            ("apples in a crate", "are ripe", "are not ripe"),
            ("questions on a test", "were answered", "were not answered"),
            ("marbles in a jar", "are blue", "are not blue"),
            ("seats in a theater", "are taken", "are empty"),
        ]
    )
    return Case(
        slots=percent_slots(p)
        | {"n": digits(rng, n), "items": items, "one": one, "other": other, "noun": items.split()[0]},
        answer=str(left),
        turns=(Turn("I take off the percentage.", f"{HEAD}print({n} * (1 - {hundredth(p)}))"),),
        closing="The number is",
    )


KINDS = (
    Kind("percent_of", draw_of),
    Kind("percent_what", draw_what_percent),
    Kind("percent_whole", draw_whole),
    Kind("percent_change", draw_change),
    Kind("percent_apply", draw_apply),
    Kind("percent_successive", draw_successive),
    Kind("percent_net", draw_net),
    Kind("percent_reverse", draw_reverse),
    Kind("percent_to_fraction", draw_to_fraction),
    Kind("percent_to_decimal", draw_to_decimal),
    Kind("percent_from_fraction", draw_from_fraction),
    Kind("percent_mixture", draw_mixture),
    Kind("percent_remaining", draw_remaining),
)
