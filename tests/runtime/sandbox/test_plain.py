"""The plain process: no isolation, but the same notebook, an empty environment, and draws that repeat."""

from collections.abc import Iterator

import pytest

from deepmath_xpu.sandbox import Policy, Sandbox, Tier

POLICY = Policy(isolation=Tier.PROCESS, allow_unisolated=True, wall_seconds=60.0, cpu_seconds=60.0)
DRAWS = """
import random, numpy as np
random.random(), np.random.rand(), np.random.default_rng().random(), hash('x'), print([np.float64(0.5)])
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with pytest.warns(RuntimeWarning, match="NOT isolated"), Sandbox(POLICY) as started:
        yield started


@pytest.mark.filterwarnings("ignore:snippets are NOT isolated")
def test_the_program_s_environment_does_not_reach_a_snippet(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "the secret")
    shown = sandbox.open().run("import builtins\nbuiltins.__import__('os').environ").output
    assert "PYTHONHASHSEED" in shown
    assert "the secret" not in shown


@pytest.mark.filterwarnings("ignore:snippets are NOT isolated")
def test_a_seed_repeats_though_numpy_is_imported_by_the_snippet(sandbox: Sandbox) -> None:
    drawn = [sandbox.open(seed).run(DRAWS).output for seed in (1, 1, 2)]
    assert drawn[0].startswith("[0.5]\n(")
    assert drawn[0] == drawn[1] != drawn[2]
