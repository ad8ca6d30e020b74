"""OpenVINO's telemetry stays out: it forks a process inside the engine's, which can hang and hold its pipe open."""

import subprocess
import sys

PROGRAM = """
import deepmath_xpu
import openvino, openvino_genai
import multiprocessing, sys, threading
loaded = sorted(name for name in sys.modules if name.startswith("openvino_telemetry."))
print(loaded, threading.active_count(), multiprocessing.active_children())
"""


def test_openvino_sends_nothing_and_forks_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "[] 1 []\n"
