"""The checkpoint of an INT8 artifact: its weights as they are stored, back in 32 bits.

Checkpoints are too large for a repository and get lost with their machine; the artifact is kept. Rounding to 8 bits is
the only difference to what was exported, so training can go on from here (`python -m training sft --start`).
"""

import re
from pathlib import Path

import numpy as np
import openvino as ov
import torch
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

_MATRIX = re.compile(r"^self\.(.+?\.)(?:_openvino_orig_)?(weight)(?:/(scale|zero_point))?$")
_NORM = re.compile(r"^__module\.(.+norm)/aten::mul/Multiply_1$")


def restore(artifact: Path, out: Path) -> int:
    """Write the checkpoint folder `out`; returns the number of parameters.

    Raises ValueError where the artifact lacks a weight of its architecture.
    """
    tensors = weights(ov.Core().read_model(artifact / "openvino_model.xml"))
    model = Qwen3ForCausalLM(Qwen3Config.from_pretrained(artifact)).float()
    state = model.state_dict()
    missing = sorted(state.keys() - tensors.keys() - {"lm_head.weight"})
    if missing:
        raise ValueError(f"{artifact} holds no {', '.join(missing[:3])}: only exports of this repository are restored")
    model.load_state_dict({name: tensors[name].view_as(state[name]) for name in state.keys() & tensors.keys()}, False)
    model.tie_weights()
    model.save_pretrained(out)
    PreTrainedTokenizerFast.from_pretrained(artifact).save_pretrained(out)
    return int(model.num_parameters())


def weights(graph: ov.Model) -> dict[str, torch.Tensor]:
    """The graph's weights under their names in a checkpoint, 8-bit ones times their scale.

    A matrix keeps its name; a norm's weight has none and is known by the multiplication that uses it.
    """
    parts: dict[str, dict[str, np.ndarray]] = {}
    found: dict[str, torch.Tensor] = {}
    for node in graph.get_ops():
        if node.get_type_name() != "Constant":
            continue
        if matrix := _MATRIX.match(node.get_friendly_name()):
            parts.setdefault(matrix[1] + matrix[2], {})[matrix[3] or "values"] = node.get_data().astype(np.float32)
        for user in node.output(0).get_target_inputs():
            if norm := _NORM.match(user.get_node().get_friendly_name()):
                found[f"{norm[1]}.weight"] = torch.from_numpy(node.get_data().astype(np.float32))
    return found | {name: torch.from_numpy(_whole(part)) for name, part in parts.items() if "values" in part}


def _whole(part: dict[str, np.ndarray]) -> np.ndarray:
    return (part["values"] - part.get("zero_point", np.float32(0))) * part.get("scale", np.float32(1))
