"""The nouns of the project, and nothing else: every other module says what it does with these.

All of them are frozen. What can be derived from a field is a property, so a trace cannot disagree with itself; the two
functions that find an answer in model text stand here because a trace derives its answer with them. This module
imports nothing of ours.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self


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


class ExpectedError(Exception):
    """What the user can mend: one line that says what was found and what to do. `code` is the command's exit code."""

    code = 1


class UsageError(ExpectedError):
    """What was given is wrong, not the machine."""

    code = 2


class Closing(ABC):
    """What is closed at the end of its `with` block."""

    @abstractmethod
    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Session(Protocol):
    """One trace's Python: variables live from `run` to `run`. Used by one thread at a time."""

    def run(self, code: str, seconds: float | None = None) -> Execution:
        """Run a snippet; `seconds`: stop it earlier than the session's own limit would."""
        ...

    def close(self) -> None: ...


_BOX = re.compile(r"\\(?:boxed|fbox)(?![A-Za-z])\s*(?:(\{)|([^\s\\{}$]+))?|\\(?!\\(?:boxed|fbox))[\\{}]|[{}]")
_BLOCK = re.compile(r"<tool_call>.*?(?:</tool_call>|\Z)|```(?:python|py)[ \t]*\n.*?(?:```|\Z)", re.DOTALL)


def prose(text: str) -> str:
    """Model-written `text` without its snippets."""
    return _BLOCK.sub("", text)


def boxed(text: str) -> str | None:
    """Content of the last complete `\\boxed{...}` (or `\\fbox{...}`, `\\boxed 5`); None where there is none.

    Braces balance, `\\{` and `\\}` are text, a box never closed and an empty one are passed over. Linear time.
    """
    answer: str | None = None
    boxes: list[int | None] = []
    for token in _BOX.finditer(text):
        if token[0] == "{" or token[1]:
            boxes.append(token.end() if token[1] else None)
        elif token[0] == "}":
            start = boxes.pop() if boxes else None
            if start is not None:
                answer = text[start : token.start()].strip() or answer
        elif token[2]:
            answer = token[2].rstrip(".,;:") or answer
    return answer


@dataclass(frozen=True, slots=True)
class Trace:
    """One problem's whole run: the prompt, then sampled and inserted tokens in turn."""

    problem: Problem
    prompt: tuple[int, ...]
    steps: tuple[Step, ...]
    sampling: Sampling
    limits: Limits
    seconds: float
    sample: int = 0
    """Which of the problem's samples this is."""

    @property
    def ids(self) -> tuple[int, ...]:
        """All tokens after the prompt."""
        return tuple(token for step in self.steps for token in (*step.completion.ids, *step.inserted))

    @property
    def mask(self) -> tuple[int, ...]:
        """For each of `ids`: 1 sampled by the model, 0 inserted."""
        return tuple(bit for step in self.steps for bit in (1,) * len(step.completion.ids) + (0,) * len(step.inserted))

    @property
    def sampled(self) -> int:
        return sum(len(step.completion.ids) for step in self.steps)

    @property
    def inserted(self) -> int:
        return sum(len(step.inserted) for step in self.steps)

    @property
    def text(self) -> str:
        """Model text and outputs as they follow one another."""
        return "".join(step.completion.text + step.observation for step in self.steps)

    @property
    def answer(self) -> str | None:
        """The last boxed answer in what the model wrote outside its snippets."""
        return boxed(prose("".join(step.completion.text for step in self.steps)))

    @property
    def outcome(self) -> Outcome:
        return Outcome.ANSWERED if self.answer is not None else self.end

    @property
    def end(self) -> Outcome:
        """Why it went no further, an answer aside: unanswered where the model ended its turn."""
        last = self.steps[-1].completion if self.steps else None
        if last is not None and last.finish is Finish.EOS:
            return Outcome.UNANSWERED
        context_full = last is not None and last.finish is Finish.LENGTH and not last.ids
        return Outcome.OUT_OF_BUDGET if self._spent or context_full else Outcome.CANCELLED

    @property
    def _spent(self) -> bool:
        late = self.limits.seconds is not None and self.seconds >= self.limits.seconds
        return late or len(self.steps) >= self.limits.steps or self.sampled + self.inserted >= self.limits.tokens
