"""The generated problems: every kind, in every wording file."""

import json
import random
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_xpu.grading import Grader
from deepmath_xpu.types import boxed
from training import data
from training.dress import dress, otherwise, parted, synonyms
from training.functions import draw_function
from training.notation import slots
from training.task import word

TRAIN = data.sheets("train")


def test_there_are_the_families_that_the_model_card_promises() -> None:
    assert len({sheet.family for sheet in TRAIN}) >= 28


def test_no_kind_is_defined_twice() -> None:
    names = [sheet.kind.name for sheet in TRAIN]
    assert len(names) == len(set(names))


def test_every_family_can_be_worded_in_dozens_of_ways() -> None:
    for family in {sheet.family for sheet in TRAIN}:
        assert sum(len(sheet.wordings) for sheet in TRAIN if sheet.family == family) >= 24


@pytest.mark.parametrize("family", sorted({sheet.family for sheet in TRAIN}))
def test_every_kind_prints_its_answer(family: str) -> None:
    rng = random.Random(family)
    with Grader() as grader:
        for sheet in (sheet for sheet in TRAIN if sheet.family == family):
            case = sheet.kind.draw(rng)
            steps = data.solve(case)
            answer = boxed(steps[-1]["text"])
            assert answer is not None
            assert grader.equal(answer, case.answer), (sheet.kind.name, answer, case.answer)


@pytest.mark.parametrize("split", ["train", "heldout"])
def test_every_wording_fits_its_kind(split: str) -> None:
    rng = random.Random(0)
    for sheet in data.sheets(split):
        case = sheet.kind.draw(rng)
        for wording in sheet.wordings:
            question = word(wording, case.slots, rng)
            assert not re.search(r"<[a-z_]+>", question), (sheet.kind.name, question)


def test_held_out_wordings_are_not_in_training() -> None:
    trained = {wording for sheet in TRAIN for wording in sheet.wordings}
    held_out = {wording for sheet in data.sheets("heldout") for wording in sheet.wordings}
    assert not trained & held_out


def test_the_same_seed_gives_the_same_rows() -> None:
    assert list(data.rows(20, seed=3)) == list(data.rows(20, seed=3))


def test_another_seed_gives_others() -> None:
    assert list(data.rows(20, seed=3)) != list(data.rows(20, seed=4))


def test_alternatives_nest() -> None:
    seen = {word("[a|b[c|d]]<n>", {"n": "[1|2]"}, random.Random(seed)) for seed in range(50)}
    assert seen == {"a[1|2]", "bc[1|2]", "bd[1|2]"}


def test_an_interval_is_no_alternative() -> None:
    assert word("[1, 5]", {}, random.Random(0)) == "[1, 5]"


@given(st.integers(0, 10**6), st.sampled_from(["What is 12 + 35?", "Find $\\frac{7}{8}$ of 1048."]))
def test_dressing_keeps_every_number(seed: int, question: str) -> None:
    dressed = dress(question, random.Random(seed))
    assert re.findall(r"\d+", question) == re.findall(r"\d+", dressed)


@given(st.integers(0, 10**6), st.sampled_from(["Find $x$ if \\(find x\\) and \\frac{1}{2}", "$at least$ \\times 3"]))
def test_formulas_are_not_said_otherwise(seed: int, question: str) -> None:
    formulas = re.findall(r"\$[^$]*\$|\\\(.*?\\\)|\\[a-z]+", question)
    assert all(formula in otherwise(question, random.Random(seed)) for formula in formulas)


def test_a_synonym_stands_for_nothing_that_is_only_put_in() -> None:
    _, others = synonyms()
    assert "over" not in others
    assert "over" in others["divided by"]


def test_a_sentence_still_begins_with_a_capital() -> None:
    said = {otherwise("Compute the sum.", random.Random(seed)) for seed in range(40)}
    assert len(said) > 5
    assert all(question[0].isupper() for question in said)


def test_a_rare_kind_exists_and_comes_less_often() -> None:
    rare = set(tomllib.loads((data.WORDINGS / "rare.toml").read_text(encoding="utf-8"))["rare"])
    weights = {sheet.kind.name: sheet.weight for sheet in TRAIN}
    assert rare <= weights.keys()
    assert {weights[name] for name in rare} == {data.SELDOM}


@pytest.mark.parametrize("name", ["handworded_dev", "handworded_test"])
def test_the_problems_worded_by_hand_are_whole(name: str) -> None:
    path = Path(__file__).parent / f"{name}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) >= 240
    assert all(row["question"] and row["answer"] and row["family"] for row in rows)


def test_a_decimal_mean_lists_the_values_that_it_adds_up() -> None:
    (kind,) = (sheet.kind for sheet in TRAIN if sheet.kind.name == "statistics_mean_decimal")
    case = kind.draw(random.Random(0))
    values = re.findall(r"[\d.]+", case.slots["list"])
    assert all(re.findall(r"[\d.]+", case.slots[slot]) == values for slot in ("set", "braces", "brackets", "spaced"))


def test_a_missing_value_is_found_among_negative_ones() -> None:
    (kind,) = (sheet.kind for sheet in TRAIN if sheet.kind.name == "statistics_missing")
    assert all(kind.draw(random.Random(seed)).answer for seed in range(3000))


@given(st.integers(0, 10**12), st.integers(0, 10**6))
def test_parting_thousands_keeps_every_digit(number: int, seed: int) -> None:
    question = parted(f"What is ${number} + 12$ or {number}?", random.Random(seed))
    assert re.sub(r"\\,|[{},]|(?<=\d) (?=\d)", "", question) == f"What is ${number} + 12$ or {number}?"


@pytest.mark.parametrize("text", ["0.12345", "10110_2", "12345,67890", "$x_{1000}$", "123"])
def test_decimals_lists_and_digits_of_a_base_are_not_parted(text: str) -> None:
    assert all(parted(text, random.Random(seed)) == text for seed in range(8))


@given(st.integers(0, 10**6))
def test_habits_of_writing_keep_the_numbers_of_a_formula(seed: int) -> None:
    rng = random.Random(seed)
    formula = draw_function(rng, "x").written
    found = slots(rng, {"f": formula})
    assert sorted(re.findall(r"\d", found["f_tex"])) == sorted(re.findall(r"\d", formula.tex))
