"""`bench run` with the embedded model: records, resuming, and what is refused."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench import problems
from bench.problems import BenchError
from bench.record import BenchRecord, read

QUESTIONS = [("a", "What is 12 + 30?", "42"), ("b", "What is 7 * 8?", "56"), ("c", "What is 100 - 58?", "42")]


@pytest.fixture(scope="module")
def workload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workload") / "three.jsonl"
    rows = [json.dumps({"id": name, "question": question, "answer": gold}) for name, question, gold in QUESTIONS]
    path.write_text("\n".join(rows) + "\n")
    return path


def command(workload: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "bench", "run", str(workload), "--out", str(out), "--tokens", "300", *more]


@pytest.fixture(scope="module")
def records(workload: Path, tmp_path_factory: pytest.TempPathFactory) -> list[BenchRecord]:
    out = tmp_path_factory.mktemp("records") / "run.jsonl"
    subprocess.run(command(workload, out, "--samples", "2"), check=True, capture_output=True)
    return read(out)


def test_there_is_a_record_for_every_problem_and_sample(records: list[BenchRecord]) -> None:
    assert sorted((r.problem, r.sample) for r in records) == [(name, k) for name, *_ in QUESTIONS for k in range(2)]


def test_tokens_are_sampled_or_inserted(records: list[BenchRecord]) -> None:
    assert all(len(record.ids) == record.sampled + record.inserted for record in records)


def test_waiting_and_sampling_fit_into_the_trace(records: list[BenchRecord]) -> None:
    assert all(record.waiting + sum(step.seconds for step in record.steps) <= record.seconds for record in records)


def test_a_killed_run_goes_on(workload: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    more = ("--samples", "12", "--parallel", "1")
    process = subprocess.Popen(command(workload, out, *more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not out.exists() or out.read_bytes().count(b"\n") < 3:
        time.sleep(0.02)
        assert process.poll() is None or out.read_bytes().count(b"\n") >= 3
    process.send_signal(signal.SIGKILL)
    process.wait()
    subprocess.run(command(workload, out, *more), check=True, capture_output=True)
    found = [(record.problem, record.sample) for record in read(out)]
    assert len(found) == len(set(found)) == 36


def test_another_run_is_not_mixed_in(workload: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    subprocess.run(command(workload, out), check=True, capture_output=True)
    before = out.read_bytes()
    done = subprocess.run(command(workload, out, "--temperature", "0.9"), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "another run" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert out.read_bytes() == before


def test_every_workload_is_read() -> None:
    assert {"smoke", "generated", "math500", "gsm8k"} <= set(problems.names())
    assert all(problems.read(name, {}).name == name for name in problems.names())


def test_the_generated_problems_have_answers() -> None:
    assert len(problems.load(problems.read("generated", {}))) == 360


def test_an_unknown_workload_lists_those_there_are() -> None:
    with pytest.raises(BenchError, match="smoke"):
        problems.read("nothing", {})


@pytest.mark.parametrize("text", ['problems = "file"\nsample = 3\n', 'problems = "moon"\n', "problems = \n"])
def test_a_wrong_workload_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(BenchError, match=r"mine\.toml") as caught:
        problems.read(str(path), {})
    assert "\n" not in str(caught.value)


def test_a_set_of_another_size_is_refused(workload: Path) -> None:
    with pytest.raises(BenchError, match="4 expected"):
        problems.load(problems.read(str(workload), {"rows": 4}))


def test_the_digest_is_of_what_is_asked(workload: Path) -> None:
    one = problems.read(str(workload), {})
    assert one.digest == one.model_copy(update={"name": "other"}).digest
    assert one.digest != one.model_copy(update={"tokens": 7}).digest


def test_only_the_rows_asked_for_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = [
        {"question": "a", "answer": "1", "category": "Math", "answer_type": "exactMatch", "image": ""},
        {"question": "b", "answer": "2", "category": "Math", "answer_type": "exactMatch", "image": "data:..."},
        {"question": "c", "answer": "3", "category": "Law", "answer_type": "exactMatch", "image": None},
    ]
    monkeypatch.setattr(problems, "CACHE", tmp_path)
    monkeypatch.setattr("datasets.load_dataset", lambda *_, **__: rows)
    workload = problems.read("hle", {})
    assert [problem.question for problem in problems.load(workload)] == ["a"]
    monkeypatch.setattr("datasets.load_dataset", lambda *_, **__: 1 / 0)
    assert len(problems.load(workload)) == 1, "from the cache"


def test_a_set_that_cannot_be_downloaded_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def offline(*_: object, **__: object) -> None:
        raise ConnectionError("no route\nmore")

    monkeypatch.setattr(problems, "CACHE", tmp_path)
    monkeypatch.setattr("datasets.load_dataset", offline)
    with pytest.raises(BenchError, match=r"cannot be downloaded \(no route\)"):
        problems.load(problems.read("math500", {}))


def test_gsm8k_s_answer_is_its_last_line() -> None:
    assert problems._gold("3 + 4 = <<3+4=7>>7\n#### 1,007") == "1,007"
