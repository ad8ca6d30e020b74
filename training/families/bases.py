"""Numbers written in other bases: conversion, arithmetic, and their digits."""

import random

from training.drawing import integer, shown
from training.task import Case, Kind, Turn

_SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NAMES = {2: "binary", 8: "octal", 16: "hexadecimal", 3: "ternary"}


def written(n: int, base: int) -> str:
    """The digits of n in the base."""
    text = ""
    while n:
        n, digit = divmod(n, base)
        text = _SYMBOLS[digit] + text
    return text or "0"


def _draw_base(rng: random.Random) -> int:
    return rng.choice([2, 2, 2, 2, 8, 8, 16, 16, 16, 3, 4, 5, 6, 7, 9, 11, 12, 13, 20])


def _draw_number(rng: random.Random) -> int:
    return integer(rng, (5, 200), (100, 2000), (2000, 100000), (10**5, 10**8))


def _base_words(base: int, rng: random.Random) -> dict[str, str]:
    """`base`: base 7, binary; `system`: what follows `in the`."""
    name = f"base {base}" if base not in _NAMES or rng.random() < 0.45 else _NAMES[base]
    adjective = f"base-{base}" if name.startswith("base") else name
    return {"b": str(base), "base": name, "adjective": adjective}


def draw_to(rng: random.Random) -> Case:
    n, base = _draw_number(rng), _draw_base(rng)
    slots = {"n": shown(n, rng)} | _base_words(base, rng)
    snippet = f"from numpy import base_repr\nprint(base_repr({n}, {base}))"
    turn = Turn(f"I write the number in base {base}.", snippet)
    return Case(slots, written(n, base), (turn,), "The representation is")


def draw_from(rng: random.Random) -> Case:
    base, n = _draw_base(rng), _draw_number(rng)
    text = written(n, base)
    slots = {"x": text} | _base_words(base, rng)
    turn = Turn(f"I read the digits in base {base}.", f'print(int("{text}", {base}))')
    return Case(slots, str(n), (turn,), "The decimal value is")


def draw_between(rng: random.Random) -> Case:
    a = _draw_base(rng)
    b = rng.choice([base for base in (2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 16, 8, 2) if base != a])
    n = _draw_number(rng)
    target = _base_words(b, rng)
    slots = {"x": written(n, a), "a": str(a)} | target | {"from": _base_words(a, rng)["base"]}
    snippet = f'from numpy import base_repr\nprint(base_repr(int("{slots["x"]}", {a}), {b}))'
    turn = Turn(f"I read the digits in base {a} and write the number in base {b}.", snippet)
    return Case(slots, written(n, b), (turn,), "The representation is")


def draw_arithmetic(rng: random.Random) -> Case:
    """A sum, difference or product, in the base of its operands."""
    base = _draw_base(rng)
    a, b = integer(rng, (4, 60), (50, 1000), (1000, 30000)), integer(rng, (3, 60), (50, 1000))
    a, b = max(a, b), min(a, b)
    sign = rng.choice("++-*")
    value = a + b if sign == "+" else a - b if sign == "-" else a * b
    x, y = written(a, base), written(b, base)
    name = {"+": "sum", "-": "difference", "*": "product"}[sign]
    slots = {"x": x, "y": y, "sign": sign.replace("*", rng.choice(["*", "×", "x"])), "name": name} | _base_words(
        base, rng
    )
    slots["sign_tex"] = sign.replace("*", rng.choice([r"\times", r"\cdot"]))
    slots["word"] = {"+": "plus", "-": "minus", "*": "times"}[sign]
    slots["verb"] = {"+": f"Add {x} and {y}", "-": f"Subtract {y} from {x}", "*": f"Multiply {x} by {y}"}[sign]
    snippet = f'from numpy import base_repr\nprint(base_repr(int("{x}", {base}) {sign} int("{y}", {base}), {base}))'
    turn = Turn(f"I compute with the values and write the result in base {base}.", snippet)
    return Case(slots, written(value, base), (turn,), f"The {name} is")


def draw_mixed(rng: random.Random) -> Case:
    """A sum, difference or product of numbers in two bases, wanted in decimal."""
    a, b = _draw_base(rng), _draw_base(rng)
    m, n = integer(rng, (4, 60), (50, 1000), (1000, 30000)), integer(rng, (3, 60), (50, 1000))
    m, n = max(m, n), min(m, n)
    sign = rng.choice("++-*")
    value = {"+": m + n, "-": m - n, "*": m * n}[sign]
    name = {"+": "sum", "-": "difference", "*": "product"}[sign]
    slots = {
        "x": written(m, a), "y": written(n, b), "a": str(a), "b": str(b), "sign": sign, "name": name,
        "sign_tex": sign.replace("*", rng.choice([r"\times", r"\cdot"])),
        "first": _base_words(a, rng)["adjective"], "second": _base_words(b, rng)["adjective"],
    }  # fmt: skip
    snippet = f'print(int("{slots["x"]}", {a}) {sign} int("{slots["y"]}", {b}))'
    turn = Turn("I read both numbers and compute in decimal.", snippet)
    return Case(slots, str(value), (turn,), f"The {name} is")


def draw_digit_count(rng: random.Random) -> Case:
    n, base = _draw_number(rng), _draw_base(rng)
    slots = {"n": shown(n, rng)} | _base_words(base, rng)
    snippet = f"from numpy import base_repr\nprint(len(base_repr({n}, {base})))"
    turn = Turn(f"I write the number in base {base} and count the digits.", snippet)
    return Case(slots, str(len(written(n, base))), (turn,), "The number of digits is")


def draw_digit_sum(rng: random.Random) -> Case:
    n, base = _draw_number(rng), rng.choice([2, 2, 3, 4, 5, 6, 7, 8, 8, 9, 12, 16])
    slots = {"n": shown(n, rng)} | _base_words(base, rng)
    snippet = f"from numpy import base_repr\nprint(sum(int(d, {base}) for d in base_repr({n}, {base})))"
    turn = Turn(f"I write the number in base {base} and add the digits.", snippet)
    return Case(slots, str(sum(_SYMBOLS.index(d) for d in written(n, base))), (turn,), "The sum of the digits is")


def draw_ones(rng: random.Random) -> Case:
    n = _draw_number(rng)
    digit, name = rng.choice([("1", "one"), ("1", "one"), ("1", "one"), ("0", "zero")])
    plural = {"1": rng.choice(["ones", "1s", "1's"]), "0": rng.choice(["zeros", "zeroes", "0s", "0's"])}[digit]
    slots = {"n": shown(n, rng), "ones": plural, "digit": digit}
    turn = Turn(f"I write the number in base 2 and count the {name}s.", f'print(bin({n})[2:].count("{digit}"))')
    return Case(slots, str(written(n, 2).count(digit)), (turn,), f"The number of {name}s is")


def draw_unknown_base(rng: random.Random) -> Case:
    """The base in which a given numeral has a given value."""
    base = rng.randint(3, 16)
    n = integer(rng, (base * 2, base**2), (base**2, base**3))
    text = written(n, base)
    while not text.isdigit() or len(text) < 2 or text == "10" * 2:
        n = rng.randint(base * 2, base**3)
        text = written(n, base)
    snippet = f'print(next(b for b in range(2, 37) if b > int(max("{text}")) and int("{text}", b) == {n}))'
    turn = Turn("I try the bases in turn.", snippet)
    return Case({"x": text, "n": str(n)}, str(base), (turn,), "The base is")


KINDS = (
    Kind("base_to", draw_to),
    Kind("base_from", draw_from),
    Kind("base_between", draw_between),
    Kind("base_arithmetic", draw_arithmetic),
    Kind("base_mixed", draw_mixed),
    Kind("base_digit_count", draw_digit_count),
    Kind("base_digit_sum", draw_digit_sum),
    Kind("base_ones", draw_ones),
    Kind("base_unknown", draw_unknown_base),
)
