"""The sandbox's measurement: every figure is there, and its table says what was not measured."""

import json
import sys

import pytest

from bench import sandbox
from bench.sandbox import Figure, figure, table


def test_nothing_measured_is_null_and_said() -> None:
    assert figure("x", "ms", []) == Figure("x", "ms", None, None, None, 0)
    assert "| x | not measured | not measured | not measured | ms | 0 |" in table([figure("x", "ms", [])])


def test_the_best_is_the_least_time_and_the_most_per_second() -> None:
    assert figure("x", "ms", [3.0, 1.0, 2.0]) == Figure("x", "ms", 1.0, 2.0, 3.0, 3)
    assert figure("x", "1/s", [3.0, 1.0, 2.0]) == Figure("x", "1/s", 3.0, 2.0, 1.0, 3)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: the locked workers need Linux")
def test_the_measurement_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert sandbox.main(["--repeats", "2", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"warm snippet, there and back", "worker locked and ready"} <= {row["what"] for row in rows}


def test_wrong_usage_ends_with_2() -> None:
    with pytest.raises(SystemExit) as ended:
        sandbox.main(["--repeats", "0"])
    assert ended.value.code == 2
