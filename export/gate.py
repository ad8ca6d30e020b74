"""Does an artifact still solve what its source solves? From cheap to dear: structure, numbers, solved problems.

Each stage can end it. The source is a BF16 artifact, a checkpoint (converted for the purpose), or recorded traces of
the same problems, which leave out the comparison of numbers. Both models' traces are kept in `Demand.work` while the
export lasts: an interrupted run goes on from them, and a sweep asks the source but once.
"""

import logging
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deepmath_xpu.artifact import MANIFEST, load
from deepmath_xpu.grading import Grader
from deepmath_xpu.records import problems as read_problems
from deepmath_xpu.records import read
from deepmath_xpu.types import Limits, Problem, Trace
from export import numbers, solved, structure, whole
from export.checkpoint import ExportError
from export.convert import Wanted, export
from export.recipe import Recipe
from export.recipe import read as read_recipe

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Demand:
    """What the gate asks, and what it lets pass."""

    problems: Path | None = None
    """JSON lines with question and answer; without them the gate is structure alone."""
    against: Path | None = None
    samples: int = 8
    seed: int = 0
    limit: int | None = None
    """Only the first problems."""
    max_drop: float = 0.02
    """Of avg@k."""
    max_kl: float = 0.1
    """Nats a token."""
    min_top1: float = 0.9
    traces: int = 32
    """How many are compared token by token."""
    limits: Limits = Limits()
    work: Path | None = None
    """Where what was computed waits for the next run; None is nowhere."""


@dataclass(slots=True)
class Verdict:
    reason: str = ""
    """Why it is rejected; empty where it passes."""
    stages: dict[str, Any] | None = None
    """What each stage found, as the manifest holds it."""

    @property
    def passed(self) -> bool:
        return not self.reason


def judge(folder: Path, recipe: Recipe, demand: Demand) -> Verdict:
    """Stage by stage until one fails."""
    found: dict[str, Any] = {"structure": structure.census(folder)}
    wrong = structure.problems(folder, recipe)
    if wrong:
        return Verdict(f"structure: {wrong[0]}" + (f", and {len(wrong) - 1} more" if wrong[1:] else ""), found)
    if demand.problems is None or demand.against is None:
        return Verdict("", found)
    asked = _asked(demand.problems, demand.limit)
    with ExitStack() as stack:
        grader = stack.enter_context(Grader())
        work = demand.work or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gate-")))
        source, reference = _source(demand.against, load(folder).system, asked, demand, work)
        if source is not None:
            kv = recipe.kv_cache_precision or "u8"
            agreement = numbers.compare(source, folder, reference[: demand.traces], kv)
            found["numbers"] = asdict(agreement) | {"max_kl": demand.max_kl, "min_top1": demand.min_top1}
            if not agreement.kl <= demand.max_kl:  # so is NaN
                return Verdict(f"numbers: KL {agreement.kl:.4f} nats a token, {demand.max_kl} allowed", found)
            if not agreement.top1 >= demand.min_top1:
                return Verdict(f"numbers: top-1 agreement {agreement.top1:.1%}, {demand.min_top1:.1%} asked", found)
        log.info("the artifact's traces: %d of %d problems", demand.samples * len(asked), len(asked))
        kept = work / f"{recipe.name}.jsonl"
        ours = solved.traces(folder, asked, demand.samples, demand.seed, demand.limits, kept)
        return _judge_solved(reference, ours, demand, grader, found)


def _judge_solved(
    reference: Sequence[Trace], ours: Sequence[Trace], demand: Demand, grader: Grader, found: dict[str, Any]
) -> Verdict:
    before, after = solved.scores(reference, grader.equal), solved.scores(ours, grader.equal)
    lost = solved.drop(before, after)
    found["solved"] = asdict(lost) | {
        "level": solved.LEVEL,
        "max_drop": demand.max_drop,
        "source": asdict(solved.figures(reference, before)),
        "artifact": asdict(solved.figures(ours, after)),
    }
    if lost.least > demand.max_drop:
        return Verdict(f"solved problems: avg@k fell by {lost.mean:.1%} (at least {lost.least:.1%})", found)
    return Verdict("", found)


def _asked(path: Path, limit: int | None) -> list[Problem]:
    """The gate's problems. ExportError where they cannot tell two models apart."""
    asked = read_problems(path)[:limit]
    if len(asked) < 2:
        raise ExportError(f"{path}: {len(asked)} problems, at least 2 are needed: give more, or a larger --gate-limit")
    if silent := [problem.id for problem in asked if problem.answer is None]:
        raise ExportError(f"{path}: problem {silent[0]} has no answer, and {len(silent) - 1} more: add them")
    return asked


def _source(
    against: Path, system: str, asked: Sequence[Problem], demand: Demand, work: Path
) -> tuple[Path | None, list[Trace]]:
    """The source as an IR folder, if there is one, and its traces, asked with the artifact's system prompt."""
    if against.is_file():
        wanted = {problem.id for problem in asked}
        recorded = [record.trace() for record in read(against) if record.problem in wanted]
        if len({trace.problem.id for trace in recorded}) < 2:
            raise ExportError(f"{against} has traces of fewer than 2 of the gate's problems: record them with `solve`")
        return None, recorded
    folder = against if (against / MANIFEST).is_file() else _converted(against, system, work)
    if load(folder).system != system:
        raise ExportError(f"{folder} has another system prompt than the artifact: compare it with its own source")
    log.info("the source's traces: %d of %d problems", demand.samples * len(asked), len(asked))
    return folder, solved.traces(folder, asked, demand.samples, demand.seed, demand.limits, work / "source.jsonl")


def _converted(checkpoint: Path, system: str, work: Path) -> Path:
    """The source in BF16, unless an interrupted run has left it."""
    wanted, folder = Wanted(checkpoint, read_recipe("bf16"), "source", system), work / "source"
    if not (folder.exists() and whole.matches(folder, wanted.manifest())):
        log.info("converting the source to BF16 for the gate")
        shutil.rmtree(folder, ignore_errors=True)
        export(wanted, folder, work / "traced-bf16")
    return folder


def reject(folder: Path, out: Path, verdict: Verdict) -> Path:
    """Move what failed to `rejected/` beside `out`, with the reason; an earlier reject of this name goes."""
    place = out.parent / "rejected" / out.name
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink()  # without it the folder is no artifact: nothing loads it by mistake
    (folder / "REJECTED.md").write_text(f"# Rejected by the gate\n\n{verdict.reason}\n", encoding="utf-8")
    return folder.rename(place)
