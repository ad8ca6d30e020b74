"""deepmath_xpu: a maths agent that thinks in text and computes in Python, on Intel hardware."""

import sys
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from deepmath_xpu.solver import Solution, Solver
    from deepmath_xpu.types import Limits, Problem, Sampling, Trace

__version__ = "0.1.0"
__all__ = ["Limits", "Problem", "Sampling", "Solution", "Solver", "Trace"]

cast("dict[str, Any]", sys.modules).setdefault("openvino_telemetry", None)
"""OpenVINO does without it then. It would send what is used to a server, from a process that it forks beside our
threads: one that hangs there holds the engine's pipe open, so that nobody sees the engine die.
"""


def __getattr__(name: str) -> object:
    """The public names, imported at use: the sandbox's and the engine's processes import this package too."""
    if name not in __all__:
        raise AttributeError(f"module 'deepmath_xpu' has no attribute {name!r}")
    from importlib import import_module

    return vars(import_module(f"deepmath_xpu.{'solver' if name in ('Solution', 'Solver') else 'types'}"))[name]
