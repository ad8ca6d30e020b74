"""What the memory allows: bandwidth as measured here, and how much of it the weights of each token take.

Decoding one trace reads every weight once a token, so tokens a second are at most bandwidth over weight bytes. Traces
that are decoded together share that reading. The KV cache is read besides and is not counted. A model small enough for
the processor's caches may exceed its ceiling. Not yet run on a GPU or NPU.
"""

import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from deepmath_xpu.engine import EngineError

GIB = 1 << 30
COLUMNS = 8192


def bandwidth(device: str, size: int = GIB) -> float:
    """Bytes a second, the median of some readings; EngineError where the device cannot do it."""
    readings = processor(size) if device.upper() == "CPU" else accelerator(device, size)
    return statistics.median(readings)


def processor(size: int = GIB, repeats: int = 7) -> list[float]:
    """Bytes a second that a matrix-vector product reads: decoding's own pattern, on all cores, out of no cache."""
    matrix = np.ones((size // 4 // COLUMNS, COLUMNS), dtype=np.float32)
    vector = np.ones(COLUMNS, dtype=np.float32)
    return [matrix.nbytes / _seconds(lambda: matrix @ vector) for _ in range(repeats + 1)][1:]


def accelerator(device: str, size: int = GIB, repeats: int = 7) -> list[float]:
    """The same by OpenVINO on `device`, the matrix a constant in its memory and in 16 bits."""
    import openvino as ov
    from openvino import opset13 as ops

    matrix = np.ones((size // 2 // COLUMNS, COLUMNS), dtype=np.float16)
    vector = ops.parameter([COLUMNS, 1], np.float16)
    model = ov.Model([ops.matmul(ops.constant(matrix), vector, False, False)], [vector])
    try:
        request = ov.Core().compile_model(model, device).create_infer_request()
    except RuntimeError as error:
        raise EngineError(f"{device}: its bandwidth cannot be measured ({str(error).splitlines()[-1]})") from None
    ones = np.ones((COLUMNS, 1), dtype=np.float16)
    return [matrix.nbytes / _seconds(lambda: request.infer([ones])) for _ in range(repeats + 1)][1:]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def weight_bytes(folder: Path) -> int | None:
    """What one token has to read: the IR's constants."""
    path = folder / "openvino_model.bin"
    return path.stat().st_size if path.is_file() else None


def peak_memory(pid: int, proc: Path = Path("/proc")) -> int | None:
    """Bytes that a process held at most so far, in memory and on the GPUs; None where that is not told."""
    try:
        status = (proc / str(pid) / "status").read_text()
    except OSError:
        return None
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return None if found is None else int(found[1]) * 1024 + _on_gpus(proc / str(pid) / "fdinfo")


def _on_gpus(folder: Path) -> int:
    """Bytes of device memory now, as the i915 and xe drivers tell of each of a process's handles."""
    clients = dict[str, int]()
    for path in folder.glob("*"):
        try:
            text = path.read_text()
        except OSError:
            continue
        client = re.search(r"^drm-client-id:\s*(\d+)$", text, re.MULTILINE)
        if client is not None:
            regions = re.findall(r"^drm-total-(?:vram|local)\d*:\s*(\d+) ?(KiB|MiB|)$", text, re.MULTILINE)
            units = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20}
            clients[client[1]] = sum(int(size) * units[unit] for size, unit in regions)
    return sum(clients.values())
