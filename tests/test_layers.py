"""The house rules: who may import whom, which heavy packages stand where, and how long the runtime may be."""

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RUNTIME = ROOT / "deepmath_xpu"
LINES = 3500
"""Of code: neither blank, nor comment, nor docstring. Of what a plain install runs."""
ADAPTERS = ("remote.py", "smol.py", "sandbox/wasm.py", "server", "cluster.py")
"""What needs an extra (`pip install deepmath-xpu[...]`) stands beside the runtime and is counted apart,"""
ADAPTER_LINES = 200
"""each by itself."""

LAYERS = (
    ("types", "manifest"),
    ("transcript",),
    ("engine",),
    ("openvino", "remote", "sandbox", "grading", "artifact", "device"),
    ("agent",),
    ("vote", "batch", "records", "replicas"),
    ("solver",),
    ("server", "cluster", "smol", "display", "doctor"),
    ("trace",),
    ("cli",),
    ("__main__",),
)
"""Bottom first. A module may import those of lower layers, and of its own where they are the same package."""

EXTRA = {"openvino": {"device"}, "remote": {"openvino"}}
"""Within a layer: the engine is told by `device` what to run with; the remote one takes the tokenizer of the local."""

ONLY_IN = {
    "openvino_genai": "openvino",
    "openvino": ("openvino", "device"),
    "fastapi": "server",
    "httpx": "remote",
    "ray": "cluster",
    "smolagents": "smol",
}
NOWHERE = {"torch", "transformers", "optimum", "nncf", "trl", "export", "training", "bench"}


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            if node.module == "deepmath_xpu":
                yield from (f"deepmath_xpu.{alias.name}" for alias in node.names)


def room(path: Path) -> str:
    """The module or package of the runtime that a file belongs to."""
    return path.relative_to(RUNTIME).parts[0].removesuffix(".py")


def level(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


SOURCES = [path for path in sorted(RUNTIME.rglob("*.py")) if path.parent != RUNTIME or path.name != "__init__.py"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(RUNTIME)))
def test_imports_point_down(path: Path) -> None:
    home = room(path)
    for module in imports(path):
        other = module.split(".")[1] if module.startswith("deepmath_xpu.") else ""
        if other in ("", "__version__", home) or other in EXTRA.get(home, ()):
            continue
        assert level(other) < level(home), f"{home} imports {other}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(RUNTIME)))
def test_heavy_packages_are_imported_in_one_place(path: Path) -> None:
    for module in imports(path):
        top = module.split(".")[0]
        assert top not in NOWHERE, f"the runtime imports {top}"
        assert room(path) in ONLY_IN.get(top, room(path)), f"{room(path)} imports {top}"


def test_stages_do_not_import_one_another() -> None:
    stages = {"export", "training", "bench"}
    for stage in stages:
        for path in (ROOT / stage).rglob("*.py"):
            others = {module.split(".")[0] for module in imports(path)} & (stages - {stage})
            assert not others, f"{path} imports {others}"


def code_lines(source: str) -> int:
    """Lines that hold code: explaining it costs nothing."""
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in silent:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def lines(paths: Iterable[Path]) -> int:
    return sum(code_lines(path.read_text(encoding="utf-8")) for path in paths)


def adapter(name: str) -> list[Path]:
    return sorted((RUNTIME / name).rglob("*.py")) if (RUNTIME / name).is_dir() else sorted(RUNTIME.glob(name))


def test_the_runtime_can_be_read_in_one_sitting() -> None:
    apart = {path for name in ADAPTERS for path in adapter(name)}
    counted = lines(set(RUNTIME.rglob("*.py")) - apart)
    assert counted <= LINES, f"{counted} lines"


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_is_short(name: str) -> None:
    counted = lines(adapter(name))
    assert counted <= ADAPTER_LINES, f"{counted} lines"
