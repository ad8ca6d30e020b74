"""Failed snippets in training traces."""

import random

import pytest

from training import data, mishaps
from training.task import Turn

TURNS = (
    Turn("I need the gcd.", "from math import gcd\ng = gcd(12, 18)\nprint(g)"),
    Turn("Now twice that.", "print(2 * g)"),
)


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize("seed", range(5))
def test_a_damaged_snippet_is_not_the_right_one_and_says_what_the_executor_says(index: int, seed: int) -> None:
    found = mishaps.failing(TURNS, index, random.Random(seed))
    assert found is not None
    code, said = found
    assert code != TURNS[index].snippet
    assert "Error: " in said.splitlines()[-1]


def test_a_snippet_that_no_damage_breaks_has_no_mishap() -> None:
    assert mishaps.failing((Turn("", "1"),), 0, random.Random(0)) is None


def test_damage_that_makes_a_loop_endless_is_no_mishap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mishaps, "MAX_LINES", 1000)
    endless = Turn("", "n = 0\nwhile n < 9:\n    1\n    n += 1\n    2\n1")
    found = [mishaps.failing((endless,), 0, random.Random(seed)) for seed in range(30)]
    assert all(item is None or ("Error: " in item[1] and "Timeout" not in item[1]) for item in found)


def test_a_failed_step_is_read_but_not_learnt_and_the_right_one_follows() -> None:
    rows = list(data.rows(200, seed=1))
    failed = [(row["steps"], n) for row in rows for n, step in enumerate(row["steps"]) if not step.get("learn", True)]
    assert failed
    for steps, n in failed:
        assert steps[n + 1]["text"].startswith(mishaps.SORRY)
        assert "Error" not in steps[n + 1]["observation"]


def test_held_out_problems_have_no_mishaps() -> None:
    assert all(step.get("learn", True) for row in data.rows(100, 1, "heldout") for step in row["steps"])
