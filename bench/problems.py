"""A workload: which problems, how they are asked, how often. TOML in `bench/workloads/`; an unknown key is an error."""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from deepmath_xpu.records import problems as read_problems
from deepmath_xpu.types import Limits, Problem, Sampling, UsageError

FOLDER = Path(__file__).parent / "workloads"
CACHE = Path.home() / ".cache" / "deepmath_xpu" / "problems"


class BenchError(UsageError):
    """A workload or a file of records cannot be used as asked; the message says what was found."""


class Workload(BaseModel):
    """Problems x mode x samples x sampling x limits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    problems: Literal["generated", "hub", "file"]
    dataset: str = ""
    """The hub's name, or a JSON lines file's path."""
    config: str | None = None
    split: str = "test"
    revision: str = "main"
    question: str = "question"
    answer: str = "answer"
    keep: dict[str, str] = {}
    """Only rows with these values in these fields."""
    rows: int | None = None
    """How many the set must have."""
    count: int | None = None
    """Only the first problems."""
    agent: bool = True
    """False: the model alone, no snippet is run."""
    samples: int = 1
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
    def digest(self) -> str:
        """Of everything but the name: runs of one digest can be compared."""
        fields = self.model_dump(exclude={"name"})
        return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]


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
    """The problems with their gold answers."""
    if workload.problems == "hub":
        found = _hub(workload)
    else:
        file = FOLDER / "generated.jsonl" if workload.problems == "generated" else Path(workload.dataset)
        found = read_problems(file)
        found = found[: workload.count]
    if workload.rows is not None and len(found) != workload.rows:
        raise BenchError(f"{workload.name} has {len(found)} problems, {workload.rows} expected: another revision?")
    missing = [problem.id for problem in found if problem.answer is None]
    if missing:
        raise BenchError(f"{workload.name}: {len(missing)} problems have no answer, first {missing[0]}")
    return found


def _hub(workload: Workload) -> list[Problem]:
    """From the cache, or downloaded once."""
    cached = CACHE / f"{workload.name}-{workload.digest}.jsonl"
    if not cached.is_file():
        rows = _download(workload)
        cached.parent.mkdir(parents=True, exist_ok=True)
        fresh = cached.with_suffix(".new")
        fresh.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        fresh.replace(cached)
    return read_problems(cached)


def _download(workload: Workload) -> list[dict[str, str]]:
    try:
        from datasets import load_dataset

        rows: Sequence[Any] = load_dataset(
            workload.dataset, workload.config, split=workload.split, revision=workload.revision
        )
    except Exception as error:  # noqa: BLE001  # the library raises what its transports raise
        reason = str(error).splitlines()[0]
        raise BenchError(f"{workload.dataset} cannot be downloaded ({reason}): give a .jsonl file instead") from None
    return [
        {"id": f"{workload.name}-{number}", "question": row[workload.question], "answer": _gold(row[workload.answer])}
        for number, row in enumerate(rows)
        if all((row.get(name) or "") == value for name, value in workload.keep.items())
    ]


def _gold(answer: object) -> str:
    """GSM8K's stands behind ####."""
    return str(answer).rpartition("#### ")[2].strip()
