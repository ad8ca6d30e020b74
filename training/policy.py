"""Where the policy lives: device, number format, attention, collective backend, and the model itself.

The only module that knows one accelerator from another. Native `torch.xpu` is the path for Intel GPUs; Intel's
extension (IPEX) is archived with a security notice, so it is off unless asked for and never imported where its version
does not match torch's: its import would end the process.
"""

import importlib.metadata
import importlib.util
import logging
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerFast

log = logging.getLogger(__name__)


class Device(StrEnum):
    CUDA = "cuda"
    XPU = "xpu"
    HPU = "hpu"
    """Gaudi."""
    CPU = "cpu"


class Ipex(StrEnum):
    OFF = "off"
    AUTO = "auto"
    """Used where its version matches torch's, else a line in the log."""
    REQUIRE = "require"


class PolicyError(Exception):
    """The policy cannot be made as asked; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Placement:
    """What follows from the device."""

    device: Device
    dtype: str
    """`float32` or `bfloat16`, as torch and transformers spell it."""
    attention: str
    backend: str
    """torch.distributed's, for more than one process."""


DEFAULTS = {
    Device.CUDA: Placement(Device.CUDA, "bfloat16", "sdpa", "nccl"),
    Device.XPU: Placement(Device.XPU, "bfloat16", "sdpa", "xccl"),
    Device.HPU: Placement(Device.HPU, "bfloat16", "eager", "hccl"),
    Device.CPU: Placement(Device.CPU, "float32", "sdpa", "gloo"),
}


def available() -> tuple[Device, ...]:
    """What this machine has, best first; the CPU is always there."""
    found = [Device.HPU] if _gaudi() else []
    found += [Device.CUDA] if torch.cuda.is_available() else []
    found += [Device.XPU] if torch.xpu.is_available() else []
    return (*found, Device.CPU)


def _gaudi() -> bool:
    return importlib.util.find_spec("habana_frameworks") is not None


def place(device: Device | None = None, dtype: str | None = None, attention: str | None = None) -> Placement:
    """The wished placement, the device's own choice where nothing is wished."""
    here = available()
    if device is not None and device not in here:
        raise PolicyError(f"no {device} on this machine, only {', '.join(here)}: change policy.device")
    default = DEFAULTS[device or here[0]]
    return Placement(default.device, dtype or default.dtype, attention or default.attention, default.backend)


def load(folder: str, placement: Placement) -> PreTrainedModel:
    """A causal language model from a folder or the hub, weights in `placement.dtype`, still on the CPU.

    It keeps `folder` as its name, so that a reference model can be made from it.
    """
    if not Path(folder).exists() and folder.startswith((".", "/", "runs/")):
        raise PolicyError(f"{folder} does not exist: policy.model is a checkpoint folder or a name on the hub")
    return cast(
        PreTrainedModel,
        AutoModelForCausalLM.from_pretrained(folder, attn_implementation=placement.attention, **_dtype(placement)),
    )


def _dtype(placement: Placement) -> dict[str, torch.dtype]:
    """As the installed transformers names it: Gaudi's environment has one from before the name changed."""
    new = tuple(map(int, transformers.__version__.split(".")[:2])) >= (4, 56)
    return {"dtype" if new else "torch_dtype": vars(torch)[placement.dtype]}


def tokenizer(folder: str) -> PreTrainedTokenizerFast:
    """PolicyError where the model's vocabulary lacks what the loop needs."""
    found = cast(PreTrainedTokenizerFast, AutoTokenizer.from_pretrained(folder))
    if not found.chat_template:
        raise PolicyError(f"{folder} has no chat template: add chat_template.jinja to the checkpoint")
    if found.eos_token_id is None:
        raise PolicyError(f"{folder} has no end-of-sequence token: set eos_token in tokenizer_config.json")
    return found


def ipex_version(wish: Ipex) -> str | None:
    """IPEX's version where it may be imported, None where native torch is the path. Imports nothing.

    PolicyError where it is required and cannot be used.
    """
    if wish is Ipex.OFF:
        return None
    reason, version = _ipex_mismatch()
    if not reason:
        return version
    if wish is Ipex.REQUIRE:
        raise PolicyError(f"{reason}: set policy.ipex to off, native torch needs no extension")
    log.info("%s; native torch.xpu is used", reason)
    return None


def _ipex_mismatch() -> tuple[str, str]:
    """Why IPEX cannot be used, empty if it can, and its version."""
    try:
        version = importlib.metadata.version("intel_extension_for_pytorch")
    except importlib.metadata.PackageNotFoundError:
        return "IPEX is not installed (the project is archived)", ""
    wanted, have = version.split(".")[:2], torch.__version__.split(".")[:2]
    if wanted != have:
        return f"IPEX {version} needs torch {'.'.join(wanted)}, here is {torch.__version__}", version
    return "", version


def describe(placement: Placement, wish: Ipex) -> dict[str, str]:
    """For the run's metadata: what was chosen, and with which torch."""
    return {
        "device": placement.device,
        "dtype": placement.dtype,
        "attention": placement.attention,
        "backend": placement.backend,
        "torch": torch.__version__,
        "ipex": ipex_version(wish) or "off",
    }
