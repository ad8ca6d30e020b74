"""Linear equations told in words: numbers, ages, consecutive integers, fees, rectangles, proportions."""

import random
from fractions import Fraction

from training.families.linear import solving
from training.notation import Written, number, slots
from training.task import Case, Kind, Turn

NAMES = (
    "Tom",
    "Anna",
    "Maria",
    "Ben",
    "Priya",
    "Omar",
    "Lena",
    "Jack",
    "Sofia",
    "Wei",
    "Carlos",
    "Emma",
    "Noah",
    "Aisha",
)
TIMES = {2: ("twice", "doubled"), 3: ("three times", "tripled"), 4: ("four times", "multiplied by 4")}
COUNTS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}


def story_solution(rng: random.Random) -> int:
    return rng.choice([rng.randint(2, 15), rng.randint(2, 60), rng.randint(10, 400), -rng.randint(1, 20)])


def number_story(left: str, right: str, answer: Fraction, filled: dict[str, str]) -> Case:
    return Case(
        slots=filled,
        answer=str(answer),
        turns=(Turn("I call the number x and solve the equation.", solving("x", left, right)),),
        closing="The number is",
    )


def times(rng: random.Random, k: int) -> tuple[str, str]:
    """`three times` and `tripled`, in words or digits."""
    of, made = TIMES.get(k, (f"{k} times", f"multiplied by {k}"))
    return rng.choice([of, of, f"{k} times"]) if k > 2 else of, rng.choice([made, f"multiplied by {k}"])


def draw_times_plus(rng: random.Random) -> Case:
    x, k, b = story_solution(rng), rng.choice([2, 3, 4, 5, rng.randint(2, 15)]), rng.randint(1, rng.choice([12, 60]))
    of, made = times(rng, k)
    filled = {"k": str(k), "of": of, "made": made, "b": str(b), "c": str(k * x + b)}
    return number_story(f"{k}*x + {b}", str(k * x + b), Fraction(x), filled)


def draw_times_minus(rng: random.Random) -> Case:
    x, k, b = story_solution(rng), rng.choice([2, 3, 4, 5, rng.randint(2, 15)]), rng.randint(1, rng.choice([12, 60]))
    of, made = times(rng, k)
    filled = {"k": str(k), "of": of, "made": made, "b": str(b), "c": str(k * x - b)}
    return number_story(f"{k}*x - {b}", str(k * x - b), Fraction(x), filled)


def draw_plus_times(rng: random.Random) -> Case:
    x, k, b = abs(story_solution(rng)), rng.choice([2, 3, 4, 5, rng.randint(2, 12)]), rng.randint(1, 30)
    of, made = times(rng, k)
    filled = {"k": str(k), "of": of, "made": made, "b": str(b), "c": str(k * (x + b))}
    return number_story(f"{k}*(x + {b})", str(k * (x + b)), Fraction(x), filled)


def draw_divided_plus(rng: random.Random) -> Case:
    k, b, quotient_value = rng.randint(2, 12), rng.randint(1, 30), rng.choice([rng.randint(1, 12), rng.randint(5, 80)])
    part = {2: "half", 3: "one third", 4: "a quarter", 5: "one fifth"}.get(k, f"1/{k}")
    filled = {"k": str(k), "part": part, "b": str(b), "c": str(quotient_value + b)}
    return number_story(f"x/{k} + {b}", str(quotient_value + b), Fraction(k * quotient_value), filled)


def draw_both_sides(rng: random.Random) -> Case:
    x, m = rng.randint(1, rng.choice([12, 50])), rng.randint(2, 8)
    k, d = m + rng.randint(1, 5), rng.randint(1, 60)
    b = m * x + d - k * x
    if b <= 0:
        b, d = d, d + (k - m) * x
    filled = {"k": str(k), "of": times(rng, k)[0], "b": str(b), "d": str(d)}
    filled |= {"m": str(m), "same": times(rng, m)[0]}
    return number_story(f"{k}*x + {b}", f"{m}*x + {d}", Fraction(x), filled)


def consecutive_case(rng: random.Random, largest: bool) -> Case:
    count, step = rng.choice([2, 3, 3, 3, 4, 5, 6, 7]), rng.choice([1, 1, 2])
    first = rng.choice([rng.randint(1, 30), rng.randint(20, 300), rng.randint(100, 5000)])
    what = "" if step == 1 else "odd " if first % 2 else "even "
    summed = sum(range(first, first + step * count, step))
    wanted = f"x + {step}*({count} - 1)" if largest else "x"
    snippet = (
        "from sympy import symbols, Eq, solve\nx = symbols('x')\n"
        f"x = solve(Eq(sum(x + {step}*k for k in range({count})), {summed}), x)[0]\nprint({wanted})"
    )
    return Case(
        slots={"n": COUNTS[count], "digits": str(count), "what": what, "sum": number(rng, summed)},
        answer=str(first + step * (count - 1) * largest),
        turns=(Turn(f"I call the smallest one x; the next are {step} apart.", snippet),),
        closing="The largest is" if largest else "The smallest is",
    )


def draw_consecutive_smallest(rng: random.Random) -> Case:
    return consecutive_case(rng, False)


def draw_consecutive_largest(rng: random.Random) -> Case:
    return consecutive_case(rng, True)


def ages_times_case(rng: random.Random, older: bool) -> Case:
    """Now k times as old, in n years m times as old."""
    while True:
        young, k, m, n = rng.randint(2, 20), rng.randint(3, 8), rng.randint(2, 4), rng.randint(1, 30)
        if k * young + n == m * (young + n) and k * young < 90:
            break
    a, b = rng.sample(NAMES, 2)
    now = {2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times"}
    snippet = (
        "from sympy import symbols, Eq, solve\nx = symbols('x')\n"
        f"x = solve(Eq({k}*x + {n}, {m}*(x + {n})), x)[0]\nprint({f'{k}*x' if older else 'x'})"
    )
    return Case(
        slots={"a": a, "b": b, "k": str(k), "m": str(m), "n": str(n), "years": "1 year" if n == 1 else f"{n} years"}
        | {"k_times": rng.choice([now.get(k, f"{k} times"), f"{k} times"]), "m_times": now[m]},
        answer=str(k * young if older else young),
        turns=(Turn(f"I call the age of {b} x.", snippet),),
        closing=f"The age of {a if older else b} is",
    )


def draw_ages_times_older(rng: random.Random) -> Case:
    return ages_times_case(rng, True)


def draw_ages_times_younger(rng: random.Random) -> Case:
    return ages_times_case(rng, False)


def ages_sum_case(rng: random.Random, older: bool) -> Case:
    young, gap = rng.randint(2, 50), rng.randint(1, 40)
    a, b = rng.sample(NAMES, 2)
    snippet = (
        "from sympy import symbols, Eq, solve\nx = symbols('x')\n"
        f"x = solve(Eq(x + x + {gap}, {2 * young + gap}), x)[0]\nprint({f'x + {gap}' if older else 'x'})"
    )
    return Case(
        slots={
            "a": a,
            "b": b,
            "gap": str(gap),
            "years": "1 year" if gap == 1 else f"{gap} years",
            "sum": str(2 * young + gap),
        },
        answer=str(young + gap if older else young),
        turns=(Turn(f"I call the age of {b} x.", snippet),),
        closing=f"The age of {a if older else b} is",
    )


def draw_ages_sum_older(rng: random.Random) -> Case:
    return ages_sum_case(rng, True)


def draw_ages_sum_younger(rng: random.Random) -> Case:
    return ages_sum_case(rng, False)


def draw_fee(rng: random.Random) -> Case:
    """A fixed fee and a price for each unit."""
    fee, rate, count = (
        rng.randint(2, rng.choice([20, 100])),
        rng.randint(2, rng.choice([9, 60])),
        rng.randint(2, rng.choice([12, 40])),
    )
    bill = fee + rate * count
    return Case(
        slots={"fee": str(fee), "rate": str(rate), "bill": number(rng, bill), "name": rng.choice(NAMES)},
        answer=str(count),
        turns=(
            Turn("I call the unknown amount x and solve the equation.", solving("x", f"{fee} + {rate}*x", str(bill))),
        ),
        closing="The number is",
    )


def rectangle_case(rng: random.Random, asked: str) -> Case:
    """The length exceeds the width by a known amount, and the perimeter is known."""
    width, gap = rng.randint(1, rng.choice([12, 60])), rng.randint(1, rng.choice([9, 40]))
    perimeter = 4 * width + 2 * gap
    wanted = {"x": width, f"x + {gap}": width + gap, f"x*(x + {gap})": width * (width + gap)}
    code = {"width": "x", "length": f"x + {gap}", "area": f"x*(x + {gap})"}[asked]
    snippet = (
        "from sympy import symbols, Eq, solve\nx = symbols('x')\n"
        f"x = solve(Eq(2*(x + x + {gap}), {perimeter}), x)[0]\nprint({code})"
    )
    return Case(
        slots={
            "gap": str(gap),
            "p": str(perimeter),
            "unit": rng.choice(["cm", "m", "feet", "inches", "units", "meters"]),
        },
        answer=str(wanted[code]),
        turns=(Turn("I call the width x.", snippet),),
        closing=f"The {asked} is",
    )


def draw_rectangle_width(rng: random.Random) -> Case:
    return rectangle_case(rng, "width")


def draw_rectangle_length(rng: random.Random) -> Case:
    return rectangle_case(rng, "length")


def draw_rectangle_area(rng: random.Random) -> Case:
    return rectangle_case(rng, "area")


def draw_proportion(rng: random.Random) -> Case:
    """A is to b as c is to the unknown."""
    a, b = rng.randint(1, rng.choice([12, 60])), rng.randint(1, rng.choice([12, 60]))
    c = a * rng.randint(1, 15) if rng.random() < 0.75 else rng.randint(1, 60)
    x = rng.choice("xxxxyn")
    return Case(
        slots=slots(rng, {"x": Written(x, x)}) | {"a": str(a), "b": str(b), "c": str(c)},
        answer=str(Fraction(b, a) * c),
        turns=(Turn("I solve the proportion.", f"from fractions import Fraction\nprint(Fraction({b} * {c}, {a}))"),),
        closing="The missing value is",
    )


KINDS = (
    Kind("story_times_plus", draw_times_plus),
    Kind("story_times_minus", draw_times_minus),
    Kind("story_plus_times", draw_plus_times),
    Kind("story_divided_plus", draw_divided_plus),
    Kind("story_both_sides", draw_both_sides),
    Kind("story_consecutive_smallest", draw_consecutive_smallest),
    Kind("story_consecutive_largest", draw_consecutive_largest),
    Kind("story_ages_times_older", draw_ages_times_older),
    Kind("story_ages_times_younger", draw_ages_times_younger),
    Kind("story_ages_sum_older", draw_ages_sum_older),
    Kind("story_ages_sum_younger", draw_ages_sum_younger),
    Kind("story_fee", draw_fee),
    Kind("story_rectangle_width", draw_rectangle_width),
    Kind("story_rectangle_length", draw_rectangle_length),
    Kind("story_rectangle_area", draw_rectangle_area),
    Kind("story_proportion", draw_proportion),
)
