"""256 traces at once, with cancels, timeouts, a pipeline that fails and an engine process that is killed."""

import os
import random
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from deepmath_xpu import agent, batch
from deepmath_xpu.agent import Task
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.device import Settings
from deepmath_xpu.engine import Cancel
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.sandbox import Sandbox
from deepmath_xpu.types import Limits, Outcome, Problem, Sampling, Trace

TRACES = 256
NUMBERS = random.Random(5).sample(range(10**8, 10**9), TRACES)
"""Nine digits each: none turns up in another's trace by chance."""


def task(number: int) -> Task:
    seconds = 0.5 if number % 16 == 3 else None
    return Task(
        Problem(str(number), f"What is {NUMBERS[number]} + {number}?"), limits=Limits(tokens=150, seconds=seconds)
    )


def break_the_pipeline(engine: OpenVINOEngine) -> None:
    """An exception in the loop that steps the pipeline, as one out of `step()` would be."""
    engine._write(engine._process, {"id": 0, "op": "no such operation"})


def memory(*processes: int) -> int:
    """Resident bytes."""
    pages = sum(int(Path(f"/proc/{process}/statm").read_text().split()[1]) for process in processes)
    return pages * os.sysconf("SC_PAGE_SIZE")


def level(engine: OpenVINOEngine) -> int:
    """Blocks of cache in use in a step that has one short request to do."""
    engine.generate((5, 6, 7), Sampling(max_tokens=1))
    return engine.statistics().used


def all_at_once(engine: OpenVINOEngine, sandbox: Sandbox, count: int, cut: set[int]) -> list[Trace]:
    stop, cancels = Cancel(), dict[str, Cancel]()

    def solve(task: Task) -> Trace:
        cancel = cancels[task.problem.id] = Cancel(parent=stop)
        if int(task.problem.id) in cut:
            threading.Timer(0.5 + int(task.problem.id) / 200, cancel.set).start()
        return agent.solve(task, engine, lambda: sandbox.open(0), cancel)

    return list(batch.run(map(task, range(count)), solve, count, stop))


@pytest.mark.timeout(600)
def test_256_traces_end_truly_without_cross_talk_and_memory_returns() -> None:
    cut = set(range(0, TRACES, 8))
    few = replace(Settings.choose(EMBEDDED), blocks=1024)  # a run fills them all: what grows then is a leak
    with OpenVINOEngine(EMBEDDED, few) as engine, Sandbox() as sandbox:
        engine.wait()
        all_at_once(engine, sandbox, 32, set())
        ours, empty = memory(os.getpid()), level(engine)
        threads = threading.active_count()

        def disturb() -> None:
            for number, harm in enumerate((break_the_pipeline, lambda e: os.kill(e.pid, signal.SIGKILL))):
                time.sleep(1.5)
                harm(engine)
                while engine.restarts <= number:
                    time.sleep(0.05)
                engine.encode("wait for the next one")

        trouble = threading.Thread(target=disturb)
        trouble.start()
        traces = all_at_once(engine, sandbox, TRACES, cut)
        trouble.join()

        assert engine.restarts == 2
        assert len({trace.problem.id for trace in traces}) == TRACES
        for trace in traces:
            check_outcome(trace, cut)
        check_cross_talk(traces)
        assert engine.statistics()[1:3] == (0, 0)
        assert level(engine) == empty
        assert memory(os.getpid()) - ours < 64 << 20
        for _ in range(2):  # the allocator of the third process settles: 96, 43, 29, 24, 13 MiB were added a run
            all_at_once(engine, sandbox, TRACES, cut)
        before = memory(os.getpid(), engine.pid)
        all_at_once(engine, sandbox, TRACES, cut)
        assert memory(os.getpid(), engine.pid) - before < 64 << 20
        assert threading.active_count() <= threads + 8
        assert Path(f"/proc/{engine.pid}").exists()


def check_outcome(trace: Trace, cut: set[int]) -> None:
    number = int(trace.problem.id)
    if trace.end is Outcome.CANCELLED:
        assert number in cut
    if trace.end is Outcome.OUT_OF_BUDGET:
        late = trace.limits.seconds is not None and trace.seconds >= trace.limits.seconds
        assert late or len(trace.ids) >= trace.limits.tokens
    assert len(trace.ids) == len(trace.mask)
    assert (trace.answer is not None) == (trace.outcome is Outcome.ANSWERED)


def check_cross_talk(traces: list[Trace]) -> None:
    for trace in traces:
        own = int(trace.problem.id)
        seen = {number for number, text in enumerate(map(str, NUMBERS)) if text in trace.text}
        assert seen <= {own}, f"trace {own} holds the numbers of {seen - {own}}"
