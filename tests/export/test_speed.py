"""Decoding measured for the model card."""

from pathlib import Path

import pytest

from deepmath_xpu.device import DeviceError
from export import speed


def test_speed_is_measured_alone_and_at_once(artifact: Path) -> None:
    found = speed.measure(artifact, "CPU")
    assert found["device"] == "CPU"
    for median, least, most in found["tokens_per_second"].values():
        assert 0 < least <= median <= most


def test_a_device_that_is_not_there_is_told(artifact: Path) -> None:
    with pytest.raises(DeviceError, match="TPU"):
        speed.measure(artifact, "TPU")
