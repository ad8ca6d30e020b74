"""What is found to be faster is kept for the runtime, what is not is left alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import tune
from bench.files import BenchError
from deepmath_xpu import device
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.device import Settings
from deepmath_xpu.engine import EngineError

GROUP = "DYNAMIC_QUANTIZATION_GROUP_SIZE"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(device, "TUNED", tmp_path / "home" / "tuned.json")
    return device.TUNED


def choices() -> Iterator[tuple[str, tuple[str, ...]]]:
    yield GROUP, ("32", "64")
    yield device.THREADS, ("1", "2")


def test_the_fastest_of_each_property_is_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rate(folder: Path, settings: Settings, tokens: int, repeats: int) -> float:
        if settings.properties.get(device.THREADS) == "1":
            raise EngineError("refused")
        return {"32": 120.0, "64": 121.0}.get(settings.properties[GROUP], 100.0)

    monkeypatch.setattr(tune, "choices", choices)
    monkeypatch.setattr(tune, "rate", rate)
    assert tune.main([]) == 0
    assert json.loads(kept.read_text()) == {device.place(EMBEDDED, "CPU"): {GROUP: "32"}}
    assert Settings.choose(EMBEDDED).properties[GROUP] == "32"
    assert tune.main(["--forget"]) == 0
    assert Settings.choose(EMBEDDED).properties[GROUP] == "128"


def test_the_embedded_model_is_measured_at_both_batches(tmp_path: Path) -> None:
    folder = tune.endless(EMBEDDED, tmp_path / "model")
    assert tune.rate(folder, Settings.choose(EMBEDDED), tokens=4, repeats=1) > 0


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"config\.json"):
        tune.main(["--model", str(tmp_path)])
