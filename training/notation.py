"""How a formula is written in a problem: in LaTeX, in plain text in several habits, and in Python.

A formula is built once, as `Written`; `slots` draws one habit for a whole problem and gives each formula three slots:
`<f>` in plain text, `<f_tex>` in LaTeX without delimiters, and `<f_math>` in either, with delimiters where it is LaTeX.
"""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

_PLAIN = (
    (re.compile(r"Rational\('([\d.]+)'\)"), r"\1"),
    (re.compile(r"Rational\((-?\d+), (\d+)\)"), r"\1/\2"),
    (re.compile(r"Abs\(([^()]*)\)"), r"|\1|"),
    (re.compile(r"\bexp\(([a-z])\)"), r"e^\1"),
    (re.compile(r"\bexp\("), "e^("),
    (re.compile(r"\blog\("), "ln("),
    (re.compile(r"\*\*"), "^"),
    (re.compile(r"(?<![\w)^])(\d+)\*(?=[a-z(])"), r"\1"),
    (re.compile(r"(?<=\))\*(?=\()"), ""),
    (re.compile(r"\b([a-z](?:\^\d+)?)\*(?=[a-z]\b|\()"), r"\1"),
    (re.compile(r"(?<=[\w)])\*(?=[a-z|])"), " "),
)
Change = tuple[tuple[str, str], ...]
"""Patterns and what stands for them, one after the other."""
_TEX_QUIRKS: tuple[tuple[Change, float], ...] = (
    (((r"\\(sin|cos|tan|ln) ([a-z])\b", r"\\\1(\2)"),), 0.2),
    (((r"(?<!\\left)(?<!\\)\(", r"\\left("), (r"(?<!\\right)(?<!\\)\)", r"\\right)")), 0.1),
    (((r"\\frac", r"\\dfrac"),), 0.1),
    (((r"\\frac\{(\w+)\}\{(\w+)\}", r"\1/\2"),), 0.1),
    (((r"(?<=\d)\\(sin|cos|tan|ln|sqrt)", r"\\,\\\1"),), 0.15),
)
"""Habits of some people in LaTeX, and how often each is met."""
_PLAIN_QUIRKS: tuple[tuple[Change, float], ...] = (
    (((r"\b(sin|cos|tan|ln)\((\d?[a-z])\)", r"\1 \2"),), 0.3),
    (((r"\be\^\(([^()]*)\)", r"exp(\1)"), (r"\be\^([a-z])\b", r"exp(\1)")), 0.12),
    (((r"\bsqrt\((\w)\)", r"√\1"), (r"\bsqrt\(", "√(")), 0.2),
    (((r"\bln\b", "log"),), 0.04),
    (((r"(?<=\s)-(?=\s)", "−"),), 0.04),
    (
        (
            (r"(?<=[a-z])\^2\b", " squared"),
            (r"(?<=[a-z])\^3\b", " cubed"),
            (r"(?<=\w) \+ (?=\w)", " plus "),
            (r"(?<=\w) - (?=\w)", " minus "),
        ),
        0.05,
    ),
)
"""The same in plain text; the last one spells the signs."""
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Written:
    """One formula in two notations."""

    tex: str
    code: str
    """Python with sympy's names; an equation has `=` between two such sides."""

    @property
    def plain(self) -> str:
        text = self.code
        for pattern, replacement in _PLAIN:
            text = pattern.sub(replacement, text)
        return text


def integer(value: int) -> Written:
    return Written(str(value), str(value))


def fraction(value: Fraction) -> Written:
    if value.denominator == 1:
        return integer(value.numerator)
    sign = "-" if value < 0 else ""
    return Written(
        rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}",
        f"Rational({value.numerator}, {value.denominator})",
    )


def monomial(coefficient: int | Fraction, power: int, x: str = "x") -> Written:
    """`3x^2`; 1 and -1 are not written before the variable."""
    if power == 0 or coefficient == 0:
        return fraction(Fraction(coefficient))
    raised = x if power == 1 else f"{x}^{power}" if power < 10 else f"{x}^{{{power}}}"
    code = x if power == 1 else f"{x}**{power}"
    top, bottom = abs(Fraction(coefficient).numerator), Fraction(coefficient).denominator
    sign = "-" if coefficient < 0 else ""
    times = "" if top == 1 else f"{top}*"
    if bottom == 1:
        return Written(f"{sign}{'' if top == 1 else top}{raised}", f"{sign}{times}{code}")
    return Written(rf"{sign}\frac{{{top}}}{{{bottom}}}{raised}", f"{sign}{times}{code}/{bottom}")


def total(terms: Iterable[Written]) -> Written:
    """The terms in this order, joined by their signs; a term `0` is dropped."""
    kept = [term for term in terms if term.code != "0"] or [integer(0)]
    return Written(_signed([term.tex for term in kept]), _signed([term.code for term in kept]))


def _signed(terms: Sequence[str]) -> str:
    text = terms[0]
    for term in terms[1:]:
        text += f" - {term[1:]}" if term.startswith("-") else f" + {term}"
    return re.sub(r"\+ Rational\(-(\d+)", r"- Rational(\1", text)


def polynomial(coefficients: Sequence[int | Fraction], x: str = "x") -> Written:
    """Coefficients from the highest power down."""
    return total(monomial(c, len(coefficients) - 1 - i, x) for i, c in enumerate(coefficients) if c)


def grouped(inner: Written) -> Written:
    return Written(f"({inner.tex})", f"({inner.code})")


def is_sum(formula: Written) -> bool:
    """Whether it needs parentheses before a factor: a plus or minus outside all brackets."""
    depth = 0
    for before, sign in zip(formula.tex, formula.tex[1:], strict=False):
        depth += (before in "({") - (before in ")}")
        if depth == 0 and before == " " and sign in "+-":
            return True
    return False


def product(factors: Sequence[Written]) -> Written:
    """Factors side by side; each is already in parentheses where it must be."""
    return Written("".join(f.tex for f in factors), "*".join(f.code for f in factors))


def quotient(top: Written, bottom: Written) -> Written:
    over = top.code if re.fullmatch(r"\w+(\(\w+\))?|\d+\*\w+", top.code) else f"({top.code})"
    under = bottom.code if re.fullmatch(r"\w+(\(\w+\))?", bottom.code) else f"({bottom.code})"
    return Written(rf"\frac{{{top.tex}}}{{{bottom.tex}}}", f"{over}/{under}")


def equation(left: Written, right: Written, sign: str = "=") -> Written:
    tex_sign = {"<=": r"\le", ">=": r"\ge"}.get(sign, sign)
    return Written(f"{left.tex} {tex_sign} {right.tex}", f"{left.code} {sign} {right.code}")


def number(rng: random.Random, value: int) -> str:
    """Digits, now and then with commas."""
    return f"{value:,}" if abs(value) >= 1000 and rng.random() < 0.15 else str(value)


def slots(rng: random.Random, formulas: Mapping[str, Written]) -> dict[str, str]:
    """`name`, `name_tex` and `name_math` of each formula, all in one habit."""
    opening, closing = rng.choices([("$", "$"), (r"\(", r"\)"), ("", "")], [50, 12, 38])[0]
    habit = rng.choices(["caret", "code", "star", "superscript"], [74, 10, 6, 10])[0]
    tight, braces = rng.random() < 0.2, rng.random() < 0.2
    tex_quirks = [quirk for quirk, share in _TEX_QUIRKS if rng.random() < share]
    plain_quirks = [quirk for quirk, share in _PLAIN_QUIRKS if rng.random() < share]
    filled: dict[str, str] = {}
    for name, formula in formulas.items():
        tex = _changed(_in_habit_tex(formula.tex, tight, braces), tex_quirks)
        plain = _changed(_in_habit(formula, habit, tight), plain_quirks)
        filled[name], filled[f"{name}_tex"] = plain, tex
        filled[f"{name}_math"] = f"{opening}{tex}{closing}" if opening else plain
    return filled


def _changed(text: str, changes: Iterable[Change]) -> str:
    for change in changes:
        for pattern, replacement in change:
            text = re.sub(pattern, replacement, text)
    return text


def _in_habit_tex(tex: str, tight: bool, braces: bool) -> str:
    tex = re.sub(r"\^(\d)(?!\d)", r"^{\1}", tex) if braces else tex
    return re.sub(r" ([-+=<>]) ", r"\1", tex) if tight else tex


def _in_habit(formula: Written, habit: str, tight: bool) -> str:
    plain = formula.plain
    if habit in ("code", "star") and "Rational" not in formula.code and "Matrix" not in formula.code:
        plain = formula.code if habit == "code" else formula.code.replace("**", "^")
        plain = re.sub(r"Abs\(([^()]*)\)", r"|\1|", plain)
    if habit == "superscript":
        plain = re.sub(r"\^(\d+)\b", lambda match: match.group(1).translate(_SUPERSCRIPTS), plain)
    return re.sub(r" ([-+=<>]) ", r"\1", plain) if tight else plain
