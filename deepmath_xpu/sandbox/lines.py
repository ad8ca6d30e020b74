"""Snippets as JSON lines in, results as JSON lines out: for audits, and for tests that drive the sandbox.

In: `{"id": ..., "code": "..."}`; a list of snippets shares one trace, other keys are a corpus's own notes. Out, in the
order of the input: `{"id": ..., "results": [{"status": ..., "output": ..., "seconds": ...}]}`.
"""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from deepmath_xpu.sandbox.policy import Policy, Tier
from deepmath_xpu.sandbox.sandbox import Sandbox
from deepmath_xpu.types import Execution, Session, UsageError


class LineError(UsageError, ValueError):
    """A file that cannot be read, or lines that hold no snippets; those that do were run."""


class Job(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str | int | None = None
    code: str | list[str]


class Results(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str | int | None
    results: list[Execution]


class Opener(Protocol):
    """A `Sandbox`, or a fake."""

    def open(self, seed: int | None = None) -> Session: ...


def policy(isolation: str, seconds: float | None = None, memory_mb: int = 1024) -> Policy:
    """What a command line says: "auto" or a tier, and limits; to name the plain process is to accept it."""
    tier = None if isolation == "auto" else Tier(isolation)
    made = Policy(isolation=tier, allow_unisolated=tier is Tier.PROCESS, memory_mb=memory_mb)
    return replace(made, wall_seconds=seconds, cpu_seconds=seconds) if seconds else made


def serve(path: str, limits: Policy, workers: int) -> Iterator[str]:
    """`run` for the file at `path`, or for standard input if that is `-`."""
    try:
        source = nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise LineError(f"{path} cannot be read ({error.strerror}): give a file of JSON lines, or -") from None
    with source as lines, Sandbox(limits) as sandbox:
        yield from run(lines, sandbox, workers)


def run(lines: Iterable[bytes], sandbox: Opener, workers: int = 4) -> Iterator[str]:
    """The results of each line; raises LineError at the end if some lines were no jobs.

    At most `workers` traces at a time, and at most twice as many lines are read ahead, so a pipe may be endless.
    """
    waiting: deque[Future[str]] = deque()
    bad: list[str] = []
    with ThreadPoolExecutor(workers) as pool:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                job = Job.model_validate_json(line)
            except ValidationError as error:
                bad.append(f"line {number}: {error.errors()[0]['msg']}")
                continue
            waiting.append(pool.submit(_run, job, sandbox))
            if len(waiting) >= 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    if bad:
        raise LineError(f'{len(bad)} lines hold no snippet, first {bad[0]}: write {{"id": "...", "code": "..."}}')


def _run(job: Job, sandbox: Opener) -> str:
    session = sandbox.open()
    try:
        codes = [job.code] if isinstance(job.code, str) else job.code
        return Results(id=job.id, results=[session.run(code) for code in codes]).model_dump_json()
    finally:
        session.close()
