"""Problems of every family, solved: drawn, put into words, their snippets run for real, written as one JSON line each.

A row holds the steps as the agent loop would have recorded them (`text` is the model's, `observation` the executor's),
so training sees the same thing whether a row was generated here or came out of a rollout.
"""

import contextlib
import importlib
import io
import json
import pkgutil
import random
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepmath_xpu import transcript
from training import families, mishaps
from training.dress import dress, parted
from training.families import stories_told
from training.task import Case, Kind, Turn, word

WORDINGS = Path(__file__).parent / "wordings"
FAMILY_OF = {"stories": "word_problems", "polynomial": "polynomials", "sums": "sequences"}
"""The family of a module by the first word of its name, where the two differ."""

FAVOURED = {"arithmetic": 3.0, "statistics": 2.0, "systems": 1.5, "polynomials": 1.5, "determinants": 1.5}
"""Families drawn more often: their snippets copy long expressions and lists, which every other family needs too."""

SELDOM = 0.2
"""How often a rare kind comes, against a usual one: `wordings/rare.toml` names those that hardly anybody asks."""

TOLD = 0.05
"""The same for a story of `stories_told`: each has only a few wordings and is learnt by heart, not understood."""

PARTED, DIGITS_MATTER = 0.1, ("bases", "digit_sums")
"""Share of the questions with their thousands parted, and the families where a number is a row of digits."""

MISHAPS = 0.06
"""Share of the training snippets that first go wrong."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind with the wordings of one split."""

    family: str
    kind: Kind
    wordings: tuple[str, ...]
    weight: float = 1.0
    """How often it is asked, against a usual kind."""


def sheets(split: str) -> list[Sheet]:
    """Every kind that has wordings in `split` (`train` or `heldout`), in a fixed order."""
    wordings = patterns(WORDINGS / split)
    if split == "train":
        wordings |= stories_told.wordings()
    rare = frozenset(tomllib.loads((WORDINGS / "rare.toml").read_text(encoding="utf-8"))["rare"])
    modules = sorted(module.name for module in pkgutil.iter_modules(families.__path__))
    found = []
    for module in modules:
        kinds: tuple[Kind, ...] = getattr(importlib.import_module(f"training.families.{module}"), "KINDS", ())
        first = module.split("_")[0]
        family = FAMILY_OF.get(first, first if first in modules else module)
        usual = TOLD if module == "stories_told" else 1.0
        found += [
            Sheet(family, kind, wordings[kind.name], SELDOM if kind.name in rare else usual)
            for kind in kinds
            if kind.name in wordings
        ]
    return found


def patterns(folder: Path) -> dict[str, tuple[str, ...]]:
    """The patterns of every kind, all files of the folder together."""
    merged: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.toml")):
        for kind, listed in tomllib.loads(path.read_text(encoding="utf-8")).items():
            merged[kind] = merged.get(kind, ()) + tuple(listed)
    return merged


def run(turns: tuple[Turn, ...]) -> list[str]:
    """What each snippet prints; they share their variables. The snippets are ours, so no sandbox is needed."""
    scope: dict[str, Any] = {"__name__": "__main__"}
    outputs = []
    for turn in turns:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(turn.snippet, "<snippet>", "exec"), scope)
        outputs.append(printed.getvalue())
    return outputs


def solve(case: Case, rng: random.Random | None = None) -> list[dict[str, Any]]:
    """The steps of the solved trace; with `rng`, now and then a failed snippet stands before the right one."""
    outputs = run(case.turns)
    steps: list[dict[str, Any]] = []
    for index, (turn, output) in enumerate(zip(case.turns, outputs, strict=True)):
        text = turn.text
        failed = mishaps.failing(case.turns, index, rng) if rng and rng.random() < MISHAPS else None
        if failed:
            code, said = failed
            steps.append({**_step(text, code, said), "learn": False})
            text = mishaps.SORRY
        steps.append(_step(text, turn.snippet, output.strip()))
    steps.append({"text": f"{case.closing} \\boxed{{{outputs[-1].strip()}}}.<|im_end|>", "observation": ""})
    return steps


def _step(text: str, code: str, output: str) -> dict[str, str]:
    return {
        "text": f"{text}\n<tool_call>\n{code}\n</tool_call>",
        "observation": transcript.observation(output),
    }


def add(found: Iterable[tuple[str, Case] | None], source: str) -> Iterator[dict[str, Any]]:
    """Rows of a foreign set of word problems; None is a problem its reader could not turn into a snippet."""
    for number, item in enumerate(found):
        if item is not None:
            question, case = item
            common = {"id": f"{source}-{number}", "family": "word_problems", "question": question}
            yield {**common, "answer": case.answer, "steps": solve(case)}


def row(sheet: Sheet, rng: random.Random, number: int, plain: bool) -> dict[str, Any]:
    case = sheet.kind.draw(rng)
    question = word(rng.choice(sheet.wordings), case.slots, rng)
    if not plain:
        question = dress(question, rng)
        if sheet.family not in DIGITS_MATTER and rng.random() < PARTED:
            question = parted(question, rng)
    return {
        "id": f"{sheet.kind.name}-{number}",
        "family": sheet.family,
        "question": question,
        "answer": case.answer,
        "steps": solve(case, None if plain else rng),
    }


def rows(count: int, seed: int, split: str = "train") -> Iterator[dict[str, Any]]:
    """`count` rows: a family by the square root of its number of kinds, then a kind, usual ones more often."""
    rng = random.Random(f"{split}-{seed}")
    by_family: dict[str, list[Sheet]] = {}
    for sheet in sheets(split):
        by_family.setdefault(sheet.family, []).append(sheet)
    names = sorted(by_family)
    favour = FAVOURED if split == "train" else {}
    weights = {name: [sheet.weight for sheet in by_family[name]] for name in names}
    chances = [favour.get(name, 1.0) * sum(weights[name]) ** 0.5 for name in names]
    for number in range(count):
        family = rng.choices(names, chances)[0]
        sheet = rng.choices(by_family[family], weights[family])[0]
        yield row(sheet, rng, number, plain=split != "train")


def write(path: Path, generated: Iterator[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in generated)
