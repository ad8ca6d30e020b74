"""What a session needs of a worker, whatever it is made of."""

import os
from dataclasses import dataclass
from typing import Protocol

from deepmath_xpu.sandbox.frames import Request
from deepmath_xpu.sandbox.policy import Layer
from deepmath_xpu.types import Execution, ExpectedError

KEPT_VARIABLES = ("PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What Python itself needs; nothing else of the program's environment reaches a worker."""
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
ENVIRONMENT = dict.fromkeys(THREADS, "1") | {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}


def environment() -> dict[str, str]:
    return ENVIRONMENT | {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}


class LostWorkerError(ExpectedError, RuntimeError):
    """The worker ended while nothing was asked of it, or never began."""


@dataclass(frozen=True, slots=True)
class Answer:
    execution: Execution
    alive: bool
    """Whether the worker may be asked again."""
    modules: tuple[str, ...] = ()
    """Not empty: the snippet did not count; run it in a worker that has these."""


class Worker(Protocol):
    """One process, or one instance of a virtual machine. Used by one thread at a time."""

    layers: dict[Layer, str]
    """Why a layer does not stand, empty if it does; known once `wait` has returned."""

    def wait(self) -> None:
        """Until it can be asked. Raises LostWorkerError, or IsolationError if too few layers stand."""
        ...

    def ask(self, request: Request, seconds: float | None = None) -> Answer:
        """Run one snippet, for at most `seconds` if that is less than the policy gives.

        Raises LostWorkerError if this worker cannot be asked, FrameError if it lies.
        """
        ...

    def kill(self) -> None: ...
