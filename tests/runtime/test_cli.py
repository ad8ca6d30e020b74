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

from deepmath_xpu import agent, cli
from deepmath_xpu.agent import Task
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.engine import ScriptedEngine
from deepmath_xpu.records import Log, RecordError, Run, TraceRecord, problems, read
from deepmath_xpu.sandbox import Sandbox
from deepmath_xpu.types import Limits, Problem, Sampling, UsageError

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


def test_a_problem_that_does_not_fit_costs_a_file_only_its_own_row(tmp_path: Path) -> None:
    path, out = tmp_path / "problems.jsonl", tmp_path / "traces.jsonl"
    listed = [{"id": "long", "question": "Add 12 and 7. " * 3000}, {"id": "short", "question": PRIMES}]
    path.write_text("".join(json.dumps(row) + "\n" for row in listed))
    arguments = ("solve", "--file", str(path), "--out", str(out), "--samples", "2", "--json")
    done = run(*arguments)
    assert done.returncode == cli.UNANSWERED
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["problem long"]
    rows = {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert rows["short"]["answer"] == "76127"
    assert rows["long"]["outcome"] == "out_of_budget"
    assert len(list(read(out))) == 4
    assert sorted(run(*arguments).stdout.splitlines()) == sorted(done.stdout.splitlines())


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


@pytest.mark.parametrize("name", ["config.json", "manifest.json", "openvino_tokenizer.bin", "openvino_model.xml"])
@pytest.mark.parametrize("left", [None, "{"])
def test_any_file_of_the_model_may_be_missing_or_damaged(tmp_path: Path, name: str, left: str | None) -> None:
    model = tmp_path / "model"
    shutil.copytree(EMBEDDED, model)
    (model / name).unlink()
    if left is not None:
        (model / name).write_text(left)
    assert name in refused("solve", PRIMES, "--model", str(model))


def test_an_out_on_a_full_disk() -> None:
    assert "traces so far are kept" in refused("solve", PRIMES, "--out", "/dev/full")


def test_a_line_that_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_text('{"question": "1 + 1?"}\n{"question"\n')
    assert "line 2" in refused("solve", "--file", str(path))


def test_an_out_that_cannot_be_written(tmp_path: Path) -> None:
    assert "--out" in refused("solve", PRIMES, "--out", str(tmp_path))


BAD_LINES = {
    "a list": b"[1, 2]",
    "a number": b"5",
    "null": b"null",
    "no question": b'{"id": 1}',
    "an empty question": b'{"question": " "}',
    "a question that is a number": b'{"question": 5}',
    "half a character": b'{"question": "\\ud800"}',
    "Latin-1": '{"question": "caf\xe9"}'.encode("latin-1"),
    "too deep": b"[" * 200_000,
    "an integer too long to read": b'{"question": "a", "answer": ' + b"9" * 6000 + b"}",
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_told_by_its_number(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_bytes(b'{"question": "1 + 1?"}\r\n\n' + line + b"\n")
    with pytest.raises(RecordError, match="line 3"):
        problems(path)


@pytest.mark.parametrize("data", [b"", b"\n\r\n"])
def test_a_file_without_problems_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_bytes(data)
    with pytest.raises(RecordError, match="no problem"):
        problems(path)


def test_a_byte_order_mark_and_null_ids_are_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": null, "question": "a"}\r\n{"id": null, "question": "b"}\r\n')
    assert [(problem.id, problem.question) for problem in problems(path)] == [("1", "a"), ("2", "b")]


WRONG_USAGE = [
    ("solve",),
    ("solve", "a", "--file", "b"),
    ("solve", "a", "--samples", "0"),
    ("solve", "a", "--samples", "2.5"),
    ("solve", "a", "--token-budget", "-1"),
    ("solve", "a", "--time-budget", "-1"),
    ("solve", "a", "--time-budget", "inf"),
    ("solve", "a", "--temperature", "nan"),
    ("solve", "a", "--seed", "text"),
    ("solve", "a", "--bogus"),
    ("bogus",),
    ("trace",),
    (),
]


@pytest.mark.parametrize("arguments", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == UsageError.code
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_question_that_is_no_utf8_is_refused() -> None:
    done = subprocess.run([*COMMAND, "solve", b"caf\xe9"], capture_output=True, timeout=120, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (UsageError.code, 1)


def test_the_package_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "deepmath_xpu", "--version"], capture_output=True, check=True)
    assert done.stdout.strip()


def test_a_reader_that_leaves_ends_the_run_in_silence(many: Path) -> None:
    arguments = [*COMMAND, "solve", "--file", str(many), "--json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode == cli.INTERRUPTED
    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said


RUN = Run("digest", True, Sampling(), Limits())


@pytest.mark.parametrize("data", [b'{"question": "1 + 1?"}', b'{"question": "a"}\n{"question": "b"}', b"no line"])
def test_an_out_that_holds_something_else_is_left_as_it_is(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_bytes(data)
    with pytest.raises(RecordError, match=re.escape(str(path))):
        Log(path, RUN)
    assert path.read_bytes() == data


def test_an_out_that_another_run_writes_is_refused(tmp_path: Path) -> None:
    with Log(tmp_path / "traces.jsonl", RUN), pytest.raises(RecordError, match="cannot be written"):
        Log(tmp_path / "traces.jsonl", RUN)


def kept(path: Path, *scripts: str) -> Path:
    """A trace file of one problem, whose model wrote `scripts`."""
    task = Task(Problem("p", "What is 2 + 3?"))
    with Sandbox() as sandbox, Log(path, Run.of(task, "digest")) as log:
        log.append(TraceRecord.of(agent.solve(task, ScriptedEngine(scripts), sandbox.open), "digest"))
    return path


SNIPPET = "I add.\n<tool_call>\nprint(2 + 3)\n</tool_call>"


def test_a_kept_trace_is_shown_and_rendered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(kept(tmp_path / "one.jsonl", SNIPPET, r"It is \boxed{5}."))
    assert cli.main(["trace", "show", path]) == cli.ANSWERED
    shown = capsys.readouterr().out
    assert all(part in shown for part in ("What is 2 + 3?", "I add.", "print(2 + 3)", r"\boxed{5}", "1 snippets"))
    assert cli.main(["trace", "html", path, "--id", "p"]) == cli.ANSWERED
    page = capsys.readouterr().out
    assert page.startswith("<!DOCTYPE html>")
    assert "I add." in page


def test_a_replay_tells_which_output_has_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = kept(tmp_path / "one.jsonl", SNIPPET, r"\boxed{5}")
    assert cli.main(["trace", "replay", str(path)]) == cli.ANSWERED
    assert capsys.readouterr().out == "p, sample 0, step 1: the same\n"
    path.write_text(path.read_text().replace('"output":"5', '"output":"6'))
    assert cli.main(["trace", "replay", str(path)]) == cli.DIFFERENT
    assert "'6" in capsys.readouterr().out


def test_two_traces_are_compared_by_their_tokens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, same, other = (
        str(kept(tmp_path / name, SNIPPET, answer))
        for name, answer in (("a", r"\boxed{5}"), ("b", r"\boxed{5}"), ("c", r"\boxed{7}"))
    )
    assert cli.main(["trace", "diff", ours, same]) == cli.ANSWERED
    assert cli.main(["trace", "diff", ours, other]) == cli.DIFFERENT
    assert r"'5}' against '7}'" in capsys.readouterr().out


def test_a_trace_that_is_not_there(tmp_path: Path) -> None:
    path = str(kept(tmp_path / "one.jsonl", r"\boxed{5}"))
    assert cli.main(["trace", "show", path, "--id", "q"]) == UsageError.code


def test_an_out_of_another_run(tmp_path: Path) -> None:
    out = tmp_path / "traces.jsonl"
    run("solve", PRIMES, "--out", str(out))
    before = out.read_bytes()
    assert "another run" in refused("solve", PRIMES, "--out", str(out), "--seed", "5")
    assert out.read_bytes() == before


def test_a_prompt_beyond_the_context() -> None:
    said = refused("solve", "1 + " * 5000)
    assert "context" in said
    assert "problem " in said, "which of the file's problems it is"


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
