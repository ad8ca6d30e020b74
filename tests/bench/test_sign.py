"""Signed results: what is unchanged passes, whatever was touched does not."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made import record

from bench import merge, sign, verify
from bench.files import BenchError

RUN = [record("a"), record("b", correct=False, joules=2.0)]


@pytest.fixture
def signed(tmp_path: Path) -> tuple[Path, Path]:
    """A signed result and its records."""
    records = tmp_path / "run.jsonl"
    records.write_text("".join(one.model_dump_json() + "\n" for one in RUN))
    result = tmp_path / "fleet.result.json"
    assert merge.main([str(records), "--out", str(tmp_path / "fleet.jsonl")]) == 0
    assert sign.main([str(result), "--key", str(tmp_path / "key.pem")]) == 0
    return result, records


def test_what_nobody_touched_is_verified_with_its_records(
    signed: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    result, records = signed
    key = json.loads(result.read_text())["signature"]["key"]
    assert verify.main([str(result), "--records", str(records), "--key", key]) == 0
    assert f"unchanged, signed by {key}; its records come to the same" in capsys.readouterr().out


def test_a_result_may_be_laid_out_anew(signed: tuple[Path, Path]) -> None:
    result, _ = signed
    result.write_text(json.dumps(json.loads(result.read_text()), sort_keys=True))
    assert verify.main([str(result)]) == 0


def test_the_key_is_its_owner_s_alone_and_is_used_again(signed: tuple[Path, Path], tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    before = json.loads(signed[0].read_text())["signature"]
    sign.main([str(signed[0]), "--key", str(tmp_path / "key.pem")])
    assert json.loads(signed[0].read_text())["signature"] == before


def _better(document: dict[str, Any]) -> None:
    document["runs"][0]["summary"]["seconds_per_solved"] = 0.1


def _better_all_through(document: dict[str, Any]) -> None:
    _better(document)
    document["sha256"] = merge.checksum(document["runs"])


def _another_device(document: dict[str, Any]) -> None:
    document["runs"][0]["setting"]["device"] = "GPU"
    document["sha256"] = merge.checksum(document["runs"])


def _unsigned(document: dict[str, Any]) -> None:
    del document["signature"]


def _no_signature(document: dict[str, Any]) -> None:
    document["signature"]["value"] = "?"


@pytest.mark.parametrize(
    ("touch", "message"),
    [
        (_better, "was changed after it was made"),
        (_better_all_through, "the signature is not of this result"),
        (_another_device, "the signature is not of this result"),
        (_unsigned, "is not signed"),
        (_no_signature, "the signature is not of this result"),
    ],
)
def test_whatever_is_touched_is_noticed(
    signed: tuple[Path, Path], touch: Callable[[dict[str, Any]], None], message: str
) -> None:
    document = json.loads(signed[0].read_text())
    touch(document)
    with pytest.raises(BenchError, match=message):
        verify.check(document)


def test_another_signer_is_noticed(signed: tuple[Path, Path], tmp_path: Path) -> None:
    result, _ = signed
    wanted = json.loads(result.read_text())["signature"]["key"]
    sign.main([str(result), "--key", str(tmp_path / "other.pem")])
    verify.check(json.loads(result.read_text()))
    with pytest.raises(BenchError, match="not by"):
        verify.check(json.loads(result.read_text()), wanted)


def test_other_records_are_noticed(signed: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(record("a").model_dump_json() + "\n")
    with pytest.raises(BenchError, match="not the records of this result"):
        verify.main([str(signed[0]), "--records", str(other)])


def test_figures_that_the_records_do_not_come_to_are_noticed() -> None:
    document = merge.result(RUN, str.__eq__)
    wrong = json.loads(json.dumps(document))
    wrong["runs"][0]["summary"]["tokens_per_solved"] *= 0.5
    with pytest.raises(BenchError, match=r"another result \(tokens_per_solved"):
        verify.agree(wrong, document)


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "runs": [], "sha256": ""}', "{}"])
def test_what_is_no_result_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(BenchError, match="no result of version 1"):
        sign.read(path)


def test_what_is_no_key_is_one_line(signed: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("nothing")
    with pytest.raises(BenchError, match="holds no key"):
        sign.main([str(signed[0]), "--key", str(tmp_path / "bad.pem")])
