"""Requests at a fixed concurrency: the figures by hand, and the embedded model."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bench import load
from bench.files import BenchError
from deepmath_xpu.engine import EngineError, Ids

SETTING = load.LoadSetting(
    model="m",
    artifact="a",
    device="CPU",
    engine="openvino",
    served=None,
    prompt=4,
    tokens=5,
    machine="box",
    versions={},
)


def request(number: int, started: float, ttft: float, seconds: float) -> load.RequestRecord:
    return load.RequestRecord(
        setting=SETTING, concurrency=2, number=number, started=started, ttft=ttft, seconds=seconds, sampled=5,
        gaps=[(seconds - ttft) / 4] * 4,
    )  # fmt: skip


RUN = [request(0, 0.0, 0.2, 1.0), request(1, 0.0, 0.4, 2.0), request(2, 1.0, 0.2, 1.0)]
"""TPOT 0.2, 0.4 and 0.2 s; all over after 2 s."""


def test_figures_by_hand() -> None:
    found = load.summary(RUN, {"ttft": 0.3, "tpot": 0.25})
    assert (found["requests"], found["wall_seconds"], found["requests_per_second"]) == (3, 2.0, 1.5)
    assert found["output_tokens_per_second"] == 7.5
    assert found["ttft"]["mean"] == pytest.approx(0.8 / 3)
    assert found["tpot"]["mean"] == pytest.approx(0.8 / 3)
    assert found["itl"]["p50"] == pytest.approx(0.2)
    assert found["e2e"]["p90"] == pytest.approx(1.8)
    assert found["tokens_per_second_per_user"]["p50"] == pytest.approx(5.0)
    assert found["goodput_per_second"] == 1.0, "the second request keeps neither limit"


def test_without_limits_there_is_no_goodput() -> None:
    assert load.summary(RUN, {})["goodput_per_second"] is None


@pytest.mark.parametrize("most", [1, 3])
def test_never_more_than_asked_for_at_once(most: int) -> None:
    live, peak, lock = 0, 0, threading.Lock()

    def ask(ids: Ids, tokens: int, seed: int) -> load.Answer:
        nonlocal live, peak
        with lock:
            live += 1
            peak = max(peak, live)
        time.sleep(0.02)
        with lock:
            live -= 1
        return load.Answer(tokens, 0.01, 0.02, [])

    found = load.measure(ask, [(1,)] * 9, SETTING, most)
    assert [record.number for record in found] == list(range(9))
    assert peak == most


def test_a_short_answer_is_no_measurement() -> None:
    with pytest.raises(EngineError, match="3 tokens came instead of 5"):
        load.measure(lambda *_: load.Answer(3, 0.1, 0.2, []), [(1,)], SETTING, 1)


def test_the_embedded_model_under_load(tmp_path: Path) -> None:
    out = tmp_path / "load.jsonl"
    sizes = ["--concurrency", "1", "2", "--requests", "2", "--prompt", "12", "--tokens", "6", "--slo", "e2e:100"]
    command = [sys.executable, "-m", "bench", "load", "--out", str(out), *sizes]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    records = load.read(out)
    assert [(r.concurrency, r.number, r.sampled) for r in records] == [(c, n, 6) for c in (1, 2) for n in range(2)]
    assert all(0 < record.ttft <= record.seconds for record in records)
    assert done.stdout.count("\n| nano, CPU, 12 in 6 out") == 2
    again = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)


def test_a_line_that_is_no_request_is_named(tmp_path: Path) -> None:
    path = tmp_path / "load.jsonl"
    path.write_text(RUN[0].model_dump_json() + "\n" + json.dumps({"version": 1}) + "\n")
    with pytest.raises(BenchError, match="line 2: no request record of version 1"):
        load.read(path)
