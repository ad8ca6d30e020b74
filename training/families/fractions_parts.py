"""Parts of things: a fraction of a number, what is left, the whole from a part, what fraction one is of another."""

import random

from training.everyday import digits, person, ratio
from training.families.fractions import HEAD, Pair, code, multiply, plain, proper, subtract, tex, words
from training.task import Case, Kind, Turn


def pair_slots(rng: random.Random, a: Pair, b: Pair) -> dict[str, str]:
    return {
        "a": plain(a),
        "b": plain(b),
        "a_tex": tex(rng, a),
        "b_tex": tex(rng, b),
        "a_words": words(a),
        "b_words": words(b),
    }


def draw_part_of(rng: random.Random) -> Case:
    part = proper(rng, 12)
    n = part[1] * rng.choice([rng.randint(2, 15), rng.randint(5, 60)]) if rng.random() < 0.85 else rng.randint(5, 100)
    items = rng.choice(
        [
            "students",
            "marbles",
            "apples",
            "pages",
            "cookies",
            "stamps",
            "cars",
            "books",
            "eggs",
            "stickers",
            "dollars",
            "people",
        ]
    )
    return Case(
        slots={
            "f": plain(part),
            "f_tex": tex(rng, part),
            "f_words": words(part),
            "n": digits(rng, n),
            "n_plain": str(n),
            "items": items,
        }
        | person(rng),
        answer=ratio(part[0] * n, part[1]),
        turns=(Turn("I multiply the fraction by the number.", f"{HEAD}print({code(part)} * {n})"),),
        closing="The answer is",
    )


def draw_part_of_part(rng: random.Random) -> Case:
    a, b = proper(rng, 10), proper(rng, 10)
    return Case(
        slots=pair_slots(rng, a, b) | person(rng),
        answer=ratio(*multiply(a, b)),
        turns=(Turn("Of means times.", f"{HEAD}print({code(a)} * {code(b)})"),),
        closing="The answer is",
    )


WHOLES = (
    ("a pizza", "pizza", "eats"),
    ("a cake", "cake", "eats"),
    ("a bar of chocolate", "bar", "eats"),
    ("a book", "book", "reads"),
    ("a pie", "pie", "eats"),
    ("a tank of fuel", "tank", "uses"),
    ("a bottle of juice", "juice", "drinks"),
    ("a wall", "wall", "paints"),
    ("a field", "field", "plows"),
    ("a roll of ribbon", "ribbon", "uses"),
)


def draw_left(rng: random.Random) -> Case:
    """What is left of one whole after two parts, both parts of the whole."""
    a, b = proper(rng, 9), proper(rng, 9)
    if a[0] * b[1] + b[0] * a[1] >= a[1] * b[1]:
        return draw_left(rng)
    whole, short, verb = rng.choice(WHOLES)
    other = person(rng)
    return Case(
        slots=pair_slots(rng, a, b)
        | person(rng)
        | {"whole": whole, "short": short, "verb": verb, "friend": other["name"]},
        answer=ratio(*subtract(subtract((1, 1), a), b)),
        turns=(Turn("I take both parts from the whole.", f"{HEAD}print(1 - {code(a)} - {code(b)})"),),
        closing="What is left is",
    )


def draw_remainder(rng: random.Random) -> Case:
    """A part of an amount goes, then a part of what remains."""
    a, b = proper(rng, 6), proper(rng, 6)
    n = a[1] * b[1] * rng.choice([1, 2, 3, 5, 10])
    n *= -(-20 // n)
    left = multiply(multiply((n, 1), subtract((1, 1), a)), subtract((1, 1), b))
    return Case(
        slots=pair_slots(rng, a, b)
        | person(rng)
        | {
            "n": digits(rng, n),
            "items": rng.choice(["marbles", "stamps", "cards", "apples", "cookies", "stickers", "coins", "beads"]),
        },
        answer=ratio(*left),
        turns=(
            Turn(
                "Each time I keep what is left.", f"{HEAD}left = {n} * (1 - {code(a)})\nprint(left * (1 - {code(b)}))"
            ),
        ),
        closing="What is left is",
    )


def draw_whole(rng: random.Random) -> Case:
    part, times = proper(rng, 12), rng.choice([rng.randint(1, 12), rng.randint(5, 40)])
    known = part[0] * times
    return Case(
        slots={
            "f": plain(part),
            "f_tex": tex(rng, part),
            "f_words": words(part),
            "f_words_cap": words(part).capitalize(),
            "n": digits(rng, known),
            "n_plain": str(known),
            "items": rng.choice(["students", "marbles", "pages", "stamps", "apples", "members"]),
        }
        | person(rng),
        answer=str(part[1] * times),
        turns=(Turn("I divide the part by the fraction.", f"{HEAD}print({known} / {code(part)})"),),
        closing="The whole is",
    )


def draw_what_fraction(rng: random.Random) -> Case:
    n, of = sorted(rng.sample(range(2, 60), 2)) if rng.random() < 0.7 else sorted(rng.sample(range(10, 500), 2))
    return Case(
        slots={
            "n": str(n),
            "of": str(of),
            "items": rng.choice(["students", "cars", "marbles", "books", "people", "tickets", "apples"]),
        }
        | person(rng),
        answer=ratio(n, of),
        turns=(Turn("I divide the part by the whole.", f"{HEAD}print(Fraction({n}, {of}))"),),
        closing="The fraction is",
    )


UNITS = (
    ("minutes", 60, "an hour"),
    ("minutes", 60, "one hour"),
    ("hours", 24, "a day"),
    ("days", 7, "a week"),
    ("months", 12, "a year"),
    ("centimeters", 100, "a meter"),
    ("seconds", 60, "a minute"),
    ("grams", 1000, "a kilogram"),
    ("inches", 12, "a foot"),
    ("meters", 1000, "a kilometer"),
    ("cents", 100, "a dollar"),
    ("eggs", 12, "a dozen"),
    ("milliliters", 1000, "a liter"),
    ("degrees", 360, "a full turn"),
)


def draw_unit_fraction(rng: random.Random) -> Case:
    unit, size, whole = rng.choice(UNITS)
    n = rng.randint(2, size - 1) if size <= 100 else 5 * rng.randint(1, size // 5 - 1)
    return Case(
        slots={"n": str(n), "unit": unit, "whole": whole},
        answer=ratio(n, size),
        turns=(Turn(f"There are {size} {unit} in {whole}.", f"{HEAD}print(Fraction({n}, {size}))"),),
        closing="The fraction is",
    )


KINDS = (
    Kind("fraction_part_of", draw_part_of),
    Kind("fraction_part_of_part", draw_part_of_part),
    Kind("fraction_left", draw_left),
    Kind("fraction_remainder", draw_remainder),
    Kind("fraction_whole", draw_whole),
    Kind("fraction_what", draw_what_fraction),
    Kind("fraction_unit", draw_unit_fraction),
)
