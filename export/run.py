"""One export from the command line to the gate's verdict, and several of them as a sweep."""

import argparse
import logging
import resource
import shutil
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from deepmath_xpu.artifact import MANIFEST, load, sha256
from deepmath_xpu.records import problems
from deepmath_xpu.transcript import system_prompt
from deepmath_xpu.types import Limits
from export import draft, gate, speed, whole
from export.calibration import Calibration, take
from export.card import card, gate_table, speed_table
from export.checkpoint import ExportError, license_of, refuse_what_cannot_fit, sizes
from export.convert import ADAPTERS, Wanted, export
from export.recipe import Recipe, read

log = logging.getLogger(__name__)
CHANGES = (
    "weight_format", "ratio", "group_size", "sym", "awq", "scale_estimation", "gptq", "all_layers",
    "sensitivity_metric", "num_samples",
)  # fmt: skip


def run(options: argparse.Namespace) -> bool:
    """Whether there is an artifact at `--out` in the end.

    Everything is made in `OUT.work`, which an interrupted run leaves and the next one takes up.
    """
    changes = {name: value for name in CHANGES if (value := getattr(options, name)) is not None}
    recipes = [read(name, changes) for name in (options.sweep or options.recipe).split(",")]
    if options.out.exists():
        raise ExportError(f"{options.out} exists: remove it or choose another --out")
    work = options.out.with_name(f"{options.out.name}.work")
    try:
        passed = _tried(recipes, options, work)
    except ExportError:
        shutil.rmtree(work, ignore_errors=True)
        raise
    shutil.rmtree(work, ignore_errors=True)
    return passed


def _tried(recipes: list[Recipe], options: argparse.Namespace, work: Path) -> bool:
    """The recipes from small to large, until one passes."""
    with ExitStack() as stack:
        checkpoint: Path = options.checkpoint
        if options.adapter is not None:
            from export.adapter import merged  # at use: peft takes seconds to import

            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="merged-")))
            checkpoint = merged(checkpoint, options.adapter, folder / checkpoint.name)
        log.info(refuse_what_cannot_fit(checkpoint, any(recipe.needs_data for recipe in recipes)))
        inner, outer = sizes(checkpoint)
        demand = _demand(options, checkpoint, work)
        by_size = sorted(recipes, key=lambda one: one.bytes(inner, outer))
        return any(_one(checkpoint, recipe, options, demand, work) for recipe in by_size)


def _demand(options: argparse.Namespace, checkpoint: Path, work: Path) -> gate.Demand:
    return gate.Demand(
        options.gate_problems,
        options.gate_against or checkpoint,
        options.gate_samples,
        limit=options.gate_limit,
        max_drop=options.max_drop,
        max_kl=options.max_kl,
        min_top1=options.min_top1,
        limits=Limits(tokens=options.gate_tokens),
        work=work,
    )


def _one(checkpoint: Path, recipe: Recipe, options: argparse.Namespace, demand: gate.Demand, work: Path) -> bool:
    """Export, judge, and put the folder where it belongs."""
    started, out = time.perf_counter(), options.out
    calibration, overlap = _calibration(recipe, options, demand)
    wanted = _wanted(checkpoint, recipe, options, calibration)
    candidate = work / recipe.name
    if candidate.exists() and whole.matches(candidate, wanted.manifest()):
        log.info("%s is there already, only the gate is left", candidate)
    else:
        shutil.rmtree(candidate, ignore_errors=True)
        export(wanted, candidate, work / f"traced-{recipe.float_format}")
    verdict = gate.judge(candidate, recipe, demand)
    stages = (verdict.stages or {}) | {"calibration_overlap": overlap}
    size = _size(candidate) / 1e6
    if not verdict.passed:
        place = gate.reject(candidate, out, verdict)
        log.warning("%s: rejected, %.1f MB, %s: %s", recipe.name, size, _cost(started), verdict.reason)
        log.warning("it is kept apart in %s", place)
        return False
    stages |= {"speed": [speed.measure(candidate, device) for device in options.speed or ()]}
    finish(candidate, stages, _card(wanted, options, stages))
    candidate.rename(out)
    print(f"{out}: {recipe.name}, {size:.1f} MB, {_cost(started)}")
    return True


def _wanted(checkpoint: Path, recipe: Recipe, options: argparse.Namespace, calibration: Calibration | None) -> Wanted:
    wanted = Wanted(
        checkpoint,
        recipe,
        options.name or options.out.name,
        "" if options.no_system_prompt else system_prompt(),
        calibration=calibration,
        adapters=_adapters(options.adapter_beside or []),
        draft_of=draft.digest_of(options.draft_of, checkpoint) if options.draft_of else "",
    )
    return replace(wanted, card=_card(wanted, options, {}))


def _adapters(folders: list[Path]) -> tuple[Path, ...]:
    """ExportError, before the work, where one is none or two have one name."""
    for folder in folders:
        if not (folder / "adapter_config.json").is_file():
            raise ExportError(f"{folder} has no adapter_config.json: give a folder that peft saved")
        if [other.name for other in folders].count(folder.name) > 1:
            raise ExportError(f"two adapters are named {folder.name}: rename a folder, the artifact knows them by it")
    return tuple(folders)


def _card(wanted: Wanted, options: argparse.Namespace, stages: dict[str, Any]) -> str:
    about = options.about.read_text(encoding="utf-8") if options.about else "A quantized maths model."
    return card(
        wanted.name,
        about,
        options.checkpoint.name,
        wanted.recipe.name,
        license_of(wanted.checkpoint),
        gate_table(stages) + speed_table(stages),
        [f"{ADAPTERS}/{adapter.name}.safetensors" for adapter in wanted.adapters],
        draft=bool(wanted.draft_of),
    )


def finish(folder: Path, stages: dict[str, object], text: str) -> None:
    """The card with the gate's table, and the manifest with its figures, written last."""
    manifest = load(folder).manifest
    whole.write(folder / "README.md", text)
    files = manifest.files | {"README.md": sha256(folder / "README.md")}
    done = manifest.model_copy(update={"gate": stages, "files": files})
    whole.write(folder / MANIFEST, done.model_dump_json(indent=2) + "\n")


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
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _cost(started: float) -> str:
    """Time of this recipe, and memory of the process so far; pages of mapped files count where they were in use."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return f"{time.perf_counter() - started:.0f} s, peak memory {peak / 1e9:.2f} GB"
