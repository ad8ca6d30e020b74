"""Every problem and sample of a workload through the agent loop, one record a trace; a killed run goes on."""

import argparse
import hashlib
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path

from bench import energy, problems, roofline, tables
from bench.energy import Meter
from bench.problems import Mode
from bench.record import BenchRecord, Journal, Setting, StepRecord, read
from deepmath_xpu import batch
from deepmath_xpu.agent import Task
from deepmath_xpu.display import progress
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.solver import Solver
from deepmath_xpu.types import Limits, Problem, Sampling, Step, Trace

PACKAGES = ("deepmath-xpu", "openvino", "openvino-genai", "openvino-tokenizers", "math-verify", "sympy", "numpy")
WARM_UP = Problem("warm-up", "What is 2 + 3?")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bench run", description=__doc__)
    top.add_argument("workload", help=f"{', '.join(problems.names())}, a .toml or a .jsonl file")
    top.add_argument("--out", type=Path, required=True, help="records are appended; a run that was killed goes on")
    top.add_argument("--problems", help="a .jsonl file with the workload's problems, in place of the download")
    top.add_argument("--model", help="folder of an exported model (default: the embedded one)")
    top.add_argument("--device", default="CPU")
    top.add_argument("--engine", metavar="URL", help="a server with the same model, such as `vllm serve` on CUDA")
    top.add_argument("--label", help='what reports call the place, such as "vLLM 0.32, H100, BF16"')
    top.add_argument("--parallel", type=int, default=32, help="traces under way at once")
    top.add_argument("--limit", type=int, help="only the first problems")
    top.add_argument("--samples", type=int)
    top.add_argument("--tokens", type=int, help="for each trace")
    top.add_argument("--temperature", type=float)
    top.add_argument("--no-agent", action="store_true", help="the model alone")
    top.add_argument("--itl", action="store_true", help="note when each token comes; the engine has to stream for it")
    top.add_argument("--energy", choices=("auto", "none", *energy.NAMES), help="default: auto, and none with --engine")
    return top


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    workload = problems.read(options.workload, changes(options))
    asked = problems.load(workload)
    speed = None if options.engine else roofline.bandwidth(options.device)
    source = options.energy or ("none" if options.engine else "auto")
    with Solver(options.model, options.device, parallel=options.parallel, engine=options.engine) as solver:
        solver.wait()
        digest = workload.digest(asked)
        settings = {mode: describe(solver, workload, digest, mode, options) for mode in workload.modes}
        with Journal(options.out, list(settings.values())) as journal, Meter(source, options.device) as meter:
            done = {(old.setting.agent, old.problem, old.sample) for old in journal.done}
            for mode, setting in settings.items():
                agent = mode is Mode.AGENT
                tasks = [
                    solver.task(problem, workload.sampling, workload.limits, sample, agent)
                    for problem in asked[: options.limit]
                    for sample in range(workload.samples)
                    if (agent, problem.id, sample) not in done
                ]
                if tasks:
                    solver.trace(solver.task(WARM_UP, Sampling(), Limits(tokens=100), agentic=agent))
                    measure(solver, tasks, Scene(setting, meter, speed, options.itl), journal.append)
        found = read(options.out)
        print(tables.brief(found, solver.grader.equal))
    print(f"{len(found)} records in {options.out}: python -m bench report {options.out} --out FOLDER")
    return 0


def changes(options: argparse.Namespace) -> dict[str, object]:
    """What the command line wants otherwise than the workload."""
    found = {name: getattr(options, name) for name in ("samples", "tokens", "temperature")}
    found |= {"modes": [Mode.MODEL] if options.no_agent else None, "dataset": options.problems}
    found |= {"problems": "file" if options.problems else None}
    return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Scene:
    """What all traces of one run share."""

    setting: Setting
    meter: Meter
    bandwidth: float | None = None
    itl: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What one trace took, besides what it says itself."""

    started: float
    """Unix time."""
    joules: float | None = None
    peak_memory: int | None = None
    gaps: list[list[float]] | None = None
    """For each step."""


class Gaps:
    """A `Watcher` that notes the seconds between what an engine streams."""

    def __init__(self) -> None:
        self.steps = list[list[float]]()
        self._times = list[float]()

    def text(self, text: str) -> None:  # noqa: ARG002  # a Watcher's signature
        self._times.append(time.perf_counter())

    def step(self, step: Step) -> None:  # noqa: ARG002
        self.steps.append([round(later - sooner, 6) for sooner, later in pairwise(self._times)])
        self._times.clear()


def measure(solver: Solver, tasks: Sequence[Task], scene: Scene, keep: Callable[[BenchRecord], None]) -> None:
    cost: dict[tuple[str, int], Cost] = {}

    def traced(task: Task) -> Trace:
        key = (task.problem.id, task.sample)
        gaps = Gaps() if scene.itl else None
        scene.meter.begin(key)
        started = time.time()
        trace = solver.attempt(task, gaps)
        joules = scene.meter.end(key)
        cost[key] = Cost(started, joules, _peak(solver), gaps.steps if gaps else None)
        return trace

    with progress(len(tasks)) as advance:
        for trace in batch.run(tasks, traced, solver.parallel, solver.cancel):
            keep(record(trace, scene, solver.grader.equal, cost.pop((trace.problem.id, trace.sample))))
            advance()


def _peak(solver: Solver) -> int | None:
    return roofline.peak_memory(solver.engine.pid) if isinstance(solver.engine, OpenVINOEngine) else None


def record(trace: Trace, scene: Scene, equal: Callable[[str, str], bool], cost: Cost) -> BenchRecord:
    answer = trace.answer
    gaps: Sequence[list[float] | None] = cost.gaps or [None] * len(trace.steps)
    return BenchRecord(
        setting=scene.setting,
        problem=trace.problem.id,
        sample=trace.sample,
        started=cost.started,
        seconds=trace.seconds,
        ids=list(trace.ids),
        prompt_tokens=len(trace.prompt),
        steps=[_step(step, each) for step, each in zip(trace.steps, gaps, strict=True)],
        outcome=trace.outcome,
        answer=answer,
        correct=answer is not None and equal(answer, trace.problem.answer or ""),
        joules=cost.joules,
        joules_source=scene.meter.source,
        bandwidth=scene.bandwidth,
        peak_memory=cost.peak_memory,
    )


def _step(step: Step, gaps: list[float] | None) -> StepRecord:
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
        gaps=gaps,
    )


def _parses(code: str) -> bool:
    try:
        compile(code, "<snippet>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def describe(
    solver: Solver, workload: problems.Workload, digest: str, mode: Mode, options: argparse.Namespace
) -> Setting:
    return Setting(
        workload=workload.name,
        digest=digest,
        agent=mode is Mode.AGENT,
        samples=workload.samples,
        device="server" if options.engine else options.device.upper(),
        engine=options.engine or "openvino",
        model=solver.artifact.manifest.name,
        artifact=solver.artifact.digest,
        system=hashlib.sha256(solver.artifact.system.encode()).hexdigest(),
        parallel=options.parallel,
        served=_served(solver) if options.engine else None,
        label=options.label,
        weight_bytes=None if options.engine else roofline.weight_bytes(solver.artifact.folder),
        machine=machine(),
        versions=versions(),
    )


def _served(solver: Solver) -> str:
    from deepmath_xpu.remote import RemoteEngine  # at use: it needs httpx

    assert isinstance(solver.engine, RemoteEngine)
    return solver.engine.wait().model


def machine() -> str:
    """The processor's name and how many threads it has."""
    lines: list[str] = []
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
    return f"{lines[0] if lines else platform.processor() or platform.machine()}, {len(lines) or '?'} threads"


def versions() -> dict[str, str]:
    return {name: found for name in PACKAGES if (found := _version(name))}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
