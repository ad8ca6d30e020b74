"""Digits of numbers: their sum, product, count and order."""

import random
from math import prod

from training.drawing import integer, plain, shown, tex, word_or_digits
from training.families.powers import power_slots
from training.task import Case, Kind, Turn


def _digits(n: int) -> list[int]:
    """From the last to the first, not through text."""
    found = []
    while n:
        n, digit = divmod(n, 10)
        found.append(digit)
    return found or [0]


def _draw_number(rng: random.Random) -> int:
    return integer(rng, (10, 1000), (1000, 10**6), (10**6, 10**12), (10**12, 10**25))


def _draw_power(rng: random.Random) -> tuple[int, int]:
    """Small enough for a product of two to be shown: Python writes out 4300 digits at most."""
    a = rng.choice([2, 2, 2, 3, 5, 7, 9, 11, rng.randint(2, 30), rng.randint(2, 300)])
    return a, integer(rng, (3, 30), (20, 200), (100, 1000 if a <= 30 else 400))


def draw_sum(rng: random.Random) -> Case:
    n = _draw_number(rng)
    turn = Turn("I add the digits.", f"print(sum(int(d) for d in str({n})))")
    return Case({"n": shown(n, rng)}, str(sum(_digits(n))), (turn,), "The sum of the digits is")


def draw_sum_power(rng: random.Random) -> Case:
    a, b = _draw_power(rng)
    turn = Turn("I add the digits.", f"print(sum(int(d) for d in str({a}**{b})))")
    return Case(power_slots(a, b, rng), str(sum(_digits(a**b))), (turn,), "The sum of the digits is")


def draw_sum_factorial(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(5, 30), rng.randint(10, 100), rng.randint(100, 1000), 100, 50, 20])
    snippet = f"from math import factorial\nprint(sum(int(d) for d in str(factorial({n}))))"
    answer = sum(_digits(prod(range(1, n + 1))))
    return Case({"n": str(n)}, str(answer), (Turn("I add the digits.", snippet),), "The sum of the digits is")


def draw_sum_expression(rng: random.Random) -> Case:
    """Of a product, a sum or a difference, also with powers."""
    a, b = _draw_power(rng)
    c, d = _draw_power(rng)
    x, y = integer(rng, (10, 1000), (1000, 10**6)), integer(rng, (10, 1000), (1000, 10**6))
    python = rng.choice(
        [
            f"{x} * {y}",
            f"{x} * {y}",
            f"{x} + {y}",
            f"{a}**{b} * {c}**{d}",
            f"{a}**{b} + {c}**{d}",
            f"10**{b} - {x % 100 + 1}",
        ]
    )
    value = {"*": lambda p, q: p * q, "+": lambda p, q: p + q, "-": lambda p, q: p - q}[python.split()[1]](
        *(
            prod([int(part.split("**")[0])] * int(part.split("**")[1])) if "**" in part else int(part)
            for part in python.split()[::2]
        )
    )
    slots = {"expr": plain(python, rng), "expr_tex": tex(python, rng)}
    turn = Turn("I add the digits.", f"print(sum(int(d) for d in str({python})))")
    return Case(slots, str(sum(_digits(value))), (turn,), "The sum of the digits is")


def draw_root(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = f"n = {n}\nwhile n > 9:\n    n = sum(int(d) for d in str(n))\nprint(n)"
    turn = Turn("I add the digits until one is left.", snippet)
    return Case({"n": shown(n, rng)}, str((n - 1) % 9 + 1), (turn,), "The digital root is")


def draw_root_power(rng: random.Random) -> Case:
    a, b = _draw_power(rng)
    snippet = f"n = {a}**{b}\nwhile n > 9:\n    n = sum(int(d) for d in str(n))\nprint(n)"
    turn = Turn("I add the digits until one is left.", snippet)
    return Case(power_slots(a, b, rng), str((a**b - 1) % 9 + 1), (turn,), "The digital root is")


def draw_count_power(rng: random.Random) -> Case:
    a, b = _draw_power(rng)
    turn = Turn("I count the digits.", f"print(len(str({a}**{b})))")
    return Case(power_slots(a, b, rng), str(len(_digits(a**b))), (turn,), "The number of digits is")


def draw_count_factorial(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(5, 30), rng.randint(10, 100), rng.randint(100, 1000), 100, 50, 20])
    turn = Turn("I count the digits.", f"from math import factorial\nprint(len(str(factorial({n}))))")
    return Case({"n": str(n)}, str(len(_digits(prod(range(1, n + 1))))), (turn,), "The number of digits is")


def draw_count_product(rng: random.Random) -> Case:
    a, b = _draw_power(rng)
    c, d = _draw_power(rng)
    p, q = integer(rng, (2, 60), (20, 200)), integer(rng, (2, 60), (20, 200))
    python, value = rng.choice(
        [
            (f"{a}**{b} * {c}**{d}", a**b * c**d),
            (f"{a}**{b} + {c}**{d}", a**b + c**d),
            (f"{p} * {a}**{b}", p * a**b),
            (f"2**{p} * 5**{q}", 2**p * 5**q),
            (f"4**{p} * 5**{q}", 4**p * 5**q),
        ]
    )
    slots = {"expr": plain(python, rng), "expr_tex": tex(python, rng)}
    turn = Turn("I count the digits.", f"print(len(str({python})))")
    return Case(slots, str(len(_digits(value))), (turn,), "The number of digits is")


def draw_occurrences(rng: random.Random) -> Case:
    """How often a digit is written in the numbers from 1 to n."""
    digit, n = rng.randint(0, 9), integer(rng, (20, 200), (100, 1000), (1000, 10000))
    answer = sum(_digits(k).count(digit) for k in range(1, n + 1))
    slots = {"digit": str(digit), "n": shown(n, rng)}
    turn = Turn(
        "I count the digit in all the numbers.", f'print(sum(str(k).count("{digit}") for k in range(1, {n} + 1)))'
    )
    return Case(slots, str(answer), (turn,), "The digit occurs this many times:")


def draw_containing(rng: random.Random) -> Case:
    """How many of the numbers from 1 to n contain a digit, or do not."""
    digit, n = rng.randint(0, 9), integer(rng, (20, 200), (100, 1000), (1000, 10000))
    contains = rng.random() < 0.6
    answer = sum(1 for k in range(1, n + 1) if (digit in _digits(k)) == contains)
    verbs = ["contain", "include", "have"] if contains else ["do not contain", "don't contain", "do not include"]
    slots = {"n": shown(n, rng), "digit": str(digit), "contain": rng.choice(verbs)}
    test = "in" if contains else "not in"
    snippet = f'print(sum(1 for k in range(1, {n} + 1) if "{digit}" {test} str(k)))'
    return Case(slots, str(answer), (Turn("I count these numbers.", snippet),), "The count is")


def draw_digit_in_power(rng: random.Random) -> Case:
    """How often a digit occurs in a power or in a factorial."""
    a, b = _draw_power(rng)
    digit, n = rng.randint(0, 9), rng.choice([rng.randint(5, 30), rng.randint(20, 200)])
    factorial = rng.random() < 0.3
    value = prod(range(1, n + 1)) if factorial else a**b
    python = f"factorial({n})" if factorial else f"{a}**{b}"
    imports = "from math import factorial\n" if factorial else ""
    slots = {"digit": str(digit), "expr": plain(python, rng), "expr_tex": tex(python, rng)}
    turn = Turn("I count the digit.", f'{imports}print(str({python}).count("{digit}"))')
    return Case(slots, str(_digits(value).count(digit)), (turn,), "The digit occurs this many times:")


def draw_pages(rng: random.Random) -> Case:
    n = integer(rng, (15, 300), (100, 1000), (1000, 10000))
    turn = Turn("I count the digits of all the numbers.", f"print(sum(len(str(k)) for k in range(1, {n} + 1)))")
    answer = sum(n - 10**k + 1 for k in range(6) if 10**k <= n)
    return Case({"n": shown(n, rng)}, str(answer), (turn,), "The number of digits is")


def draw_sum_all(rng: random.Random) -> Case:
    """The digit sums of all the numbers from 1 to n, added."""
    n = integer(rng, (10, 200), (100, 1000), (1000, 10000))
    snippet = f"print(sum(int(d) for k in range(1, {n} + 1) for d in str(k)))"
    answer = sum(sum(_digits(k)) for k in range(1, n + 1))
    turn = Turn("I add the digits of all the numbers.", snippet)
    return Case({"n": shown(n, rng)}, str(answer), (turn,), "The sum of all the digits is")


def draw_with_sum(rng: random.Random) -> Case:
    """How many numbers of k digits have the digit sum s."""
    k = rng.choice([2, 3, 3, 4])
    s = rng.randint(1, 9 * k)
    answer = sum(1 for n in range(10 ** (k - 1), 10**k) if sum(_digits(n)) == s)
    snippet = f"print(sum(1 for n in range(10**({k} - 1), 10**{k}) if sum(int(d) for d in str(n)) == {s}))"
    slots = {"k": word_or_digits(k, rng), "s": str(s)}
    return Case(slots, str(answer), (Turn("I count the numbers with this digit sum.", snippet),), "The count is")


def draw_product(rng: random.Random) -> Case:
    n = int("".join(rng.choice("1234567899") for _ in range(rng.randint(2, 10))))
    snippet = f"from math import prod\nprint(prod(int(d) for d in str({n})))"
    turn = Turn("I multiply the digits.", snippet)
    return Case({"n": shown(n, rng)}, str(prod(_digits(n))), (turn,), "The product of the digits is")


def draw_sum_squares(rng: random.Random) -> Case:
    n, k = _draw_number(rng), rng.choice([2, 2, 3])
    turn = Turn("I add the powers of the digits.", f"print(sum(int(d)**{k} for d in str({n})))")
    slots = {"n": shown(n, rng), "power": "square" if k == 2 else "cube"}
    return Case(slots, str(sum(prod([d] * k) for d in _digits(n))), (turn,), "The sum is")


def draw_reverse(rng: random.Random) -> Case:
    n = _draw_number(rng)
    if n % 10 == 0 and rng.random() < 0.9:
        n += rng.randint(1, 9)
    answer = 0
    for digit in _digits(n):
        answer = answer * 10 + digit
    turn = Turn("I reverse the digits.", f"print(int(str({n})[::-1]))")
    return Case({"n": str(n)}, str(answer), (turn,), "The reversed number is")


def draw_reverse_sum(rng: random.Random) -> Case:
    """A number with its reversal added or subtracted."""
    n = integer(rng, (12, 1000), (1000, 10**6), (10**6, 10**9))
    reverse = 0
    for digit in _digits(n):
        reverse = reverse * 10 + digit
    sign = "-" if n > reverse and rng.random() < 0.4 else "+"
    turns = (
        Turn("I reverse the digits.", f"n = {n}\nr = int(str(n)[::-1])\nprint(r)"),
        Turn("Now I add them." if sign == "+" else "Now I subtract them.", f"print(n {sign} r)"),
    )
    name = "sum" if sign == "+" else "difference"
    return Case(
        {"n": str(n), "name": name, "sign": sign},
        str(n + reverse if sign == "+" else n - reverse),
        turns,
        f"The {name} is",
    )


KINDS = (
    Kind("digit_sum", draw_sum),
    Kind("digit_sum_power", draw_sum_power),
    Kind("digit_sum_factorial", draw_sum_factorial),
    Kind("digit_sum_expression", draw_sum_expression),
    Kind("digital_root", draw_root),
    Kind("digital_root_power", draw_root_power),
    Kind("digit_count_power", draw_count_power),
    Kind("digit_count_factorial", draw_count_factorial),
    Kind("digit_count_expression", draw_count_product),
    Kind("digit_occurrences", draw_occurrences),
    Kind("digit_containing", draw_containing),
    Kind("digit_in_number", draw_digit_in_power),
    Kind("digit_pages", draw_pages),
    Kind("digit_sum_all", draw_sum_all),
    Kind("digit_sum_given", draw_with_sum),
    Kind("digit_product", draw_product),
    Kind("digit_power_sum", draw_sum_squares),
    Kind("digit_reverse", draw_reverse),
    Kind("digit_reverse_combined", draw_reverse_sum),
)
