"""Results of other tools, in the shapes those tools write."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import reference
from bench.files import BenchError


def read(tmp_path: Path, text: str) -> reference.Figures:
    path = tmp_path / "result"
    path.write_text(text)
    return reference.figures(path)


def test_vllm(tmp_path: Path) -> None:
    data = {"model_id": "m", "completed": 32, "duration": 10.0, "output_throughput": 434.4}
    data |= {"mean_ttft_ms": 7279.56, "median_ttft_ms": 7099.88, "p99_ttft_ms": 10999.46, "mean_tpot_ms": 70.0}
    found = read(tmp_path, json.dumps(data))
    assert found["ttft"] == {"mean": 7.27956, "p50": 7.09988, "p99": 10.99946}
    assert found["tpot"] == {"mean": 0.07}
    assert (found["output_tokens_per_second"], found["source"]) == (434.4, "vllm bench serve")
    assert "itl" not in found


def test_guidellm(tmp_path: Path) -> None:
    ttft = {"successful": {"mean": 120.0, "percentiles": {"p50": 100.0, "p99": 300.0}}}
    rate = {"successful": {"mean": 88.0}}
    latency = {"successful": {"mean": 2.5, "percentiles": {}}}
    metrics = {"time_to_first_token_ms": ttft, "output_tokens_per_second": rate, "request_latency": latency}
    found = read(tmp_path, json.dumps({"benchmarks": [{"metrics": metrics}]}))
    assert found["ttft"] == {"mean": 0.12, "p50": 0.1, "p99": 0.3}
    assert found["e2e"] == {"mean": 2.5}
    assert found["output_tokens_per_second"] == 88.0


def test_llm_bench_without_its_warm_up(tmp_path: Path) -> None:
    lines = ["iteration,model,device,1st_latency(ms),2nd_avg_latency(ms)", "0,m,CPU,900,90"]
    lines += ["1,m,CPU,100,10", "2,m,CPU,300,20", "avg,m,CPU,200,15"]
    found = read(tmp_path, "\n".join(lines))
    assert found["ttft"]["mean"] == pytest.approx(0.2)
    assert found["tpot"]["p50"] == pytest.approx(0.015)
    assert (found["requests"], found["device"]) == (2, "CPU")


def test_deepmath_is_graded_by_what_the_model_wrote(tmp_path: Path) -> None:
    texts = ["So \\boxed{1/2}.", "<tool_call>\nprint('\\\\boxed{0.5}')\n</tool_call>", "\\boxed{3}"]
    found = read(tmp_path, "".join(json.dumps({"text": text, "target": "0.5"}) + "\n" for text in texts))
    assert found["pass@1"] == pytest.approx(1 / 3)
    assert found["snippets"] == pytest.approx(1 / 3)


@given(st.text(max_size=60) | st.dictionaries(st.text(max_size=5), st.integers() | st.none()).map(json.dumps))
def test_anything_else_is_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "result"
    path.write_bytes(text.encode("utf-8", "replace"))
    with pytest.raises(BenchError, match="no result of"):
        reference.figures(path)
