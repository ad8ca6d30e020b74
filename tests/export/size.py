"""How long an export takes and how much memory, at a real size: one JSON line. Weights are random, shapes are not.

`python -m tests.export.size --shape qwen3-4b --recipe int4 --work DIR` makes the checkpoint in DIR if it is not there
(8 GB), exports it in a process of its own and says its time and its peak resident memory, mapped files included.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAKE = """
import sys
from pathlib import Path
from bench.peers import weights
weights.checkpoint(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
"""


def main() -> int:
    top = argparse.ArgumentParser(prog="python -m tests.export.size", description=__doc__)
    top.add_argument("--shape", default="qwen3-4b")
    top.add_argument("--recipe", default="int4")
    top.add_argument("--work", type=Path, required=True)
    top.add_argument("--dataset", type=Path, help="traces, for the recipes that want some")
    top.add_argument("--tokenizer", type=Path, default=ROOT.parent / "shared" / "qwen3_tokenizer")
    options = top.parse_args()
    work = options.work.resolve()
    folder, out = work / options.shape, work / f"{options.shape}-{options.recipe}"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-c", MAKE, folder, options.shape, options.tokenizer.resolve()], cwd=ROOT, check=True
    )
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "export", folder / "checkpoint", "--recipe", options.recipe, "--out", out]
    command += ["--dataset", options.dataset.resolve()] if options.dataset else []
    load = os.getloadavg()[0]
    seconds, peak = cost([str(part) for part in command])
    found = {
        "shape": options.shape,
        "recipe": options.recipe,
        "seconds": round(seconds, 1),
        "peak_gb": round(peak / 1e9, 2),
        "weights_bytes": (out / "openvino_model.bin").stat().st_size,
        "load": round(load, 2),
    }
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


def cost(command: list[str]) -> tuple[float, int]:
    """Seconds and peak bytes of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"the export ended with status {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
