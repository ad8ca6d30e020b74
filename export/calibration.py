"""What a data-aware recipe is calibrated on: our own traces, with the executor's outputs inside, at their real lengths.

Traces are taken evenly from the families there are (the part of the problem's id before its last dash), so that none
drowns the others. Problems that the gate asks must not be among them: a shared run of `NGRAM` words tells.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from deepmath_xpu.records import TraceRecord, read

NGRAM = 8
"""Words in a row; a shorter question counts as a whole."""


@dataclass(frozen=True, slots=True)
class Calibration:
    ids: tuple[tuple[int, ...], ...]
    """Prompt, sampled and inserted tokens of each trace."""
    questions: tuple[str, ...]
    digest: str
    """sha256 of the ids."""

    def overlap(self, questions: Iterable[str]) -> list[str]:
        """Those of `questions` that share `NGRAM` words in a row with a calibration problem."""
        known = {gram for question in self.questions for gram in _grams(question)}
        return [question for question in questions if not known.isdisjoint(_grams(question))]


def take(path: Path, count: int, longest: int) -> Calibration:
    """`count` traces of a JSONL of records, none beyond `longest` tokens. RecordError where it cannot be read."""
    families = defaultdict[str, list[TraceRecord]](list)
    for record in read(path):
        families[record.problem.rpartition("-")[0]].append(record)
    turns = zip_longest(*(families[name] for name in sorted(families)))
    taken = [record for turn in turns for record in turn if record is not None][:count]
    ids = tuple((*record.prompt, *record.trace().ids)[:longest] for record in taken)
    digest = hashlib.sha256(repr(ids).encode()).hexdigest()
    return Calibration(ids, tuple(record.question for record in taken), digest)


def _grams(question: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", question.lower())
    return {tuple(words[at : at + NGRAM]) for at in range(max(1, len(words) - NGRAM + 1))}
