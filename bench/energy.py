"""Energy that a device spent, shared among the traces under way. Where nothing counts it, it is not known.

Counters are read where there are any: RAPL (Intel and AMD processors), hwmon of the i915 and xe drivers. Two tools are
the way where the kernel shows none: `xpu-smi` prints a counter too, `nvidia-smi` prints watts, which are integrated
over time. Not yet run: hwmon and xpu-smi on Arc or Xe, nvidia-smi on NVIDIA; the tools' parsers are tested on what
their documentation shows.
"""

import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Protocol

from bench.files import BenchError
from deepmath_xpu.types import Closing

TICK_SECONDS = 0.2
TELL_SECONDS = 5.0
POWERCAP = Path("/sys/class/powercap")
HWMON = Path("/sys/class/hwmon")
NAMES = ("rapl", "hwmon", "xpu-smi", "nvidia-smi")
XPU_SMI = ("xpu-smi", "dump", "-d", "0", "-m", "8")
"""Metric 8: the energy consumed, in joules; a line a second."""
NVIDIA_SMI = ("nvidia-smi", "--query-gpu=timestamp,index,power.draw", "--format=csv,noheader,nounits", "-lms", "100")


class Source(Protocol):
    """Something that knows what a device spends."""

    def spent(self) -> float:
        """Joules since the last call."""
        ...

    def close(self) -> None: ...


class Counter:
    """A number of microjoules that grows, and begins anew at `limit`."""

    def __init__(self, path: Path, limit: int | None) -> None:
        self._path, self._limit = path, limit
        self._last = int(path.read_text())

    def spent(self) -> float:
        """Joules since the last call."""
        now = int(self._path.read_text())
        more = now - self._last
        self._last = now
        return (more if more >= 0 else more + (self._limit or 0)) / 1e6


class Counters:
    """All of a device's, as one source."""

    def __init__(self, counters: list[Counter]) -> None:
        self._counters = counters

    def spent(self) -> float:
        return sum(counter.spent() for counter in self._counters)

    def close(self) -> None:
        pass


class Tool:
    """A command that goes on printing lines; of each `read` says what was spent since the one before, or None.

    `works` is false where it tells nothing within some seconds: what is not counted must not come out as zero.
    """

    def __init__(self, command: tuple[str, ...], read: Callable[[str], float | None]) -> None:
        self._read, self._joules, self._lock = read, 0.0, Lock()
        self._told = Event()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"PATH": os.environ.get("PATH", os.defpath)},
        )
        Thread(target=self._listen, daemon=True).start()

    def spent(self) -> float:
        with self._lock:
            joules, self._joules = self._joules, 0.0
        return joules

    def works(self) -> bool:
        return self._told.wait(TELL_SECONDS)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                joules = self._read(line)
                if joules is not None:
                    with self._lock:
                        self._joules += joules
                    self._told.set()


class XpuSmi:
    """Reads `06:14:46.000,    0, 350.42`: a counter in joules, which begins anew where it falls."""

    def __init__(self) -> None:
        self._last: float | None = None

    def __call__(self, line: str) -> float | None:
        try:
            now = float(line.rpartition(",")[2])
        except ValueError:  # the head, or N/A
            return None
        more = 0.0 if self._last is None else now - self._last
        self._last = now
        return max(more, 0.0)


class NvidiaSmi:
    """Reads `2026/11/27 18:30:01.123, 0, 67.32`: watts of one GPU, taken to change evenly between two lines."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[datetime, float]] = {}

    def __call__(self, line: str) -> float | None:
        try:
            stamp, gpu, power = line.split(", ")
            now, watts = datetime.strptime(stamp.strip(), "%Y/%m/%d %H:%M:%S.%f"), float(power)
        except ValueError:  # [N/A], or a line that was cut
            return None
        before, was = self._last.get(gpu, (now, watts))
        self._last[gpu] = now, watts
        return max((now - before).total_seconds(), 0.0) * (was + watts) / 2


def find(name: str, device: str) -> tuple[str | None, Source | None]:
    """The source called `name`; with `auto` the first of those for `device` that are here, with `none` none.

    BenchError where one that is named is not here: an energy that was asked for must not be silently unknown.
    """
    wanted = {"auto": ("hwmon", "xpu-smi") if "GPU" in device.upper() else ("rapl",), "none": ()}.get(name, (name,))
    for each in wanted:
        source = _open(each)
        if source is not None:
            return each, source
    if name in NAMES:
        raise BenchError(f"no energy from {name} on this machine: choose another --energy, or none")
    return None, None


def _open(name: str) -> Source | None:
    if name == "xpu-smi":
        return _tool(XPU_SMI, XpuSmi())
    if name == "nvidia-smi":
        return _tool(NVIDIA_SMI, NvidiaSmi())
    found = counters(gpu=name == "hwmon")
    return Counters(found) if found else None


def _tool(command: tuple[str, ...], read: Callable[[str], float | None]) -> Tool | None:
    if shutil.which(command[0]) is None:
        return None
    tool = Tool(command, read)
    if tool.works():
        return tool
    tool.close()
    return None


def counters(gpu: bool) -> list[Counter]:
    """Those of the kernel that may be read."""
    found = list[Counter]()
    paths = HWMON.glob("*/energy1_input") if gpu else POWERCAP.glob("*-rapl:[0-9]*/energy_uj")
    for path in sorted(paths):
        name = path.parent / ("name" if gpu else "max_energy_range_uj")
        try:
            if gpu and name.read_text().strip() not in ("i915", "xe"):
                continue
            if not gpu and path.parent.name.count(":") > 1:  # a part of a package
                continue
            found.append(Counter(path, None if gpu else int(name.read_text())))
        except OSError:
            continue
    return found


class Meter(Closing):
    """Between `begin` and `end` of a trace, its share of what was spent."""

    def __init__(self, name: str = "auto", device: str = "CPU") -> None:
        self.source, self._source = find(name, device)
        self._live: set[object] = set()
        self._joules = defaultdict[object, float](float)
        self._lock, self._stop = Lock(), Event()
        if self._source is not None:
            Thread(target=self._watch, daemon=True).start()

    def begin(self, trace: object) -> None:
        with self._lock:
            self._share()
            self._live.add(trace)

    def end(self, trace: object) -> float | None:
        with self._lock:
            self._share()
            self._live.discard(trace)
            return None if self._source is None else self._joules.pop(trace, 0.0)

    def close(self) -> None:
        self._stop.set()
        if self._source is not None:
            self._source.close()

    def _share(self) -> None:
        spent = 0.0 if self._source is None else self._source.spent()
        for trace in self._live:
            self._joules[trace] += spent / len(self._live)

    def _watch(self) -> None:
        while not self._stop.wait(TICK_SECONDS):
            with self._lock:
                self._share()
