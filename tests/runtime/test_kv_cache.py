"""What the engine computes, counted in steps of a few tokens, and what it admits at once."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.device import Settings
from deepmath_xpu.engine import Cancel, EngineError
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.types import Completion, Finish, Sampling

STEP = 16
"""Tokens a step."""
BLOCK = 32
HOT = Sampling(temperature=5.0, top_p=1.0, top_k=0)


@pytest.fixture(scope="module")
def slow() -> Iterator[OpenVINOEngine]:
    with OpenVINOEngine(EMBEDDED, replace(Settings.choose(EMBEDDED), batch_tokens=STEP)) as engine:
        yield engine


@pytest.fixture(scope="module")
def small() -> Iterator[OpenVINOEngine]:
    with OpenVINOEngine(EMBEDDED, replace(Settings.choose(EMBEDDED), blocks=20)) as engine:
        yield engine


def steps(engine: OpenVINOEngine, ids: tuple[int, ...], tokens: int = 1) -> tuple[int, Completion]:
    before = engine.statistics().steps
    done = engine.generate(ids, replace(HOT, max_tokens=tokens))
    return engine.statistics().steps - before, done


def numbers(engine: OpenVINOEngine, first: int) -> tuple[int, ...]:
    """A prompt of 600 tokens like no other."""
    return engine.encode(" ".join(str(first + number) for number in range(600)))[:600]


def test_a_continuation_computes_at_most_one_block_and_the_new_tokens(slow: OpenVINOEngine) -> None:
    prompt = numbers(slow, 1000)
    first, done = steps(slow, prompt, tokens=40)
    assert first >= 600 / STEP
    inserted = slow.encode("\n```output\n42\n```\n")
    again, _ = steps(slow, (*prompt, *done.ids, *inserted))
    assert again <= -(-(BLOCK + len(inserted)) // STEP)


def test_a_shared_prompt_is_computed_once(slow: OpenVINOEngine) -> None:
    prompt, before = numbers(slow, 3000), slow.statistics().steps
    calls = [
        threading.Thread(target=slow.generate, args=(prompt, replace(HOT, max_tokens=1, seed=k))) for k in range(8)
    ]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert slow.statistics().steps - before <= -(-600 // STEP) + 8 * -(-BLOCK // STEP)


def test_what_fits_together_runs_together_and_the_rest_waits(small: OpenVINOEngine) -> None:
    """Prompt and completion may fill 16 of 20 blocks: one at a time, and all of them end."""
    done: list[Completion] = []
    calls = [
        threading.Thread(target=lambda k=k: done.append(small.generate((20 + k,) * 8, replace(HOT, max_tokens=470))))
        for k in range(4)
    ]
    for call in calls:
        call.start()
    time.sleep(0.2)
    seen = small.statistics()
    for call in calls:
        call.join()
    assert seen.live <= 1
    assert len(done) == 4
    assert all(one.finish in (Finish.EOS, Finish.LENGTH) for one in done)


def test_a_cancelled_request_frees_its_blocks_for_the_one_that_waits(small: OpenVINOEngine) -> None:
    cancel, ended = Cancel(), list[str]()
    first = threading.Thread(
        target=lambda: ended.append(small.generate((7,) * 8, replace(HOT, max_tokens=590), cancel).finish)
    )
    first.start()
    cancel.set()
    assert small.generate((8,) * 300, replace(HOT, max_tokens=200)).ids
    first.join()
    assert small.statistics()[1:3] == (0, 0)


def test_the_cache_returns_to_its_start_level(small: OpenVINOEngine) -> None:
    """Counted in a step that has nothing else to do: blocks that only the prefix cache knows are free."""

    def level() -> int:
        small.generate((5, 6, 7), replace(HOT, max_tokens=1))
        return small.statistics().used

    before, cancels = level(), [Cancel(0.3) if number % 2 else None for number in range(12)]
    calls = [
        threading.Thread(target=small.generate, args=((30 + k,) * 8, replace(HOT, max_tokens=120), cancel))
        for k, cancel in enumerate(cancels)
    ]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert level() == before


def test_a_trace_that_outgrows_the_cache_is_out_of_length(small: OpenVINOEngine) -> None:
    assert small.context == 19 * BLOCK
    done = small.generate((9,) * 500, replace(HOT, max_tokens=3000))
    assert done.finish in (Finish.LENGTH, Finish.EOS)
    assert len(done.ids) <= small.context - 500


def test_a_prompt_that_cannot_fit_is_refused_with_the_numbers(small: OpenVINOEngine) -> None:
    with pytest.raises(EngineError, match=r"takes 608 .*4096.* 20 blocks of 32"):
        small.chat("", "1 + " * 700)


def test_a_request_that_openvino_refuses_harms_no_other(small: OpenVINOEngine) -> None:
    with pytest.raises(EngineError, match="refused"):
        small.generate((5, 6), Sampling(max_tokens=5, top_p=7.0))
    assert small.generate((5, 6), Sampling(max_tokens=5)).ids
    assert small.restarts == 0
