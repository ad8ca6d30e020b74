"""A sandbox for all tests of a module, or a loud skip where the machine cannot isolate."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from deepmath_xpu.sandbox import IsolationError, Layer, Policy, Sandbox
from deepmath_xpu.sandbox.session import LiveSession

os.environ.setdefault("SANDBOX_CANARY", "planted before any sandbox starts")

POLICY = Policy(wall_seconds=10.0, memory_mb=512)
SHORT = Policy(wall_seconds=1.0, cpu_seconds=0.6, memory_mb=256)


def start(policy: Policy) -> Sandbox:
    """A sandbox whose first worker stands, or a skip that says why not."""
    if sys.platform != "linux":
        pytest.skip("NOT TESTED: the locked workers need Linux")
    sandbox = Sandbox(policy)
    try:
        sandbox.layers()
    except IsolationError as error:
        sandbox.close()
        pytest.skip(f"NOT TESTED: {error}")
    return sandbox


def need(sandbox: Sandbox, layer: Layer) -> None:
    """Skip where the kernel did not grant a layer that the policy asked for."""
    reason = sandbox.layers().get(layer, "left out")
    if reason:
        pytest.skip(f"NOT TESTED: no {layer} here: {reason}")


def without(layer: Layer, policy: Policy = SHORT) -> Policy:
    return replace(policy, layers=frozenset(Layer) - {layer}, allow_unisolated=True)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with start(POLICY) as started:
        yield started


@pytest.fixture(scope="session")
def strict() -> Iterator[Sandbox]:
    """Ends runaway snippets early."""
    with start(SHORT) as started:
        yield started


@pytest.fixture
def session(sandbox: Sandbox) -> Iterator[LiveSession]:
    opened = sandbox.open()
    yield opened
    opened.close()


@pytest.fixture
def hurried(strict: Sandbox) -> Iterator[LiveSession]:
    """A session of the strict sandbox."""
    opened = strict.open()
    yield opened
    opened.close()


@pytest.fixture
def output(session: LiveSession) -> Callable[[str], str]:
    """Run a snippet, give its output."""
    return lambda code: session.run(code).output
