"""kill -9 at ten random points of a run: after it has gone on, each record is there exactly once."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.record import read

KILLS = 10
SAMPLES = 12


@pytest.mark.timeout(1500)
def test_a_run_killed_ten_times_holds_each_record_once(tmp_path: Path) -> None:
    """From before its first record to its last ones: the points differ from run to run, the seed is in the message."""
    seed = random.randrange(1 << 32)
    draw, out = random.Random(seed), tmp_path / "run.jsonl"
    problems = tmp_path / "problems.jsonl"
    rows = [{"id": str(n), "question": f"What is {n} + 12?", "answer": str(n + 12)} for n in range(5)]
    problems.write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "-m", "bench", "run", str(problems), "--out", str(out), "--tokens", "60"]
    command += ["--samples", str(SAMPLES), "--parallel", "3", "--energy", "none"]
    for _ in range(KILLS):
        before = whole_lines(out)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wanted = before + draw.randint(0, 5)
        while process.poll() is None and whole_lines(out) < wanted:
            time.sleep(0.005)
        time.sleep(draw.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert whole_lines(out) >= before, f"records were lost, seed {seed}"
    subprocess.run(command, check=True, capture_output=True)
    found = sorted((record.problem, record.sample) for record in read(out))
    assert found == [(str(n), k) for n in range(5) for k in range(SAMPLES)], f"seed {seed}"


def whole_lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0
