"""Metrics, comparison, merging and the report, on made-up records."""

import json
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import compare, energy, merge, metrics, report
from bench.problems import BenchError
from bench.record import BenchRecord, Setting, StepRecord, read
from deepmath_xpu.types import Finish, Outcome, Status

SETTING = Setting(
    workload="w",
    digest="d",
    agent=True,
    samples=2,
    device="CPU",
    engine="openvino",
    model="m",
    artifact="a",
    system="s",
    parallel=4,
    machine="box",
    versions={"openvino": "1"},
)


def record(problem: str = "p", sample: int = 0, correct: bool = True, **more: object) -> BenchRecord:
    first = StepRecord(sampled=10, inserted=4, ttft=0.5, seconds=1.4, finish=Finish.STOP, snippet_seconds=0.2,
                       status=Status.OK, parses=True)  # fmt: skip
    last = StepRecord(sampled=3, inserted=0, ttft=0.1, seconds=0.3, finish=Finish.EOS)
    fields: dict[str, object] = {
        "setting": SETTING,
        "problem": problem,
        "sample": sample,
        "started": 100.0,
        "seconds": 2.0,
        "ids": list(range(17)),
        "prompt_tokens": 5,
        "steps": [first, last],
        "outcome": Outcome.ANSWERED,
        "answer": "5" if correct else "6",
        "correct": correct,
    }
    return BenchRecord.model_validate(fields | more)


def test_times_are_of_the_tokens_they_are_named_for() -> None:
    found = metrics.latency([record()])
    assert found["ttft"]["p50"] == 0.5
    assert found["ttft_continued"]["p50"] == 0.1
    assert found["tpot"]["mean"] == pytest.approx((0.9 / 9 + 0.2 / 2) / 2)


def test_waiting_is_a_share_of_the_whole() -> None:
    assert metrics.traces([record()])["waiting_share"] == pytest.approx(0.1)


def test_what_a_solved_problem_costs() -> None:
    found = metrics.cost([record("a"), record("b", correct=False)], wall=8.0)
    assert found["seconds_per_solved"] == 8.0
    assert found["tokens_per_solved"] == 26.0
    assert found["joules_per_solved"] is None


def test_nothing_solved_has_no_price() -> None:
    assert metrics.cost([record(correct=False)], wall=8.0)["seconds_per_solved"] is None


def test_goodput_counts_what_is_right_in_time() -> None:
    run = [record("a"), record("b", correct=False), record("c", seconds=9.0)]
    assert metrics.rates(run, 2.0, slo=3.0)["goodput_per_second"] == 0.5


def test_a_majority_is_of_answers() -> None:
    run = [record("a", 0), record("a", 1, correct=False), record("a", 2)]
    assert metrics.accuracy(run, str.__eq__)["majority@3"]["mean"] == 1.0


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_pass_at_k_is_the_share_of_choices_that_hold_a_right_one(right: list[bool], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(right)))
    choices = list(combinations(right, k))
    share = sum(any(each) for each in choices) / len(choices)
    assert metrics._pass_at(len(right), sum(right), k) == pytest.approx(share)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_holds_its_mean(values: list[float]) -> None:
    found = metrics.interval(values)
    assert found["low"] - 1e-9 <= found["mean"] <= found["high"] + 1e-9


def test_a_run_does_not_differ_from_itself() -> None:
    run = [record("a"), record("b", correct=False)]
    lines = compare.report(run, run)
    assert sum("no difference found" in line for line in lines) == 5
    assert lines[-1] == "all pairs hold the same tokens"


def test_a_difference_is_found() -> None:
    names = [f"p{n}" for n in range(30)]
    one = [record(name) for name in names]
    other = [record(name, correct=False, ids=[0, 1, 9]) for name in names]
    lines = compare.report(one, other)
    assert any(line.startswith("right: B - A = -1") and line.endswith("differs") for line in lines)
    assert lines[-1] == "100% of the pairs part, at token 2 in the median (first 2)"


def test_other_problems_or_prompts_are_not_compared() -> None:
    other = SETTING.model_copy(update={"system": "another"})
    with pytest.raises(BenchError, match="system: s and another"):
        compare.pair([record()], [record(setting=other)])


@given(st.lists(st.integers(0, 3)), st.lists(st.integers(0, 3)))
def test_sequences_part_where_they_first_differ(a: list[int], b: list[int]) -> None:
    place = compare.first_difference(a, b)
    assert (place is None) == (a == b)
    assert place is None or (a[:place] == b[:place] and a[place : place + 1] != b[place : place + 1])


def test_a_cut_line_is_left_out_and_a_wrong_one_named(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    line = record().model_dump_json()
    path.write_text(f"{line}\n{line[:50]}")
    assert read(path) == [record()]
    path.write_text(f"{line}\n{{}}\n")
    with pytest.raises(BenchError, match="line 2: no record of version 1"):
        read(path)
    path.write_text(line.replace('"version":1', '"version":2', 1) + "\n")
    with pytest.raises(BenchError, match="version"):
        read(path)


def test_merging_twice_changes_nothing_and_a_conflict_is_refused(tmp_path: Path) -> None:
    one, two, bad = tmp_path / "1.jsonl", tmp_path / "2.jsonl", tmp_path / "3.jsonl"
    one.write_text(record("a").model_dump_json() + "\n")
    two.write_text(record("b").model_dump_json() + "\n")
    bad.write_text(record("a", seconds=7.0).model_dump_json() + "\n")
    assert merge.merged([one, two, one]) == [record("a"), record("b")]
    with pytest.raises(BenchError, match="another record of a"):
        merge.merged([one, bad])


def test_a_result_file_changes_with_the_records() -> None:
    one = merge.result([record("a"), record("b")], str.__eq__)
    same = merge.result([record("b"), record("a")], str.__eq__)
    other = merge.result([record("a"), record("b", correct=False)], str.__eq__)
    assert one["sha256"] == same["sha256"] != other["sha256"]


def test_the_report_is_one_page_that_needs_nothing(tmp_path: Path) -> None:
    records = tmp_path / "run.jsonl"
    records.write_text("".join(record(name, k).model_dump_json() + "\n" for name in "ab" for k in range(2)))
    command = [sys.executable, "-m", "bench", "report", str(records), "--out", str(tmp_path / "out")]
    subprocess.run(command, check=True, capture_output=True)
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.count("<svg") == 4
    assert not re.search(r'(?:src|href)="http', page)
    assert "prefers-color-scheme" in page or "color-scheme: light dark" in page
    assert json.loads((tmp_path / "out" / "report.json").read_text())[0]["traces"] == 4
    assert "majority" in (tmp_path / "out" / "report.md").read_text()
    assert (tmp_path / "out" / "report.csv").read_text().startswith("run,figure,value")


def test_text_from_records_is_no_markup() -> None:
    assert "<script>" not in report.html(("t", [["a"], ["<script>"]]))


def test_a_counter_that_began_anew_still_counts(tmp_path: Path) -> None:
    path = tmp_path / "energy_uj"
    path.write_text("900000")
    counter = energy.Counter(path, 1_000_000)
    path.write_text("400000")
    assert counter.spent() == pytest.approx(0.5)


def test_energy_is_shared_among_the_traces_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "intel-rapl:0"
    folder.mkdir()
    (folder / "energy_uj").write_text("0")
    (folder / "max_energy_range_uj").write_text("1000000000")
    monkeypatch.setattr(energy, "POWERCAP", tmp_path)
    monkeypatch.setattr(energy, "TICK_SECONDS", 1000.0)
    with energy.Meter() as meter:
        meter.begin("a")
        (folder / "energy_uj").write_text("2000000")
        meter.begin("b")
        (folder / "energy_uj").write_text("6000000")
        assert (meter.source, meter.end("a"), meter.end("b")) == ("rapl", 4.0, 2.0)


def test_no_counter_is_no_energy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(energy, "POWERCAP", tmp_path)
    with energy.Meter() as meter:
        meter.begin("a")
        assert (meter.source, meter.end("a")) == (None, None)
