"""The vote counts by equality, does not depend on the order of arrival, and stops early only when it is decided."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_xpu.engine import Cancel
from deepmath_xpu.types import Completion, Finish, Limits, Problem, Sampling, Step, Timing, Trace, UsageError
from deepmath_xpu.vote import Ballot, Poll, Rule, Vote, majority, voice

ANSWERS = st.lists(st.sampled_from([None, "0", "1", "2", "3", "10", "11", "12", "20"]), min_size=1, max_size=16)


def same_last_digit(a: str, b: str) -> bool:
    """An equality under which one answer has several spellings."""
    return a[-1] == b[-1]


def shuffled(count: int, seed: int) -> list[int]:
    return random.Random(seed).sample(range(count), count)


def test_the_answer_most_samples_agree_on_wins_however_it_is_spelled() -> None:
    vote = majority(["2", "1", None, "11", "21"], same_last_digit)
    assert (vote.answer, vote.votes, vote.samples, vote.margin) == ("1", 3, 5, 2)


def test_a_tie_goes_to_the_lowest_index_whatever_finished_first() -> None:
    ballot = Ballot(4, same_last_digit)
    for index, answer in [(3, "5"), (2, "7"), (1, "5"), (0, "7")]:
        ballot.add(index, answer)
    assert ballot.vote.answer == "7"
    assert ballot.vote.margin == 0


def test_samples_without_an_answer_never_win() -> None:
    assert majority([None, None, None, "4"], same_last_digit).answer == "4"
    assert majority([None, None], same_last_digit) == Vote((), 2)
    assert majority([], same_last_digit).answer is None


def test_where_equality_is_not_transitive_the_first_sample_of_a_class_speaks_for_it() -> None:
    def close(a: str, b: str) -> bool:
        return abs(int(a) - int(b)) <= 1

    assert [one.samples for one in majority(["1", "2", "3"], close).classes] == [(0, 1), (2,)]
    assert [one.samples for one in majority(["2", "1", "3"], close).classes] == [(0, 1, 2)]


@settings(deadline=None)
@given(ANSWERS, st.integers())
def test_the_vote_does_not_depend_on_the_order_of_arrival(answers: list[str | None], seed: int) -> None:
    ballot = Ballot(len(answers), same_last_digit)
    for index in shuffled(len(answers), seed):
        ballot.add(index, answers[index])
    assert ballot.decided
    assert ballot.vote == majority(answers, same_last_digit)


@settings(deadline=None)
@given(ANSWERS, st.integers())
def test_stopping_when_decided_never_changes_the_winner(answers: list[str | None], seed: int) -> None:
    full = majority(answers, same_last_digit)
    ballot = Ballot(len(answers), same_last_digit)
    for index in shuffled(len(answers), seed):
        ballot.add(index, answers[index])
        if ballot.decided:
            break
    stopped = ballot.vote
    assert (stopped.answer is None) == (full.answer is None)
    assert stopped.answer is None or full.answer is None or same_last_digit(stopped.answer, full.answer)


@settings(deadline=None)
@given(ANSWERS.filter(lambda answers: len(answers) <= 7), st.integers(), st.integers(min_value=1))
def test_it_stops_as_soon_as_it_can(answers: list[str | None], seed: int, seen: int) -> None:
    """Undecided means that some completion would change the winner: all the samples left giving one answer."""
    order = shuffled(len(answers), seed)
    ballot = Ballot(len(answers), str.__eq__)
    for index in order[:seen]:
        ballot.add(index, answers[index])
    left = order[seen:]
    endings = {
        majority(completed(answers, left, ending), str.__eq__).answer for ending in [*set(answers) - {None}, "new"]
    }
    assert ballot.decided == (not left or endings == {ballot.vote.answer})


def completed(answers: list[str | None], left: list[int], ending: str | None) -> list[str | None]:
    return [ending if index in left else answer for index, answer in enumerate(answers)]


def test_a_clear_majority_saves_the_rest() -> None:
    ballot = Ballot(16, str.__eq__)
    for index in range(8):
        assert not ballot.decided
        ballot.add(index, "5")
    assert ballot.decided, "8 of 16 with the lowest indices: the others can only tie, and lose"


def test_eight_of_sixteen_are_not_enough_while_a_lower_index_is_out() -> None:
    ballot = Ballot(16, str.__eq__)
    for index in range(8, 16):
        ballot.add(index, "5")
    assert not ballot.decided
    ballot.add(3, "5")
    assert ballot.decided


@settings(deadline=None)
@given(ANSWERS, st.integers(), st.integers(min_value=0))
def test_as_many_as_are_needed_can_decide_it_and_fewer_cannot(answers: list[str | None], seed: int, seen: int) -> None:
    ballot = Ballot(len(answers), str.__eq__)
    for index in shuffled(len(answers), seed)[: seen % (len(answers) + 1)]:
        ballot.add(index, answers[index])
    left = [index for index in range(len(answers)) if index not in ballot._answers]
    for needed in range(ballot.needed, 0, -1):
        assert not ballot.decided
        assert ballot.needed == needed
        ballot.add(left.pop(0), ballot.vote.answer or "new")
    assert ballot.decided


def test_first_agree_is_decided_by_that_many() -> None:
    ballot = Ballot(16, same_last_digit, Rule.read("first-agree:3").agree)
    for index, answer in [(9, "1"), (4, "2"), (7, "11"), (2, None)]:
        ballot.add(index, answer)
        assert not ballot.decided
    ballot.add(0, "21")
    assert ballot.decided
    assert ballot.vote.answer == "21"
    assert Ballot(16, same_last_digit, agree=3).needed == 3


def test_equality_is_asked_once_for_a_pair() -> None:
    asked: list[tuple[str, str]] = []

    def counting(a: str, b: str) -> bool:
        asked.append((a, b))
        return False

    ballot = Ballot(6, counting)
    for index in range(6):
        ballot.add(index, str(index % 3))
        assert not ballot.decided or index == 5
    assert len(asked) == 3


def test_rules_are_read() -> None:
    assert Rule.read("lossless") == Rule()
    assert not Rule.read("all").decided
    assert Rule.read("first-agree:3").agree == 3


@pytest.mark.parametrize(
    "rule", ["", "most", "first-agree", "first-agree:", "first-agree:0", "first-agree:x", "lossless:2"]
)
def test_an_unknown_rule_is_refused(rule: str) -> None:
    with pytest.raises(UsageError, match="first-agree:N"):
        Rule.read(rule)


def trace(sample: int, answer: str | None, finish: Finish = Finish.EOS, tokens: int = 1) -> Trace:
    text = "" if answer is None else f"\\boxed{{{answer}}}"
    step = Step(Completion((5,) * tokens, text, finish, Timing(0.0, 0.0)))
    return Trace(Problem("0", "?"), (1,), (step,), Sampling(), Limits(), 0.0, sample)


@settings(deadline=None)
@given(ANSWERS, st.integers())
def test_a_poll_that_cancels_the_rest_elects_the_same_answer(answers: list[str | None], seed: int) -> None:
    """A cancelled sample has written what it may: its half-finished answer has no voice."""
    poll, traces = Poll(Rule(), len(answers), same_last_digit, Cancel()), dict[int, Trace]()
    for index in shuffled(len(answers), seed):
        cut = poll.cancel.is_set()
        traces[index] = trace(index, "9" if cut else answers[index], Finish.CANCELLED if cut else Finish.EOS)
        if not cut:
            poll.add(traces[index])
    stopped = majority((voice(traces[index]) for index in range(len(answers))), same_last_digit).answer
    full = majority(answers, same_last_digit).answer
    assert stopped == full or (stopped and full and same_last_digit(stopped, full))


def test_samples_that_an_early_decision_may_save_are_not_urgent() -> None:
    poll = Poll(Rule(), 16, str.__eq__, Cancel())
    assert urgent(poll) == 8
    poll.add(trace(0, "5"))
    assert urgent(poll) == 0, "seven run, and may decide it"
    poll.add(trace(1, "6"))
    assert urgent(poll) == 1, "six run, and a vote against it takes one more"
    for sample in range(2, 9):
        poll.add(trace(sample, "5"))
    assert poll.cancel.is_set()
    assert poll.urgent, "what is left ends at once"
    limited = Poll(Rule(seconds=60.0), 16, str.__eq__, Cancel())
    assert urgent(limited, most=16) == 16
    assert urgent(Poll(Rule.read("all"), 16, str.__eq__, Cancel()), most=16) == 16


def urgent(poll: Poll, most: int = 99) -> int:
    """How many more samples may begin before the poll can wait for them."""
    for begun in range(most):
        if not poll.urgent:
            return begun
        poll.running += 1
    return most


def test_a_poll_of_all_cancels_nothing() -> None:
    poll = Poll(Rule.read("all"), 3, str.__eq__, Cancel())
    for sample in range(3):
        poll.add(trace(sample, "5"))
        assert not poll.cancel.is_set()


def test_a_poll_ends_when_its_tokens_are_spent_or_its_time_is_up() -> None:
    poll = Poll(Rule(tokens=7), 3, str.__eq__, Cancel())
    poll.step(trace(0, "5", tokens=6).steps[0])
    assert not poll.cancel.is_set()
    poll.step(trace(1, "5").steps[0])
    assert poll.cancel.is_set()
    assert Poll(Rule(seconds=0.0), 3, str.__eq__, Cancel()).cancel.is_set()


def test_a_sample_counts_once() -> None:
    ballot = Ballot(2, str.__eq__)
    ballot.add(1, "5")
    with pytest.raises(ValueError, match="sample 1 of 2"):
        ballot.add(1, "5")
    with pytest.raises(ValueError, match="sample 2 of 2"):
        ballot.add(2, "5")
