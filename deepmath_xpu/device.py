"""Which device, with which properties, and how much KV cache: decided here, applied by the engine's process.

Device names are OpenVINO's. `GPU` and `NPU` are written from the documentation and not yet run on Arc, iGPU or NPU.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GIB = 1 << 30
TRACES, TRACE_TOKENS = 16, 8192
"""What the cache is planned for: sixteen traces of DeepMath's usual length."""

EXACT = {
    "INFERENCE_PRECISION_HINT": "f32",
    "KV_CACHE_PRECISION": "f32",
    "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0",
}
"""The same ids again for the same seed, as long as one trace runs at a time."""


class DeviceError(Exception):
    """The device asked for is not there."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that decides how a model is run, apart from the sampling."""

    device: str
    context: int
    """Tokens that prompt and completion may have together."""
    cache_gib: int
    properties: dict[str, str] = field(default_factory=dict[str, str])
    exact: bool = False

    @classmethod
    def choose(cls, folder: Path, device: str = "CPU", exact: bool = False) -> "Settings":
        """For the artifact in `folder`. DeviceError names the devices there are."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return cls(
            device=find(device),
            context=int(config["max_position_embeddings"]),
            cache_gib=plan(config, memory_bytes()),
            properties=dict(EXACT) if exact else {},
            exact=exact,
        )

    def for_worker(self) -> dict[str, Any]:
        scheduler = {"enable_prefix_caching": True, "cache_size": self.cache_gib, "max_num_batched_tokens": 1024}
        return {"device": self.device, "properties": self.properties, "scheduler": scheduler}


def available() -> list[str]:
    import openvino as ov  # at use: 0.2 s, and the usual CPU needs no look

    devices: list[str] = ov.Core().available_devices
    return devices


def find(device: str) -> str:
    """OpenVINO's name for `device`, any case; AUTO, HETERO and MULTI are passed on."""
    name = device.upper()
    if name == "CPU" or name.split(":")[0] in ("AUTO", "HETERO", "MULTI"):
        return name
    devices = available()
    if name not in devices:
        raise DeviceError(f"device {device} is not on this machine: use one of {', '.join([*devices, 'AUTO'])}")
    return name


def memory_bytes() -> int:
    """Of the machine, free or not; 8 GiB where the system does not say."""
    if not hasattr(os, "sysconf"):
        return 8 * GIB
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def plan(config: dict[str, Any], memory: int) -> int:
    """GiB of KV cache: what sixteen long traces need in 16 bits, but at most half of the memory and at least one."""
    heads = config.get("num_key_value_heads") or config["num_attention_heads"]
    width = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    token = 2 * 2 * config["num_hidden_layers"] * heads * width
    wanted = TRACES * min(TRACE_TOKENS, config["max_position_embeddings"]) * token
    return int(max(1, min(-(-wanted // GIB), memory // 2 // GIB)))
