"""Problems to train on: OpenMathReasoning from the hub or a JSONL file, without those an evaluation set has too.

Only questions and answers are read, never solutions. Of OpenMathReasoning the `tir` split is meant, problems with a
known answer; `nvidia/Nemotron-RL-math-OpenMathReasoning` holds questions and answers alone and is a far smaller
download. A problem is left out where it shares NGRAM consecutive words or symbols with an evaluation problem, or, where
that one is shorter, all of it.
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from deepmath_xpu.records import problems as read
from deepmath_xpu.types import Problem

log = logging.getLogger(__name__)

HUB = {
    "nvidia/OpenMathReasoning": "tir",
    "nvidia/Nemotron-RL-math-OpenMathReasoning": "train",
}
"""Data sets known by name, and the split of each."""

NGRAM = 10
SHORTEST = 5
"""An evaluation problem of fewer words is compared as a whole."""

_WORD = re.compile(r"[a-z]+|[0-9]+|[^\sa-z0-9]")
_SPACING = re.compile(r"\\[,;:!() \[\]]|\\(?:left|right|displaystyle|quad|qquad)(?![a-z])|[${}~]|[.,;:!?](?=\s|$)")


def load(source: str, exclude: Sequence[Path] = ()) -> list[Problem]:
    """All problems of `source`, each question once, without those `exclude` has.

    `source`: a name in HUB or a JSONL file. Raises RecordError for an unreadable file.
    """
    found = list(unique(_hub(source) if source in HUB else jsonl(Path(source))))
    banned = Banned(problem.question for path in exclude for problem in read(path))
    kept = [problem for problem in found if problem.question not in banned]
    log.info("%s: %d problems, %d left out as known to evaluation", source, len(found), len(found) - len(kept))
    return kept


def jsonl(path: Path) -> Iterator[Problem]:
    """Rows as the runtime reads them, and also OpenMathReasoning's `expected_answer`."""
    found = read(path)
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    for problem, line in zip(found, lines, strict=True):
        answer = problem.answer or json.loads(line).get("expected_answer")
        yield Problem(problem.id, problem.question, None if answer is None else str(answer))


def _hub(name: str) -> Iterator[Problem]:
    import datasets  # only here: the download

    rows: Iterable[Mapping[str, Any]] = datasets.load_dataset(name, split=HUB[name])
    return hub_problems(rows)


def hub_problems(rows: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """Rows of either data set; those without an answer that can be compared are left out."""
    for number, row in enumerate(rows):
        question, answer = row.get("problem") or row.get("question"), row.get("expected_answer")
        has_answer = row.get("problem_type", "has_answer_extracted") == "has_answer_extracted"
        if question and answer and has_answer:
            yield Problem(f"omr-{number}", str(question), str(answer))


def unique(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Each question once: the rows of a data set are solutions, of which a problem has many."""
    seen = set[str]()
    for problem in problems:
        if problem.question not in seen:
            seen.add(problem.question)
            yield problem


class Banned:
    """Texts that no training problem may contain or resemble; `in` asks."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._grams = set[tuple[str, ...]]()
        self._whole = set[tuple[str, ...]]()
        for text in texts:
            words = tokens(text)
            self._grams.update(grams(words))
            if len(words) < NGRAM:
                self._whole.add(words)
        self._lengths = sorted({len(words) for words in self._whole if len(words) >= SHORTEST})

    def __contains__(self, text: object) -> bool:
        words = tokens(str(text))
        if words in self._whole or not self._grams.isdisjoint(grams(words)):
            return True
        return any(not self._whole.isdisjoint(grams(words, length)) for length in self._lengths)


def tokens(text: str) -> tuple[str, ...]:
    """Words, whole numbers and symbols, without case, spacing and TeX's layout."""
    return tuple(_WORD.findall(_SPACING.sub(" ", text.lower())))


def grams(words: tuple[str, ...], length: int = NGRAM) -> Iterator[tuple[str, ...]]:
    return (words[start : start + length] for start in range(len(words) - length + 1))
