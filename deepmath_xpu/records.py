"""Traces as JSON lines, version 1: what `--out` writes, what replay, training and the bench read.

A file is append-only and each line is synced before the next problem counts as done. A line that was cut by a kill is
dropped when the file is opened again, so nothing is lost but that one trace, and nothing is done twice.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from deepmath_xpu.agent import Task
from deepmath_xpu.types import (
    Closing,
    Completion,
    Execution,
    Finish,
    Limits,
    Outcome,
    Problem,
    Sampling,
    Status,
    Step,
    Timing,
    Trace,
    UsageError,
)


class RecordError(UsageError):
    """A file cannot be read or written as asked; the message says where and what to do."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StepRecord(_Model):
    text: str
    """What the model wrote, snippet included."""
    ids: list[int]
    logprobs: list[float] | None = None
    finish: Finish
    snippet: str | None = None
    status: Status | None = None
    output: str | None = None
    """In full, as the executor gave it."""
    seconds: float | None = None
    """The snippet's."""
    observation: str = ""
    """What was inserted behind the snippet."""
    inserted: list[int] = []
    first_token: float
    """TTFT, seconds."""
    total: float
    """Seconds of the completion."""


class TraceRecord(_Model):
    """One trace. `answer`, `outcome` and the mask follow from the steps and are written for readers' convenience."""

    version: Literal[1] = 1
    problem: str
    """Its id."""
    sample: int
    question: str
    gold: str | None
    prompt: list[int]
    steps: list[StepRecord]
    answer: str | None
    outcome: Outcome
    sampling: dict[str, Any]
    limits: dict[str, Any]
    agent: bool
    artifact: str
    """The manifest's sha256."""
    seconds: float

    @classmethod
    def of(cls, trace: Trace, artifact: str, agent: bool = True) -> Self:
        return cls(
            problem=trace.problem.id,
            sample=trace.sample,
            question=trace.problem.question,
            gold=trace.problem.answer,
            prompt=list(trace.prompt),
            steps=[_step_record(step) for step in trace.steps],
            answer=trace.answer,
            outcome=trace.outcome,
            sampling=_settings(asdict(trace.sampling)),
            limits=_settings(asdict(trace.limits)),
            agent=agent,
            artifact=artifact,
            seconds=trace.seconds,
        )

    def trace(self) -> Trace:
        return Trace(
            Problem(self.problem, self.question, self.gold),
            tuple(self.prompt),
            tuple(_step(step) for step in self.steps),
            replace(Sampling(**self.sampling), stop=tuple(self.sampling["stop"])),
            Limits(**self.limits),
            self.seconds,
            self.sample,
        )

    @property
    def run(self) -> "Run":
        return Run(self.artifact, self.agent, _settings(self.sampling), _settings(self.limits))


@dataclass(frozen=True, slots=True)
class Run:
    """What traces must share to stand in one file."""

    artifact: str
    agent: bool
    sampling: dict[str, Any]
    limits: dict[str, Any]

    @classmethod
    def of(cls, task: Task, artifact: str) -> "Run":
        return cls(artifact, task.agent, _settings(asdict(task.sampling)), _settings(asdict(task.limits)))


def _settings(values: dict[str, Any]) -> dict[str, Any]:
    """As JSON would give them back."""
    return dict(json.loads(json.dumps(values)))


def _step_record(step: Step) -> StepRecord:
    done, execution = step.completion, step.execution
    return StepRecord(
        text=done.text,
        ids=list(done.ids),
        logprobs=None if done.logprobs is None else list(done.logprobs),
        finish=done.finish,
        snippet=step.snippet,
        status=execution.status if execution else None,
        output=execution.output if execution else None,
        seconds=execution.seconds if execution else None,
        observation=step.observation,
        inserted=list(step.inserted),
        first_token=done.timing.first_token,
        total=done.timing.total,
    )


def _step(record: StepRecord) -> Step:
    logprobs = None if record.logprobs is None else tuple(record.logprobs)
    timing = Timing(record.first_token, record.total)
    completion = Completion(tuple(record.ids), record.text, record.finish, timing, logprobs)
    execution = None
    if record.status is not None:
        execution = Execution(record.status, record.output or "", record.seconds or 0.0)
    return Step(completion, record.snippet, execution, tuple(record.inserted), record.observation)


def problems(path: Path) -> list[Problem]:
    """Problems of a JSONL file: `question` (or `problem`), with `id` and `answer` where they are known."""
    found: dict[str, Problem] = {}
    for number, row in _rows(path):
        question = row.get("question", row.get("problem"))
        if not isinstance(question, str) or not question.strip():
            raise RecordError(f"{path}, line {number}: no question in it, or an empty one")
        identity, answer = str(row.get("id", number)), row.get("answer")
        if identity in found:
            raise RecordError(f"{path}, line {number}: the id {identity} stands twice")
        found[identity] = Problem(identity, question, None if answer is None else str(answer))
    return list(found.values())


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise RecordError(f"{path}, line {number}: not JSON ({error})") from None
        if not isinstance(row, dict):
            raise RecordError(f"{path}, line {number}: not a JSON object")
        yield number, row


def read(path: Path) -> Iterator[TraceRecord]:
    for number, row in _rows(path):
        try:
            yield TraceRecord.model_validate(row)
        except ValidationError as error:
            reason = error.errors()[0]
            place = ".".join(map(str, reason["loc"]))
            raise RecordError(f"{path}, line {number}: no trace of version 1 ({place}: {reason['msg']})") from None


class Log(Closing):
    """A trace file open for appending; `done` holds what it had of this run when it was opened.

    RecordError where it cannot be written, or holds traces of another run.
    """

    def __init__(self, path: Path, run: Run) -> None:
        self.path = path
        try:
            if path.exists():
                _drop_cut_line(path)
            self._file = path.open("a", encoding="utf-8")
        except OSError as error:
            raise RecordError(f"{path} cannot be written ({error.strerror}): choose another --out") from None
        self.done = {(old.problem, old.sample): old for old in read(path)}
        for old in self.done.values():
            differ = [name for name in Run.__slots__ if getattr(old.run, name) != getattr(run, name)]
            if differ:
                raise RecordError(f"{path} holds another run (other {', '.join(differ)}): choose another --out")

    def find(self, task: Task) -> Trace | None:
        """The trace of `task`, if the file has it."""
        old = self.done.get((task.problem.id, task.sample))
        if old is not None and old.question != task.problem.question:
            raise RecordError(f"{self.path} has another question under the id {old.problem}: choose another --out")
        return None if old is None else old.trace()

    def append(self, record: TraceRecord) -> None:
        """On disk when this returns."""
        try:
            self._file.write(record.model_dump_json() + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise RecordError(f"{self.path} cannot be written ({error.strerror}): the traces so far are kept") from None

    def close(self) -> None:
        self._file.close()


def _drop_cut_line(path: Path) -> None:
    """A file that does not end in a line break was cut by a kill: its last line goes."""
    with path.open("rb+") as file:
        data = file.read()
        if data and not data.endswith(b"\n"):
            file.truncate(data.rfind(b"\n") + 1)
