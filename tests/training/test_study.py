"""The study: counted right, resumed where it stopped; and the picture of a run."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_xpu.types import Completion, Finish, Limits, Problem, Sampling, Step, Timing, Trace
from training.journal import Journal
from training.plot import plot, series, smooth
from training.recipe import RecipeError
from training.study import Recipe, study, tasks_of
from training.tally import Measure, difference, estimate, markdown, measures, report, tables

CONFIGS = Path(__file__).parents[2] / "training" / "configs"
RECIPE = """
problems = "{problems}"
seeds = [0, 1]
samples = 3
temperature = 0.2
tokens = 90
step_tokens = 45
steps = 3
device = "cpu"
[[rows]]
name = "base"
checkpoint = "{checkpoint}"
agent = false
[[rows]]
name = "+Agent"
checkpoint = "{checkpoint}"
agent = true
"""


def trace(problem: str, sample: int, answer: str | None, tokens: int) -> Trace:
    text = "" if answer is None else f"\\boxed{{{answer}}}"
    step = Step(Completion(tuple(range(tokens)), text, Finish.EOS, Timing(0.0, 0.0)))
    return Trace(Problem(problem, "?", "7"), (1,), (step,), Sampling(), Limits(), 0.0, sample)


def same(a: str, b: str) -> bool:
    return a == b


def test_majority_and_single_accuracy_differ() -> None:
    found = measures([trace("a", n, answer, 10 + n) for n, answer in enumerate(["7", "8", "7", None])], same)
    assert (found[Measure.MAJORITY], found[Measure.SINGLE]) == (1.0, 0.5)
    assert found[Measure.TOKENS] == 11.5


def test_samples_are_counted_by_their_index_not_by_when_they_ended() -> None:
    samples = [trace("a", n, answer, 5) for n, answer in enumerate(["8", "7"])]
    assert measures(samples, same) == measures(samples[::-1], same)
    assert measures(samples, same)[Measure.MAJORITY] == 0.0, "of as many votes the first sample's answer wins"


def test_a_table_has_a_row_a_seed_and_a_column_a_problem() -> None:
    runs = [[trace(problem, 0, "7", tokens) for problem in ("b", "a")] for tokens in (4, 6)]
    assert tables(runs, same)[Measure.TOKENS].tolist() == [[4, 4], [6, 6]]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=1, max_size=3))
def test_the_interval_holds_the_mean(values: list[list[float]]) -> None:
    found = estimate(np.array(values))
    assert found.low - 1e-9 <= found.mean <= found.high + 1e-9


def test_a_row_compared_with_itself_differs_by_nothing() -> None:
    table = np.random.default_rng(3).random((3, 40))
    found = difference(table, table)
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)


def test_a_shift_of_every_problem_is_found_with_certainty() -> None:
    table = np.random.default_rng(3).random((2, 40))
    found = difference(table + 0.25, table)
    assert found.low == pytest.approx(0.25)
    assert found.high == pytest.approx(0.25)


def test_the_table_shows_percent_and_leaves_the_first_difference_out() -> None:
    runs = [[trace("a", 0, "7", 1200), trace("b", 0, "8", 1200)]]
    found = report({"base": tables(runs, same), "same": tables(runs, same)})
    lines = markdown(found, 16).splitlines()
    assert lines[0].startswith("| configuration | majority@16, % |")
    assert lines[2].startswith("| base | 50.0 [0.0, 100.0] |  |")
    assert "1,200 [1,200, 1,200]" in lines[2]
    assert "| +0.0 [+0.0, +0.0] |" in lines[3]


def write(tmp_path: Path, checkpoint: Path) -> Path:
    problems = tmp_path / "problems.jsonl"
    problems.write_text('{"question": "What is 7*6?", "answer": "42"}\n{"question": "What is 9-4?", "answer": "5"}\n')
    path = tmp_path / "study.toml"
    path.write_text(RECIPE.format(problems=problems, checkpoint=checkpoint))
    return path


def test_a_study_ends_in_a_table_and_goes_on_where_it_was_killed(tmp_path: Path, checkpoint: Path) -> None:
    recipe = Recipe.read(write(tmp_path, checkpoint))
    out = tmp_path / "out"
    table = study(recipe, out)
    assert (out / "study.md").read_text() == table
    found = json.loads((out / "study.json").read_text())
    rows = found["rows"]
    assert rows["base"]["code_use"]["value"]["mean"] == 0.0
    assert rows["+Agent"]["code_use"]["value"]["mean"] > 0.5
    assert rows["+Agent"]["majority"]["value"]["mean"] > 0
    assert len(found["checkpoints"]["base"]) == 2
    kept = (out / "row1-seed1.jsonl").read_text()
    (out / "row1-seed1.jsonl").write_text(kept[: len(kept) // 2])
    assert study(recipe, out) == table, "a trace follows from its seed"
    assert sorted((out / "row1-seed1.jsonl").read_text().splitlines(), key=len)[0].startswith("{")


def test_a_row_s_system_prompt_takes_the_place_of_the_study_s(tmp_path: Path, checkpoint: Path) -> None:
    recipe = Recipe.read(write(tmp_path, checkpoint)).model_copy(update={"system_prompt": "Think."})
    problem = [Problem("a", "?", "7")]
    by_hand = recipe.rows[0].model_copy(update={"system_prompt": "By hand."})
    assert tasks_of(recipe, recipe.rows[0], 0, problem)[0].system == "Think."
    assert tasks_of(recipe, by_hand, 0, problem)[0].system == "By hand."


def test_what_a_study_cannot_count_is_refused(tmp_path: Path, checkpoint: Path) -> None:
    path = write(tmp_path, checkpoint)
    (tmp_path / "problems.jsonl").write_text('{"question": "What is 7*6?"}\n')
    with pytest.raises(RecipeError, match="no answer"):
        study(Recipe.read(path), tmp_path / "out")
    path.write_text(path.read_text().replace(str(checkpoint), str(tmp_path / "nothing-{seed}")))
    (tmp_path / "problems.jsonl").write_text('{"question": "What is 7*6?", "answer": "42"}\n')
    with pytest.raises(RecipeError, match=r"nothing-0 .*config\.json"):
        study(Recipe.read(path), tmp_path / "out")


def test_the_shipped_study_is_deepmaths_four_configurations() -> None:
    recipe = Recipe.read(CONFIGS / "nano_study.toml")
    assert [row.name for row in recipe.rows] == ["base", "+GRPO", "+Agent", "+Agent +GRPO"]
    assert [row.agent for row in recipe.rows] == [False, False, True, True]
    assert (recipe.samples, len(recipe.seeds)) == (16, 3)


def test_a_run_becomes_a_picture(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "run")
    journal.write(0, {"heldout/accuracy": 0.5})
    for step in range(1, 30):
        values = {"reward": step / 30, "code/use": 0.5, "tokens/sampled": 100 - step, "rewards/accuracy/mean": 0.4}
        journal.write(step, values)
    plot(tmp_path / "run", tmp_path / "docs" / "grpo.svg")
    assert "<svg" in (tmp_path / "docs" / "grpo.svg").read_text()
    with pytest.raises(RecipeError, match=r"metrics\.jsonl does not exist"):
        plot(tmp_path, tmp_path / "x.svg")


def test_missing_values_are_left_out_and_means_look_back() -> None:
    assert series([{"step": 1, "a": 2.0}, {"step": 2}, {"step": 3, "a": None}], "a") == ([1], [2.0])
    assert smooth([1.0, 3.0, 5.0], window=2) == [1.0, 2.0, 4.0]
