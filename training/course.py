"""What a run goes through: its problems and their order, its temperature, where it goes on after a kill.

Nothing here knows TRL, so the command for Gaudi, which has another, shares it.
"""

import importlib.util
import json
import logging
import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from datasets import Dataset
from transformers import PreTrainedTokenizerFast

from deepmath_xpu.types import Limits, Problem
from training import openmath
from training.recipe import Recipe, RecipeError, instruction
from training.rollout import Setup

log = logging.getLogger(__name__)


def setup(recipe: Recipe) -> Setup:
    rollout = recipe.rollout
    return Setup(
        instruction(rollout.system_prompt),
        Limits(rollout.steps, rollout.tokens),
        rollout.step_tokens,
        rollout.agent,
        rollout.parallel,
        recipe.train.seed,
    )


def temperature(recipe: Recipe, share: float) -> float:
    """Linear between the recipe's two; `share` of the run, 0 to 1."""
    first, last = recipe.rollout.temperature_from, recipe.rollout.temperature_to
    return first + (last - first) * min(1.0, max(0.0, share))


def dataset(problems: Sequence[Problem]) -> Dataset:
    """What TRL draws from: the question as a message. The answer travels in the trace's problem."""
    return Dataset.from_list([{"prompt": [{"role": "user", "content": problem.question}]} for problem in problems])


def processes() -> int:
    """As torchrun and accelerate say it."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def rank() -> int:
    return int(os.environ.get("RANK", "0"))


def check_trackers(names: Sequence[str]) -> None:
    """RecipeError where one is asked for that is not installed."""
    for name in names:
        if importlib.util.find_spec(name) is None:
            raise RecipeError(
                f"train.report_to names {name}, which is not installed: pip install {name}, or leave it out"
            )


def order(recipe: Recipe, problems: Sequence[Problem], processes: int) -> list[Problem]:
    """The problems of the whole run in turn, each pass shuffled.

    TRL shuffles anew each epoch, so a run resumed in a later one would see another order, and trains on nothing at all
    where one generation needs more problems than there are.
    """
    train = recipe.train
    at_once = train.batch * recipe.generate_every * processes // train.group
    generations = -(-train.steps * train.accumulate // (recipe.generate_every * train.iterations)) + 1
    rng = random.Random(train.seed)
    found = list[Problem]()
    while len(found) < at_once * generations:
        found += rng.sample(problems, len(problems))
    return found[: at_once * generations]


def problems(recipe: Recipe, tokenizer: PreTrainedTokenizerFast) -> list[Problem]:
    """Those to train on: not known to evaluation, nor long. RecipeError where none is left."""
    found = openmath.load(recipe.data.source, [*recipe.data.exclude, *_heldout_file(recipe)])
    kept = [problem for problem in found if fits(problem, recipe, tokenizer)][: recipe.data.limit]
    log.info("%d problems, %d fit and are used", len(found), len(kept))
    if not kept:
        raise RecipeError(f"{recipe.data.source} leaves no problem: raise data.max_prompt_tokens or name other data")
    return kept


def heldout(recipe: Recipe, tokenizer: PreTrainedTokenizerFast) -> list[Problem]:
    """Those to measure on; none where the recipe names no set."""
    if recipe.heldout.source is None:
        return []
    found = [problem for problem in openmath.load(recipe.heldout.source) if fits(problem, recipe, tokenizer)]
    return found[: recipe.heldout.limit]


def _heldout_file(recipe: Recipe) -> list[Path]:
    source = recipe.heldout.source
    return [] if source is None or source in openmath.HUB else [Path(source)]


def fits(problem: Problem, recipe: Recipe, tokenizer: PreTrainedTokenizerFast) -> bool:
    """Whether its prompt, the system's part included, is short enough."""
    system = setup(recipe).system
    messages = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": problem.question})
    ids = cast(list[int], tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False))
    return len(ids) <= recipe.data.max_prompt_tokens


def last_checkpoint(out: Path) -> Path | None:
    """The newest whole one: the trainer's state is written last."""
    found = [path.parent for path in out.glob("checkpoint-*/trainer_state.json") if _whole(path)]
    return max(found, key=lambda path: int(path.name.rpartition("-")[2]), default=None)


def _whole(state: Path) -> bool:
    try:
        return "global_step" in json.loads(state.read_text(encoding="utf-8"))
    except ValueError:
        return False
