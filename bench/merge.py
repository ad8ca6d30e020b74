"""Records of many devices in one file, and a small result file that says what they came to and can be checked."""

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.files import BenchError, save
from bench.metrics import summary
from bench.record import BenchRecord, read
from deepmath_xpu.grading import Grader


def main(arguments: Sequence[str]) -> int:
    top = argparse.ArgumentParser(prog="python -m bench merge", description=__doc__)
    top.add_argument("records", type=Path, nargs="+")
    top.add_argument("--out", type=Path, required=True)
    options = top.parse_args(arguments)
    if options.out.exists():
        raise BenchError(f"{options.out} exists: choose another --out")
    found = merged(options.records)
    save(options.out, "".join(record.model_dump_json() + "\n" for record in found))
    with Grader() as grader:
        document = result(found, grader.equal)
    place = options.out.with_suffix(".result.json")
    save(place, json.dumps(document, indent=2, allow_nan=False) + "\n")
    print(f"{len(found)} records in {options.out}, their result in {place}: python -m bench sign {place} --key KEY")
    return 0


def merged(paths: Sequence[Path]) -> list[BenchRecord]:
    """All records, each once; BenchError where two files hold different ones of the same trace."""
    found: dict[str, BenchRecord] = {}
    for path in paths:
        for record in read(path):
            key = f"{record.setting.model_dump_json()} {record.problem} {record.sample}"
            if found.setdefault(key, record) != record:
                raise BenchError(f"{path}: another record of {record.problem}, sample {record.sample}, was read before")
    return list(found.values())


def runs(records: Sequence[BenchRecord]) -> list[list[BenchRecord]]:
    """Records of one setting together."""
    groups = defaultdict[str, list[BenchRecord]](list)
    for record in records:
        groups[record.setting.model_dump_json()].append(record)
    return list(groups.values())


def result(records: Sequence[BenchRecord], equal: Any) -> dict[str, Any]:
    """Each run's setting and figures with the digest of its records, and a digest over all of it."""
    found = [
        {"setting": run[0].setting.model_dump(), "records": digest(run), "summary": summary(run, equal)}
        for run in runs(records)
    ]
    return {"version": 1, "runs": found, "sha256": checksum(found)}


def checksum(found: Any) -> str:
    """sha256 over a result's runs, however their JSON is laid out."""
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def digest(records: Sequence[BenchRecord]) -> str:
    """sha256 over the records, whatever their order."""
    lines = sorted(record.model_dump_json() for record in records)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
