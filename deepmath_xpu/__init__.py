"""deepmath_xpu: a maths agent that thinks in text and computes in Python, on Intel hardware."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deepmath_xpu.solver import Solution, Solver
    from deepmath_xpu.types import Limits, Problem, Sampling, Trace

__version__ = "0.1.0"
__all__ = ["Limits", "Problem", "Sampling", "Solution", "Solver", "Trace"]


def __getattr__(name: str) -> object:
    """The public names, imported at use: the sandbox's and the engine's processes import this package too."""
    if name not in __all__:
        raise AttributeError(f"module 'deepmath_xpu' has no attribute {name!r}")
    from importlib import import_module

    home = "solver" if name in ("Solution", "Solver") else "types"
    return vars(import_module(f"deepmath_xpu.{home}"))[name]
