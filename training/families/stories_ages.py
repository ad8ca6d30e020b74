"""Stories of ages: now, in some years, some years ago, sums, differences and multiples of ages."""

import random
from fractions import Fraction

from training.families.story import cast, plain, tell, times
from training.task import Case, Kind


def _people(rng: random.Random, **ages: object) -> dict[str, str]:
    slots = cast(rng) | plain(**ages)
    return slots | {"aside": "", "parent": {"she": "mother", "he": "father"}[rng.choice(("she", "he"))]}


def draw_older_later(rng: random.Random) -> Case:
    """One is so much older; how old in some years."""
    a, more, y = rng.randint(3, 40), rng.randint(2, 30), rng.randint(2, 20)
    slots = _people(rng, a=a, more=more, y=y)
    return tell(
        slots,
        a + more + y,
        "First the age now, then the years are added.",
        f"now = {a} + {more}\nprint(now + {y})",
        "The age is",
    )


def draw_multiple_later(rng: random.Random) -> Case:
    a, factor, y = rng.randint(3, 20), rng.randint(2, 5), rng.randint(2, 20)
    slots = _people(rng, a=a, y=y) | times(rng, times=factor)
    return tell(
        slots,
        a * factor + y,
        "First the age now, then the years are added.",
        f"now = {a} * {factor}\nprint(now + {y})",
        "The age is",
    )


def draw_multiple_ago(rng: random.Random) -> Case:
    a, factor = rng.randint(4, 20), rng.randint(2, 5)
    y = rng.randint(2, a - 1)
    slots = _people(rng, a=a, y=y) | times(rng, times=factor)
    return tell(
        slots,
        a * factor - y,
        "First the age now, then the years are taken away.",
        f"now = {a} * {factor}\nprint(now - {y})",
        "The age is",
    )


def draw_sum_multiple(rng: random.Random) -> Case:
    """One is a multiple of the other; the sum of the ages of both."""
    a, factor = rng.randint(3, 25), rng.randint(2, 5)
    slots = _people(rng, a=a) | times(rng, times=factor)
    return tell(
        slots,
        a + a * factor,
        "First the other age, then the sum.",
        f"other = {a} * {factor}\nprint({a} + other)",
        "The sum of the ages is",
    )


def draw_from_sum_multiple(rng: random.Random) -> Case:
    """The sum of the ages is known, and one is a multiple of the other."""
    a, factor, older = rng.randint(3, 25), rng.randint(2, 6), rng.random() < 0.5
    slots = _people(rng, sum=a * (factor + 1)) | times(rng, times=factor)
    slots["who"] = slots["name" if older else "name2"]
    code = f"younger = {a * (factor + 1)} // ({factor} + 1)\nprint(younger{f' * {factor}' if older else ''})"
    return tell(
        slots,
        a * factor if older else a,
        "The sum is the younger age taken once more than the multiple.",
        code,
        "The age is",
    )


def draw_from_sum_difference(rng: random.Random) -> Case:
    a, more, older = rng.randint(3, 40), rng.randint(2, 30), rng.random() < 0.5
    slots = _people(rng, sum=a + a + more, more=more)
    slots["who"] = slots["name" if older else "name2"]
    code = f"younger = ({a + a + more} - {more}) // 2\nprint(younger{f' + {more}' if older else ''})"
    return tell(slots, a + more * older, "Without the difference both have the same age.", code, "The age is")


def draw_from_sum_later(rng: random.Random) -> Case:
    """The sum now; the sum in some years."""
    total, y = rng.randint(15, 120), rng.randint(2, 15)
    slots = _people(rng, sum=total, y=y)
    return tell(slots, total + y + y, "Both get older by the years.", f"print({total} + 2 * {y})", "The sum will be")


def draw_when_multiple(rng: random.Random) -> Case:
    """In how many years is one a multiple of the other."""
    factor, young = rng.choice((2, 2, 3, 4)), rng.randint(2, 14)
    years = rng.randint(2, 40 // factor)
    old = factor * (young + years) - years
    slots = _people(rng, a=old, b=young) | times(rng, times=factor)
    code = f"from sympy import solve, symbols\nx = symbols('x')\nprint(solve({old} + x - {factor} * ({young} + x))[0])"
    return tell(slots, years, "I solve for the number of years x.", code, "The number of years is")


def draw_later_multiple(rng: random.Random) -> Case:
    """One is so much older; in some years a multiple: how old is the younger now."""
    factor, y = rng.choice((2, 2, 3)), rng.randint(2, 12)
    young = rng.randint(2, 25)
    more = (factor - 1) * (young + y)
    slots = _people(rng, more=more, y=y) | times(rng, times=factor)
    code = (
        f"from sympy import solve, symbols\nx = symbols('x')\nprint(solve(x + {more} + {y} - {factor} * (x + {y}))[0])"
    )
    return tell(slots, young, "The younger age now is x.", code, "The age is")


def draw_multiple_then_multiple(rng: random.Random) -> Case:
    """A multiple now, a smaller multiple in some years."""
    while True:
        big, small, young = rng.randint(3, 7), rng.randint(2, 3), rng.randint(2, 20)
        if big > small and young * (big - small) % (small - 1) == 0 and young * (big - small) > small:
            break
    years = young * (big - small) // (small - 1)
    slots = _people(rng, y=years) | times(rng, times=big, later=small)
    code = f"from sympy import solve, symbols\nx = symbols('x')\nprint(solve({big} * x + {years} - {small} * (x + {years}))[0])"
    return tell(slots, young, "The younger age now is x.", code, "The age is")


def draw_ago_multiple(rng: random.Random) -> Case:
    """Some years ago a multiple; the younger age now is known."""
    factor, y, young = rng.randint(2, 5), rng.randint(2, 10), rng.randint(1, 12)
    slots = _people(rng, a=young + y, y=y) | times(rng, times=factor)
    code = f"younger = {young + y} - {y}\nolder = younger * {factor}\nprint(older + {y})"
    return tell(slots, young * factor + y, "First both ages then, afterwards the age now.", code, "The age is")


def draw_chain(rng: random.Random) -> Case:
    """Three people: a multiple, then a difference."""
    a, factor, more = rng.randint(3, 20), rng.randint(2, 4), rng.randint(2, 15)
    slots = _people(rng, a=a, more=more) | times(rng, times=factor)
    code = f"second = {a} * {factor}\nprint(second + {more})"
    return tell(slots, a * factor + more, "The second age, then the third.", code, "The age is")


def draw_chain_less(rng: random.Random) -> Case:
    a, factor = rng.randint(5, 20), rng.randint(2, 4)
    less = rng.randint(2, a)
    slots = _people(rng, a=a, less=less) | times(rng, times=factor)
    code = f"second = {a} * {factor}\nprint(second - {less})"
    return tell(slots, a * factor - less, "The second age, then the third.", code, "The age is")


def draw_chain_sum(rng: random.Random) -> Case:
    """Three people in a chain of differences: the sum."""
    a, more, less = rng.randint(8, 40), rng.randint(2, 15), rng.randint(2, 8)
    slots = _people(rng, a=a, more=more, less=less)
    code = f"second = {a} + {more}\nthird = second - {less}\nprint({a} + second + third)"
    return tell(slots, 3 * a + 2 * more - less, "The three ages, then the sum.", code, "The sum of the ages is")


def draw_future_age(rng: random.Random) -> Case:
    """Will be so old in some years; how old some years ago."""
    a, y, ago = rng.randint(8, 50), rng.randint(2, 15), rng.randint(2, 7)
    slots = _people(rng, a=a + y, y=y, ago=ago)
    code = f"now = {a + y} - {y}\nprint(now - {ago})"
    return tell(slots, a - ago, "First the age now.", code, "The age was")


def draw_future_other(rng: random.Random) -> Case:
    """One will be so old in some years; the other is a multiple of the first's present age, or older by so much."""
    a, y, more = rng.randint(3, 40), rng.randint(2, 12), rng.randint(2, 25)
    slots = _people(rng, a=a + y, y=y, more=more)
    code = f"now = {a + y} - {y}\nprint(now + {more})"
    return tell(slots, a + more, "First the age now.", code, "The age is")


def draw_half_of_later(rng: random.Random) -> Case:
    a, y = 2 * rng.randint(2, 25), rng.randint(2, 15)
    slots = _people(rng, a=a, y=y)
    code = f"younger = {a} // 2\nprint(younger + {y})"
    return tell(slots, a // 2 + y, "Half of the age, then the years are added.", code, "The age is")


def draw_average(rng: random.Random) -> Case:
    a, b, c = (rng.randint(4, 50) for _ in range(3))
    c += -(a + b + c) % 3 if rng.random() < 0.8 else 0
    slots = _people(rng, a=a, b=b, c=c)
    code = f"from fractions import Fraction\ntotal = {a} + {b} + {c}\nprint(Fraction(total, 3))"
    return tell(
        slots,
        Fraction(a + b + c, 3),
        "The average is the sum divided by the number of people.",
        code,
        "The average age is",
    )


def draw_ratio(rng: random.Random) -> Case:
    """Ages in a ratio, the sum known: the age in some years."""
    a, b = rng.choice(((1, 2), (2, 3), (3, 4), (4, 5), (3, 5), (5, 7), (2, 5), (7, 3), (4, 3), (5, 4)))
    unit, y = rng.randint(2, 12), rng.randint(2, 12)
    slots = _people(rng, a=a, b=b, sum=(a + b) * unit, y=y)
    code = f"one_part = {(a + b) * unit} // ({a} + {b})\nnow = one_part * {a}\nprint(now + {y})"
    return tell(slots, a * unit + y, "One part of the ratio, then the age, then the years.", code, "The age is")


KINDS = (
    Kind("ages_older_later", draw_older_later),
    Kind("ages_multiple_later", draw_multiple_later),
    Kind("ages_multiple_ago", draw_multiple_ago),
    Kind("ages_sum_multiple", draw_sum_multiple),
    Kind("ages_from_sum_multiple", draw_from_sum_multiple),
    Kind("ages_from_sum_difference", draw_from_sum_difference),
    Kind("ages_sum_later", draw_from_sum_later),
    Kind("ages_when_multiple", draw_when_multiple),
    Kind("ages_later_multiple", draw_later_multiple),
    Kind("ages_two_multiples", draw_multiple_then_multiple),
    Kind("ages_ago_multiple", draw_ago_multiple),
    Kind("ages_chain", draw_chain),
    Kind("ages_chain_less", draw_chain_less),
    Kind("ages_chain_sum", draw_chain_sum),
    Kind("ages_future_past", draw_future_age),
    Kind("ages_future_other", draw_future_other),
    Kind("ages_half_later", draw_half_of_later),
    Kind("ages_average", draw_average),
    Kind("ages_ratio", draw_ratio),
)
