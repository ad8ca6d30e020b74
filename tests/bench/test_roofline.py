"""Bandwidth and memory as this machine tells them."""

import os
from pathlib import Path

import numpy as np
import pytest

from bench import roofline
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.engine import EngineError

SMALL = 1 << 24


@pytest.mark.parametrize("readings", [roofline.processor(SMALL, 2), roofline.accelerator("CPU", SMALL, 2)])
def test_both_ways_read_some_bytes_a_second(readings: list[float]) -> None:
    assert len(readings) == 2
    assert all(1e7 < reading < 1e14 for reading in readings)


def test_a_device_that_is_not_there_is_one_line() -> None:
    with pytest.raises(EngineError, match="NOTHING: its bandwidth cannot be measured") as caught:
        roofline.bandwidth("NOTHING", SMALL)
    assert "\n" not in str(caught.value)


def test_weights_are_the_constants_of_the_ir(tmp_path: Path) -> None:
    assert roofline.weight_bytes(EMBEDDED) == (EMBEDDED / "openvino_model.bin").stat().st_size
    assert roofline.weight_bytes(tmp_path) is None


def test_a_peak_does_not_fall_with_what_is_given_back() -> None:
    """The kernel counts in batches, so a peak may be told some pages lower."""
    before = roofline.peak_memory(os.getpid())
    assert before is not None
    held = np.ones(before, dtype=np.uint8)
    with_it = roofline.peak_memory(os.getpid())
    del held
    after = roofline.peak_memory(os.getpid())
    assert with_it is not None
    assert after is not None
    assert before < with_it
    assert after > 0.98 * with_it


def test_a_process_that_ended_is_not_known() -> None:
    assert roofline.peak_memory(1 << 30) is None


XE = """pos:	0
drm-driver:	xe
drm-client-id:	40
drm-pdev:	0000:03:00.0
drm-total-system:	12 KiB
drm-total-vram0:	2048 KiB
drm-resident-vram0:	1024 KiB
"""
I915 = "drm-driver:\ti915\ndrm-client-id:\t7\ndrm-total-system0:\t0\ndrm-total-local0:\t3 MiB\n"


def test_memory_of_gpus_counts_once_for_each_client(tmp_path: Path) -> None:
    """Two handles of one xe client and one of i915, in the shape of the kernel's documentation."""
    folder = tmp_path / "5" / "fdinfo"
    folder.mkdir(parents=True)
    for name, text in (("0", "pos:\t0\n"), ("3", XE), ("4", XE), ("5", I915)):
        (folder / name).write_text(text)
    (tmp_path / "5" / "status").write_text("Name:\tx\nVmHWM:\t     100 kB\nVmRSS:\t 50 kB\n")
    assert roofline.peak_memory(5, tmp_path) == (100 << 10) + (2 << 20) + (3 << 20)
