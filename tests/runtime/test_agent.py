"""The loop, with the scripted engine: characters are tokens, so every id can be checked by eye."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_xpu import agent
from deepmath_xpu.agent import Task
from deepmath_xpu.engine import Cancel, ScriptedEngine, step_seed
from deepmath_xpu.sandbox import ScriptedSession
from deepmath_xpu.types import (
    Completion,
    Execution,
    Finish,
    Limits,
    Outcome,
    Problem,
    Sampling,
    Session,
    Status,
    Step,
    Trace,
)

SNIPPET = "I compute.\n<tool_call>\nprint(6 * 7)\n</tool_call>"
ANSWER = "It is \\boxed{42}."


class Python:
    """A session with prepared outputs, which remembers what it ran."""

    def __init__(self, *outputs: str, status: Status = Status.OK) -> None:
        self.outputs, self.status = list(outputs), status
        self.ran: list[str] = []
        self.closed = False

    def run(self, code: str, seconds: float | None = None) -> Execution:
        self.ran.append(code)
        return Execution(self.status, self.outputs.pop(0), 0.01)

    def close(self) -> None:
        self.closed = True


def solve(
    texts: Sequence[str],
    session: Session | None = None,
    limits: Limits = Limits(),
    cancel: Cancel | None = None,
    agentic: bool = True,
) -> Trace:
    task = Task(Problem("p", "What is six times seven?"), limits=limits, agent=agentic)
    return agent.solve(task, ScriptedEngine(texts), lambda: session or Python("42"), cancel)


def test_a_snippet_is_run_and_its_output_goes_into_the_trace() -> None:
    python = Python("42")
    trace = solve([SNIPPET, ANSWER], python)
    assert python.ran == ["print(6 * 7)"]
    assert trace.text == SNIPPET + "\n```output\n42\n```\n" + ANSWER
    assert (trace.answer, trace.outcome) == ("42", Outcome.ANSWERED)


def test_the_context_only_grows() -> None:
    engine = ScriptedEngine([SNIPPET, SNIPPET, ANSWER])
    agent.solve(Task(Problem("p", "?")), engine, lambda: Python("1", "2"))
    for before, after in zip(engine.prompts, engine.prompts[1:], strict=False):
        assert after[: len(before)] == before


def test_ids_are_those_of_the_text() -> None:
    trace = solve([SNIPPET, ANSWER])
    assert "".join(map(chr, trace.ids)) == trace.text


@given(st.lists(st.sampled_from([SNIPPET, "Hm.\n```text\nno\n```\n"]), max_size=5), st.text(max_size=30))
def test_sampled_and_inserted_are_all_and_apart(texts: list[str], output: str) -> None:
    trace = solve([*texts, ANSWER], Python(*[output] * len(texts)))
    assert len(trace.mask) == len(trace.ids)
    assert trace.sampled + trace.inserted == len(trace.ids)
    sampled = "".join(chr(token) for token, bit in zip(trace.ids, trace.mask, strict=True) if bit)
    assert sampled == "".join([*texts, ANSWER])


def test_a_box_that_an_output_prints_is_no_answer() -> None:
    trace = solve([SNIPPET, "I stop here."], Python("\\boxed{13}"))
    assert (trace.answer, trace.outcome) == (None, Outcome.UNANSWERED)


def test_a_failing_snippet_is_shown_and_the_loop_goes_on() -> None:
    trace = solve([SNIPPET, ANSWER], Python("ZeroDivisionError: division by zero", status=Status.ERROR))
    assert "ZeroDivisionError" in trace.text
    assert trace.outcome is Outcome.ANSWERED


def test_the_session_is_closed_with_the_trace() -> None:
    python = Python("42")
    solve([SNIPPET, ANSWER], python)
    assert python.closed


def test_the_session_is_closed_when_the_engine_fails() -> None:
    class Broken(ScriptedEngine):
        def encode(self, text: str) -> tuple[int, ...]:
            if "output" in text:
                raise OSError("gone")
            return super().encode(text)

    python = Python("42")
    with pytest.raises(OSError, match="gone"):
        agent.solve(Task(Problem("p", "?")), Broken([SNIPPET]), lambda: python)
    assert python.closed


def test_steps_run_out() -> None:
    trace = solve([SNIPPET] * 9, Python(*["1"] * 9), Limits(steps=3))
    assert len(trace.steps) == 3
    assert trace.outcome is Outcome.OUT_OF_BUDGET


@pytest.mark.parametrize("tokens", [1, 20, 60, 100])
def test_sampled_tokens_stay_within_the_budget(tokens: int) -> None:
    trace = solve([SNIPPET] * 9, Python(*["1"] * 9), Limits(tokens=tokens))
    assert trace.sampled <= tokens
    assert trace.outcome is Outcome.OUT_OF_BUDGET


def test_no_time_is_no_token() -> None:
    trace = solve([SNIPPET, ANSWER], limits=Limits(seconds=0.0))
    assert trace.ids == ()
    assert trace.outcome is Outcome.OUT_OF_BUDGET


def test_a_snippet_may_not_run_longer_than_the_trace() -> None:
    session = ScriptedSession(["42"])
    solve([SNIPPET, ANSWER], session, limits=Limits(seconds=60.0))
    assert session.seconds[0] is not None
    assert 0 < session.seconds[0] < 60


def test_cancelling_ends_the_trace_and_keeps_what_is_there() -> None:
    cancel = Cancel()

    class Cancelling(Python):
        def run(self, code: str, seconds: float | None = None) -> Execution:
            cancel.set()
            return super().run(code)

    trace = solve([SNIPPET, ANSWER], Cancelling("42"), cancel=cancel)
    assert len(trace.steps) == 1
    assert trace.outcome is Outcome.CANCELLED


def test_without_the_agent_nothing_is_run() -> None:
    python = Python()
    trace = solve([SNIPPET + ANSWER], python, agentic=False)
    assert python.ran == []
    assert trace.answer == "42"


def test_a_completion_cut_by_its_own_limit_goes_on() -> None:
    task = Task(Problem("p", "?"), sampling=Sampling(max_tokens=5))
    trace = agent.solve(task, ScriptedEngine(["12345678", ANSWER[:5], ANSWER[5:10]]), Python)
    assert [step.completion.finish for step in trace.steps][:2] == [Finish.LENGTH, Finish.EOS]


def test_the_watcher_sees_text_and_steps() -> None:
    seen: list[str | Step] = []

    class Watcher:
        def text(self, text: str) -> None:
            seen.append(text)

        def step(self, step: Step) -> None:
            seen.append(step)

    task = Task(Problem("p", "?"))
    trace = agent.solve(task, ScriptedEngine([SNIPPET, ANSWER]), lambda: Python("42"), watcher=Watcher())
    assert seen == [SNIPPET, trace.steps[0], ANSWER, trace.steps[1]]


def test_every_completion_has_a_seed_of_its_own() -> None:
    seeds = {step_seed(seed, sample, step) for seed in range(5) for sample in range(16) for step in range(10)}
    assert len(seeds) == 5 * 16 * 10


def test_seeds_reach_the_engine() -> None:
    class Recording(ScriptedEngine):
        seeds: list[int] = []  # noqa: RUF012  # one test, one instance

        def generate(self, ids: object, sampling: Sampling, *rest: object) -> Completion:
            self.seeds.append(sampling.seed)
            return super().generate(ids, sampling, *rest)  # type: ignore[arg-type]  # passed through

    engine = Recording([SNIPPET, ANSWER])
    agent.solve(Task(Problem("p", "?"), sample=3), engine, lambda: Python("42"))
    assert engine.seeds == [step_seed(0, 3, 0), step_seed(0, 3, 1)]
