"""Quadratic equations told in words: two numbers, consecutive integers, rectangles, things thrown up."""

import random
from fractions import Fraction

from training.notation import Written, equation, number, polynomial, slots
from training.task import Case, Kind, Turn

IMPORT = "from sympy import symbols, Eq, solve\nx = symbols('x')\n"


def draw_sum_product(rng: random.Random) -> Case:
    bound = rng.choice([12, 30, 100])
    p, q = sorted([rng.randint(-3, bound), rng.randint(1, bound)])
    q += p == q
    snippet = f"{IMPORT}print(*solve(Eq(x*({p + q} - x), {p * q}), x), sep=', ')"
    return Case(
        slots={"sum": str(p + q), "product": number(rng, p * q)},
        answer=f"{p}, {q}",
        turns=(Turn("I call one number x; the other is the sum minus x.", snippet),),
        closing="The numbers are",
    )


def sum_product_case(rng: random.Random, pick: str, what: str) -> Case:
    bound = rng.choice([12, 30, 100])
    p, q = rng.sample(range(1, bound), 2)
    snippet = f"{IMPORT}print({pick}(solve(Eq(x*({p + q} - x), {p * q}), x)))"
    return Case(
        slots={"sum": str(p + q), "product": number(rng, p * q)},
        answer=str(max(p, q) if pick == "max" else min(p, q)),
        turns=(Turn("I call one number x; the other is the sum minus x.", snippet),),
        closing=f"The {what} number is",
    )


def draw_sum_product_larger(rng: random.Random) -> Case:
    return sum_product_case(rng, "max", "larger")


def draw_sum_product_smaller(rng: random.Random) -> Case:
    return sum_product_case(rng, "min", "smaller")


def draw_difference_squares(rng: random.Random) -> Case:
    """The sum of squares of two numbers from their sum and product."""
    p, q = rng.randint(-9, 30), rng.randint(1, 30)
    x, y = rng.choice([("x", "y"), ("a", "b"), ("m", "n"), ("p", "q")])
    both = Written(f"{x}^2 + {y}^2", f"{x}**2 + {y}**2")
    times, plus = Written(f"{x}{y}", f"{x}*{y}"), Written(f"{x} + {y}", f"{x} + {y}")
    snippet = f"s = {p + q}\np = {p * q}\nprint(s**2 - 2*p)"
    return Case(
        slots=slots(rng, {"x": Written(x, x), "y": Written(y, y), "both": both, "xy": times, "plus": plus})
        | {"sum": str(p + q), "product": str(p * q)},
        answer=str(p * p + q * q),
        turns=(Turn("The sum of the squares is the square of the sum minus twice the product.", snippet),),
        closing="The sum of the squares is",
    )


def consecutive_case(rng: random.Random, larger: bool) -> Case:
    n, step = rng.randint(1, rng.choice([15, 40, 120])), rng.choice([1, 1, 2])
    what = "" if step == 1 else "odd " if n % 2 else "even "
    wanted = f"x + {step}" if larger else "x"
    snippet = f"{IMPORT}x = max(solve(Eq(x*(x + {step}), {n * (n + step)}), x))\nprint({wanted})"
    return Case(
        slots={"what": what, "product": number(rng, n * (n + step))},
        answer=str(n + step * larger),
        turns=(Turn(f"I call the smaller one x; the next is x + {step}.", snippet),),
        closing="The larger is" if larger else "The smaller is",
    )


def draw_consecutive_smaller(rng: random.Random) -> Case:
    return consecutive_case(rng, False)


def draw_consecutive_larger(rng: random.Random) -> Case:
    return consecutive_case(rng, True)


def rectangle_case(rng: random.Random, asked: str) -> Case:
    width, gap = rng.randint(1, rng.choice([12, 40])), rng.randint(1, rng.choice([9, 25]))
    code = {"width": "x", "length": f"x + {gap}", "perimeter": f"2*(x + x + {gap})"}[asked]
    answer = {"width": width, "length": width + gap, "perimeter": 4 * width + 2 * gap}[asked]
    snippet = f"{IMPORT}x = max(solve(Eq(x*(x + {gap}), {width * (width + gap)}), x))\nprint({code})"
    return Case(
        slots={
            "gap": str(gap),
            "area": number(rng, width * (width + gap)),
            "unit": rng.choice(["cm", "m", "meters", "feet"]),
        },
        answer=str(answer),
        turns=(Turn("I call the width x.", snippet),),
        closing=f"The {asked} is",
    )


def draw_rectangle_width(rng: random.Random) -> Case:
    return rectangle_case(rng, "width")


def draw_rectangle_length(rng: random.Random) -> Case:
    return rectangle_case(rng, "length")


def draw_rectangle_perimeter(rng: random.Random) -> Case:
    return rectangle_case(rng, "perimeter")


def perimeter_area_case(rng: random.Random, longer: bool) -> Case:
    p, q = rng.sample(range(1, rng.choice([15, 40])), 2)
    pick = "max" if longer else "min"
    snippet = f"{IMPORT}print({pick}(solve(Eq(x*({2 * (p + q)}/2 - x), {p * q}), x)))".replace("/2", "//2")
    return Case(
        slots={"p": str(2 * (p + q)), "area": number(rng, p * q), "unit": rng.choice(["cm", "m", "meters", "feet"])},
        answer=str(max(p, q) if longer else min(p, q)),
        turns=(Turn("I call one side x; the other is half the perimeter minus x.", snippet),),
        closing="The longer side is" if longer else "The shorter side is",
    )


def draw_longer_side(rng: random.Random) -> Case:
    return perimeter_area_case(rng, True)


def draw_shorter_side(rng: random.Random) -> Case:
    return perimeter_area_case(rng, False)


def flight(rng: random.Random) -> tuple[int, int, int]:
    """`-g t^2 + v t + h`, landing at a whole time."""
    g, land, start = rng.choice([(16, 1, 0), (5, 1, 0), (16, 1, 1), (5, 1, 1), (1, 1, 1), (2, 1, 0)])
    seconds = rng.randint(2, 9)
    other = rng.randint(1, 4) * start
    return -g, g * (seconds - other * land), g * seconds * other


def height_formulas(coefficients: tuple[int, int, int]) -> dict[str, Written]:
    f = polynomial(coefficients, "t")
    return {"f": f, "def": equation(Written("h(t)", "h(t)"), f), "eq": equation(Written("h", "h"), f)}


def draw_landing(rng: random.Random) -> Case:
    while True:
        a, b, c = flight(rng)
        if b > 0:
            break
    landing = next(t for t in range(1, 100) if a * t * t + b * t + c == 0)
    formulas = height_formulas((a, b, c))
    snippet = (
        f"from sympy import symbols, Eq, solve\nt = symbols('t')\nprint(max(solve(Eq({formulas['f'].code}, 0), t)))"
    )
    return Case(
        slots=slots(rng, formulas) | {"unit": "feet" if a == -16 else "meters"},
        answer=str(landing),
        turns=(Turn("It lands when the height is zero.", snippet),),
        closing="The time is",
    )


def draw_greatest_height(rng: random.Random) -> Case:
    while True:
        a, b, c = flight(rng)
        if b > 0:
            break
    formulas = height_formulas((a, b, c))
    snippet = (
        f"from sympy import symbols, diff, solve\nt = symbols('t')\nf = {formulas['f'].code}\n"
        "h = solve(diff(f, t), t)[0]\nprint(f.subs(t, h))"
    )
    return Case(
        slots=slots(rng, formulas) | {"unit": "feet" if a == -16 else "meters"},
        answer=str(c - Fraction(b * b, 4 * a)),
        turns=(Turn("The maximum is where the derivative is zero.", snippet),),
        closing="The maximum height is",
    )


KINDS = (
    Kind("quadratic_sum_product", draw_sum_product),
    Kind("quadratic_sum_product_larger", draw_sum_product_larger),
    Kind("quadratic_sum_product_smaller", draw_sum_product_smaller),
    Kind("quadratic_sum_squares", draw_difference_squares),
    Kind("quadratic_consecutive_smaller", draw_consecutive_smaller),
    Kind("quadratic_consecutive_larger", draw_consecutive_larger),
    Kind("quadratic_rectangle_width", draw_rectangle_width),
    Kind("quadratic_rectangle_length", draw_rectangle_length),
    Kind("quadratic_rectangle_perimeter", draw_rectangle_perimeter),
    Kind("quadratic_longer_side", draw_longer_side),
    Kind("quadratic_shorter_side", draw_shorter_side),
    Kind("quadratic_landing", draw_landing),
    Kind("quadratic_greatest_height", draw_greatest_height),
)
