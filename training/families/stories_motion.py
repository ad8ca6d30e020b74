"""Stories of motion: speed, distance and time, several legs, meeting, catching up, average speed, trains, rivers."""

import random
from fractions import Fraction

from training.families.names import MOVERS
from training.families.story import cast, counts, pick, plain, tell, thing_slots
from training.task import Case, Kind

_UNITS = (
    ("km/h", "kilometers", "km"),
    ("km/h", "km", "km"),
    ("mph", "miles", "miles"),
    ("miles per hour", "miles", "miles"),
    ("kilometers per hour", "kilometers", "km"),
)
_HALVES = (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2), Fraction(7, 2), Fraction(9, 2))


def _road(rng: random.Random) -> dict[str, str]:
    unit, dist, short = rng.choice(_UNITS)
    slots = cast(rng) | {"unit": unit, "dist": dist, "short": short}
    movers = rng.sample([mover for mover in MOVERS if mover.one not in ("runner", "drone")], 2)
    for suffix, mover in zip(("", "2"), movers, strict=True):
        slots |= thing_slots("car", suffix, mover)
    return slots


def _speed(rng: random.Random) -> int:
    return rng.choice((5 * rng.randint(2, 24), 10 * rng.randint(2, 12), rng.randint(4, 95)))


def _hours(rng: random.Random) -> Fraction:
    return rng.choice(_HALVES) if rng.random() < 0.2 else Fraction(rng.randint(2, 12))


def _decimal(value: Fraction) -> str:
    return str(float(value)) if value.denominator > 1 else str(value)


def _code(value: Fraction) -> str:
    return f'Fraction("{_decimal(value)}")' if value.denominator > 1 else str(value)


def _import(*values: Fraction) -> str:
    return "from fractions import Fraction\n" if any(value.denominator > 1 for value in values) else ""


def draw_distance(rng: random.Random) -> Case:
    v, t = _speed(rng), _hours(rng)
    slots = _road(rng) | plain(v=v, t=_decimal(t))
    return tell(
        slots, v * t, "Distance is speed times time.", f"{_import(t)}print({v} * {_code(t)})", "The distance is"
    )


def draw_time(rng: random.Random) -> Case:
    v, t = _speed(rng), rng.choice((Fraction(rng.randint(2, 15)), *_HALVES[1:3]))
    distance = int(v * t)
    slots = _road(rng) | plain(v=v, s=distance)
    return tell(
        slots,
        Fraction(distance, v),
        "Time is distance divided by speed.",
        f"from fractions import Fraction\nprint(Fraction({distance}, {v}))",
        "The time in hours is",
    )


def draw_speed(rng: random.Random) -> Case:
    v, t = _speed(rng), _hours(rng)
    if (v * t).denominator > 1:
        v += 1
    slots = _road(rng) | plain(s=v * t, t=_decimal(t))
    code = (
        f"from fractions import Fraction\nprint(Fraction({v * t}) / {_code(t)})"
        if t.denominator > 1
        else f"from fractions import Fraction\nprint(Fraction({v * t}, {t}))"
    )
    return tell(slots, v, "Speed is distance divided by time.", code, "The speed is")


def draw_minutes(rng: random.Random) -> Case:
    """A distance in minutes at a speed per hour."""
    minutes = rng.choice((10, 12, 15, 20, 24, 30, 36, 40, 42, 45, 48, 50, 54, 75, 80, 90, 100, 105, 150))
    v = rng.choice((12, 18, 20, 24, 30, 36, 40, 42, 48, 50, 54, 60, 64, 66, 72, 80, 84, 90, 100, 120))
    slots = _road(rng) | plain(v=v, m=minutes)
    return tell(
        slots,
        Fraction(v * minutes, 60),
        "An hour has 60 minutes.",
        f"from fractions import Fraction\nprint({v} * Fraction({minutes}, 60))",
        "The distance is",
    )


def draw_legs(rng: random.Random) -> Case:
    u, v, a, b = _speed(rng), _speed(rng), _hours(rng), _hours(rng)
    slots = _road(rng) | plain(u=u, v=v, a=_decimal(a), b=_decimal(b))
    code = f"{_import(a, b)}first = {u} * {_code(a)}\nsecond = {v} * {_code(b)}\nprint(first + second)"
    return tell(slots, u * a + v * b, "The distance of each part, then the sum.", code, "The total distance is")


def draw_average_of_legs(rng: random.Random) -> Case:
    """Average speed of two parts, each given by its speed and time."""
    u, v, a, b = _speed(rng), _speed(rng), rng.randint(1, 6), rng.randint(1, 6)
    while (u * a + v * b) % (a + b) and rng.random() < 0.9:
        u, a = _speed(rng), rng.randint(1, 6)
    slots = _road(rng) | plain(u=u, v=v) | {"a": f"{a} hour{'s' * (a > 1)}", "b": f"{b} hour{'s' * (b > 1)}"}
    code = f"from fractions import Fraction\ndistance = {u} * {a} + {v} * {b}\ntime = {a} + {b}\nprint(Fraction(distance, time))"
    return tell(
        slots,
        Fraction(u * a + v * b, a + b),
        "The average speed is the total distance divided by the total time.",
        code,
        "The average speed is",
    )


def draw_average_distances(rng: random.Random) -> Case:
    """Average speed of two parts, each given by its distance and time."""
    a, b = rng.randint(1, 6), rng.randint(1, 6)
    s, d = a * _speed(rng), b * _speed(rng)
    while (s + d) % (a + b) and rng.random() < 0.9:
        d = b * _speed(rng)
    slots = _road(rng) | plain(s=s, d=d) | {"a": f"{a} hour{'s' * (a > 1)}", "b": f"{b} hour{'s' * (b > 1)}"}
    code = f"from fractions import Fraction\ndistance = {s} + {d}\ntime = {a} + {b}\nprint(Fraction(distance, time))"
    return tell(
        slots,
        Fraction(s + d, a + b),
        "The average speed is the total distance divided by the total time.",
        code,
        "The average speed is",
    )


def draw_there_and_back(rng: random.Random) -> Case:
    """Average speed over the same way with two speeds."""
    u, v = rng.choice(
        (
            (60, 40),
            (30, 60),
            (20, 30),
            (40, 60),
            (12, 6),
            (80, 120),
            (10, 15),
            (60, 90),
            (50, 75),
            (45, 90),
            (5, 20),
            (36, 45),
            (48, 72),
        )
    )
    if rng.random() < 0.5:
        u, v = v, u
    slots = _road(rng) | plain(u=u, v=v)
    code = f"from fractions import Fraction\ntime = Fraction(1, {u}) + Fraction(1, {v})\nprint(2 / time)"
    return tell(
        slots,
        Fraction(2 * u * v, u + v),
        "Both ways are equally long, so I take each as one unit.",
        code,
        "The average speed is",
    )


def draw_meeting(rng: random.Random) -> Case:
    """Towards each other: when they meet."""
    u, v, t = (
        _speed(rng),
        _speed(rng),
        rng.choice((Fraction(rng.randint(1, 9)), Fraction(rng.randint(1, 9)), *_HALVES[:3])),
    )
    distance = int((u + v) * t)
    slots = _road(rng) | plain(u=u, v=v, s=distance)
    return tell(
        slots,
        Fraction(distance, u + v),
        "They come closer at the sum of the speeds.",
        f"from fractions import Fraction\nprint(Fraction({distance}, {u} + {v}))",
        "The time in hours is",
    )


def draw_apart(rng: random.Random) -> Case:
    u, v, t = _speed(rng), _speed(rng), rng.randint(2, 9)
    slots = _road(rng) | plain(u=u, v=v, t=t)
    return tell(
        slots,
        u * t + v * t,
        "They move apart at the sum of the speeds.",
        f"print(({u} + {v}) * {t})",
        "The distance is",
    )


def draw_ahead(rng: random.Random) -> Case:
    """The same direction: how far ahead the faster is."""
    u, gap, t = _speed(rng), rng.randint(3, 40), rng.randint(2, 9)
    slots = _road(rng) | plain(u=u + gap, v=u, t=t)
    return tell(
        slots,
        gap * t,
        "The gap grows at the difference of the speeds.",
        f"print(({u + gap} - {u}) * {t})",
        "The difference is",
    )


def draw_catch_up(rng: random.Random) -> Case:
    """One starts some hours earlier; hours until the second, faster one catches up."""
    head, t = rng.randint(1, 4), rng.randint(1, 8)
    gap = rng.choice((5, 10, 15, 20, 30, rng.randint(4, 20)))
    while gap * t % head:
        t += 1
    slow = gap * t // head
    slots = (
        _road(rng)
        | plain(u=slow, v=slow + gap, head=head)
        | {
            "heads": f"{head} hour{'s' * (head > 1)}",
            "cheads": f"{('One', 'Two', 'Three', 'Four')[head - 1]} hour{'s' * (head > 1)}",
        }
    )
    code = f"from fractions import Fraction\nahead = {slow} * {head}\nprint(Fraction(ahead, {slow + gap} - {slow}))"
    return tell(slots, t, "The head start is made up at the difference of the speeds.", code, "The time in hours is")


def draw_catch_distance(rng: random.Random) -> Case:
    """One is some distance ahead; time until caught."""
    slow, gap, t = rng.randint(2, 60), rng.randint(2, 30), rng.randint(2, 30)
    slots = _road(rng) | plain(u=slow, v=slow + gap, s=gap * t)
    code = f"from fractions import Fraction\nprint(Fraction({gap * t}, {slow + gap} - {slow}))"
    return tell(slots, t, "The lead is made up at the difference of the speeds.", code, "The time is")


def draw_rest_of_way(rng: random.Random) -> Case:
    v, t = _speed(rng), rng.randint(2, 9)
    rest = pick(rng, (10, 200), (20, 600))
    slots = _road(rng) | plain(v=v, t=t, s=v * t + rest)
    return tell(
        slots,
        rest,
        "The part already covered is taken from the whole way.",
        f"covered = {v} * {t}\nprint({v * t + rest} - covered)",
        "The distance left is",
    )


def draw_needed_speed(rng: random.Random) -> Case:
    """A part at one speed, the rest in a given time: the speed needed."""
    u, a, v, b = _speed(rng), rng.randint(1, 5), _speed(rng), rng.randint(2, 6)
    slots = _road(rng) | plain(u=u, s=u * a + v * b, b=b) | {"a": f"{a} hour{'s' * (a > 1)}"}
    code = f"from fractions import Fraction\nrest = {u * a + v * b} - {u} * {a}\nprint(Fraction(rest, {b}))"
    return tell(slots, v, "The rest of the way divided by the time for it.", code, "The speed is")


def draw_same_speed(rng: random.Random) -> Case:
    """At the same speed: the distance in another time."""
    v, a, b = _speed(rng), rng.randint(2, 9), rng.randint(2, 15)
    b += a == b
    slots = _road(rng) | plain(s=v * a, a=a, b=b)
    return tell(
        slots,
        v * b,
        "First the speed, then the distance.",
        f"from fractions import Fraction\nspeed = Fraction({v * a}, {a})\nprint(speed * {b})",
        "The distance is",
    )


def draw_same_speed_time(rng: random.Random) -> Case:
    """At the same speed: the time for another distance."""
    v, a, b = rng.randint(2, 80), rng.randint(2, 9), rng.randint(2, 15)
    b += a == b
    slots = _road(rng) | plain(s=v * a, a=a, d=v * b)
    return tell(
        slots,
        b,
        "First the speed, then the time.",
        f"from fractions import Fraction\nspeed = Fraction({v * a}, {a})\nprint({v * b} / speed)",
        "The time is",
    )


def draw_laps(rng: random.Random) -> Case:
    """Daily running: so many times so far, for so many days."""
    far, laps, days = rng.randint(2, 12), rng.randint(2, 10), rng.randint(2, 30)
    slots = _road(rng) | counts(rng, far=far, laps=laps, days=days)
    return tell(
        slots,
        far * laps * days,
        "All three numbers are multiplied.",
        f"print({far} * {laps} * {days})",
        "The total distance is",
    )


def draw_commute(rng: random.Random) -> Case:
    """There and back every day."""
    far, days = rng.randint(2, 60), rng.randint(3, 30)
    slots = _road(rng) | plain(far=far) | counts(rng, days=days)
    return tell(
        slots,
        sum(far + far for _ in range(days)),
        "Each day counts the way twice.",
        f"print({far} * 2 * {days})",
        "The total distance is",
    )


def draw_bridge(rng: random.Random) -> Case:
    """A train passes a bridge or tunnel: seconds, with speed in meters per second."""
    v, t = rng.randint(10, 40), rng.randint(8, 60)
    length = rng.randint(2, max(2, v * t // 20)) * 10
    slots = (
        _road(rng)
        | plain(length=length, bridge=v * t - length, v=v)
        | {"passage": rng.choice(("bridge", "tunnel", "platform"))}
    )
    if v * t - length < 10:
        return draw_bridge(rng)
    code = f"from fractions import Fraction\ndistance = {length} + {v * t - length}\nprint(Fraction(distance, {v}))"
    return tell(slots, t, "The train covers its own length and the other length.", code, "The time in seconds is")


def draw_river(rng: random.Random) -> Case:
    """Time against or with the stream."""
    still, stream, t, against = rng.randint(8, 40), rng.randint(2, 7), rng.randint(2, 8), rng.random() < 0.5
    speed = still - stream if against else still + stream
    slots = (
        _road(rng)
        | plain(v=still, stream=stream, s=speed * t)
        | {"way": rng.choice(("upstream", "against the current") if against else ("downstream", "with the current"))}
    )
    code = f"from fractions import Fraction\nspeed = {still} {'-' if against else '+'} {stream}\nprint(Fraction({speed * t}, speed))"
    return tell(
        slots,
        t,
        "The stream is taken from the speed." if against else "The stream is added to the speed.",
        code,
        "The time in hours is",
    )


def draw_pace_faster(rng: random.Random) -> Case:
    """How much longer the slower one needs."""
    u, v = rng.choice(
        ((40, 60), (30, 50), (50, 75), (20, 25), (60, 80), (45, 60), (60, 90), (10, 15), (12, 15), (4, 5), (5, 6))
    )
    distance = u * v // rng.choice((5, 1, 2, 10) if u > 12 else (1, 1, 1, 1)) * rng.randint(1, 3)
    slots = _road(rng) | plain(u=u, v=v, s=distance)
    code = f"from fractions import Fraction\nslow = Fraction({distance}, {u})\nfast = Fraction({distance}, {v})\nprint(slow - fast)"
    return tell(
        slots,
        Fraction(distance * (v - u), u * v),
        "Both times, then their difference.",
        code,
        "The difference in hours is",
    )


def draw_total_time(rng: random.Random) -> Case:
    """Two parts, each with a distance and a speed: the time in all."""
    u, v, a, b = 2 * _speed(rng), _speed(rng), _hours(rng), Fraction(rng.randint(1, 6))
    s, d = int(u * a), int(v * b)
    slots = _road(rng) | plain(u=u, v=v, s=s, d=d)
    code = f"from fractions import Fraction\nfirst = Fraction({s}, {u})\nsecond = Fraction({d}, {v})\nprint(first + second)"
    return tell(
        slots,
        Fraction(s * v + d * u, u * v),
        "The time of each part, then the sum.",
        code,
        "The total time in hours is",
    )


KINDS = (
    Kind("motion_distance", draw_distance),
    Kind("motion_time", draw_time),
    Kind("motion_speed", draw_speed),
    Kind("motion_minutes", draw_minutes),
    Kind("motion_legs", draw_legs),
    Kind("motion_average_of_legs", draw_average_of_legs),
    Kind("motion_average_distances", draw_average_distances),
    Kind("motion_there_and_back", draw_there_and_back),
    Kind("motion_meeting", draw_meeting),
    Kind("motion_apart", draw_apart),
    Kind("motion_ahead", draw_ahead),
    Kind("motion_catch_up", draw_catch_up),
    Kind("motion_catch_distance", draw_catch_distance),
    Kind("motion_rest_of_way", draw_rest_of_way),
    Kind("motion_needed_speed", draw_needed_speed),
    Kind("motion_same_speed", draw_same_speed),
    Kind("motion_same_speed_time", draw_same_speed_time),
    Kind("motion_laps", draw_laps),
    Kind("motion_commute", draw_commute),
    Kind("motion_bridge", draw_bridge),
    Kind("motion_river", draw_river),
    Kind("motion_slower_by", draw_pace_faster),
    Kind("motion_total_time", draw_total_time),
)
