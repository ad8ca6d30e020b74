"""Processes begin quickly, end with their owner, and leave nothing behind."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import POLICY, SHORT, start

from deepmath_xpu.sandbox import Layer, Policy, Sandbox
from deepmath_xpu.types import Execution, Status


def children(pid: int) -> list[int]:
    """All descendants."""
    found: list[int] = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == pid:
            found += [int(path.parent.name), *children(int(path.parent.name))]
    return found


def wait_until_gone(pids: list[int], seconds: float = 10.0) -> list[int]:
    deadline = time.monotonic() + seconds
    alive = pids
    while alive and time.monotonic() < deadline:
        alive = [pid for pid in alive if Path(f"/proc/{pid}").exists()]
        time.sleep(0.02)
    return alive


@pytest.fixture
def mine() -> Iterator[set[int]]:
    """This program's children before the test."""
    return set(children(os.getpid()))


def test_a_sandbox_starts_at_once_and_warms_up_in_the_background() -> None:
    start(POLICY).close()
    started = time.perf_counter()
    with Sandbox(POLICY) as sandbox:
        session = sandbox.open()
        assert time.perf_counter() - started < 0.5
        assert session.run("1 + 1").output == "2"


def test_closing_leaves_no_process_and_no_descriptor(mine: set[int]) -> None:
    start(POLICY).close()
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    with start(POLICY) as sandbox:
        sessions = [sandbox.open() for _ in range(3)]
        for session in sessions:
            session.run("1")
        started = [pid for pid in children(os.getpid()) if pid not in mine]
        sessions[0].close()
        assert started
    for session in sessions:
        session.close()
    assert not wait_until_gone(started)
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("left_out", [None, Layer.NAMESPACES], ids=["namespaces", "no namespaces"])
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_workers_die_with_the_zygote_and_the_trace_goes_on(left_out: Layer | None, busy: bool, mine: set[int]) -> None:
    policy = Policy(layers=frozenset(Layer) - {left_out}, wall_seconds=30.0)
    with start(policy) as sandbox:
        session = sandbox.open()
        session.run("x = 1")
        started = [pid for pid in children(os.getpid()) if pid not in mine]
        running: list[Execution] = []
        thread = threading.Thread(target=lambda: running.append(session.run("while True: pass")))
        if busy:
            thread.start()
            time.sleep(0.2)
        os.kill(started[0], signal.SIGKILL)
        if busy:
            thread.join()
            assert running[0].status in (Status.DIED, Status.MEMORY)
        assert not wait_until_gone(started[1:])
        assert session.run("x + 1").output == "2"
        assert not wait_until_gone(started)
        session.close()


OWNER = """
import sys
from deepmath_xpu.sandbox import Layer, Policy, Sandbox
left_out = {Layer(name) for name in sys.argv[1:]}
sandbox = Sandbox(Policy(layers=frozenset(Layer) - left_out, wall_seconds=60.0, cpu_seconds=60.0))
sandbox.open().run("1")
print("ready", flush=True)
sandbox.open().run("while True: pass")
"""


@pytest.mark.parametrize("left_out", [[], ["namespaces"]], ids=["namespaces", "no namespaces"])
def test_nothing_survives_a_program_that_is_killed(left_out: list[str]) -> None:
    start(POLICY).close()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", OWNER, *left_out], stdout=subprocess.PIPE, env=environment) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"ready\n"
        started = children(owner.pid)
        assert started
        owner.kill()
    assert not wait_until_gone(started)


def test_no_thread_is_started_in_the_program(sandbox: Sandbox) -> None:
    before = threading.active_count()
    session = sandbox.open()
    session.run("1")
    assert threading.active_count() == before
    session.close()


def test_a_closed_session_and_a_closed_sandbox_say_so() -> None:
    sandbox = start(POLICY)
    session = sandbox.open()
    session.close()
    session.close()
    with pytest.raises(ValueError, match="closed"):
        session.run("1")
    sandbox.close()
    with pytest.raises(RuntimeError, match="closed"):
        sandbox.open()


def test_sessions_of_many_threads_do_not_mix(sandbox: Sandbox) -> None:
    wrong: list[object] = []

    def trace(number: int) -> None:
        session = sandbox.open(seed=number)
        session.run(f"mine = {number}")
        for step in range(20):
            output = session.run(f"print(mine, {step})").output
            if output != f"{number} {step}":
                wrong.append((number, step, output))
        session.close()

    threads = [threading.Thread(target=trace, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


SOAK = ["x = 1", "x += 1\nx", "print('a' * 1000)", "1 / 0", "sum(range(1000))"]
ENDS = [
    "import sys\nsys.modules['os']._exit(1)",
    "bytearray(10**11)",
    "import builtins\nbuiltins.__import__('os').write(3, b'x')",
]


def soak(sandbox: Sandbox, snippets: int, threads: int) -> None:
    """Honest snippets with ends mixed in."""
    wrong: list[Execution] = []

    def work() -> None:
        done = 0
        while done < snippets // threads:
            session = sandbox.open()
            for number in range(100):
                session.run(ENDS[number // 33 % 3] if number % 33 == 32 else SOAK[number % len(SOAK)])
            answer = session.run("6 * 7")
            if not answer.output.endswith("42"):
                wrong.append(answer)
            session.close()
            done += 100

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong


def resident_kilobytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4


@pytest.mark.parametrize("snippets", [1_500, pytest.param(100_000, marks=pytest.mark.slow)])
def test_many_snippets_with_kills_leave_no_zombie_no_descriptor_and_no_memory(snippets: int) -> None:
    with start(SHORT) as sandbox:
        soak(sandbox, 300, 3)
        gc.collect()
        descriptors, memory = len(os.listdir("/proc/self/fd")), resident_kilobytes()
        soak(sandbox, snippets, 3)
        gc.collect()
        time.sleep(0.5)
        assert len(os.listdir("/proc/self/fd")) <= descriptors
        assert resident_kilobytes() - memory < 8_192
        processes = children(os.getpid())
        states = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] for pid in processes]
        assert "Z" not in states
