"""Stories of measures: units of length, weight, volume and time, recipes, proportions, mixtures, cutting, fences, areas."""

import random
from decimal import Decimal
from fractions import Fraction

from training.families import names
from training.families.names import EATEN, MADE
from training.families.story import cast, counts, fractions, money, pick, plain, tell
from training.task import Case, Kind

_FRACTION = "from fractions import Fraction\n"
_UNITS = (("kilometers", "meters", 1000), ("meters", "centimeters", 100), ("kilograms", "grams", 1000), ("liters", "milliliters", 1000), ("feet", "inches", 12), ("hours", "minutes", 60),
          ("minutes", "seconds", 60), ("weeks", "days", 7), ("days", "hours", 24), ("yards", "feet", 3), ("pounds", "ounces", 16), ("gallons", "quarts", 4), ("dozens", "pieces", 12), ("centimeters", "millimeters", 10), ("tons", "kilograms", 1000))  # fmt: skip
_CUT = (
    ("rope", "meters", "centimeters", 100),
    ("ribbon", "meters", "centimeters", 100),
    ("board", "feet", "inches", 12),
    ("wire", "meters", "centimeters", 100),
    ("cloth", "yards", "feet", 3),
)
_POURED = (
    ("juice", "liters", "milliliters", 1000),
    ("milk", "liters", "milliliters", 1000),
    ("rice", "kilograms", "grams", 1000),
    ("flour", "kilograms", "grams", 1000),
    ("beef", "pounds", "ounces", 16),
    ("coffee", "kilograms", "grams", 1000),
)
_INGREDIENTS = ("flour", "sugar", "milk", "butter", "rice", "oats", "water", "cocoa", "honey", "cream")
_SPOONS = ("cups", "cups", "grams", "spoons", "tablespoons", "ounces")
_FRACTIONS = (
    Fraction(1, 2),
    Fraction(3, 2),
    Fraction(3, 4),
    Fraction(1, 4),
    Fraction(5, 2),
    Fraction(2, 3),
    Fraction(1, 3),
    Fraction(9, 4),
)


def _things(rng: random.Random) -> dict[str, str]:
    slots = cast(rng, rng.choice((EATEN, MADE)))
    slots["food"], slots["food2"] = rng.sample(_INGREDIENTS, 2)
    slots["cup"] = rng.choice(_SPOONS)
    return slots | {"unit": rng.choice(("meters", "feet", "yards", "centimeters", "inches", "m", "cm"))}


def _dissolved(rng: random.Random, choices: tuple[str, ...]) -> dict[str, str]:
    acid = rng.choice(choices)
    return {"acid": acid, "an_acid": names.article(acid)}


def draw_convert_sum(rng: random.Random) -> Case:
    """Large and small units together, all in the small one."""
    big, small, factor = rng.choice(_UNITS)
    a, b = rng.randint(2, 15), rng.randint(2, max(3, factor - 1))
    slots = _things(rng) | plain(a=a, b=b) | {"big": big, "small": small}
    return tell(
        slots, a * factor + b, f"One of the {big} is {factor} {small}.", f"print({a} * {factor} + {b})", "The result is"
    )


def draw_convert_difference(rng: random.Random) -> Case:
    """Two lengths in feet and inches: the difference in inches."""
    factor, big, small = rng.choice(((12, "feet", "inches"), (100, "meters", "centimeters")))
    a, c = rng.randint(3, 7), rng.randint(3, 7)
    b, d = rng.randint(2, factor - 1), rng.randint(2, factor - 1)
    if a * factor + b <= c * factor + d:
        a = c + 1
    slots = _things(rng) | plain(a=a, b=b, c=c, e=d) | {"big": big, "small": small}
    code = f"first = {a} * {factor} + {b}\nsecond = {c} * {factor} + {d}\nprint(first - second)"
    return tell(slots, (a - c) * factor + b - d, f"Both in {small}, then the difference.", code, "The difference is")


def draw_cut(rng: random.Random) -> Case:
    """Something in the large unit cut into pieces given in the small one."""
    what, big, small, factor = rng.choice(_CUT)
    a = rng.randint(2, 24)
    piece = rng.choice([k for k in range(2, 300) if a * factor % k == 0 and 2 <= a * factor // k <= 400])
    slots = _things(rng) | plain(a=a, b=piece) | {"what": what, "big": big, "small": small}
    return tell(
        slots,
        a * factor // piece,
        f"First the length in {small}, then divided by the piece.",
        f"length = {a} * {factor}\nprint(length // {piece})",
        "The number of pieces is",
    )


def draw_pour(rng: random.Random) -> Case:
    what, big, small, factor = rng.choice(_POURED)
    a = rng.randint(2, 24)
    piece = rng.choice([k for k in range(2, 751) if a * factor % k == 0 and 2 <= a * factor // k <= 200])
    slots = _things(rng) | plain(a=a, b=piece) | {"what": what, "big": big, "small": small}
    return tell(
        slots,
        a * factor // piece,
        f"First the amount in {small}, then divided by the portion.",
        f"amount = {a} * {factor}\nprint(amount // {piece})",
        "The number is",
    )


def draw_cut_left(rng: random.Random) -> Case:
    """Pieces cut from a length in the same unit: what is left."""
    n, piece = rng.randint(2, 12), rng.randint(2, 30)
    left = rng.randint(1, 60)
    slots = (
        _things(rng)
        | counts(rng, n=n)
        | plain(a=n * piece + left, b=piece)
        | {"what": rng.choice(("rope", "ribbon", "board", "wire", "string", "pipe"))}
    )
    return tell(
        slots,
        left,
        "What is cut off is taken from the length.",
        f"used = {n} * {piece}\nprint({n * piece + left} - used)",
        "The length left is",
    )


def draw_daily_minutes(rng: random.Random) -> Case:
    """So many minutes a day for so many days, in hours."""
    days = rng.choice((5, 6, 7, 10, 12, 14, 15, 20, 30, rng.randint(2, 30)))
    minutes = rng.choice((5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 90))
    slots = _things(rng) | plain(m=minutes) | counts(rng, days=days)
    return tell(
        slots,
        Fraction(minutes * days, 60),
        "All the minutes, divided by 60.",
        f"{_FRACTION}minutes = {minutes} * {days}\nprint(Fraction(minutes, 60))",
        "The time in hours is",
    )


def draw_minutes_total(rng: random.Random) -> Case:
    """Hours and minutes in several parts: minutes in all."""
    hours, a, b = rng.randint(1, 5), 5 * rng.randint(1, 11), 5 * rng.randint(1, 11)
    slots = _things(rng) | plain(a=a, b=b) | {"h": f"{hours} hour{'s' * (hours > 1)}"}
    return tell(
        slots,
        60 * hours + a + b,
        "An hour has 60 minutes.",
        f"print({hours} * 60 + {a} + {b})",
        "The time in minutes is",
    )


def draw_minutes_left(rng: random.Random) -> Case:
    """So many hours for all, some parts in minutes: the rest."""
    hours, a, b = rng.randint(2, 6), rng.randint(10, 70), rng.randint(10, 49)
    c = rng.randint(5, 60)
    slots = _things(rng) | plain(h=hours, a=a, b=b, c=c)
    if 60 * hours <= a + b + c:
        return draw_minutes_left(rng)
    code = f"total = {hours} * 60\nprint(total - {a} - {b} - {c})"
    return tell(
        slots, 60 * hours - a - b - c, "All the time in minutes, less the parts.", code, "The time in minutes is"
    )


def draw_clock(rng: random.Random) -> Case:
    """Minutes from one time of day to another."""
    h, m = rng.randint(6, 15), rng.choice((0, 5, 10, 15, 20, 30, 40, 45, 50))
    length = 5 * rng.randint(2, 60)
    k, n = divmod(h * 60 + m + length, 60)
    slots = _things(rng) | {"start": f"{h}:{m:02d}", "end": f"{k}:{n:02d}"}
    code = f"start = {h} * 60 + {m}\nend = {k} * 60 + {n}\nprint(end - start)"
    return tell(slots, length, "Both times in minutes, then the difference.", code, "The time in minutes is")


def draw_recipe(rng: random.Random) -> Case:
    """An amount for so many portions; for other portions."""
    n, m = rng.choice((2, 3, 4, 5, 6, 8, 10, 12)), rng.randint(2, 40)
    m += m == n
    amount = rng.choice((rng.randint(1, 6), rng.randint(2, 40), 50 * rng.randint(1, 16)))
    while amount * m % n and rng.random() < 0.9:
        amount += 1
    slots = _things(rng) | counts(rng, n=n, m=m, a=max(amount, 2))
    amount = max(amount, 2)
    code = f"{_FRACTION}each = Fraction({amount}, {n})\nprint(each * {m})"
    return tell(slots, Fraction(amount * m, n), "First the amount for one.", code, "The amount is")


def draw_recipe_reverse(rng: random.Random) -> Case:
    """How many portions an amount gives."""
    a, n, k = rng.randint(2, 12), rng.randint(2, 24), rng.randint(2, 12)
    slots = _things(rng) | counts(rng, a=a, n=n, b=a * k)
    code = f"{_FRACTION}batches = Fraction({a * k}, {a})\nprint(batches * {n})"
    return tell(slots, n * k, "First the number of batches.", code, "The number is")


def draw_fraction_cups(rng: random.Random) -> Case:
    """A fraction of a cup for one batch; several batches."""
    part, n = rng.choice(_FRACTIONS), rng.randint(2, 16)
    whole, rest = divmod(part.numerator, part.denominator)
    shown = f"{whole} {rest}/{part.denominator}" if whole else str(part)
    latex = rf"${whole or ''}\frac{{{rest}}}{{{part.denominator}}}$"
    slots = _things(rng) | counts(rng, n=n) | {"part": rng.choice((shown, shown, latex))}
    value = (
        f"({whole} + Fraction({rest}, {part.denominator}))"
        if whole
        else f"Fraction({part.numerator}, {part.denominator})"
    )
    return tell(
        slots,
        part * n,
        "The amount of one batch times the number.",
        f"{_FRACTION}print({value} * {n})",
        "The amount is",
    )


def draw_two_uses(rng: random.Random) -> Case:
    """Two products, each needing so much; what is needed for so many of both."""
    a, m, b, n = rng.randint(2, 15), rng.randint(2, 15), rng.randint(2, 15), rng.randint(2, 15)
    slots = _things(rng) | counts(rng, a=a, m=m, b=b, n=n)
    code = f"first = {a} * {m}\nsecond = {b} * {n}\nprint(first + second)"
    return tell(slots, a * m + b * n, "The amount for each sort, then the sum.", code, "The amount is")


def draw_mix_percent(rng: random.Random) -> Case:
    """Two solutions mixed: the percentage of the mixture."""
    while True:
        a, b, p, q = rng.randint(1, 12), rng.randint(1, 12), 5 * rng.randint(1, 16), 5 * rng.randint(1, 16)
        if p != q and (a * p + b * q) % (a + b) == 0 and a > 1 and b > 1:
            break
    slots = _things(rng) | plain(a=a, b=b, p=p, q=q) | _dissolved(rng, ("acid", "salt", "alcohol", "sugar", "juice"))
    code = f"{_FRACTION}acid = {a} * {p} + {b} * {q}\nprint(Fraction(acid, {a} + {b}))"
    return tell(
        slots, (a * p + b * q) // (a + b), "The percentages are weighted by the amounts.", code, "The percentage is"
    )


def draw_dilute(rng: random.Random) -> Case:
    """Water added to a solution: the new percentage."""
    while True:
        a, b, p = rng.randint(2, 20), rng.randint(2, 20), 5 * rng.randint(2, 18)
        if a * p % (a + b) == 0:
            break
    slots = _things(rng) | plain(a=a, b=b, p=p) | _dissolved(rng, ("acid", "salt", "alcohol", "sugar"))
    code = f"{_FRACTION}acid = {a} * {p}\nprint(Fraction(acid, {a} + {b}))"
    return tell(slots, a * p // (a + b), "The amount of it stays, the whole grows.", code, "The percentage is")


def draw_percent_amount(rng: random.Random) -> Case:
    """How much of it is in a mixture."""
    p, a = 5 * rng.randint(1, 18), 20 * rng.randint(1, 40)
    slots = _things(rng) | plain(a=a, p=p) | _dissolved(rng, ("acid", "salt", "alcohol", "sugar", "juice", "fat"))
    return tell(
        slots,
        Fraction(a * p, 100),
        "A percentage of the amount.",
        f"{_FRACTION}print({a} * Fraction({p}, 100))",
        "The amount is",
    )


def draw_mix_price(rng: random.Random) -> Case:
    """Two sorts at two prices: the price of a kilogram of the mixture."""
    while True:
        a, b, p, q = rng.randint(2, 12), rng.randint(2, 12), rng.randint(2, 30), rng.randint(2, 30)
        if p != q and (a * p + b * q) % (a + b) == 0:
            break
    slots = (
        _things(rng)
        | plain(a=a, b=b)
        | money(rng, p=p, q=q)
        | {"tea": rng.choice(("tea", "coffee", "nuts", "candy", "rice"))}
    )
    code = f"{_FRACTION}cost = {a} * {p} + {b} * {q}\nprint(Fraction(cost, {a} + {b}))"
    return tell(slots, (a * p + b * q) // (a + b), "The whole cost divided by the whole weight.", code, "The price is")


def draw_fence(rng: random.Random) -> Case:
    a, b = pick(rng, (2, 30), (5, 120)), pick(rng, (2, 30), (5, 120))
    slots = _things(rng) | plain(a=a, b=b)
    return tell(slots, a + b + a + b, "The perimeter of a rectangle.", f"print(2 * ({a} + {b}))", "The length is")


def draw_fence_cost(rng: random.Random) -> Case:
    a, b, p = pick(rng, (2, 30), (5, 90)), pick(rng, (2, 30), (5, 90)), rng.randint(2, 40)
    slots = _things(rng) | plain(a=a, b=b) | money(rng, p=p)
    return tell(
        slots,
        (a + b + a + b) * p,
        "The perimeter times the price.",
        f"perimeter = 2 * ({a} + {b})\nprint(perimeter * {p})",
        "The cost is",
    )


def draw_area_cost(rng: random.Random) -> Case:
    a, b, p = pick(rng, (2, 15), (5, 40)), pick(rng, (2, 15), (5, 40)), rng.randint(2, 40)
    slots = _things(rng) | plain(a=a, b=b) | money(rng, p=p)
    return tell(
        slots,
        sum(b * p for _ in range(a)),
        "The area times the price.",
        f"area = {a} * {b}\nprint(area * {p})",
        "The cost is",
    )


def draw_two_areas(rng: random.Random) -> Case:
    a, b, c, d = (rng.randint(2, 30) for _ in range(4))
    slots = _things(rng) | plain(a=a, b=b, c=c, e=d)
    return tell(
        slots,
        a * b + c * d,
        "Both areas, then the sum.",
        f"first = {a} * {b}\nsecond = {c} * {d}\nprint(first + second)",
        "The area is",
    )


def draw_area_without(rng: random.Random) -> Case:
    a, b, c, d = rng.randint(6, 40), rng.randint(6, 40), rng.randint(2, 5), rng.randint(2, 5)
    slots = _things(rng) | plain(a=a, b=b, c=c, e=d)
    return tell(
        slots,
        a * b - c * d,
        "The whole area less the smaller one.",
        f"whole = {a} * {b}\nsmall = {c} * {d}\nprint(whole - small)",
        "The area is",
    )


def draw_tiles(rng: random.Random) -> Case:
    """Square tiles for a floor."""
    side = rng.choice((1, 2, 2, 3, 4, 5))
    a, b = side * rng.randint(2, 15), side * rng.randint(2, 15)
    slots = _things(rng) | plain(a=a, b=b, c=side) | {"side": {1: "1 foot"}.get(side, f"{side} feet")}
    return tell(
        slots,
        (a // side) * (b // side),
        "The area of the floor divided by the area of a tile.",
        f"floor = {a} * {b}\ntile = {side} * {side}\nprint(floor // tile)",
        "The number of tiles is",
    )


def draw_paint(rng: random.Random) -> Case:
    """Walls and cans of paint, each for so much area; rounded up."""
    n, a, b, cover = (
        rng.randint(2, 6),
        rng.randint(6, 20),
        rng.randint(7, 12),
        rng.choice((25, 30, 40, 50, 60, 100, 150, 200)),
    )
    slots = _things(rng) | counts(rng, n=n) | plain(a=a, b=b, cover=cover)
    cans = next(k for k in range(1, 1000) if k * cover >= n * a * b)
    return tell(
        slots,
        cans,
        "The area of the walls divided by what a can covers, rounded up.",
        f"area = {n} * {a} * {b}\nprint(-(-area // {cover}))",
        "The number of cans is",
    )


def draw_map(rng: random.Random) -> Case:
    one, far, k = rng.randint(1, 5), rng.randint(2, 100), rng.randint(2, 15)
    slots = (
        _things(rng)
        | plain(a=one, b=far, c=one * k)
        | {"cm": rng.choice(("cm", "centimeters", "inches")), "km": rng.choice(("km", "kilometers", "miles"))}
    )
    slots["one"] = (
        f"{one} {slots['cm'] if one > 1 else {'cm': 'cm', 'centimeters': 'centimeter', 'inches': 'inch'}[slots['cm']]}"
    )
    return tell(
        slots,
        far * k,
        "First the distance for one unit on the map.",
        f"{_FRACTION}scale = Fraction({far}, {one})\nprint(scale * {one * k})",
        "The distance is",
    )


def draw_shadow(rng: random.Random) -> Case:
    a, k, b = rng.randint(2, 8), rng.randint(2, 12), rng.randint(2, 9)
    slots = _things(rng) | plain(a=a, b=b, c=b * k)
    return tell(
        slots,
        a * k,
        "Height and shadow are proportional.",
        f"{_FRACTION}ratio = Fraction({a}, {b})\nprint(ratio * {b * k})",
        "The height is",
    )


def draw_consumption(rng: random.Random) -> Case:
    """Fuel for so many kilometers; for other kilometers."""
    used, far, k = rng.randint(3, 30), rng.randint(20, 150), rng.randint(2, 12)
    slots = _things(rng) | plain(a=used, b=far, c=far * k)
    return tell(
        slots,
        used * k,
        "First the fuel for one unit of the way.",
        f"{_FRACTION}rate = Fraction({used}, {far})\nprint(rate * {far * k})",
        "The amount is",
    )


def draw_per_gallon(rng: random.Random) -> Case:
    """Miles to the gallon, gas price, distance: cost."""
    mpg, gallons, decimal = rng.randint(15, 40), rng.randint(2, 20), rng.random() < 0.4
    p = Decimal(rng.randint(2, 5)) + (Decimal(rng.choice((25, 50, 75, 20))) / 100 if decimal else 0)
    slots = _things(rng) | plain(a=mpg, b=mpg * gallons) | money(rng, p=p)
    shown = f'Decimal("{p}")' if decimal else str(p)
    code = f"{'from decimal import Decimal' + chr(10) if decimal else ''}gallons = {mpg * gallons} // {mpg}\nprint(gallons * {shown})"
    return tell(slots, p * gallons, "First the gallons, then their price.", code, "The cost is")


def draw_temperature(rng: random.Random) -> Case:
    """Rises and falls."""
    start, up, down = rng.choice((-1, 1)) * rng.randint(2, 25), rng.randint(2, 15), rng.randint(2, 25)
    slots = _things(rng) | plain(a=start, up=up, down=down)
    return tell(
        slots,
        start + up - down,
        "The rise is added, the fall is taken away.",
        f"print({start} + {up} - {down})",
        "The temperature is",
    )


def draw_per_week(rng: random.Random) -> Case:
    """So much a day in the week, another amount at the weekend: in a week (or weeks)."""
    a, b, weeks = rng.randint(2, 30), rng.randint(2, 40), rng.choice((1, 1, 1, rng.randint(2, 8)))
    slots = _things(rng) | counts(rng, a=a, b=b) | {"weeks": "a week" if weeks == 1 else f"{weeks} weeks"}
    code = (
        f"week = 5 * {a} + 2 * {b}\nprint(week)" if weeks == 1 else f"week = 5 * {a} + 2 * {b}\nprint(week * {weeks})"
    )
    return tell(slots, (5 * a + 2 * b) * weeks, "Five weekdays and two days of the weekend.", code, "The number is")


def draw_feed_animals(rng: random.Random) -> Case:
    """Grams a day for so many animals and days: kilograms."""
    n, grams, days = (
        rng.randint(2, 12),
        rng.choice((50, 100, 125, 150, 200, 250, 300, 400, 500)),
        rng.choice((4, 5, 7, 8, 10, 14, 20, 30)),
    )
    slots = _things(rng) | counts(rng, n=n, days=days) | plain(a=grams)
    code = f"{_FRACTION}grams = {n} * {grams} * {days}\nprint(Fraction(grams, 1000))"
    return tell(
        slots, Fraction(n * grams * days, 1000), "All the grams, divided by 1000.", code, "The amount in kilograms is"
    )


def draw_drink_fraction(rng: random.Random) -> Case:
    """A fraction of what is in a bottle, then a fraction of the rest."""
    a, (p, q), (r, s) = (
        rng.randint(2, 12),
        rng.choice(((1, 4), (1, 3), (1, 2), (2, 5), (1, 5))),
        rng.choice(((2, 3), (1, 2), (1, 3), (3, 4), (1, 4))),
    )
    slots = _things(rng) | plain(a=a) | fractions(rng, part=(p, q), part2=(r, s))
    code = f"{_FRACTION}rest = {a} - {a} * Fraction({p}, {q})\nprint(rest - rest * Fraction({r}, {s}))"
    return tell(
        slots,
        Fraction(a * (q - p) * (s - r), q * s),
        "First the rest after the first part, then what is left of the rest.",
        code,
        "The amount left is",
    )


KINDS = (
    Kind("measure_convert_sum", draw_convert_sum),
    Kind("measure_convert_difference", draw_convert_difference),
    Kind("measure_cut", draw_cut),
    Kind("measure_pour", draw_pour),
    Kind("measure_cut_left", draw_cut_left),
    Kind("measure_daily_minutes", draw_daily_minutes),
    Kind("measure_minutes_total", draw_minutes_total),
    Kind("measure_minutes_left", draw_minutes_left),
    Kind("measure_clock", draw_clock),
    Kind("measure_recipe", draw_recipe),
    Kind("measure_recipe_reverse", draw_recipe_reverse),
    Kind("measure_fraction_cups", draw_fraction_cups),
    Kind("measure_two_uses", draw_two_uses),
    Kind("measure_mix_percent", draw_mix_percent),
    Kind("measure_dilute", draw_dilute),
    Kind("measure_percent_amount", draw_percent_amount),
    Kind("measure_mix_price", draw_mix_price),
    Kind("measure_fence", draw_fence),
    Kind("measure_fence_cost", draw_fence_cost),
    Kind("measure_area_cost", draw_area_cost),
    Kind("measure_two_areas", draw_two_areas),
    Kind("measure_area_without", draw_area_without),
    Kind("measure_tiles", draw_tiles),
    Kind("measure_paint", draw_paint),
    Kind("measure_map", draw_map),
    Kind("measure_shadow", draw_shadow),
    Kind("measure_consumption", draw_consumption),
    Kind("measure_fuel_cost", draw_per_gallon),
    Kind("measure_temperature", draw_temperature),
    Kind("measure_week", draw_per_week),
    Kind("measure_feed", draw_feed_animals),
    Kind("measure_drink", draw_drink_fraction),
)
