"""Snippets as JSON lines in, results as JSON lines out: for audits, and for tests that drive the sandbox.

In: `{"id": ..., "code": "..."}`; a list of snippets shares one trace. Out, in the order of the input:
`{"id": ..., "results": [{"status": ..., "output": ..., "seconds": ...}]}`.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from deepmath_xpu.types import Execution, Session


class Job(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str | int | None = None
    code: str | list[str]


class Results(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str | int | None
    results: list[Execution]


class Opener(Protocol):
    """A `Sandbox`, or a fake."""

    def open(self, seed: int | None = None) -> Session: ...


def run(lines: Iterable[str], sandbox: Opener, workers: int = 4) -> Iterator[str]:
    """The results of each line; raises pydantic.ValidationError (a ValueError) for a line that is no job.

    At most `workers` traces at a time, and at most twice as many lines are read ahead, so a pipe may be endless.
    """
    waiting: deque[Future[str]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for line in filter(str.strip, lines):
            job = Job.model_validate_json(line)
            waiting.append(pool.submit(_run, job, sandbox))
            if len(waiting) >= 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _run(job: Job, sandbox: Opener) -> str:
    session = sandbox.open()
    try:
        codes = [job.code] if isinstance(job.code, str) else job.code
        return Results(id=job.id, results=[session.run(code) for code in codes]).model_dump_json()
    finally:
        session.close()
