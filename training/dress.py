"""Small changes that any question may get: a polite opening, a request for a form of answer, sloppy typing.

They keep the meaning and the numbers. Wordings say *what* is asked in many ways; this says it as many kinds of people.
"""

import random
import re

OPENINGS = (
    "Please help: ",
    "Question: ",
    "Problem: ",
    "Solve: ",
    "Quick question: ",
    "Homework: ",
    "Hi! ",
    "Here is a problem. ",
    "Solve the following problem. ",
    "Help me with this. ",
    "Consider the following. ",
    "Q: ",
)
DECISIVE = frozenset(
    (
        "no", "not", "without", "except", "least", "most", "more", "less", "fewer", "than", "first", "last", "both",
        "all", "any", "each", "only", "at", "before", "after", "half", "twice", "double", "third", "or", "and", "from",
        "by", "with",
    )
)  # fmt: skip
"""Words without which a question asks something else."""
TAILS = (
    "Give only the final answer.",
    "Show your work.",
    "Give the exact value.",
    "Please give an exact answer.",
    "Put your final answer in \\boxed{}.",
    "Use Python if you need to.",
    "Thanks!",
    "Explain briefly.",
    "What is the answer?",
    "Think step by step.",
)

HASTY, LOST = 0.5, 0.05
"""Share of the questions that lose words, and of their words those that go: a model must not live by a single one."""
_WORD = re.compile(r"(?<![\\$\w{<.])[a-z]{2,} (?=[A-Za-z])")


def hasty(question: str, rng: random.Random) -> str:
    """As typed in a hurry: here and there a lower-case word between two others is missing. `not` and its like stay."""

    def kept(match: re.Match[str]) -> str:
        return match[0] if match[0].strip() in DECISIVE or rng.random() >= LOST else ""

    return _WORD.sub(kept, question)


def dress(question: str, rng: random.Random) -> str:
    """One of these, about a quarter of the time; and now and then with words missing."""
    if rng.random() < HASTY:
        question = hasty(question, rng)
    chance = rng.random()
    if chance < 0.05:
        return rng.choice(OPENINGS) + question
    if chance < 0.12:
        return f"{question.rstrip()} {rng.choice(TAILS)}"
    if chance < 0.16 and "$" not in question and "\\" not in question:
        return question.lower()
    if chance < 0.22:
        return question.rstrip(".?! ")
    if chance < 0.25:
        return re.sub(r"\bWhat is\b", "What's", question)
    return question
