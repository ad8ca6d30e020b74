"""Every gold answer is equal to itself and to ten rewritings of its shape: made-up ones here, the real sets' beside."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from rewritings import SHAPES, rewritings, shape

from deepmath_xpu.grading import Grader

EVAL = Path(__file__).parents[3] / "shared" / "data" / "eval"
"""Texts that may not be redistributed: beside the repository where somebody has them."""
SETS = ("math500", "aime2024", "aime2025", "aime2026", "hmmt_feb2025", "hmmt_nov2025", "hmmt_feb2026")

MADE_UP: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("gold_shapes.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(seconds=60) as one:
        yield one


def failures(grader: Grader, gold: str) -> list[str]:
    texts = rewritings(gold)
    assert len(texts) >= 10, f"{gold}: only {len(texts)} rewritings"
    return [text for text in [gold, *texts] if not (grader.equal(gold, text) and grader.equal(text, gold))]


def test_every_shape_is_here() -> None:
    assert set(MADE_UP) == set(SHAPES)
    assert {gold: name for name, golds in MADE_UP.items() for gold in golds if shape(gold) != name} == {}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", MADE_UP)
def test_a_shape_is_equal_to_its_rewritings(grader: Grader, name: str) -> None:
    assert {gold: wrong for gold in MADE_UP[name] if (wrong := failures(grader, gold))} == {}


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", SETS)
def test_the_gold_answers_of_a_set_are_equal_to_their_rewritings(grader: Grader, name: str) -> None:
    path = EVAL / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip(f"NOT TESTED on {name}: its texts may not be redistributed and are not beside this checkout")
    golds = list(dict.fromkeys(json.loads(line)["answer"] for line in path.read_text(encoding="utf-8").splitlines()))
    assert {gold: wrong for gold in golds if (wrong := failures(grader, gold))} == {}
