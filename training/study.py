"""`python -m training study`: configurations of one model side by side on held-out problems.

DeepMath's table has four: the base model alone, reinforced without the agent, with the agent untrained, and both. Each
row of the TOML file is one such configuration, a checkpoint and whether the agent runs; `{seed}` in a checkpoint's path
stands for the seed, so that a row can have a training run a seed. The traces go to one file a row and seed, each
synced before the next, so a study that was killed goes on; `study.md` and `study.json` are computed from them.
Sampling is of the whole distribution (top-p 1, no top-k), by the engine that training uses.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import Field

from deepmath_xpu import agent, batch
from deepmath_xpu.agent import Task
from deepmath_xpu.engine import Cancel
from deepmath_xpu.grading import Grader
from deepmath_xpu.records import Log, TraceRecord
from deepmath_xpu.records import Run as Header
from deepmath_xpu.sandbox import Policy as SandboxPolicy
from deepmath_xpu.sandbox import Sandbox
from deepmath_xpu.types import Limits, Problem, Sampling, Trace
from training import openmath, policy, tally
from training.own_engine import OwnEngine
from training.policy import Device
from training.recipe import RecipeError, Section, instruction

log = logging.getLogger(__name__)


class Row(Section):
    name: str
    """As the table shows it."""
    checkpoint: str
    """A folder; `{seed}` in it stands for the seed."""
    agent: bool
    """Whether snippets are run."""
    system_prompt: bool | str | None = None
    """Instead of the recipe's."""


class Recipe(Section):
    problems: Path
    """JSONL with questions and answers, none of which any checkpoint was trained on."""
    rows: list[Row] = Field(min_length=1)
    """The first is what the others are compared with."""
    seeds: list[int] = Field(default=[0, 1, 2], min_length=1)
    samples: int = Field(16, gt=0)
    limit: int | None = None
    temperature: float = Field(0.6, gt=0)
    tokens: int = Field(512, gt=0)
    step_tokens: int = Field(512, gt=0)
    steps: int = Field(6, gt=0)
    snippet_seconds: float = Field(5.0, gt=0)
    system_prompt: bool | str = False
    """The agent's instruction, none, or a text of one's own."""
    parallel: int = Field(64, gt=0)
    device: Device | None = None
    dtype: str | None = None


def study(recipe: Recipe, out: Path) -> str:
    """Make what traces are missing, write `study.json` and `study.md` at `out`, and return the table."""
    problems = chosen(recipe)
    with Sandbox(SandboxPolicy(wall_seconds=recipe.snippet_seconds)) as sandbox, Grader() as grader:
        rows = {}
        for row in recipe.rows:
            runs = [solve(recipe, row, seed, problems, sandbox, out) for seed in recipe.seeds]
            rows[row.name] = tally.tables(runs, grader.equal)
    found = tally.report(rows)
    table = tally.markdown(found, recipe.samples)
    digests = {row.name: [digest(checkpoint(row, seed)) for seed in recipe.seeds] for row in recipe.rows}
    whole = {"recipe": recipe.model_dump(mode="json"), "problems": len(problems), "checkpoints": digests, "rows": found}
    (out / "study.json").write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    (out / "study.md").write_text(table, encoding="utf-8")
    return table


def chosen(recipe: Recipe) -> list[Problem]:
    """The first `limit` problems. RecipeError where one has no answer, for it could not be counted."""
    found = list(openmath.jsonl(recipe.problems))[: recipe.limit]
    for problem in found:
        if problem.answer is None:
            raise RecipeError(f"{recipe.problems}: problem {problem.id} has no answer")
    if not found:
        raise RecipeError(f"{recipe.problems} holds no problem")
    return found


def checkpoint(row: Row, seed: int) -> Path:
    folder = Path(row.checkpoint.replace("{seed}", str(seed)))
    if not (folder / "config.json").is_file():
        raise RecipeError(f"{folder} of row {row.name} has no config.json: give a whole checkpoint, adapters merged")
    return folder


def digest(folder: Path) -> str:
    """Of the weights."""
    found = sha256()
    for path in sorted(folder.glob("*.safetensors")):
        found.update(path.read_bytes())
    return found.hexdigest()


def solve(recipe: Recipe, row: Row, seed: int, problems: Sequence[Problem], sandbox: Sandbox, out: Path) -> list[Trace]:
    """All traces of one row and seed, those that the file has already among them."""
    folder = checkpoint(row, seed)
    out.mkdir(parents=True, exist_ok=True)
    tasks, weights = tasks_of(recipe, row, seed, problems), digest(folder)
    place = recipe.rows.index(row)
    with Log(out / f"row{place}-seed{seed}.jsonl", Header.of(tasks[0], weights)) as kept:
        found = {key: trace for task in tasks if (trace := kept.find(task)) for key in [(task.problem.id, task.sample)]}
        left = [task for task in tasks if (task.problem.id, task.sample) not in found]
        log.info("%s, seed %d: %d traces, %d of them to make", row.name, seed, len(tasks), len(left))
        for trace in made(recipe, folder, left, sandbox) if left else ():
            kept.append(TraceRecord.of(trace, weights, row.agent))
            found[trace.problem.id, trace.sample] = trace
    return [found[task.problem.id, task.sample] for task in tasks]


def tasks_of(recipe: Recipe, row: Row, seed: int, problems: Sequence[Problem]) -> list[Task]:
    system = instruction(recipe.system_prompt if row.system_prompt is None else row.system_prompt)
    sampling = Sampling(recipe.step_tokens, recipe.temperature, top_p=1.0, top_k=0, seed=seed)
    first = Task(problems[0], system, sampling, Limits(recipe.steps, recipe.tokens), agent=row.agent)
    return [replace(first, problem=problem, sample=sample) for problem in problems for sample in range(recipe.samples)]


def made(recipe: Recipe, folder: Path, tasks: Sequence[Task], sandbox: Sandbox) -> Iterator[Trace]:
    """The traces of `tasks` as they end, by the checkpoint's own weights."""
    placement = policy.place(recipe.device, recipe.dtype)
    model: Any = policy.load(str(folder), placement)
    engine = OwnEngine(model.to(str(placement.device)), policy.tokenizer(str(folder)), recipe.parallel)
    cancel = Cancel()
    with engine.decoding():
        yield from batch.run(
            tasks, lambda task: agent.solve(task, engine, sandbox.open, cancel), recipe.parallel, cancel
        )
