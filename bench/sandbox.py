"""What the sandbox costs, beside smolagents' LocalPythonExecutor and `python -c` on the same snippets in the same run.

Linux. Best, median and 99th percentile of each figure; the machine's load stands above them, because it decides.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread

from deepmath_xpu.sandbox import Policy, Sandbox
from deepmath_xpu.types import Status

SETUP = "from sympy import *\nimport math, itertools, numpy as np\nx = symbols('x')"
SNIPPETS = (
    "sum(k for k in range(1, 1000) if k % 3 == 0 or k % 5 == 0)",
    "math.comb(52, 5) // math.gcd(52, 5)",
    "factorint(2**20 - 1)",
    "expand((x + 1)**6).coeff(x, 3)",
    "solve(x**2 - 5*x + 6, x)",
    "int(np.linalg.det(np.array([[2.0, 1.0], [1.0, 3.0]])) + 0.5)",
    "len([p for p in itertools.permutations(range(5)) if p[0] < p[-1]])",
)
DESCRIPTION = "Measure the sandbox; every option has a default that takes a few minutes."


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    unit: str
    best: float | None
    median: float | None
    p99: float | None
    count: int


def figure(what: str, unit: str, values: Iterable[float]) -> Figure:
    """Of nothing: null, not zero."""
    ordered = sorted(values)
    if not ordered:
        return Figure(what, unit, None, None, None, 0)
    best_first = ordered[::-1] if unit == "1/s" else ordered
    p99 = best_first[len(ordered) * 99 // 100]
    return Figure(what, unit, best_first[0], statistics.median(ordered), p99, len(ordered))


def milliseconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - started)


def first_answers(repeats: int) -> Figure:
    def first() -> None:
        with Sandbox() as sandbox:
            sandbox.open().run("1 + 1")

    return figure("first answer of a new sandbox", "ms", [milliseconds(first) for _ in range(repeats)])


def workers(sandbox: Sandbox, repeats: int) -> list[Figure]:
    ready, killed = [], []
    for _ in range(repeats):
        started = time.perf_counter()
        worker = sandbox.hire(())
        worker.wait()
        ready.append(1000 * (time.perf_counter() - started))
        killed.append(milliseconds(worker.kill))
    return [figure("worker locked and ready", "ms", ready), figure("idle worker killed and reaped", "ms", killed)]


def processor_time(sandbox: Sandbox, repeats: int) -> Figure:
    """Of a worker from fork to burial, the zygote's share included: hardly depends on what else the machine does."""
    before = _children_seconds()
    for _ in range(repeats):
        worker = sandbox.hire(())
        worker.wait()
        worker.kill()
    time.sleep(0.5)
    each = 1000 * (_children_seconds() - before) / repeats
    return figure(f"processor time of a worker's birth and death, mean of {repeats}", "ms", [each])


def _children_seconds() -> float:
    """Processor time of all living descendants and of the dead ones they have buried."""
    states = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in descendants(os.getpid())]
    return sum(int(ticks) for state in states for ticks in state[11:15]) / os.sysconf("SC_CLK_TCK")


def round_trips(sandbox: Sandbox, repeats: int) -> Figure:
    session = sandbox.open()
    session.run("x = 20")
    taken = [milliseconds(lambda: session.run("x + 1")) for _ in range(repeats)]
    session.close()
    return figure("warm snippet, there and back", "ms", taken)


def late(sandbox: Sandbox, repeats: int) -> Figure:
    session, over = sandbox.open(), list[float]()
    for _ in range(repeats):
        session.run("1")
        over.append(milliseconds(lambda: session.run("while True: pass", 0.3)) - 300)
    session.close()
    return figure("slot free after the deadline of an endless loop", "ms", over)


def throughput(sandbox: Sandbox, threads: int, snippets: int) -> Figure:
    """Snippets a second from one program, each thread with a trace of its own; three rounds."""

    def trace() -> None:
        session = sandbox.open()
        for _ in range(snippets):
            assert session.run("x = 2 + 2").status is Status.OK
        session.close()

    def round_() -> float:
        pool = [Thread(target=trace) for _ in range(threads)]
        started = time.perf_counter()
        for thread in pool:
            thread.start()
        for thread in pool:
            thread.join()
        return threads * snippets / (time.perf_counter() - started)

    return figure(f"snippets a second, {threads} traces at once", "1/s", [round_() for _ in range(3)])


def descendants(pid: int) -> set[int]:
    found = set[int]()
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found |= {child} | descendants(child)
    return found


def private_memory(sandbox: Sandbox, repeats: int) -> Figure:
    """Of workers that have answered one snippet. Needs root, as workers may not be inspected; empty otherwise."""
    before = descendants(os.getpid())
    sessions = [sandbox.open() for _ in range(repeats)]
    for session in sessions:
        session.run("1 + 1")
    sizes = [size for pid in descendants(os.getpid()) - before if (size := _private_mb(pid)) is not None]
    for session in sessions:
        session.close()
    return figure("private memory of an idle worker", "MB", sizes)


def _private_mb(pid: int) -> float | None:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def ours(sandbox: Sandbox, repeats: int) -> Figure:
    session = sandbox.open()
    assert session.run(SETUP).status is Status.OK
    return figure("seven snippets: this sandbox", "ms", _each(lambda code: session.run(code), repeats))


def local_executor(repeats: int) -> Figure:
    from smolagents.local_python_executor import LocalPythonExecutor

    executor = LocalPythonExecutor(["sympy.*", "numpy.*", "math", "itertools"])
    executor.send_tools({})
    executor(SETUP)
    return figure("seven snippets: smolagents LocalPythonExecutor (no isolation)", "ms", _each(executor, repeats))


def processes(repeats: int) -> Figure:
    def run(code: str) -> None:
        subprocess.run([sys.executable, "-c", f"{SETUP}\nprint({code})"], check=True, capture_output=True)

    return figure("seven snippets: python -c, a process for each (no isolation)", "ms", _each(run, repeats))


def _each(run: Callable[[str], object], repeats: int) -> list[float]:
    """All snippets, one after the other: once to warm up, then `repeats` times."""

    def all_of_them() -> None:
        for code in SNIPPETS:
            run(code)

    all_of_them()
    return [milliseconds(all_of_them) for _ in range(repeats)]


def measure(repeats: int) -> list[Figure]:
    figures = [first_answers(max(3, repeats // 40))]
    with Sandbox() as waiting, Sandbox(Policy(spare_workers=0)) as eager:
        for sandbox in (waiting, eager):
            sandbox.open().run("import scipy.stats")  # until the successor with all modules serves
        time.sleep(5)
        figures += [*workers(eager, repeats), processor_time(eager, repeats)]
        figures += [round_trips(waiting, 20 * repeats), late(waiting, max(5, repeats // 10))]
        figures += [throughput(waiting, threads, 5 * repeats) for threads in (1, 4, 12)]
        figures += [private_memory(waiting, 8), ours(waiting, repeats)]
    return [*figures, local_executor(repeats), processes(max(1, repeats // 100))]


def table(figures: Sequence[Figure]) -> str:
    lines = ["| | best | median | p99 | unit | n |", "|---|--:|--:|--:|---|--:|"]
    for row in figures:
        numbers = " | ".join(_three_digits(value) for value in (row.best, row.median, row.p99))
        lines.append(f"| {row.what} | {numbers} | {row.unit} | {row.count} |")
    return "\n".join(lines)


def _three_digits(value: float | None) -> str:
    return "not measured" if value is None else f"{float(f'{value:.3g}'):g}"


def main(arguments: Sequence[str]) -> int:
    top = argparse.ArgumentParser(prog="python -m bench sandbox", description=DESCRIPTION)
    top.add_argument("--repeats", type=int, default=200)
    top.add_argument("--json", action="store_true", help="one JSON object a figure")
    options = top.parse_args(arguments)
    if options.repeats < 1:
        top.error(f"--repeats {options.repeats}: give 1 or more")
    if sys.platform != "linux":
        print("the locked workers need Linux: nothing was measured", file=sys.stderr)
        return 1
    before = os.getloadavg()[0]
    figures = measure(options.repeats)
    if options.json:
        print("\n".join(json.dumps(asdict(row)) for row in figures))
        return 0
    load = f"load average {before:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores"
    print(f"Python {platform.python_version()}, {platform.release()}, {load}\n\n{table(figures)}")
    return 0
