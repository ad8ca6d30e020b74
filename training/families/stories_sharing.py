"""Stories of sharing: equal shares, remainders, pieces, packs, fractions given away one after the other, ratios."""

import random
from math import ceil

from training.families.names import COLLECTED, EATEN, PACKED
from training.families.story import cast, counts, fractions, money, part, pick, plain, quantity, tell, times
from training.task import Case, Kind

_RATIOS = (
    (1, 2),
    (1, 3),
    (2, 3),
    (3, 4),
    (1, 4),
    (2, 5),
    (3, 5),
    (1, 5),
    (3, 7),
    (4, 5),
    (5, 7),
    (5, 3),
    (3, 2),
    (2, 1),
    (4, 3),
    (7, 3),
    (8, 3),
)
_FRACTIONS = (
    (1, 2),
    (1, 2),
    (1, 3),
    (1, 4),
    (1, 5),
    (2, 3),
    (3, 4),
    (2, 5),
    (3, 5),
    (1, 6),
    (1, 8),
    (3, 8),
    (5, 6),
    (1, 10),
    (3, 10),
)


def _things(rng: random.Random) -> dict[str, str]:
    return cast(rng, rng.choice((COLLECTED, EATEN)))


def draw_equal(rng: random.Random) -> Case:
    people, each = pick(rng, (2, 12), (3, 30)), pick(rng, (2, 15), (5, 60))
    slots = _things(rng) | counts(rng, n=people * each, k=people)
    return tell(
        slots,
        each,
        "The number of things divided by the number of people.",
        f"print({people * each} // {people})",
        "Each one gets",
    )


def draw_left_over(rng: random.Random) -> Case:
    people = pick(rng, (3, 12), (5, 30))
    total = people * pick(rng, (2, 12), (5, 40)) + rng.randint(1, people - 1)
    slots = _things(rng) | counts(rng, n=total, k=people)
    left = next(total - people * k for k in range(total, 0, -1) if people * k <= total)
    return tell(
        slots, left, "The remainder of the division is left.", f"print({total} % {people})", "The number left over is"
    )


def draw_kept(rng: random.Random) -> Case:
    """Some are kept (or eaten, or broken), the others shared."""
    people, each, kept = rng.randint(2, 12), rng.randint(2, 20), rng.randint(2, 30)
    total = people * each + kept
    slots = _things(rng) | counts(rng, n=total, kept=kept, k=people)
    return tell(
        slots, each, "The rest is shared equally.", f"rest = {total} - {kept}\nprint(rest // {people})", "Each one gets"
    )


def draw_pooled(rng: random.Random) -> Case:
    """Two amounts are put together, then shared."""
    people, each = rng.randint(2, 10), rng.randint(3, 25)
    first = rng.randint(2, people * each - 2)
    slots = _things(rng) | counts(rng, a=first, b=people * each - first, k=people)
    return tell(
        slots,
        each,
        "The sum is shared equally.",
        f"total = {first} + {people * each - first}\nprint(total // {people})",
        "Each one gets",
    )


def draw_packs(rng: random.Random) -> Case:
    packs, people, each = rng.randint(2, 12), rng.randint(2, 12), rng.randint(2, 15)
    size = rng.randint(2, 24)
    while packs * size % people:
        size, people = rng.randint(2, 24), rng.randint(2, 12)
    each = packs * size // people
    slots = cast(rng, PACKED) | counts(rng, packs=packs, size=size, k=people)
    return tell(
        slots,
        each,
        "All the things in the packs are shared equally.",
        f"total = {packs} * {size}\nprint(total // {people})",
        "Each one gets",
    )


def draw_packs_needed(rng: random.Random) -> Case:
    """So many people need so many each, and packs hold so many; rounded up."""
    people, each, size = (
        pick(rng, (4, 40), (20, 120)),
        rng.randint(1, 6),
        rng.choice((4, 5, 6, 8, 10, 12, 20, 24, rng.randint(3, 30))),
    )
    slots = cast(rng, PACKED) | counts(rng, k=people, each=max(each, 2), size=size)
    each = max(each, 2)
    return tell(
        slots,
        ceil(people * each / size),
        "The number needed, divided by the size of a pack and rounded up.",
        f"needed = {people} * {each}\nprint(-(-needed // {size}))",
        "The number of packs is",
    )


def draw_pieces(rng: random.Random) -> Case:
    """Each of several is cut in pieces, and the pieces shared or partly eaten."""
    whole, cut = rng.randint(2, 12), rng.randint(3, 16)
    eaten = rng.randint(2, whole * cut - 1)
    slots = (
        _things(rng)
        | counts(rng, n=whole, cut=cut, eaten=eaten)
        | {"pie": rng.choice(("pizza", "cake", "pie", "chocolate bar", "watermelon", "quiche"))}
    )
    return tell(
        slots,
        whole * cut - eaten,
        "All the pieces less the eaten ones.",
        f"pieces = {whole} * {cut}\nprint(pieces - {eaten})",
        "The number of pieces left is",
    )


def draw_pieces_left_each(rng: random.Random) -> Case:
    small, large, people, each = rng.randint(4, 10), rng.randint(8, 16), rng.randint(2, 4), rng.randint(1, 3)
    eaten = max(2, small + large - people * each)
    large = eaten + people * each - small
    slots = (
        cast(rng) | counts(rng, a=small, b=large, eaten=eaten, k=people) | {"pie": rng.choice(("pizza", "cake", "pie"))}
    )
    return tell(
        slots,
        each,
        "The pieces that are left, divided by the people.",
        f"left = {small} + {large} - {eaten}\nprint(left // {people})",
        "Each one gets",
    )


def draw_given_each(rng: random.Random) -> Case:
    """So many to each of so many people; what is left."""
    people, each = pick(rng, (2, 10), (5, 30)), rng.randint(2, 15)
    total = people * each + pick(rng, (1, 20), (10, 100))
    slots = _things(rng) | counts(rng, n=total, k=people, each=each)
    return tell(
        slots,
        total - people * each,
        "What is given away is taken from the total.",
        f"given = {people} * {each}\nprint({total} - given)",
        "The number left is",
    )


def draw_given_each_total(rng: random.Random) -> Case:
    """The number at the start, from what each got and what is left."""
    people, each, left = rng.randint(2, 12), rng.randint(2, 15), rng.randint(2, 30)
    slots = _things(rng) | counts(rng, k=people, each=each, left=left)
    return tell(
        slots,
        people * each + left,
        "What was given away plus what is left.",
        f"given = {people} * {each}\nprint(given + {left})",
        "The number at the start was",
    )


def draw_fraction_left(rng: random.Random) -> Case:
    top, bottom = rng.choice(_FRACTIONS)
    total = bottom * pick(rng, (2, 20), (2, 60))
    slots = _things(rng) | counts(rng, n=total) | fractions(rng, part=(top, bottom))
    return tell(
        slots,
        total - total // bottom * top,
        "The part is taken from the whole.",
        f"total = {total}\ngiven = {part('total', top, bottom)}\nprint(total - given)",
        "The number left is",
    )


def draw_fraction_of(rng: random.Random) -> Case:
    top, bottom = rng.choice(_FRACTIONS)
    total = bottom * pick(rng, (2, 20), (2, 60))
    slots = _things(rng) | counts(rng, n=total) | fractions(rng, part=(top, bottom))
    return tell(
        slots,
        total // bottom * top,
        "I take the fraction of the whole.",
        f"print({part(str(total), top, bottom)})",
        "The number is",
    )


def draw_fractions_twice(rng: random.Random) -> Case:
    """A fraction of the whole goes, then a fraction of the rest."""
    (a, b), (c, d) = rng.choice(_FRACTIONS), rng.choice(_FRACTIONS)
    total = b * d * pick(rng, (1, 8), (2, 20))
    rest = total - total // b * a
    slots = _things(rng) | counts(rng, n=total) | fractions(rng, part=(a, b), part2=(c, d))
    code = f"total = {total}\nrest = total - {part('total', a, b)}\nprint(rest - {part('rest', c, d)})"
    return tell(
        slots,
        rest - rest // d * c,
        "First the rest after the first part, then what is left of the rest.",
        code,
        "The number left is",
    )


def draw_fraction_then_number(rng: random.Random) -> Case:
    top, bottom = rng.choice(_FRACTIONS)
    total = bottom * pick(rng, (3, 20), (5, 60))
    rest = total - total // bottom * top
    given = rng.randint(1, max(1, rest - 1)) if rest < 4 else rng.randint(2, rest - 1)
    slots = _things(rng) | counts(rng, n=total, given=given) | fractions(rng, part=(top, bottom))
    return tell(
        slots,
        rest - given,
        "First the rest after the fraction, then the number is taken away.",
        f"total = {total}\nrest = total - {part('total', top, bottom)}\nprint(rest - {given})",
        "The number left is",
    )


def draw_fractions_of_whole(rng: random.Random) -> Case:
    """Two fractions, both of the whole, and the remaining third part."""
    (a, b), (c, d) = rng.choice(_FRACTIONS), rng.choice(_FRACTIONS)
    while a * d + c * b >= b * d:
        (a, b), (c, d) = rng.choice(_FRACTIONS), rng.choice(_FRACTIONS)
    total = b * d * pick(rng, (1, 8), (2, 20))
    slots = _things(rng) | counts(rng, n=total) | fractions(rng, part=(a, b), part2=(c, d))
    code = (
        f"total = {total}\nfirst = {part('total', a, b)}\nsecond = {part('total', c, d)}\nprint(total - first - second)"
    )
    return tell(
        slots,
        total * (b * d - a * d - c * b) // (b * d),
        "Both parts of the whole are taken away.",
        code,
        "The number of the others is",
    )


def draw_fraction_whole(rng: random.Random) -> Case:
    """The whole, given a part of it."""
    top, bottom = rng.choice(_FRACTIONS)
    some = top * pick(rng, (2, 15), (3, 40))
    slots = _things(rng) | counts(rng, n=some) | fractions(rng, part=(top, bottom))
    code = f"print({some} * {bottom} // {top})" if top > 1 else f"print({some} * {bottom})"
    return tell(slots, some // top * bottom, "The whole is the part divided by the fraction.", code, "The whole is")


def draw_ratio_share(rng: random.Random) -> Case:
    """The share of the first (or second) of two, in a ratio."""
    a, b = rng.choice(_RATIOS)
    unit, wanted = pick(rng, (2, 20), (5, 90)), rng.choice((0, 1))
    total = (a + b) * unit
    slots = _things(rng) | counts(rng, n=total) | plain(a=a, b=b) | money(rng, sum=total)
    slots["who"] = slots["name2" if wanted else "name"]
    code = f"one_part = {total} // ({a} + {b})\nprint(one_part * {(a, b)[wanted]})"
    return tell(
        slots, unit * (a, b)[wanted], "One part is the total divided by the sum of the ratio.", code, "The share is"
    )


def draw_ratio_three(rng: random.Random) -> Case:
    ratio = [rng.randint(1, 6) for _ in range(3)]
    unit, wanted = pick(rng, (2, 20), (5, 60)), rng.randrange(3)
    total = sum(ratio) * unit
    a, b, c = ratio
    slots = _things(rng) | counts(rng, n=total) | plain(a=a, b=b, c=c) | money(rng, sum=total)
    slots["who"] = slots[("name", "name2", "name3")[wanted]]
    code = f"one_part = {total} // ({a} + {b} + {c})\nprint(one_part * {ratio[wanted]})"
    return tell(
        slots, unit * ratio[wanted], "One part is the total divided by the sum of the ratio.", code, "The share is"
    )


def draw_ratio_other(rng: random.Random) -> Case:
    """One quantity of a ratio is given, the other asked for."""
    a, b = rng.choice(_RATIOS)
    unit = pick(rng, (2, 12), (3, 40))
    slots = _things(rng) | counts(rng, n=a * unit) | plain(a=a, b=b)
    slots |= {"a_of": quantity(a, slots["thing"]), "b_of": quantity(b, slots["thing2"])}
    return tell(
        slots,
        b * unit,
        "One part is the known number divided by its share of the ratio.",
        f"one_part = {a * unit} // {a}\nprint(one_part * {b})",
        "The number is",
    )


def draw_ratio_total(rng: random.Random) -> Case:
    a, b = rng.choice(_RATIOS)
    unit = pick(rng, (2, 12), (3, 40))
    slots = _things(rng) | counts(rng, n=a * unit) | plain(a=a, b=b)
    slots |= {"a_of": quantity(a, slots["thing"]), "b_of": quantity(b, slots["thing2"])}
    return tell(
        slots,
        (a + b) * unit,
        "One part is the known number divided by its share of the ratio.",
        f"one_part = {a * unit} // {a}\nprint(one_part * ({a} + {b}))",
        "The total is",
    )


def draw_unequal(rng: random.Random) -> Case:
    """Two share; one gets some more than the other."""
    small, more = pick(rng, (2, 40), (5, 120)), pick(rng, (2, 20), (4, 50))
    larger = rng.random() < 0.5
    slots = _things(rng) | counts(rng, n=2 * small + more, more=more) | money(rng, sum=2 * small + more, extra=more)
    slots["who"] = slots["name" if larger else "name2"]
    code = f"smaller = ({2 * small + more} - {more}) // 2\nprint(smaller{f' + {more}' if larger else ''})"
    return tell(slots, small + more * larger, "Without the difference both have the same.", code, "The share is")


def draw_multiple_share(rng: random.Random) -> Case:
    """Two share; one gets a multiple of the other's."""
    small, factor = pick(rng, (2, 40), (5, 120)), rng.randint(2, 6)
    larger = rng.random() < 0.5
    slots = (
        _things(rng)
        | counts(rng, n=small * (factor + 1))
        | money(rng, sum=small * (factor + 1))
        | times(rng, times=factor)
    )
    slots["who"] = slots["name" if larger else "name2"]
    code = f"smaller = {small * (factor + 1)} // ({factor} + 1)\nprint(smaller{f' * {factor}' if larger else ''})"
    return tell(
        slots,
        small * factor if larger else small,
        "The total is the smaller share taken once more than the multiple.",
        code,
        "The share is",
    )


def draw_give_each_of(rng: random.Random) -> Case:
    """The total that so many people, with so many each in several rounds, need."""
    people, each, rounds = pick(rng, (3, 30), (10, 100)), rng.randint(2, 9), rng.randint(2, 30)
    slots = _things(rng) | counts(rng, k=people, each=each, rounds=rounds)
    return tell(
        slots,
        people * each * rounds,
        "All three numbers are multiplied.",
        f"print({people} * {each} * {rounds})",
        "The total is",
    )


KINDS = (
    Kind("share_equal", draw_equal),
    Kind("share_left_over", draw_left_over),
    Kind("share_kept", draw_kept),
    Kind("share_pooled", draw_pooled),
    Kind("share_packs", draw_packs),
    Kind("share_packs_needed", draw_packs_needed),
    Kind("share_pieces", draw_pieces),
    Kind("share_pieces_left_each", draw_pieces_left_each),
    Kind("share_given_each", draw_given_each),
    Kind("share_given_each_total", draw_given_each_total),
    Kind("share_fraction_left", draw_fraction_left),
    Kind("share_fraction_of", draw_fraction_of),
    Kind("share_fractions_twice", draw_fractions_twice),
    Kind("share_fraction_then_number", draw_fraction_then_number),
    Kind("share_fractions_of_whole", draw_fractions_of_whole),
    Kind("share_fraction_whole", draw_fraction_whole),
    Kind("share_ratio", draw_ratio_share),
    Kind("share_ratio_three", draw_ratio_three),
    Kind("share_ratio_other", draw_ratio_other),
    Kind("share_ratio_total", draw_ratio_total),
    Kind("share_unequal", draw_unequal),
    Kind("share_multiple", draw_multiple_share),
    Kind("share_rounds", draw_give_each_of),
)
