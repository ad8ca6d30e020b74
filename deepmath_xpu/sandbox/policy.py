"""What a snippet may use, and which walls stand around it. Plain data: imports nothing that only Linux has."""

import tomllib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from deepmath_xpu.types import ExpectedError

TABLES = tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))
IMPORTS: tuple[str, ...] = tuple(TABLES["modules"]["allowed"])
"""Modules a snippet may name. A convenience that gives a useful message; the kernel's layers are the boundary."""


class Layer(StrEnum):
    """One wall. Each stands without the others."""

    LIMITS = "limits"
    """rlimits: address space, processes, file size, descriptors, CPU time of the whole trace."""
    NAMESPACES = "namespaces"
    """Own user (unless root), mount, pid, network, ipc and uts namespaces; an empty root directory."""
    LANDLOCK = "landlock"
    """No file, no TCP, no signal and no abstract socket beyond the worker."""
    SECCOMP = "seccomp"
    """38 system calls pass, 2 without executable memory: none opens, connects, forks, executes, traces or signals."""
    IMPORTS = "imports"
    """The allow list of imports. Not isolation."""


class Tier(StrEnum):
    """How well a sandbox holds, best first."""

    FULL = "full"
    CONTAINER = "container"
    SECCOMP = "seccomp"
    WASM = "wasm"
    PROCESS = "process"
    """A process that can be killed. Not isolation."""


REQUIRED = {
    Tier.FULL: frozenset({Layer.LIMITS, Layer.NAMESPACES, Layer.LANDLOCK, Layer.SECCOMP}),
    Tier.CONTAINER: frozenset({Layer.LIMITS, Layer.LANDLOCK, Layer.SECCOMP}),
    Tier.SECCOMP: frozenset({Layer.LIMITS, Layer.SECCOMP}),
}

UNPROTECTED: dict[str, str] = TABLES["unprotected"]
"""What is missing without a layer, for the reader of a report."""


def tier_of(layers: frozenset[Layer]) -> Tier:
    """The best tier that these layers make."""
    return next((tier for tier, needed in REQUIRED.items() if needed <= layers), Tier.PROCESS)


class IsolationError(ExpectedError, RuntimeError):
    """The machine cannot give the isolation that the policy asks for."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of one sandbox; times and output are DeepMath's."""

    wall_seconds: float = 20.0
    """A snippet is killed after this long,"""
    cpu_seconds: float = 10.0
    """or after this much processor time."""
    trace_cpu_seconds: int = 600
    """Processor time of one worker, over all snippets it runs."""
    memory_mb: int = 1024
    """What one worker may allocate beyond the preloaded modules."""
    code_bytes: int = 65_536
    """A longer snippet is refused."""
    output_bytes: int = 65_536
    """Printed output beyond this is dropped. What a model gets to see is cut further where it is rendered."""
    imports: tuple[str, ...] = IMPORTS
    seed: int = 0
    """Seeds `random`, numpy and sympy of a trace that is opened without a seed of its own."""
    spare_workers: int = 2
    """Workers kept ready beyond those that open traces have asked for."""
    isolation: Tier | None = None
    """The least tier to accept. None accepts any but `PROCESS`."""
    allow_unisolated: bool = False
    """Accept `PROCESS` too. Only for code you would run yourself."""
    layers: frozenset[Layer] = frozenset(Layer)
    """The walls to build; those the machine cannot give are reported."""

    def accepts(self, tier: Tier) -> bool:
        if tier is Tier.PROCESS:
            return self.allow_unisolated
        order = list(Tier)
        return order.index(tier) <= order.index(self.isolation or Tier.WASM)


def check(policy: Policy, layers: Mapping[Layer, str]) -> None:
    """Raise IsolationError if `layers` (each with its reason for failing, empty if it stands) are too few."""
    tier = tier_of(frozenset(layer for layer, reason in layers.items() if not reason))
    reasons = {layer: layers.get(layer, "left out") for layer in Layer}
    missing = "; ".join(f"{layer}: {reason}" for layer, reason in reasons.items() if reason)
    if policy.accepts(tier):
        if tier is Tier.PROCESS:
            open_doors = "; ".join(UNPROTECTED[layer] for layer, reason in reasons.items() if reason)
            warnings.warn(f"snippets are NOT isolated ({missing}): {open_doors}", RuntimeWarning, stacklevel=2)
        return
    raise IsolationError(
        f"only tier {tier} is possible here ({missing}): use Linux 5.13 or newer, "
        "or, for code that you would run yourself, Policy(allow_unisolated=True)"
    )
