"""Prices, taxes, tips, profit, interest and growth.

Compound interest is money and is given to the cent; everything else is an exact fraction.
"""

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from training.everyday import digits, person
from training.families.percent import GOODS, HEAD, amount, code, hundredth, percent_slots, rate, scaled, written
from training.task import Case, Kind, Turn


def price(rng: random.Random) -> tuple[str, Fraction]:
    """A price as written, and its value."""
    if rng.random() < 0.8:
        whole = amount(rng)
        return str(whole), Fraction(whole)
    text = f"{rng.randint(2, 199)}.{rng.choice(['99', '50', '95', '49', '20', '75', '80'])}"
    return text, Fraction(text)


def money_case(rng: random.Random, sign: str, whole: bool, most: int, text: str, closing: str) -> Case:
    p, (shown, value) = rate(rng, most), price(rng)
    part = scaled(value, p) - value
    answer = (value + part if sign == "+" else value - part) if whole else part
    if (100 * answer).denominator != 1:
        return money_case(rng, sign, whole, most, text, closing)
    snippet = (
        f"{HEAD}print({code(shown)} * (1 {sign} {hundredth(p)}))"
        if whole
        else f"{HEAD}print({code(shown)} * {hundredth(p)})"
    )
    return Case(
        slots=percent_slots(p) | {"n": shown, "item": rng.choice(GOODS), "dollars": f"{shown} dollars"} | person(rng),
        answer=written(answer),
        turns=(Turn(text, snippet),),
        closing=closing,
    )


def draw_discount_price(rng: random.Random) -> Case:
    return money_case(rng, "-", True, 90, "I take off the discount.", "The price in dollars is")


def draw_discount(rng: random.Random) -> Case:
    return money_case(rng, "-", False, 90, "I multiply by the percentage.", "The amount in dollars is")


def draw_tax_price(rng: random.Random) -> Case:
    return money_case(rng, "+", True, 25, "I add the percentage.", "The total in dollars is")


def draw_tax(rng: random.Random) -> Case:
    return money_case(rng, "+", False, 30, "I multiply by the percentage.", "The amount in dollars is")


def draw_discount_tax(rng: random.Random) -> Case:
    off, tax, (shown, value) = rate(rng, 70), rate(rng, 20), price(rng)
    after = 2 * value - scaled(value, off)
    if (100 * scaled(after, tax)).denominator != 1:
        return draw_discount_tax(rng)
    return Case(
        slots={
            "off": f"{off}%",
            "off_words": f"{off} percent",
            "tax": f"{tax}%",
            "tax_words": f"{tax} percent",
            "n": shown,
            "item": rng.choice(GOODS),
        }
        | person(rng),
        answer=written(scaled(after, tax)),
        turns=(
            Turn(
                "I take off the discount, then add the tax.",
                f"{HEAD}print({code(shown)} * (1 - {hundredth(off)}) * (1 + {hundredth(tax)}))",
            ),
        ),
        closing="The total in dollars is",
    )


def draw_simple_interest(rng: random.Random) -> Case:
    p, n, years = (
        rate(rng, 15),
        rng.choice([100 * rng.randint(1, 50), 1000 * rng.randint(1, 20), 50 * rng.randint(2, 100)]),
        rng.randint(1, 10),
    )
    interest = (scaled(n, p) - n) * years
    total = rng.random() < 0.4
    snippet = (
        f"{HEAD}print({n} * (1 + {hundredth(p)} * {years}))"
        if total
        else f"{HEAD}print({n} * {hundredth(p)} * {years})"
    )
    wanted = (
        ["the total amount", "the final balance", "the total value of the account", "the amount in the account"]
        if total
        else ["the interest", "the interest earned", "the total interest", "the simple interest"]
    )
    return Case(
        slots=percent_slots(p)
        | {
            "n": digits(rng, n),
            "years": f"{years} year{'s' if years > 1 else ''}",
            "t": str(years),
            "wanted": rng.choice(wanted),
        }
        | person(rng),
        answer=written(n + interest if total else interest),
        turns=(Turn("Simple interest is the same every year.", snippet),),
        closing="The amount in dollars is",
    )


def cents(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def draw_compound(rng: random.Random) -> Case:
    p, n = rate(rng, 15), rng.choice([100 * rng.randint(1, 50), 1000 * rng.randint(1, 20)])
    years, times = rng.choice([2, 2, 3, 3, 4, 5, 10, rng.randint(2, 20)]), rng.choice([1, 1, 1, 1, 2, 4, 12])
    value = n * (1 + Fraction(p) / 100 / times) ** (years * times)
    interest = rng.random() < 0.25
    wanted = value - n if interest else value
    if (1000 * wanted) % 10 == 5 or abs(wanted * 1000 % 10 - 5) < Fraction(1, 1000):
        return draw_compound(rng)
    exact = (100 * wanted).denominator == 1
    factor = f"(1 + {p} / 100) ** {years}" if times == 1 else f"(1 + {p} / 100 / {times}) ** ({times} * {years})"
    snippet = f"print(f'{{{n} * {factor}{f' - {n}' if interest else ''}:.2f}}')"
    compounded = {
        1: ["compounded annually", "compounded yearly", "compounded once a year", "compounded annually"],
        2: ["compounded semiannually", "compounded twice a year"],
        4: ["compounded quarterly", "compounded four times a year"],
        12: ["compounded monthly", "compounded every month"],
    }[times]
    wants = (
        ["the interest earned", "the compound interest", "the total interest"]
        if interest
        else [
            "the balance",
            "the final amount",
            "the value of the investment",
            "the amount in the account",
            "the account balance",
        ]
    )
    tail = rng.choice(
        ["", ""]
        if exact
        else [
            " Round to the nearest cent.",
            " Give the answer to the nearest cent.",
            " Round your answer to two decimal places.",
            " Answer to the nearest cent.",
        ]
    )
    return Case(
        slots=percent_slots(p)
        | {
            "n": digits(rng, n),
            "years": f"{years} years",
            "compounded": rng.choice(compounded),
            "wanted": rng.choice(wants),
            "tail": tail,
        }
        | person(rng),
        answer=cents(wanted),
        turns=(Turn("I multiply by the same factor in every period.", snippet),),
        closing="The amount in dollars is",
    )


def draw_growth(rng: random.Random) -> Case:
    """Growth or decay by the same percentage, chosen so that it comes out even."""
    p, years = rng.choice(["10", "20", "50", "25", "5", "30", "40", "100", "2"]), rng.randint(2, 4)
    up = p == "100" or rng.random() < 0.6
    n = rng.choice([1000, 2000, 4000, 5000, 8000, 10000, 20000, 40000, 50000, 100000, 160000, 1600, 6400, 3200])
    value = Fraction(n)
    for _ in range(years):
        value = scaled(value, p if up else f"-{p}")
    if value.denominator != 1:
        return draw_growth(rng)
    period = rng.choice(["year", "year", "year", "month", "hour", "day"])
    thing = rng.choice(
        [
            "population of a town",
            "number of bacteria",
            "number of fish in a lake",
            "population of an island",
            "number of users",
        ]
        if up
        else [
            "value of a car",
            "population of a village",
            "number of trees in a forest",
            "value of a machine",
            "number of fish in a lake",
        ]
    )
    return Case(
        slots=percent_slots(p)
        | {
            "n": digits(rng, n),
            "t": str(years),
            "period": period,
            "periods": f"{period}s",
            "verb": rng.choice(["grows", "increases", "rises"] if up else ["decreases", "falls", "drops", "shrinks"]),
            "thing": thing,
        },
        answer=str(value),
        turns=(
            Turn(
                "I multiply by the same factor in every period.",
                f"{HEAD}print({n} * (1 {'+' if up else '-'} {hundredth(p)}) ** {years})",
            ),
        ),
        closing="The number is",
    )


def draw_profit(rng: random.Random) -> Case:
    cost = rng.choice([5 * rng.randint(2, 60), rng.randint(10, 500), 10 * rng.randint(2, 50)])
    gain = rng.random() < 0.65
    other = cost + (1 if gain else -1) * rng.choice([cost * rng.randint(1, 9) // 10 or 1, rng.randint(1, cost - 1)])
    if other < 2 or (abs(other - cost) * 200 % cost and rng.random() < 0.6):
        return draw_profit(rng)
    order = f"{other} - {cost}" if gain else f"{cost} - {other}"
    return Case(
        slots={
            "cost": str(cost),
            "sale": str(other),
            "profit": "profit" if gain else "loss",
            "gain": "gain" if gain else "loss",
            "item": rng.choice(GOODS),
        }
        | person(rng),
        answer=written(Fraction(abs(other - cost) * 100, cost)),
        turns=(Turn("I divide the change by the cost.", f"{HEAD}print(Fraction({order}, {cost}) * 100)"),),
        closing="The percentage is",
    )


KINDS = (
    Kind("percent_discount_price", draw_discount_price),
    Kind("percent_discount", draw_discount),
    Kind("percent_tax_price", draw_tax_price),
    Kind("percent_tax", draw_tax),
    Kind("percent_discount_tax", draw_discount_tax),
    Kind("percent_simple_interest", draw_simple_interest),
    Kind("percent_compound", draw_compound),
    Kind("percent_growth", draw_growth),
    Kind("percent_profit", draw_profit),
)
