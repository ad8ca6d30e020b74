"""`deepmath-xpu doctor`: what stands here, proven by attacking it."""

import subprocess
import sys

import pytest
from conftest import SHORT, start, without

from deepmath_xpu.doctor import report
from deepmath_xpu.sandbox import IsolationError, Layer, Policy
from deepmath_xpu.sandbox.attack import SNIPPETS, attack


def test_the_doctor_names_the_tier_the_devices_and_every_attack() -> None:
    start(SHORT).close()
    command = [sys.executable, "-m", "deepmath_xpu.cli", "doctor"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, done.stderr
    assert "device CPU: " in done.stdout
    assert "sandbox: tier " in done.stdout
    assert all(f"held: {what} (" in done.stdout for what in SNIPPETS)
    assert done.stdout.endswith(f"self-attack: {len(SNIPPETS)} of {len(SNIPPETS)} held\n")


@pytest.mark.filterwarnings("ignore:snippets are NOT isolated")
def test_the_self_attack_finds_a_sandbox_that_does_not_hold() -> None:
    bare = Policy(layers=frozenset({Layer.IMPORTS}), allow_unisolated=True)
    start(bare).close()
    held = {attempt.what: attempt.held for attempt in attack(bare)}
    assert not held["open a socket"]
    assert not held["connect to a TCP port"]
    assert held["never end"]
    with pytest.raises(IsolationError, match="a snippet can connect to a TCP port"):
        list(report(None, bare))


@pytest.mark.filterwarnings("ignore:snippets are NOT isolated")
def test_the_report_says_what_a_missing_layer_leaves_open() -> None:
    said = iter(report(None, without(Layer.SECCOMP)))
    assert any("seccomp: not enforced (left out): files, network" in line for line in said)
    with pytest.raises(IsolationError, match="run machine code"):
        list(said)
