"""What to do to the weights, as a TOML file says it; an unknown key is an error."""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

RECIPES = Path(__file__).parent / "recipes"
BITS = {"fp32": 32.0, "fp16": 16.0, "bf16": 16.0, "int8": 8.1, "int4": 4.3, "nf4": 4.2, "mxfp4": 4.3, "fp8": 8.1}
"""Of one weight with its share of a scale, by format: for estimates of size."""
DATA_METRICS = (
    "hessian_input_activation", "mean_activation_variance", "max_activation_variance", "mean_activation_magnitude",
)  # fmt: skip


class Recipe(BaseModel):
    """Names are optimum-intel's flags; what they stand for is nncf's `compress_weights`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    weight_format: Literal["fp32", "fp16", "bf16", "int8", "int4", "nf4", "mxfp4", "fp8"]
    sym: bool = False
    """For int8 and int4: one scale, no zero point."""
    group_size: int | None = None
    """Weights that share a scale; None is nncf's default, -1 a whole channel."""
    ratio: float = 1.0
    """Share of the weights of inner layers that get the format; the others get int8. Chosen by `sensitivity_metric`."""
    all_layers: bool = False
    """Embeddings and the last layer too; otherwise they get int8."""
    awq: bool = False
    scale_estimation: bool = False
    gptq: bool = False
    sensitivity_metric: str | None = None
    num_samples: int = 32
    """Traces to calibrate on."""
    kv_cache_precision: Literal["f32", "f16", "bf16", "u8"] | None = None
    """A hint that stands in the model's runtime information."""

    @property
    def needs_data(self) -> bool:
        return self.scale_estimation or self.gptq or self.sensitivity_metric in DATA_METRICS

    @property
    def float_format(self) -> str:
        """What is not quantized is stored as."""
        return self.weight_format if self.weight_format in ("fp32", "fp16", "bf16") else "fp16"

    @property
    def quantized(self) -> bool:
        return self.weight_format != self.float_format

    def bytes(self, inner: int, outer: int) -> float:
        """Estimated size of the weights: of the layers (`inner`) and of embeddings and the last layer (`outer`)."""
        bits = BITS[self.weight_format]
        rest = bits if self.all_layers or not self.quantized else BITS["int8"]
        return (inner * (bits * self.ratio + BITS["int8"] * (1 - self.ratio)) + outer * rest) / 8


def names() -> list[str]:
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def read(name: str, changes: dict[str, Any] | None = None) -> Recipe:
    """A recipe of ours by its name, or any TOML file by its path. FileNotFoundError lists ours."""
    path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
    if not path.is_file():
        raise FileNotFoundError(f"no recipe {name}: use one of {', '.join(names())}, or the path of a .toml file")
    fields = tomllib.loads(path.read_text(encoding="utf-8"))
    return Recipe.model_validate({"name": path.stem, **fields, **(changes or {})})
