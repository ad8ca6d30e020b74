"""Everything together: an artifact, its engine, a sandbox and a grader, behind `solve`.

`with Solver() as solver: solver.solve("What is 2^100 mod 7?").answer` is the whole interface for most users. Engine and
sandbox start in the background at once, so the first answer waits for the slower of them and not for their sum; the
grader starts when two answers are first to be compared.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from deepmath_xpu import agent, batch
from deepmath_xpu.agent import Task, Watcher
from deepmath_xpu.artifact import Artifact, ArtifactError, find, load, verify
from deepmath_xpu.device import Settings
from deepmath_xpu.engine import Cancel, PromptError
from deepmath_xpu.grading import Grader
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.replicas import Closable, Replicas
from deepmath_xpu.sandbox import Sandbox
from deepmath_xpu.types import Closing, Limits, Outcome, Problem, Sampling, Trace
from deepmath_xpu.vote import Poll, Rule, Vote, majority, voice

log = logging.getLogger(__name__)
PARALLEL = 32
"""Traces under way at once, unless told otherwise; one where runs must repeat exactly."""


@dataclass(frozen=True)
class Solution:
    """A problem's traces, and what they say together."""

    problem: Problem
    traces: tuple[Trace, ...]
    """In the order of their sample numbers."""
    vote: Vote

    @property
    def answer(self) -> str | None:
        return self.vote.answer

    @property
    def outcome(self) -> Outcome:
        """That of the vote: answered, or else what befell the first sample."""
        return Outcome.ANSWERED if self.answer is not None else self.traces[0].outcome

    @cached_property
    def trace(self) -> Trace:
        """The first trace that gave the winning answer; the first of all where none did."""
        return self.traces[self.vote.classes[0].samples[0]] if self.vote.classes else self.traces[0]


class Solver(Closing):
    """`model` is the folder of an exported model; None is the embedded demonstration model.

    `engine` is the address of a server that holds the same model; it is run here where that is None, as often as
    `replicas` says, with `speculate` as `off` or `prompt-lookup`. Raises ArtifactError, DeviceError or EngineError at
    once, EngineError from the first use.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        device: str = "CPU",
        deterministic: bool = False,
        parallel: int = PARALLEL,
        engine: str | None = None,
        replicas: int = 1,
        speculate: str = "off",
    ) -> None:
        folder = find(None if model is None else str(model))
        self.parallel = 1 if deterministic else parallel
        self.cancel = Cancel()
        """Set it, and all that is under way ends."""
        self.engine: Closable
        if engine is None:
            try:
                settings = Settings.choose(folder, device, deterministic, speculate)
            except (OSError, ValueError, KeyError):
                verify(load(folder))  # says which file it is
                raise
            each = settings.replicas(replicas) if replicas > 1 else [settings]
            engines = [OpenVINOEngine(folder, one) for one in each]
            self.engine = Replicas(engines) if replicas > 1 else engines[0]
        else:
            from deepmath_xpu import remote  # at use: it needs httpx

            self.engine = remote.RemoteEngine(engine, folder)
        self.sandbox = Sandbox()
        self.grader = Grader()
        try:
            self.artifact: Artifact = load(folder)
        except ArtifactError:
            self.close()
            raise
        pool = ThreadPoolExecutor(1, thread_name_prefix="verify")
        self._verified = pool.submit(verify, self.artifact)
        pool.shutdown(wait=False)

    def wait(self) -> None:
        """Until the model is loaded and its files are verified."""
        self._verified.result()
        self.engine.wait()

    def task(self, problem: Problem, sampling: Sampling, limits: Limits, sample: int = 0, agentic: bool = True) -> Task:
        return Task(problem, self.artifact.system, sampling, limits, sample, agentic)

    def trace(self, task: Task, watcher: Watcher | None = None, cancel: Cancel | None = None) -> Trace:
        """One task, in this thread."""
        self.wait()
        cancel = cancel or self.cancel
        try:
            return agent.solve(task, self.engine, lambda: self.sandbox.open(task.sampling.seed), cancel, watcher)
        except PromptError as error:
            raise PromptError(f"problem {task.problem.id}: {error}") from None

    def attempt(self, task: Task, watcher: Watcher | None = None, cancel: Cancel | None = None) -> Trace:
        """As `trace`; for a problem too long for the engine a warning, and a trace without a token."""
        try:
            return self.trace(task, watcher, cancel)
        except PromptError as error:
            if task.sample == 0:
                log.warning("%s", error)
            return agent.unbegun(task)

    def traces(self, tasks: Iterable[Task]) -> Iterator[Trace]:
        """Many attempts at once, as they end."""
        return batch.run(tasks, self.attempt, self.parallel, self.cancel)

    def polled(self, tasks: Sequence[Task], rule: Rule = Rule(), ended: Sequence[Trace] = ()) -> Iterator[Trace]:
        """All samples of some problems, those cancelled by `rule` too; `ended` are samples of an earlier run.

        A problem's samples that an early decision may save begin after those of other problems that none can; as long
        as anything waits, no place stays empty. A problem too long for the engine costs only its own traces, unless it
        is the only one: then PromptError is raised.
        """
        samples = Counter([task.problem.id for task in tasks] + [trace.problem.id for trace in ended])
        polls = dict[str, Poll]()

        def poll(one: Task | Trace) -> Poll:
            name = one.problem.id
            if name not in polls:  # and so its clock starts with its first sample
                polls[name] = Poll(rule, samples[name], self.grader.equal, self.cancel)
            return polls[name]

        def drawn(waiting: list[Task]) -> Iterator[Task]:
            while waiting:
                at = next((at for at, task in enumerate(waiting) if poll(task).urgent), 0)
                poll(waiting[at]).running += 1
                yield waiting.pop(at)

        def solved(task: Task) -> Trace:
            return (self.trace if len(samples) == 1 else self.attempt)(task, poll(task), poll(task).cancel)

        for trace in ended:
            poll(trace).running += 1
            poll(trace).add(trace)
        for trace in batch.run(drawn(list(tasks)), solved, self.parallel, self.cancel):
            poll(trace).add(trace)
            yield trace

    def solve(
        self,
        problem: str | Problem,
        samples: int = 1,
        sampling: Sampling = Sampling(),
        limits: Limits = Limits(),
        watcher: Watcher | None = None,
        rule: Rule = Rule(),
    ) -> Solution:
        """Solve one problem; with several samples their majority decides. The watcher sees a single sample's trace."""
        problem = Problem("0", problem) if isinstance(problem, str) else problem
        tasks = [self.task(problem, sampling, limits, sample) for sample in range(samples)]
        return self.solution([self.trace(tasks[0], watcher)] if samples == 1 else list(self.polled(tasks, rule)))

    def solution(self, traces: Sequence[Trace]) -> Solution:
        """The vote over the traces of one problem: of those not cancelled, or of all where none of them has one."""
        ordered = tuple(sorted(traces, key=lambda trace: trace.sample))
        voices = [voice(trace) for trace in ordered]
        if not any(voices):
            voices = [trace.answer for trace in ordered]
        return Solution(ordered[0].problem, ordered, majority(voices, self.grader.equal))

    def close(self) -> None:
        self.cancel.set()
        for part in (self.engine, self.sandbox, self.grader):
            part.close()
