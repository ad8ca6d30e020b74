"""Solved problems rewritten as someone without a computer would solve them: wordy, digit by digit, no snippet.

A generated row holds its snippets; what they compute is read off their syntax and worked out in `training/pencil.py`.
They are not run. A row whose snippets use anything else, or whose work would be too long, stays as it is, and so does
one whose result by hand is not what the snippet printed. A model that learns both kinds of row knows text reasoning
and snippets, and the reinforcement's effect on either can be studied (`python -m training study`).
"""

import ast
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from deepmath_xpu import transcript
from deepmath_xpu.types import boxed
from training import pencil
from training.pencil import Page, TooHardError

Value = Fraction | bool | str
SYSTEM = "Work it out by hand."
"""The system prompt of rows worked out by hand, so that a model can be asked for either."""


def mixed(
    rows: Iterable[dict[str, Any]], share: float, seed: int, longest: int | None = None
) -> Iterator[dict[str, Any]]:
    """The rows, of which that share of those that can be is worked out by hand; the others come unchanged.

    Or, with `longest`, are left out: rows that cannot be worked out by hand in so many characters.
    """
    rng = random.Random(f"longhand-{seed}")
    for row in rows:
        chosen = rng.random() < share
        by_hand = rewritten(row) if chosen or longest is not None else None
        if longest is None:
            yield row if by_hand is None else by_hand
        elif by_hand is not None and len(by_hand["steps"][0]["text"]) <= longest:
            yield by_hand if chosen else row


def rewritten(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """`row` worked out by hand, None where it cannot be."""
    *steps, last = row["steps"]
    answer = boxed(last["text"])
    snippets = [transcript.snippet(step["text"]) for step in steps if step.get("learn", True)]
    if answer is None or not snippets or any(code is None for code in snippets):
        return None
    try:
        work, found = worked([code for code in snippets if code is not None])
    except (TooHardError, ZeroDivisionError):
        return None
    if found != answer:
        return None
    text = f"{work} {last['text']}"
    return {**row, "id": f"longhand_{row['id']}", "system": SYSTEM, "steps": [{"text": text, "observation": ""}]}


def worked(snippets: Sequence[str]) -> tuple[str, str]:
    """The work by hand of what `snippets` compute, and what is printed last. TooHardError where it is not known."""
    hand = _Hand()
    for code in snippets:
        try:
            statements = ast.parse(code).body
        except SyntaxError:
            raise TooHardError("no Python") from None
        for statement in statements:
            hand.do(statement)
    return hand.page.text, hand.printed


class _Hand:
    """Follows statements; keeps variables."""

    def __init__(self) -> None:
        self.page = Page()
        self.printed = ""
        self._names: dict[str, Value] = {}

    def do(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Import() | ast.ImportFrom():
                pass
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._names[name] = self._value(value)
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args, keywords=keywords)):
                self.printed = _separator(keywords).join(str(self._value(arg)) for arg in args)
            case _:
                raise TooHardError("an unknown statement")

    def _value(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=int() as number):
                return Fraction(number)
            case ast.Constant(value=str() as text):
                return text
            case ast.Name(id=name) if name in self._names:
                return self._names[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._number(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return self._combined(op, self._number(left), self._number(right))
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return self._value(body if self._truth(test) else otherwise)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._called(name, args)
        raise TooHardError("an unknown expression")

    def _number(self, node: ast.expr) -> Fraction:
        found = self._value(node)
        if not isinstance(found, Fraction):
            raise TooHardError("not a number")
        return found

    def _whole(self, node: ast.expr) -> int:
        return whole(self._number(node))

    def _truth(self, node: ast.expr) -> bool:
        match node:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                return self._number(left) == self._number(right)
        found = self._value(node)
        if not isinstance(found, bool):
            raise TooHardError("not a condition")
        return found

    def _combined(self, op: ast.operator, a: Fraction, b: Fraction) -> Fraction:
        page = self.page
        match op:
            case ast.Add():
                return added(page, a, b)
            case ast.Sub():
                return (
                    added(page, a, -b) if a.denominator > 1 or b.denominator > 1 else _int(pencil.subtract, page, a, b)
                )
            case ast.Mult():
                return multiplied(page, a, b)
            case ast.Div():
                return divided(page, a, b)
            case ast.FloorDiv():
                return Fraction(pencil.divide(page, whole(a), whole(b))[0])
            case ast.Mod():
                return Fraction(pencil.divide(page, whole(a), whole(b))[1])
            case ast.Pow():
                return _int(pencil.power, page, a, b)
        raise TooHardError("an unknown operator")

    def _called(self, name: str, args: list[ast.expr]) -> Value:
        page = self.page
        if name in ("sum", "prod", "len"):
            return self._of_digits(name, args)
        numbers = [self._number(arg) for arg in args]
        match name, numbers:
            case (("Fraction" | "Integer" | "int"), [a]):
                return a
            case (("Fraction" | "Rational"), [a, b]):
                return _quotient(page, whole(a), whole(b))
            case "abs", [a]:
                return abs(a)
            case "gcd", [_, _, *_]:
                return Fraction(pencil.divisor(page, [whole(number) for number in numbers]))
            case "lcm", [_, _, *_]:
                return Fraction(pencil.multiple(page, [whole(number) for number in numbers]))
            case "isprime", [a]:
                return pencil.is_prime(page, whole(a))
            case "factorial", [a]:
                return self._product(range(1, whole(a) + 1))
            case "divisor_count", [a]:
                return self._divisor_count(whole(a))
        raise TooHardError("an unknown function")

    def _of_digits(self, name: str, args: list[ast.expr]) -> Fraction:
        """`sum(int(d) for d in str(n))` and its like, `len(str(n))`."""
        number, how = digits_of(args)
        if (name == "len") != (how == "as text"):
            raise TooHardError("an unknown function")
        n = self._whole(number)
        digits = [int(digit) for digit in str(n)]
        self.page.say(f"The digits of {n} are {', '.join(map(str, digits))}.")
        if name == "len":
            self.page.say(f"These are {len(digits)}.")
            return Fraction(len(digits))
        return Fraction(pencil.add_all(self.page, digits)) if name == "sum" else self._product(digits)

    def _product(self, numbers: Sequence[int]) -> Fraction:
        if len(numbers) > 12:
            raise TooHardError("a long product")
        found = 1
        for number in numbers:
            found = number if found == 1 else pencil.multiply(self.page, found, number)
        assert found == prod(numbers)
        return Fraction(found)

    def _divisor_count(self, n: int) -> Fraction:
        found = pencil.factors(self.page, n)
        counts = [found.count(factor) + 1 for factor in sorted(set(found))]
        self.page.say("Each exponent plus one: " + ", ".join(map(str, counts)) + ". I multiply these.")
        return self._product(counts)


def digits_of(args: list[ast.expr]) -> tuple[ast.expr, str]:
    """The number whose digits are meant by `str(n)`, `int(d) for d in str(n)` or `map(int, str(n))`, and which way."""
    match args:
        case [ast.Call(func=ast.Name(id="str"), args=[number])]:
            return number, "as text"
        case [
            ast.Call(
                func=ast.Name(id="map"), args=[ast.Name(id="int"), ast.Call(func=ast.Name(id="str"), args=[number])]
            )
        ]:
            return number, "as numbers"
        case [
            ast.GeneratorExp(
                elt=ast.Call(func=ast.Name(id="int"), args=[ast.Name(id=digit)]),
                generators=[
                    ast.comprehension(
                        target=ast.Name(id=drawn), iter=ast.Call(func=ast.Name(id="str"), args=[number]), ifs=[]
                    )
                ],
            )
        ] if digit == drawn:
            return number, "as numbers"
    raise TooHardError("an unknown function")


def added(page: Page, a: Fraction, b: Fraction) -> Fraction:
    if a.denominator == b.denominator == 1:
        return _int(pencil.add, page, a, b)
    page.say(f"I bring {a} and {b} over the denominator {a.denominator} * {b.denominator}.")
    bottom = pencil.multiply(page, a.denominator, b.denominator)
    left = pencil.multiply(page, a.numerator, b.denominator)
    right = pencil.multiply(page, b.numerator, a.denominator)
    return pencil.reduce(page, pencil.add(page, left, right), bottom)


def multiplied(page: Page, a: Fraction, b: Fraction) -> Fraction:
    if a.denominator == b.denominator == 1:
        return _int(pencil.multiply, page, a, b)
    page.say(f"I multiply {a} and {b}.")
    top = pencil.multiply(page, a.numerator, b.numerator)
    bottom = max(a.denominator, b.denominator)
    if min(a.denominator, b.denominator) > 1:
        bottom = pencil.multiply(page, a.denominator, b.denominator)
    return _quotient(page, top, bottom)


def divided(page: Page, a: Fraction, b: Fraction) -> Fraction:
    if b.denominator == 1 and a.denominator == 1:
        return _quotient(page, whole(a), whole(b))
    page.say(f"Dividing by {b} is multiplying by {1 / b}.")
    return multiplied(page, a, 1 / b)


def _quotient(page: Page, top: int, bottom: int) -> Fraction:
    """By long division where it comes out even, else as a fraction in lowest terms."""
    if top >= 0 and bottom > 1 and top % bottom == 0:
        return Fraction(pencil.divide(page, top, bottom)[0])
    return pencil.reduce(page, top, bottom)


def whole(number: Fraction) -> int:
    if number.denominator != 1:
        raise TooHardError("not a whole number")
    return number.numerator


def _int(work: Callable[[Page, int, int], int], page: Page, a: Fraction, b: Fraction) -> Fraction:
    return Fraction(work(page, whole(a), whole(b)))


def _separator(keywords: list[ast.keyword]) -> str:
    match keywords:
        case []:
            return " "
        case [ast.keyword(arg="sep", value=ast.Constant(value=str() as separator))]:
            return separator
    raise TooHardError("an unknown way to print")
