"""Grade school word problems of GSM8K (MIT licence), each with a snippet made of its solution's calculator marks.

`<<48/2=24>>24 clips` becomes `clips = 48 // 2`; a later mark that works with 24 uses `clips`; the last is printed.
A row is left out when a number in its marks comes from neither the question, an earlier mark nor common knowledge
(60 minutes), or when the snippet does not print the answer. The file is optional and not part of this repository.
"""

import contextlib
import io
import json
import keyword
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from string import ascii_lowercase

from training.calculation import Sort, Term, UnwritableError, imports, ratio, rewritten
from training.everyday import WORDS
from training.task import Case, Turn

_MARK = re.compile(r"<<([^<>=]+)=([^<>=]+)>>\s*([^\n<]*)")
_OPERAND = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?|\.\d+)(\s*(?:%|percent|cents?\b|-cent))?")
_PLAIN = re.compile(r"(?<![\w.,<=(+*/-])\$?(\d[\d.,]*(?: *[-+*/x×] *\$?\d[\d.,]*%?)+) *= *\$?(\d[\d,]*(?:\.\d+)?)")
"""A calculation of the solution that no mark stands beside."""
_KNOWN = {
    "week": (7, 52), "day": (7, 24, 5), "daily": (7,), "hour": (24, 60), "minute": (60,), "second": (60,), "year":
    (12, 52, 365), "month": (4, 12, 30), "annual": (12, 52), "january": (31,), "march": (31,), "may": (31,), "july":
    (31,), "august": (31,), "december": (31,), "june": (30,), "april": (30,), "november": (30,), "september": (30,),
    "february": (28,), "dozen": (12,), "percent": (100,), "foot": (12, 3), "feet": (12, 3), "inch": (12,), "meter":
    (100, 1000), "centimeter": (100,), "kilometer": (1000,), "km": (1000,), "kg": (1000,), "gram": (1000,),
    "kilogram": (1000,), "liter": (1000,), "ml": (1000,), "pound": (16,), "ounce": (16,), "cent": (100,), "yard": (3,
    36), "gallon": (4, 16), "double": (2,), "twice": (2,), "half": (2,), "both": (2,), "couple": (2,), "pair": (2,),
    "triple": (3,), "thrice": (3,), "third": (3,), "quarter": (4, 25), "fourth": (4,), "fifth": (5,), "sixth": (6,),
    "seventh": (7,), "eighth": (8,), "ninth": (9,), "tenth": (10,), "thirty": (30,), "forty": (40,), "fifty": (50,),
    "sixty": (60,), "seventy": (70,), "eighty": (80,), "ninety": (90,), "hundred": (100,), "weekday": (5,), "weekend":
    (2,), "square": (4,), "dime": (10,), "nickel": (5,), "perimeter": (2, 4), "season": (4,), "century": (100,),
    "decade": (10,), "twin": (2,), "dog": (4,), "cow": (4,), "car": (4,), "chicken": (2,), "spider": (8,), "average":
    (2,),
}  # fmt: skip
"""Numbers that a word of the question may stand for."""
_NOT_NAMES = {
    "the", "and", "are", "for", "per", "more", "less", "than", "that", "each", "she", "his", "her", "has", "have",
    "will", "was", "were", "from", "with", "out", "who", "can", "left", "away", "new", "total",
}  # fmt: skip


@dataclass(slots=True)
class _Sheet:
    """What a question says, and the lines written so far."""

    question: str
    money: bool
    """Whether amounts with cents are decimals; else they are fractions."""
    lines: list[str] = field(default_factory=list)
    results: list[tuple[str, Term]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    pending: Counter[Fraction] = field(default_factory=Counter)
    """How often a number still comes in the marks ahead."""

    def number(self, text: str) -> Term:
        """A number of a mark: an earlier result, something of the question, or known by everyone."""
        value = Fraction(text)
        written = self._written(value)
        self.pending[value] -= 1
        equal = [(name, term) for name, term in self.results if term.value == value]
        unused = [(name, term) for name, term in equal if name not in self.used]
        if written and unused and self.pending[value] >= len(unused):
            raise UnwritableError(f"{text} may be from the question or a result")
        if unused or (equal and not written):
            name, term = unused[0] if unused else equal[-1]
            self.used.add(name)
            return Term(name, value, term.sort)
        if not written:
            raise UnwritableError(f"{text} is not in the question")
        return written

    def _written(self, value: Fraction) -> Term | None:
        for match in _NUMBER.finditer(self.question):
            digits, unit = match[1].replace(",", ""), (match[2] or "").strip(" -")
            said = Fraction(digits)
            if unit in ("%", "percent") and (term := _percentage(digits, said / 100, value)):
                return term
            if unit.startswith("cent") and said / 100 == value:
                return (
                    Term(f'Decimal("{float(value):.2f}")', value, Sort.DECIMAL)
                    if self.money
                    else ratio(digits, "100", value)
                )
            if said == value and value.denominator > 1:
                return (
                    Term(f'Decimal("{digits}")', value, Sort.DECIMAL)
                    if self.money
                    else Term(f'Fraction("{digits}")', value, Sort.FRACTION)
                )
            if said == value:
                return Term(str(value), value, Sort.INTEGER)
        return _from_words(self.question, value)


def _percentage(digits: str, share: Fraction, value: Fraction) -> Term | None:
    if "." in digits:
        return None
    tops = {share: digits, 1 - share: f"(100 - {digits})", 1 + share: f"(100 + {digits})"}
    return ratio(tops[value], "100", value) if value in tops and value != 1 else None


def _from_words(question: str, value: Fraction) -> Term | None:
    words = re.findall(r"[a-z]+", question.lower())
    said = {1, 2} | {WORDS.index(word) for word in words if word in WORDS}
    said |= {n for word in words for n in (*_KNOWN.get(word, ()), *_KNOWN.get(word.removesuffix("s"), ()))}
    if "%" in question:
        said.add(100)
    if value.denominator == 1 and value in said:
        return Term(str(value), value)
    if (value.numerator <= value.denominator <= 12 and value.denominator in said) or (
        value == Fraction(1, 100) and 100 in said
    ):
        return ratio(str(value.numerator), str(value.denominator), value)
    return None


def _name(after: str, sheet: _Sheet) -> str:
    """The word after the result where it is one of the question's, else the next letter."""
    taken = {name for name, _ in sheet.results}
    match = re.search(r"[a-z]{3,}\b", after.strip()[:40].lstrip("$0123456789,.% "))
    word = match[0] if match and match.start() == 0 else ""
    if word in taken | _NOT_NAMES or keyword.iskeyword(word) or not re.search(rf"\b{word}\b", sheet.question):
        word = ""
    return word or next(letter for letter in ascii_lowercase if letter not in taken)


def _marked(solution: str) -> str:
    """The solution with marks around calculations that have none."""
    parts = re.split(r"(<<[^>]*>>)", solution)
    return "".join(part if part.startswith("<<") else _PLAIN.sub(r"<<\1=\2>>\2", part) for part in parts)


def _snippet(question: str, solution: str, money: bool) -> str:
    """Raises UnwritableError."""
    sheet = _Sheet(question, money)
    marks = _MARK.findall(_marked(solution))
    if not marks:
        raise UnwritableError("no calculator marks")
    sheet.pending.update(Fraction(text) for mark in marks for text in _OPERAND.findall(mark[0].replace(",", "")))
    for index, (expression, result, after) in enumerate(marks):
        if re.fullmatch(r"\s*[\d.,$]+\s*", expression) and index < len(marks) - 1:
            raise UnwritableError(f"{expression} is given without a calculation")
        term = rewritten(expression, sheet.number)
        if abs(term.value - Fraction(re.sub(r"[^\d.\-/]", "", result) or "0")) > Fraction(1, 100):
            raise UnwritableError(f"{expression} is not {result}")
        if index == len(marks) - 1:
            sheet.lines.append(f"print({term.code})")
            break
        name = _name(after, sheet)
        sheet.results.append((name, term))
        sheet.lines.append(f"{name} = {term.code}")
    if any(
        not re.search(rf"\b{name}\b", "\n".join(sheet.lines[index + 1 :]))
        for index, (name, _) in enumerate(sheet.results)
    ):
        raise UnwritableError("a result is never used")
    return "\n".join(imports(sheet.lines) + sheet.lines)


def _prints(snippet: str, answer: str) -> bool:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(snippet, "<snippet>", "exec"), {})
    return Fraction(printed.getvalue().strip()) == Fraction(answer)


def convert(row: dict[str, str]) -> tuple[str, Case] | None:
    """The question and its solved case; None where the marks do not make a snippet."""
    question = row.get("question") or row["problem"]
    answer = row["answer"].replace(",", "").split("####")[-1].strip()
    for money in (True, False):
        try:
            snippet = _snippet(question, row["solution"], money)
            right = _prints(snippet, answer)
        except (UnwritableError, ValueError, ZeroDivisionError):
            continue
        if right:
            return question, Case({}, answer, (Turn("I compute it step by step.", snippet),), "The answer is")
    return None


def cases(path: Path) -> Iterator[tuple[str, Case] | None]:
    """One for each line of the file, None for a row that is left out."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield convert(json.loads(line))
