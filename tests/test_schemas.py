"""What outsiders read is published: `python tests/test_schemas.py` writes the JSON Schemas, the test compares."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bench.record import BenchRecord
from deepmath_xpu.manifest import Manifest
from deepmath_xpu.records import TraceRecord

FOLDER = Path(__file__).parent.parent / "docs" / "schemas"
PUBLISHED: dict[str, type[BaseModel]] = {
    "trace-1.json": TraceRecord,
    "manifest-1.json": Manifest,
    "bench-1.json": BenchRecord,
}


def schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(mode="serialization")


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_schema_is_the_code_s(name: str) -> None:
    assert json.loads((FOLDER / name).read_text(encoding="utf-8")) == schema(PUBLISHED[name])


if __name__ == "__main__":
    for name, model in PUBLISHED.items():
        (FOLDER / name).write_text(json.dumps(schema(model), indent=2) + "\n", encoding="utf-8")
