"""Chances of a face in repeated rolls of one die, and of single rolls."""

import random
from collections.abc import Callable
from math import comb

from training.everyday import WORDS, person, ratio, spelled
from training.families.dice import PROPERTIES, RELATIONS, dice_phrase, imports_of
from training.task import Case, Kind, Turn


def face_slots(rng: random.Random, times: int, face: int) -> dict[str, str]:
    faces = [f"{WORDS[face]}s" if face != 6 else "sixes", f"{face}s", f"{face}'s"] if face <= 12 else [f"{face}s"]
    one = [
        f"a {WORDS[face]}" if face not in (8, 11, 18) else f"an {WORDS[face]}",
        f"a {face}" if face not in (8, 11, 18) else f"an {face}",
    ]
    return {"times": spelled(rng, times), "face": str(face), "faces": rng.choice(faces), "a_face": rng.choice(one)}


def times_slots(rng: random.Random, times: int, sides: int) -> dict[str, str]:
    often = {1: "once", 2: "twice"}.get(times) or f"{spelled(rng, times)} times"
    die = dice_phrase(rng, 1, sides)
    return {"die": die, "die_cap": die[0].upper() + die[1:], "often": often, "sides": str(sides), **person(rng)}


def many(rng: random.Random, n: int, sides: int) -> dict[str, str]:
    phrase = dice_phrase(rng, n, sides)
    return {"n_dice": phrase, "n_dice_cap": phrase[0].upper() + phrase[1:]}


def draw_exactly_faces(rng: random.Random) -> Case:
    sides = rng.choice([6, 6, 6, 6, 4, 8, 10, 12, 20])
    n, face = rng.choice([rng.randint(2, 6), rng.randint(5, 12)]), rng.randint(1, sides)
    k = rng.randint(1, min(n, 5))
    snippet = (
        f"from fractions import Fraction\nfrom math import comb\np = Fraction(1, {sides})\n"
        f"print(comb({n}, {k}) * p**{k} * (1 - p)**({n} - {k}))"
    )
    slots = times_slots(rng, n, sides) | face_slots(rng, n, face) | {"k": spelled(rng, k), **many(rng, n, sides)}
    return Case(
        slots=slots
        | {
            "k_times": {1: "once", 2: "twice"}.get(k) or f"{spelled(rng, k)} times",
            "k_faces": f"{spelled(rng, k)} {slots['faces']}" if k > 1 else f"one {face}",
        },
        answer=ratio(comb(n, k) * (sides - 1) ** (n - k), sides**n),
        turns=(Turn("The number of times this face comes up is binomial.", snippet),),
        closing="The probability is",
    )


def draw_at_least_faces(rng: random.Random) -> Case:
    sides = rng.choice([6, 6, 6, 6, 4, 8, 10])
    n, face = rng.choice([rng.randint(3, 6), rng.randint(5, 10)]), rng.randint(1, sides)
    k, least = rng.randint(2, min(n, 4)), rng.random() < 0.6
    wanted = f"range({k}, {n} + 1)" if least else f"range({k} + 1)"
    snippet = (
        f"from fractions import Fraction\nfrom math import comb\np = Fraction(1, {sides})\n"
        f"print(sum(comb({n}, k) * p**k * (1 - p)**({n} - k) for k in {wanted}))"
    )
    below = sum(comb(n, j) * (sides - 1) ** (n - j) for j in range(k if least else k + 1))
    bound = rng.choice(
        [f"at least {spelled(rng, k)}", f"{spelled(rng, k)} or more"]
        if least
        else [f"at most {spelled(rng, k)}", f"no more than {spelled(rng, k)}"]
    )
    return Case(
        slots=times_slots(rng, n, sides) | face_slots(rng, n, face) | {"bound": bound, **many(rng, n, sides)},
        answer=ratio(sides**n - below if least else below, sides**n),
        turns=(Turn("The number of times this face comes up is binomial.", snippet),),
        closing="The probability is",
    )


def draw_some_face(rng: random.Random) -> Case:
    sides = rng.choice([6, 6, 6, 6, 4, 8, 10, 12, 20])
    n, face = rng.choice([rng.randint(2, 4), rng.randint(2, 8)]), rng.randint(1, sides)
    snippet = f"from fractions import Fraction\nprint(1 - (1 - Fraction(1, {sides}))**{n})"
    return Case(
        slots=times_slots(rng, n, sides) | face_slots(rng, n, face) | {**many(rng, n, sides)},
        answer=ratio(sides**n - (sides - 1) ** n, sides**n),
        turns=(Turn("I subtract the chance that it never comes up from one.", snippet),),
        closing="The probability is",
    )


def draw_no_face(rng: random.Random) -> Case:
    sides = rng.choice([6, 6, 6, 6, 4, 8, 10, 12, 20])
    n, face = rng.choice([rng.randint(2, 4), rng.randint(2, 8)]), rng.randint(1, sides)
    snippet = f"from fractions import Fraction\nprint((1 - Fraction(1, {sides}))**{n})"
    return Case(
        slots=times_slots(rng, n, sides) | face_slots(rng, n, face) | {**many(rng, n, sides)},
        answer=ratio((sides - 1) ** n, sides**n),
        turns=(Turn("Every roll must miss this face.", snippet),),
        closing="The probability is",
    )


def draw_first_at(rng: random.Random) -> Case:
    sides = rng.choice([6, 6, 6, 6, 4, 8, 10, 12])
    n, face = rng.randint(2, 7), rng.randint(1, sides)
    ordinal = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh"][n]
    snippet = f"from fractions import Fraction\np = Fraction(1, {sides})\nprint((1 - p)**({n} - 1) * p)"
    return Case(
        slots=times_slots(rng, n, sides)
        | face_slots(rng, n, face)
        | {"nth": rng.choice([ordinal, ordinal, {2: "2nd", 3: "3rd"}.get(n, f"{n}th")]), "n": str(n)},
        answer=ratio((sides - 1) ** (n - 1), sides**n),
        turns=(Turn("The rolls before must miss, and this one must hit.", snippet),),
        closing="The probability is",
    )


def one_die_event(rng: random.Random, sides: int) -> tuple[str, str, Callable[[int], bool]]:
    """A phrase for what a single roll is, its condition on r, and its test."""
    if rng.random() < 0.35:
        phrase, condition, test = rng.choice(PROPERTIES)
        return (
            (phrase if " " in phrase else f"an {phrase} number" if phrase[0] in "eo" else f"a {phrase} number"),
            condition.format("r"),
            test,
        )
    a, b = sorted(rng.sample(range(1, sides + 1), 2))
    sign, compare, _, _ = rng.choice(RELATIONS[1:])
    bound = rng.randint(2, sides - 1)
    phrases = {
        ">=": "a number that is at least {}",
        "<=": "a number that is at most {}",
        ">": "a number greater than {}",
        "<": "a number less than {}",
    }
    events: list[tuple[str, str, Callable[[int], bool]]] = [
        (phrases[sign].format(bound), f"r {sign} {bound}", lambda n: compare(n, bound)),
        (f"{a} or {b}", f"r in ({a}, {b})", lambda n: n in (a, b)),
        (f"either {a} or {b}", f"r in ({a}, {b})", lambda n: n in (a, b)),
        (f"a multiple of {b}", f"r % {b} == 0", lambda n: n % b == 0),
        (f"a number divisible by {a}", f"r % {a} == 0", lambda n: n % a == 0),
        (f"a divisor of {sides}", f"{sides} % r == 0", lambda n: sides % n == 0),
        (f"a factor of {bound}", f"{bound} % r == 0", lambda n: bound % n == 0),
        (f"a number other than {a}", f"r != {a}", lambda n: n != a),
        (f"a number from {a} to {b}", f"{a} <= r <= {b}", lambda n: a <= n <= b),
        (f"the number {a}", f"r == {a}", lambda n: n == a),
    ]
    return rng.choice(events)


def draw_one(rng: random.Random) -> Case:
    sides = rng.choice([6, 6, 6, 6, 8, 10, 12, 20])
    phrase, condition, test = one_die_event(rng, sides)
    head = "\n".join(["from fractions import Fraction", *imports_of(condition)])
    return Case(
        slots={"event": phrase} | times_slots(rng, 1, sides),
        answer=ratio(sum(test(face) for face in range(1, sides + 1)), sides),
        turns=(
            Turn(
                "I count the faces that fit.",
                f"{head}\nprint(Fraction(sum(1 for r in range(1, {sides} + 1) if {condition}), {sides}))",
            ),
        ),
        closing="The probability is",
    )


KINDS = (
    Kind("dice_exactly_faces", draw_exactly_faces),
    Kind("dice_bound_faces", draw_at_least_faces),
    Kind("dice_some_face", draw_some_face),
    Kind("dice_no_face", draw_no_face),
    Kind("dice_first_at", draw_first_at),
    Kind("dice_one", draw_one),
)
