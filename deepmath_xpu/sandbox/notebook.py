"""Runs snippets as the cells of a notebook: shared variables, the last expression's value, short tracebacks.

This is the part of a worker that the model sees. It gives useful messages and isolates nothing. It imports nothing of
ours, so that its text can be run in an interpreter that has only the standard library (`wasm`).
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
from typing import cast

TEXT_CHARACTERS = 16_384
"""The longest value or traceback."""
FRAMES = 3
"""Snippet lines shown of a traceback, the innermost ones."""
RECURSION_LIMIT = 5000
DRAWING = {"random": "random", "numpy": "numpy.random", "sympy": "sympy.core.random"}
"""Where a package draws its random numbers."""
BRACKETS: dict[type, str] = {list: "[{}]", tuple: "({})", set: "{{{}}}"}


class Notebook:
    """One trace's variables."""

    def __init__(self, imports: Sequence[str] | None) -> None:
        """`imports` None: any module may be named."""
        sys.set_int_max_str_digits(0)
        self._imports = imports
        self._count = 0
        self._seed = 0
        self._unseeded = set(DRAWING)
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self._names = vars(module)
        changed = {"open": _no_files, "input": _no_input, "breakpoint": _no_input, "exit": sys.exit, "quit": sys.exit}
        guard = {} if imports is None else {"__import__": self._import}
        self._names["__builtins__"] = {**vars(builtins), **changed, **guard}

    def run(self, code: str, seed: int) -> tuple[str, str]:
        """Status, and value or traceback. Never raises, unless the snippet broke the interpreter itself.

        `seed` fixes what `random`, numpy (`default_rng()` without a seed too) and sympy draw, once each is imported.
        """
        self._seed = seed % 2**32
        self._count += 1
        name = f"<snippet {self._count}>"
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        try:
            status, text = self._attempt(code, name)
        except BaseException as error:  # noqa: BLE001  # whatever a snippet raises is its result
            status, text = _explain(error)
        return status, text[:TEXT_CHARACTERS]

    def _attempt(self, code: str, name: str) -> tuple[str, str]:
        tree = ast.parse(code, name)
        self._seed_what_is_loaded()
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
        allowed = self._imports or ()
        if level == 0 and top not in allowed and not top.startswith("_"):  # C code imports _strptime from here
            usable = ", ".join(sorted(module for module in allowed if not module.startswith("_")))
            raise ModuleNotFoundError(f"module {top} is not available; use one of: {usable}")
        module = builtins.__import__(name, globals, locals, fromlist, level)
        self._seed_what_is_loaded()
        return module

    def _seed_what_is_loaded(self) -> None:
        for name in self._unseeded & sys.modules.keys():
            self._unseeded.remove(name)
            vars(importlib.import_module(DRAWING[name]))["seed"](self._seed)
            if name == "numpy":
                vars(sys.modules["numpy"])["set_printoptions"](legacy="1.25")  # `[0.5]`, not `[np.float64(0.5)]`
                draw: Callable[[int], int] = random.Random(self._seed).getrandbits
                vars(sys.modules["numpy.random.bit_generator"])["randbits"] = draw


def _no_files(*_arguments: object, **_options: object) -> None:
    raise PermissionError("open is not available: a snippet has no files")


def _no_input(*_arguments: object) -> None:
    raise EOFError("input is not available: nobody can answer")


def show(value: object) -> str:
    """A value as people write it: `1/2`, not `Fraction(1, 2)`, inside lists, tuples, sets and dicts too."""
    kind = type(value)
    if kind is str or isinstance(value, BaseException):
        return repr(value)
    if kind in BRACKETS and value:
        row = [show(item) for item in cast(Iterable[object], value)]
        return BRACKETS[kind].format(", ".join(row) + ("," if kind is tuple and len(row) == 1 else ""))
    if kind is dict:
        return "{" + ", ".join(f"{show(k)}: {show(v)}" for k, v in cast(dict[object, object], value).items()) + "}"
    return str(value)


def joined(printed: str, text: str) -> str:
    """The whole output of a snippet."""
    separator = "\n" if printed and text and not printed.endswith("\n") else ""
    whole = f"{printed}{separator}{text}".rstrip("\n")
    return whole.encode("utf-8", "replace").decode()  # half a surrogate pair is no text


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
