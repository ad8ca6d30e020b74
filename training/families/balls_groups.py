"""Chances when things are tested or people are chosen."""

import random
from math import comb

from training.everyday import person, ratio, spelled
from training.families.balls import an, chance, listed
from training.task import Case, Kind

GROUPS = (
    ("light bulbs", "light bulb", "defective", "working", "a box", "chosen at random"),
    ("batteries", "battery", "dead", "good", "a drawer", "picked at random"),
    ("eggs", "egg", "rotten", "fresh", "a carton", "taken at random"),
    ("phones", "phone", "faulty", "working", "a shipment", "inspected at random"),
    ("apples", "apple", "rotten", "fresh", "a basket", "picked at random"),
    ("computers", "computer", "defective", "intact", "a shipment", "selected at random"),
    ("fuses", "fuse", "defective", "good", "a package", "tested at random"),
    ("screws", "screw", "broken", "good", "a box", "selected at random"),
)


def draw_defective(rng: random.Random) -> Case:
    things, one, bad, good, box, chosen = rng.choice(GROUPS)
    total = rng.choice([rng.randint(6, 12), rng.randint(10, 25)])
    count = rng.randint(2, max(2, total // 2 - 1))
    k = rng.choice([2, 2, 3, 3, 4]) if total <= 16 else rng.choice([2, 2, 3])
    j = rng.randint(1, min(k, count))
    of = comb(total, k)
    none, exactly = comb(total - count, k), comb(count, j) * comb(total - count, k - j)
    events = [
        (f"none of them is {bad}", f"'{bad}' not in d", none),
        (f"none of the chosen {things} is {bad}", f"'{bad}' not in d", none),
        (f"at least one of them is {bad}", f"'{bad}' in d", of - none),
        (f"at least one is {bad}", f"'{bad}' in d", of - none),
        (
            f"exactly {spelled(rng, j, 0.6)} of them {'is' if j == 1 else 'are'} {bad}",
            f"d.count('{bad}') == {j}",
            exactly,
        ),
        (f"exactly {spelled(rng, j, 0.6)} {'is' if j == 1 else 'are'} {bad}", f"d.count('{bad}') == {j}", exactly),
    ]
    event, condition, ways = rng.choice(events)
    code = (
        f"from fractions import Fraction\nfrom itertools import combinations\nbag = ['{bad}'] * {count} + ['{good}'] * ({total} - {count})\n"
        f"draws = list(combinations(bag, {k}))\nprint(Fraction(sum(1 for d in draws if {condition}), len(draws)))"
    )
    number = spelled(rng, k, 0.7)
    return Case(
        slots={
            "things": things,
            "one": one,
            "bad": bad,
            "good": good,
            "box": box,
            "box_cap": box.capitalize(),
            "chosen": chosen,
            "total": spelled(rng, total, 0.1),
            "count": spelled(rng, count, 0.3),
            "k": number,
            "k_cap": number.capitalize(),
            "event": event,
            **person(rng),
        },
        answer=ratio(ways, of),
        turns=listed(code),
        closing="The probability is",
    )


PEOPLE_GROUPS = (
    ("boys", "boy", "girls", "girl", "class"),
    ("men", "man", "women", "woman", "club"),
    ("teachers", "teacher", "students", "student", "school board"),
    ("seniors", "senior", "juniors", "junior", "chess team"),
    ("doctors", "doctor", "nurses", "nurse", "hospital ward"),
)


def draw_people(rng: random.Random) -> Case:
    groups = rng.choice(PEOPLE_GROUPS)
    firsts, first, seconds, second, place = (
        groups if rng.random() < 0.5 else (groups[2], groups[3], groups[0], groups[1], groups[4])
    )
    a, b = rng.randint(3, 12), rng.randint(3, 12)
    k = rng.choice([2, 2, 3, 3, 4]) if a + b <= 18 else rng.choice([2, 2, 3])
    j = rng.randint(1, k - 1)
    of = comb(a + b, k)
    whole, number = "both" if k == 2 else f"all {spelled(rng, k, 0.7)}", spelled(rng, k, 0.7)
    events = [
        (f"{whole} are {firsts}", f"d.count('{first}') == {k}", comb(a, k)),
        (f"{whole} of them are {seconds}", f"d.count('{second}') == {k}", comb(b, k)),
        (f"at least one of them is {an(first)}", f"'{first}' in d", of - comb(b, k)),
        (f"at least one {second} is chosen", f"'{second}' in d", of - comb(a, k)),
        (f"no {firsts} are chosen", f"'{first}' not in d", comb(b, k)),
        (
            f"exactly {spelled(rng, j, 0.7)} of them {f'is {an(first)}' if j == 1 else f'are {firsts}'}",
            f"d.count('{first}') == {j}",
            comb(a, j) * comb(b, k - j),
        ),
    ]
    if k == 2:
        events += [(f"one {first} and one {second} are chosen", f"set(d) == {{'{first}', '{second}'}}", a * b)]
    event, condition, ways = rng.choice(events)
    number_a, number_b = spelled(rng, a, 0.2), spelled(rng, b, 0.2)
    return Case(
        slots={
            "firsts": firsts,
            "seconds": seconds,
            "a": number_a,
            "b": number_b,
            "place": place,
            "k": number,
            "k_cap": number.capitalize(),
            "event": event,
            "total": str(a + b),
        },
        answer=ratio(ways, of),
        turns=listed(chance({first: a, second: b}, "combinations", k, condition)),
        closing="The probability is",
    )


KINDS = (
    Kind("balls_defective", draw_defective),
    Kind("balls_people", draw_people),
)
