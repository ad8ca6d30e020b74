"""What stopping saves is measured on samples that are the same with and without it; a changed vote is an error."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import votes
from bench.files import BenchError
from bench.votes import Case
from deepmath_xpu.solver import Solution
from deepmath_xpu.types import Completion, Finish, Limits, Problem, Sampling, Step, Timing, Trace
from deepmath_xpu.vote import majority, voice


def solution(*answers: str | None, cut: int = 99) -> dict[str, Solution]:
    """One problem, right with 5; samples from `cut` on are cancelled."""

    def trace(sample: int, answer: str | None) -> Trace:
        text, finish = f"\\boxed{{{answer}}}" if answer else "", Finish.CANCELLED if sample >= cut else Finish.EOS
        step = Step(Completion((5, 6), text, finish, Timing(0.0, 0.0)))
        return Trace(Problem("p", "?", "5"), (1,), (step,), Sampling(), Limits(), 0.0, sample)

    traces = tuple(trace(sample, answer) for sample, answer in enumerate(answers))
    return {"p": Solution(traces[0].problem, traces, majority(map(voice, traces), str.__eq__))}


def row(found: dict[str, Solution], whole: dict[str, Solution]) -> votes.Row:
    return votes.row(Case("lossless", 4, "off"), found, whole, 2.0, str.__eq__)


def test_a_row_counts_what_was_sampled_and_cancelled() -> None:
    found = row(solution("5", "5", "7", None, cut=2), solution("5", "5", "7", "5"))
    assert (found.sampled, found.cancelled, found.correct, found.drifted, found.changed) == (8, 2, 1, 0, 0)
    assert found.problems_per_hour == 1800


def test_another_answer_from_the_same_samples_is_a_changed_vote() -> None:
    found = row(solution("7", "5", "5", cut=1), solution("7", "5", "5"))
    assert (found.drifted, found.changed) == (0, 1)


def test_a_sample_that_came_out_otherwise_proves_nothing() -> None:
    found = row(solution("7", "5", "5", cut=1), solution("5", "5", "5"))
    assert (found.drifted, found.changed) == (1, 0)


def test_all_and_lossless_are_run_and_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = tmp_path / "p.jsonl"
    problem.write_text(json.dumps({"id": "p", "question": "What is 2 + 3?", "answer": "5"}))
    out = tmp_path / "votes.json"
    chosen = ["--samples", "3", "--tokens", "60", "--parallel", "2", "--out", str(out)]
    assert votes.main([str(problem), *chosen]) == 0
    rows: list[dict[str, Any]] = json.loads(out.read_text())["rows"]
    assert [one["case"]["vote"] for one in rows] == ["all", "lossless"]
    assert rows[1]["sampled"] <= rows[0]["sampled"]
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_nonsense_is_refused() -> None:
    with pytest.raises(BenchError, match="at least 1"):
        votes.main(["--samples", "0"])
