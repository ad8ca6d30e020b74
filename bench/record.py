"""One trace of a benchmark as a JSON line, version 1; summaries are computed from these and never stored."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bench.files import BenchError, load
from deepmath_xpu.types import Closing, Finish, Outcome, Status


class Model(BaseModel):
    """What is written for others: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StepRecord(Model):
    sampled: int
    inserted: int
    ttft: float
    """Seconds to the first token, queueing included."""
    seconds: float
    """Of the completion."""
    finish: Finish
    snippet_seconds: float | None = None
    status: Status | None = None
    parses: bool | None = None
    """Whether the snippet is Python."""
    gaps: list[float] | None = None
    """Seconds between what was streamed: ITL, where it was asked for."""


class Setting(Model):
    """What records must share to stand in one file."""

    workload: str
    digest: str
    """Of the workload."""
    agent: bool
    samples: int
    device: str
    engine: str
    """openvino, or a server's address."""
    model: str
    artifact: str
    """The manifest's sha256."""
    system: str
    """sha256 of the system prompt."""
    parallel: int
    served: str | None = None
    """What a server says its model is."""
    label: str | None = None
    """What reports call the place, in the user's words: a server's hardware and precision are not seen from here."""
    weight_bytes: int | None = None
    """Of the model's file; None where a server has it."""
    machine: str
    versions: dict[str, str]


class BenchRecord(Model):
    version: Literal[1] = 1
    setting: Setting
    problem: str
    sample: int
    started: float
    """Unix time."""
    seconds: float
    """End to end."""
    ids: list[int]
    """Sampled and inserted."""
    prompt_tokens: int
    steps: list[StepRecord]
    outcome: Outcome
    answer: str | None
    correct: bool
    joules: float | None = None
    """Of the whole device, shared among the traces under way."""
    joules_source: str | None = None
    bandwidth: float | None = None
    """Bytes a second that the device's memory gave when the run began, or went on; None where a server has it."""
    peak_memory: int | None = None
    """Bytes that the process with the model had held at most when the trace ended."""

    @property
    def sampled(self) -> int:
        return sum(step.sampled for step in self.steps)

    @property
    def inserted(self) -> int:
        return sum(step.inserted for step in self.steps)

    @property
    def snippets(self) -> list[StepRecord]:
        return [step for step in self.steps if step.status is not None]

    @property
    def waiting(self) -> float:
        """Seconds spent on snippets."""
        return sum(step.snippet_seconds or 0.0 for step in self.steps)


def read(path: Path) -> list[BenchRecord]:
    """All whole lines; one that a kill cut short is left out. BenchError names a line that is no record."""
    return list(_lines(path))


def _lines(path: Path) -> Iterator[BenchRecord]:
    for number, line in enumerate(load(path).split("\n")[:-1], 1):
        try:
            yield BenchRecord.model_validate(json.loads(line))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise BenchError(f"{path}, line {number}: no record of version 1 ({place}: {first['msg']})") from None
        except ValueError as error:
            raise BenchError(f"{path}, line {number}: not JSON ({error})") from None


class Journal(Closing):
    """A file of records open for appending; `done` holds what it had. BenchError where it is another run's."""

    def __init__(self, path: Path, settings: Sequence[Setting]) -> None:
        """`settings`: of the run's modes."""
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                _drop_cut_line(path)
            self._file = path.open("ab", buffering=0)
        except OSError as error:
            raise BenchError(f"{path} cannot be written ({error.strerror}): choose another --out") from None
        self.done = read(path)
        for old in self.done:
            if old.setting not in settings:
                same = next((one for one in settings if one.agent == old.setting.agent), settings[0])
                raise BenchError(f"{path} holds another run ({difference(old.setting, same)}): choose another --out")

    def append(self, record: BenchRecord) -> None:
        """On disk when this returns. Nothing is buffered: what cannot be written must not be tried again by `close`."""
        left = record.model_dump_json().encode() + b"\n"
        try:
            while left:
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            raise BenchError(f"{self.path} cannot be written ({error.strerror}): the records so far are kept") from None

    def close(self) -> None:
        self._file.close()


def difference(one: Setting, other: Setting, *, but: tuple[str, ...] = ()) -> str:
    """Where two settings differ, in words; empty where they do not."""
    a, b = one.model_dump(exclude=set(but)), other.model_dump(exclude=set(but))
    return ", ".join(f"{name}: {a[name]} and {b[name]}" for name in a if a[name] != b[name])


def _drop_cut_line(path: Path) -> None:
    with path.open("rb+") as file:
        data = file.read()
        if data and not data.endswith(b"\n"):
            file.truncate(data.rfind(b"\n") + 1)
