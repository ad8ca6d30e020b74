"""One-step word problems of SVAMP (MIT licence), each with its equation as a snippet.

`( 290.0 / 2.0 )` becomes `print(290 // 2)`. Many have a number that is not needed, which is what they are good for.
The file is optional and not part of this repository.
"""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from training.calculation import Sort, Term, UnwritableError, imports, rewritten
from training.task import Case, Turn


def _number(text: str) -> Term:
    value = Fraction(text)
    if value.denominator == 1:
        return Term(str(value), value)
    return Term(f'Decimal("{text}")', value, Sort.DECIMAL)


def convert(row: dict[str, str]) -> tuple[str, Case] | None:
    """The question and its solved case; None where the equation does not give the answer."""
    question = row.get("question") or row["problem"]
    try:
        term = rewritten(row["equation"], _number)
    except UnwritableError:
        return None
    if term.code.isdigit() or term.value != Fraction(row["answer"]):
        return None
    line = f"print({term.code})"
    snippet = "\n".join([*imports([line]), line])
    return question, Case({}, row["answer"], (Turn("I compute it.", snippet),), "The answer is")


def cases(path: Path) -> Iterator[tuple[str, Case] | None]:
    """One for each line of the file, None for a row that is left out."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield convert(json.loads(line))
