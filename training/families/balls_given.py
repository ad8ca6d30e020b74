"""Draws from a bag when something is known about them, the expected number of a color, and what is left in the bag."""

import random
from collections.abc import Callable
from itertools import permutations

from training.everyday import ratio, spelled
from training.families.balls import an, bag_code, bag_of, bag_slots
from training.task import Case, Kind, Turn

Draw = tuple[str, ...]


def named(slots: dict[str, str]) -> dict[str, str]:
    return slots | {"things_cap": slots["things"].capitalize()}


def draw_given(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 2, 3]), 7)
    color, other = rng.sample(sorted(bag), 2)
    known: list[tuple[str, str, Callable[[Draw], bool]]] = [
        (f"the first is {color}", f"d[0] == '{color}'", lambda d: d[0] == color),
        (f"the first one drawn is {other}", f"d[0] == '{other}'", lambda d: d[0] == other),
        (f"at least one of them is {color}", f"'{color}' in d", lambda d: color in d),
        ("they have different colors", "d[0] != d[1]", lambda d: d[0] != d[1]),
        ("they have the same color", "d[0] == d[1]", lambda d: d[0] == d[1]),
        (f"the second is {color}", f"d[1] == '{color}'", lambda d: d[1] == color),
    ]
    asked: list[tuple[str, str, Callable[[Draw], bool]]] = [
        (f"the second is {color}", f"d[1] == '{color}'", lambda d: d[1] == color),
        (f"the second one is {other}", f"d[1] == '{other}'", lambda d: d[1] == other),
        (f"both are {color}", f"d == ('{color}', '{color}')", lambda d: d == (color, color)),
        (f"the first is {color}", f"d[0] == '{color}'", lambda d: d[0] == color),
    ]
    (given, given_code, given_test), (want, want_code, want_test) = rng.choice(known), rng.choice(asked)
    draws = list(permutations([name for name, count in bag.items() for _ in range(count)], 2))
    kept = [d for d in draws if given_test(d)]
    good = sum(map(want_test, kept))
    if given == want or good in (0, len(kept)):
        return draw_given(rng)
    snippet = (
        f"from fractions import Fraction\nfrom itertools import permutations\n{bag_code(bag)}\n"
        f"known = [d for d in permutations(bag, 2) if {given_code}]\nprint(Fraction(sum(1 for d in known if {want_code}), len(known)))"
    )
    return Case(
        slots=bag_slots(rng, bag) | {"known": given, "asked": want},
        answer=ratio(good, len(kept)),
        turns=(Turn("I keep the draws that fit what is known.", snippet),),
        closing="The probability is",
    )


def draw_second(rng: random.Random) -> Case:
    """The color of one draw among several, without replacement."""
    bag = bag_of(rng, rng.choice([2, 3, 3]), 7)
    color, place = rng.choice(sorted(bag)), rng.choice([2, 2, 3])
    total = sum(bag.values())
    if total > 20:
        return draw_second(rng)
    snippet = (
        f"from fractions import Fraction\nfrom itertools import permutations\n{bag_code(bag)}\ndraws = list(permutations(bag, {place}))\n"
        f"print(Fraction(sum(1 for d in draws if d[-1] == '{color}'), len(draws)))"
    )
    return Case(
        slots=named(bag_slots(rng, bag))
        | {
            "color": color,
            "a_color": an(color),
            "place": {2: "second", 3: "third"}[place],
            "k": spelled(rng, place, 0.7),
        },
        answer=ratio(bag[color], total),
        turns=(Turn("I list all the draws and count the ones that fit.", snippet),),
        closing="The probability is",
    )


def draw_expected(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 2, 3]), 9)
    color, total = rng.choice(sorted(bag)), sum(bag.values())
    k = rng.randint(2, min(6, total - 1))
    others = " + ".join(str(count) for count in bag.values())
    number = spelled(rng, k, 0.6)
    return Case(
        slots=bag_slots(rng, bag) | {"color": color, "k": number, "k_cap": number.capitalize()},
        answer=ratio(k * bag[color], total),
        turns=(
            Turn(
                "Every draw has this color with the same chance.",
                f"from fractions import Fraction\nprint({k} * Fraction({bag[color]}, {others}))",
            ),
        ),
        closing="The expected number is",
    )


def draw_unknown(rng: random.Random) -> Case:
    """How many there are of one color, from a chance."""
    color, other = rng.sample(["red", "blue", "green", "white", "black", "yellow"], 2)
    known, unknown = rng.randint(2, 20), rng.randint(2, 30)
    chance = ratio(unknown, known + unknown)
    top, bottom = chance.split("/")
    one, things = rng.choice([("ball", "balls"), ("marble", "marbles"), ("chip", "chips")])
    return Case(
        slots={
            "known": str(known),
            "other": other,
            "color": color,
            "p": chance,
            "p_tex": rf"\frac{{{top}}}{{{bottom}}}",
            "one": one,
            "things": things,
        },
        answer=str(unknown),
        turns=(
            Turn(
                "I try the numbers in turn.",
                f"from fractions import Fraction\nprint(next(n for n in range(1, 10**4) if Fraction(n, n + {known}) == Fraction({top}, {bottom})))",
            ),
        ),
        closing=f"The number of {color} ones is",
    )


KINDS = (
    Kind("balls_given", draw_given),
    Kind("balls_second", draw_second),
    Kind("balls_expected", draw_expected),
    Kind("balls_unknown", draw_unknown),
)
