"""From problems to what TRL trains on: traces by our agent loop, and the one place that knows `rollout_func`.

TRL calls `Rollout` once per generation and process, with prompts already repeated for the group, and wants one
completion for each: ids of the prompt and of everything behind it, log-probabilities, and a mask that is 0 on what the
executor inserted (`env_mask`). Further keys go to the rewards as columns; ours is the trace itself. Nothing is ever
encoded again. If TRL changes any of this, `tests/training/test_contract.py` fails and this file is to mend.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from deepmath_xpu import agent, batch
from deepmath_xpu.agent import Task
from deepmath_xpu.engine import Cancel, Engine, step_seed
from deepmath_xpu.types import Limits, Outcome, Problem, Sampling, Session, Status, Trace

INSERTED_LOGPROB = 0.0
"""For tokens that nobody sampled; they are masked wherever it would matter."""


class RolloutError(Exception):
    """The traces cannot be trained on; the message says what was found."""


class Source(Protocol):
    """Where the policy can be sampled."""

    def policy(self, version: int) -> AbstractContextManager[Engine]:
        """The engine while the weights of optimizer step `version` are in it."""
        ...


class Trainer(Protocol):
    """What a rollout wants to know of a trainer: `args.seed`, the step, the process, the temperature."""

    temperature: float
    state: Any
    accelerator: Any


@dataclass(frozen=True, slots=True)
class Setup:
    """What all traces of a run share."""

    system: str
    limits: Limits
    step_tokens: int
    agent: bool
    parallel: int
    seed: int


@dataclass(frozen=True, slots=True)
class Seconds:
    """What one generation took in this process."""

    rollout: float
    """All of it."""
    sync: float
    """Until the policy's newest weights were in the engine."""


class Rollout:
    """Makes the traces of one process. `observe` gets each generation's traces and the seconds they took."""

    def __init__(
        self,
        problems: Iterable[Problem],
        setup: Setup,
        source: Source,
        open_session: Callable[[], Session],
        observe: Callable[[list[Trace], Seconds], None],
    ) -> None:
        self._problems = {problem.question: problem for problem in problems}
        self._setup = setup
        self._source = source
        self._open_session = open_session
        self._observe = observe

    def __call__(self, prompts: list[Any], trainer: Trainer) -> dict[str, list[Any]]:
        """TRL's rollout_func. `prompts`: raw messages, of which the last is the question."""
        asked = [self._problems[messages[-1]["content"]] for messages in prompts]
        step, rank = int(trainer.state.global_step), int(trainer.accelerator.process_index)
        return columns(self.traces(asked, trainer.temperature, step, rank))

    def traces(self, problems: Sequence[Problem], temperature: float, step: int, rank: int) -> list[Trace]:
        """A trace for each of `problems`, which may repeat. The seeds follow from the run's, `step` and `rank`."""
        traces, seconds = self.sample(problems, temperature, step_seed(self._setup.seed, rank, step), step)
        self._observe(traces, seconds)
        return traces

    def sample(
        self, problems: Sequence[Problem], temperature: float, seed: int, version: int
    ) -> tuple[list[Trace], Seconds]:
        """The same unobserved, by the weights of optimizer step `version`."""
        started = time.perf_counter()
        sampling = Sampling(self._setup.step_tokens, temperature, top_p=1.0, top_k=0, seed=seed, logprobs=True)
        tasks = [
            Task(problem, self._setup.system, sampling, self._setup.limits, place, self._setup.agent)
            for place, problem in enumerate(problems)
        ]
        cancel = Cancel()
        with self._source.policy(version) as engine:
            synced = time.perf_counter()
            made = batch.run(
                tasks,
                lambda task: agent.solve(task, engine, self._open_session, cancel),
                self._setup.parallel,
                cancel,
            )
            found = {trace.sample: trace for trace in made}
        seconds = Seconds(time.perf_counter() - started, synced - started)
        return [found[place] for place in range(len(tasks))], seconds


def columns(traces: Sequence[Trace]) -> dict[str, list[Any]]:
    """What rollout_func returns, one entry a trace. RolloutError for a trace that would train on the wrong tokens."""
    for trace in traces:
        check(trace)
    return {
        "prompt_ids": [list(trace.prompt) for trace in traces],
        "completion_ids": [list(trace.ids) for trace in traces],
        "logprobs": [logprobs(trace) for trace in traces],
        "env_mask": [list(trace.mask) for trace in traces],
        "trace": list(traces),
    }


def check(trace: Trace) -> None:
    """What TRL would pass over in silence."""
    if not trace.ids:
        raise RolloutError(f"problem {trace.problem.id}: an empty trace, is the prompt as long as the context?")
    for step in trace.steps:
        if step.completion.logprobs is None or len(step.completion.logprobs) != len(step.completion.ids):
            raise RolloutError("the engine gives no log-probability for each token: it cannot be trained with")


def logprobs(trace: Trace) -> list[float]:
    """One for each of `trace.ids`."""
    found = list[float]()
    for step in trace.steps:
        found += step.completion.logprobs or ()
        found += [INSERTED_LOGPROB] * len(step.inserted)
    return found


def numbers(traces: Sequence[Trace]) -> Mapping[str, float]:
    """What a step's traces were like, as means over traces unless named otherwise."""
    runs = [step.execution for trace in traces for step in trace.steps if step.execution is not None]
    count = len(traces)
    used = sum(any(step.execution is not None for step in trace.steps) for trace in traces)
    return {
        "code/use": used / count,
        "code/success": sum(run.status is Status.OK for run in runs) / max(1, len(runs)),
        "code/snippets": len(runs) / count,
        "tokens/sampled": sum(trace.sampled for trace in traces) / count,
        "tokens/inserted": sum(trace.inserted for trace in traces) / count,
        "traces/answered": sum(trace.outcome is Outcome.ANSWERED for trace in traces) / count,
        "traces/out_of_budget": sum(trace.outcome is Outcome.OUT_OF_BUDGET for trace in traces) / count,
        "seconds/snippets": sum(run.seconds for run in runs),
    }
