"""The model card: what it says can be run."""

import re
from pathlib import Path

import pytest

from export.card import card, gate_table, speed_table

TEXT = card("tiny", "About.", "source", "int8")


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL), ids=["genai", "optimum"])
def test_the_card_s_snippets_run(code: str, artifact: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exec(code.replace("DIR", str(artifact)), {})
    assert len(capsys.readouterr().out) > 1


def test_the_card_names_every_way_to_run_it() -> None:
    for name in ("deepmath-xpu solve", "openvino_genai", "optimum.intel", "ovms "):
        assert name in TEXT


def test_the_draft_s_card_says_that_it_is_greedy_only() -> None:
    assert "draft_model" not in TEXT
    assert "greedy only" in card("tiny", "About.", "source", "int4", draft=True)


def test_what_was_not_measured_has_no_table() -> None:
    assert gate_table({}) == ""
    assert speed_table({"speed": []}) == ""


def test_speed_stands_by_device() -> None:
    rates = {"1": [10.0, 9.0, 11.0], "16": [100.0, 90.0, 110.0]}
    text = speed_table({"speed": [{"device": "CPU", "tokens_per_second": rates, "tokens": 128, "rounds": 3}]})
    assert "| CPU | 10 (9 to 11) | 100 (90 to 110) |" in text
