"""Arithmetic with whole numbers and decimals: single operations, expressions, roots, remainders, factorials."""

import operator
import random
import re
from decimal import Decimal
from fractions import Fraction
from math import prod

from training.drawing import NAMES, integer, listed_numbers, plain, shown, tex
from training.task import Case, Kind, Turn

_SIZES = ((2, 100), (100, 1000), (1000, 100_000), (10**5, 10**9), (10**9, 10**13))


def _exact(python: str) -> Fraction:
    """The value of an expression, its division exact."""
    text = re.sub(r"\d+(?:\.\d+)?", r'Fraction("\g<0>")', python.replace("//", "/"))
    value = eval(text, {"Fraction": Fraction, "abs": abs})
    assert isinstance(value, Fraction)
    return value


def _forms(python: str, rng: random.Random) -> dict[str, str]:
    return {"expr": plain(python, rng), "expr_tex": tex(python, rng)}


def _signed(rng: random.Random, n: int) -> int:
    return -n if rng.random() < 0.12 else n


def _join(numbers: list[int], sign: str) -> str:
    """`12 + (-5) + 7`"""
    return f" {sign} ".join(f"({n})" if n < 0 and i else str(n) for i, n in enumerate(numbers))


def draw_sum(rng: random.Random) -> Case:
    numbers = [_signed(rng, integer(rng, *_SIZES)) for _ in range(rng.choice([2, 2, 2, 3, 3, 4, 5]))]
    python = _join(numbers, "+")
    slots = _forms(python, rng) | {"list": listed_numbers(numbers, rng)}
    return Case(slots, str(sum(numbers)), (Turn("I compute the value.", f"print({python})"),), "The value is")


def draw_difference(rng: random.Random) -> Case:
    sizes = _SIZES[rng.randrange(3) :][:2]
    a, b = integer(rng, *sizes), integer(rng, *sizes)
    if a < b and rng.random() < 0.7:
        a, b = b, a
    slots = _forms(f"{a} - {b}", rng) | {"a": shown(a, rng), "b": shown(b, rng)}
    return Case(slots, str(a + -b), (Turn("I compute the value.", f"print({a} - {b})"),), "The value is")


def draw_product(rng: random.Random) -> Case:
    count = rng.choice([2, 2, 2, 2, 3, 3, 4])
    numbers = [_signed(rng, integer(rng, *_SIZES[: 6 - count])) for _ in range(count)]
    python = _join(numbers, "*")
    slots = _forms(python, rng) | {"list": listed_numbers(numbers, rng)}
    return Case(slots, str(prod(numbers)), (Turn("I compute the value.", f"print({python})"),), "The value is")


def draw_quotient(rng: random.Random) -> Case:
    b = integer(rng, (2, 25), (10, 200), (100, 5000))
    quotient = integer(rng, (2, 50), (10, 500), (500, 50000), (10**5, 10**8))
    a = b * quotient
    slots = _forms(f"{a} // {b}", rng) | {"a": shown(a, rng), "b": shown(b, rng), "frac": rf"\frac{{{a}}}{{{b}}}"}
    return Case(slots, str(quotient), (Turn("I compute the value.", f"print({a} // {b})"),), "The value is")


def _tree(rng: random.Random, leaves: int, size: int) -> tuple[str, int]:
    """An expression and how tightly it binds: 0 a sum, 1 a product, 2 an atom."""
    if leaves == 1:
        if rng.random() < 0.12:
            return f"{rng.randint(2, 12)}**{rng.choice([2, 2, 2, 3, 3, 4, 5])}", 2
        n = rng.randint(1 if rng.random() < 0.1 else 2, size)
        return f"(-{n})" if rng.random() < 0.04 else str(n), 2
    sign = rng.choice("++--***/")
    left_leaves = rng.randint(1, leaves - 1)
    if sign == "/":
        return _division(rng, leaves, size)
    (left, left_bind), (right, right_bind) = _tree(rng, left_leaves, size), _tree(rng, leaves - left_leaves, size)
    bind = 1 if sign == "*" else 0
    left = left if left_bind >= bind else f"({left})"
    right = right if right_bind > bind or (right_bind == bind and sign in "+*" and "//" not in right) else f"({right})"
    return f"{left} {sign} {right}", bind


def _division(rng: random.Random, leaves: int, size: int) -> tuple[str, int]:
    """An exact division."""
    right, right_bind = _tree(rng, max(1, leaves - 2), size) if rng.random() < 0.4 else (str(rng.randint(2, 15)), 2)
    right = right if right_bind == 2 else f"({right})"
    divisor = abs(int(_exact(right))) or 1
    total = divisor * rng.randint(2, 20)
    if leaves == 2 or total < 4:
        return f"{total} // {right}", 1
    part = rng.randint(1, total - 1)
    top = f"{part} + {total - part}" if rng.random() < 0.6 else f"{total + part} - {part}"
    return f"({top}) // {right}", 1


def draw_mixed(rng: random.Random) -> Case:
    while True:
        size = rng.choice([10, 20, 50, 100, 1000, 10000])
        python, _ = _tree(rng, rng.choice([3, 3, 4, 4, 5, 6]), size)
        try:
            value = _exact(python)
        except ZeroDivisionError:
            continue
        if value.denominator == 1 and abs(value) < 10**15:
            break
    slots = _forms(python, rng)
    if rng.random() < 0.2:
        slots = {
            name: re.sub(r"(\d)(?: \* | \\cdot | \\times | × |\*)\(", r"\1(", text) for name, text in slots.items()
        }
    return Case(slots, str(value), (Turn("I compute the value.", f"print({python})"),), "The value is")


_DESCRIPTIONS = (
    ("the sum of the squares of {a} and {b}", "{a}**2 + {b}**2"),
    ("the square of the sum of {a} and {b}", "({a} + {b})**2"),
    ("the difference of the squares of {a} and {b}", "{a}**2 - {b}**2"),
    ("the difference between the square of {a} and the square of {b}", "{a}**2 - {b}**2"),
    ("the square of the difference between {a} and {b}", "({a} - {b})**2"),
    ("the sum of the cubes of {a} and {b}", "{a}**3 + {b}**3"),
    ("the cube of the sum of {a} and {b}", "({a} + {b})**3"),
    ("the sum of {a} and {b}, multiplied by {c}", "({a} + {b}) * {c}"),
    ("the difference of {a} and {b}, multiplied by {c}", "({a} - {b}) * {c}"),
    ("the product of {a} and {b}, plus {c}", "{a} * {b} + {c}"),
    ("the product of {a} and {b}, minus {c}", "{a} * {b} - {c}"),
    ("the product of {a} and {b} increased by {c}", "{a} * {b} + {c}"),
    ("the product of {a} and {b} decreased by {c}", "{a} * {b} - {c}"),
    ("{a} times the sum of {b} and {c}", "{a} * ({b} + {c})"),
    ("{a} times the difference between {b} and {c}", "{a} * ({b} - {c})"),
    ("{a} more than the product of {b} and {c}", "{a} + {b} * {c}"),
    ("twice the sum of {a} and {b}", "2 * ({a} + {b})"),
    ("three times the difference between {a} and {b}", "3 * ({a} - {b})"),
    ("twice {a} plus three times {b}", "2 * {a} + 3 * {b}"),
    ("the sum of {a} and twice {b}", "{a} + 2 * {b}"),
    ("the square of {a} plus {b}", "{a}**2 + {b}"),
    ("{a} squared plus {b} squared", "{a}**2 + {b}**2"),
    ("{a} squared minus {b} squared", "{a}**2 - {b}**2"),
    ("{a} cubed minus {b} cubed", "{a}**3 - {b}**3"),
    ("{a} squared times {b}", "{a}**2 * {b}"),
    ("the product of the sum and the difference of {a} and {b}", "({a} + {b}) * ({a} - {b})"),
    ("the product of {a} and {b} minus their sum", "{a} * {b} - ({a} + {b})"),
    ("the sum of {a}, {b} and the product of the two", "{a} + {b} + {a} * {b}"),
    ("the product of the squares of {a} and {b}", "{a}**2 * {b}**2"),
    ("{a} multiplied by {b} and then increased by {c}", "{a} * {b} + {c}"),
    ("{a} plus {b} times {c}", "{a} + {b} * {c}"),
    ("{a} minus {b} plus {c}", "{a} - {b} + {c}"),
    ("{a} times {b} plus {c}", "{a} * {b} + {c}"),
    ("{a} times {b} minus {c}", "{a} * {b} - {c}"),
)


def draw_described(rng: random.Random) -> Case:
    a, b, c = sorted((integer(rng, (3, 30), (20, 300), (300, 5000)) for _ in range(3)), reverse=True)
    phrase, python = rng.choice(_DESCRIPTIONS)
    python = python.format(a=a, b=b, c=c)
    slots = {"phrase": phrase.format(a=shown(a, rng), b=shown(b, rng), c=shown(c, rng))}
    return Case(slots, str(_exact(python)), (Turn("I compute the value.", f"print({python})"),), "The value is")


def draw_square(rng: random.Random) -> Case:
    k = rng.choice([2, 2, 3])
    a = integer(rng, (2, 100), (30, 1000), (1000, 10**6))
    slots = _forms(f"{a}**{k}", rng) | {"a": shown(a, rng), "name": "square" if k == 2 else "cube"}
    slots["named"] = slots["name"] + "d"
    return Case(slots, str(prod([a] * k)), (Turn("I compute the value.", f"print({a}**{k})"),), "The value is")


def draw_root(rng: random.Random) -> Case:
    k = rng.choice([2, 2, 2, 3, 3, 4, 5])
    root = integer(rng, (2, 30), (10, 200), (200, 5000))
    n = prod([root] * k)
    name = {2: "square", 3: "cube", 4: "fourth", 5: "fifth"}[k]
    slots = {
        "n": shown(n, rng), "root": f"{name} root", "root_tex": rf"\sqrt{{{n}}}" if k == 2 else rf"\sqrt[{k}]{{{n}}}",
        "power": {2: "square", 3: "cube", 4: "fourth power", 5: "fifth power"}[k],
        "plain": f"sqrt({n})" if k == 2 else f"{n}^(1/{k})",
    }  # fmt: skip
    snippet = f"from sympy import integer_nthroot\nprint(integer_nthroot({n}, {k})[0])"
    return Case(slots, str(root), (Turn("I take the integer root.", snippet),), f"The {name} root is")


def _draw_division(rng: random.Random) -> tuple[int, int, dict[str, str]]:
    b = integer(rng, (3, 25), (10, 200), (100, 5000))
    a = integer(rng, (30, 500), (500, 10000), (10000, 10**8))
    if a <= b:
        a, b = b + 1, a
    return a, b, {"a": shown(a, rng), "b": shown(b, rng)}


def _repeated_subtraction(a: int, b: int) -> tuple[int, int]:
    """Quotient and remainder by long division in base ten."""
    quotient = remainder = 0
    for digit in str(a):
        remainder = remainder * 10 + int(digit)
        quotient *= 10
        while remainder >= b:
            remainder -= b
            quotient += 1
    return quotient, remainder


def draw_whole_quotient(rng: random.Random) -> Case:
    a, b, slots = _draw_division(rng)
    turn = Turn("I need the whole part of the quotient.", f"print({a} // {b})")
    return Case(slots, str(_repeated_subtraction(a, b)[0]), (turn,), "The quotient is")


def draw_remainder(rng: random.Random) -> Case:
    a, b, slots = _draw_division(rng)
    turn = Turn("I compute the remainder.", f"print({a} % {b})")
    return Case(slots, str(_repeated_subtraction(a, b)[1]), (turn,), "The remainder is")


def draw_divmod(rng: random.Random) -> Case:
    a, b, slots = _draw_division(rng)
    quotient, remainder = _repeated_subtraction(a, b)
    turn = Turn("I divide with remainder.", f"print({a} // {b}, {a} % {b}, sep=', ')")
    return Case(slots, f"{quotient}, {remainder}", (turn,), "The quotient and the remainder are")


def draw_absolute(rng: random.Random) -> Case:
    a, b, c = (integer(rng, (2, 100), (100, 2000), (2000, 10**6)) for _ in range(3))
    inside = rng.choice([f"-{a}", f"{a} - {b}", f"{a} - {b}", f"{a} - {b} * {c}", f"-{a} + {b}", f"{a} - {b} - {c}"])
    slots = _forms(inside, rng)
    slots |= {"bars": f"|{slots['expr_tex']}|", "bars_plain": f"|{slots['expr']}|"}
    snippet = f"print(abs({inside}))"
    return Case(
        slots, str(abs(_exact(inside))), (Turn("I take the absolute value.", snippet),), "The absolute value is"
    )


def draw_distance(rng: random.Random) -> Case:
    """The distance of two points on the number line."""
    a, b = (integer(rng, (1, 60), (60, 1000), (1000, 10**6)) * rng.choice([-1, -1, 1]) for _ in range(2))
    if a == b:
        b += 1
    snippet = f"print(abs({a} - ({b})))" if b < 0 else f"print(abs({a} - {b}))"
    turn = Turn("The distance is the absolute value of the difference.", snippet)
    return Case({"a": str(a), "b": str(b)}, str(max(a, b) - min(a, b)), (turn,), "The distance is")


def _factorial(n: int) -> int:
    return prod(range(1, n + 1))


def draw_factorial(rng: random.Random) -> Case:
    n = rng.randint(3, 13) if rng.random() < 0.8 else rng.randint(14, 30)
    turn = Turn("I compute with factorials.", f"from math import factorial\nprint(factorial({n}))")
    return Case({"n": str(n)}, str(_factorial(n)), (turn,), "The factorial is")


def draw_factorials(rng: random.Random) -> Case:
    """A sum, difference, product or quotient of factorials."""
    b, a = sorted(rng.sample(range(2, 13), 2) if rng.random() < 0.7 else rng.sample(range(5, 60), 2))
    shape = rng.choice(["+", "-", "*", "//", "//", "choose"])
    top, low = f"factorial({a})", f"factorial({b})"
    x, y = _factorial(a), _factorial(b)
    if shape == "choose":
        python, value = f"{top} // ({low} * factorial({a - b}))", x // (y * _factorial(a - b))
        fraction = rf"\frac{{{a}!}}{{{b}! \cdot {a - b}!}}"
    else:
        value = {"+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv}[shape](x, y)
        python = f"{top} {shape} {low}"
        fraction = rf"\frac{{{a}!}}{{{b}!}}"
    slots = _forms(python, rng)
    if "//" in shape + python and rng.random() < 0.8:
        slots["expr_tex"] = fraction
    turn = Turn("I compute with factorials.", f"from math import factorial\nprint({python})")
    return Case(slots, str(value), (turn,), "The value is")


def draw_decimal(rng: random.Random) -> Case:
    a, b = (
        f"{rng.randint(1, 10 ** rng.choice([2, 3, 4])) / 10 ** rng.choice([1, 1, 2, 2, 3]):f}".rstrip("0") for _ in "ab"
    )
    a, b = a + "5" * a.endswith("."), b.removesuffix(".")
    sign = rng.choice("+-*")
    if sign == "-" and Decimal(a) < Decimal(b):
        a, b = b, a
    value = {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign](Fraction(a), Fraction(b))
    turn = Turn("I use exact decimals.", f'from decimal import Decimal\nprint(Decimal("{a}") {sign} Decimal("{b}"))')
    places = [len(text.partition(".")[2]) for text in (a, b)]
    digits = sum(places) if sign == "*" else max(places)
    slots = _forms(f"{a} {sign} {b}", rng)
    slots["phrase"] = {"+": f"the sum of {a} and {b}", "-": f"{a} minus {b}", "*": f"the product of {a} and {b}"}[sign]
    return Case(slots, f"{Decimal(value.numerator) / Decimal(value.denominator):.{digits}f}", (turn,), "The result is")


_THINGS = ("apples", "books", "marbles", "stickers", "coins", "stamps", "eggs", "bricks", "cards", "pencils", "tickets")


def _draw_story(rng: random.Random) -> tuple[int, int, dict[str, str]]:
    a = integer(rng, (5, 60), (50, 500), (500, 5000))
    b = integer(rng, (3, 40), (20, 300), (300, 4000))
    if a <= b:
        a, b = b + rng.randint(1, 20), a
    name, other = rng.sample(NAMES, 2)
    slots = {"a": shown(a, rng), "b": shown(b, rng), "name": name, "other": other, "things": rng.choice(_THINGS)}
    slots["box"], slots["boxes"] = rng.choice(
        [("box", "boxes"), ("bag", "bags"), ("pack", "packs"), ("crate", "crates")]
    )
    return a, b, slots


def _draw_unordered_story(rng: random.Random) -> tuple[int, int, dict[str, str]]:
    a, b, slots = _draw_story(rng)
    if rng.random() < 0.5:
        return a, b, slots
    return b, a, slots | {"a": slots["b"], "b": slots["a"]}


def draw_sum_story(rng: random.Random) -> Case:
    a, b, slots = _draw_unordered_story(rng)
    return Case(slots, str(a + b), (Turn("I add the two numbers.", f"print({a} + {b})"),), "The total is")


def draw_difference_story(rng: random.Random) -> Case:
    a, b, slots = _draw_story(rng)
    return Case(slots, str(a - b), (Turn("I subtract the second number.", f"print({a} - {b})"),), "The answer is")


def draw_product_story(rng: random.Random) -> Case:
    a, b, slots = _draw_unordered_story(rng)
    return Case(slots, str(a * b), (Turn("I multiply the two numbers.", f"print({a} * {b})"),), "The total is")


def draw_quotient_story(rng: random.Random) -> Case:
    b, each, slots = _draw_story(rng)
    b, each = rng.sample([b, each], 2)
    slots |= {"a": shown(b * each, rng), "b": shown(b, rng)}
    turn = Turn("I divide the first number by the second.", f"print({b * each} // {b})")
    return Case(slots, str(each), (turn,), "The answer is")


KINDS = (
    Kind("arith_sum", draw_sum),
    Kind("arith_difference", draw_difference),
    Kind("arith_product", draw_product),
    Kind("arith_quotient", draw_quotient),
    Kind("arith_mixed", draw_mixed),
    Kind("arith_described", draw_described),
    Kind("arith_square", draw_square),
    Kind("arith_root", draw_root),
    Kind("arith_whole_quotient", draw_whole_quotient),
    Kind("arith_remainder", draw_remainder),
    Kind("arith_divmod", draw_divmod),
    Kind("arith_absolute", draw_absolute),
    Kind("arith_distance", draw_distance),
    Kind("arith_factorial", draw_factorial),
    Kind("arith_factorials", draw_factorials),
    Kind("arith_decimal", draw_decimal),
    Kind("arith_sum_story", draw_sum_story),
    Kind("arith_difference_story", draw_difference_story),
    Kind("arith_product_story", draw_product_story),
    Kind("arith_quotient_story", draw_quotient_story),
)
