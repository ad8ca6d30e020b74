"""Arithmetic with pencil and paper: each function gives the result and says every step to `Page`.

Digits are added with carries, subtracted with borrowing, multiplied by partial products, divided by long division.
Every equation that is said is true, which `tests/training/test_longhand.py` checks.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import zip_longest
from math import gcd, isqrt

MOST_CHARACTERS = 1500
MOST_FACTOR = 60
"""Trial division goes no further."""


class TooHardError(Exception):
    """Not worked out by hand: too long, or nothing that is known here."""


class Page:
    """The sentences so far. TooHardError where they become too long."""

    def __init__(self) -> None:
        self._sentences: list[str] = []
        self._room = MOST_CHARACTERS

    def say(self, sentence: str) -> None:
        self._room -= len(sentence) + 1
        if self._room < 0:
            raise TooHardError("it takes too long by hand")
        self._sentences.append(sentence)

    @property
    def text(self) -> str:
        return " ".join(self._sentences)


def add(page: Page, a: int, b: int) -> int:
    if a >= 0 and b >= 0:
        return _add(page, a, b)
    if a < 0 and b < 0:
        page.say(f"Both are negative, so I add {-a} and {-b} and put a minus before it.")
        return -_add(page, -a, -b)
    positive, negative = max(a, b), -min(a, b)
    if positive >= negative:
        return _subtract(page, positive, negative)
    page.say(f"{negative} is more than {positive}, so the result is negative.")
    return -_subtract(page, negative, positive)


def subtract(page: Page, a: int, b: int) -> int:
    if b < 0:
        page.say(f"Taking away {b} is adding {-b}.")
    return add(page, a, -b)


def multiply(page: Page, a: int, b: int) -> int:
    found = _multiply(page, abs(a), abs(b))
    if (a < 0) == (b < 0) or not found:
        return found
    page.say("One factor is negative, so the product is.")
    return -found


def divide(page: Page, a: int, b: int) -> tuple[int, int]:
    """Quotient and remainder by long division, of numbers that are not negative."""
    if a < 0 or b <= 0:
        raise TooHardError("division of negative numbers")
    page.say(f"I divide {a} by {b}, digit by digit.")
    rest, digits = 0, ""
    for digit in str(a):
        rest = 10 * rest + int(digit)
        times = rest // b
        if times:
            page.say(f"{b} goes {times} times into {rest}: {times} * {b} = {times * b}, {rest - times * b} is left.")
        elif digits:
            page.say(f"{b} does not go into {rest}, write 0.")
        digits += str(times) if times or digits else ""
        rest -= times * b
    page.say(f"So {a} divided by {b} is {digits or 0}, remainder {rest}.")
    return int(digits or 0), rest


def power(page: Page, a: int, exponent: int) -> int:
    if not 0 <= exponent <= 8:
        raise TooHardError("a high power")
    found = 1 if exponent == 0 else a
    for done in range(2, exponent + 1):
        page.say(f"Now the power {done} of {a}:")
        found = multiply(page, found, a)
    return found


def divisor(page: Page, numbers: Sequence[int]) -> int:
    """Greatest common divisor, by Euclid."""
    found, *others = map(abs, numbers)
    for other in others:
        a, b = max(found, other), min(found, other)
        while b:
            page.say(f"{a} = {a // b} * {b} + {a % b}.")
            a, b = b, a % b
        page.say(f"The greatest common divisor of {found} and {other} is {a}.")
        found = a
    return found


def multiple(page: Page, numbers: Sequence[int]) -> int:
    """Least common multiple: the product over the common divisor."""
    found, *others = map(abs, numbers)
    for other in others:
        common = divisor(page, (found, other))
        page.say(f"The least common multiple is {found} / {common} * {other}, that is {found // common} * {other}.")
        found = multiply(page, found // common, other)
    return found


def is_prime(page: Page, n: int) -> bool:
    if n < 2:
        page.say(f"{n} is less than 2, so it is not prime.")
        return False
    if isqrt(n) > MOST_FACTOR:
        raise TooHardError("a large number to test")
    for factor in _primes(isqrt(n)):
        page.say(f"{n} = {n // factor} * {factor} + {n % factor}.")
        if n % factor == 0:
            page.say(f"{factor} divides {n}, so it is not prime.")
            return False
    page.say(f"No prime up to the root of {n} divides it, so it is prime.")
    return True


def factors(page: Page, n: int) -> list[int]:
    """Prime factors, ascending, as often as they divide."""
    found, left = list[int](), n
    for factor in _primes(MOST_FACTOR):
        while left % factor == 0 and factor * factor <= left and left > factor:
            page.say(f"{left} = {factor} * {left // factor}.")
            found.append(factor)
            left //= factor
    if left >= MOST_FACTOR**2:
        raise TooHardError("a large prime factor")
    page.say(f"{left} is prime." if left > 1 else f"{n} has no prime factor.")
    return [*found, left] if left > 1 else found


def add_all(page: Page, numbers: Sequence[int]) -> int:
    found, *others = numbers
    for other in others:
        page.say(f"{found} + {other} = {found + other}.")
        found += other
    return found


def reduce(page: Page, numerator: int, denominator: int) -> Fraction:
    """The fraction in lowest terms."""
    common = gcd(numerator, denominator)
    if denominator != 1 and common > 1:
        after = Fraction(numerator, denominator)
        page.say(f"{numerator}/{denominator}: both are multiples of {common}, so it is {after}.")
    return Fraction(numerator, denominator)


def _primes(most: int) -> list[int]:
    return [n for n in range(2, most + 1) if all(n % factor for factor in range(2, isqrt(n) + 1))]


def _add(page: Page, a: int, b: int) -> int:
    if a < 10 and b < 10:
        page.say(f"{a} + {b} = {a + b}.")
        return a + b
    page.say(f"I add {a} and {b} from the right.")
    carry = 0
    for x, y in zip_longest(reversed(str(a)), reversed(str(b)), fillvalue=""):
        terms = [term for term in (x, y, str(carry) if carry else "") if term]
        total = sum(map(int, terms))
        worked = f"{' + '.join(terms)} = {total}, w" if len(terms) > 1 else "W"
        carry = total // 10
        page.say(f"{worked}rite {total % 10}{', carry 1' if carry else ''}.")
    page.say(f"So {a} + {b} = {a + b}.")
    return a + b


def _subtract(page: Page, a: int, b: int) -> int:
    """For a >= b >= 0."""
    if a < 20 and b < 10:
        page.say(f"{a} - {b} = {a - b}.")
        return a - b
    page.say(f"I take {b} from {a} from the right.")
    borrowed = 0
    for x, y in zip_longest(map(int, reversed(str(a))), map(int, reversed(str(b))), fillvalue=0):
        below = x - borrowed < y
        top = x + 10 * below
        minus = f" - {borrowed}" if borrowed else ""
        digit = top - y - borrowed
        page.say(f"{top} - {y}{minus} = {digit}{', borrow 1' if below else ''}.")
        borrowed = int(below)
    page.say(f"So {a} - {b} = {a - b}.")
    return a - b


def _multiply(page: Page, a: int, b: int) -> int:
    if a < 10 and b < 10:
        page.say(f"{a} * {b} = {a * b}.")
        return a * b
    long, short = max(a, b), min(a, b)
    page.say(f"I multiply {long} by the digits of {short}.")
    found: int | None = None
    for place, digit in enumerate(reversed(str(short))):
        if digit != "0":
            part = _times(page, long, int(digit)) * 10**place
            if place:
                page.say(f"With {place} zero{'s' if place > 1 else ''} behind it: {part}.")
            found = part if found is None else _add(page, found, part)
    page.say(f"So {a} * {b} = {a * b}.")
    return found or 0


def _times(page: Page, a: int, digit: int) -> int:
    """By one digit, with carries."""
    carry = 0
    for x in map(int, reversed(str(a))):
        plus = f" + {carry}" if carry else ""
        total = digit * x + carry
        carry = total // 10
        page.say(f"{digit} * {x}{plus} = {total}, write {total % 10}{f', carry {carry}' if carry else ''}.")
    page.say(f"That is {a * digit}.")
    return a * digit
