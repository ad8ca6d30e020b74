"""Energy by counters of the device, shared among the traces under way. Where there is no counter, it is not known.

RAPL (Intel and AMD processors) and the hwmon counters of the i915 and xe drivers; not yet run on Arc or Xe.
"""

import time
from collections import defaultdict
from pathlib import Path
from threading import Event, Lock, Thread

from deepmath_xpu.types import Closing

TICK_SECONDS = 0.2
POWERCAP = Path("/sys/class/powercap")
HWMON = Path("/sys/class/hwmon")


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


def counters(gpu: bool) -> tuple[str | None, list[Counter]]:
    """The name of the source and its counters; None where there is none that may be read."""
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
    return (("hwmon" if gpu else "rapl") if found else None), found


class Meter(Closing):
    """Between `begin` and `end` of a trace, its share of what was spent."""

    def __init__(self, gpu: bool = False) -> None:
        self.source, self._counters = counters(gpu)
        self._live: set[object] = set()
        self._joules = defaultdict[object, float](float)
        self._lock, self._stop = Lock(), Event()
        if self._counters:
            Thread(target=self._watch, daemon=True).start()

    def begin(self, trace: object) -> None:
        with self._lock:
            self._share()
            self._live.add(trace)

    def end(self, trace: object) -> float | None:
        with self._lock:
            self._share()
            self._live.discard(trace)
            return self._joules.pop(trace, 0.0) if self._counters else None

    def close(self) -> None:
        self._stop.set()

    def _share(self) -> None:
        spent = sum(counter.spent() for counter in self._counters)
        for trace in self._live:
            self._joules[trace] += spent / len(self._live)

    def _watch(self) -> None:
        while not self._stop.wait(TICK_SECONDS):
            with self._lock:
                self._share()
            time.sleep(0)
