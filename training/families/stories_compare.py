"""Stories that compare: so many more or fewer than, times as many, half as many, chains of these, sums and unknowns."""

import random

from training.families.names import COLLECTED, DAYS, EATEN, MONTHS
from training.families.story import cast, counts, money, pick, plain, tell, times
from training.task import Case, Kind

_DONE = (
    ("sold", "sell", "sells"), ("collected", "collect", "collects"), ("picked", "pick", "picks"), ("made", "make", "makes"), ("counted", "count", "counts"),
    ("found", "find", "finds"), ("bought", "buy", "buys"), ("brought", "bring", "brings"), ("won", "win", "wins"), ("packed", "pack", "packs"),
)  # fmt: skip


def _things(rng: random.Random) -> dict[str, str]:
    slots = cast(rng, rng.choice((COLLECTED, EATEN)))
    slots["did"], slots["do"], slots["does"] = rng.choice(_DONE)
    first = rng.randrange(5)
    slots |= {"day": DAYS[first], "day2": DAYS[first + 1], "day3": DAYS[first + 2]}
    first = rng.randrange(10)
    return slots | {"month": MONTHS[first], "month2": MONTHS[first + 1], "month3": MONTHS[first + 2]}


class _Relation:
    """How a number follows from another: the code, the value, and `twice as many`, `5 more`, `half as many`."""

    def __init__(self, rng: random.Random, a: int, base: str) -> None:
        kind = rng.choice(("more", "more", "fewer", "times", "times", "half") if a > 3 else ("more", "times"))
        n = rng.randint(2, max(2, min(40, a))) if kind != "fewer" else rng.randint(2, a - 1)
        factor = rng.randint(2, 5)
        kind = "more" if kind == "half" and a % 2 else kind
        shown = counts(rng, n=n)["n"]
        said = times(rng, times=factor)["times"]
        self.value = {"more": a + n, "fewer": a - n, "times": a * factor, "half": a // 2}[kind]
        self.code = {
            "more": f"{base} + {n}",
            "fewer": f"{base} - {n}",
            "times": f"{base} * {factor}",
            "half": f"{base} // 2",
        }[kind]
        self.said = {
            "more": f"{shown} more",
            "fewer": rng.choice((f"{shown} fewer", f"{shown} fewer", f"{shown} less")),
            "times": f"{said} as many",
            "half": "half as many",
        }[kind]
        self.than = "than" if kind in ("more", "fewer") else "as"


def draw_total_two(rng: random.Random) -> Case:
    a = pick(rng, (4, 40), (10, 200))
    step = _Relation(rng, a, str(a))
    slots = _things(rng) | counts(rng, a=a) | {"rel": step.said, "than": step.than}
    return tell(
        slots,
        a + step.value,
        "First the second number, then the sum.",
        f"second = {step.code}\nprint({a} + second)",
        "The total is",
    )


def draw_second(rng: random.Random) -> Case:
    a = pick(rng, (4, 40), (10, 200))
    step = _Relation(rng, a, str(a))
    slots = _things(rng) | counts(rng, a=a) | {"rel": step.said, "than": step.than}
    return tell(slots, step.value, "The second number from the first.", f"print({step.code})", "The number is")


def draw_chain_three(rng: random.Random) -> Case:
    """The third of a chain of two relations."""
    a = pick(rng, (4, 30), (10, 120))
    one = _Relation(rng, a, str(a))
    two = _Relation(rng, one.value, "second")
    slots = _things(rng) | counts(rng, a=a) | {"rel": one.said, "than": one.than, "rel2": two.said, "than2": two.than}
    return tell(
        slots,
        two.value,
        "The second number, then the third.",
        f"second = {one.code}\nprint({two.code})",
        "The number is",
    )


def draw_chain_total(rng: random.Random) -> Case:
    a = pick(rng, (4, 30), (10, 120))
    one = _Relation(rng, a, str(a))
    two = _Relation(rng, one.value, "second")
    slots = _things(rng) | counts(rng, a=a) | {"rel": one.said, "than": one.than, "rel2": two.said, "than2": two.than}
    code = f"second = {one.code}\nthird = {two.code}\nprint({a} + second + third)"
    return tell(
        slots, a + one.value + two.value, "The second number, then the third, then the sum.", code, "The total is"
    )


def draw_both_from_first(rng: random.Random) -> Case:
    """Two relations to the first; the total of the three."""
    a = pick(rng, (4, 30), (10, 120))
    one, two = _Relation(rng, a, str(a)), _Relation(rng, a, str(a))
    slots = _things(rng) | counts(rng, a=a) | {"rel": one.said, "than": one.than, "rel2": two.said, "than2": two.than}
    code = f"second = {one.code}\nthird = {two.code}\nprint({a} + second + third)"
    return tell(
        slots, a + one.value + two.value, "The second number, then the third, then the sum.", code, "The total is"
    )


def draw_from_sum_of_two(rng: random.Random) -> Case:
    """The third is related to the sum of two given numbers; the total."""
    a, b = pick(rng, (4, 30), (10, 120)), pick(rng, (4, 30), (10, 120))
    step = _Relation(rng, a + b, "both")
    slots = _things(rng) | counts(rng, a=a, b=b) | {"rel": step.said, "than": step.than}
    code = f"both = {a} + {b}\nthird = {step.code}\nprint(both + third)"
    return tell(slots, a + b + step.value, "The sum of two, then the third, then the total.", code, "The total is")


def draw_difference(rng: random.Random) -> Case:
    a, b = pick(rng, (2, 60), (10, 900)), pick(rng, (2, 60), (10, 900))
    a, b = max(a, b) + (a == b), min(a, b)
    slots = _things(rng) | counts(rng, a=a, b=b)
    return tell(slots, a - b, "The difference of the two numbers.", f"print({a} - {b})", "The difference is")


def draw_sum(rng: random.Random) -> Case:
    a, b = pick(rng, (2, 60), (10, 900)), pick(rng, (2, 60), (10, 900))
    slots = _things(rng) | counts(rng, a=a, b=b)
    return tell(slots, a + b, "The sum of the two numbers.", f"print({a} + {b})", "The total is")


def draw_sum_three(rng: random.Random) -> Case:
    a, b, c = (pick(rng, (2, 60), (10, 300)) for _ in range(3))
    slots = _things(rng) | counts(rng, a=a, b=b, c=c)
    return tell(slots, a + b + c, "The sum of the numbers.", f"print({a} + {b} + {c})", "The total is")


def draw_third_of_total(rng: random.Random) -> Case:
    """The total of three and two of them are known."""
    a, b, c = (pick(rng, (2, 60), (10, 300)) for _ in range(3))
    slots = _things(rng) | counts(rng, a=a, b=b, n=a + b + c)
    return tell(
        slots, c, "The known ones are taken from the total.", f"print({a + b + c} - {a} - {b})", "The number is"
    )


def draw_inverse_more(rng: random.Random) -> Case:
    """The first has so many more than the second, the first is known: the total (or the second)."""
    b, n, total = pick(rng, (3, 40), (10, 200)), rng.randint(2, 40), rng.random() < 0.5
    slots = _things(rng) | counts(rng, a=b + n, n=n)
    if total:
        slots["ask"] = f"do they have {rng.choice(('together', 'altogether', 'in total', 'in all'))}"
        return tell(
            slots,
            b + n + b,
            "The second has fewer, then the sum.",
            f"second = {b + n} - {n}\nprint({b + n} + second)",
            "The total is",
        )
    slots["ask"] = f"does {slots['name2']} have"
    return tell(slots, b, "The second has fewer.", f"print({b + n} - {n})", "The number is")


def draw_inverse_times(rng: random.Random) -> Case:
    """The first has a multiple of the second, the first is known: the total of both."""
    b, factor = pick(rng, (3, 40), (10, 120)), rng.randint(2, 6)
    slots = _things(rng) | counts(rng, a=b * factor) | times(rng, times=factor)
    return tell(
        slots,
        b * factor + b,
        "The second is the first divided by the multiple, then the sum.",
        f"second = {b * factor} // {factor}\nprint({b * factor} + second)",
        "The total is",
    )


def draw_times_then_less(rng: random.Random) -> Case:
    """`5 less than 3 times`, and its total with the first."""
    a, factor = pick(rng, (4, 40), (10, 120)), rng.randint(2, 5)
    n, more = rng.randint(2, min(30, a * factor - 1)), rng.random() < 0.5
    value = a * factor + (n if more else -n)
    shown = counts(rng, n=n)["n"]
    slots = (
        _things(rng)
        | counts(rng, a=a)
        | times(rng, times=factor)
        | {"off": f"{shown} {'more' if more else rng.choice(('fewer', 'less'))} than"}
    )
    return tell(
        slots,
        a + value,
        "The second number, then the sum.",
        f"second = {a} * {factor} {'+' if more else '-'} {n}\nprint({a} + second)",
        "The total is",
    )


def draw_times_then_less_one(rng: random.Random) -> Case:
    a, factor = pick(rng, (4, 40), (10, 120)), rng.randint(2, 5)
    n, more = rng.randint(2, min(30, a * factor - 1)), rng.random() < 0.5
    value = a * factor + (n if more else -n)
    shown = counts(rng, n=n)["n"]
    slots = (
        _things(rng)
        | counts(rng, a=a)
        | times(rng, times=factor)
        | {"off": f"{shown} {'more' if more else rng.choice(('fewer', 'less'))} than"}
    )
    return tell(
        slots,
        value,
        "First the multiple, then the difference.",
        f"print({a} * {factor} {'+' if more else '-'} {n})",
        "The number is",
    )


def draw_times_more_difference(rng: random.Random) -> Case:
    """A multiple: how many more it is."""
    a, factor = pick(rng, (4, 40), (10, 120)), rng.randint(2, 6)
    slots = _things(rng) | counts(rng, a=a) | times(rng, times=factor)
    return tell(
        slots,
        a * (factor - 1),
        "The second number, then the difference.",
        f"second = {a} * {factor}\nprint(second - {a})",
        "The difference is",
    )


def draw_percent_more(rng: random.Random) -> Case:
    percent, more = rng.choice((10, 20, 25, 30, 40, 50, 60, 75, 5)), rng.random() < 0.6
    a = 20 * rng.randint(1, 60)
    b = a + a * percent // 100 if more else a - a * percent // 100
    slots = (
        _things(rng)
        | counts(rng, a=a)
        | plain(percent=percent)
        | {"more": "more" if more else rng.choice(("fewer", "less"))}
    )
    code = f"first = {a}\nsecond = first {'+' if more else '-'} first * {percent} // 100\nprint(first + second)"
    return tell(slots, a + b, "The second number from the percentage, then the sum.", code, "The total is")


def draw_percent_change(rng: random.Random) -> Case:
    """Rise or fall by a percentage: the new number."""
    percent, more = rng.choice((10, 20, 25, 30, 40, 50, 60, 75, 5)), rng.random() < 0.6
    a = 20 * rng.randint(1, 100)
    slots = _things(rng) | counts(rng, a=a) | plain(percent=percent)
    slots |= {
        "grew": rng.choice(
            ("rose", "went up", "grew", "increased") if more else ("fell", "went down", "dropped", "decreased")
        ),
        "more": "more" if more else rng.choice(("fewer", "less")),
    }
    code = f"before = {a}\nprint(before {'+' if more else '-'} before * {percent} // 100)"
    return tell(
        slots,
        a * (100 + percent if more else 100 - percent) // 100,
        "The change is a percentage of the old number.",
        code,
        "The new number is",
    )


def draw_percent_of_group(rng: random.Random) -> Case:
    """A percentage of a group, and a percentage (or fraction) of that."""
    a, b = rng.choice((20, 40, 60, 80, 25, 75, 30, 70)), rng.choice((50, 25, 20, 75, 10, 40))
    n = 20 * rng.randint(1, 120)
    while n * a * b % 10000:
        n += 20
    slots = _things(rng) | counts(rng, n=n) | plain(a=a, b=b)
    return tell(
        slots,
        n * a * b // 10000,
        "First the part, then the part of the part.",
        f"part = {n} * {a} // 100\nprint(part * {b} // 100)",
        "The number is",
    )


def draw_percent_rest(rng: random.Random) -> Case:
    a = rng.choice((10, 15, 20, 25, 30, 35, 40, 45, 55, 60, 65, 70, 75, 80, 90))
    n = 20 * pick(rng, (1, 20), (5, 100))
    slots = _things(rng) | counts(rng, n=n) | plain(a=a)
    return tell(
        slots,
        n * (100 - a) // 100,
        "The percentage is taken from the whole.",
        f"total = {n}\npart = total * {a} // 100\nprint(total - part)",
        "The number is",
    )


def draw_percent_two_rest(rng: random.Random) -> Case:
    a, b = rng.choice((10, 20, 25, 30, 35, 40, 45)), rng.choice((10, 15, 20, 25, 30, 40))
    n = 20 * pick(rng, (1, 20), (5, 60))
    slots = _things(rng) | counts(rng, n=n) | plain(a=a, b=b)
    code = f"total = {n}\nfirst = total * {a} // 100\nsecond = total * {b} // 100\nprint(total - first - second)"
    return tell(slots, n * (100 - a - b) // 100, "Both percentages are taken from the whole.", code, "The number is")


def draw_percent_whole(rng: random.Random) -> Case:
    """The whole, given a percentage of it."""
    percent = rng.choice((5, 10, 15, 20, 25, 30, 35, 40, 50, 60, 75, 80, 12, 45))
    n = 20 * rng.randint(1, 40)
    while n * percent % 100:
        n += 20
    slots = _things(rng) | counts(rng, n=n * percent // 100) | plain(percent=percent)
    return tell(
        slots,
        n,
        "The whole is the part divided by the percentage.",
        f"print({n * percent // 100} * 100 // {percent})",
        "The whole is",
    )


def draw_what_percent(rng: random.Random) -> Case:
    """What percentage a part is of the whole."""
    whole = rng.choice((10, 20, 25, 40, 50, 80, 100, 200, 250, 300, 400, 500))
    part = rng.randint(1, whole - 1)
    part = next((k for k in range(max(part, 2), whole) if k * 100 % whole == 0), whole // 2)
    slots = _things(rng) | counts(rng, n=whole, a=part, b=whole - part)
    return tell(
        slots,
        part * 100 // whole,
        "The part times 100, divided by the whole.",
        f"from fractions import Fraction\nprint(Fraction({part} * 100, {whole}))",
        "The percentage is",
    )


def draw_goal(rng: random.Random) -> Case:
    """A goal, two numbers already done: what is still missing."""
    a, b, missing = pick(rng, (3, 40), (10, 300)), pick(rng, (3, 40), (10, 300)), pick(rng, (2, 40), (10, 200))
    slots = _things(rng) | counts(rng, a=a, b=b, goal=a + b + missing)
    return tell(
        slots,
        missing,
        "What there is, taken from the goal.",
        f"done = {a} + {b}\nprint({a + b + missing} - done)",
        "The number still needed is",
    )


def draw_equalize(rng: random.Random) -> Case:
    """The first has more; how many must be given so that both have the same."""
    b, half = pick(rng, (3, 40), (10, 200)), rng.randint(1, 30)
    slots = _things(rng) | counts(rng, a=b + 2 * half, b=b) | money(rng, p=b + 2 * half, q=b)
    return tell(
        slots,
        half,
        "Half of the difference changes hands.",
        f"difference = {b + 2 * half} - {b}\nprint(difference // 2)",
        "The number is",
    )


KINDS = (
    Kind("compare_total_two", draw_total_two),
    Kind("compare_second", draw_second),
    Kind("compare_chain", draw_chain_three),
    Kind("compare_chain_total", draw_chain_total),
    Kind("compare_both_from_first", draw_both_from_first),
    Kind("compare_from_sum", draw_from_sum_of_two),
    Kind("compare_difference", draw_difference),
    Kind("compare_sum", draw_sum),
    Kind("compare_sum_three", draw_sum_three),
    Kind("compare_third_of_total", draw_third_of_total),
    Kind("compare_inverse_more", draw_inverse_more),
    Kind("compare_inverse_times", draw_inverse_times),
    Kind("compare_times_and_more_total", draw_times_then_less),
    Kind("compare_times_and_more", draw_times_then_less_one),
    Kind("compare_times_difference", draw_times_more_difference),
    Kind("compare_percent_more_total", draw_percent_more),
    Kind("compare_percent_change", draw_percent_change),
    Kind("compare_percent_of_part", draw_percent_of_group),
    Kind("compare_percent_rest", draw_percent_rest),
    Kind("compare_percent_two_rest", draw_percent_two_rest),
    Kind("compare_percent_whole", draw_percent_whole),
    Kind("compare_what_percent", draw_what_percent),
    Kind("compare_goal", draw_goal),
    Kind("compare_equalize", draw_equalize),
)
