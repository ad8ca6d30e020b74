"""Stories of work: jobs done together, pipes and tanks, machines, workers and days, rates per hour."""

import random
from fractions import Fraction
from math import lcm

from training.families.names import MACHINES, MADE, TASKS, WORKERS
from training.families.story import cast, counts, pick, plain, tell, thing_slots, times
from training.task import Case, Kind

_FRACTION = "from fractions import Fraction\n"
_PAIRS = (
    (3, 6),
    (2, 2),
    (4, 12),
    (6, 12),
    (10, 15),
    (20, 30),
    (12, 6),
    (4, 4),
    (6, 3),
    (12, 24),
    (5, 20),
    (2, 6),
    (8, 24),
    (30, 20),
    (15, 30),
    (9, 18),
    (24, 40),
    (6, 4),
    (8, 12),
    (60, 40),
    (12, 36),
)


def _jobs(rng: random.Random) -> dict[str, str]:
    slots = cast(rng, MADE) | {"task": rng.choice(TASKS), "hours": rng.choice(("hours", "hours", "days"))}
    return slots | thing_slots("worker", "", rng.choice(WORKERS)) | thing_slots("robot", "", rng.choice(MACHINES))


def _two(rng: random.Random) -> tuple[int, int]:
    return rng.choice(_PAIRS) if rng.random() < 0.7 else (rng.randint(2, 12), rng.randint(2, 12))


def draw_together(rng: random.Random) -> Case:
    a, b = _two(rng)
    slots = _jobs(rng) | counts(rng, a=a, b=b)
    return tell(
        slots,
        Fraction(a * b, a + b),
        "The rates are added.",
        f"{_FRACTION}rate = Fraction(1, {a}) + Fraction(1, {b})\nprint(1 / rate)",
        "The time is",
    )


def draw_together_three(rng: random.Random) -> Case:
    a, b, c = rng.choice(
        (
            (2, 3, 6),
            (3, 4, 6),
            (4, 6, 12),
            (6, 12, 12),
            (10, 15, 30),
            (6, 10, 15),
            (12, 15, 20),
            (3, 6, 6),
            (4, 8, 8),
            (20, 30, 60),
        )
    )
    slots = _jobs(rng) | counts(rng, a=a, b=b, c=c)
    m = lcm(a, b, c)
    code = f"{_FRACTION}rate = Fraction(1, {a}) + Fraction(1, {b}) + Fraction(1, {c})\nprint(1 / rate)"
    return tell(slots, Fraction(m, m // a + m // b + m // c), "The rates are added.", code, "The time is")


def draw_alone(rng: random.Random) -> Case:
    """The time of the other, from the time together and of one."""
    together, a = rng.choice(
        (
            (2, 3),
            (4, 6),
            (6, 10),
            (4, 12),
            (6, 15),
            (12, 20),
            (2, 6),
            (3, 4),
            (10, 15),
            (8, 12),
            (12, 30),
            (4, 5),
            (6, 9),
            (3, 12),
            (20, 30),
        )
    )
    slots = _jobs(rng) | counts(rng, t=together, a=a)
    code = f"{_FRACTION}rate = Fraction(1, {together}) - Fraction(1, {a})\nprint(1 / rate)"
    return tell(
        slots,
        Fraction(together * a, a - together),
        "The rate of one is taken from the rate together.",
        code,
        "The time is",
    )


def draw_fill_drain(rng: random.Random) -> Case:
    a, b = rng.choice(
        (
            (3, 6),
            (4, 6),
            (2, 3),
            (4, 12),
            (6, 10),
            (10, 15),
            (6, 9),
            (12, 20),
            (20, 30),
            (5, 6),
            (8, 12),
            (3, 4),
            (15, 20),
            (6, 12),
        )
    )
    slots = _jobs(rng) | counts(rng, a=a, b=b)
    code = f"{_FRACTION}rate = Fraction(1, {a}) - Fraction(1, {b})\nprint(1 / rate)"
    return tell(slots, Fraction(a * b, b - a), "The drain is taken from the filling rate.", code, "The time is")


def draw_started_alone(rng: random.Random) -> Case:
    """One works alone for a while, then both finish it."""
    a, b = _two(rng)
    head = rng.randint(1, a - 1)
    slots = _jobs(rng) | counts(rng, a=a, b=b) | {"head": f"{head} hour{'s' * (head > 1)}"}
    code = (
        f"{_FRACTION}rest = 1 - Fraction({head}, {a})\nrate = Fraction(1, {a}) + Fraction(1, {b})\nprint(rest / rate)"
    )
    return tell(
        slots, Fraction((a - head) * b, a + b), "The rest of the job at the rate together.", code, "The time is"
    )


def draw_workers_days(rng: random.Random) -> Case:
    """So many workers need so many days; other workers."""
    days, n = pick(rng, (2, 12), (3, 30)), rng.randint(2, 20)
    others = [k for k in range(2, 41) if n * days % k == 0 and k != n]
    if not others:
        return draw_workers_days(rng)
    m = rng.choice(others)
    slots = _jobs(rng) | counts(rng, n=n, t=days, m=m)
    code = f"{_FRACTION}work = {n} * {days}\nprint(Fraction(work, {m}))"
    return tell(slots, Fraction(n * days, m), "The work in all is the same.", code, "The time is")


def draw_workers_needed(rng: random.Random) -> Case:
    days, n = pick(rng, (2, 12), (3, 30)), rng.randint(2, 20)
    t = rng.choice([k for k in range(2, 41) if n * days % k == 0 and k != days] or [1])
    slots = _jobs(rng) | counts(rng, n=n, d=days, t=max(t, 2))
    if t == 1:
        return draw_workers_needed(rng)
    return tell(
        slots,
        n * days // t,
        "The work in all is the same.",
        f"work = {n} * {days}\nprint(work // {t})",
        "The number needed is",
    )


def draw_machines(rng: random.Random) -> Case:
    """So many machines make so many in so many minutes; other machines, another time."""
    n, t, each, m, s = rng.randint(2, 8), rng.randint(2, 10), rng.randint(1, 6), rng.randint(2, 15), rng.randint(2, 20)
    slots = _jobs(rng) | counts(rng, n=n, t=t, made=n * t * each, m=m, s=s)
    code = f"{_FRACTION}rate = Fraction({n * t * each}, {n} * {t})\nprint(rate * {m} * {s})"
    return tell(slots, each * m * s, "First the rate of one machine.", code, "The number made is")


def draw_machines_time(rng: random.Random) -> Case:
    """The same, asked for the time (`5 machines make 5 in 5 minutes`)."""
    n, t, each, m, s = rng.randint(2, 8), rng.randint(2, 10), rng.randint(1, 6), rng.randint(2, 15), rng.randint(2, 20)
    made, wanted = n * t * each, m * s * each
    if rng.random() < 0.25:
        t, made, m, wanted, s = n, n, 20 * n, 20 * n, n
    slots = _jobs(rng) | counts(rng, n=n, t=t, made=made, m=m, wanted=wanted)
    code = f"{_FRACTION}rate = Fraction({made}, {n} * {t})\nprint({wanted} / (rate * {m}))"
    return tell(slots, s, "First the rate of one machine.", code, "The time is")


def draw_output(rng: random.Random) -> Case:
    """Rate times hours times days."""
    rate, hours, days = pick(rng, (2, 40), (20, 400)), rng.randint(2, 16), rng.randint(2, 31)
    slots = _jobs(rng) | counts(rng, rate=rate, t=hours, days=days)
    return tell(
        slots,
        rate * hours * days,
        "The rate times all the hours.",
        f"hours = {hours} * {days}\nprint({rate} * hours)",
        "The number is",
    )


def draw_rate_hours(rng: random.Random) -> Case:
    rate, hours = pick(rng, (2, 40), (20, 400)), rng.randint(2, 24)
    slots = _jobs(rng) | counts(rng, rate=rate, t=hours)
    return tell(slots, rate * hours, "The rate times the time.", f"print({rate} * {hours})", "The number is")


def draw_two_makers(rng: random.Random) -> Case:
    """Two with different rates, the same time: in all."""
    a, b, t = pick(rng, (2, 30), (10, 120)), pick(rng, (2, 30), (10, 120)), rng.randint(2, 12)
    slots = _jobs(rng) | counts(rng, a=a, b=b, t=t)
    return tell(slots, a * t + b * t, "The rates are added.", f"rate = {a} + {b}\nprint(rate * {t})", "The total is")


def draw_two_makers_time(rng: random.Random) -> Case:
    a, b, t = rng.randint(2, 60), rng.randint(2, 60), rng.randint(2, 15)
    slots = _jobs(rng) | counts(rng, a=a, b=b, n=(a + b) * t)
    code = f"{_FRACTION}rate = {a} + {b}\nprint(Fraction({(a + b) * t}, rate))"
    return tell(slots, t, "The rates are added.", code, "The time is")


def draw_in_one_more(rng: random.Random) -> Case:
    """How many more the faster makes."""
    a, more, t = pick(rng, (2, 30), (10, 90)), rng.randint(1, 20), rng.randint(2, 12)
    slots = _jobs(rng) | counts(rng, a=a + more, b=a, t=t)
    return tell(
        slots,
        more * t,
        "The difference of the rates, times the time.",
        f"difference = {a + more} - {a}\nprint(difference * {t})",
        "The difference is",
    )


def draw_rate_scaled(rng: random.Random) -> Case:
    """So many in so many minutes; how many in so many hours."""
    minutes, n, hours = rng.choice((5, 10, 12, 15, 20, 30)), rng.randint(2, 40), rng.randint(2, 12)
    slots = _jobs(rng) | plain(m=minutes) | counts(rng, n=n, h=hours)
    code = f"{_FRACTION}periods = Fraction({hours} * 60, {minutes})\nprint(periods * {n})"
    return tell(slots, n * (60 // minutes) * hours, "An hour has 60 minutes.", code, "The number is")


def draw_rate_scaled_hours(rng: random.Random) -> Case:
    """So many in so many minutes; how many hours for so many."""
    minutes, n, hours = rng.choice((5, 10, 12, 15, 20, 30)), rng.randint(2, 40), rng.randint(2, 12)
    slots = _jobs(rng) | plain(m=minutes) | counts(rng, n=n, wanted=n * hours * 60 // minutes)
    code = f"{_FRACTION}minutes = Fraction({n * hours * 60 // minutes}, {n}) * {minutes}\nprint(minutes / 60)"
    return tell(slots, hours, "First the minutes, then the hours.", code, "The time in hours is")


def draw_tank_fill(rng: random.Random) -> Case:
    """A tank with some water, filled at a rate and perhaps leaking: what is in it after a time."""
    start, rate, t = pick(rng, (10, 100), (50, 900)), rng.randint(3, 40), rng.randint(3, 90)
    slots = _jobs(rng) | counts(rng, start=start, rate=rate, t=t)
    return tell(
        slots,
        start + rate * t,
        "What was there plus what flows in.",
        f"added = {rate} * {t}\nprint({start} + added)",
        "The amount is",
    )


def draw_tank_net(rng: random.Random) -> Case:
    """In and out at the same time."""
    out, net, t = rng.randint(2, 20), rng.randint(2, 30), rng.randint(3, 90)
    slots = _jobs(rng) | counts(rng, rate=out + net, out=out, t=t)
    return tell(
        slots, net * t, "The net rate times the time.", f"net = {out + net} - {out}\nprint(net * {t})", "The amount is"
    )


def draw_tank_time(rng: random.Random) -> Case:
    """Time until full, with some in it already."""
    rate, t = rng.randint(2, 40), rng.randint(3, 60)
    start = pick(rng, (5, 80), (20, 400))
    slots = _jobs(rng) | counts(rng, full=start + rate * t, start=start, rate=rate)
    code = f"{_FRACTION}missing = {start + rate * t} - {start}\nprint(Fraction(missing, {rate}))"
    return tell(slots, t, "The missing amount divided by the rate.", code, "The time is")


def draw_daily_rest(rng: random.Random) -> Case:
    """Pages (or pieces) in so many days at one rate; the rest at another: days in all."""
    first, a, second, b = rng.randint(5, 40), rng.randint(2, 9), rng.randint(5, 40), rng.randint(2, 12)
    slots = _jobs(rng) | counts(rng, n=first * a + second * b, first=first, a=a, second=second)
    code = f"rest = {first * a + second * b} - {first} * {a}\nprint(-(-rest // {second}))"
    return tell(slots, b, "What remains, divided by the new rate.", code, "The number of days is")


def draw_faster(rng: random.Random) -> Case:
    """One makes a multiple of what the other does in an hour; both together in a time."""
    a, factor, t = rng.randint(2, 30), rng.randint(2, 5), rng.randint(2, 10)
    slots = _jobs(rng) | counts(rng, a=a, t=t) | times(rng, times=factor)
    code = f"other = {a} * {factor}\nprint(({a} + other) * {t})"
    return tell(slots, a * (factor + 1) * t, "The other rate, then both for the time.", code, "The total is")


KINDS = (
    Kind("work_together", draw_together),
    Kind("work_together_three", draw_together_three),
    Kind("work_alone", draw_alone),
    Kind("work_fill_drain", draw_fill_drain),
    Kind("work_started_alone", draw_started_alone),
    Kind("work_workers_days", draw_workers_days),
    Kind("work_workers_needed", draw_workers_needed),
    Kind("work_machines", draw_machines),
    Kind("work_machines_time", draw_machines_time),
    Kind("work_output", draw_output),
    Kind("work_rate", draw_rate_hours),
    Kind("work_two_makers", draw_two_makers),
    Kind("work_two_makers_time", draw_two_makers_time),
    Kind("work_more_made", draw_in_one_more),
    Kind("work_rate_scaled", draw_rate_scaled),
    Kind("work_rate_scaled_hours", draw_rate_scaled_hours),
    Kind("work_tank_fill", draw_tank_fill),
    Kind("work_tank_net", draw_tank_net),
    Kind("work_tank_time", draw_tank_time),
    Kind("work_rest_days", draw_daily_rest),
    Kind("work_faster", draw_faster),
)
