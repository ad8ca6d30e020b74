"""The nouns of the project, and nothing else: every other module says what it does with these.

All of them are frozen. What can be derived from a field is a property, so a trace cannot disagree with itself. This
module imports nothing of ours and holds no behaviour beyond such derivations.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from typing import Protocol


class Finish(StrEnum):
    """Why the engine stopped sampling one completion."""

    STOP = "stop"
    """A stop token or stop string; its tokens are the completion's last ones."""
    EOS = "eos"
    """The end-of-sequence token, which is the completion's last one."""
    LENGTH = "length"
    """`Sampling.max_tokens` were sampled, or the context is full."""
    CANCELLED = "cancelled"
    """The caller's event was set; the tokens sampled so far are kept."""


class Status(StrEnum):
    """How one snippet ended."""

    OK = "ok"
    ERROR = "error"
    """The snippet raised; the output ends with the traceback's last lines."""
    TIMEOUT = "timeout"
    """Stopped at its wall or CPU limit."""
    MEMORY = "memory"
    """Stopped at its memory limit."""
    DIED = "died"
    """The worker process ended on its own: a crash in C code, `os._exit`."""
    REFUSED = "refused"
    """Never started: larger than the limit, or forbidden by the policy."""


class Outcome(StrEnum):
    """How a whole trace ended."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    """The model ended its turn without a boxed answer."""
    OUT_OF_BUDGET = "out_of_budget"
    """Steps, tokens or seconds ran out before a boxed answer."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Problem:
    id: str
    question: str
    answer: str | None = None
    """The gold answer, LaTeX or plain text; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn; the defaults are DeepMath's."""

    max_tokens: int = 3000
    """New tokens in one completion."""
    temperature: float = 0.6
    """0 is greedy."""
    top_p: float = 0.95
    top_k: int = 20
    """0 keeps all."""
    seed: int = 0
    stop: tuple[str, ...] = ()
    """Strings that end the completion and stay in it; a string that is one token of the tokenizer stops by id."""
    logprobs: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What one trace may use; the defaults are DeepMath's."""

    steps: int = 50
    tokens: int = 20_000
    """Sampled and inserted tokens together."""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds since the request was made."""

    first_token: float
    """TTFT, queueing included."""
    total: float


@dataclass(frozen=True, slots=True)
class Completion:
    ids: tuple[int, ...]
    text: str
    """The ids decoded, special tokens kept."""
    finish: Finish
    timing: Timing
    logprobs: tuple[float, ...] | None = None
    """One natural logarithm a sampled token."""


@dataclass(frozen=True, slots=True)
class Execution:
    status: Status
    output: str
    """What was printed, then the last expression's value; for an error, the traceback's last lines behind it."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Step:
    """One completion, and what was put behind it before the next."""

    completion: Completion
    snippet: str | None = None
    execution: Execution | None = None
    inserted: tuple[int, ...] = ()
    """Token ids of the rendered output; never sampled, never trained on."""
    observation: str = ""
    """The same as text."""


class Engine(Protocol):
    """A language model: token ids in, token ids out. Safe to call from any number of threads."""

    def encode(self, text: str) -> tuple[int, ...]:
        """Token ids of `text`, in which special tokens are plain characters."""
        ...

    def chat(self, system: str, user: str) -> tuple[int, ...]:
        """Token ids of a conversation's beginning, up to where the model's turn starts."""
        ...

    def generate(
        self,
        ids: Sequence[int],
        sampling: Sampling,
        cancel: Event | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> Completion:
        """Continue `ids`. `on_text` gets the text as it grows, from some thread of the engine's."""
        ...


class Session(Protocol):
    """One trace's Python: variables live from `run` to `run`. Used by one thread at a time."""

    def run(self, code: str) -> Execution: ...

    def close(self) -> None: ...
