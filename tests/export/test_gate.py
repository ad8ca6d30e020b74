"""The gate, on the embedded model's own traces and on artifacts that are damaged on purpose."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.records import TraceRecord
from deepmath_xpu.types import Completion, Execution, Finish, Limits, Problem, Sampling, Status, Step, Timing, Trace
from export import calibration, gate, numbers, solved, structure
from export.checkpoint import ExportError
from export.convert import Wanted, export
from export.recipe import read

EVEN = 32
PROBLEMS = [Problem(str(n), f"What is {n} + {3 * n + 17}?", str(4 * n + 17)) for n in range(12)]


def trace(problem: Problem, sample: int = 0, text: str = "So \\boxed{5}.") -> Trace:
    done = Completion(tuple(map(ord, text)), text, Finish.EOS, Timing(0.0, 0.0))
    return Trace(problem, (1, 2), (Step(done),), Sampling(), Limits(), 0.1, sample)


@pytest.fixture(scope="module")
def embedded() -> list[Trace]:
    """Sixteen samples a problem of the embedded model."""
    return solved.traces(EMBEDDED, PROBLEMS, 16, 1, Limits(tokens=300))


def test_the_structure_of_the_embedded_model_is_its_recipe_s() -> None:
    assert structure.problems(EMBEDDED, read("int8")) == []


@pytest.mark.parametrize("recipe", ["int4", "bf16"])
def test_another_precision_than_the_recipe_s_is_found(recipe: str) -> None:
    assert structure.problems(EMBEDDED, read(recipe))


def test_a_model_agrees_with_itself(embedded: list[Trace]) -> None:
    found = numbers.compare(EMBEDDED, EMBEDDED, embedded[:4], kv="f32")
    assert found.kl == pytest.approx(0.0, abs=1e-6)
    assert found.top1 == 1.0
    assert found.tokens == sum(one.sampled for one in embedded[:4])


def test_two_runs_of_one_model_are_rarely_told_apart(embedded: list[Trace]) -> None:
    """Sixty random halves of real samples against the other halves, at the stated level with room for chance."""
    by_problem = solved.scores(embedded, str.__eq__)
    alarms, rng = 0, random.Random(5)
    for _ in range(60):
        one, other = dict[str, list[bool]](), dict[str, list[bool]]()
        for name, right in by_problem.items():
            mixed = rng.sample(right, len(right))
            one[name], other[name] = mixed[:8], mixed[8:]
        alarms += solved.drop(one, other).least > 0.0
    assert alarms <= 60 * solved.LEVEL * 2.5


def test_a_model_that_forgot_half_is_told(embedded: list[Trace]) -> None:
    before = solved.scores(embedded, str.__eq__)
    after = {name: [value and number % 2 == 0 for number, value in enumerate(right)] for name, right in before.items()}
    assert solved.drop(before, after).least > 0.02


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=2, max_size=20))
def test_the_bounds_hold_the_mean(rows: list[list[bool]]) -> None:
    before = {str(number): row for number, row in enumerate(rows)}
    after = {name: row[::-1] for name, row in before.items()}
    lost = solved.drop(before, after)
    assert lost.least <= lost.mean <= lost.most
    assert lost.mean == pytest.approx(0.0)


def test_one_problem_is_too_few() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        solved.drop({"a": [True]}, {"a": [False]})


def test_figures_are_of_the_traces() -> None:
    problem = Problem("a", "q", "5")
    bad = Completion((1, 2, 3), "x", Finish.STOP, Timing(0.0, 0.0))
    failed = Step(bad, "1 +", Execution(Status.ERROR, "", 0.1), (7, 8))
    first = trace(problem)
    second = Trace(problem, (1,), (failed,), Sampling(), Limits(steps=1), 0.1, 1)
    found = [first, second]
    figures = solved.figures(found, solved.scores(found, str.__eq__))
    assert (figures.average, figures.valid_code, figures.snippet_errors) == (0.5, 0.0, 1.0)
    assert (figures.no_answer, figures.truncated) == (0.0, 0.5)
    assert figures.length == (first.sampled + 5) / 2


def test_recorded_traces_can_be_the_source(embedded: list[Trace], tmp_path: Path) -> None:
    file, asked = tmp_path / "traces.jsonl", tmp_path / "problems.jsonl"
    file.write_text("".join(TraceRecord.of(one, "d").model_dump_json() + "\n" for one in embedded if one.sample < 4))
    rows = [{"id": p.id, "question": p.question, "answer": p.answer} for p in PROBLEMS]
    asked.write_text("".join(json.dumps(row) + "\n" for row in rows))
    demand = gate.Demand(asked, file, samples=4, seed=1, max_drop=0.1, limits=Limits(tokens=300))
    verdict = gate.judge(EMBEDDED, read("int8"), demand)
    assert verdict.passed, verdict.reason
    assert "numbers" not in (verdict.stages or {})


def test_a_damaged_export_is_kept_apart(checkpoint: Path, tmp_path: Path) -> None:
    """Random weights in 4 bits, a scale for a whole channel: the numbers give it away."""
    asked = tmp_path / "problems.jsonl"
    rows = [{"id": p.id, "question": p.question, "answer": p.answer} for p in PROBLEMS[:3]]
    asked.write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "-m", "export", str(checkpoint), "--recipe", "int4", "--group-size", "-1"]
    command += ["--out", str(tmp_path / "out"), "--gate-problems", str(asked), "--gate-samples", "2"]
    command += ["--gate-tokens", "40", "--max-kl", "1e-6", "--no-system-prompt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 4, done.stderr
    assert not (tmp_path / "out").exists()
    assert "KL" in (tmp_path / "rejected" / "out" / "REJECTED.md").read_text()
    assert not (tmp_path / "rejected" / "out" / "manifest.json").exists()


@pytest.fixture(scope="module")
def uneven(embedded_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded model, computing the same with every other `EVEN` inner channels a hundred times as loud.

    Larger models have such channels by nature: a scale that others share with them leaves nothing of the others.
    """
    folder = tmp_path_factory.mktemp("uneven") / "checkpoint"
    shutil.copytree(embedded_checkpoint, folder)
    tensors = load_file(folder / "model.safetensors")
    for name in [name for name in tensors if name.endswith("mlp.up_proj.weight")]:
        loud = torch.where(torch.arange(len(tensors[name])) // EVEN % 2 == 0, 100.0, 1.0)
        tensors[name] /= loud[:, None]
        tensors[name.replace("up_proj", "down_proj")] *= loud
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    return folder


def test_a_group_size_far_too_large_is_rejected_and_one_that_fits_passes(uneven: Path, tmp_path: Path) -> None:
    """At the default limits of the numbers."""
    asked = write(PROBLEMS[:4], tmp_path / "problems.jsonl")
    demand = gate.Demand(asked, EMBEDDED, samples=2, limits=Limits(tokens=200), max_drop=0.5)
    for size, reason in ((EVEN, ""), (-1, "numbers: KL")):
        recipe = read("int4", {"group_size": size})
        out = export(Wanted(uneven, recipe, "uneven"), tmp_path / str(size), tmp_path / "traced")
        verdict = gate.judge(out, recipe, demand)
        assert verdict.reason.startswith(reason)
        assert verdict.passed == (reason == "")


def test_damaged_weights_are_rejected_and_whole_ones_pass(tmp_path: Path) -> None:
    """A tenth of the bytes shuffled: structure is as it was, the numbers are not."""
    asked, damaged = tmp_path / "problems.jsonl", tmp_path / "damaged"
    rows = [{"id": p.id, "question": p.question, "answer": p.answer} for p in PROBLEMS[:4]]
    asked.write_text("".join(json.dumps(row) + "\n" for row in rows))
    shutil.copytree(EMBEDDED, damaged)
    weights = bytearray((damaged / "openvino_model.bin").read_bytes())
    part = slice(len(weights) // 2, len(weights) // 2 + len(weights) // 10)
    weights[part] = random.Random(0).sample(weights[part], len(weights[part]))
    (damaged / "openvino_model.bin").write_bytes(weights)
    demand = gate.Demand(asked, EMBEDDED, samples=2, limits=Limits(tokens=200), max_drop=0.5)
    assert gate.judge(EMBEDDED, read("int8"), demand).passed
    verdict = gate.judge(damaged, read("int8"), demand)
    assert verdict.reason.startswith("numbers: KL")
    assert "numbers" in (verdict.stages or {})


def write(problems: list[Problem], path: Path) -> Path:
    rows = [{"id": p.id, "question": p.question} | ({} if p.answer is None else {"answer": p.answer}) for p in problems]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_models_asked_with_other_prompts_are_not_compared(artifact: Path, tmp_path: Path) -> None:
    demand = gate.Demand(write(PROBLEMS[:2], tmp_path / "problems.jsonl"), EMBEDDED)
    with pytest.raises(ExportError, match="another system prompt"):
        gate.judge(artifact, read("int8"), demand)


@pytest.mark.parametrize(
    ("problems", "reason"), [(PROBLEMS[:1], "at least 2"), ([*PROBLEMS, Problem("x", "?")], "x has no")]
)
def test_problems_that_tell_nothing_are_refused(problems: list[Problem], reason: str, tmp_path: Path) -> None:
    demand = gate.Demand(write(problems, tmp_path / "problems.jsonl"), EMBEDDED)
    with pytest.raises(ExportError, match=reason):
        gate.judge(EMBEDDED, read("int8"), demand)


def test_an_interrupted_gate_goes_on_from_its_traces(tmp_path: Path) -> None:
    kept, limits = tmp_path / "kept.jsonl", Limits(tokens=200)
    first = solved.traces(EMBEDDED, PROBLEMS[:3], 2, 5, limits, kept)
    lines = kept.read_text().splitlines(keepends=True)
    kept.write_text("".join(lines[:4]) + lines[4][:30])
    again = solved.traces(EMBEDDED, PROBLEMS[:3], 2, 5, limits, kept)
    assert [(one.problem.id, one.sample) for one in again] == [(p.id, n) for n in range(2) for p in PROBLEMS[:3]]
    done = {json.loads(line)["problem"] + str(json.loads(line)["sample"]) for line in lines[:4]}
    assert all(a.ids == b.ids for a, b in zip(first, again, strict=True) if a.problem.id + str(a.sample) in done)
    assert len(kept.read_text().splitlines()) == 6


def test_traces_of_another_run_are_not_taken_up(tmp_path: Path) -> None:
    kept, limits = tmp_path / "kept.jsonl", Limits(tokens=100)
    for seed in (5, 6):
        found = solved.traces(EMBEDDED, PROBLEMS[:2], 1, seed, limits, kept)
        assert {one.sampling.seed for one in found} == {seed}


def test_calibration_takes_every_family(tmp_path: Path) -> None:
    file = tmp_path / "traces.jsonl"
    found = [trace(Problem(f"{kind}-{n}", f"Question {n} about {kind}")) for kind in "aab" for n in range(3)]
    file.write_text("".join(TraceRecord.of(one, "d").model_dump_json() + "\n" for one in found))
    taken = calibration.take(file, 2, 100)
    assert {question[-1] for question in taken.questions} == {"a", "b"}
    assert all(ids == (1, 2, *map(ord, "So \\boxed{5}.")) for ids in taken.ids)


WORDS = st.lists(
    st.sampled_from(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]), min_size=1, max_size=14
)


@given(WORDS, WORDS)
def test_a_question_overlaps_with_itself_and_with_what_holds_it(asked: list[str], more: list[str]) -> None:
    question = " ".join(asked)
    held = calibration.Calibration((), (question + ", " + " ".join(more),), "")
    same = calibration.Calibration((), (question.upper() + "?",), "")
    assert same.overlap([question]) == [question]
    assert len(asked) < calibration.NGRAM or held.overlap([question]) == [question]
