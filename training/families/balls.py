"""Chances when balls, cards, tickets or people are drawn: with and without replacement.

The snippets list the draws from a bag written out as a list; cards and lotteries, too many to list, are counted.
"""

import random
from fractions import Fraction
from math import comb, perm, prod

from training.everyday import enumeration, person, ratio, spelled
from training.task import Case, Kind, Turn

COLORS = ("red", "blue", "green", "white", "black", "yellow", "orange", "purple", "pink", "brown", "gray")

THINGS = (
    ("ball", "balls"),
    ("ball", "balls"),
    ("ball", "balls"),
    ("marble", "marbles"),
    ("marble", "marbles"),
    ("candy", "candies"),
    ("sock", "socks"),
    ("chip", "chips"),
    ("bead", "beads"),
    ("token", "tokens"),
    ("button", "buttons"),
    ("counter", "counters"),
)

BOXES = ("a bag", "an urn", "a box", "a jar", "a basket", "a drawer", "a sack", "a bowl")

FLAVORS = ("chocolate", "vanilla", "mint", "lemon", "cherry", "caramel")


def bag_of(rng: random.Random, kinds: int, most: int = 9) -> dict[str, int]:
    colors = rng.sample(COLORS[:6] if rng.random() < 0.7 else COLORS, kinds)
    return {color: rng.randint(2, most) for color in colors}


def bag_slots(rng: random.Random, bag: dict[str, int]) -> dict[str, str]:
    """`bag` is `a bag`, `holding` is `5 red balls and 3 blue balls`; `one` and `things` name what is drawn."""
    one, things = rng.choice(THINGS)
    box = rng.choice(BOXES)
    words = [f"{spelled(rng, count, 0.2)} {color}" for color, count in bag.items()]
    holding = rng.choice(
        [
            f"{enumeration(rng, words)} {things}",
            f"{enumeration(rng, words)} {things}",
            enumeration(rng, [f"{word} {one if bag[word.split()[-1]] == 1 else things}" for word in words]),
            f"{words[0]} {things} and {enumeration(rng, words[1:])} {things if len(words) == 2 else 'ones'}"
            if len(words) < 4
            else f"{enumeration(rng, words)} {things}",
        ]
    )
    return {
        "box": box,
        "box_cap": box[0].upper() + box[1:],
        "the_box": f"the {box.split()[-1]}",
        "holding": holding,
        "one": one,
        "things": things,
        "total": str(sum(bag.values())),
        **person(rng),
    }


def bag_code(bag: dict[str, int]) -> str:
    return "bag = " + " + ".join(f"['{color}'] * {count}" for color, count in bag.items())


def chance(bag: dict[str, int], draws: str, k: int, condition: str) -> str:
    """The snippet that lists the draws of k; `draws` is combinations, permutations or product."""
    listed = f"product(bag, repeat={k})" if draws == "product" else f"{draws}(bag, {k})"
    return (
        f"from fractions import Fraction\nfrom itertools import {draws}\n{bag_code(bag)}\ndraws = list({listed})\n"
        f"print(Fraction(sum(1 for d in draws if {condition}), len(draws)))"
    )


def listed(snippet: str) -> tuple[Turn, ...]:
    return (Turn("I list all the draws and count the ones that fit.", snippet),)


def an(word: str) -> str:
    return f"an {word}" if word[0] in "aeio" else f"a {word}"


def bag_case(
    rng: random.Random,
    bag: dict[str, int],
    k: int,
    condition: str,
    answer: str,
    draws: str = "combinations",
    **slots: str,
) -> Case:
    number = spelled(rng, k, 0.7)
    return Case(
        slots=bag_slots(rng, bag)
        | {"k": number, "k_cap": number.capitalize(), "all": "both" if k == 2 else f"all {spelled(rng, k, 0.7)}"}
        | slots,
        answer=answer,
        turns=listed(chance(bag, draws, k, condition)),
        closing="The probability is",
    )


def draw_one(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 2, 3, 3, 4]), rng.choice([9, 9, 20]))
    colors = rng.sample(sorted(bag), len(bag))
    total, first = sum(bag.values()), bag[colors[0]]
    code = "from fractions import Fraction\n" + bag_code(bag)
    events = [(colors[0], f"d == '{colors[0]}'", first)] * 2 + [
        (f"not {colors[0]}", f"d != '{colors[0]}'", total - first)
    ]
    if len(bag) > 2:
        either = f"d in ('{colors[0]}', '{colors[1]}')"
        events += [
            (f"{colors[0]} or {colors[1]}", either, first + bag[colors[1]]),
            (f"either {colors[0]} or {colors[1]}", either, first + bag[colors[1]]),
        ]
        events += [
            (
                f"neither {colors[0]} nor {colors[1]}",
                f"d not in ('{colors[0]}', '{colors[1]}')",
                total - first - bag[colors[1]],
            )
        ]
    event, condition, count = rng.choice(events)
    return Case(
        slots=bag_slots(rng, bag) | {"event": event},
        answer=ratio(count, total),
        turns=(
            Turn(
                "I count the ones that fit.", f"{code}\nprint(Fraction(sum(1 for d in bag if {condition}), len(bag)))"
            ),
        ),
        closing="The probability is",
    )


def few(rng: random.Random, bag: dict[str, int]) -> int:
    """How many to draw, so that the draws can be listed."""
    return rng.choice([2, 2, 2, 3, 3, 4]) if sum(bag.values()) <= 20 else rng.choice([2, 2, 3])


def draw_all(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 2, 3, 3, 4]))
    k, color = few(rng, bag), rng.choice(sorted(bag))
    if bag[color] < k:
        return draw_all(rng)
    return bag_case(
        rng, bag, k, f"d.count('{color}') == {k}", ratio(perm(bag[color], k), perm(sum(bag.values()), k)), color=color
    )


def draw_none(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 3, 3]))
    k, color = few(rng, bag), rng.choice(sorted(bag))
    rest = sum(bag.values()) - bag[color]
    if rest < k:
        return draw_none(rng)
    return bag_case(rng, bag, k, f"'{color}' not in d", ratio(perm(rest, k), perm(sum(bag.values()), k)), color=color)


def draw_at_least_one(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 2, 3, 3]))
    k, color = few(rng, bag), rng.choice(sorted(bag))
    total = sum(bag.values())
    rest = perm(total - bag[color], k)
    return bag_case(rng, bag, k, f"'{color}' in d", ratio(perm(total, k) - rest, perm(total, k)), color=color)


def draw_same(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 2, 3, 3, 4]))
    k = few(rng, bag)
    total = sum(bag.values())
    return bag_case(
        rng, bag, k, "len(set(d)) == 1", ratio(sum(perm(count, k) for count in bag.values()), perm(total, k))
    )


def draw_different(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 2, 3, 3, 4]))
    counts = list(bag.values())
    k = 2 if len(bag) == 2 or rng.random() < 0.6 else 3
    if k == 2:
        ways = (sum(counts) ** 2 - sum(c * c for c in counts)) // 2
    else:
        ways = sum(prod(counts[:i] + counts[i + 1 :]) for i in range(4)) if len(counts) == 4 else prod(counts)
    return bag_case(rng, bag, k, f"len(set(d)) == {k}", ratio(ways, comb(sum(counts), k)), distinct="different")


def draw_exactly(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 2, 3, 3]))
    k, color = few(rng, bag), rng.choice(sorted(bag))
    j, total = rng.randint(1, k - 1), sum(bag.values())
    ways = comb(bag[color], j) * comb(total - bag[color], k - j)
    sign, phrase = "==", "exactly"
    if k > 2 and rng.random() < 0.3:
        j = 2
        sign, phrase = rng.choice([(">=", "at least"), ("<=", "at most")])
        kept = range(j, k + 1) if sign == ">=" else range(j + 1)
        ways = sum(comb(bag[color], i) * comb(total - bag[color], k - i) for i in kept)
    return bag_case(
        rng,
        bag,
        k,
        f"d.count('{color}') {sign} {j}",
        ratio(ways, comb(total, k)),
        color=color,
        j=f"{phrase} {spelled(rng, j, 0.5)}",
        be="is" if j == 1 else "are",
        j_things="one" if j == 1 else "ones",
    )


def draw_one_of_each(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 3, 3, 4]))
    first, second = rng.sample(sorted(bag), 2)
    return bag_case(
        rng,
        bag,
        2,
        f"set(d) == {{'{first}', '{second}'}}",
        ratio(bag[first] * bag[second], comb(sum(bag.values()), 2)),
        first=first,
        second=second,
    )


def draw_order(rng: random.Random) -> Case:
    bag = bag_of(rng, rng.choice([2, 2, 3]))
    total = sum(bag.values())
    first, second = rng.sample(sorted(bag), 2) if rng.random() < 0.85 else [rng.choice(sorted(bag))] * 2
    back = rng.random() < 0.4
    top = bag[first] * (bag[second] - (first == second and not back))
    return bag_case(
        rng,
        bag,
        2,
        f"d == ('{first}', '{second}')",
        ratio(top, total * total if back else total * (total - 1)),
        "product" if back else "permutations",
        first=first,
        second=second,
        a_first=an(first),
        a_second=an(second),
        **{"with": "with replacement" if back else "without replacement"},
        how=rng.choice(
            ["with replacement", "and the first one is put back before the second draw", "with replacement"]
            if back
            else ["without replacement", "without putting the first one back", "without replacement"]
        ),
    )


def draw_replaced(rng: random.Random) -> Case:
    """Draws that are put back: all of one color, the same, different, exactly so many, at least one."""
    bag = bag_of(rng, rng.choice([2, 2, 3]), 7)
    k, total = rng.choice([2, 2, 2, 3]), sum(bag.values())
    color, word = rng.choice(sorted(bag)), spelled(rng, k, 0.7)
    whole = "both" if k == 2 else f"all {word}"
    p = Fraction(bag[color], total)
    j = rng.randint(1, k - 1)
    events: list[tuple[str, str, Fraction | int]] = [
        (f"{whole} are {color}", f"d.count('{color}') == {k}", p**k),
        (f"{whole} of them are {color}", f"d.count('{color}') == {k}", p**k),
        (f"{whole} have the same color", "len(set(d)) == 1", sum(Fraction(c, total) ** k for c in bag.values())),
        (f"{whole} are the same colour", "len(set(d)) == 1", sum(Fraction(c, total) ** k for c in bag.values())),
        (f"at least one of them is {color}", f"'{color}' in d", 1 - (1 - p) ** k),
        (f"none of them is {color}", f"'{color}' not in d", (1 - p) ** k),
        (
            f"exactly {spelled(rng, j, 0.7)} of them {'is' if j == 1 else 'are'} {color}",
            f"d.count('{color}') == {j}",
            comb(k, j) * p**j * (1 - p) ** (k - j),
        ),
    ]
    if k == 2:
        events += [
            ("they have different colors", "len(set(d)) == 2", 1 - sum(Fraction(c, total) ** 2 for c in bag.values()))
        ]
    event, condition, value = rng.choice(events)
    value = Fraction(value)
    return bag_case(
        rng,
        bag,
        k,
        condition,
        ratio(value.numerator, value.denominator),
        "product",
        event=event,
        how=rng.choice(["with replacement", "one after another with replacement", "with replacement"]),
    )


KINDS = (
    Kind("balls_one", draw_one),
    Kind("balls_all", draw_all),
    Kind("balls_none", draw_none),
    Kind("balls_at_least_one", draw_at_least_one),
    Kind("balls_same", draw_same),
    Kind("balls_different", draw_different),
    Kind("balls_exactly", draw_exactly),
    Kind("balls_one_of_each", draw_one_of_each),
    Kind("balls_order", draw_order),
    Kind("balls_replaced", draw_replaced),
)
