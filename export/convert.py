"""A Qwen3-architecture checkpoint becomes an OpenVINO IR folder.

optimum-intel traces the model and nncf compresses its weights; this module decides what they are told. That a folder is
either whole or absent, and what an interrupted run leaves to take up, is `whole.py`'s business.
"""

import logging
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256 as digest
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nncf
import numpy as np
import openvino as ov
from optimum.exporters.openvino import main_export
from optimum.intel import OVConfig

from deepmath_xpu.artifact import SYSTEM_PROMPT, sha256
from deepmath_xpu.manifest import Manifest
from export import whole
from export.calibration import Calibration
from export.checkpoint import ExportError, check, license_of, weights
from export.recipe import Recipe

log = logging.getLogger(__name__)
ADAPTERS = "adapters"
"""The folder, inside an artifact, of LoRA adapters that its users may load or not."""
TOOLS = ("openvino", "openvino-tokenizers", "optimum-intel", "nncf", "transformers", "torch")
TORCH = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16"}
MODES = {"nf4": "NF4", "mxfp4": "MXFP4", "fp8": "FP8_E4M3"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One artifact that is asked for; what its manifest says tells whether an earlier run has made it already."""

    checkpoint: Path
    recipe: Recipe
    name: str
    system: str = ""
    """The system prompt that goes with it."""
    card: str = ""
    calibration: Calibration | None = None
    adapters: tuple[Path, ...] = ()
    """LoRA adapters (peft) to put beside the weights."""
    draft_of: str = ""
    """Digest of the artifact whose tokens this one is to guess."""

    def manifest(self) -> Manifest:
        """All but the files."""
        data = self.calibration and {"digest": self.calibration.digest, "traces": len(self.calibration.ids)}
        told: dict[str, Any] = self.recipe.model_dump() | {"calibration": data}
        if self.draft_of:
            told["draft_of"] = self.draft_of
        if self.adapters:
            told["adapters"] = {adapter.name: [sha256(path) for path in weights(adapter)] for adapter in self.adapters}
        return Manifest(
            name=self.name,
            source=f"{self.checkpoint.name} (sha256 {', '.join(sha256(path) for path in weights(self.checkpoint))})",
            license=license_of(self.checkpoint),
            recipe=told,
            tools={tool: version(tool) for tool in TOOLS},
            files={},
            prompt=digest(self.system.encode()).hexdigest(),
        )


def export(wanted: Wanted, out: Path, traced: Path | None = None) -> Path:
    """Write the artifact at `out` and return it; the model as traced stays at `traced`, for other recipes.

    Raises ExportError; an `out` that exists is never touched.
    """
    recipe, calibration = wanted.recipe, wanted.calibration
    if out.exists():
        raise ExportError(f"{out} exists: remove it or choose another --out")
    if recipe.needs_data and (calibration is None or not calibration.ids):
        raise ExportError(f"recipe {recipe.name} is calibrated on traces: give --dataset TRACES.jsonl")
    check(wanted.checkpoint)
    plain, partial = traced or out.with_name(f"{out.name}.traced"), out.with_name(f"{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    with _nothing_left_of(out, plain, partial):
        trace(wanted, plain)
        fill(partial, wanted, plain)
        whole.seal(partial, wanted.manifest())
        partial.rename(out)
    if traced is None:
        shutil.rmtree(plain)
    return out


@contextmanager
def _nothing_left_of(out: Path, *folders: Path) -> Iterator[None]:
    """Remove `folders` where the work in them cannot be done; ExportError where that is for lack of room."""
    try:
        yield
    except (ExportError, OSError, RuntimeError) as error:
        unwritten = _is_unwritten(error, out)  # asked before there is room again
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        if unwritten:
            reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
            raise ExportError(f"{out} cannot be written ({reason}): make room or choose another --out") from error
        raise


def _is_unwritten(error: Exception, out: Path) -> bool:
    """Whether a file could not be written; openvino says so as C++ does."""
    return isinstance(error, OSError) or "iostream error" in str(error) or whole.is_full(out.parent)


def trace(wanted: Wanted, place: Path) -> None:
    """The model and its tokenizer as traced, unless an interrupted run has left them at `place`."""
    files = sorted(path for path in wanted.checkpoint.iterdir() if path.suffix in (".safetensors", ".json", ".jinja"))
    origin = {"format": wanted.recipe.float_format} | {tool: version(tool) for tool in TOOLS}
    origin |= {path.name: sha256(path) for path in files}
    if whole.origin(place) == origin:
        log.info("taking up the model that an interrupted run has traced")
        return
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    started = time.perf_counter()
    convert(wanted.checkpoint, wanted.recipe, place)
    whole.keep(place, origin)
    log.info("traced in %.0f s", time.perf_counter() - started)


def convert(checkpoint: Path, recipe: Recipe, folder: Path) -> None:
    """Trace the model and its tokenizer. Said outright: optimum-intel would make INT8 of a large model by itself."""
    plain = OVConfig(quantization_config=None, dtype="auto")
    loading = {"torch_dtype": TORCH[recipe.float_format]}
    task = "text-generation-with-past"
    main_export(
        str(checkpoint), folder, task=task, convert_tokenizer=True, ov_config=plain, model_loading_kwargs=loading
    )


def fill(folder: Path, wanted: Wanted, plain: Path) -> None:
    """All of an artifact but its manifest."""
    shutil.copytree(plain, folder, ignore=shutil.ignore_patterns("openvino_model.*", whole.ORIGIN))
    if wanted.adapters:
        from export.adapter import portable  # at use: peft takes seconds to import

        (folder / ADAPTERS).mkdir()
        for adapter in wanted.adapters:
            portable(wanted.checkpoint, adapter, folder / ADAPTERS / f"{adapter.name}.safetensors")
    started = time.perf_counter()
    compress(plain, folder, wanted.recipe, wanted.calibration)
    log.info("%s: weights written in %.0f s", wanted.recipe.name, time.perf_counter() - started)
    if wanted.system:
        (folder / SYSTEM_PROMPT).write_text(wanted.system, encoding="utf-8")
    (folder / "README.md").write_text(wanted.card, encoding="utf-8")


def compress(source: Path, out: Path, recipe: Recipe, calibration: Calibration | None = None) -> None:
    """Write the model of `source` to `out` with its weights as the recipe says."""
    model = ov.Core().read_model(source / "openvino_model.xml")
    if recipe.quantized:
        try:
            model = nncf.compress_weights(model, **_settings(recipe), dataset=_dataset(calibration))
        except (nncf.ParameterNotSupportedError, nncf.InvalidGroupSizeError, nncf.ValidationError) as error:
            raise ExportError(f"recipe {recipe.name} does not fit this model: {str(error).splitlines()[0]}") from error
    if recipe.kv_cache_precision:
        model.set_rt_info(recipe.kv_cache_precision, ["runtime_options", "KV_CACHE_PRECISION"])
    ov.save_model(model, out / "openvino_model.xml", compress_to_fp16=recipe.float_format == "fp16")


def _settings(recipe: Recipe) -> dict[str, Any]:
    """As nncf names them; what it does not take for 8 bits is left out."""
    kind = "SYM" if recipe.sym else "ASYM"
    mode = MODES.get(recipe.weight_format, f"{recipe.weight_format.upper()}_{kind}")
    settings: dict[str, Any] = {"mode": nncf.CompressWeightsMode[mode]}
    if recipe.weight_format == "int8":
        return settings
    settings |= {"ratio": recipe.ratio, "all_layers": recipe.all_layers or None, "awq": recipe.awq or None}
    settings |= {"scale_estimation": recipe.scale_estimation or None, "gptq": recipe.gptq or None}
    if recipe.group_size is not None:
        settings["group_size"] = recipe.group_size
    if recipe.sensitivity_metric is not None:
        settings["sensitivity_metric"] = nncf.SensitivityMetric[recipe.sensitivity_metric.upper()]
    if recipe.needs_data:
        settings["subset_size"] = recipe.num_samples
    return settings


def _dataset(calibration: Calibration | None) -> nncf.Dataset | None:
    return nncf.Dataset(calibration.ids, inputs) if calibration is not None else None


def inputs(ids: Iterable[int]) -> dict[str, np.ndarray[Any, Any]]:
    """What the stateful model takes for one whole sequence."""
    row = np.array([list(ids)], dtype=np.int64)
    places = np.arange(row.shape[1], dtype=np.int64)[None]
    beam = np.zeros(1, dtype=np.int32)
    return {"input_ids": row, "attention_mask": np.ones_like(row), "position_ids": places, "beam_idx": beam}
