"""What traces earn."""

from collections.abc import Iterator

import pytest

from deepmath_xpu import agent
from deepmath_xpu.agent import Task
from deepmath_xpu.engine import ScriptedEngine
from deepmath_xpu.grading import Grader
from deepmath_xpu.sandbox import ScriptedSession
from deepmath_xpu.types import Execution, Limits, Problem, Status, Trace
from training.rewards import PRESETS, Accuracy, Brevity, Name, code_success, code_use

SNIPPET = "<tool_call>\nprint(1)\n</tool_call>"


@pytest.fixture(scope="module")
def accuracy() -> Iterator[Accuracy]:
    with Grader() as grader:
        yield Accuracy(grader)


def trace(*texts: str, answer: str | None = "42", output: Execution | str = "1") -> Trace:
    task = Task(Problem("1", "?", answer), limits=Limits(tokens=1000))
    return agent.solve(task, ScriptedEngine(texts), lambda: ScriptedSession([output] * 9))


def test_a_right_answer_earns_one_and_a_wrong_one_nothing(accuracy: Accuracy) -> None:
    assert accuracy(trace("\\boxed{042}")) == 1.0
    assert accuracy(trace("\\boxed{41}")) == 0.0
    assert accuracy(trace("I do not know.")) == 0.0


def test_an_executor_that_prints_the_box_earns_nothing(accuracy: Accuracy) -> None:
    assert accuracy(trace(SNIPPET, "So it is.", output="\\boxed{42}")) == 0.0


def test_without_a_known_answer_accuracy_is_unknown(accuracy: Accuracy) -> None:
    assert accuracy(trace("\\boxed{42}", answer=None)) is None


def test_code_counts_when_it_was_run() -> None:
    failed = Execution(Status.ERROR, "boom", 0.0)
    assert code_use(trace(SNIPPET, "done")) == code_use(trace(SNIPPET, "done", output=failed)) == 1.0
    assert code_use(trace("no code")) == code_success(trace("no code")) == 0.0
    assert code_success(trace(SNIPPET, "done", output=failed)) == 0.0


def test_brevity_prefers_the_shorter_of_two_right_traces_and_never_a_wrong_one(accuracy: Accuracy) -> None:
    brevity = Brevity(accuracy)
    short, long = brevity(trace("\\boxed{42}")), brevity(trace("Well, " * 50 + "\\boxed{42}"))
    assert short is not None
    assert long is not None
    assert short > long > 0.0
    assert brevity(trace("\\boxed{1}")) == 0.0


def value(preset: str, right: bool, code: bool) -> float:
    weights = PRESETS[preset]
    return weights[Name.ACCURACY] * right + weights[Name.CODE_USE] * code


def test_the_reference_prefers_wrong_with_code_and_ours_the_right_answer() -> None:
    assert value("reference", False, True) > value("reference", True, False)
    for preset in ("accuracy_first", "brief"):
        assert value(preset, True, False) > value(preset, False, True)
