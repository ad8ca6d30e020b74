"""Stories of groups: boxes in boxes, rows and columns, seats, legs, heads, classes, teams, farms, several equal groups."""

import random
from fractions import Fraction
from math import ceil

from training.families.names import ANIMALS, COLLECTED, EATEN, FOUR_LEGS, PACKED, PLANTS, SHELVED, TWO_LEGS, VEHICLES
from training.families.story import cast, counts, fractions, part, pick, plain, tell, thing_slots, times
from training.task import Case, Kind


def _things(rng: random.Random) -> dict[str, str]:
    slots = cast(rng, rng.choice((COLLECTED, EATEN, PACKED, SHELVED)))
    slots |= thing_slots("bus", "", rng.choice(VEHICLES)) | thing_slots("tree", "", rng.choice(PLANTS))
    first, second, third = rng.sample(ANIMALS, 3)
    return (
        slots
        | thing_slots("animal", "", first)
        | thing_slots("animal", "2", second)
        | thing_slots("animal", "3", third)
    )


def draw_equal_groups(rng: random.Random) -> Case:
    n, each = pick(rng, (2, 12), (3, 60)), pick(rng, (2, 15), (5, 60))
    slots = _things(rng) | counts(rng, n=n, each=each)
    return tell(
        slots,
        sum(each for _ in range(n)),
        "The number of groups times the size of each.",
        f"print({n} * {each})",
        "The total is",
    )


def draw_groups_in_groups(rng: random.Random) -> Case:
    a, b, c = pick(rng, (2, 12), (3, 30)), rng.randint(2, 12), pick(rng, (2, 15), (5, 40))
    slots = _things(rng) | counts(rng, a=a, b=b, c=c)
    return tell(slots, a * b * c, "All three numbers are multiplied.", f"print({a} * {b} * {c})", "The total is")


def draw_two_groups(rng: random.Random) -> Case:
    """So many of one size and so many of another."""
    m, a, n, b = rng.randint(2, 15), rng.randint(2, 24), rng.randint(2, 15), rng.randint(2, 24)
    slots = _things(rng) | counts(rng, m=m, a=a, n=n, b=b)
    code = f"first = {m} * {a}\nsecond = {n} * {b}\nprint(first + second)"
    return tell(slots, m * a + n * b, "Each number of groups times their size, then the sum.", code, "The total is")


def draw_two_groups_difference(rng: random.Random) -> Case:
    m, a, n, b = rng.randint(2, 15), rng.randint(2, 24), rng.randint(2, 15), rng.randint(2, 24)
    if m * a <= n * b:
        m, a, n, b = n + 1, b, m, a
    if m * a <= n * b:
        return draw_two_groups_difference(rng)
    slots = _things(rng) | counts(rng, m=m, a=a, n=n, b=b)
    code = f"first = {m} * {a}\nsecond = {n} * {b}\nprint(first - second)"
    return tell(
        slots, m * a - n * b, "Each number of groups times their size, then the difference.", code, "The difference is"
    )


def draw_groups_less(rng: random.Random) -> Case:
    """Equal groups, some of it taken away."""
    n, each = pick(rng, (2, 12), (3, 40)), pick(rng, (2, 15), (5, 40))
    less = rng.randint(2, n * each - 1)
    slots = _things(rng) | counts(rng, n=n, each=each, less=less)
    return tell(
        slots,
        n * each - less,
        "All of them, less those taken away.",
        f"total = {n} * {each}\nprint(total - {less})",
        "The number left is",
    )


def draw_groups_more(rng: random.Random) -> Case:
    """Some already, and so many groups more."""
    has, n, each = pick(rng, (2, 60), (20, 400)), rng.randint(2, 15), pick(rng, (2, 15), (5, 40))
    slots = _things(rng) | counts(rng, has=has, n=n, each=each)
    return tell(
        slots,
        has + n * each,
        "What there was plus what was added.",
        f"added = {n} * {each}\nprint({has} + added)",
        "The total is",
    )


def draw_group_lost(rng: random.Random) -> Case:
    """So many groups, some groups lost."""
    n, each = rng.randint(4, 30), rng.randint(2, 40)
    lost = rng.randint(2, n - 1)
    slots = _things(rng) | counts(rng, n=n, lost=lost, each=each)
    return tell(
        slots,
        n * each - lost * each,
        "The remaining groups times the size of each.",
        f"groups = {n} - {lost}\nprint(groups * {each})",
        "The number left is",
    )


def draw_groups_needed(rng: random.Random) -> Case:
    """How many boxes, buses, or teams; exact."""
    n, each = pick(rng, (2, 20), (5, 60)), rng.randint(2, 40)
    slots = _things(rng) | counts(rng, n=n * each, each=each)
    return tell(
        slots, n, "The total divided by the size of a group.", f"print({n * each} // {each})", "The number of groups is"
    )


def draw_groups_needed_up(rng: random.Random) -> Case:
    """How many are needed so that all find a place; rounded up."""
    each = pick(rng, (2, 15), (5, 60))
    n = each * rng.randint(2, 20) + rng.randint(1, each - 1)
    slots = _things(rng) | counts(rng, n=n, each=each)
    return tell(
        slots,
        ceil(n / each),
        "The total divided by the size of a group, rounded up.",
        f"print(-(-{n} // {each}))",
        "The number needed is",
    )


def draw_full_groups(rng: random.Random) -> Case:
    """How many full groups; rounded down."""
    each = pick(rng, (2, 15), (5, 60))
    full = rng.randint(2, 20)
    n = each * full + rng.randint(1, each - 1)
    slots = _things(rng) | counts(rng, n=n, each=each)
    return tell(
        slots,
        full,
        "The total divided by the size of a group, rounded down.",
        f"print({n} // {each})",
        "The number of full groups is",
    )


def draw_two_buses(rng: random.Random) -> Case:
    """People of two sorts into vehicles; rounded up."""
    each = rng.choice((4, 5, 6, 8, 10, 12, 20, 24, 30, 40, 48, 50))
    a, b = rng.randint(each // 2, 5 * each), rng.randint(2, 2 * each)
    slots = _things(rng) | counts(rng, a=a, b=b, each=each)
    return tell(
        slots,
        ceil((a + b) / each),
        "All of them, divided by the seats and rounded up.",
        f"total = {a} + {b}\nprint(-(-total // {each}))",
        "The number needed is",
    )


def draw_seats_left(rng: random.Random) -> Case:
    """Rows of seats, some taken: empty ones."""
    rows, each = rng.randint(4, 40), rng.randint(4, 40)
    taken = rng.randint(2, rows * each - 1)
    slots = _things(rng) | counts(rng, n=rows, each=each, taken=taken)
    return tell(
        slots,
        rows * each - taken,
        "All the seats, less those taken.",
        f"seats = {rows} * {each}\nprint(seats - {taken})",
        "The number of empty seats is",
    )


def draw_rows_needed(rng: random.Random) -> Case:
    """Two sorts arranged together in rows."""
    rows, each = rng.randint(3, 20), rng.randint(3, 20)
    a = rng.randint(2, rows * each - 2)
    slots = _things(rng) | counts(rng, a=a, b=rows * each - a, each=each)
    return tell(
        slots,
        rows,
        "The sum divided by the number in a row.",
        f"total = {a} + {rows * each - a}\nprint(total // {each})",
        "The number of rows is",
    )


def draw_tables(rng: random.Random) -> Case:
    """Tables of one size, the others of another: how many of the others."""
    m, a, b, n = rng.randint(2, 12), rng.randint(3, 12), rng.randint(2, 10), rng.randint(2, 12)
    slots = _things(rng) | counts(rng, m=m, a=a, b=b, n=m * a + n * b)
    code = f"rest = {m * a + n * b} - {m} * {a}\nprint(rest // {b})"
    return tell(slots, n, "Those who are left, divided by the seats at the other tables.", code, "The number is")


def draw_legs(rng: random.Random) -> Case:
    m, n = pick(rng, (2, 15), (5, 60)), pick(rng, (2, 15), (5, 60))
    slots = _things(rng) | counts(rng, m=m, n=n)
    slots |= thing_slots("four", "", rng.choice(FOUR_LEGS)) | thing_slots("two", "", rng.choice(TWO_LEGS))
    return tell(
        slots,
        4 * m + 2 * n,
        "Some have 4 legs, the others 2.",
        f"first = {m} * 4\nsecond = {n} * 2\nprint(first + second)",
        "The number of legs is",
    )


def draw_wheels(rng: random.Random) -> Case:
    wheels = {"bicycles": 2, "cars": 4, "tricycles": 3, "motorcycles": 2, "unicycles": 1, "wagons": 4, "trucks": 6}
    (one, a), (two, b) = rng.sample(sorted(wheels.items()), 2)
    m, n = rng.randint(2, 40), rng.randint(2, 40)
    slots = _things(rng) | counts(rng, m=m, n=n) | {"rides": one, "rides2": two}
    return tell(
        slots,
        m * a + n * b,
        "Each number times the wheels of one.",
        f"first = {m} * {a}\nsecond = {n} * {b}\nprint(first + second)",
        "The number of wheels is",
    )


def draw_heads_legs(rng: random.Random) -> Case:
    """Heads and legs are known: how many of each."""
    four, two, wanted = pick(rng, (2, 15), (5, 60)), pick(rng, (2, 15), (5, 60)), rng.random() < 0.5
    slots = _things(rng) | counts(rng, heads=four + two, legs=4 * four + 2 * two)
    slots |= thing_slots("four", "", rng.choice(FOUR_LEGS)) | thing_slots("two", "", rng.choice(TWO_LEGS))
    slots["who"] = slots["fours" if wanted else "twos"]
    code = f"heads = {four + two}\nfours = ({4 * four + 2 * two} - 2 * heads) // 2\nprint({'fours' if wanted else 'heads - fours'})"
    return tell(
        slots,
        four if wanted else two,
        "The legs beyond two for each head belong to the four-legged ones.",
        code,
        "The number is",
    )


def draw_prices_heads(rng: random.Random) -> Case:
    """Tickets of two prices: the number and the money are known."""
    m, n, child = rng.randint(3, 60), rng.randint(3, 60), rng.randint(2, 10)
    adult, wanted = child + rng.randint(1, 15), rng.random() < 0.5
    slots = (
        _things(rng)
        | counts(rng, n=m + n)
        | plain(p=adult, q=child, total=adult * m + child * n)
        | {"who": "adults" if wanted else "children", "which": "adult" if wanted else "child"}
    )
    code = f"count = {m + n}\nadults = ({adult * m + child * n} - {child} * count) // ({adult} - {child})\nprint({'adults' if wanted else 'count - adults'})"
    return tell(
        slots, m if wanted else n, "What was paid beyond the child price comes from the adults.", code, "The number is"
    )


def draw_absent(rng: random.Random) -> Case:
    """Classes of so many, some absent."""
    n, each = rng.randint(2, 12), rng.randint(12, 35)
    absent = rng.randint(2, 25)
    slots = _things(rng) | counts(rng, n=n, each=each, absent=absent)
    return tell(
        slots,
        n * each - absent,
        "All of them, less those who are absent.",
        f"total = {n} * {each}\nprint(total - {absent})",
        "The number is",
    )


def draw_class_fraction(rng: random.Random) -> Case:
    """A fraction are girls; a fraction of the others (boys) does something."""
    a, b = rng.choice(((1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (2, 5), (3, 5), (3, 8), (5, 8)))
    c, d = rng.choice(((1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (2, 5), (1, 5)))
    n = b * d * rng.randint(1, 12)
    rest = n - n // b * a
    slots = _things(rng) | counts(rng, n=n) | fractions(rng, part=(a, b), part2=(c, d))
    code = f"total = {n}\nboys = total - {part('total', a, b)}\nprint({part('boys', c, d)})"
    return tell(slots, rest // d * c, "First the others, then the fraction of them.", code, "The number is")


def draw_join_and_leave(rng: random.Random) -> Case:
    """Some leave and some come."""
    n = pick(rng, (8, 60), (30, 500))
    gone, came = rng.randint(2, n - 1), rng.randint(2, 60)
    slots = _things(rng) | counts(rng, n=n, gone=gone, came=came)
    return tell(
        slots,
        n - gone + came,
        "Those who leave are taken away, those who come are added.",
        f"left = {n} - {gone}\nprint(left + {came})",
        "The number is",
    )


def draw_come_then_leave(rng: random.Random) -> Case:
    n, came = pick(rng, (3, 60), (30, 500)), rng.randint(2, 60)
    gone = rng.randint(2, n + came - 1)
    slots = _things(rng) | counts(rng, n=n, gone=gone, came=came)
    return tell(
        slots,
        n + came - gone,
        "Those who come are added, those who leave are taken away.",
        f"then = {n} + {came}\nprint(then - {gone})",
        "The number is",
    )


def draw_farm_three(rng: random.Random) -> Case:
    """Three sorts of animals, the second a multiple of the first, the total known: the third."""
    a, factor, c = pick(rng, (2, 20), (5, 60)), rng.randint(2, 5), pick(rng, (2, 40), (5, 90))
    slots = _things(rng) | counts(rng, a=a, n=a + a * factor + c) | times(rng, times=factor)
    code = f"second = {a} * {factor}\nprint({a + a * factor + c} - {a} - second)"
    return tell(slots, c, "First the second number, then the rest.", code, "The number is")


def draw_per_day_animals(rng: random.Random) -> Case:
    """Eggs a day from so many hens, packed, or sold by the dozen."""
    hens, days = rng.randint(2, 30), rng.choice((7, 7, 5, 10, 14, 30, rng.randint(2, 12)))
    each = rng.randint(1, 4)
    while hens * days * each % 12:
        hens += 1
    slots = (
        _things(rng) | counts(rng, n=hens, days=days, each=each) | {"eggs": "1 egg" if each == 1 else f"{each} eggs"}
    )
    return tell(
        slots,
        hens * days * each // 12,
        "All the eggs, divided by 12.",
        f"eggs = {hens} * {each} * {days}\nprint(eggs // 12)",
        "The number of dozens is",
    )


def draw_dozens(rng: random.Random) -> Case:
    """So many dozen, some used."""
    n = rng.randint(2, 12)
    used = rng.randint(2, 12 * n - 1)
    slots = _things(rng) | counts(rng, n=n, used=used)
    return tell(
        slots, 12 * n - used, "A dozen is 12.", f"total = {n} * 12\nprint(total - {used})", "The number left is"
    )


def draw_each_invites(rng: random.Random) -> Case:
    """Guests who each bring so many others, with the host."""
    n, each = rng.randint(3, 40), rng.randint(2, 6)
    slots = _things(rng) | counts(rng, n=n, each=each)
    return tell(
        slots,
        1 + n + n * each,
        "The guests, those they bring, and the host.",
        f"brought = {n} * {each}\nprint({n} + brought + 1)",
        "The number of people is",
    )


def draw_points(rng: random.Random) -> Case:
    """Games won, drawn, lost."""
    won, drawn, lost, a, b = rng.randint(3, 25), rng.randint(2, 12), rng.randint(2, 12), 3, rng.randint(1, 2)
    slots = (
        _things(rng)
        | counts(rng, won=won, drawn=drawn, lost=lost)
        | plain(a=a)
        | {"b": "1 point" if b == 1 else f"{b} points"}
    )
    return tell(
        slots,
        won * a + drawn * b,
        "The points of the wins plus those of the draws.",
        f"wins = {won} * {a}\ndraws = {drawn} * {b}\nprint(wins + draws)",
        "The number of points is",
    )


def draw_penalty(rng: random.Random) -> Case:
    """Points for right answers, less for wrong ones."""
    right, wrong, a, b = rng.randint(5, 40), rng.randint(2, 15), rng.randint(3, 10), rng.choice((1, 2, 2, 3))
    if right * a <= wrong * b:
        right += wrong
    slots = (
        _things(rng)
        | counts(rng, right=right, wrong=wrong, n=right + wrong)
        | plain(a=a)
        | {"b": "1 point" if b == 1 else f"{b} points"}
    )
    return tell(
        slots,
        right * a - wrong * b,
        "The points won less the points lost.",
        f"won = {right} * {a}\nlost = {wrong} * {b}\nprint(won - lost)",
        "The score is",
    )


def draw_average_missing(rng: random.Random) -> Case:
    """The last number, given the average and the others."""
    values = [rng.randint(40, 100) for _ in range(3)]
    average = rng.randint(60, 95)
    last = 4 * average - sum(values)
    if not 0 < last <= 100:
        return draw_average_missing(rng)
    a, b, c = values
    slots = _things(rng) | plain(a=a, b=b, c=c, average=average)
    code = f"total = 4 * {average}\nprint(total - {a} - {b} - {c})"
    return tell(slots, last, "The average times the count is the total.", code, "The number is")


def draw_average(rng: random.Random) -> Case:
    values = [pick(rng, (2, 40), (10, 100)) for _ in range(4)]
    if rng.random() < 0.85:
        values[3] += -sum(values) % 4
    a, b, c, d = values
    slots = _things(rng) | plain(a=a, b=b, c=c, e=d)
    code = f"from fractions import Fraction\ntotal = {a} + {b} + {c} + {d}\nprint(Fraction(total, 4))"
    return tell(slots, Fraction(sum(values), 4), "The average is the sum divided by the count.", code, "The average is")


KINDS = (
    Kind("groups_equal", draw_equal_groups),
    Kind("groups_in_groups", draw_groups_in_groups),
    Kind("groups_two", draw_two_groups),
    Kind("groups_two_difference", draw_two_groups_difference),
    Kind("groups_less", draw_groups_less),
    Kind("groups_more", draw_groups_more),
    Kind("groups_lost", draw_group_lost),
    Kind("groups_needed", draw_groups_needed),
    Kind("groups_needed_up", draw_groups_needed_up),
    Kind("groups_full", draw_full_groups),
    Kind("groups_two_buses", draw_two_buses),
    Kind("groups_seats_left", draw_seats_left),
    Kind("groups_rows_needed", draw_rows_needed),
    Kind("groups_tables", draw_tables),
    Kind("groups_legs", draw_legs),
    Kind("groups_wheels", draw_wheels),
    Kind("groups_heads_legs", draw_heads_legs),
    Kind("groups_ticket_prices", draw_prices_heads),
    Kind("groups_absent", draw_absent),
    Kind("groups_class_fraction", draw_class_fraction),
    Kind("groups_leave_come", draw_join_and_leave),
    Kind("groups_come_leave", draw_come_then_leave),
    Kind("groups_farm_three", draw_farm_three),
    Kind("groups_eggs", draw_per_day_animals),
    Kind("groups_dozens", draw_dozens),
    Kind("groups_invited", draw_each_invites),
    Kind("groups_points", draw_points),
    Kind("groups_penalty", draw_penalty),
    Kind("groups_average_missing", draw_average_missing),
    Kind("groups_average", draw_average),
)
