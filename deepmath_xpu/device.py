"""Which device, with which properties, and how much KV cache: decided here, applied by the engine's process.

Properties come from three places, the later over the earlier: what is known of a kind of device (`FAST`), what this
machine says of itself (a container's share of the CPUs), and what `python -m bench tune` found to be faster for this
model on this machine (`TUNED`). What none of them sets is OpenVINO's choice, which `effective` reads back for `doctor`:
bf16 where the CPU computes in it, else f32; the KV cache in u8; a thread for each core, pinned. Nothing is measured at
the start. Device names are OpenVINO's. `GPU`, `NPU`, `AUTO` and `HETERO` are written from the documentation and not yet
run on Arc, iGPU or NPU.
"""

import json
import os
import platform
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from deepmath_xpu.types import UsageError

GIB = 1 << 30
THREADS = "INFERENCE_NUM_THREADS"
TRACES, TRACE_TOKENS = 32, 8192
"""What the cache is planned for: as many traces of DeepMath's usual length as run at once."""
KV_BYTES = {"f32": 4.0, "bf16": 2.0, "f16": 2.0, "u8": 1.2}
"""Of one value; u8 with its scales, measured as 1.156 and rounded up."""

TUNED = Path.home() / ".cache" / "deepmath_xpu" / "tuned.json"
"""Properties by machine, device and model's folder, as `python -m bench tune` writes them."""
SHOWN = ("INFERENCE_PRECISION_HINT", "KV_CACHE_PRECISION", THREADS, "ENABLE_CPU_PINNING", "NUM_STREAMS")
"""What OpenVINO chooses for a CPU; 0 threads are one for each core."""

EXACT = {"INFERENCE_PRECISION_HINT": "f32", "KV_CACHE_PRECISION": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0"}
"""The same ids again for the same seed, as long as one trace runs at a time."""

FAST = {
    "CPU": {"DYNAMIC_QUANTIZATION_GROUP_SIZE": "128", "PERFORMANCE_HINT": "LATENCY"},
    "GPU": {"PERFORMANCE_HINT": "LATENCY", "CACHE_DIR": str(Path.home() / ".cache" / "deepmath_xpu")},
}
"""By kind of device. On the CPU a group of 128 decoded 19 % faster than the default of 32, batched 30 %; on a GPU the
compiled kernels are kept, which take minutes."""

NO_DRAFT = """a draft model with sampling changes what is sampled (openvino-genai 2026.4: total variation 0.57, and \
a crash with prefix caching): use --speculate prompt-lookup"""


class DeviceError(UsageError):
    """The device asked for is not there, or cannot do what is asked."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that decides how a model is run, apart from the sampling."""

    device: str
    longest: int
    """Tokens that prompt and completion may have together, by the model's config."""
    blocks: int
    """Of KV cache."""
    token_bytes: int
    """KV cache of one token, as planned."""
    properties: dict[str, str] = field(default_factory=dict[str, str])
    lookup: bool = False
    """Speculate with what the context already holds."""
    batch_tokens: int = 1024
    """Computed in one step, at most."""
    cpus: tuple[int, ...] = ()
    """The engine's process is pinned to these; empty is all."""

    @classmethod
    def choose(cls, folder: Path, device: str = "CPU", exact: bool = False, speculate: str = "off") -> "Settings":
        """For the artifact in `folder`. DeviceError names the devices there are."""
        if speculate == "draft":
            raise DeviceError(NO_DRAFT)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        name = find(device)
        fast = FAST.get(name.partition(".")[0], {})
        properties = shared(name) | (EXACT if exact else fast | tuned(folder, name))
        token = token_bytes(config, properties.get("KV_CACHE_PRECISION", "u8" if name == "CPU" else "f16"))
        longest = int(config["max_position_embeddings"])
        blocks = plan(longest, token, block(name), memory_bytes(name))
        return cls(name, longest, blocks, token, properties, lookup=speculate == "prompt-lookup")

    @property
    def context(self) -> int:
        """Tokens that prompt and completion may have together; one block stays free, the pipeline asks ahead."""
        return min(self.longest, (self.blocks - 1) * self.block)

    @property
    def block(self) -> int:
        return block(self.device)

    def for_worker(self) -> dict[str, Any]:
        sizes = {"num_kv_blocks": self.blocks, "max_num_batched_tokens": self.batch_tokens}
        properties = self.properties | ({"prompt_lookup": True} if self.lookup else {})
        how = {"device": self.device, "block": self.block, "lookup": self.lookup, "cpus": self.cpus}
        return {**how, "properties": properties, "scheduler": {"enable_prefix_caching": True, **sizes}}

    def replicas(self, count: int) -> list["Settings"]:
        """One for each replica: the cards or the CPUs divided among them, and the memory of a CPU's cache."""
        if self.device != "CPU":
            cards = [name for name in available() if name.partition(".")[0] == self.device.partition(".")[0]]
            return [replace(self, device=cards[number % len(cards)]) for number in range(count)]
        blocks, threads = max(2, self.blocks // count), int(self.properties.get(THREADS, 0)) // count
        properties = self.properties | ({THREADS: str(max(1, threads))} if THREADS in self.properties else {})
        parts = divide(nodes(), count)
        return [replace(self, blocks=blocks, cpus=cpus, properties=properties) for cpus in parts]


def tuned(folder: Path, device: str) -> dict[str, str]:
    """What was found to be faster here; nothing, where nobody looked."""
    kept: dict[str, dict[str, str]] = json.loads(TUNED.read_bytes()) if TUNED.exists() else {}
    return kept.get(place(folder, device), {})


def place(folder: Path, device: str) -> str:
    return f"{platform.node()} {device} {folder.resolve()}"


def shared(device: str, limit: Path = Path("/sys/fs/cgroup/cpu.max")) -> dict[str, str]:
    """Threads for a container that may use fewer CPUs' time than it sees: more would wait for one another."""
    quota, period = limit.read_text().split() if limit.exists() else ("max", "")
    if device != "CPU" or quota == "max" or int(quota) >= int(period) * sum(map(len, nodes())):
        return {}
    return {THREADS: str(max(1, int(quota) // int(period))), "ENABLE_CPU_PINNING": "NO"}


def effective(settings: Settings) -> dict[str, str]:
    """With what it is run: as set here, and as OpenVINO has it where nothing is."""
    import openvino as ov

    core = ov.Core()
    chosen = {name: str(core.get_property("CPU", name)) for name in SHOWN if settings.device == "CPU"}
    return {name: re.sub(r"<Type: '(\w+)'>", r"\1", value) for name, value in chosen.items()} | settings.properties


def nodes() -> list[list[int]]:
    """The CPUs this process may use, by NUMA node; all as one node where the system does not say."""
    if not hasattr(os, "sched_getaffinity"):
        return [list(range(os.cpu_count() or 1))]
    usable = os.sched_getaffinity(0)
    lists = [path.read_text() for path in sorted(Path("/sys/devices/system/node").glob("node[0-9]*/cpulist"))]
    found = [[cpu for cpu in cpus(text) if cpu in usable] for text in lists]
    return [node for node in found if node] or [sorted(usable)]


def cpus(text: str) -> list[int]:
    """`0-3,8` as numbers."""
    ranges = [part.partition("-") for part in text.strip().split(",") if part]
    return [cpu for first, _, last in ranges for cpu in range(int(first), int(last or first) + 1)]


def divide(nodes: list[list[int]], count: int) -> list[tuple[int, ...]]:
    """CPUs for `count` replicas: none spans two nodes unless nodes outnumber them, none is without a CPU."""
    parts = list[tuple[int, ...]]()
    for number in range(count):
        home = number % len(nodes)
        node = [cpu for node in nodes[home::count] for cpu in node]
        sharing = len(range(home, count, len(nodes)))
        parts.append(tuple(node[number // len(nodes) :: sharing]) or tuple(node))
    return parts


def available() -> list[str]:
    import openvino as ov  # at use: 0.2 s, and the usual CPU needs no look

    return list(ov.Core().available_devices)


def find(device: str) -> str:
    """OpenVINO's name for `device`, any case; AUTO, HETERO and MULTI are passed on."""
    name = device.upper()
    if name == "CPU" or name.split(":")[0] in ("AUTO", "HETERO", "MULTI"):
        return name
    devices = available()
    if name not in devices:
        raise DeviceError(f"device {device} is not on this machine: use one of {', '.join([*devices, 'AUTO'])}")
    return name


def block(device: str) -> int:
    """Tokens in one block of KV cache."""
    return 16 if "GPU" in device else 32


def memory_bytes(device: str = "CPU") -> int:
    """Of the device, free or not; 8 GiB where the system does not say."""
    if device.partition(".")[0] == "GPU":
        import openvino as ov

        return int(ov.Core().get_property(device, "GPU_DEVICE_TOTAL_MEM_SIZE"))
    if not hasattr(os, "sysconf"):
        return 8 * GIB
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def token_bytes(config: dict[str, Any], precision: str) -> int:
    """KV cache of one token."""
    heads = config.get("num_key_value_heads") or config["num_attention_heads"]
    width = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    return int(2 * config["num_hidden_layers"] * heads * width * KV_BYTES[precision])


def plan(longest: int, token: int, block: int, memory: int) -> int:
    """Blocks of KV cache for all the traces that run at once, paused ones too; at most half of the memory."""
    wanted = TRACES * (min(TRACE_TOKENS, longest) // block + 2)
    return max(2, min(wanted, memory // 2 // (token * block)))
