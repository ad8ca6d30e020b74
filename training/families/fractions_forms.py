"""Fractions in other forms: as mixed numbers, with another denominator, rounded as decimals."""

import random
from fractions import Fraction
from math import gcd, lcm

from training.everyday import person
from training.families.fractions import HEAD, code, plain, proper, tex
from training.task import Case, Kind, Turn


def draw_to_mixed(rng: random.Random) -> Case:
    part, whole = proper(rng, 15), rng.randint(1, 20)
    top, bottom = part[0] + whole * part[1], part[1]
    return Case(
        slots={"f": f"{top}/{bottom}", "f_tex": tex(rng, (top, bottom)), "top": str(top), "bottom": str(bottom)},
        answer=rf"{whole}\frac{{{part[0]}}}{{{bottom}}}",
        turns=(
            Turn(
                "I divide with remainder.",
                f"whole, rest = divmod({top}, {bottom})\nprint(f'{{whole}}\\\\frac{{{{{{rest}}}}}}{{{{{bottom}}}}}')",
            ),
        ),
        closing="The mixed number is",
    )


def draw_equivalent(rng: random.Random) -> Case:
    part, times = proper(rng, 12), rng.randint(2, 12)
    top, bottom = part[0] * times, part[1] * times
    name = rng.choice(["x", "x", "n", "?", "a"])
    below = rng.random() < 0.35
    if below:
        shown, shown_tex = (
            f"{plain(part)} = {top}/{name}",
            rf"\frac{{{part[0]}}}{{{part[1]}}} = \frac{{{top}}}{{{name}}}",
        )
        snippet, answer = f"{HEAD}print({top} / {code(part)})", bottom
    else:
        shown, shown_tex = (
            f"{plain(part)} = {name}/{bottom}",
            rf"\frac{{{part[0]}}}{{{part[1]}}} = \frac{{{name}}}{{{bottom}}}",
        )
        snippet, answer = f"{HEAD}print({code(part)} * {bottom})", top
    return Case(
        slots={
            "e": shown,
            "e_tex": shown_tex,
            "x": "the missing number" if name == "?" else f"${name}$",
            "f": plain(part),
            "f_tex": tex(rng, part),
            "known": f"denominator {bottom}" if not below else f"numerator {top}",
            "asked": "denominator" if below else "numerator",
        },
        answer=str(answer),
        turns=(Turn("Both fractions are equal.", snippet),),
        closing="The missing number is",
    )


def draw_common_denominator(rng: random.Random) -> Case:
    count = rng.choice([2, 2, 3])
    pairs = [proper(rng, 24) for _ in range(count)]
    bottoms = [q for _, q in pairs]
    if len(set(bottoms)) < count:
        return draw_common_denominator(rng)
    answer = next(n for n in range(max(bottoms), lcm(*bottoms) + 1) if all(n % q == 0 for q in bottoms))
    shown = [plain(p) for p in pairs]
    return Case(
        slots={
            "list": f"{', '.join(shown[:-1])} and {shown[-1]}",
            "list_tex": ", ".join(f"${tex(rng, p)}$" for p in pairs),
        },
        answer=str(answer),
        turns=(
            Turn(
                "I need the least common multiple of the denominators.",
                f"from math import lcm\nprint(lcm({', '.join(map(str, bottoms))}))",
            ),
        ),
        closing="The least common denominator is",
    )


def draw_rounded(rng: random.Random) -> Case:
    bottom = rng.choice([3, 6, 7, 9, 11, 12, 13, 15, 17, 19, 21, 23, 29, 37])
    top, places = rng.randint(1, 2 * bottom), rng.choice([1, 2, 2, 3])
    if gcd(top, bottom) > 1 or (Fraction(top, bottom) * 10**places * 2).denominator == 1:
        return draw_rounded(rng)
    units = round(Fraction(top, bottom) * 10**places)
    names = {
        1: ["to one decimal place", "to the nearest tenth"],
        2: ["to two decimal places", "to the nearest hundredth", "to 2 decimal places"],
        3: ["to three decimal places", "to the nearest thousandth", "to 3 decimal places"],
    }
    return Case(
        slots={
            "f": f"{top}/{bottom}",
            "f_tex": tex(rng, (top, bottom)),
            "top": str(top),
            "bottom": str(bottom),
            "rounded": rng.choice(names[places]),
            **person(rng),
        },
        answer=f"{units // 10**places}.{units % 10**places:0{places}d}",
        turns=(Turn("I divide and round.", f"print(f'{{{top} / {bottom}:.{places}f}}')"),),
        closing="Rounded, it is",
    )


def draw_part_left(rng: random.Random) -> Case:
    """How many are left after a fraction is taken, and the difference of two fractions of the same number."""
    a, b = proper(rng, 8), proper(rng, 8)
    n = lcm(a[1], b[1]) * rng.choice([1, 2, 3, 4, 5, 10])
    n *= -(-12 // n)
    items = rng.choice(["marbles", "students", "apples", "stamps", "pages", "books", "cookies", "cards"])
    return Case(
        slots={"a": plain(a), "n": str(n), "items": items, **person(rng)},
        answer=str(n - n * a[0] // a[1]),
        turns=(Turn("I take the fraction from the whole.", f"{HEAD}print({n} * (1 - {code(a)}))"),),
        closing="What is left is",
    )


KINDS = (
    Kind("fraction_to_mixed", draw_to_mixed),
    Kind("fraction_equivalent", draw_equivalent),
    Kind("fraction_common_denominator", draw_common_denominator),
    Kind("fraction_rounded", draw_rounded),
    Kind("fraction_part_left", draw_part_left),
)
