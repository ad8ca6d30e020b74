"""Many traces at once, without a model: the scripted engine and a pool of threads."""

import threading
import time
from collections.abc import Iterator

import pytest

from deepmath_xpu import agent, batch
from deepmath_xpu.agent import Task
from deepmath_xpu.engine import Cancel, ScriptedEngine
from deepmath_xpu.types import Execution, Problem, Sampling, Status, Trace


class Doubling:
    """A session that knows how to double."""

    def run(self, code: str, seconds: float | None = None) -> Execution:
        return Execution(Status.OK, str(2 * int(code.strip("print()").split("*")[0])), 0.0)

    def close(self) -> None:
        pass


def script(prompt: str) -> list[str]:
    """Every problem has its own number, its own snippet and its own answer."""
    number = prompt.split("double ")[1].split("?")[0]
    return [f"<tool_call>\nprint({number}*2)\n</tool_call>", f"\\boxed{{{2 * int(number)}}}"]


def tasks(count: int, drawn: list[int] | None = None) -> Iterator[Task]:
    for number in range(count):
        if drawn is not None:
            drawn.append(number)
        yield Task(Problem(str(number), f"double {number}?"))


def test_every_problem_gets_its_own_answer() -> None:
    engine = ScriptedEngine([], choose=script)
    traces = list(batch.run(tasks(256), lambda task: agent.solve(task, engine, Doubling), 32, Cancel()))
    assert {trace.problem.id: trace.answer for trace in traces} == {str(n): str(2 * n) for n in range(256)}


def empty(task: Task) -> Trace:
    return Trace(task.problem, (), (), Sampling(), task.limits, 0.0)


def test_tasks_are_drawn_as_places_become_free() -> None:
    drawn: list[int] = []
    running = batch.run(tasks(100, drawn), empty, 4, Cancel())
    next(running)
    assert len(drawn) <= 8
    assert len(list(running)) == 99


def test_no_more_than_the_places_run_at_once() -> None:
    now, most, lock = [0], [0], threading.Lock()

    def solve(task: Task) -> Trace:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.002)
        with lock:
            now[0] -= 1
        return empty(task)

    list(batch.run(tasks(60), solve, 5, Cancel()))
    assert most[0] <= 5


def test_an_exception_ends_the_others_and_comes_out() -> None:
    cancel = Cancel()

    def solve(task: Task) -> Trace:
        if task.problem.id == "3":
            raise OSError("gone")
        while not cancel.is_set():
            time.sleep(0.001)
        return empty(task)

    with pytest.raises(OSError, match="gone"):
        list(batch.run(tasks(8), solve, 8, cancel))


def test_a_consumer_that_leaves_ends_the_others() -> None:
    cancel = Cancel()

    def solve(task: Task) -> Trace:
        while task.problem.id != "0" and not cancel.is_set():
            time.sleep(0.001)
        return empty(task)

    running = batch.run(tasks(8), solve, 8, cancel)
    next(running)
    running.close()
    assert cancel.is_set()


def test_a_cancel_is_set_by_hand_by_its_parent_or_by_the_clock() -> None:
    parent = Cancel()
    child, late, free = Cancel(parent=parent), Cancel(seconds=0.0), Cancel()
    assert (child.is_set(), late.is_set(), free.is_set()) == (False, True, False)
    parent.set()
    assert (child.is_set(), free.is_set()) == (True, False)
