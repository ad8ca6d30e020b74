"""Made-up records for tests of what is computed from them."""

from bench.record import BenchRecord, Setting, StepRecord
from deepmath_xpu.types import Finish, Outcome, Status

SETTING = Setting(
    workload="w",
    digest="d",
    agent=True,
    samples=2,
    device="CPU",
    engine="openvino",
    model="m",
    artifact="a",
    system="s",
    parallel=4,
    machine="box",
    versions={"openvino": "1"},
)


def record(problem: str = "p", sample: int = 0, correct: bool = True, **more: object) -> BenchRecord:
    first = StepRecord(sampled=10, inserted=4, ttft=0.5, seconds=1.4, finish=Finish.STOP, snippet_seconds=0.2,
                       status=Status.OK, parses=True)  # fmt: skip
    last = StepRecord(sampled=3, inserted=0, ttft=0.1, seconds=0.3, finish=Finish.EOS)
    fields: dict[str, object] = {
        "setting": SETTING,
        "problem": problem,
        "sample": sample,
        "started": 100.0,
        "seconds": 2.0,
        "ids": list(range(17)),
        "prompt_tokens": 5,
        "steps": [first, last],
        "outcome": Outcome.ANSWERED,
        "answer": "5" if correct else "6",
        "correct": correct,
    }
    return BenchRecord.model_validate(fields | more)
