"""`bench run` with the embedded model: records, resuming, and what is refused."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench import problems
from bench.files import BenchError
from bench.problems import Mode
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


def test_a_problem_too_long_for_the_model_costs_only_its_own_traces(tmp_path: Path) -> None:
    questions = {"long": "1 + " * 5000 + "1", "a": "2 + 2?"}
    rows = [{"id": name, "question": question, "answer": "4"} for name, question in questions.items()]
    workload, out = tmp_path / "two.jsonl", tmp_path / "run.jsonl"
    workload.write_text("\n".join(map(json.dumps, rows)) + "\n")
    done = subprocess.run(command(workload, out, "--samples", "2"), check=True, capture_output=True, text=True)
    assert "problem long: the prompt has" in done.stderr
    sampled = {(record.problem, record.sample): record.sampled for record in read(out)}
    assert sampled.keys() == {("long", 0), ("long", 1), ("a", 0), ("a", 1)}
    assert not sampled["long", 0]
    assert sampled["a", 0]


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


def test_every_set_of_the_hub_is_pinned() -> None:
    hub = [one for name in problems.names() if (one := problems.read(name, {})).problems == "hub"]
    assert {"aime2024", "aime2025", "aime2026", "hmmt_feb2025", "hmmt_nov2025", "hle"} <= {one.name for one in hub}
    assert all(one.revision for one in hub)
    assert all(one.rows or one.keep for one in hub)


def test_nano_is_asked_both_ways_sixteen_times() -> None:
    nano = problems.read("bench/workloads/nano.toml", {})
    assert (set(nano.modes), nano.samples, nano.problems) == (set(Mode), 16, "generated")


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
    with pytest.raises(BenchError, match=r"has 3 problems, three 4"):
        problems.load(problems.read(str(workload), {"rows": 4}))


def test_a_set_with_other_answers_is_refused(workload: Path) -> None:
    right = problems.fingerprint(["42", " 0056", "4 2"])
    assert len(problems.load(problems.read(str(workload), {"answers": right}))) == 3
    with pytest.raises(BenchError, match=f"other answers than three .digest {right}"):
        problems.load(problems.read(str(workload), {"answers": "0" * 16}))


def test_a_wrong_download_is_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(problems, "CACHE", tmp_path)
    asked = []

    def loaded(*names: object, **how: object) -> list[dict[str, str]]:
        asked.append((names, how))
        return [{"problem": "a", "answer": "1"}]

    monkeypatch.setattr("datasets.load_dataset", loaded)
    with pytest.raises(BenchError, match="HuggingFaceH4/aime_2024 has 1 problems, aime2024 30"):
        problems.load(problems.read("aime2024", {}))
    assert not list(tmp_path.iterdir())
    assert asked[0][1]["revision"] == "2fe88a2f1091d5048c0f36abc874fb997b3dd99a"
    monkeypatch.setattr("datasets.load_dataset", lambda *_, **__: [{"Problem": "a"}])
    with pytest.raises(BenchError, match="has no field problem: it has Problem"):
        problems.load(problems.read("aime2024", {}))


def test_the_digest_is_of_what_is_asked_wherever_it_stands(workload: Path, tmp_path: Path) -> None:
    one = problems.read(str(workload), {})
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(workload.read_bytes())
    other = problems.read(str(copy), {"samples": 7})
    asked = problems.load(one)
    assert one.digest(asked) == other.digest(problems.load(other))
    assert one.digest(asked) != one.model_copy(update={"tokens": 7}).digest(asked)
    assert one.digest(asked) != one.digest(asked[1:])


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
