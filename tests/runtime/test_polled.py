"""Voting that stops, end to end: fixed seeds, the embedded model or a scripted one."""

from collections import Counter

import pytest

from deepmath_xpu import agent, batch
from deepmath_xpu.agent import Task, Watcher
from deepmath_xpu.engine import Cancel, PromptError, ScriptedEngine
from deepmath_xpu.grading import Grader
from deepmath_xpu.sandbox.fakes import ScriptedSession
from deepmath_xpu.solver import Solver
from deepmath_xpu.types import Finish, Limits, Outcome, Problem, Sampling, Trace
from deepmath_xpu.vote import Poll, Rule

QUESTIONS = ["What is 12 + 30?", "What is 7 * 8?", "What is the remainder when 100 is divided by 7?"]
SAMPLES = 9


def test_the_vote_with_stopping_is_the_vote_without() -> None:
    """One trace at a time in float32: the same seed gives the same trace, so the two runs can be compared."""
    limits = Limits(tokens=400)
    with Solver(deterministic=True) as solver:
        for question in QUESTIONS:
            full = solver.solve(question, SAMPLES, Sampling(seed=3), limits, rule=Rule.read("all"))
            stopped = solver.solve(question, SAMPLES, Sampling(seed=3), limits)
            cut = [trace.end is Outcome.CANCELLED for trace in stopped.traces]
            assert [a.ids for a, c in zip(stopped.traces, cut, strict=True) if not c] == [
                b.ids for b, c in zip(full.traces, cut, strict=True) if not c
            ]
            assert len(stopped.traces) == len(full.traces) == SAMPLES
            assert (stopped.answer is None) == (full.answer is None)
            assert stopped.answer is None or solver.grader.equal(stopped.answer, full.answer or "")


def test_a_time_budget_gives_the_vote_so_far(solver: Solver) -> None:
    hot = Sampling(temperature=5.0, top_p=1.0, top_k=0)
    solution = solver.solve(QUESTIONS[0], 4, hot, Limits(seconds=1.0), rule=Rule(seconds=1.0))
    assert len(solution.traces) == 4
    assert max(trace.seconds for trace in solution.traces) < 60
    assert solution.vote.margin <= 4


def test_samples_that_never_began_are_there_and_empty() -> None:
    engine = ScriptedEngine(["\\boxed{4}"] * 3)
    poll = Poll(Rule(), 5, str.__eq__, Cancel())
    ended = []
    tasks = (Task(Problem("0", "2 + 2?"), sample=sample) for sample in range(5))
    solve = lambda task: agent.solve(task, engine, lambda: ScriptedSession([]), poll.cancel, poll)  # noqa: E731
    for trace in batch.run(tasks, solve, 1, Cancel()):
        poll.add(trace)
        ended.append(trace)
    assert [trace.end for trace in ended] == [Outcome.UNANSWERED] * 3 + [Outcome.CANCELLED] * 2
    assert all(trace.steps[-1].completion.finish is Finish.EOS for trace in ended[:3])
    assert not any(trace.steps for trace in ended[3:])


def test_samples_of_an_earlier_run_have_a_vote(solver: Solver) -> None:
    problem = Problem("0", QUESTIONS[0])
    tasks = [solver.task(problem, Sampling(), Limits(), sample) for sample in range(9)]
    boxed = ScriptedEngine(["\\boxed{42}"] * 5)
    ended = [agent.solve(task, boxed, lambda: ScriptedSession([])) for task in tasks[:5]]
    left = list(solver.polled(tasks[5:], Rule(), ended))
    assert [trace.end for trace in left] == [Outcome.CANCELLED] * 4
    assert not any(trace.steps for trace in left)
    assert solver.solution([*ended, *left]).vote.margin == 5


class Scripted(Solver):
    """Without a model: every sample answers 42, but those in `wrong`."""

    def __init__(self, parallel: int, wrong: frozenset[int] = frozenset()) -> None:
        self.parallel, self.cancel, self.grader = parallel, Cancel(), Grader()
        self.begun: list[str] = []
        """The problem of every sample that ran, in order."""
        self._wrong = wrong

    def trace(self, task: Task, watcher: Watcher | None = None, cancel: Cancel | None = None) -> Trace:
        if cancel is None or not cancel.is_set():
            self.begun.append(task.problem.id)
        engine = ScriptedEngine(["\\boxed{7}" if task.sample in self._wrong else "\\boxed{42}"])
        return agent.solve(task, engine, lambda: ScriptedSession([]), cancel, watcher)

    def close(self) -> None:
        self.grader.close()


def tasks(problems: int) -> list[Task]:
    return [Task(Problem(str(number), "?"), sample=sample) for number in range(problems) for sample in range(16)]


@pytest.mark.parametrize("parallel", [1, 3, 8, 32])
def test_samples_that_are_not_needed_never_begin_while_other_problems_wait(parallel: int) -> None:
    with Scripted(parallel) as solver:
        ended = list(solver.polled(tasks(10)))
    assert Counter(trace.problem.id for trace in ended) == {str(number): 16 for number in range(10)}
    early = Counter(solver.begun[: 80 - parallel])
    assert max(early.values()) <= 8
    assert len(solver.begun) <= 80 + parallel


def test_samples_that_disagree_cost_their_own_problem_others() -> None:
    with Scripted(1, wrong=frozenset({0, 5})) as solver:
        ended = list(solver.polled(tasks(2)))
    assert len(ended) == 32
    assert solver.begun == ["0"] * 11 + ["1"] * 11, "9 of 16 agree, as a rival has the lowest index"


def test_a_single_problem_fills_all_places() -> None:
    with Scripted(16) as solver:
        assert len(list(solver.polled(tasks(1)))) == 16


class Narrow(Scripted):
    """Problem 0 is too long for its engine."""

    def trace(self, task: Task, watcher: Watcher | None = None, cancel: Cancel | None = None) -> Trace:
        if task.problem.id == "0":
            raise PromptError("problem 0: the prompt is too long")
        return super().trace(task, watcher, cancel)


def test_a_problem_too_long_for_the_engine_costs_only_its_own_traces() -> None:
    with Narrow(4) as solver:
        ended = list(solver.traces(tasks(2)))
    begun = Counter(trace.problem.id for trace in ended if trace.ids)
    assert begun == {"1": 16}
    assert {trace.outcome for trace in ended if trace.problem.id == "0"} == {Outcome.OUT_OF_BUDGET}
