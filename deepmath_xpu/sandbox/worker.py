"""One worker: the child of a zygote that locks itself and then answers requests until it is killed.

From the moment `ready` is sent, nothing in this process is trusted any more.
"""

import gc
import importlib
import io
import mmap
import os
import socket
import sys
import types
import warnings
from collections.abc import Iterable, Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter
from typing import TYPE_CHECKING, NoReturn

from deepmath_xpu.sandbox import kernel, notebook
from deepmath_xpu.sandbox.frames import FRAME_BYTES, MODULE, OUTPUT_HEADER, Reply, encode, encode_reply, parse_request
from deepmath_xpu.sandbox.policy import TABLES, Layer, Policy

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHANNEL = 3
NOT_ON_DEMAND = frozenset(TABLES["modules"]["never"])


class NotLoaded(BaseException):
    """A module is missing that the next worker can load before it is locked."""


def loadable(name: str, packages: Iterable[str]) -> bool:
    """Whether a worker may import `name` before it locks itself: part of an allowed package or the standard library."""
    parts = name.split(".")
    known = parts[0] in {*packages, *sys.stdlib_module_names}
    return known and NOT_ON_DEMAND.isdisjoint(parts) and MODULE.fullmatch(name) is not None


def load(modules: Iterable[str]) -> None:
    """Import before the locks close. What cannot be imported is left out: the snippet will be told."""
    for name in modules:
        try:
            importlib.import_module(name)
        except BaseException:  # noqa: BLE001  # any module of an allowed package may be named
            continue


class NeverLoaded:
    """The first finder of a zygote: hides what sympy and scipy import beside themselves where it is installed."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name in NOT_ON_DEMAND:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


class OnDemand:
    """The last finder of a locked worker, which can open no file: notes which module would have to be there."""

    def __init__(self, packages: Sequence[str], tried: Sequence[str]) -> None:
        self._packages, self._tried = packages, tried
        self.wanted: list[str] = []

    def find_spec(self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None) -> None:
        if name not in self._tried and loadable(name, self._packages):
            self.wanted.append(name)
            raise NotLoaded(name)


class Page(io.RawIOBase):
    """Where prints go: memory shared with the program, which can read it even after this process was killed.

    Its header says how much was printed, and the program sets that to zero: all streams of a trace, whichever a snippet
    kept or closed, write one behind another.
    """

    name = "<output>"

    def __init__(self, memory: mmap.mmap) -> None:
        self._memory = memory

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        block = bytes(data)
        (used,) = OUTPUT_HEADER.unpack_from(self._memory)
        start = OUTPUT_HEADER.size + used
        kept = block[: max(0, len(self._memory) - start)]
        self._memory[start : start + len(kept)] = kept
        OUTPUT_HEADER.pack_into(self._memory, 0, used + len(block))
        return len(block)


def live(channel: socket.socket, page: int, policy: Policy, modules: list[str], built: dict[str, str]) -> NoReturn:
    """The whole life of a worker. `built`: layers the zygote stands behind already, with the reason where it failed."""
    try:
        memory = mmap.mmap(page, 0)
        socket.send_fds(channel, [encode({"born": os.getpid()})], [os.pidfd_open(os.getpid())])
        sys.dont_write_bytecode = True
        load(name for name in modules if loadable(name, policy.imports))
        _prepare()
        kernel.keep_one_descriptor(channel.fileno())
        os.write(CHANNEL, encode({"ready": _lock(policy, built)}))
        _answer_forever(memory, policy, modules)
    except BaseException:  # noqa: BLE001  # a forked child must never return into its parent's code
        os._exit(1)
    os._exit(0)


def _prepare() -> None:
    gc.enable()
    warnings.showwarning = _say_nothing  # type: ignore[assignment]  # takes whatever it is given
    sys.unraisablehook = _say_nothing
    os.environ.clear()
    sys.argv[:] = [""]
    sys.setrecursionlimit(notebook.RECURSION_LIMIT)


def _say_nothing(*_message: object) -> None:
    """Warnings and destructors' errors are for programmers; they would only lead a model astray."""


def _lock(policy: Policy, built: dict[str, str]) -> dict[str, str]:
    """Build the policy's layers, innermost last; returns each with the reason why it failed, empty if it stands."""
    result = dict(built)
    if Layer.IMPORTS in policy.layers:
        result[Layer.IMPORTS] = ""
    space = kernel.mapped_bytes() + policy.memory_mb * 2**20
    os.setsid()
    if result.get(Layer.NAMESPACES) == "":
        kernel.enter_empty_root()
    kernel.drop_privileges()
    kernel.die_with_parent()
    steps = {
        Layer.LANDLOCK: kernel.restrict_landlock,
        Layer.LIMITS: lambda: kernel.limit_resources(space, policy.trace_cpu_seconds + 1),
        Layer.SECCOMP: kernel.restrict_system_calls,
    }
    for layer, build in steps.items():
        if layer in policy.layers:
            result[layer] = kernel.reason_of_failure(build)
    return result


def _answer_forever(memory: mmap.mmap, policy: Policy, modules: list[str]) -> None:
    on_demand = OnDemand(policy.imports, modules)
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, on_demand]
    book = notebook.Notebook(policy.imports if Layer.IMPORTS in policy.layers else None)
    while True:
        sys.stdout = sys.stderr = io.TextIOWrapper(Page(memory), "utf-8", "replace", write_through=True)
        on_demand.wanted.clear()
        if not (frame := os.read(CHANNEL, FRAME_BYTES)):
            return
        request = parse_request(frame)
        status, text = book.run(request.code, request.seed)
        wanted = tuple(on_demand.wanted)
        os.write(CHANNEL, encode_reply(Reply(request.nonce, "again" if wanted else status, text, wanted)))
