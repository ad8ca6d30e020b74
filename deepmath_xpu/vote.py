"""Majority vote over the answers to one problem, counted by mathematical equality.

Equality comes in as a function and need not be transitive (0.25 = 25 %, 25 % = 25), so classes are defined by order:
samples are taken by index, each joins the first class whose founder (its first sample) has an equal answer, or founds
one. The largest class wins, a tie goes to the class founded first. None of this depends on which sample finished when.

`Ballot` takes samples as they finish and says when the rest can be cancelled. That is lossless as far as equality is
transitive on the answers given: a sample still running may then join a class or found one, but not split one. What is
promised is the winning class; its spelling (`1/2`, `0.5`) is that of the first sample seen.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from deepmath_xpu.engine import Cancel
from deepmath_xpu.types import Outcome, Step, Trace, UsageError

Equal = Callable[[str, str], bool]
"""Whether two answers mean the same; symmetric, and true of identical texts."""


@dataclass(frozen=True, slots=True)
class Class:
    """The samples that gave one answer."""

    answer: str
    """As its first sample wrote it."""
    samples: tuple[int, ...]
    """Indices, ascending."""


@dataclass(frozen=True, slots=True)
class Vote:
    """The outcome over the samples seen."""

    classes: tuple[Class, ...]
    """Most votes first; of as many, the one with the lowest index first."""
    samples: int
    """All that were seen; those without an answer count here and nowhere else."""

    @property
    def answer(self) -> str | None:
        return self.classes[0].answer if self.classes else None

    @property
    def votes(self) -> int:
        return len(self.classes[0].samples) if self.classes else 0

    @property
    def margin(self) -> int:
        """Votes ahead of the second; 0 is a tie, or no answer at all."""
        return self.votes - (len(self.classes[1].samples) if len(self.classes) > 1 else 0)


class Ballot:
    """A vote that is still coming in. Used by one thread at a time.

    `agree` is the lossy rule `first-agree:N`: decided as soon as N samples agree, whatever the others might say.
    """

    def __init__(self, samples: int, equal: Equal, agree: int | None = None) -> None:
        if samples < 0 or (agree is not None and agree < 1):
            raise ValueError(f"{samples} samples, {agree} to agree: none, or too few")
        self.samples, self.agree, self._equal = samples, agree, equal
        self._answers: dict[int, str | None] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def add(self, index: int, answer: str | None) -> None:
        """Sample `index`, counted from 0, has ended; None where it has no answer."""
        if not 0 <= index < self.samples or index in self._answers:
            raise ValueError(f"sample {index} of {self.samples}: out of range, or added before")
        self._answers[index] = answer

    @property
    def vote(self) -> Vote:
        """The outcome so far; the final one where `decided`."""
        founded: dict[str, list[int]] = {}
        for index, answer in sorted(self._answers.items()):
            if answer is not None:
                founder = next((one for one in founded if self._same(one, answer)), answer)
                founded.setdefault(founder, []).append(index)
        ordered = sorted(founded.items(), key=lambda one: -len(one[1]))
        return Vote(tuple(Class(answer, tuple(members)) for answer, members in ordered), len(self._answers))

    @property
    def decided(self) -> bool:
        """Whether the samples left cannot change the answer (or enough agree, where that is the rule)."""
        return self.needed == 0

    @property
    def needed(self) -> int:
        """How many samples must still end before it can be decided, if all of those agree with the leader."""
        left = tuple(index for index in range(self.samples) if index not in self._answers)
        leader, *rivals = [one.samples for one in self.vote.classes] or [()]
        for count in range(len(left)):
            ahead = (*leader, *left[:count])
            agreed = self.agree is not None and len(ahead) >= self.agree
            if agreed or (ahead and _out_of_reach(ahead, rivals, left[count:])):
                return count
        return len(left)

    def _same(self, a: str, b: str) -> bool:
        """`equal`, asked once for a pair: it may cost seconds."""
        pair = (a, b) if a <= b else (b, a)
        if pair not in self._known:
            self._known[pair] = a == b or self._equal(*pair)
        return self._known[pair]


def _out_of_reach(leader: tuple[int, ...], rivals: list[tuple[int, ...]], left: tuple[int, ...]) -> bool:
    """Whether no class, seen or new, passes the leader when every sample left joins it."""
    return all(_rank((*rival, *left)) > _rank(leader) for rival in (*rivals, ()))


def _rank(samples: tuple[int, ...]) -> tuple[int, int]:
    return (-len(samples), min(samples))


def majority(answers: Iterable[str | None], equal: Equal) -> Vote:
    """The vote over finished samples, in the order of their index."""
    listed = list(answers)
    ballot = Ballot(len(listed), equal)
    for index, answer in enumerate(listed):
        ballot.add(index, answer)
    return ballot.vote


@dataclass(frozen=True, slots=True)
class Rule:
    """When the samples of a problem that still run are cancelled; without any of it all of them end by themselves."""

    decided: bool = True
    """As soon as the vote is decided: lossless."""
    agree: int | None = None
    """As soon as that many agree: lossy."""
    seconds: float | None = None
    """That long after the problem's first sample began."""
    tokens: int | None = None
    """When the steps done so far hold that many tokens, sampled and inserted, over all samples."""

    @classmethod
    def read(cls, text: str) -> "Rule":
        """`lossless`, `all` or `first-agree:N`; UsageError for another."""
        name, _, count = text.partition(":")
        if text in ("lossless", "all"):
            return cls(decided=text == "lossless")
        if name == "first-agree" and count.isascii() and count.isdecimal() and int(count) > 0:
            return cls(agree=int(count))
        raise UsageError(f"unknown vote {text!r}: use lossless, all or first-agree:N")


class Poll:
    """One problem's samples while they run: `cancel` is set once the rule says so. A `Watcher` of each of them."""

    def __init__(self, rule: Rule, samples: int, equal: Equal, parent: Cancel) -> None:
        self.cancel = Cancel(rule.seconds, parent)
        self._rule = rule
        self._ballot = Ballot(samples, equal, rule.agree)
        self._tokens: list[int] = []
        self.running = 0
        """Samples that have not ended; whoever begins one counts it here."""

    @property
    def urgent(self) -> bool:
        """Whether one more sample has work that no early decision saves, or none at all any more.

        Of 16 samples 8 must end before the vote can be decided: those first, then others as they disagree. Under a
        time limit the rest may not get its turn later, so all are urgent.
        """
        spare = self._rule.decided and self._rule.seconds is None and self.running >= self._ballot.needed
        return not spare or self.cancel.is_set()

    def text(self, text: str) -> None: ...

    def step(self, step: Step) -> None:
        """Called from many threads; what runs when the tokens are spent may overshoot by the step it is in."""
        self._tokens.append(len(step.completion.ids) + len(step.inserted))
        if self._rule.tokens is not None and sum(self._tokens) >= self._rule.tokens:
            self.cancel.set()

    def add(self, trace: Trace) -> None:
        """A sample has ended. Used by one thread at a time."""
        self.running -= 1
        self._ballot.add(trace.sample, voice(trace))
        if self._rule.decided and self._ballot.decided:
            self.cancel.set()


def voice(trace: Trace) -> str | None:
    """The answer a sample votes for: none where it was cancelled, for it might have gone on to another."""
    return None if trace.end is Outcome.CANCELLED else trace.answer
