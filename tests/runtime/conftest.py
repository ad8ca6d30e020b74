"""One engine and one solver for all tests that need the embedded model: loading it is the slow part."""

from collections.abc import Iterator

import pytest

from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.solver import Solver


@pytest.fixture(scope="session")
def engine() -> Iterator[OpenVINOEngine]:
    with OpenVINOEngine(EMBEDDED) as engine:
        yield engine


@pytest.fixture(scope="session")
def solver() -> Iterator[Solver]:
    with Solver() as solver:
        yield solver
