"""Each figure against a case worked out by hand; the records are those of `made.py` unless a line says otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import SETTING, record

from bench import metrics, plots
from bench.record import StepRecord
from deepmath_xpu.types import Finish, Outcome, Status


def test_itl_is_of_every_gap_and_tpot_of_every_completion() -> None:
    step = StepRecord(sampled=4, inserted=0, ttft=1.0, seconds=1.6, finish=Finish.EOS, gaps=[0.1, 0.1, 0.4])
    found = metrics.latency([record(steps=[step])])
    assert found["itl"] == {
        "mean": pytest.approx(0.2),
        "p50": 0.1,
        "p90": pytest.approx(0.34),
        "p99": pytest.approx(0.394),
    }
    assert found["tpot"]["p50"] == pytest.approx(0.2)
    assert found["tokens_per_second_per_user"]["p50"] == pytest.approx(5.0)


def test_without_streaming_there_is_no_itl() -> None:
    assert metrics.latency([record()])["itl"] is None


def test_time_to_answer_is_of_traces_that_gave_one() -> None:
    late = record("b", answer=None, correct=False, outcome=Outcome.UNANSWERED, seconds=9.0)
    found = metrics.latency([record("a"), late])
    assert (found["time_to_answer"]["mean"], found["e2e"]["mean"]) == (2.0, 5.5)


def test_rates_are_over_the_time_in_which_something_was_under_way() -> None:
    run = [record("a", started=100.0), record("b", started=101.0), record("c", started=1000.0)]
    found = metrics.summary(run, str.__eq__)
    assert found["wall_seconds"] == pytest.approx(5.0)
    assert found["output_tokens_per_second"] == pytest.approx(3 * 13 / 5)
    assert found["traces_per_second"] == pytest.approx(3 / 5)
    assert found["concurrency"] == pytest.approx(6 / 5)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), min_size=1, max_size=12))
def test_busy_seconds_are_those_that_a_span_covers(spans: list[tuple[int, int]]) -> None:
    covered = {second for start, length in spans for second in range(start, start + length)}
    assert metrics.busy([(start, start + length) for start, length in spans]) == pytest.approx(len(covered))


def test_lengths_are_of_sampled_and_inserted_tokens_apart_and_together() -> None:
    found = metrics.traces(
        [record(), record(steps=[StepRecord(sampled=1, inserted=0, ttft=0.1, seconds=0.1, finish=Finish.EOS)])]
    )
    assert [found[name]["mean"] for name in ("sampled", "inserted", "length", "snippets")] == [7.0, 2.0, 9.0, 0.5]
    assert found["length"]["p90"] == pytest.approx(1 + 0.9 * 16)


def test_shares_are_of_snippets_and_of_traces() -> None:
    def snippet(status: Status, parses: bool) -> StepRecord:
        return StepRecord(sampled=2, inserted=1, ttft=0.1, seconds=0.2, finish=Finish.STOP, snippet_seconds=0.5,
                          status=status, parses=parses)  # fmt: skip

    steps = [
        snippet(Status.OK, True),
        snippet(Status.ERROR, True),
        snippet(Status.ERROR, False),
        snippet(Status.TIMEOUT, True),
    ]
    cut = record("b", steps=steps, answer=None, correct=False, outcome=Outcome.OUT_OF_BUDGET)
    silent = record("c", answer=None, correct=False, outcome=Outcome.UNANSWERED)
    found = metrics.traces([cut, silent])
    assert (found["valid_code"], found["snippet_errors"]) == (4 / 5, 3 / 5)
    assert (found["truncated"], found["no_answer"]) == (0.5, 0.5)
    assert found["waiting_share"] == pytest.approx((4 * 0.5 + 0.2) / 4)
    assert found["snippet_seconds"]["p50"] == 0.5


def test_accuracy_by_hand() -> None:
    """a: right 2 of 3 and by majority; b: right 1 of 3, the vote is wrong; c: never."""
    right = {"a": [True, True, False], "b": [True, False, False], "c": [False, False, False]}
    run = [record(name, k, correct=ok) for name, each in right.items() for k, ok in enumerate(each)]
    found = metrics.accuracy(run, str.__eq__)
    assert (found["problems"], found["samples"]) == (3, 3)
    assert found["pass@1[avg of 3]"]["mean"] == pytest.approx((2 / 3 + 1 / 3 + 0) / 3)
    assert found["majority@3"]["mean"] == pytest.approx(1 / 3)
    assert found["pass@3"]["mean"] == pytest.approx(2 / 3)


def test_a_solved_problem_costs_seconds_tokens_and_joules() -> None:
    run = [
        record("a", 0, joules=3.0),
        record("a", 1, correct=False, joules=1.0),
        record("b", 0, joules=2.0),
        record("b", 1, joules=4.0),
    ]
    found = metrics.cost(run, wall=6.0)
    assert found["seconds_per_solved"] == pytest.approx(6 / 1.5)
    assert found["tokens_per_solved"] == pytest.approx(4 * 13 / 1.5)
    assert found["joules_per_solved"] == pytest.approx(10 / 1.5)


def test_one_unknown_energy_makes_the_whole_unknown() -> None:
    assert metrics.cost([record("a", joules=3.0), record("b")], wall=6.0)["joules_per_solved"] is None


def test_the_bandwidth_s_share_is_what_the_weights_of_a_token_take() -> None:
    """11 and 100 ms a token, 55.6 in the median: 1 GB of weights then needs 18 GB/s, 60 % of 30."""
    setting = SETTING.model_copy(update={"weight_bytes": 10**9})
    run = [
        record(setting=setting, bandwidth=3e10, peak_memory=5),
        record("b", setting=setting, bandwidth=3e10, peak_memory=7),
    ]
    found = metrics.memory(run)
    assert (found["peak_memory"], found["bandwidth"]) == (7, 3e10)
    assert found["bandwidth_share"] == pytest.approx(1e9 / 0.1 / 3e10)


def test_what_was_not_measured_is_none() -> None:
    assert metrics.memory([record()]) == {"peak_memory": None, "bandwidth": None, "bandwidth_share": None}


def test_accuracy_against_a_budget_by_hand() -> None:
    """a: right after 2 s, wrong after 4 s; b: right after 3 s. So a quarter by 2 s, three quarters by 3 s."""
    run = [record("a", 0, seconds=2.0), record("a", 1, seconds=4.0, correct=False), record("b", 0, seconds=3.0)]
    assert plots.budget(run, seconds=True) == ([0.0, 2.0, 3.0, 4.0], [0.0, 0.25, 0.75, 0.75])
