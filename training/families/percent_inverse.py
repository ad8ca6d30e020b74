"""Percentages the other way round: of a percentage, errors, rates, times, undoing a change, rounded answers."""

import random
from fractions import Fraction

from training.everyday import digits, person
from training.families.percent import HEAD, amount, hundredth, percent_slots, rate, scaled, written
from training.task import Case, Kind, Turn


def draw_of_percent(rng: random.Random) -> Case:
    p, q, n = (
        rate(rng),
        rate(rng),
        rng.choice([100 * rng.randint(1, 30), 200 * rng.randint(1, 20), 50 * rng.randint(1, 40)]),
    )
    part = scaled(n, q) - n
    value = scaled(part, p) - part
    if value.denominator != 1 and rng.random() < 0.7:
        return draw_of_percent(rng)
    return Case(
        slots={
            "p": f"{p}%",
            "q": f"{q}%",
            "p_words": f"{p} percent",
            "q_words": f"{q} percent",
            "n": digits(rng, n),
            **person(rng),
        },
        answer=written(value),
        turns=(Turn("I multiply by both percentages.", f"{HEAD}print({hundredth(p)} * {hundredth(q)} * {n})"),),
        closing="The answer is",
    )


def draw_restore(rng: random.Random) -> Case:
    p = rng.choice(["10", "20", "25", "40", "50", "60", "75", "80", "5", "15", "30"])
    down = rng.random() < 0.6
    factor = scaled(1, f"-{p}" if down else p)
    back = abs(1 / factor - 1) * 100
    undo = "1 / (1 - {p}) - 1" if down else "1 - 1 / (1 + {p})"
    return Case(
        slots={
            **percent_slots(p),
            "fell": rng.choice(
                ["decreases", "falls", "drops", "is reduced"] if down else ["increases", "rises", "is raised"]
            ),
            "back": "increase" if down else "decrease",
            "noun": rng.choice(["decrease", "drop", "reduction"] if down else ["increase", "rise"]),
        },
        answer=written(Fraction(back)),
        turns=(Turn("I undo the factor.", f"{HEAD}print(({undo.format(p=f'Fraction({p}, 100)')}) * 100)"),),
        closing="The percentage is",
    )


def draw_interest_unknown(rng: random.Random) -> Case:
    """The rate, the time or the principal of simple interest."""
    p, n, years = rng.randint(2, 12), 100 * rng.randint(2, 60), rng.randint(2, 10)
    interest = n * p * years // 100
    asked, code, answer, closing = rng.choice(
        [
            ("rate", f"Fraction({interest} * 100, {n} * {years})", str(p), "The rate in percent is"),
            ("time", f"Fraction({interest} * 100, {n} * {p})", str(years), "The number of years is"),
            ("principal", f"Fraction({interest} * 100, {p} * {years})", str(n), "The principal is"),
        ]
    )
    facts = {
        "rate": f"{digits(rng, n)} dollars earn {interest} dollars of simple interest in {years} years",
        "time": f"{digits(rng, n)} dollars earn {interest} dollars of simple interest at {p}% a year",
        "principal": f"a sum of money earns {interest} dollars of simple interest in {years} years at {p}% a year",
    }[asked]
    question = {
        "rate": "What is the yearly interest rate in percent?",
        "time": "How many years does this take?",
        "principal": "How many dollars is the principal?",
    }[asked]
    wanted = {
        "rate": "the yearly interest rate in percent",
        "time": "the number of years it takes",
        "principal": "the principal in dollars",
    }[asked]
    return Case(
        slots={
            "facts": facts,
            "facts_cap": facts[0].upper() + facts[1:],
            "question": question,
            "question_low": question[0].lower() + question[1:],
            "wanted": wanted,
            **person(rng),
        },
        answer=answer,
        turns=(Turn("Interest is principal times rate times time.", f"{HEAD}print({code})"),),
        closing=closing,
    )


def draw_larger(rng: random.Random) -> Case:
    """By how many percent one number is larger or smaller than another."""
    a, b = amount(rng), amount(rng)
    if a == b or (abs(a - b) * 100 % b and rng.random() < 0.6):
        return draw_larger(rng)
    more = a > b
    order = f"{a} - {b}" if more else f"{b} - {a}"
    return Case(
        slots={
            "a": digits(rng, a),
            "b": digits(rng, b),
            "more": "more" if more else "less",
            "larger": rng.choice(["larger", "greater", "bigger"] if more else ["smaller", "less"]),
            "exceed": "exceeds" if more else "falls short of",
            "taller": "taller" if more else "shorter",
            **person(rng),
        },
        answer=written(Fraction(abs(a - b) * 100, b)),
        turns=(Turn("I divide the difference by the second number.", f"{HEAD}print(Fraction({order}, {b}) * 100)"),),
        closing="The percentage is",
    )


def draw_error(rng: random.Random) -> Case:
    true = rng.choice([10 * rng.randint(2, 50), rng.randint(20, 200)])
    guess = true + rng.choice([-1, 1]) * rng.randint(1, true // 4)
    if abs(true - guess) * 200 % true and rng.random() < 0.6:
        return draw_error(rng)
    return Case(
        slots={"true": str(true), "guess": str(guess), **person(rng)},
        answer=written(Fraction(abs(true - guess) * 100, true)),
        turns=(
            Turn(
                "I divide the error by the true value.", f"{HEAD}print(Fraction(abs({guess} - {true}), {true}) * 100)"
            ),
        ),
        closing="The percent error is",
    )


PLACES = {
    0: ("to the nearest whole percent", "to the nearest percent", "to the nearest integer"),
    1: ("to one decimal place", "to the nearest tenth", "to the nearest tenth of a percent"),
    2: ("to two decimal places", "to the nearest hundredth"),
}


def draw_rounded(rng: random.Random) -> Case:
    """What percentage one number is of another, rounded."""
    of = rng.choice([3, 6, 7, 9, 11, 12, 13, 15, 17, 18, 19, 21, 23, 24, 27, 29, 30, 33, 35, rng.randint(30, 300)])
    n, places = rng.randint(1, of - 1), rng.choice([0, 1, 1, 2])
    value = Fraction(n * 100, of)
    if value.denominator == 1 or (value * 10**places * 2).denominator == 1:
        return draw_rounded(rng)
    units = round(value * 10**places)
    shown = str(units) if places == 0 else f"{units // 10**places}.{units % 10**places:0{places}d}"
    return Case(
        slots={
            "n": str(n),
            "of": str(of),
            "rounded": rng.choice(PLACES[places]),
            "items": rng.choice(["students", "cars", "games", "questions", "people", "shots"]),
            **person(rng),
        },
        answer=shown,
        turns=(Turn("I divide the part by the whole and round.", f"print(f'{{{n} / {of} * 100:.{places}f}}')"),),
        closing="The percentage is",
    )


KINDS = (
    Kind("percent_of_percent", draw_of_percent),
    Kind("percent_restore", draw_restore),
    Kind("percent_interest_unknown", draw_interest_unknown),
    Kind("percent_larger", draw_larger),
    Kind("percent_error", draw_error),
    Kind("percent_rounded", draw_rounded),
)
