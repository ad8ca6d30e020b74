"""Runs snippets as the cells of a notebook: shared variables, the last expression's value, short tracebacks.

This is the part of a worker that the model sees. It gives useful messages and isolates nothing.
"""

import ast
import builtins
import importlib
import linecache
import random
import sys
import traceback
import types
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter
from typing import cast

from deepmath_xpu.sandbox.frames import TEXT_CHARACTERS, Reply

FRAMES = 3
"""Snippet lines shown of a traceback, the innermost ones."""
RECURSION_LIMIT = 5000
NOT_ON_DEMAND = frozenset({"antigravity", "this", "test", "idlelib", "turtle", "turtledemo", "tkinter", "ensurepip"})
"""Standard modules that do something when imported."""


class NotLoaded(BaseException):
    """A module is missing that the next worker can load before it is locked."""


def loadable(name: str, packages: Iterable[str]) -> bool:
    """Whether a worker may import `name` before it locks itself: part of an allowed package or the standard library."""
    parts = name.split(".")
    known = parts[0] in packages or (parts[0] in sys.stdlib_module_names and parts[0] not in NOT_ON_DEMAND)
    return known and "__main__" not in parts and all(part.isidentifier() for part in parts)


def load(modules: Iterable[str]) -> None:
    """Import before the locks close. What cannot be imported is left out: the snippet will be told."""
    for name in modules:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit):  # noqa: BLE001  # any module of an allowed package may be named
            continue


class OnDemand:
    """The last finder of a locked worker, which can open no file: notes which module would have to be there."""

    def __init__(self, packages: Sequence[str], tried: Sequence[str]) -> None:
        self._packages, self._tried = packages, tried
        self.wanted: list[str] = []

    def find_spec(self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None) -> None:
        if name not in self._tried and loadable(name, self._packages):
            self.wanted.append(name)
            raise NotLoaded(name)


class Notebook:
    """One trace's variables."""

    def __init__(self, imports: Sequence[str], guarded: bool = True, tried: Sequence[str] = ()) -> None:
        """`tried`: modules that were loaded on demand, or could not be."""
        self._imports = imports
        self._count = 0
        self._on_demand = OnDemand(imports, tried)
        sys.meta_path[:] = [BuiltinImporter, FrozenImporter, self._on_demand]
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self._names = vars(module)
        changed = {"open": _no_files, "input": _no_input, "breakpoint": _no_input}
        guard = {"__import__": self._import} if guarded else {}
        self._names["__builtins__"] = {**vars(builtins), **changed, **guard}

    def run(self, nonce: str, code: str) -> Reply:
        """Never raises for what the snippet does, unless the snippet broke the interpreter itself."""
        self._count += 1
        name = f"<snippet {self._count}>"
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        self._on_demand.wanted.clear()
        try:
            status, text = self._attempt(code, name)
        except BaseException as error:  # noqa: BLE001  # whatever a snippet raises is its result
            status, text = _explain(error)
        if self._on_demand.wanted:
            return Reply(nonce, "again", modules=tuple(self._on_demand.wanted))
        return Reply(nonce, status, text[:TEXT_CHARACTERS])

    def _attempt(self, code: str, name: str) -> tuple[str, str]:
        tree = ast.parse(code, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        if tree.body:
            exec(compile(tree, name, "exec", dont_inherit=True), self._names)
        if not isinstance(last, ast.Expr):
            return "ok", ""
        value: object = eval(compile(ast.Expression(last.value), name, "eval", dont_inherit=True), self._names)
        return "ok", "" if value is None else show(value)

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> types.ModuleType:
        top = name.partition(".")[0]
        if level == 0 and top not in self._imports and not top.startswith("_"):  # C code imports _strptime
            usable = ", ".join(sorted(module for module in self._imports if not module.startswith("_")))
            raise ModuleNotFoundError(f"module {top} is not available; use one of: {usable}", name=top)
        return builtins.__import__(name, globals, locals, fromlist, level)


def _no_files(*_arguments: object, **_options: object) -> None:
    raise PermissionError("open is not available: a snippet has no files")


def _no_input(*_arguments: object) -> None:
    raise EOFError("input is not available: nobody can answer")


def show(value: object) -> str:
    """A value as people write it: `1/2`, not `Fraction(1, 2)`, inside lists, tuples, sets and dicts too."""
    kind = type(value)
    if kind is str or isinstance(value, BaseException):
        return repr(value)
    if kind is list:
        return f"[{_row(cast(list[object], value))}]"
    if kind is tuple:
        row = _row(cast(tuple[object, ...], value))
        return f"({row})" if len(cast(tuple[object, ...], value)) != 1 else f"({row},)"
    if kind is dict:
        return "{" + ", ".join(f"{show(k)}: {show(v)}" for k, v in cast(dict[object, object], value).items()) + "}"
    if kind is set and value:
        return "{" + _row(cast(set[object], value)) + "}"
    return str(value)


def _row(values: Iterable[object]) -> str:
    return ", ".join([show(value) for value in values])


def _explain(error: BaseException) -> tuple[str, str]:
    """Status and text for what a snippet raised: its own lines, no paths, the message."""
    if isinstance(error, MemoryError):
        return "memory", "MemoryError: the snippet needs more memory than it may have"
    if isinstance(error, SystemExit) and not error.code:
        return "ok", ""
    lines = traceback.format_exception_only(type(error), error)
    frames = deque(_snippet_lines(error), FRAMES)
    if frames:
        lines = ["Traceback (most recent call last):\n", *frames, *lines]
    return "error", _without_paths("".join(lines)).rstrip()


def _snippet_lines(error: BaseException) -> Iterable[str]:
    for frame, number in traceback.walk_tb(error.__traceback__):
        name = frame.f_code.co_filename
        if name.startswith("<snippet "):
            line = linecache.getline(name, number).strip()
            yield f'  File "{name}", line {number}, in {frame.f_code.co_name}\n    {line}\n'


def _without_paths(text: str) -> str:
    for directory in sorted(filter(None, sys.path), key=len, reverse=True):
        text = text.replace(directory + "/", "").replace(directory, "")
    return text


def seed(value: int) -> None:
    """Fix what `random`, numpy (`default_rng()` without a seed too) and sympy draw."""
    random.seed(value)
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random").seed(value % 2**32)
        draw: Callable[[int], int] = random.Random(value).getrandbits
        importlib.import_module("numpy.random.bit_generator").__dict__["randbits"] = draw
    if "sympy" in sys.modules:
        importlib.import_module("sympy.core.random").seed(value)
