"""Exact values as sympy writes them in LaTeX, found without sympy: roots and multiples of pi."""

from fractions import Fraction
from math import isqrt


def over(shown: str, bottom: int) -> str:
    return shown if bottom == 1 else rf"\frac{{{shown}}}{{{bottom}}}"


def times(number: int, symbol: str) -> str:
    return symbol if number == 1 else f"{number} {symbol}"


def root(square: Fraction | int) -> str:
    """The square root of a rational: `5`, `2 \\sqrt{3}`, `\\frac{\\sqrt{6}}{2}`."""
    value = Fraction(square)
    inside, outer = value.numerator * value.denominator, 1
    factor = 2
    while factor * factor <= inside:
        while inside % (factor * factor) == 0:
            inside, outer = inside // (factor * factor), outer * factor
        factor += 1
    front = Fraction(outer, value.denominator)
    if inside == 1:
        return over(str(front.numerator), front.denominator)
    return over(times(front.numerator, rf"\sqrt{{{inside}}}"), front.denominator)


def pi_times(number: Fraction | int) -> str:
    """`25 \\pi`, `\\frac{9 \\pi}{4}`."""
    value = Fraction(number)
    return over(times(value.numerator, r"\pi"), value.denominator)


def is_square(n: int) -> bool:
    return isqrt(n) ** 2 == n
