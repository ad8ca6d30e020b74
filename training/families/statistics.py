"""Mean, median, mode, range and spread of short lists, and problems that turn on a mean."""

import random
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import prod

from training.everyday import PEOPLE, enumeration, person, ratio, spelled
from training.exact import root
from training.task import Case, Kind, Turn

HEAD = "from fractions import Fraction\n"

DATA = (
    "numbers",
    "numbers",
    "values",
    "scores",
    "data",
    "integers",
    "temperatures",
    "ages",
    "heights",
    "weights",
    "prices",
    "marks",
    "measurements",
    "results",
)


def values(rng: random.Random, shortest: int = 3) -> list[int]:
    n = rng.choice([rng.randint(shortest, 6), rng.randint(shortest, 8), rng.randint(max(shortest, 7), 12)])
    low, high = rng.choice([(1, 12), (1, 30), (1, 30), (10, 100), (50, 100), (-10, 20), (100, 999)])
    data = [rng.randint(low, high) for _ in range(n)]
    if rng.random() < 0.3:
        data.sort()
    return data


def data_slots(rng: random.Random, data: Sequence[int | str]) -> dict[str, str]:
    """The values as people list them; strings stand as they are."""
    joined = ", ".join(map(str, data))
    names = rng.sample([name for name, *_ in PEOPLE], 2)
    return {
        "list": joined,
        "list_and": enumeration(rng, [str(x) for x in data]),
        "set": rf"\{{{joined}\}}",
        "braces": f"{{{joined}}}",
        "brackets": f"[{joined}]",
        "spaced": " ".join(map(str, data)),
        "n": str(len(data)),
        "count": spelled(rng, len(data), 0.6),
        "kind": rng.choice(DATA),
        "other": names[0],
        **person(rng),
    }


def whole_mean(rng: random.Random) -> list[int]:
    """A list whose mean is mostly an integer."""
    data = values(rng)
    if sum(data) % len(data) and rng.random() < 0.7:
        return whole_mean(rng)
    return data


def draw_mean(rng: random.Random) -> Case:
    data = whole_mean(rng)
    return Case(
        slots=data_slots(rng, data),
        answer=ratio(sum(data), len(data)),
        turns=(
            Turn(
                "The mean is the sum divided by the number of values.",
                f"{HEAD}data = {data}\nprint(Fraction(sum(data), len(data)))",
            ),
        ),
        closing="The mean is",
    )


def tenths(n: int) -> str:
    return f"{n // 10}.{n % 10}" if n % 10 else str(n // 10)


def draw_mean_decimal(rng: random.Random) -> Case:
    n = rng.choice([2, 4, 5, 5, 4, 8, 10, 3])
    data = [rng.randint(5, 150) for _ in range(n)]
    if n == 3 and sum(data) % 3:
        return draw_mean_decimal(rng)
    shown = [tenths(x) for x in data]
    if all("." not in text for text in shown):
        return draw_mean_decimal(rng)
    total = sum(data) * 1000 // n
    answer = f"{total // 10000}.{total % 10000:04d}".rstrip("0").rstrip(".")
    joined = ", ".join(shown)
    return Case(
        slots=data_slots(rng, shown),
        answer=answer,
        turns=(
            Turn(
                "The mean is the sum divided by the number of values.",
                f"from decimal import Decimal\ndata = [Decimal(x) for x in '{joined}'.split(', ')]\nprint(sum(data) / len(data))",
            ),
        ),
        closing="The mean is",
    )


def middle(data: list[int]) -> tuple[int, int]:
    """The median as a fraction."""
    ordered, half = sorted(data), len(data) // 2
    return (ordered[half], 1) if len(data) % 2 else (ordered[half - 1] + ordered[half], 2)


def draw_median(rng: random.Random) -> Case:
    data = values(rng)
    return Case(
        slots=data_slots(rng, data),
        answer=ratio(*middle(data)),
        turns=(
            Turn(
                "The median is the middle value.",
                f"{HEAD}from statistics import median\nprint(median(map(Fraction, {data})))",
            ),
        ),
        closing="The median is",
    )


def draw_mode(rng: random.Random) -> Case:
    data = values(rng, 4)
    data += rng.choices(data, k=rng.choice([1, 2, 3]))
    rng.shuffle(data)
    counts = Counter(data)
    best = [x for x in counts if counts[x] == max(counts.values())]
    if (len(best) > 1 and rng.random() < 0.95) or len(best) > 2 or len(best) == len(counts):
        return draw_mode(rng)
    return Case(
        slots=data_slots(rng, data)
        | {"the_mode": "mode" if len(best) == 1 else "modes", "is": "is" if len(best) == 1 else "are"},
        answer=", ".join(map(str, sorted(best))),
        turns=(
            Turn(
                "The mode is the most frequent value.",
                f"from statistics import multimode\nprint(*sorted(multimode({data})), sep=', ')",
            ),
        ),
        closing="The mode is",
    )


def draw_range(rng: random.Random) -> Case:
    data = values(rng)
    ordered = sorted(data)
    return Case(
        slots=data_slots(rng, data),
        answer=str(ordered[-1] - ordered[0]),
        turns=(
            Turn("The range is the largest minus the smallest value.", f"data = {data}\nprint(max(data) - min(data))"),
        ),
        closing="The range is",
    )


def spread(data: list[int]) -> tuple[int, int]:
    """The population variance as a fraction."""
    n = len(data)
    return n * sum(x * x for x in data) - sum(data) ** 2, n * n


def small(rng: random.Random) -> list[int]:
    """A short list with a varied spread."""
    n = rng.choice([3, 4, 4, 5, 5, 5, 6, 8])
    data = [rng.randint(*rng.choice([(1, 12), (1, 12), (2, 20), (10, 40)])) for _ in range(n)]
    if len(set(data)) == 1 or (sum(data) % n and rng.random() < 0.6):
        return small(rng)
    if rng.random() < 0.3:
        first, step = rng.randint(1, 20), rng.randint(1, 6)
        data = [first + step * k for k in range(n)]
    return data


def draw_variance(rng: random.Random) -> Case:
    data = small(rng)
    return Case(
        slots=data_slots(rng, data),
        answer=ratio(*spread(data)),
        turns=(
            Turn(
                "The variance is the mean squared deviation.",
                f"{HEAD}from statistics import pvariance\nprint(pvariance(map(Fraction, {data})))",
            ),
        ),
        closing="The variance is",
    )


def draw_sample_variance(rng: random.Random) -> Case:
    data = small(rng)
    top, bottom = spread(data)
    return Case(
        slots=data_slots(rng, data),
        answer=ratio(top, bottom // len(data) * (len(data) - 1)),
        turns=(
            Turn(
                "The sample variance divides by one less than the number of values.",
                f"{HEAD}from statistics import variance\nprint(variance(map(Fraction, {data})))",
            ),
        ),
        closing="The sample variance is",
    )


def draw_deviation(rng: random.Random) -> Case:
    data = small(rng)
    first = f"{HEAD}from statistics import pvariance\nvariance = pvariance(map(Fraction, {data}))\nprint(variance)"
    return Case(
        slots=data_slots(rng, data),
        answer=root(Fraction(*spread(data))),
        turns=(
            Turn("I find the variance first.", first),
            Turn(
                "The standard deviation is its square root.",
                "from sympy import latex, sqrt\nprint(latex(sqrt(variance)))",
            ),
        ),
        closing="The standard deviation is",
    )


def draw_run(rng: random.Random) -> Case:
    """The mean or median of a run of integers."""
    first, step = rng.choice([(1, 1), (rng.randint(1, 50), 1), (1, 2), (2, 2)])
    n = rng.choice([rng.randint(4, 30), rng.randint(10, 100)])
    last = first + step * (n - 1)
    names = {
        (1, 1): [f"the first {n} positive integers", f"the integers from 1 to {n}", f"the numbers 1, 2, 3, ..., {n}"],
        (1, 2): [f"the first {n} odd numbers", f"the first {n} positive odd integers"],
        (2, 2): [f"the first {n} even numbers", f"the first {n} positive even integers"],
    }
    phrase = rng.choice(
        names.get(
            (first, step),
            [
                f"the integers from {first} to {last}",
                f"all integers from {first} to {last} inclusive",
                f"the numbers {first}, {first + 1}, ..., {last}",
            ],
        )
    )
    code = {(1, 2): f"range(1, 2 * {n}, 2)", (2, 2): f"range(2, 2 * {n} + 1, 2)"}.get(
        (first, step), f"range({first}, {last} + 1)"
    )
    return Case(
        slots={"run": phrase, "mean": rng.choice(["mean", "average", "arithmetic mean", "mean value"])},
        answer=ratio(first + last, 2),
        turns=(
            Turn(
                "The mean is the sum divided by the number of values.",
                f"{HEAD}data = {code}\nprint(Fraction(sum(data), len(data)))",
            ),
        ),
        closing="The mean is",
    )


def draw_geometric(rng: random.Random) -> Case:
    n = rng.choice([2, 2, 2, 3])
    if n == 2:
        shared, a, b = rng.randint(1, 12), rng.randint(1, 9), rng.randint(1, 9)
        data = [shared * a * a, shared * b * b] if rng.random() < 0.7 else [rng.randint(2, 30), rng.randint(2, 30)]
        answer = root(prod(data))
    else:
        mean = rng.choice([4, 6, 8, 9, 10, 12, 15, 18, 20, 30])
        choices = [
            (a, b, mean**3 // (a * b))
            for a in range(1, 60)
            for b in range(a, 60)
            if mean**3 % (a * b) == 0 and b <= mean**3 // (a * b) <= 200 and a < b
        ]
        data, answer = list(rng.choice(choices)), str(mean)
    if data[0] == data[1]:
        return draw_geometric(rng)
    product = " * ".join(map(str, data))
    code = f"sqrt({product})" if n == 2 else f"root({product}, 3)"
    return Case(
        slots={"list": enumeration(rng, [str(x) for x in data]), "comma": ", ".join(map(str, data))},
        answer=answer,
        turns=(
            Turn(
                "The geometric mean is a root of the product.",
                f"from sympy import latex, {'sqrt' if n == 2 else 'root'}\nprint(latex({code}))",
            ),
        ),
        closing="The geometric mean is",
    )


def draw_harmonic(rng: random.Random) -> Case:
    n = rng.choice([2, 2, 3])
    data = rng.sample(range(2, 13) if rng.random() < 0.5 else [2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30, 40, 60], n)
    bottom = prod(data)
    parts = " + ".join(f"Fraction(1, {x})" for x in data)
    return Case(
        slots={"list": enumeration(rng, [str(x) for x in data]), "comma": ", ".join(map(str, data))},
        answer=ratio(n * bottom, sum(bottom // x for x in data)),
        turns=(Turn("The harmonic mean comes from the reciprocals.", f"{HEAD}print({n} / ({parts}))"),),
        closing="The harmonic mean is",
    )


KINDS = (
    Kind("statistics_mean", draw_mean),
    Kind("statistics_mean_decimal", draw_mean_decimal),
    Kind("statistics_median", draw_median),
    Kind("statistics_mode", draw_mode),
    Kind("statistics_range", draw_range),
    Kind("statistics_variance", draw_variance),
    Kind("statistics_sample_variance", draw_sample_variance),
    Kind("statistics_deviation", draw_deviation),
    Kind("statistics_run", draw_run),
    Kind("statistics_geometric", draw_geometric),
    Kind("statistics_harmonic", draw_harmonic),
)
