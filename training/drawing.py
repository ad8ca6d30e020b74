"""Drawing numbers and showing them as people write them: what the number theory families share."""

import random
import re
from collections.abc import Sequence

NAMES = (
    "Anna", "Ben", "Carla", "David", "Emma", "Farid", "Grace", "Hugo", "Ines", "James", "Keiko", "Liam", "Maria",
    "Noah", "Olivia", "Priya", "Quentin", "Rosa", "Sam", "Tara", "Uma", "Victor", "Wei", "Yusuf", "Zoe", "Mr. Lee",
)  # fmt: skip
SMALL_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_ORDINAL_WORDS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip

_QUOTIENT = r"(?<![\d*.])(\d+|\([^()]*\)) // (\d+|\([^()]*\))(?![\d*!.])"
"""A quotient of numbers or brackets that is not part of a power or of a factorial."""


def integer(rng: random.Random, *ranges: tuple[int, int]) -> int:
    """An integer from one of the ranges, each half as likely as the one before; sometimes a round one or a year."""
    low, high = rng.choices(ranges, [2.0**-i for i in range(len(ranges))])[0]
    n = rng.randint(low, high)
    roll = rng.random()
    if roll < 0.15:
        unit = 10 ** (len(str(n)) - 1)
        n = n // unit * unit
    elif roll < 0.19:
        n = rng.randint(2019, 2027)
    return n if low <= n <= high else rng.randint(low, high)


def shown(n: int, rng: random.Random) -> str:
    """The digits, from 1000 on sometimes with commas."""
    return f"{n:,}" if abs(n) >= 1000 and rng.random() < 0.15 else str(n)


def listed(items: Sequence[str], rng: random.Random) -> str:
    """`12, 18 and 30`"""
    comma = "," if len(items) > 2 and rng.random() < 0.5 else ""
    return ", ".join(items[:-1]) + comma + " and " + items[-1]


def listed_numbers(numbers: Sequence[int], rng: random.Random) -> str:
    """The numbers listed; commas inside them only where none separates them."""
    return listed([shown(n, rng) if len(numbers) == 2 else str(n) for n in numbers], rng)


def ordinal(n: int, rng: random.Random) -> str:
    """`21st`, or in words, `third`, where that is natural."""
    if n < len(_ORDINAL_WORDS) and rng.random() < 0.5:
        return _ORDINAL_WORDS[n]
    suffix = "th" if n // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return rng.choice([f"{n}{suffix}"] * 4 + [f"{n}-{suffix}", f"${n}^{{\\text{{{suffix}}}}}$", f"${n}$-{suffix}"])


def word_or_digits(n: int, rng: random.Random) -> str:
    """`3`, or `three` where the number is small."""
    return SMALL_WORDS[n] if 0 <= n < len(SMALL_WORDS) and rng.random() < 0.3 else str(n)


def tex(python: str, rng: random.Random) -> str:
    r"""The LaTeX of a Python expression of integers: `3 * 2**10` becomes `3 \cdot 2^{10}`."""
    text = _factorials(python)
    if rng.random() < 0.3:
        text = re.sub(_QUOTIENT, lambda match: rf"\frac{{{match[1].strip('()')}}}{{{match[2].strip('()')}}}", text)
    text = re.sub(r"\*\*(\d+)", lambda match: f"^{{{match[1]}}}", text)
    if rng.random() < 0.5:
        text = re.sub(r"\^\{(\d)\}", r"^\1", text)
    text = text.replace(" * ", rng.choice([r" \cdot ", r" \times "]))
    return text.replace(" // ", rng.choice([r" \div ", " / "])).replace("%", r"\bmod")


def plain(python: str, rng: random.Random) -> str:
    """The expression as people type it without LaTeX: `3 * 2^10`, `3 × 2^10`, `3*2**10`."""
    text = _factorials(python)
    if rng.random() < 0.85:
        text = text.replace("**", "^")
    text = text.replace(" * ", rng.choice([" * ", " * ", " × ", " x ", "*"]))
    text = text.replace(" // ", rng.choice([" / ", " / ", " ÷ ", "/"]))
    return text.replace(" ", "") if rng.random() < 0.1 and " x " not in text else text


def _factorials(python: str) -> str:
    return re.sub(r"factorial\((\w+)\)", r"\1!", python)
