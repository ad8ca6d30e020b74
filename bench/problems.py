"""A workload: which problems, how they are asked, how often. TOML in `bench/workloads/`; an unknown key is an error.

A set from the hub is pinned to a commit, downloaded once and read from the cache from then on. Its rows are counted,
and its answers compared with a digest of an independent copy's: a set that was changed or cut is refused.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bench.files import BenchError, save
from deepmath_xpu.records import problems as read_problems
from deepmath_xpu.types import Limits, Problem, Sampling

FOLDER = Path(__file__).parent / "workloads"
CACHE = Path.home() / ".cache" / "deepmath_xpu" / "problems"


class Mode(StrEnum):
    AGENT = "agent"
    MODEL = "model"
    """The model alone: its snippets are text and nothing is run."""


class Workload(BaseModel):
    """Problems x modes x samples x sampling x limits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    problems: Literal["generated", "hub", "file"]
    dataset: str = ""
    """The hub's name, or a JSON lines file's path."""
    config: str | None = None
    split: str = "test"
    revision: str | None = Field(None, pattern="^[0-9a-f]{40}$")
    """The commit of the hub's set."""
    question: str = "question"
    answer: str = "answer"
    keep: dict[str, str] = {}
    """Only rows with these values in these fields."""
    rows: int | None = None
    """How many the set must have."""
    answers: str | None = Field(None, pattern="^[0-9a-f]{16}$")
    """What `fingerprint` must give for the set's answers."""
    count: int | None = None
    """Only the first problems."""
    modes: tuple[Mode, ...] = Field((Mode.AGENT,), min_length=1)
    """Run one after the other."""
    samples: int = Field(1, ge=1)
    temperature: float = 0.6
    top_p: float = 0.95
    top_k: int = 20
    tokens: int = 20_000
    steps: int = 50
    seconds: float | None = None

    @property
    def sampling(self) -> Sampling:
        return Sampling(temperature=self.temperature, top_p=self.top_p, top_k=self.top_k)

    @property
    def limits(self) -> Limits:
        return Limits(self.steps, self.tokens, self.seconds)

    @property
    def source(self) -> str:
        """A digest of where a hub's set comes from."""
        names = {"dataset", "config", "split", "revision", "question", "answer", "keep"}
        return _digest(self.model_dump(include=names))

    def digest(self, asked: Iterable[Problem]) -> str:
        """Of what is asked and how, wherever it was read: runs of one digest can be compared."""
        how = self.model_dump(include={"temperature", "top_p", "top_k", "tokens", "steps", "seconds"})
        return _digest([how, [(one.id, one.question, one.answer) for one in asked]])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def fingerprint(answers: Iterable[str]) -> str:
    """A digest of answers in any order, without spaces and an integer's leading zeros: copies differ in those."""
    tidy = ("".join(answer.split()) for answer in answers)
    lines = sorted((answer.lstrip("0") or "0") if answer.isdecimal() else answer for answer in tidy)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(name: str, changes: dict[str, Any]) -> Workload:
    """One of ours by name, a TOML by path, or any JSON lines file of problems. BenchError lists ours."""
    path = Path(name) if name.endswith((".toml", ".jsonl")) else FOLDER / f"{name}.toml"
    if not path.is_file():
        raise BenchError(f"no workload {name}: use one of {', '.join(names())}, a .toml or a .jsonl file")
    fields = {"problems": "file", "dataset": str(path)} if path.suffix == ".jsonl" else _toml(path)
    try:
        return Workload.model_validate({"name": path.stem, **fields, **changes})
    except ValidationError as error:
        first = error.errors()[0]
        raise BenchError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BenchError(f"{path}: {error}") from None


def load(workload: Workload) -> list[Problem]:
    """The problems with their gold answers; BenchError where they are not those that the workload names."""
    if workload.problems == "hub":
        path = CACHE / f"{workload.name}-{workload.source}.jsonl"
        if not path.is_file():
            rows = _download(workload)
            _check(workload, [Problem(**row) for row in rows], workload.dataset)
            save(path, "".join(json.dumps(row) + "\n" for row in rows))
    else:
        path = FOLDER / "generated.jsonl" if workload.problems == "generated" else Path(workload.dataset)
    found = read_problems(path)[: workload.count]
    _check(workload, found, path)
    return found


def _check(workload: Workload, found: Sequence[Problem], path: Path | str) -> None:
    if workload.rows is not None and len(found) != workload.rows:
        raise BenchError(
            f"{path} has {len(found)} problems, {workload.name} {workload.rows}: another revision or a cut file, "
            "remove it or give another"
        )
    missing = [problem.id for problem in found if problem.answer is None]
    if missing:
        raise BenchError(f"{path}: {len(missing)} problems have no answer, first {missing[0]}")
    seen = fingerprint(problem.answer or "" for problem in found)
    if workload.answers is not None and seen != workload.answers:
        raise BenchError(
            f"{path} has other answers than {workload.name} (digest {seen}, not {workload.answers}): remove it, or "
            "give a copy of the workload with another `answers` or without"
        )


def _download(workload: Workload) -> list[dict[str, str]]:
    try:
        from datasets import load_dataset

        rows: Sequence[Any] = load_dataset(
            workload.dataset, workload.config, split=workload.split, revision=workload.revision
        )
    except Exception as error:  # noqa: BLE001  # the library raises what its transports raise
        reason = str(error).splitlines()[0]
        raise BenchError(f"{workload.dataset} cannot be downloaded ({reason}): give a file with --problems") from None
    lacking = [name for name in (workload.question, workload.answer) if rows and name not in rows[0]]
    if lacking:
        raise BenchError(f"{workload.dataset} has no field {lacking[0]}: it has {', '.join(rows[0])}")
    return [
        {"id": f"{workload.name}-{number}", "question": row[workload.question], "answer": _gold(row[workload.answer])}
        for number, row in enumerate(rows)
        if all((row.get(name) or "") == value for name, value in workload.keep.items())
    ]


def _gold(answer: object) -> str:
    """GSM8K's stands behind ####."""
    return str(answer).rpartition("#### ")[2].strip()
