"""Powers and remainders: values, residues of powers and of big numbers, inverses, and calendars and clocks."""

import random
from math import gcd, prod

from training.drawing import integer, listed, ordinal, plain, shown, tex
from training.task import Case, Kind, Turn

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = ", ".join(f'"{day}"' for day in _DAYS)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LONG_MONTHS = ("January", "March", "May", "July", "August", "October", "December")
_LATER = (
    "after {} days", "in {} days", "{} days from now", "{} days later", "{} days from today",
    "when {} days have passed", "after another {} days",
)  # fmt: skip
_EARLIER = ("{} days ago", "{} days ago", "{} days before today", "{} days earlier")
_DOTS = (r"\cdots", r"\dots", r"\ldots")


def power_residue(a: int, b: int, m: int) -> int:
    """a^b mod m by following the powers until they repeat."""
    seen: dict[int, int] = {}
    powers: list[int] = []
    value = 1 % m
    while value not in seen:
        seen[value] = len(powers)
        powers.append(value)
        if len(powers) > b:
            return powers[b]
        value = value * a % m
    start = seen[value]
    return powers[start + (b - start) % (len(powers) - start)]


def draw_base(rng: random.Random) -> int:
    return integer(rng, (2, 12), (2, 50), (50, 3000))


def draw_exponent(rng: random.Random) -> int:
    return integer(rng, (5, 120), (100, 3000), (3000, 10**6), (10**6, 10**12))


def draw_modulus(rng: random.Random) -> int:
    return integer(rng, (2, 25), (10, 200), (200, 2000), (1000, 10**5))


def power_slots(a: int, b: int, rng: random.Random) -> dict[str, str]:
    words = rng.choice([f"{a} to the power {b}", f"{a} to the power of {b}", f"{a} raised to the power {b}"])
    return {
        "a": str(a), "b": str(b), "power": plain(f"{a}**{b}", rng), "power_tex": f"{a}^{{{b}}}", "power_words": words,
    }  # fmt: skip


def draw_value(rng: random.Random) -> Case:
    a = rng.choice([2, 2, 3, 5, 7, rng.randint(2, 12), rng.randint(2, 30), rng.randint(-12, -2), rng.randint(30, 200)])
    b = rng.randint(2, 100 if a == 2 else 40 if abs(a) < 10 else 12)
    if rng.random() < 0.5:
        b = min(b, rng.randint(2, 12))
    shown_a = f"({a})" if a < 0 else str(a)
    slots = power_slots(a, b, rng) | {"power": plain(f"{shown_a}**{b}", rng), "power_tex": f"{shown_a}^{{{b}}}"}
    turn = Turn("I compute the value.", f"print({shown_a}**{b})")
    return Case(slots, str(prod([a] * b)), (turn,), "The value is")


def draw_mod(rng: random.Random) -> Case:
    a, b, m = draw_base(rng), draw_exponent(rng), draw_modulus(rng)
    turn = Turn("I use modular exponentiation.", f"print(pow({a}, {b}, {m}))")
    return Case(power_slots(a, b, rng) | {"m": str(m)}, str(power_residue(a, b, m)), (turn,), "The remainder is")


def draw_terms(rng: random.Random, count: int) -> list[tuple[int, int]]:
    return [(integer(rng, (2, 15), (10, 200)), integer(rng, (2, 120), (50, 2100))) for _ in range(count)]


def draw_sum_mod(rng: random.Random) -> Case:
    m = integer(rng, (2, 25), (10, 200), (200, 2000))
    terms = draw_terms(rng, rng.choice([1, 2, 2, 2, 3]))
    factors = [rng.randint(2, 30) if rng.random() < 0.12 else 1 for _ in terms]
    parts = [f"{a}**{b}" if c == 1 else f"{c} * {a}**{b}" for c, (a, b) in zip(factors, terms, strict=True)]
    python = " + ".join(parts)
    value = sum(c * power_residue(a, b, m) for c, (a, b) in zip(factors, terms, strict=True))
    if len(terms) == 2 and rng.random() < 0.3:
        python = python.replace(" + ", " - ")
        value -= 2 * factors[1] * power_residue(*terms[1], m)
    if len(terms) == 1 or rng.random() < 0.15:
        c = integer(rng, (1, 30), (20, 300)) * rng.choice([1, 1, -1])
        python += f" + {c}" if c > 0 else f" - {-c}"
        value += c
    slots = {"expr": plain(python, rng), "expr_tex": tex(python, rng), "m": str(m)}
    turn = Turn("I compute the expression modulo the divisor.", f"print(({python}) % {m})")
    return Case(slots, str(value % m), (turn,), "The remainder is")


def draw_product_mod(rng: random.Random) -> Case:
    m = integer(rng, (2, 25), (10, 200), (200, 2000))
    if rng.random() < 0.5:
        factors = draw_terms(rng, rng.choice([2, 2, 3]))
    else:
        factors = [(integer(rng, (10, 100), (100, 3000), (3000, 10**6)), 1) for _ in range(rng.choice([2, 3, 3, 4, 5]))]
    python = " * ".join(f"{a}**{b}" if b > 1 else str(a) for a, b in factors)
    value = prod(power_residue(a, b, m) for a, b in factors) % m
    slots = {"expr": plain(python, rng), "expr_tex": tex(python, rng), "m": str(m)}
    turn = Turn("I compute the product modulo the divisor.", f"print(({python}) % {m})")
    return Case(slots, str(value), (turn,), "The remainder is")


def draw_factorial_mod(rng: random.Random) -> Case:
    """n!, or 1! + 2! + ... + n!, modulo m."""
    n = integer(rng, (4, 30), (20, 120), (100, 300))
    m = rng.choice([n + 1, integer(rng, (3, 30), (20, 200), (100, 1000))])
    alone = rng.random() < 0.5
    total, term = 0, 1
    for k in range(1, n + 1):
        term = term * k % m
        total = term if alone else total + term
    if alone:
        slots = {"expr": f"{n}!", "expr_tex": f"{n}!"}
    else:
        slots = {"expr": f"1! + 2! + 3! + ... + {n}!", "expr_tex": rf"1! + 2! + 3! + {rng.choice(_DOTS)} + {n}!"}
    python = f"factorial({n})" if alone else f"sum(factorial(k) for k in range(1, {n} + 1))"
    turn = Turn("I compute with factorials.", f"from math import factorial\nprint({python} % {m})")
    return Case(slots | {"m": str(m)}, str(total % m), (turn,), "The remainder is")


def draw_repdigit_mod(rng: random.Random) -> Case:
    """A number that repeats a digit or a block n times, modulo m."""
    block = rng.choice(["1", "1", "1", "2", "3", "7", "9", "12", "123", str(rng.randint(1, 99))])
    n = integer(rng, (3, 60), (20, 300), (100, 1000))
    m = integer(rng, (3, 25), (10, 200), (100, 2000))
    remainder = 0
    for digit in block * n:
        remainder = (remainder * 10 + int(digit)) % m
    slots = {"d": block, "n": str(n), "m": str(m), "digit": "digit" if len(block) == 1 else "block"}
    turn = Turn("I write the digits as text and reduce the number.", f'print(int("{block}" * {n}) % {m})')
    return Case(slots, str(remainder), (turn,), "The remainder is")


def draw_big_mod(rng: random.Random) -> Case:
    n = integer(rng, (1000, 10**6), (10**6, 10**12), (10**12, 10**25))
    m = integer(rng, (2, 13), (10, 120), (100, 2000))
    remainder = 0
    for digit in str(n):
        remainder = (remainder * 10 + int(digit)) % m
    turn = Turn("I compute the remainder.", f"print({n} % {m})")
    return Case({"n": shown(n, rng), "m": str(m)}, str(remainder), (turn,), "The remainder is")


def draw_tower_mod(rng: random.Random) -> Case:
    a, b, c = integer(rng, (2, 15), (10, 120)), integer(rng, (2, 12), (10, 60)), integer(rng, (2, 12), (10, 120))
    m = integer(rng, (2, 25), (10, 200), (100, 1000))
    slots = {
        "expr": f"{a}^({b}^{c})",
        "expr_tex": f"{a}^{{{b}^{{{c}}}}}",
        "m": str(m),
        "a": str(a),
        "b": str(b),
        "c": str(c),
    }
    turn = Turn("I use modular exponentiation.", f"print(pow({a}, {b}**{c}, {m}))")
    return Case(slots, str(power_residue(a, prod([b] * c), m)), (turn,), "The remainder is")


def draw_inverse(rng: random.Random) -> Case:
    m = integer(rng, (5, 50), (20, 200), (200, 5000))
    a = rng.choice([k for k in range(2, m) if gcd(k, m) == 1])
    answer = next(x for x in range(m) if a * x % m == 1)
    turn = Turn("I compute the modular inverse.", f"print(pow({a}, -1, {m}))")
    return Case({"a": str(a), "m": str(m)}, str(answer), (turn,), "The inverse is")


def draw_series_mod(rng: random.Random) -> Case:
    """1 + a + a^2 + ... + a^n, or 1^k + 2^k + ... + n^k, modulo m."""
    m = integer(rng, (3, 25), (10, 120), (100, 1000))
    n = integer(rng, (5, 60), (50, 300))
    if rng.random() < 0.5:
        a, first = rng.choice([2, 2, 3, 3, 4, 5, 7, 10]), rng.choice([0, 0, 1])
        start = ["1", str(a), f"{a}^2", f"{a}^3"][first : first + 3]
        parts, term, total = (
            [*start, "...", f"{a}^{{{n}}}"],
            f"{a}**k",
            sum(power_residue(a, k, m) for k in range(first, n + 1)),
        )
    else:
        power, first = rng.choice([2, 2, 3, 3, 4, 5]), 1
        parts, term = [f"{k}^{power}" for k in (1, 2, 3)] + ["...", f"{n}^{power}"], f"k**{power}"
        total = sum(power_residue(k, power, m) for k in range(1, n + 1))
    text = " + ".join(parts)
    slots = {
        "expr": text.replace("{", "").replace("}", ""),
        "expr_tex": text.replace("...", rng.choice(_DOTS)),
    }
    turn = Turn("I add the terms and reduce.", f"print(sum({term} for k in range({first}, {n} + 1)) % {m})")
    return Case(slots | {"m": str(m)}, str(total % m), (turn,), "The remainder is")


def draw_weekday(rng: random.Random) -> Case:
    today, forward = rng.randrange(7), rng.random() < 0.75
    count, power = str(n := integer(rng, (5, 100), (100, 1000), (1000, 10**6))), None
    if rng.random() < 0.15:
        power = rng.randint(2, 10), rng.randint(10, 200)
        n, count = power[0] ** power[1], f"{power[0]}**{power[1]}"
    sign, when = ("+", rng.choice(_LATER)) if forward else ("-", rng.choice(_EARLIER))
    words = shown(n, rng) if power is None else f"${power[0]}^{{{power[1]}}}$"
    day = today
    for _ in range(n % 7):
        day = day + 1 if forward else day - 1
    slots = {"day": _DAYS[today], "n": words, "when": when.format(words)}
    slots["will"], slots["is"] = ("will it be", "it will be") if forward else ("was it", "it was")
    snippet = f'days = [{_WEEK}]\nprint(days[(days.index("{_DAYS[today]}") {sign} {count}) % 7])'
    return Case(slots, _DAYS[day % 7], (Turn("The days repeat every 7 days.", snippet),), "The day is")


def draw_weekday_of_date(rng: random.Random) -> Case:
    """The weekday of a date from that of another date of the same month."""
    i, j = rng.sample(range(1, 32), 2)
    first = rng.randrange(7)
    snippet = f'days = [{_WEEK}]\nprint(days[(days.index("{_DAYS[first]}") + {j} - {i}) % 7])'
    slots = {"day": _DAYS[first], "ith": ordinal(i, rng), "jth": ordinal(j, rng), "month": rng.choice(_LONG_MONTHS)}
    slots |= {"i": str(i), "j": str(j)}
    return Case(slots, _DAYS[(first + j + 35 - i) % 7], (Turn("The days repeat every 7 days.", snippet),), "The day is")


def draw_month(rng: random.Random) -> Case:
    now, n = rng.randrange(12), integer(rng, (5, 60), (50, 500), (500, 5000))
    months = ", ".join(f'"{name}"' for name in _MONTHS)
    snippet = f'months = [{months}]\nprint(months[(months.index("{_MONTHS[now]}") + {n}) % 12])'
    slots = {"month": _MONTHS[now], "n": shown(n, rng)}
    return Case(
        slots, (_MONTHS * 2)[now + n % 12], (Turn("The months repeat every 12 months.", snippet),), "The month is"
    )


def draw_clock(rng: random.Random) -> Case:
    """The hour shown by a 12-hour or a 24-hour clock."""
    size = rng.choice([12, 24])
    hour = rng.randint(1, 12) if size == 12 else rng.randint(0, 23)
    n = integer(rng, (5, 100), (100, 1000), (1000, 10**5))
    later = hour
    for _ in range(n % size):
        later = later % 12 + 1 if size == 12 else (later + 1) % 24
    snippet = f"print(({hour} + {n} - 1) % 12 + 1)" if size == 12 else f"print(({hour} + {n}) % 24)"
    turn = Turn(f"The clock repeats every {size} hours.", snippet)
    return Case({"hour": str(hour), "n": shown(n, rng), "size": str(size)}, str(later), (turn,), "The hour is")


def draw_common_mod(rng: random.Random) -> Case:
    """Remainders given of two numbers; the remainder of a combination of them is asked for."""
    m = rng.randint(5, 30)
    r, s, c, d = rng.randrange(1, m), rng.randrange(1, m), rng.randint(2, 9), rng.randint(2, 9)
    python, form = rng.choice(
        [
            (f"{r} + {s}", "a + b"),
            (f"{r} * {s}", "ab"),
            (f"{c} * {r} + {d} * {s}", f"{c}a + {d}b"),
            (f"{r}**2 + {s}**2", "a^2 + b^2"),
        ]
    )
    value = {"a + b": r + s, "ab": r * s, "a^2 + b^2": r * r + s * s}.get(form, c * r + d * s)
    slots = {"m": str(m), "r": str(r), "s": str(s), "form": form, "both": listed([str(r), str(s)], rng)}
    turn = Turn("I replace the numbers by their remainders.", f"print(({python}) % {m})")
    return Case(slots, str(value % m), (turn,), "The remainder is")


KINDS = (
    Kind("power_value", draw_value),
    Kind("power_mod", draw_mod),
    Kind("power_sum_mod", draw_sum_mod),
    Kind("power_product_mod", draw_product_mod),
    Kind("power_tower_mod", draw_tower_mod),
    Kind("power_series_mod", draw_series_mod),
    Kind("power_factorial_mod", draw_factorial_mod),
    Kind("power_repdigit_mod", draw_repdigit_mod),
    Kind("power_big_mod", draw_big_mod),
    Kind("power_inverse", draw_inverse),
    Kind("power_weekday", draw_weekday),
    Kind("power_weekday_of_date", draw_weekday_of_date),
    Kind("power_month", draw_month),
    Kind("power_clock", draw_clock),
    Kind("power_given_remainders", draw_common_mod),
)
