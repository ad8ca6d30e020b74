"""A GRPO run, as its TOML file says it, and every combination that is refused before anything is loaded.

Keys are few on purpose: what is left out is either decided by the code (mask, stop tokens, dtype by device) or known
to break training, and then naming it is answered with the reason.
"""

import tomllib
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from deepmath_xpu import transcript
from training import rewards
from training.policy import Device, Ipex

_WHOLE = "training samples the whole distribution: a nucleus's log-probabilities are not the policy's"
_ENGINE = "rollouts are ours: set rollout.engine to own or vllm"

REFUSED = {
    "top_p": _WHOLE,
    "top_k": _WHOLE,
    "min_p": _WHOLE,
    "use_vllm": _ENGINE,
    "vllm_mode": _ENGINE,
    "tools": "TRL drops the mask of inserted tokens where tools are given; snippets need none",
    "environment_factory": "snippets are run by our agent loop: leave it out",
    "lora_dropout": "dropout makes the trainer's log-probabilities differ from the sampler's: it is 0",
    "sync_ref_model": "there is no reference model to synchronize at beta 0 or with LoRA: leave it out",
    "group_by_length": "TRL 1.16 has no such option",
    "max_prompt_length": "TRL 1.16 has no such option: data.max_prompt_tokens leaves long problems out",
    "warmup_ratio": "give train.warmup_steps; below 1 it is a share of the steps",
    "use_liger_loss": "TRL's own fused head does this since 1.15",
    "use_liger_kernel": "TRL's own fused head does this since 1.15",
    "mask_truncated_completions": "traces that the budget ended would train no token: shorten them by the reward",
    "auto_find_batch_size": "TRL's GRPO refuses it: set train.batch",
}
"""Keys that are answered with a reason."""


class RecipeError(Exception):
    """A run that cannot be; one line that says what to change."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _explain(cls, values: Any) -> Any:
        for key in values if isinstance(values, dict) else ():
            if key in REFUSED and key not in cls.model_fields:
                raise ValueError(f"{key} is refused: {REFUSED[key]}")
        return values

    @classmethod
    def read(cls, path: Path, changes: dict[str, Any] | None = None) -> Self:
        """`changes` are dotted keys that win over the file's. RecipeError in one line."""
        try:
            return cls.model_validate(_changed(tomllib.loads(path.read_text(encoding="utf-8")), changes or {}))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise RecipeError(f"{path} cannot be read: {error}") from None
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            said = first["msg"].removeprefix("Value error, ")
            raise RecipeError(f"{path}: {where + ': ' if where else ''}{said}") from None


def instruction(said: bool | str) -> str:
    """The system prompt that `system_prompt` in a recipe stands for: the agent's, none, or a text of one's own."""
    return transcript.system_prompt() if said is True else said or ""


class Lora(Section):
    rank: int = Field(32, gt=0)
    alpha: int = Field(64, gt=0)
    rank_stabilized: bool = True
    targets: str | list[str] = "all-linear"


class Policy(Section):
    model: str
    """A checkpoint folder, or a name on the hub."""
    lora: Lora | None = None
    """None trains all weights."""
    device: Device | None = None
    dtype: Literal["float32", "bfloat16"] | None = None
    attention: Literal["sdpa", "eager", "flash_attention_2"] | None = None
    ipex: Ipex = Ipex.OFF


class Rollout(Section):
    engine: Literal["own", "vllm"] = "own"
    agent: bool = True
    """Without it no snippet is run: the study's text-only model."""
    system_prompt: bool | str = True
    """The instruction with four solved examples; the embedded model was trained without it. Or a text of one's own."""
    temperature_from: float = Field(1.2, gt=0)
    temperature_to: float = Field(0.7, gt=0)
    """Linear over the run."""
    tokens: int = Field(5000, gt=0)
    """Sampled and inserted tokens of a trace."""
    step_tokens: int = Field(3000, gt=0)
    steps: int = Field(50, gt=0)
    snippet_seconds: float = Field(20.0, gt=0)
    parallel: int = Field(64, gt=0)
    """Traces under way at once in one process."""
    servers: list[str] = []
    """Addresses of vLLM servers, `http://host:port/v1`; processes take them in turn."""
    adapters: Path | None = None
    """A folder that this process and the servers see under the same path: adapters are pushed through it."""


class Rewards(Section):
    preset: str = "accuracy_first"
    weights: dict[rewards.Name, float] = {}
    """Instead of a preset."""

    @model_validator(mode="after")
    def _known(self) -> "Rewards":
        if self.preset not in rewards.PRESETS:
            raise ValueError(f"no preset {self.preset}: choose among {', '.join(rewards.PRESETS)}, or give weights")
        return self

    @property
    def chosen(self) -> dict[rewards.Name, float]:
        return dict(self.weights or rewards.PRESETS[self.preset])


class Data(Section):
    source: str
    """A JSONL file, or `nvidia/OpenMathReasoning`, `nvidia/Nemotron-RL-math-OpenMathReasoning`."""
    limit: int | None = None
    max_prompt_tokens: int = 2000
    """Longer problems are left out, the system prompt counted in."""
    exclude: list[Path] = []
    """Evaluation sets: problems that share an n-gram with one are left out."""


class Heldout(Section):
    """Problems that are only measured on, in the middle of the run."""

    source: str | None = None
    """As in `data`; None measures nothing."""
    every: int = Field(10, gt=0)
    """Optimizer steps; the policy as it was before the first one is measured too."""
    limit: int | None = 100
    samples: int = Field(4, gt=0)
    """Traces a problem."""
    temperature: float = Field(0.6, gt=0)


class Train(Section):
    steps: int = Field(gt=0)
    """Optimizer steps."""
    group: int = Field(4, gt=1)
    """Traces a problem."""
    batch: int = Field(4, gt=0)
    """Traces a process and backward pass."""
    accumulate: int = Field(2, gt=0)
    generate_every: int | None = None
    """Backward passes that one set of traces feeds; `accumulate` where left out, so that traces are never stale."""
    iterations: int = Field(1, gt=0)
    loss: Literal["dapo", "grpo", "dr_grpo", "bnpo", "cispo", "luspo"] = "dapo"
    epsilon_low: float = 0.2
    epsilon_high: float = 0.4
    beta: float = Field(0.0, ge=0)
    scale: Literal["group", "batch", "none"] = "group"
    combine: Literal["sum_then_normalize", "normalize_then_sum"] = "sum_then_normalize"
    rate: float = 1e-6
    warmup_steps: float = 0.1
    weight_decay: float = 1e-3
    max_grad_norm: float = 1.0
    scheduler: Literal["cosine", "linear", "constant_with_warmup"] = "cosine"
    gradient_checkpointing: bool = True
    seed: int = 0
    save_every: int = 25
    keep_checkpoints: int = 3
    report_to: list[Literal["tensorboard", "wandb"]] = []
    """The JSONL is always written."""
    keep_traces: bool = True
    """Every step's traces as JSONL, readable by `deepmath-xpu trace`."""


class Recipe(Section):
    backend: Literal["trl", "habana"] = "trl"
    policy: Policy
    rollout: Rollout = Field(default_factory=lambda: Rollout.model_validate({}))
    rewards: Rewards = Field(default_factory=lambda: Rewards.model_validate({}))
    data: Data
    heldout: Heldout = Field(default_factory=lambda: Heldout.model_validate({}))
    train: Train

    @model_validator(mode="after")
    def _check(self) -> "Recipe":
        for wrong, advice in refusals(self):
            if wrong:
                raise ValueError(advice)
        return self

    @property
    def generate_every(self) -> int:
        return self.train.generate_every or self.train.accumulate


def refusals(recipe: Recipe) -> list[tuple[bool, str]]:
    """Each combination that breaks training: whether it is there, and what to change."""
    rollout, train, policy = recipe.rollout, recipe.train, recipe.policy
    vllm, chosen = rollout.engine == "vllm", recipe.rewards.chosen
    code = {rewards.Name.CODE_USE, rewards.Name.CODE_SUCCESS} & chosen.keys()
    habana = recipe.backend == "habana"
    head = [name for name in ("lm_head", "embed_tokens") if policy.lora and name in str(policy.lora.targets)]
    return [
        (vllm and bool(head), f"vLLM serves no adapter on {' and '.join(head)}: take it out of policy.lora.targets"),
        (vllm and not rollout.servers, "rollout.engine is vllm: name its servers in rollout.servers"),
        (vllm and rollout.adapters is None, "rollout.engine is vllm: give rollout.adapters, a folder both sides see"),
        (vllm and policy.lora is None, "a vLLM server gets the policy as a LoRA adapter: add policy.lora, or use own"),
        (not vllm and bool(rollout.servers), "rollout.servers needs rollout.engine = 'vllm'"),
        (rollout.step_tokens > rollout.tokens, "rollout.step_tokens is more than the whole trace's rollout.tokens"),
        (bool(code) and not rollout.agent, "code is rewarded but rollout.agent is off: take rewards.preset text_only"),
        (not any(weight > 0 for weight in chosen.values()), "no reward has a positive weight"),
        (recipe.generate_every % train.accumulate != 0, "train.generate_every must be a multiple of train.accumulate"),
        (habana and vllm, "the habana backend makes traces with its own model: rollout.engine own"),
        (
            habana and train.beta != 0,
            "the habana backend has no reference model: set train.beta to 0",
        ),
        (
            habana and train.generate_every is not None,
            "the habana backend generates for each pass: leave train.generate_every out",
        ),
        (habana and train.loss != "grpo", "optimum-habana knows one loss: set train.loss to grpo"),
        (habana and train.scale != "group", "the habana backend scales by the group: leave train.scale out"),
        (habana and train.combine != "sum_then_normalize", "the habana backend sums rewards: leave train.combine out"),
    ]


def check_processes(recipe: Recipe, processes: int) -> None:
    """RecipeError where the traces of one generation do not make whole groups."""
    traces = recipe.train.batch * recipe.generate_every * processes
    if traces % recipe.train.group:
        raise RecipeError(
            f"{processes} processes make {traces} traces at once, no multiple of train.group {recipe.train.group}"
        )


def check_sharding(recipe: Recipe, sharded: bool, flat: bool = False) -> None:
    """RecipeError where sharded weights and own rollouts would wait for one another for ever.

    `flat`: FSDP's first version, which makes one flat weight of many, so that an adapter cannot be told from it.
    """
    if flat:
        raise RecipeError("FSDP's first version hides the adapter's weights: set fsdp_version to 2")
    if sharded and recipe.rollout.engine == "own":
        raise RecipeError("own rollouts deadlock under FSDP and ZeRO-3, where every token is collective: use vllm")


def check_lengths(recipe: Recipe, context: int, who: str) -> None:
    """RecipeError where a trace does not fit `context` tokens."""
    wanted = recipe.data.max_prompt_tokens + recipe.rollout.tokens
    if wanted > context:
        raise RecipeError(
            f"data.max_prompt_tokens + rollout.tokens is {wanted}, {who} takes {context}: lower one of them"
        )


def _changed(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    for dotted, value in changes.items():
        *sections, key = dotted.split(".")
        place = values
        for section in sections:
            place = place.setdefault(section, {})
            if not isinstance(place, dict):
                raise RecipeError(f"--set {dotted}: {section} is no section")
        place[key] = value
    return values


def changed_keys(assignments: list[str]) -> dict[str, Any]:
    """`train.steps=100` as TOML understands the value; a word without quotes is text. RecipeError for anything else."""
    found = dict[str, Any]()
    for assignment in assignments:
        key, separator, text = assignment.partition("=")
        if not separator or not key:
            raise RecipeError(f"--set {assignment}: write KEY=VALUE, like train.steps=100")
        try:
            found[key] = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            found[key] = text
    return found
