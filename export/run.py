"""One export from the command line to the gate's verdict, and several of them as a sweep."""

import argparse
import logging
import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from deepmath_xpu.artifact import MANIFEST, load, sha256
from deepmath_xpu.records import problems
from deepmath_xpu.transcript import system_prompt
from deepmath_xpu.types import Limits
from export import gate
from export.calibration import Calibration, take
from export.card import card, gate_table
from export.checkpoint import ExportError, license_of, refuse_what_cannot_fit, sizes
from export.convert import export
from export.recipe import Recipe, read

log = logging.getLogger(__name__)
CHANGES = (
    "weight_format", "ratio", "group_size", "sym", "awq", "scale_estimation", "gptq", "all_layers",
    "sensitivity_metric", "num_samples",
)  # fmt: skip


def run(options: argparse.Namespace) -> bool:
    """Whether there is an artifact at `--out` in the end."""
    changes = {name: value for name in CHANGES if (value := getattr(options, name)) is not None}
    recipes = [read(name, changes) for name in (options.sweep or options.recipe).split(",")]
    if options.out.exists():
        raise ExportError(f"{options.out} exists: remove it or choose another --out")
    with ExitStack() as stack:
        checkpoint: Path = options.checkpoint
        if options.adapter is not None:
            from export.adapter import merged  # at use: peft takes seconds to import

            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="merged-")))
            checkpoint = merged(checkpoint, options.adapter, folder / checkpoint.name)
        log.info(refuse_what_cannot_fit(checkpoint, any(recipe.needs_data for recipe in recipes)))
        inner, outer = sizes(checkpoint)
        demand = _demand(options, checkpoint)
        for recipe in sorted(recipes, key=lambda one: one.bytes(inner, outer)):
            if _one(checkpoint, recipe, options, demand):
                return True
        return False


def _demand(options: argparse.Namespace, checkpoint: Path) -> gate.Demand:
    return gate.Demand(
        options.gate_problems,
        options.gate_against or checkpoint,
        options.gate_samples,
        limit=options.gate_limit,
        max_drop=options.max_drop,
        max_kl=options.max_kl,
        min_top1=options.min_top1,
        limits=Limits(tokens=options.gate_tokens),
    )


def _one(checkpoint: Path, recipe: Recipe, options: argparse.Namespace, demand: gate.Demand) -> bool:
    """Export, judge, and put the folder where it belongs."""
    started, out = time.perf_counter(), options.out
    name = options.name or out.name
    about = options.about.read_text(encoding="utf-8") if options.about else "A quantized maths model."
    calibration, overlap = _calibration(recipe, options, demand)
    candidate = out.with_name(f"{out.name}.candidate")
    shutil.rmtree(candidate, ignore_errors=True)
    source, terms = options.checkpoint.name, license_of(checkpoint)
    system = "" if options.no_system_prompt else system_prompt()
    export(checkpoint, recipe, candidate, name, system, card(name, about, source, recipe.name, terms), calibration)
    verdict = gate.judge(candidate, recipe, demand)
    stages = (verdict.stages or {}) | {"calibration_overlap": overlap}
    size, seconds = _size(candidate) / 1e6, time.perf_counter() - started
    if not verdict.passed:
        place = gate.reject(candidate, out, verdict)
        log.warning("%s: rejected after %.0f s, %.1f MB: %s", recipe.name, seconds, size, verdict.reason)
        log.warning("it is kept apart in %s", place)
        return False
    finish(candidate, stages, card(name, about, source, recipe.name, terms, gate_table(stages)))
    candidate.rename(out)
    print(f"{out}: {recipe.name}, {size:.1f} MB, {seconds:.0f} s")
    return True


def finish(folder: Path, stages: dict[str, object], text: str) -> None:
    """The card with the gate's table, and the manifest with its figures, written last."""
    manifest = load(folder).manifest
    (folder / "README.md").write_text(text, encoding="utf-8")
    files = manifest.files | {"README.md": sha256(folder / "README.md")}
    done = manifest.model_copy(update={"gate": stages, "files": files})
    fresh = folder / f"{MANIFEST}.new"
    fresh.write_text(done.model_dump_json(indent=2) + "\n", encoding="utf-8")
    fresh.replace(folder / MANIFEST)


def _calibration(
    recipe: Recipe, options: argparse.Namespace, demand: gate.Demand
) -> tuple[Calibration | None, list[str]]:
    """The traces, and the ids of the gate's problems that they overlap; refused unless that is allowed."""
    if not recipe.needs_data or options.dataset is None:
        return None, []
    calibration = take(options.dataset, recipe.num_samples, 4096)
    asked = problems(demand.problems) if demand.problems else []
    shared = set(calibration.overlap([problem.question for problem in asked]))
    ids = [problem.id for problem in asked if problem.question in shared]
    if ids and not options.allow_overlap:
        raise ExportError(
            f"{len(ids)} of the gate's problems are in {options.dataset}, first {ids[0]}: give other traces, or "
            "--allow-overlap to have it disclosed"
        )
    return calibration, ids


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())
