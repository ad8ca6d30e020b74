"""Limits hold, each ends in its status, and the trace goes on afterwards."""

import statistics
import time
from dataclasses import replace

import pytest
from conftest import SHORT, start

from deepmath_xpu.sandbox import Policy, Sandbox
from deepmath_xpu.sandbox.session import GONE, LiveSession
from deepmath_xpu.types import Status

CTYPES = "import builtins\nct = builtins.__import__('ctypes')\n"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("while True: pass", Status.TIMEOUT),
        ("10**10**9", Status.TIMEOUT),
        ("from sympy import factorint\nfactorint(2**1061 - 1)", Status.TIMEOUT),
        ("import time\ntime.sleep(100)", Status.TIMEOUT),
        ("while True: print('flood')", Status.TIMEOUT),
        ("bytearray(10**10)", Status.MEMORY),
        ("import numpy\nnumpy.ones(10**10)", Status.MEMORY),
        ("import sys\nsys.modules['os']._exit(3)", Status.DIED),
        (CTYPES + "ct.string_at(0)", Status.DIED),
        ("def f():\n    f()\nf()", Status.ERROR),
        ("x = 'a' * 70_000 #" + "y" * 70_000, Status.REFUSED),
        ("print('\ud800')", Status.REFUSED),
    ],
)
def test_each_end_has_its_status_and_the_trace_goes_on(hurried: LiveSession, code: str, status: Status) -> None:
    hurried.run("kept = 41")
    assert hurried.run(code).status is status
    assert hurried.run("kept + 1").output == "42"


def test_a_killed_snippet_s_slot_is_free_soon_after_its_deadline(strict: Sandbox) -> None:
    late: list[float] = []
    for _ in range(5):
        session = strict.open()
        session.run("1")
        started = time.perf_counter()
        session.run("import time\ntime.sleep(100)")
        late.append(time.perf_counter() - started - SHORT.wall_seconds)
        session.close()
    assert statistics.median(late) < 0.1


def test_processor_time_ends_a_snippet_before_the_wall_does() -> None:
    with start(replace(SHORT, wall_seconds=60.0)) as sandbox:
        session = sandbox.open()
        execution = session.run("while True: pass")
    assert execution.status is Status.TIMEOUT
    assert execution.seconds < 30


def test_what_was_printed_before_a_kill_is_kept(hurried: LiveSession) -> None:
    assert hurried.run("print('so far')\nwhile True: pass").output.startswith("so far\nTimeoutError: stopped after")
    assert hurried.run("print('and on')\nimport sys\nsys.modules['os']._exit(1)").output.startswith("and on\n")


def test_a_flood_is_cut_and_counted() -> None:
    with start(Policy(output_bytes=1000)) as sandbox:
        session = sandbox.open()
        output = session.run("print('é' * 1000)\n'the value'").output
    assert len(output.encode()) < 1100
    assert output.endswith("[1001 more bytes were printed]\n'the value'")


def test_memory_grown_step_by_step_ends_too(hurried: LiveSession) -> None:
    execution = hurried.run("x = []\nwhile True: x.append(bytearray(10**7))")
    assert execution.status in (Status.MEMORY, Status.TIMEOUT)
    assert hurried.run("1 + 1").output == "2"


def test_replay_restores_what_accepted_snippets_did_and_nothing_else(hurried: LiveSession) -> None:
    hurried.run("import random\nseen = []")
    hurried.run("seen.append(random.random())")
    before = hurried.run("seen").output
    hurried.run("seen.append('never')\nwhile True: pass")
    assert hurried.run("seen").output == before


def test_a_replay_that_would_take_too_long_says_that_variables_are_gone() -> None:
    with start(replace(SHORT, wall_seconds=1.0, cpu_seconds=10.0)) as sandbox:
        session = sandbox.open()
        for _ in range(2):
            session.run("x = 1\nimport time\ntime.sleep(0.6)")
        session.run("import sys\nsys.modules['os']._exit(1)")
        told, after = session.run("'x' in globals()"), session.run("1")
        session.close()
    assert told.output == GONE + "False"
    assert after.output == "1"


def test_the_processor_time_of_a_whole_trace_is_limited() -> None:
    with start(replace(SHORT, wall_seconds=20.0, cpu_seconds=20.0, trace_cpu_seconds=1)) as sandbox:
        session = sandbox.open()
        execution = session.run("while True: pass")
        session.close()
    assert execution.status is Status.TIMEOUT
    assert "this trace has used" in execution.output
