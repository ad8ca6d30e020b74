"""Recipes: what is read, what is refused and how it is said; and the problems they name."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_xpu.types import Problem
from training import openmath, policy
from training.journal import Journal, rows
from training.openmath import Banned, hub_problems
from training.recipe import (
    REFUSED,
    Recipe,
    RecipeError,
    changed_keys,
    check_lengths,
    check_processes,
    check_sharding,
)

CONFIGS = Path(__file__).parents[2] / "training" / "configs"
LEAST = '[policy]\nmodel = "x"\n[data]\nsource = "y"\n[train]\nsteps = 1\n'


def recipe(tmp_path: Path, text: str = LEAST, **changes: object) -> Recipe:
    path = tmp_path / "recipe.toml"
    path.write_text(text)
    return Recipe.read(path, {key.replace("__", "."): value for key, value in changes.items()})


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*grpo*.toml")) + sorted(CONFIGS.glob("deepmath*.toml")))
def test_the_shipped_recipes_are_valid(path: Path) -> None:
    assert Recipe.read(path).rewards.chosen


@pytest.mark.parametrize("key", sorted(REFUSED))
def test_keys_that_break_training_are_refused_with_the_reason(tmp_path: Path, key: str) -> None:
    for section in ("train", "rollout", "policy"):
        with pytest.raises(RecipeError, match=f"{key} is refused"):
            recipe(tmp_path, **{f"{section}__{key}": 1})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rollout__engine": "vllm"}, "rollout.servers"),
        ({"rollout__engine": "vllm", "rollout__servers": ["http://h"]}, "rollout.adapters"),
        ({"rollout__engine": "vllm", "rollout__servers": ["http://h"], "rollout__adapters": "a"}, "policy.lora"),
        ({"rollout__engine": "openvino"}, "own"),
        ({"rollout__agent": False}, "text_only"),
        ({"rollout__step_tokens": 9000}, "step_tokens"),
        ({"rewards__preset": "best"}, "no preset best"),
        ({"train__generate_every": 3}, "multiple"),
        ({"train__stepz": 3}, "stepz"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(RecipeError, match=said) as refused:
        recipe(tmp_path, **changes)
    assert "\n" not in str(refused.value)


def test_traces_must_make_whole_groups(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="no multiple"):
        check_processes(recipe(tmp_path, train__group=5), 1)
    check_processes(recipe(tmp_path, train__group=5), 5)


def test_own_rollouts_are_refused_where_weights_are_sharded(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="deadlock"):
        check_sharding(recipe(tmp_path), True)


def test_a_trace_must_fit_the_context(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="7000"):
        check_lengths(recipe(tmp_path), 4096, "the model")


def test_settings_on_the_command_line_are_toml_or_words() -> None:
    assert changed_keys(["train.steps=5", "policy.model=a/b", "rollout.agent=false"]) == {
        "train.steps": 5,
        "policy.model": "a/b",
        "rollout.agent": False,
    }


def test_an_ipex_of_another_torch_is_never_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy.importlib.metadata, "version", lambda _: "2.8.0+cpu")
    assert policy.ipex_version(policy.Ipex.AUTO) is None
    assert "intel_extension_for_pytorch" not in sys.modules
    with pytest.raises(policy.PolicyError, match=r"torch 2\.8"):
        policy.ipex_version(policy.Ipex.REQUIRE)


QUESTION = "Let $n$ be the number of ways to seat seven guests at two round tables so that no table is empty."


def test_a_problem_of_the_evaluation_set_is_found_in_other_dress() -> None:
    banned = Banned([QUESTION])
    assert QUESTION.replace("$", "").upper() in banned
    assert "Hard one. " + QUESTION + " Find n mod 100." in banned
    assert "Let $n$ be the number of primes below one hundred." not in banned


def test_a_short_evaluation_problem_is_found_whole() -> None:
    assert "Please: what is $17 \\cdot 23$? Thanks." in Banned(["What is $17 \\cdot 23$?"])


@settings(deadline=None)  # a loaded machine's first call takes seconds
@given(st.lists(st.sampled_from("abcdefgh"), min_size=openmath.NGRAM, max_size=40), st.text(max_size=20))
def test_whatever_stands_around_it_a_long_problem_is_found(words: list[str], around: str) -> None:
    text = " ".join(words)
    assert f"{around} {text} {around}" in Banned([text])


def test_problems_come_once_with_answers_and_without_evaluation_problems(tmp_path: Path) -> None:
    found = [
        {"problem": "p q", "expected_answer": "1"},
        {"problem": "p q", "expected_answer": "1"},
        {"problem": QUESTION, "expected_answer": "2"},
    ]
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in found))
    (tmp_path / "eval.jsonl").write_text(json.dumps({"problem": QUESTION}))
    kept = openmath.load(str(tmp_path / "data.jsonl"), [tmp_path / "eval.jsonl"])
    assert [(problem.question, problem.answer) for problem in kept] == [("p q", "1")]


def test_rows_of_the_hub_without_a_comparable_answer_are_left_out() -> None:
    made = hub_problems(
        [
            {"problem": "a", "expected_answer": "1", "problem_type": "has_answer_extracted"},
            {"problem": "b", "expected_answer": "proof", "problem_type": "converted_proof"},
            {"question": "c", "expected_answer": "3"},
        ]
    )
    assert list(made) == [Problem("omr-0", "a", "1"), Problem("omr-2", "c", "3")]


def test_a_journal_forgets_what_came_after_the_checkpoint(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for step in (1, 2, 3):
        journal.write(step, {"loss": float("nan") if step == 2 else 0.5})
    with journal.path.open("a") as file:
        file.write('{"step": 4, "lo')
    journal.rewind(2)
    assert rows(journal.path) == [{"step": 1, "loss": 0.5}, {"step": 2, "loss": None}]
