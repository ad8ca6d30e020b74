"""Problems that turn on a mean: missing and added values, groups, weights, corrections."""

import random

from training.everyday import enumeration, person, ratio, spelled
from training.families.statistics import HEAD, data_slots, values
from training.task import Case, Kind, Turn


def counted(rng: random.Random, slot: str, n: int) -> dict[str, str]:
    """A small number, in words at times, and the same with a capital."""
    text = spelled(rng, n, 0.45)
    return {slot: text, f"{slot}_cap": text.capitalize()}


def draw_missing(rng: random.Random) -> Case:
    known = values(rng)[: rng.randint(2, 6)]
    n, low = len(known) + 1, max(1, min(known))
    missing = rng.randint(low, max(low, *known) + 10)
    if (sum(known) + missing) % n:
        return draw_missing(rng)
    mean = (sum(known) + missing) // n
    name = rng.choice(["x", "x", "x", "n", "y", "k"])
    shown = [str(x) for x in known]
    with_unknown = list(shown)
    with_unknown.insert(rng.randint(0, len(shown)), f"${name}$" if rng.random() < 0.6 else name)
    return Case(
        slots=data_slots(rng, known)
        | {
            "mean": str(mean),
            "x": name,
            **counted(rng, "n", n),
            "known": enumeration(rng, shown),
            **counted(rng, "k", n - 1),
            "with_x": enumeration(rng, with_unknown),
            "ordinal": {3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh"}[n],
        },
        answer=str(missing),
        turns=(
            Turn(
                "I take the known values from the whole sum.",
                f"known = {known}\nprint({mean} * (len(known) + 1) - sum(known))",
            ),
        ),
        closing="The missing number is",
    )


def draw_needed(rng: random.Random) -> Case:
    """The next score for a wanted mean, from the mean so far."""
    n, mean = rng.randint(2, 9), rng.randint(60, 92)
    wanted = mean + rng.choice([-3, -2, -1, 1, 1, 2, 2, 3, 4])
    return Case(
        slots={
            **counted(rng, "n", n),
            "mean": str(mean),
            "wanted": str(wanted),
            "next": rng.choice(["next", {2: "third", 3: "fourth", 4: "fifth", 5: "sixth"}.get(n, "next")]),
            "up_down": "rises" if wanted > mean else "falls",
            "up_down_verb": "raise" if wanted > mean else "lower",
        }
        | person(rng),
        answer=str(wanted * (n + 1) - mean * n),
        turns=(Turn("I compare the sums after and before.", f"print({wanted} * ({n} + 1) - {mean} * {n})"),),
        closing="The number is",
    )


def draw_added(rng: random.Random) -> Case:
    n, mean = rng.randint(3, 20), rng.randint(5, 90)
    extra = rng.randint(1, 120)
    if (mean * n + extra) % (n + 1) and rng.random() < 0.7:
        return draw_added(rng)
    return Case(
        slots={**counted(rng, "n", n), "mean": str(mean), "x": str(extra)} | person(rng),
        answer=ratio(mean * n + extra, n + 1),
        turns=(
            Turn(
                "I divide the new sum by the new number of values.",
                f"{HEAD}print(Fraction({n} * {mean} + {extra}, {n} + 1))",
            ),
        ),
        closing="The new mean is",
    )


def draw_removed(rng: random.Random) -> Case:
    n, mean = rng.randint(3, 20), rng.randint(5, 90)
    gone = rng.randint(1, 120)
    if gone > mean * n or ((mean * n - gone) % (n - 1) and rng.random() < 0.7):
        return draw_removed(rng)
    return Case(
        slots={**counted(rng, "n", n), "mean": str(mean), "x": str(gone), "left": spelled(rng, n - 1, 0.5)}
        | person(rng),
        answer=ratio(mean * n - gone, n - 1),
        turns=(
            Turn(
                "I divide the new sum by the new number of values.",
                f"{HEAD}print(Fraction({n} * {mean} - {gone}, {n} - 1))",
            ),
        ),
        closing="The new mean is",
    )


def draw_swapped(rng: random.Random) -> Case:
    """Two means tell the value that was added or removed."""
    n, before, after = rng.randint(3, 15), rng.randint(10, 80), rng.randint(10, 80)
    added = rng.random() < 0.5
    m = n + 1 if added else n - 1
    x = after * m - before * n if added else before * n - after * m
    if before == after or not 0 < x < 300:
        return draw_swapped(rng)
    snippet = (
        f"print({after} * ({n} + 1) - {before} * {n})" if added else f"print({before} * {n} - {after} * ({n} - 1))"
    )
    return Case(
        slots={
            **counted(rng, "n", n),
            "before": str(before),
            "after": str(after),
            **counted(rng, "m", m),
            "added": rng.choice(["added", "included"] if added else ["removed", "taken away"]),
            "happens": "one more number is added" if added else "one number is removed",
            "joins": rng.choice(["joins", "enters"] if added else ["leaves", "leaves"]),
            "to": "to" if added else "from",
            "remaining": "all" if added else "the remaining",
        }
        | person(rng),
        answer=str(x),
        turns=(Turn("I compare the sums after and before.", snippet),),
        closing="The number is",
    )


def draw_sum(rng: random.Random) -> Case:
    n, mean = (
        rng.choice([rng.randint(3, 20), rng.randint(10, 100)]),
        rng.choice([rng.randint(2, 100), rng.randint(50, 500)]),
    )
    return Case(
        slots={
            **counted(rng, "n", n),
            "mean": str(mean),
            "kind": rng.choice(["numbers", "scores", "values", "integers", "ages", "weights"]),
        }
        | person(rng),
        answer=str(sum([mean] * n)),
        turns=(Turn("The sum is the mean times the number of values.", f"print({n} * {mean})"),),
        closing="The sum is",
    )


def draw_combined(rng: random.Random) -> Case:
    a, b = rng.sample([rng.randint(2, 40) for _ in range(2)] + [10, 12, 15, 20, 25, 30], 2)
    x, y = rng.sample(range(40, 100) if rng.random() < 0.6 else range(2, 60), 2)
    if (a * x + b * y) % (a + b) and rng.random() < 0.7:
        return draw_combined(rng)
    return Case(
        slots={
            **counted(rng, "a", a),
            **counted(rng, "b", b),
            "x": str(x),
            "y": str(y),
            "kind": rng.choice(["numbers", "values", "scores", "measurements"]),
        }
        | person(rng),
        answer=ratio(a * x + b * y, a + b),
        turns=(
            Turn(
                "I divide the whole sum by the whole number of values.",
                f"{HEAD}print(Fraction({a} * {x} + {b} * {y}, {a} + {b}))",
            ),
        ),
        closing="The mean is",
    )


def draw_weighted(rng: random.Random) -> Case:
    n = rng.choice([2, 3, 3, 4])
    scores = [rng.randint(50, 100) for _ in range(n)]
    shares: dict[int, list[tuple[int, ...]]] = {
        2: [(3, 7), (4, 6), (2, 8)],
        3: [(2, 3, 5), (1, 4, 5), (3, 3, 4), (2, 2, 6)],
        4: [(1, 2, 3, 4), (2, 2, 2, 4), (1, 1, 3, 5)],
    }
    weights = [10 * share for share in rng.choice(shares[n])]
    rng.shuffle(weights)
    names = rng.sample(
        ["homework", "quizzes", "the midterm", "the final exam", "the project", "participation", "labs", "the essay"], n
    )
    counted = [
        f"{name} count{'s' if name.startswith('the') or name in ('homework', 'participation') else ''} {w}%"
        for name, w in zip(names, weights, strict=True)
    ]
    got = [
        f"{s} on {name}" if name != "participation" else f"{s} for participation"
        for name, s in zip(names, scores, strict=True)
    ]
    products = " + ".join(f"{s} * {w}" for s, w in zip(scores, weights, strict=True))
    table = [f"{name}: {s} points with weight {w}%" for name, s, w in zip(names, scores, weights, strict=True)]
    return Case(
        slots={
            "weights": enumeration(rng, counted),
            "scores": enumeration(rng, got),
            "table": "; ".join(table),
            "list": enumeration(rng, [str(s) for s in scores]),
            "weight_list": enumeration(rng, [f"{w}%" for w in weights]),
        }
        | person(rng),
        answer=ratio(sum(s * w for s, w in zip(scores, weights, strict=True)), 100),
        turns=(Turn("I weigh every score.", f"{HEAD}print(Fraction({products}, {' + '.join(map(str, weights))}))"),),
        closing="The weighted mean is",
    )


def draw_table(rng: random.Random) -> Case:
    """The mean from a table of frequencies."""
    n = rng.choice([2, 3, 3, 4, 5])
    marks = sorted(rng.sample(range(0, 11) if rng.random() < 0.6 else range(10, 100, 5), n))
    counts = [rng.randint(2, 12) for _ in marks]
    total, size = sum(m * c for m, c in zip(marks, counts, strict=True)), sum(counts)
    if total % size and rng.random() < 0.5:
        return draw_table(rng)
    products = " + ".join(f"{c} * {m}" for m, c in zip(marks, counts, strict=True))
    phrases = [f"{spelled(rng, c, 0.3)} students scored {m}" for m, c in zip(marks, counts, strict=True)]
    times = [f"{m} ({c} times)" for m, c in zip(marks, counts, strict=True)]
    occurs = [f"{m} occurs {c} times" for m, c in zip(marks, counts, strict=True)]
    return Case(
        slots={
            "phrases": enumeration(rng, phrases),
            "phrases_cap": enumeration(rng, phrases).capitalize(),
            "times": enumeration(rng, times),
            "occurs": enumeration(rng, occurs),
        }
        | person(rng),
        answer=ratio(total, size),
        turns=(
            Turn(
                "I divide the whole sum by the whole number of values.",
                f"{HEAD}print(Fraction({products}, {' + '.join(map(str, counts))}))",
            ),
        ),
        closing="The mean is",
    )


def draw_corrected(rng: random.Random) -> Case:
    n, mean = rng.choice([5, 8, 10, 20, 25, 30, 40, 50, rng.randint(4, 40)]), rng.randint(15, 90)
    wrong, right = rng.sample(range(10, 100), 2)
    if (right - wrong) % n and rng.random() < 0.6:
        return draw_corrected(rng)
    return Case(
        slots={"n": str(n), "mean": str(mean), "wrong": str(wrong), "right": str(right)} | person(rng),
        answer=ratio(mean * n + right - wrong, n),
        turns=(Turn("I correct the sum.", f"{HEAD}print(Fraction({n} * {mean} - {wrong} + {right}, {n}))"),),
        closing="The correct mean is",
    )


def draw_transformed(rng: random.Random) -> Case:
    mean, a, b = rng.randint(3, 80), rng.randint(2, 6), rng.randint(1, 20)
    n = rng.randint(3, 30)
    times = {2: "doubled", 3: "tripled"}.get(a, f"multiplied by {a}")
    options = [
        (f"{b} is added to each number", f"{mean} + {b}", mean + b),
        (f"each number is increased by {b}", f"{mean} + {b}", mean + b),
        (f"{b} is subtracted from each number", f"{mean} - {b}", mean - b),
        (f"each number is {times}", f"{mean} * {a}", sum([a] * mean)),
        (f"each number is multiplied by {a} and then increased by {b}", f"{mean} * {a} + {b}", sum([a] * mean) + b),
        (f"each number is {times} and then {b} is subtracted", f"{mean} * {a} - {b}", sum([a] * mean) - b),
    ]
    phrase, code, answer = rng.choice(options)
    return Case(
        slots={**counted(rng, "n", n), "mean": str(mean), "change": phrase},
        answer=str(answer),
        turns=(Turn("The mean changes as every number does.", f"print({code})"),),
        closing="The new mean is",
    )


KINDS = (
    Kind("statistics_missing", draw_missing),
    Kind("statistics_needed", draw_needed),
    Kind("statistics_added", draw_added),
    Kind("statistics_removed", draw_removed),
    Kind("statistics_swapped", draw_swapped),
    Kind("statistics_sum", draw_sum),
    Kind("statistics_combined", draw_combined),
    Kind("statistics_weighted", draw_weighted),
    Kind("statistics_table", draw_table),
    Kind("statistics_corrected", draw_corrected),
    Kind("statistics_transformed", draw_transformed),
)
