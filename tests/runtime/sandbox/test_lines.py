"""`deepmath-xpu sandbox`: JSON lines in, JSON lines out."""

import itertools
import json
import subprocess
import sys
from contextlib import suppress

import pytest
from conftest import POLICY, start
from hypothesis import given
from hypothesis import strategies as st

from deepmath_xpu.sandbox import ScriptedSandbox, Tier
from deepmath_xpu.sandbox.lines import LineError, policy, run

COMMAND = [sys.executable, "-m", "deepmath_xpu.cli", "sandbox"]


def command(text: str | bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    start(POLICY).close()
    data = text.encode() if isinstance(text, str) else text
    return subprocess.run([*COMMAND, *arguments], input=data, capture_output=True, timeout=200, check=False)


def results(done: subprocess.CompletedProcess[bytes]) -> dict[object, list[tuple[str, str]]]:
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["id"]: [(result["status"], result["output"]) for result in row["results"]] for row in rows}


def test_one_snippet_and_several_of_one_trace_are_answered_in_order() -> None:
    jobs = [{"id": "a", "code": ["x = 20", "x + 1"]}, {"id": 7, "code": "x"}, {"code": "print('é')", "group": "notes"}]
    done = command("\n\n".join(json.dumps(job) for job in jobs))
    assert done.returncode == 0, done.stderr
    answers = results(done)
    assert list(answers) == ["a", 7, None]
    assert answers["a"] == [("ok", ""), ("ok", "21")]
    assert answers[7][0][0] == "error"
    assert answers[None] == [("ok", "é")]
    assert all(set(json.loads(line)) == {"id", "results"} for line in done.stdout.splitlines())


def test_limits_are_the_ones_given() -> None:
    jobs = [{"id": 1, "code": ["while True: pass", "1"]}, {"id": 2, "code": "x = bytearray(300 * 2**20)"}]
    done = command("\n".join(map(json.dumps, jobs)), "--timeout", "1", "--memory-mb", "200", "--workers", "2", "-")
    assert done.returncode == 0, done.stderr
    assert [status for status, _ in results(done)[1]] == ["timeout", "ok"]
    assert results(done)[2][0][0] == "memory"


def test_damaged_lines_are_named_and_the_others_answered() -> None:
    done = command(b'{"id": 1, "code": "1"}\nnonsense\n{"id": 2}\n\xff\xfe\n[]\n{"id": 3, "code": "3"}\n')
    assert done.returncode == 2
    assert list(results(done)) == [1, 3]
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("deepmath-xpu: 4 lines hold no snippet, first line 2: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/no/such/file"], "/no/such/file cannot be read (No such file or directory)"),
        (["--policy", "wasm"], "pip install 'deepmath-xpu[wasm]'"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments: list[str], said: str) -> None:
    done = command('{"code": "1"}', *arguments)
    (line,) = done.stderr.decode().splitlines()
    assert said in line
    assert done.returncode in (1, 2)


@pytest.mark.parametrize("arguments", [["--timeout", "0"], ["--memory-mb", "x"], ["--policy", "none"], ["a", "b"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert command("", *arguments).returncode == 2


def test_the_plain_process_works_when_named_and_says_what_it_is() -> None:
    done = command('{"id": 1, "code": "6 * 7"}', "--policy", "process")
    assert results(done) == {1: [("ok", "42")]}
    assert b"NOT isolated" in done.stderr
    assert policy("process").allow_unisolated
    assert not policy("auto").allow_unisolated
    assert policy("container").isolation is Tier.CONTAINER


def test_an_endless_input_is_answered_as_it_comes() -> None:
    script = ScriptedSandbox(["yes"] for _ in itertools.count())
    endless = (b'{"id": %d, "code": "?"}\n' % number for number in itertools.count())
    first = [json.loads(line) for line in itertools.islice(run(endless, script, 2), 10)]
    assert [row["id"] for row in first] == list(range(10))


@given(st.lists(st.binary(max_size=40) | st.just(b'{"code": "1"}'), max_size=20))
def test_any_bytes_are_a_job_or_a_line_error(lines: list[bytes]) -> None:
    answers: list[str] = []
    with suppress(LineError):
        answers.extend(run(lines, ScriptedSandbox(["yes"] for _ in itertools.count()), 1))
    assert len(answers) == lines.count(b'{"code": "1"}')
