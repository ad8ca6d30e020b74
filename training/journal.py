"""What a GRPO run writes about itself: a JSON line a step, and each generation's traces.

A run that was killed goes on from a checkpoint, so lines behind that step are dropped before new ones come.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from deepmath_xpu.records import TraceRecord
from deepmath_xpu.types import Trace


class Journal:
    """`folder`/metrics.jsonl. Lines are on their way to the disk when `write` returns."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "metrics.jsonl"
        folder.mkdir(parents=True, exist_ok=True)

    def rewind(self, step: int) -> None:
        """Keep the lines up to `step`; one that a kill cut goes too."""
        if not self.path.exists():
            return
        kept = [json.dumps(row) for row in rows(self.path) if row["step"] <= step]
        fresh = self.path.with_suffix(".new")
        fresh.write_text("".join(line + "\n" for line in kept), encoding="utf-8")
        fresh.replace(self.path)

    def write(self, step: int, values: Mapping[str, Any]) -> None:
        """NaN and infinity become null."""
        row = {"step": step} | {key: _plain(value) for key, value in values.items()}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def rows(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a journal."""
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def write_traces(folder: Path, step: int, rank: int, traces: Sequence[Trace], agent: bool) -> Path:
    """One file a generation and process, in the runtime's trace format; the artifact is named by the step."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"step-{step:06d}-{rank}.jsonl"
    records = [TraceRecord.of(trace, f"policy-{step}", agent) for trace in traces]
    path.write_text("".join(record.model_dump_json() + "\n" for record in records), encoding="utf-8")
    return path


def _plain(value: Any) -> Any:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
