"""What to do to the weights, as a TOML file says it; an unknown key is an error."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

RECIPES = Path(__file__).parent / "recipes"


class Recipe(BaseModel):
    """Names are nncf's; the arrangement is ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    mode: Literal["none", "int8_asym", "int8_sym"]
    """nncf's CompressWeightsMode, or none: the weights as they are, in `float_type`."""
    float_type: Literal["fp16", "fp32"] = "fp16"
    """What is not quantized is stored as this."""


def names() -> list[str]:
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def read(name: str) -> Recipe:
    """A recipe of ours by its name, or any TOML file by its path. FileNotFoundError lists ours."""
    path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
    if not path.is_file():
        raise FileNotFoundError(f"no recipe {name}: use one of {', '.join(names())}, or the path of a .toml file")
    return Recipe.model_validate({"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
