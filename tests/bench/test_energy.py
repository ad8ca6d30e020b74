"""Energy: counters, tools that print, and how it is shared."""

import stat
import time
from pathlib import Path

import pytest

from bench import energy
from bench.files import BenchError

XPU_SMI = """Timestamp, DeviceId, GPU Energy Consumed (J)
06:14:46.000,    0, 350.42
06:14:47.000,    0, 364.92
06:14:48.000,    0, N/A
06:14:49.000,    0, 394.42
06:14:50.000,    0, 2.50
06:14:51.000,    0, 12.50
"""
"""In the shape of xpu-smi's manual. A reset of the counter loses what was spent since the line before."""
NVIDIA_SMI = """2026/11/27 18:30:01.000, 0, 60.00
2026/11/27 18:30:01.000, 1, 40.00
2026/11/27 18:30:02.000, 0, 100.00
2026/11/27 18:30:02.000, 1, [N/A]
2026/11/27 18:30:02.500, 0, 100.00
2026/11/27 18:30:03.000, 1, 40.00
2026/11/27 18:30:0
"""
"""In the shape of nvidia-smi's csv, without its head and units."""


def test_xpu_smi_s_counter_is_read_by_its_differences() -> None:
    read = energy.XpuSmi()
    assert [read(line) for line in XPU_SMI.splitlines(keepends=True)] == pytest.approx(
        [None, 0.0, 14.5, None, 29.5, 0.0, 10.0]
    )


def test_nvidia_smi_s_watts_are_integrated_for_each_gpu() -> None:
    read = energy.NvidiaSmi()
    joules = [read(line) for line in NVIDIA_SMI.splitlines(keepends=True)]
    assert joules == pytest.approx([0.0, 0.0, 80.0, None, 50.0, 80.0, None])


def tool(folder: Path, name: str, lines: str) -> None:
    """A command that prints these lines and goes on living."""
    (folder / f"{name}.txt").write_text(lines)
    script = folder / name
    script.write_text(f"#!/bin/sh\ncat {folder / name}.txt\nexec sleep 60\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)


def until(meter: energy.Meter, trace: str, joules: float) -> float:
    deadline, found = time.monotonic() + 20, 0.0
    while found < joules and time.monotonic() < deadline:
        found += meter.end(trace) or 0.0
        meter.begin(trace)
        time.sleep(0.05)
    return found


@pytest.mark.parametrize(("name", "lines", "joules"), [("xpu-smi", XPU_SMI, 54.0), ("nvidia-smi", NVIDIA_SMI, 210.0)])
def test_a_tool_s_lines_are_what_traces_spend(
    name: str, lines: str, joules: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, name, lines)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with energy.Meter(name, "GPU") as meter:
        meter.begin("a")
        assert meter.source == name
        assert until(meter, "a", joules - 1e-6) <= joules + 1e-6


def test_a_tool_that_tells_nothing_is_no_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(tmp_path, "xpu-smi", "Timestamp, DeviceId, GPU Energy Consumed (J)\n06:14:46.000,    0, N/A\n")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(energy, "HWMON", tmp_path)
    monkeypatch.setattr(energy, "TELL_SECONDS", 0.5)
    assert energy.find("auto", "GPU") == (None, None)
    with pytest.raises(BenchError, match="no energy from xpu-smi on this machine"):
        energy.find("xpu-smi", "GPU")


def test_hwmon_is_read_of_intel_s_gpu_drivers_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, driver in enumerate(("xe", "amdgpu")):
        (tmp_path / f"hwmon{number}").mkdir()
        (tmp_path / f"hwmon{number}" / "name").write_text(f"{driver}\n")
        (tmp_path / f"hwmon{number}" / "energy1_input").write_text("1000000\n")
    monkeypatch.setattr(energy, "HWMON", tmp_path)
    monkeypatch.setattr(energy, "TICK_SECONDS", 1000.0)
    with energy.Meter("auto", "GPU.0") as meter:
        meter.begin("a")
        for number in range(2):
            (tmp_path / f"hwmon{number}" / "energy1_input").write_text("4000000\n")
        assert (meter.source, meter.end("a")) == ("hwmon", 3.0)


def test_none_is_asked_of_nobody() -> None:
    assert energy.find("none", "CPU") == (None, None)


def test_a_counter_that_began_anew_still_counts(tmp_path: Path) -> None:
    path = tmp_path / "energy_uj"
    path.write_text("900000")
    counter = energy.Counter(path, 1_000_000)
    path.write_text("400000")
    assert counter.spent() == pytest.approx(0.5)


def test_energy_is_shared_among_the_traces_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "intel-rapl:0"
    folder.mkdir()
    (folder / "energy_uj").write_text("0")
    (folder / "max_energy_range_uj").write_text("1000000000")
    monkeypatch.setattr(energy, "POWERCAP", tmp_path)
    monkeypatch.setattr(energy, "TICK_SECONDS", 1000.0)
    with energy.Meter("rapl") as meter:
        meter.begin("a")
        (folder / "energy_uj").write_text("2000000")
        meter.begin("b")
        (folder / "energy_uj").write_text("6000000")
        assert (meter.source, meter.end("a"), meter.end("b")) == ("rapl", 4.0, 2.0)


def test_no_counter_is_no_energy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(energy, "POWERCAP", tmp_path)
    with energy.Meter() as meter:
        meter.begin("a")
        assert (meter.source, meter.end("a")) == (None, None)
