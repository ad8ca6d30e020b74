"""Every problem and sample of a workload through the agent loop, one record a trace; a killed run goes on."""

import argparse
import hashlib
import platform
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import problems
from bench.energy import Meter
from bench.record import BenchRecord, Journal, Setting, StepRecord
from deepmath_xpu import batch
from deepmath_xpu.agent import Task
from deepmath_xpu.display import progress
from deepmath_xpu.solver import Solver
from deepmath_xpu.types import Limits, Problem, Sampling, Step, Trace

PACKAGES = ("deepmath-xpu", "openvino", "openvino-genai", "openvino-tokenizers", "math-verify", "sympy", "numpy")
WARM_UP = Problem("warm-up", "What is 2 + 3?")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bench run", description=__doc__)
    top.add_argument("workload", help=f"{', '.join(problems.names())}, a .toml or a .jsonl file")
    top.add_argument("--out", type=Path, required=True, help="records are appended; a run that was killed goes on")
    top.add_argument("--model", help="folder of an exported model (default: the embedded one)")
    top.add_argument("--device", default="CPU")
    top.add_argument("--engine", metavar="URL", help="a server with the same model, such as `vllm serve` on CUDA")
    top.add_argument("--parallel", type=int, default=32, help="traces under way at once")
    top.add_argument("--limit", type=int, help="only the first problems")
    top.add_argument("--samples", type=int)
    top.add_argument("--tokens", type=int, help="for each trace")
    top.add_argument("--temperature", type=float)
    top.add_argument("--no-agent", action="store_const", dest="agent", const=False, help="the model alone")
    return top


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    names = ("samples", "tokens", "temperature", "agent")
    changes = {name: value for name in names if (value := getattr(options, name)) is not None}
    workload = problems.read(options.workload, changes)
    asked = problems.load(workload)[: options.limit]
    with Solver(options.model, options.device, parallel=options.parallel, engine=options.engine) as solver:
        setting = describe(solver, workload, options)
        with Journal(options.out, setting) as journal, Meter(gpu="GPU" in options.device) as meter:
            done = {(old.problem, old.sample) for old in journal.done}
            tasks = [
                solver.task(problem, workload.sampling, workload.limits, sample, workload.agent)
                for problem in asked
                for sample in range(workload.samples)
                if (problem.id, sample) not in done
            ]
            solver.wait()
            solver.trace(solver.task(WARM_UP, Sampling(), Limits(tokens=100), agentic=workload.agent))
            measure(solver, tasks, setting, journal.append, meter)
    print(f"{len(done) + len(tasks)} records in {options.out}: python -m bench report {options.out} --out FOLDER")
    return 0


def measure(
    solver: Solver, tasks: Sequence[Task], setting: Setting, keep: Callable[[BenchRecord], None], meter: Meter
) -> None:
    cost: dict[tuple[str, int], tuple[float, float | None]] = {}

    def traced(task: Task) -> Trace:
        key = (task.problem.id, task.sample)
        meter.begin(key)
        started = time.time()
        trace = solver.trace(task)
        cost[key] = started, meter.end(key)
        return trace

    with progress(len(tasks)) as advance:
        for trace in batch.run(tasks, traced, solver.parallel, solver.cancel):
            started, joules = cost.pop((trace.problem.id, trace.sample))
            keep(record(trace, setting, solver.grader.equal, started, joules, meter.source))
            advance()


def record(
    trace: Trace,
    setting: Setting,
    equal: Callable[[str, str], bool],
    started: float,
    joules: float | None,
    source: str | None,
) -> BenchRecord:
    answer = trace.answer
    return BenchRecord(
        setting=setting,
        problem=trace.problem.id,
        sample=trace.sample,
        started=started,
        seconds=trace.seconds,
        ids=list(trace.ids),
        prompt_tokens=len(trace.prompt),
        steps=[_step(step) for step in trace.steps],
        outcome=trace.outcome,
        answer=answer,
        correct=answer is not None and equal(answer, trace.problem.answer or ""),
        joules=joules,
        joules_source=source,
    )


def _step(step: Step) -> StepRecord:
    done, execution = step.completion, step.execution
    return StepRecord(
        sampled=len(done.ids),
        inserted=len(step.inserted),
        ttft=done.timing.first_token,
        seconds=done.timing.total,
        finish=done.finish,
        snippet_seconds=execution.seconds if execution else None,
        status=execution.status if execution else None,
        parses=None if step.snippet is None else _parses(step.snippet),
    )


def _parses(code: str) -> bool:
    try:
        compile(code, "<snippet>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def describe(solver: Solver, workload: problems.Workload, options: argparse.Namespace) -> Setting:
    return Setting(
        workload=workload.name,
        digest=workload.digest,
        agent=workload.agent,
        samples=workload.samples,
        device="server" if options.engine else options.device.upper(),
        engine=options.engine or "openvino",
        model=solver.artifact.manifest.name,
        artifact=solver.artifact.digest,
        system=hashlib.sha256(solver.artifact.system.encode()).hexdigest(),
        parallel=options.parallel,
        machine=machine(),
        versions={name: found for name in PACKAGES if (found := _version(name))},
    )


def machine() -> str:
    """The processor's name and how many threads it has."""
    lines: list[str] = []
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
    return f"{lines[0] if lines else platform.processor() or platform.machine()}, {len(lines) or '?'} threads"


def _version(name: str) -> Any:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
