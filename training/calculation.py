"""Arithmetic found in a data set, rewritten as exact Python: `50*.2` of a question with "20%" is `50 * 20 // 100`.

Whole results of whole numbers divide with `//`, other divisions make a `Fraction`; amounts with cents are `Decimal`.
Where the numbers of an expression come from (the question, an earlier line) is for the caller to say.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class UnwritableError(ValueError):
    """The expression has something in it that the snippets do not use, or a number of unknown origin."""


class Sort(StrEnum):
    INTEGER = "integer"
    FRACTION = "fraction"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of code and what it is worth."""

    code: str
    value: Fraction
    sort: Sort = Sort.INTEGER
    level: int = 0
    """How loosely it binds: 0 a name or number, 1 a product, 2 a sum."""
    ratio: tuple[str, str] | None = None
    """Numerator and denominator as code, where it is a fraction of whole numbers."""

    def within(self, level: int) -> str:
        return f"({self.code})" if self.level > level else self.code


def ratio(top: str, bottom: str, value: Fraction) -> Term:
    """A fraction: `Fraction(20, 100)`, or part of a product that stays whole."""
    return Term(f"Fraction({top}, {bottom})", value, Sort.FRACTION, ratio=(top, bottom))


def rewritten(expression: str, number: Callable[[str], Term]) -> Term:
    """The expression with each number replaced by what `number` makes of it. Raises UnwritableError."""
    text = re.sub(
        r"(?<=[\d)])\s*[x×]\s*(?=[\d(.])", "*", expression.replace(",", "").replace("$", "").replace("%", "/100")
    )
    text = re.sub(r"(?<![\d.])0+(?=\d)", "", text)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise UnwritableError(expression) from error
    return _term(tree.body, text.strip(), number)


def _term(node: ast.expr, text: str, number: Callable[[str], Term]) -> Term:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return number(ast.get_source_segment(text, node) or "")
    if not isinstance(node, ast.BinOp):
        raise UnwritableError(ast.dump(node))
    left, right = _term(node.left, text, number), _term(node.right, text, number)
    if {left.sort, right.sort} == {Sort.FRACTION, Sort.DECIMAL}:
        raise UnwritableError("fractions and decimals do not mix")
    match node.op:
        case ast.Add():
            return _joined(left, "+", right, left.value + right.value, 2)
        case ast.Sub():
            return _joined(left, "-", right, left.value - right.value, 2)
        case ast.Mult():
            return _product(left, right)
        case ast.Div() if right.value:
            return _quotient(left, right)
    raise UnwritableError(ast.dump(node))


def _joined(left: Term, sign: str, right: Term, value: Fraction, level: int) -> Term:
    sort = left.sort if left.sort is not Sort.INTEGER else right.sort
    tighter = level - 1 if sign == "-" else level
    return Term(f"{left.within(level)} {sign} {right.within(tighter)}", value, sort, level)


def _product(left: Term, right: Term) -> Term:
    """`x * 20 // 100` rather than `x * Fraction(20, 100)`, as long as it comes out whole."""
    value = left.value * right.value
    if left.ratio and right.sort is Sort.INTEGER:
        left, right = right, left
    if right.ratio and left.sort is Sort.INTEGER and value.denominator == 1:
        top, bottom = right.ratio
        times = left.within(1) if top == "1" else f"{left.within(1)} * {top}"
        return Term(f"{times} // {bottom}", value, level=1)
    return _joined(left, "*", right, value, 1)


def _quotient(left: Term, right: Term) -> Term:
    value = left.value / right.value
    if left.sort is Sort.DECIMAL:
        if (value * 10**6).denominator > 1 or right.sort is Sort.DECIMAL:
            raise UnwritableError("the decimal does not end")
        return Term(f"{left.within(1)} / {right.within(0)}", value, Sort.DECIMAL, 1)
    if right.sort is Sort.DECIMAL:
        raise UnwritableError("a whole number divided by a decimal")
    if left.sort is Sort.FRACTION or right.sort is Sort.FRACTION:
        return Term(f"{left.within(1)} / {right.within(0)}", value, Sort.FRACTION, 1)
    if value.denominator == 1:
        return Term(f"{left.within(1)} // {right.within(0)}", value, level=1)
    return ratio(left.code, right.code, value)


def imports(lines: list[str]) -> list[str]:
    """The import lines that the code needs."""
    code = "\n".join(lines)
    wanted = (("Decimal(", "from decimal import Decimal"), ("Fraction(", "from fractions import Fraction"))
    return [line for used, line in wanted if used in code]
