"""Rounded means, standard scores, mean absolute deviations, and a mean of means."""

import random
from fractions import Fraction

from training.everyday import person, ratio
from training.families.statistics import HEAD, data_slots, small, values
from training.families.statistics_means import counted
from training.task import Case, Kind, Turn


def draw_mean_rounded(rng: random.Random) -> Case:
    data, places = values(rng), rng.choice([1, 1, 2, 2])
    mean = Fraction(sum(data), len(data))
    if mean < 0 or mean.denominator == 1 or (mean * 10**places * 2).denominator == 1:
        return draw_mean_rounded(rng)
    units = round(mean * 10**places)
    names = {
        1: ["to one decimal place", "to the nearest tenth"],
        2: ["to two decimal places", "to the nearest hundredth"],
    }
    return Case(
        slots=data_slots(rng, data) | {"rounded": rng.choice(names[places])},
        answer=f"{units // 10**places}.{units % 10**places:0{places}d}",
        turns=(
            Turn(
                "The mean is the sum divided by the number of values.",
                f"data = {data}\nprint(f'{{sum(data) / len(data):.{places}f}}')",
            ),
        ),
        closing="The mean is",
    )


def draw_absolute_deviation(rng: random.Random) -> Case:
    data = small(rng)
    n, total = len(data), sum(data)
    snippet = f"{HEAD}data = {data}\nmean = Fraction(sum(data), len(data))\nprint(sum(abs(x - mean) for x in data) / len(data))"
    return Case(
        slots=data_slots(rng, data),
        answer=ratio(sum(abs(n * x - total) for x in data), n * n),
        turns=(Turn("I average the distances from the mean.", snippet),),
        closing="The mean absolute deviation is",
    )


def draw_standard_score(rng: random.Random) -> Case:
    mean, deviation = (
        rng.choice([50, 60, 65, 70, 72, 75, 80, 100, 500, rng.randint(20, 120)]),
        rng.choice([2, 4, 5, 8, 10, 12, 15, 20, 100]),
    )
    value = mean + rng.choice([-1, 1]) * rng.choice(
        [deviation * rng.randint(1, 3), deviation * rng.randint(1, 6) // 2, rng.randint(1, 3 * deviation)]
    )
    return Case(
        slots={"mean": str(mean), "deviation": str(deviation), "x": str(value), **person(rng)},
        answer=ratio(value - mean, deviation),
        turns=(
            Turn(
                "I divide the distance from the mean by the standard deviation.",
                f"{HEAD}print(Fraction({value} - {mean}, {deviation}))",
            ),
        ),
        closing="The standard score is",
    )


def draw_speed(rng: random.Random) -> Case:
    """The average speed over the same distance at two speeds."""
    a, b = rng.sample([10, 12, 15, 20, 24, 30, 36, 40, 45, 50, 60, 70, 72, 75, 80, 90, 100, 120], 2)
    if 2 * a * b % (a + b) and rng.random() < 0.6:
        return draw_speed(rng)
    return Case(
        slots={
            "a": str(a),
            "b": str(b),
            "unit": rng.choice(["km/h", "mph", "miles per hour", "km per hour"]),
            **person(rng),
        },
        answer=ratio(2 * a * b, a + b),
        turns=(
            Turn(
                "Over equal distances I need the harmonic mean.",
                f"{HEAD}print(2 / (Fraction(1, {a}) + Fraction(1, {b})))",
            ),
        ),
        closing="The average speed is",
    )


def draw_consecutive(rng: random.Random) -> Case:
    """Consecutive integers, or even or odd ones, from their mean."""
    n, step = rng.choice([3, 5, 7, 9, 4, 6, 5]), rng.choice([1, 1, 2, 2])
    first = rng.randint(1, 60)
    kind = {1: "consecutive integers", 2: "consecutive odd integers" if first % 2 else "consecutive even integers"}[
        step
    ]
    largest = rng.random() < 0.6
    total = Fraction(2 * first + step * (n - 1), 2)
    mean = ratio(total.numerator, total.denominator)
    coded = mean if "/" not in mean else f"Fraction({mean.replace('/', ', ')})"
    half = f"Fraction({step} * ({n} - 1), 2)"
    return Case(
        slots=counted(rng, "n", n)
        | {
            "kind": kind,
            "mean": mean if "/" not in mean else f"{float(total):g}",
            "end": "largest" if largest else "smallest",
        }
        | person(rng),
        answer=str(first + step * (n - 1) if largest else first),
        turns=(
            Turn(
                "The mean is halfway between the ends.",
                f"{HEAD}print({coded if '/' not in mean else repr_decimal(total)} {'+' if largest else '-'} {half})",
            ),
        ),
        closing=f"The {'largest' if largest else 'smallest'} is",
    )


def repr_decimal(value: Fraction) -> str:
    """A decimal as Python reads it exactly: `Fraction('7.5')`."""
    return f"Fraction('{float(value):g}')"


KINDS = (
    Kind("statistics_mean_rounded", draw_mean_rounded),
    Kind("statistics_absolute_deviation", draw_absolute_deviation),
    Kind("statistics_standard_score", draw_standard_score),
    Kind("statistics_speed", draw_speed),
    Kind("statistics_consecutive", draw_consecutive),
)
