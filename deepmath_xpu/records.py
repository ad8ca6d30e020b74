"""Traces as JSON lines, version 1: what `--out` writes, what replay, training and the bench read.

A file is append-only and each line is synced before the next problem counts as done. A line that was cut by a kill is
dropped when the file is opened again, so nothing is lost but that one trace, and nothing is done twice.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self, TypeGuard

from pydantic import BaseModel, ConfigDict, ValidationError

from deepmath_xpu import types
from deepmath_xpu.agent import Task
from deepmath_xpu.types import Closing, Limits, Problem, Sampling, Step, Trace, UsageError


class RecordError(UsageError):
    """A file cannot be read or written as asked; the message says where and what to do."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StepRecord(_Model):
    text: str
    """What the model wrote, snippet included."""
    ids: list[int]
    logprobs: list[float] | None = None
    finish: types.Finish
    snippet: str | None = None
    status: types.Status | None = None
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
    outcome: types.Outcome
    sampling: Sampling
    limits: Limits
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
            sampling=trace.sampling,
            limits=trace.limits,
            agent=agent,
            artifact=artifact,
            seconds=trace.seconds,
        )

    def trace(self) -> Trace:
        problem, steps = Problem(self.problem, self.question, self.gold), tuple(map(_step, self.steps))
        return Trace(problem, tuple(self.prompt), steps, self.sampling, self.limits, self.seconds, self.sample)

    @property
    def run(self) -> "Run":
        return Run(self.artifact, self.agent, self.sampling, self.limits)


@dataclass(frozen=True, slots=True)
class Run:
    """What traces must share to stand in one file."""

    artifact: str
    agent: bool
    sampling: Sampling
    limits: Limits

    @classmethod
    def of(cls, task: Task, artifact: str) -> "Run":
        return cls(artifact, task.agent, task.sampling, task.limits)


def _step_record(step: Step) -> StepRecord:
    done = asdict(step.completion)
    timing, execution = done.pop("timing"), asdict(step.execution) if step.execution else {}
    rest = {"snippet": step.snippet, "observation": step.observation, "inserted": step.inserted}
    return StepRecord.model_validate(done | timing | execution | rest)


def _step(record: StepRecord) -> Step:
    logprobs = None if record.logprobs is None else tuple(record.logprobs)
    timing = types.Timing(record.first_token, record.total)
    completion = types.Completion(tuple(record.ids), record.text, record.finish, timing, logprobs)
    status, output, seconds = record.status, record.output or "", record.seconds or 0.0
    execution = None if status is None else types.Execution(status, output, seconds)
    return Step(completion, record.snippet, execution, tuple(record.inserted), record.observation)


def problems(path: Path) -> list[Problem]:
    """Problems of a JSONL file: `question` (or `problem`), with `id` and `answer` where they are known."""
    found: dict[str, Problem] = {}
    for number, row in _rows(path, _bytes(path)):
        question, answer = row.get("question", row.get("problem")), row.get("answer")
        if not is_question(question):
            raise RecordError(f"{path}, line {number}: no question in it, an empty one or half a character")
        identity = str(number if row.get("id") is None else row["id"])
        if identity in found:
            raise RecordError(f"{path}, line {number}: the id {identity} stands twice")
        found[identity] = Problem(identity, question, None if answer is None else str(answer))
    if not found:
        raise RecordError(f"{path} holds no problem: give a JSON object a line")
    return list(found.values())


def is_question(value: object) -> TypeGuard[str]:
    """Text that says something, in whole characters: a lone surrogate cannot be encoded."""
    return isinstance(value, str) and value.strip() != "" and value.encode(errors="ignore").decode() == value


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}") from None


def _rows(path: Path, data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise RecordError(f"{path}, line {number}: not JSON ({error})") from None
        if not isinstance(row, dict):
            raise RecordError(f"{path}, line {number}: not a JSON object")
        yield number, row


def read(path: Path) -> Iterator[TraceRecord]:
    return _records(path, _bytes(path))


def _records(path: Path, data: bytes) -> Iterator[TraceRecord]:
    for number, row in _rows(path, data):
        try:
            yield TraceRecord.model_validate(row)
        except ValidationError as error:
            reason = error.errors()[0]
            place = ".".join(map(str, reason["loc"]))
            raise RecordError(f"{path}, line {number}: no trace of version 1 ({place}: {reason['msg']})") from None


BEGINNING = b'{"version":1,"problem":'
"""Of every record: a file that does not end in a line break was cut by a kill, and its last line goes."""


class Log(Closing):
    """A trace file open for appending; `done` holds what it had of this run when it was opened.

    RecordError where it cannot be written, another process is writing it, or it holds anything but traces of this run:
    such a file is left as it is.
    """

    def __init__(self, path: Path, run: Run) -> None:
        self.path = path
        try:
            self._file = path.open("a+b")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._file.seek(0)
            data = self._file.read() if path.is_file() else b""  # /dev/full never ends
        except OSError as error:
            raise RecordError(f"{path} cannot be written ({error.strerror}): choose another --out") from None
        whole = data[: data.rfind(b"\n") + 1]
        self.done = {(old.problem, old.sample): old for old in _records(path, whole)}
        for old in self.done.values():
            if differ := [name for name in Run.__slots__ if getattr(old.run, name) != getattr(run, name)]:
                raise RecordError(f"{path} holds another run (other {', '.join(differ)}): choose another --out")
        if cut := data[len(whole) :]:
            if not cut.startswith(BEGINNING[: len(cut)]):
                raise RecordError(f"{path} holds something else than traces: choose another --out")
            self._file.truncate(len(whole))

    def find(self, task: Task) -> Trace | None:
        """The trace of `task`, if the file has it."""
        old = self.done.get((task.problem.id, task.sample))
        if old is not None and old.question != task.problem.question:
            raise RecordError(f"{self.path} has another question under the id {old.problem}: choose another --out")
        return None if old is None else old.trace()

    def append(self, record: TraceRecord) -> None:
        """On disk when this returns."""
        try:
            self._file.write(record.model_dump_json().encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise RecordError(f"{self.path} cannot be written ({error.strerror}): the traces so far are kept") from None

    def close(self) -> None:
        with suppress(OSError):  # what a full disk did not take was told when it was written
            self._file.close()
