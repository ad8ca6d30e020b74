"""Single digits of large numbers: the last ones, the first one, and those between."""

import random
from math import prod

from training.drawing import integer, plain, tex
from training.families.powers import draw_base, draw_exponent, draw_terms, power_residue, power_slots
from training.task import Case, Kind, Turn


def draw_units(rng: random.Random) -> Case:
    a, b = draw_base(rng), draw_exponent(rng)
    turn = Turn("I compute the power modulo 10.", f"print(pow({a}, {b}, 10))")
    return Case(power_slots(a, b, rng), str(power_residue(a, b, 10)), (turn,), "The units digit is")


def draw_units_expression(rng: random.Random) -> Case:
    """Of a sum, difference or product of powers or of plain numbers."""
    shape = rng.choice(["sum", "sum", "difference", "product", "product", "plain product", "three"])
    terms = draw_terms(rng, {"three": 3, "plain product": rng.randint(2, 6)}.get(shape, 2))
    if shape == "difference":
        terms.sort(key=lambda term: prod([term[0]] * term[1]), reverse=True)
    if shape == "plain product":
        terms = [(integer(rng, (11, 100), (100, 3000), (3000, 10**6)), 1) for _ in terms]
    sign = "*" if "product" in shape else "-" if shape == "difference" else "+"
    python = f" {sign} ".join(f"{a}**{b}" if b > 1 else str(a) for a, b in terms)
    residues = [power_residue(a, b, 10) for a, b in terms]
    value = prod(residues) if sign == "*" else residues[0] - residues[1] if sign == "-" else sum(residues)
    slots = {"expr": plain(python, rng), "expr_tex": tex(python, rng)}
    turn = Turn("I compute the expression modulo 10.", f"print(({python}) % 10)")
    return Case(slots, str(value % 10), (turn,), "The units digit is")


def draw_units_factorials(rng: random.Random) -> Case:
    """Of 1! + 2! + ... + n!."""
    n = integer(rng, (3, 25), (20, 200), (100, 400))
    total, term = 0, 1
    for k in range(1, n + 1):
        term = term * k % 10
        total += term
    slots = {"n": str(n), "expr": f"1! + 2! + 3! + ... + {n}!", "expr_tex": rf"1! + 2! + 3! + \cdots + {n}!"}
    snippet = f"from math import factorial\nprint(sum(factorial(k) for k in range(1, {n} + 1)) % 10)"
    return Case(slots, str(total % 10), (Turn("I add the factorials modulo 10.", snippet),), "The units digit is")


def draw_units_factorial(rng: random.Random) -> Case:
    n = integer(rng, (1, 12), (5, 100), (100, 2000))
    answer = prod(range(1, min(n, 10) + 1)) % 10
    turn = Turn("I compute the factorial modulo 10.", f"from math import factorial\nprint(factorial({n}) % 10)")
    return Case({"n": str(n)}, str(answer), (turn,), "The units digit is")


def draw_last_two_expression(rng: random.Random) -> Case:
    """The last two digits of a sum or product of powers or of numbers."""
    sign = rng.choice("+*")
    terms = draw_terms(rng, rng.choice([2, 2, 3]))
    if sign == "*" and rng.random() < 0.5:
        terms = [(integer(rng, (11, 100), (100, 3000), (3000, 10**6)), 1) for _ in terms]
    python = f" {sign} ".join(f"{a}**{b}" if b > 1 else str(a) for a, b in terms)
    residues = [power_residue(a, b, 100) for a, b in terms]
    value = sum(residues) if sign == "+" else prod(residues)
    slots = {"expr": plain(python, rng), "expr_tex": tex(python, rng)}
    turn = Turn("I compute the expression modulo 100.", f'print(f"{{({python}) % 100:02}}")')
    return Case(slots, f"{value % 100:02}", (turn,), "The last two digits are")


def draw_units_tower(rng: random.Random) -> Case:
    a, b, c = integer(rng, (2, 15), (10, 2100)), integer(rng, (2, 12), (10, 100)), integer(rng, (2, 12), (10, 120))
    slots = {"expr": f"{a}^({b}^{c})", "expr_tex": f"{a}^{{{b}^{{{c}}}}}", "a": str(a), "b": str(b), "c": str(c)}
    turn = Turn("I compute the power modulo 10.", f"print(pow({a}, {b}**{c}, 10))")
    return Case(slots, str(power_residue(a, prod([b] * c), 10)), (turn,), "The units digit is")


def draw_tens(rng: random.Random) -> Case:
    a, b = draw_base(rng), draw_exponent(rng)
    answer = power_residue(a, b, 100) // 10
    turn = Turn("I compute the power modulo 100.", f"print(pow({a}, {b}, 100) // 10)")
    return Case(power_slots(a, b, rng), str(answer), (turn,), "The tens digit is")


def draw_hundreds(rng: random.Random) -> Case:
    a, b = draw_base(rng), draw_exponent(rng)
    answer = power_residue(a, b, 1000) // 100
    turn = Turn("I compute the power modulo 1000.", f"print(pow({a}, {b}, 1000) // 100)")
    return Case(power_slots(a, b, rng), str(answer), (turn,), "The hundreds digit is")


def draw_last_two(rng: random.Random) -> Case:
    return _draw_last(rng, 2)


def draw_last_three(rng: random.Random) -> Case:
    return _draw_last(rng, 3)


def _draw_last(rng: random.Random, k: int) -> Case:
    """The last k digits, zeros in front kept. The power has more than k digits."""
    a, b = draw_base(rng), draw_exponent(rng)
    answer = str(power_residue(a, b, 10**k)).zfill(k)
    turn = Turn(f"I compute the power modulo {10**k}.", f'print(f"{{pow({a}, {b}, {10**k}):0{k}}}")')
    return Case(power_slots(a, b, rng), answer, (turn,), f"The last {'two' if k == 2 else 'three'} digits are")


def draw_first(rng: random.Random) -> Case:
    a = integer(rng, (2, 12), (2, 50), (50, 500))
    b = integer(rng, (5, 50), (50, 400), (300, 1500))
    value = prod([a] * b)
    while value > 9:
        value //= 10
    turn = Turn("I take the first character of the power.", f"print(str({a}**{b})[0])")
    return Case(power_slots(a, b, rng), str(value), (turn,), "The first digit is")


def draw_first_several(rng: random.Random) -> Case:
    """The first two or three digits of a power."""
    a, k = integer(rng, (2, 12), (2, 50), (50, 500)), rng.choice([2, 2, 3])
    b = integer(rng, (20, 50), (50, 400), (300, 1500))
    value = prod([a] * b)
    while value >= 10**k:
        value //= 10
    turn = Turn("I take the first characters of the power.", f"print(str({a}**{b})[:{k}])")
    slots = power_slots(a, b, rng) | {"k": rng.choice([str(k), "two" if k == 2 else "three"])}
    return Case(slots, str(value), (turn,), f"The first {'two' if k == 2 else 'three'} digits are")


def draw_sum_last_two(rng: random.Random) -> Case:
    """The sum or product of the tens digit and the units digit of a power."""
    a, b = draw_base(rng), draw_exponent(rng)
    last = power_residue(a, b, 100)
    sign, name = rng.choice([("+", "sum"), ("+", "sum"), ("*", "product")])
    answer = last // 10 + last % 10 if sign == "+" else last // 10 * (last % 10)
    turns = (
        Turn("I compute the power modulo 100.", f"n = pow({a}, {b}, 100)\nprint(n)"),
        Turn(
            "Now I combine its two digits.",
            f"print(n // 10 {sign} n % 10)" if sign == "+" else "print(n // 10 * (n % 10))",
        ),
    )
    return Case(power_slots(a, b, rng) | {"name": name}, str(answer), turns, f"The {name} is")


KINDS = (
    Kind("units_digit_power", draw_units),
    Kind("units_digit_expression", draw_units_expression),
    Kind("units_digit_factorials", draw_units_factorials),
    Kind("units_digit_factorial", draw_units_factorial),
    Kind("last_two_digits_expression", draw_last_two_expression),
    Kind("units_digit_tower", draw_units_tower),
    Kind("tens_digit_power", draw_tens),
    Kind("hundreds_digit_power", draw_hundreds),
    Kind("last_two_digits_power", draw_last_two),
    Kind("last_three_digits_power", draw_last_three),
    Kind("last_two_digits_combined", draw_sum_last_two),
    Kind("first_digit_power", draw_first),
    Kind("first_digits_power", draw_first_several),
)
