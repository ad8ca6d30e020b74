"""The gate's level, on simulated outcomes; `python -m export null` measures it on a model's."""

import numpy as np
import pytest
from scipy.stats import binomtest

from export import null, solved

REPEATS = 500


@pytest.mark.parametrize("problems", [2, 5, 30])
@pytest.mark.parametrize("skill", [(1.0, 1.0), (0.3, 0.3), (5.0, 1.0)], ids=["mixed", "all-or-nothing", "mostly-right"])
@pytest.mark.parametrize("samples", [1, 8])
def test_equal_models_are_told_apart_no_oftener_than_the_level(
    problems: int, samples: int, skill: tuple[float, float]
) -> None:
    """Each problem has its own chance, the same for both; what chance explains once in 10,000 is too many."""
    rng = np.random.default_rng(problems * 100 + samples)
    alarms = 0
    for _ in range(REPEATS):
        chances = rng.beta(*skill, size=(problems, 1))
        one, other = (rng.random((problems, samples)) < chances for _ in range(2))
        alarms += solved.drop(_named(one), _named(other)).least > 0.0
    assert binomtest(int(alarms), REPEATS, solved.LEVEL, alternative="greater").pvalue > 1e-4


def test_a_model_that_lost_a_fifth_is_told_apart_nearly_always() -> None:
    rng = np.random.default_rng(1)
    alarms = 0
    for _ in range(200):
        chances = rng.beta(2.0, 1.0, size=(50, 1))
        one, other = rng.random((50, 8)) < chances, rng.random((50, 8)) < chances - 0.2
        alarms += solved.drop(_named(one), _named(other)).least > 0.02
    assert alarms > 190


def _named(right: np.ndarray) -> dict[str, list[bool]]:  # type: ignore[type-arg]
    return {str(number): list(map(bool, row)) for number, row in enumerate(right)}


def test_the_summary_says_whether_the_level_is_kept() -> None:
    assert null.summary(3, 50)["kept"]
    assert not null.summary(12, 50)["kept"]
    found = null.summary(0, 50)
    assert (found["rate"], found["low"]) == (0.0, 0.0)
    assert found["high"] == pytest.approx(0.0711, abs=1e-3)
