"""The two corpora: what is hostile touches nothing, what is honest is answered right."""

import json
from collections.abc import Iterator

import pytest
from canaries import FOLDER, FRESH, Canaries, Hostile, attack, hostile

from deepmath_xpu.sandbox import Sandbox

SLACK_SECONDS = 2.0
BENIGN = [json.loads(line) for line in (FOLDER / "benign.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def canaries() -> Iterator[Canaries]:
    with Canaries() as planted:
        yield planted


@pytest.fixture(scope="module")
def fresh(strict: Sandbox) -> str:
    session = strict.open(seed=3)
    output = session.run(FRESH).output
    session.close()
    return output


@pytest.mark.parametrize("case", hostile(), ids=lambda case: case.id)
def test_a_hostile_snippet_touches_nothing(case: Hostile, strict: Sandbox, canaries: Canaries, fresh: str) -> None:
    assert attack(strict, canaries, case, fresh, SLACK_SECONDS) == []


@pytest.mark.parametrize("case", BENIGN, ids=lambda case: case["id"])
def test_an_honest_trace_is_answered_right(case: dict[str, list[str]], sandbox: Sandbox) -> None:
    session = sandbox.open()
    try:
        assert [session.run(code).output for code in case["code"]] == case["output"]
    finally:
        session.close()
