"""The gate's first stage: is each weight stored as the recipe says? Read off the IR, nothing is run."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openvino as ov

from export.recipe import Recipe

FOUR = {"int4": {"i4", "u4"}, "nf4": {"nf4"}, "mxfp4": {"f4e2m1"}, "fp8": {"f8e4m3"}}
EIGHT = {"i8", "u8"}
BACKUP = {"mxfp4": {"f8e4m3"}}
"""Where nncf stores what gets 8 bits as something else than integers."""
FLOATS = {"fp32": "f32", "fp16": "f16", "bf16": "bf16"}
THROUGH = {"Convert", "Multiply", "Subtract", "Reshape", "Transpose"}
"""What stands between a stored weight and the operation that uses it."""
MATRICES = 7
"""A layer of this architecture: query, key, value, output, gate, up, down."""
SLACK = 0.1
"""By which the share of low-precision weights may miss the recipe's ratio: whole matrices are chosen."""


@dataclass(frozen=True, slots=True)
class Weight:
    name: str
    precision: str
    """OpenVINO's name of the type it is stored as."""
    count: int
    inner: bool
    """Of a layer; otherwise embeddings or the last one."""


def weights(folder: Path) -> list[Weight]:
    """Every matrix that a MatMul or the embedding's Gather uses, once."""
    model = ov.Core().read_model(folder / "openvino_model.xml")
    found: dict[str, Weight] = {}
    for node in model.get_ordered_ops():
        place = {"MatMul": 1, "Gather": 0}.get(node.get_type_name())
        stored = None if place is None else _stored(node.input_value(place).get_node())
        if stored is not None and len(stored.get_output_shape(0)) > 1:
            name = stored.get_friendly_name()
            precision, count = stored.get_element_type().get_type_name(), _count(stored)
            found[name] = Weight(name, precision, count, ".layers." in node.get_friendly_name())
    return list(found.values())


def _stored(node: Any) -> Any:
    """The largest constant behind `node`, or None: scales and zero points are smaller."""
    if node.get_type_name() == "Constant":
        return node
    if node.get_type_name() not in THROUGH:
        return None
    behind = [_stored(node.input_value(place).get_node()) for place in range(node.get_input_size())]
    return max(filter(None, behind), key=_count, default=None)


def _count(constant: Any) -> int:
    count = 1
    for size in constant.get_output_shape(0):
        count *= int(size)
    return count


def problems(folder: Path, recipe: Recipe) -> list[str]:
    """What is not as the recipe says; empty where all is."""
    found = weights(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    expected = MATRICES * int(config["num_hidden_layers"])
    inner = [weight for weight in found if weight.inner]
    wrong = [] if len(inner) == expected else [f"{len(inner)} weight matrices in the layers, {expected} expected"]
    kind = recipe.weight_format
    allowed = EIGHT | BACKUP.get(kind, set()) | FOUR.get(kind, set()) if recipe.quantized else {FLOATS[kind]}
    wrong += [f"{weight.name} is stored as {weight.precision}" for weight in found if weight.precision not in allowed]
    if recipe.weight_format in FOUR:
        low = sum(weight.count for weight in inner if weight.precision in FOUR[recipe.weight_format])
        share = low / max(1, sum(weight.count for weight in inner))
        if share < recipe.ratio - SLACK:
            wrong.append(f"{share:.0%} of the layers' weights are {recipe.weight_format}, {recipe.ratio:.0%} expected")
    return wrong


def census(folder: Path) -> dict[str, int]:
    """Weights by the precision they are stored in."""
    counts = Counter[str]()
    for weight in weights(folder):
        counts[weight.precision] += weight.count
    return dict(counts)
