"""What the loop asks of a language model, and a scripted one that ships for tests and demonstrations.

An engine takes token ids and gives token ids; text is for people and for finding snippets. It may be called from any
number of threads: filling the batch is its business, not the caller's.
"""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from deepmath_xpu.types import Completion, ExpectedError, Finish, Sampling, Timing, UsageError

Ids = Sequence[int]
Show = Callable[[str], None] | None
"""Gets the text as it grows."""


class Cancel:
    """Says stop: set by hand, by its parent or by the clock. Engines ask it between tokens."""

    def __init__(self, seconds: float | None = None, parent: "Cancel | None" = None) -> None:
        self._deadline = None if seconds is None else time.perf_counter() + seconds
        self._parent = parent
        self._set = False

    def set(self) -> None:
        self._set = True

    def is_set(self) -> bool:
        late = self._deadline is not None and time.perf_counter() >= self._deadline
        return self._set or late or (self._parent is not None and self._parent.is_set())


class Engine(Protocol):
    def encode(self, text: str) -> tuple[int, ...]:
        """Token ids of `text`, in which special tokens are plain characters."""
        ...

    def chat(self, system: str, user: str) -> tuple[int, ...]:
        """Token ids of a conversation's beginning, up to where the model's turn starts; `system` may be empty."""
        ...

    def generate(self, ids: Ids, sampling: Sampling, cancel: Cancel | None = None, on_text: Show = None) -> Completion:
        """Continue `ids` until a stop, EOS, `sampling.max_tokens` or `cancel`; `on_text` gets the text as it grows.

        Raises EngineError where the engine, not the model, failed.
        """
        ...


class EngineError(ExpectedError):
    """The engine cannot go on; the message says what was found and what to do."""


class PromptError(EngineError):
    """A prompt that the engine does not take: too long."""

    code = UsageError.code


def step_seed(seed: int, sample: int, step: int) -> int:
    """A seed for one completion: a continuation that used its predecessor's would replay the same random stream.

    SplitMix64's finalizer over the three numbers; 32 bits, which is what engines take.
    """
    mixed = (seed * 0x9E3779B97F4A7C15 + sample * 0xBF58476D1CE4E5B9 + step * 0x94D049BB133111EB) & (2**64 - 1)
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
    return (mixed ^ (mixed >> 31)) & 0xFFFFFFFF


class ScriptedEngine:
    """Plays prepared texts, one completion each; a character is a token, its id the code point.

    `scripts` are taken in turn; where a script is spent, the completion is empty and ends in EOS. Which script a prompt
    gets is decided by `choose`, which sees the prompt's text; without it all prompts share one queue.
    """

    def __init__(self, texts: Sequence[str], choose: Callable[[str], Sequence[str]] | None = None) -> None:
        self._texts = list(texts)
        self._choose = choose
        self.prompts: list[tuple[int, ...]] = []
        """What `generate` was called with, in order."""

    def encode(self, text: str) -> tuple[int, ...]:
        return tuple(map(ord, text))

    def chat(self, system: str, user: str) -> tuple[int, ...]:
        return self.encode(f"{system}\n{user}\n")

    def generate(self, ids: Ids, sampling: Sampling, cancel: Cancel | None = None, on_text: Show = None) -> Completion:
        started = time.perf_counter()
        self.prompts.append(tuple(ids))
        text, finish = self._next("".join(map(chr, ids))), Finish.EOS
        ends = [text.index(stop) + len(stop) for stop in sampling.stop if stop in text]
        if ends:
            text, finish = text[: min(ends)], Finish.STOP
        if len(text) > sampling.max_tokens:
            text, finish = text[: sampling.max_tokens], Finish.LENGTH
        if cancel is not None and cancel.is_set():
            text, finish = "", Finish.CANCELLED
        if on_text is not None and text:
            on_text(text)
        seconds = time.perf_counter() - started
        logprobs = (0.0,) * len(text) if sampling.logprobs else None
        return Completion(self.encode(text), text, finish, Timing(seconds, seconds), logprobs)

    def _next(self, prompt: str) -> str:
        if self._choose is None:
            return self._texts.pop(0) if self._texts else ""
        done = prompt.count("</tool_call>")
        texts = self._choose(prompt)
        return texts[done] if done < len(texts) else ""
