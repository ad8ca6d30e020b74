"""The loop: sample until a snippet closes, run it, put its output behind it, go on; one problem, one straight line.

The context only grows and is only ever token ids, so a prefix cache always hits and a trace can be replayed or trained
on exactly. Many traces at once are many calls of `solve` from many threads. Voting and batches stand elsewhere.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from deepmath_xpu import transcript
from deepmath_xpu.engine import Cancel, Engine, step_seed
from deepmath_xpu.types import Completion, Execution, Finish, Limits, Problem, Sampling, Session, Step, Timing, Trace


class Watcher(Protocol):
    """Sees one trace as it grows; called from the solving thread and, for text, from the engine's."""

    def text(self, text: str) -> None: ...

    def step(self, step: Step) -> None: ...


@dataclass(frozen=True, slots=True)
class Task:
    """All that decides one trace."""

    problem: Problem
    system: str = ""
    sampling: Sampling = Sampling()
    limits: Limits = Limits()
    sample: int = 0
    agent: bool = True
    """Without it snippets are text like any other and nothing is run."""


def solve(
    task: Task,
    engine: Engine,
    open_session: Callable[[], Session],
    cancel: Cancel | None = None,
    watcher: Watcher | None = None,
) -> Trace:
    """Solve one problem. The session is opened at the first snippet and closed with the trace.

    `cancel` ends the trace where it is. Raises EngineError only where the engine itself fails.
    """
    started = time.perf_counter()
    until = None if task.limits.seconds is None else started + task.limits.seconds
    stop = Cancel(task.limits.seconds, parent=cancel)
    python = _Python(open_session, until) if task.agent else None
    prompt = engine.chat(task.system, task.problem.question)
    context, steps = list(prompt), list[Step]()
    try:
        while (sampling := _sampling(task, steps)) is not None and not stop.is_set():
            completion = engine.generate(context, sampling, stop, watcher.text if watcher else None)
            step = _step(completion, python, engine)
            context += (*completion.ids, *step.inserted)
            steps.append(step)
            if watcher is not None:
                watcher.step(step)
    finally:
        if python is not None:
            python.close()
    seconds = time.perf_counter() - started
    return Trace(task.problem, prompt, tuple(steps), task.sampling, task.limits, seconds, task.sample)


def unbegun(task: Task) -> Trace:
    """The trace of a problem that does not fit the context: no prompt, no token, out of budget."""
    nothing = Step(Completion((), "", Finish.LENGTH, Timing(0.0, 0.0)))
    return Trace(task.problem, (), (nothing,), task.sampling, task.limits, 0.0, task.sample)


class _Python:
    """The trace's session, opened when it is first needed."""

    def __init__(self, open_session: Callable[[], Session], until: float | None) -> None:
        """`until`: when the trace's time is up, on perf_counter's clock."""
        self._open = open_session
        self._until = until
        self._session: Session | None = None

    def run(self, code: str) -> Execution:
        self._session = self._session or self._open()
        left = None if self._until is None else max(0.0, self._until - time.perf_counter())
        return self._session.run(code, left)

    def close(self) -> None:
        if self._session is not None:
            self._session.close()


def _step(completion: Completion, python: _Python | None, engine: Engine) -> Step:
    """The completion with its snippet, if it ends in one, run and rendered."""
    code = transcript.snippet(completion.text) if python is not None and completion.finish is Finish.STOP else None
    if code is None or python is None:
        return Step(completion)
    execution = python.run(code)
    observation = transcript.observation(execution.output)
    return Step(completion, code, execution, engine.encode(observation), observation)


def _sampling(task: Task, steps: Sequence[Step]) -> Sampling | None:
    """How to sample the next completion; None where the trace is over."""
    used = sum(len(step.completion.ids) + len(step.inserted) for step in steps)
    if len(steps) >= task.limits.steps or used >= task.limits.tokens or (steps and _ended(steps[-1].completion)):
        return None
    return replace(
        task.sampling,
        max_tokens=min(task.sampling.max_tokens, task.limits.tokens - used),
        seed=step_seed(task.sampling.seed, task.sample, len(steps)),
        stop=transcript.STOP if task.agent else (),
    )


def _ended(completion: Completion) -> bool:
    """True where nothing can follow: the model ended, the caller did, or not one more token fits the context."""
    return completion.finish in (Finish.EOS, Finish.CANCELLED) or not completion.ids
