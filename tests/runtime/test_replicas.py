"""Several engines behind one: least loaded first, a trace where its prefix is."""

import threading
from collections.abc import Callable, Sequence

from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.device import Settings
from deepmath_xpu.engine import Cancel, ScriptedEngine
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.replicas import Replicas
from deepmath_xpu.types import Completion, Sampling


class Held(ScriptedEngine):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__(["x"] * 99)
        self.free = threading.Event()
        self.entered = threading.Semaphore(0)

    def wait(self) -> None:
        pass

    def close(self) -> None:
        self.free.set()

    def generate(
        self,
        ids: Sequence[int],
        sampling: Sampling,
        cancel: Cancel | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> Completion:
        self.prompts.append(tuple(ids))
        self.entered.release()
        self.free.wait()
        return super().generate(ids, sampling, cancel, on_text)


def start(replicas: Replicas, ids: Sequence[int], engines: Sequence[Held]) -> int:
    """Begin a request; the number of the engine that took it."""
    before = [len(engine.prompts) for engine in engines]
    threading.Thread(target=replicas.generate, args=(ids, Sampling()), daemon=True).start()
    while [len(engine.prompts) for engine in engines] == before:
        threading.Event().wait(0.001)
    return next(n for n, engine in enumerate(engines) if len(engine.prompts) != before[n])


def test_requests_go_to_the_least_loaded() -> None:
    engines = [Held(), Held(), Held()]
    replicas = Replicas(engines)
    taken = [start(replicas, [number] * 20, engines) for number in range(9)]
    assert [taken.count(number) for number in range(3)] == [3, 3, 3]
    replicas.close()


def test_a_trace_goes_on_where_its_prefix_is() -> None:
    engines = [Held(), Held()]
    replicas = Replicas(engines)
    for engine in engines:
        engine.free.set()
    first, second = list(range(600)), list(range(1000, 1600))
    homes = [start(replicas, ids, engines) for ids in (first, second)]
    for engine in engines:
        engine.free.clear()
    busy = start(replicas, [1] * 20, engines)
    for ids, home in zip((first, second), homes, strict=True):
        assert start(replicas, [*ids, 5, 6, 7], engines) == home
    assert busy in (0, 1)
    replicas.close()


def test_a_prefix_does_not_hold_a_trace_to_an_engine_that_is_swamped() -> None:
    engines = [Held(), Held()]
    replicas = Replicas(engines)
    prompt = list(range(600))
    taken = [start(replicas, [*prompt, number], engines) for number in range(16)]
    assert min(taken.count(0), taken.count(1)) >= 5
    replicas.close()


def test_the_embedded_model_answers_from_two_replicas() -> None:
    engines = [OpenVINOEngine(EMBEDDED, settings) for settings in Settings.choose(EMBEDDED).replicas(2)]
    replicas = Replicas(engines)
    try:
        replicas.wait()
        prompt = replicas.chat("", "What is 2 + 3?")
        done: list[Completion] = []
        calls = [
            threading.Thread(target=lambda k=k: done.append(replicas.generate(prompt, Sampling(max_tokens=40, seed=k))))
            for k in range(8)
        ]
        for call in calls:
            call.start()
        for call in calls:
            call.join()
        assert len(done) == 8
        assert all(one.ids for one in done)
        assert all(engine.statistics().steps > 0 for engine in engines)
    finally:
        replicas.close()
