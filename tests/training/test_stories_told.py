"""Stories read from a file: what is drawn, what the snippet says, and what the answer is."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import data
from training.families import stories_told
from training.families.stories_told import Story, answer, numbers, snippet
from training.task import Turn, word

BAGS = Story(
    draw={"a": "8..30", "b": "12..36", "d": "4..9"},
    steps=["rolls = a * b", "rolls // d"],
    text="",
    closing="",
    says=["<a> trays of <b>, bags of <d>, <a>% burnt"],
)


def printed(code: str) -> Fraction:
    return Fraction(data.run((Turn("", code),))[0].strip())


@pytest.mark.parametrize(
    ("spec", "allowed"),
    [
        ("2..5", ["2", "3", "4", "5"]),
        ("10..30..10", ["10", "20", "30"]),
        ("3|7", ["3", "7"]),
        ("1.50..2.00..0.25", ["1.50", "1.75", "2.00"]),
    ],
)
def test_a_draw_is_a_range_or_a_choice(spec: str, allowed: list[str]) -> None:
    assert list(map(str, numbers(spec))) == allowed


@given(st.integers(0, 10**6))
def test_whole_things_stay_whole(seed: int) -> None:
    values = stories_told.drawn(BAGS, random.Random(seed))
    assert values["a"] * values["b"] % values["d"] == 0


def test_a_story_that_never_comes_out_even_is_told() -> None:
    odd = BAGS.model_copy(update={"draw": {"a": "3|5", "b": "7|9", "d": "2|4"}})
    with pytest.raises(ValueError, match="no draw fulfils"):
        stories_told.drawn(odd, random.Random(0))


@given(st.integers(0, 10**6))
def test_the_snippet_prints_the_answer_that_fractions_give(seed: int) -> None:
    rng = random.Random(seed)
    story = rng.choice(list(stories_told.told().values()))
    values = stories_told.drawn(story, rng)
    assert printed(snippet(story, values)) == answer(story, values, story.floor or story.ceil)


def test_amounts_with_cents_are_decimals_and_quotients_fractions() -> None:
    price = BAGS.model_copy(update={"steps": ["a * b"]})
    assert 'Decimal("2.40") * 3' in snippet(price, {"a": Decimal("2.40"), "b": 3})
    shared = BAGS.model_copy(update={"steps": ["frac(a, b)"]})
    assert 'Fraction(Fraction("2.40"), 7)' in snippet(shared, {"a": Decimal("2.40"), "b": 7})


def test_a_number_at_a_sign_is_never_a_word() -> None:
    for seed in range(60):
        rng = random.Random(seed)
        assert stories_told.shown(BAGS, {"a": 8, "b": 12, "d": 4}, rng)["a"] == "8"


def test_every_story_is_told_in_all_its_wordings() -> None:
    for story in stories_told.told().values():
        case = stories_told.drawer(story)(random.Random(1))
        assert all("<" not in word(said, case.slots, random.Random(2)) for said in story.says)
