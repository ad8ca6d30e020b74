"""The command as a user meets it: what it prints, how it exits, what a kill leaves behind."""

import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_xpu import cli
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.records import Log, RecordError, TraceRecord, problems, read
from deepmath_xpu.types import UsageError

COMMAND = [sys.executable, "-m", "deepmath_xpu.cli"]
PRIMES = "What is the sum of all primes below 1000?"


def run(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, input=stdin, timeout=120, check=False)


def refused(*arguments: str, code: int = 2) -> str:
    """The one line that the command says before it gives up."""
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "problems.jsonl"
    rows = [{"id": f"p{n}", "question": f"What is {n * 1237 + 5} * {n * 311 + 7}?"} for n in range(40)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_problem_is_solved_with_python() -> None:
    done = run("solve", PRIMES, "--json")
    assert done.returncode == 0, done.stderr
    solved: dict[str, Any] = json.loads(done.stdout)
    assert solved["answer"] == "76127"
    assert any(step["snippet"] and step["output"].strip() == "76127" for step in solved["steps"])
    assert set(solved) == {
        "id",
        "question",
        "answer",
        "outcome",
        "votes",
        "margin",
        "cancelled",
        "samples",
        "tokens",
        "seconds",
        "steps",
    }


def test_a_watched_trace_ends_with_the_answer_and_its_figures() -> None:
    done = run("solve", PRIMES)
    answer, figures = done.stdout.strip().splitlines()[-2:]
    assert answer == "76127"
    assert re.fullmatch(r"[\d.]+ s, \d+ tokens sampled, \d+ inserted, \d+ snippets, \d+ tokens/s", figures)


def test_samples_vote() -> None:
    solved = json.loads(run("solve", PRIMES, "--samples", "5", "--json").stdout)
    assert solved["samples"] == 5
    assert 3 <= solved["votes"] <= 5


def test_the_problem_may_come_from_standard_input() -> None:
    assert "76127" in run("solve", "-", stdin=PRIMES).stdout


def test_without_an_answer_the_exit_code_says_so() -> None:
    assert run("solve", PRIMES, "--token-budget", "3").returncode == cli.UNANSWERED


def test_deterministic_runs_repeat() -> None:
    arguments = ("solve", PRIMES, "--deterministic", "--seed", "11", "--json")
    first, second = (json.loads(run(*arguments).stdout)["steps"] for _ in range(2))
    assert [step["text"] for step in first] == [step["text"] for step in second]


def test_every_problem_gets_its_own_answer(many: Path, tmp_path: Path) -> None:
    out = tmp_path / "traces.jsonl"
    run("solve", "--file", str(many), "--out", str(out))
    records = list(read(out))
    assert len(records) == 40
    for record in records:
        numbers = re.findall(r"\d+", record.question)
        code = "".join(step.snippet or "" for step in record.steps)
        assert sum(number in code for number in numbers) >= 1, (record.question, code)


def test_a_killed_run_goes_on_and_does_nothing_twice(many: Path, tmp_path: Path) -> None:
    out = tmp_path / "traces.jsonl"
    arguments = [*COMMAND, "solve", "--file", str(many), "--out", str(out), "--parallel", "1"]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as process:
        while not (out.exists() and len(out.read_text().splitlines()) >= 5):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert len(out.read_text().splitlines()) < 40
    subprocess.run(arguments, stdout=subprocess.DEVNULL, check=False, timeout=200)
    assert sorted(record.problem for record in read(out)) == sorted(f"p{n}" for n in range(40))


def test_ctrl_c_keeps_the_traces_so_far(many: Path, tmp_path: Path) -> None:
    out = tmp_path / "traces.jsonl"
    long = ["--parallel", "2", "--samples", "40", "--vote", "all"]
    arguments = [*COMMAND, "solve", "--file", str(many), "--out", str(out), *long]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while not (out.exists() and len(out.read_text().splitlines()) >= 5):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == cli.INTERRUPTED
    assert "Traceback" not in errors
    assert len(list(read(out))) >= 5


def test_an_empty_problem() -> None:
    assert "empty" in refused("solve", "  ")


def test_no_problem_at_all() -> None:
    assert run("solve").returncode == 2


def test_an_unknown_device() -> None:
    assert "CPU" in refused("solve", PRIMES, "--device", "TPU")


def test_a_model_folder_that_is_none(tmp_path: Path) -> None:
    assert "manifest.json" in refused("solve", PRIMES, "--model", str(tmp_path))


@pytest.mark.parametrize("model", ["Intel/deepmath-v1", "checkpoint"])
def test_a_model_that_must_be_exported_first(model: str, tmp_path: Path) -> None:
    if model == "checkpoint":
        (tmp_path / "config.json").write_text("{}")
        model = str(tmp_path)
    assert "python -m export" in refused("solve", PRIMES, "--model", model)


def test_a_damaged_file_of_the_model(tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(EMBEDDED, model)
    weights = bytearray((model / "openvino_model.bin").read_bytes())
    weights[1000] ^= 1
    (model / "openvino_model.bin").write_bytes(weights)
    assert "sha256" in refused("solve", PRIMES, "--model", str(model))


def test_a_line_that_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_text('{"question": "1 + 1?"}\n{"question"\n')
    assert "line 2" in refused("solve", "--file", str(path))


def test_an_out_that_cannot_be_written(tmp_path: Path) -> None:
    assert "--out" in refused("solve", PRIMES, "--out", str(tmp_path))


def test_an_out_of_another_run(tmp_path: Path) -> None:
    out = tmp_path / "traces.jsonl"
    run("solve", PRIMES, "--out", str(out))
    before = out.read_bytes()
    assert "another run" in refused("solve", PRIMES, "--out", str(out), "--seed", "5")
    assert out.read_bytes() == before


def test_a_prompt_beyond_the_context() -> None:
    assert "context" in refused("solve", "1 + " * 5000, code=1)


def test_problems_are_read_with_or_without_ids(tmp_path: Path) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_text('{"problem": "a", "answer": 3}\n\n{"question": "b", "id": 7}\n')
    assert [(p.id, p.question, p.answer) for p in problems(path)] == [("1", "a", "3"), ("7", "b", None)]


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_text('{"id": 1, "question": "a"}\n{"id": 1, "question": "b"}\n')
    with pytest.raises(RecordError, match="line 2"):
        problems(path)


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1))
def test_any_question_survives_its_file(questions: list[str]) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps({"question": text}, ensure_ascii=False) + "\n" for text in questions)
        file.flush()
        assert [problem.question for problem in problems(Path(file.name))] == questions


def test_a_trace_survives_its_file(tmp_path: Path) -> None:
    out = tmp_path / "traces.jsonl"
    run("solve", PRIMES, "--out", str(out))
    (record,) = read(out)
    trace = record.trace()
    assert TraceRecord.of(trace, record.artifact) == record
    assert (trace.answer, trace.outcome) == (record.answer, record.outcome)


def test_a_line_cut_by_a_kill_is_dropped(tmp_path: Path) -> None:
    out = tmp_path / "traces.jsonl"
    run("solve", PRIMES, "--out", str(out))
    whole = out.read_bytes()
    (record,) = read(out)
    out.write_bytes(whole + whole[: len(whole) // 2])
    with Log(out, record.run) as log:
        assert len(log.done) == 1
    assert out.read_bytes() == whole


def test_another_question_under_a_known_id_is_refused(tmp_path: Path) -> None:
    path, out = tmp_path / "problems.jsonl", tmp_path / "traces.jsonl"
    for question, code in (("What is 2 + 3?", None), ("What is 2 + 4?", UsageError.code)):
        path.write_text(json.dumps({"id": "a", "question": question}))
        done = run("solve", "--file", str(path), "--out", str(out))
        assert code in (None, done.returncode)
