"""Chances when balls, cards, tickets or people are drawn: with and without replacement.

The snippets list the draws from a bag written out as a list; cards and lotteries, too many to list, are counted.
"""

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import comb, perm, prod

from training.everyday import digits, enumeration, person, ratio, spelled
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
    events = [
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


RANKS = ("ace", "king", "queen", "jack", "ten", "seven", "two", "nine")
SUITS = ("heart", "spade", "diamond", "club")


def draw_card(rng: random.Random) -> Case:
    rank, suit = rng.choice(RANKS), rng.choice(SUITS)
    other_rank, other_suit = rng.choice([r for r in RANKS if r != rank]), rng.choice([s for s in SUITS if s != suit])
    color = rng.choice(["red", "black"])
    same = (suit in ("heart", "diamond") and color == "red") or (suit in ("spade", "club") and color == "black")
    fits = "suit in ('heart', 'diamond')" if color == "red" else "suit in ('spade', 'club')"
    face = "rank in ('jack', 'queen', 'king')"
    events = [
        (an(rank), f"rank == '{rank}'", 4),
        (an(suit), f"suit == '{suit}'", 13),
        (f"{an(color)} card", fits, 26),
        ("a face card", face, 12),
        (f"{an(rank)} or {an(suit)}", f"rank == '{rank}' or suit == '{suit}'", 16),
        (f"{an(rank)} or {an(other_rank)}", f"rank in ('{rank}', '{other_rank}')", 8),
        (f"{an(suit)} or {an(other_suit)}", f"suit in ('{suit}', '{other_suit}')", 26),
        (f"the {rank} of {suit}s", f"rank == '{rank}' and suit == '{suit}'", 1),
        (f"{an(color)} {rank}", f"rank == '{rank}' and {fits}", 2),
        (f"{an(color)} face card", f"{face} and {fits}", 6),
        (f"a face card or {an(suit)}", f"{face} or suit == '{suit}'", 22),
        (f"{an(color)} card or {an(rank)}", f"{fits} or rank == '{rank}'", 28),
        (f"neither {an(rank)} nor {an(suit)}", f"rank != '{rank}' and suit != '{suit}'", 36),
        (f"a card that is not {an(suit)}", f"suit != '{suit}'", 39),
        (f"a card other than {an(rank)}", f"rank != '{rank}'", 48),
        (f"{an(suit)} or {an(color)} card", f"suit == '{suit}' or {fits}", 26 if same else 39),
    ]
    event, condition, count = rng.choice(events)
    ranks = "ranks = ['ace', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'jack', 'queen', 'king']"
    code = (
        "from fractions import Fraction\nfrom itertools import product\n"
        + ranks
        + f"\ndeck = list(product(ranks, ['heart', 'diamond', 'spade', 'club']))\nprint(Fraction(sum(1 for rank, suit in deck if {condition}), len(deck)))"
    )
    return Case(
        slots={"event": event} | person(rng),
        answer=ratio(count, 52),
        turns=(Turn("I write out the deck and count the cards that fit.", code),),
        closing="The probability is",
    )


def draw_cards(rng: random.Random) -> Case:
    """Several cards without replacement, counted with binomials."""
    k = rng.choice([2, 2, 2, 3, 3, 4, 5, 5])
    word = spelled(rng, k, 0.7)
    whole = "both" if k == 2 else f"all {word}"
    rank, suit, color = rng.choice(RANKS), rng.choice(SUITS), rng.choice(["red", "black"])
    j = rng.randint(1, min(k - 1, 4))
    events = [
        (f"{whole} are {suit}s", f"comb(13, {k})", comb(13, k)),
        (f"{whole} cards are {color}", f"comb(26, {k})", comb(26, k)),
        (f"{whole} are of the same suit", f"4 * comb(13, {k})", 4 * comb(13, k)),
        (f"{whole} are face cards", f"comb(12, {k})", comb(12, k)),
        (f"none of them is {an(rank)}", f"comb(52 - 4, {k})", comb(48, k)),
        (f"none of them is {an(suit)}", f"comb(52 - 13, {k})", comb(39, k)),
        (f"at least one of them is {an(rank)}", f"comb(52, {k}) - comb(52 - 4, {k})", comb(52, k) - comb(48, k)),
        (f"at least one of them is {an(suit)}", f"comb(52, {k}) - comb(52 - 13, {k})", comb(52, k) - comb(39, k)),
        (
            f"exactly {spelled(rng, j, 0.7)} of them {f'is {an(rank)}' if j == 1 else f'are {rank}s'}",
            f"comb(4, {j}) * comb(52 - 4, {k} - {j})",
            comb(4, j) * comb(48, k - j),
        ),
        (
            f"exactly {spelled(rng, j, 0.7)} of them {f'is {an(suit)}' if j == 1 else f'are {suit}s'}",
            f"comb(13, {j}) * comb(52 - 13, {k} - {j})",
            comb(13, j) * comb(39, k - j),
        ),
    ]
    if k <= 4:
        events += [(f"{whole} are {rank}s", f"comb(4, {k})", comb(4, k))] * 2
        events += [(f"{whole} have the same rank", f"13 * comb(4, {k})", 13 * comb(4, k))]
    event, ways, count = rng.choice(events)
    event = event.replace("sixs", "sixes")
    return Case(
        slots={"event": event, "k": word, "k_cap": word.capitalize()} | person(rng),
        answer=ratio(count, comb(52, k)),
        turns=(
            Turn(
                "I count the hands that fit among all the hands.",
                f"from fractions import Fraction\nfrom math import comb\nprint(Fraction({ways}, comb(52, {k})))",
            ),
        ),
        closing="The probability is",
    )


def draw_lottery(rng: random.Random) -> Case:
    n = rng.choice([49, 45, 40, 36, 42, 90, 50, 30, 20, 10, 59, 35, 12])
    k = rng.choice([6, 5, 4, 3]) if n > 12 else rng.choice([3, 2, 4])
    j = k if rng.random() < 0.5 else rng.randint(1, k - 1)
    ways = f"comb({k}, {j}) * comb({n} - {k}, {k} - {j})"
    return Case(
        slots={
            "n": str(n),
            "k": spelled(rng, k, 0.6),
            "j": "all" if j == k else f"exactly {spelled(rng, j, 0.6)}",
            "j_numbers": f"all {spelled(rng, k, 0.5)} numbers"
            if j == k
            else f"exactly {spelled(rng, j, 0.5)} number{'s' if j > 1 else ''}",
            **person(rng),
        },
        answer=ratio(comb(k, j) * comb(n - k, k - j), comb(n, k)),
        turns=(
            Turn(
                "I count the draws that match among all the draws.",
                f"from fractions import Fraction\nfrom math import comb\nprint(Fraction({ways}, comb({n}, {k})))",
            ),
        ),
        closing="The probability is",
    )


def draw_raffle(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(20, 200), rng.choice([50, 100, 200, 250, 400, 500, 1000, 2000, 5000])])
    k = rng.randint(1, max(2, n // 20))
    return Case(
        slots={
            "n": digits(rng, n),
            "k": spelled(rng, k),
            "tickets": f"{spelled(rng, k)} ticket{'s' if k > 1 else ''}",
            "winners": f"{spelled(rng, k)} winning ticket{'s' if k > 1 else ''}",
            "are": "are" if k > 1 else "is",
            "lose": rng.choice(["one", "one"]),
            **person(rng),
        },
        answer=ratio(k, n),
        turns=(Turn("Every ticket is equally likely.", f"from fractions import Fraction\nprint(Fraction({k}, {n}))"),),
        closing="The probability is",
    )


def number_events(rng: random.Random, n: int) -> tuple[str, str, Callable[[int], bool]]:
    a, b = rng.randint(2, 9), rng.randint(2, 9)
    bound = rng.randint(2, n - 1)
    events: Sequence[tuple[str, str, Callable[[int], bool]]] = (
        ("even", "x % 2 == 0", lambda x: x % 2 == 0),
        ("odd", "x % 2 == 1", lambda x: x % 2 == 1),
        ("prime", "isprime(x)", lambda x: x > 1 and all(x % d for d in range(2, x))),
        ("a prime number", "isprime(x)", lambda x: x > 1 and all(x % d for d in range(2, x))),
        (f"a multiple of {a}", f"x % {a} == 0", lambda x: x % a == 0),
        (f"divisible by {a}", f"x % {a} == 0", lambda x: x % a == 0),
        (f"not divisible by {a}", f"x % {a} != 0", lambda x: x % a != 0),
        (f"divisible by {a} or {b}", f"x % {a} == 0 or x % {b} == 0", lambda x: 0 in (x % a, x % b)),
        (f"a multiple of both {a} and {b}", f"x % {a} == 0 and x % {b} == 0", lambda x: x % a == x % b == 0),
        ("a perfect square", "isqrt(x) ** 2 == x", lambda x: any(k * k == x for k in range(x + 1))),
        (f"greater than {bound}", f"x > {bound}", lambda x: x > bound),
        (f"less than {bound}", f"x < {bound}", lambda x: x < bound),
        (f"at least {bound}", f"x >= {bound}", lambda x: x >= bound),
        (f"a divisor of {bound}", f"{bound} % x == 0", lambda x: bound % x == 0),
        ("a one-digit number", "x < 10", lambda x: len(str(x)) == 1),
        (f"a number that contains the digit {a}", f"'{a}' in str(x)", lambda x: a in (x % 10, x // 10 % 10, x // 100)),
    )
    return rng.choice(events)


def draw_number(rng: random.Random) -> Case:
    n = rng.choice([10, 12, 15, 20, 20, 25, 30, 40, 50, 50, 60, 80, 100, 100, 100, 200, rng.randint(10, 120)])
    event, condition, test = number_events(rng, n)
    imports = {"isprime": "from sympy import isprime\n", "isqrt": "from math import isqrt\n"}.get(
        condition.split("(")[0], ""
    )
    return Case(
        slots={"n": str(n), "event": event} | person(rng),
        answer=ratio(sum(map(test, range(1, n + 1))), n),
        turns=(
            Turn(
                "I count the numbers that fit.",
                f"from fractions import Fraction\n{imports}print(Fraction(sum(1 for x in range(1, {n} + 1) if {condition}), {n}))",
            ),
        ),
        closing="The probability is",
    )


def draw_two_numbers(rng: random.Random) -> Case:
    n = rng.choice([4, 5, 6, 8, 9, 10, 10, 12, 15, 20, rng.randint(4, 20)])
    s = rng.randint(4, 2 * n - 2)
    events: Sequence[tuple[str, str, Callable[[int, int], bool]]] = (
        ("their sum is even", "sum(d) % 2 == 0", lambda a, b: (a ^ b) & 1 == 0),
        ("their sum is odd", "sum(d) % 2 == 1", lambda a, b: (a ^ b) & 1 == 1),
        (f"their sum is {s}", f"sum(d) == {s}", lambda a, b: a + b == s),
        (f"their sum is greater than {s}", f"sum(d) > {s}", lambda a, b: a + b > s),
        ("their product is even", "prod(d) % 2 == 0", lambda a, b: a * b % 2 == 0),
        ("their product is odd", "prod(d) % 2 == 1", lambda a, b: a & b & 1 == 1),
        ("both are even", "all(x % 2 == 0 for x in d)", lambda a, b: not (a | b) & 1),
        ("both are odd", "all(x % 2 == 1 for x in d)", lambda a, b: a & b & 1 == 1),
        ("they are consecutive", "abs(d[0] - d[1]) == 1", lambda a, b: a + 1 == b or b + 1 == a),
        ("their sum is divisible by 3", "sum(d) % 3 == 0", lambda a, b: (a + b) % 3 == 0),
    )
    event, condition, test = rng.choice(events)
    pairs = [(a, b) for a in range(1, n + 1) for b in range(a + 1, n + 1)]
    imports = "from math import prod\n" if "prod(" in condition else ""
    code = (
        f"from fractions import Fraction\nfrom itertools import combinations\n{imports}draws = list(combinations(range(1, {n} + 1), 2))\n"
        f"print(Fraction(sum(1 for d in draws if {condition}), len(draws)))"
    )
    return Case(
        slots={"n": str(n), "event": event} | person(rng),
        answer=ratio(sum(test(a, b) for a, b in pairs), len(pairs)),
        turns=listed(code),
        closing="The probability is",
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
    Kind("balls_defective", draw_defective),
    Kind("balls_people", draw_people),
    Kind("balls_card", draw_card),
    Kind("balls_cards", draw_cards),
    Kind("balls_lottery", draw_lottery),
    Kind("balls_raffle", draw_raffle),
    Kind("balls_number", draw_number),
    Kind("balls_two_numbers", draw_two_numbers),
)
