"""Small changes that any question may get: a polite opening, a request for a form of answer, sloppy typing.

They keep the meaning and the numbers. Wordings say *what* is asked in many ways; this says it as many kinds of people,
and in other words: a model that always meets a pattern in its author's words learns the pattern, not to read.
"""

import random
import re
import tomllib
from functools import cache
from pathlib import Path

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

HASTY, LOST = 0.4, 0.12
"""Share of the questions that lose words, and the most of them that go: a model must not live by a single one."""
SAID_OTHERWISE, SWAPPED = 0.6, 0.5
"""Share of the questions whose words are swapped for others, and the chance of each word that has a synonym."""
SYNONYMS = Path(__file__).parent / "wordings" / "synonyms.toml"
_FORMULA = re.compile(r"(\$[^$]*\$|\\\(.*?\\\)|\\\[.*?\\\]|\\[a-z]+)", re.DOTALL)
_LONG = re.compile(r"(?<![\d.,_^{])(?<!\\,)[1-9]\d{3,}(?![\d._]|,\d)")
"""A number of four digits or more that is no decimal, no list without spaces and not marked as of a base."""
_WORD = re.compile(r"(?<![\\$\w{<.])[a-z]{2,} (?=[A-Za-z])")


@cache
def synonyms() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """A pattern of all phrases that may be replaced, longest first, and what may stand for each."""
    groups = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["groups"]
    found: dict[str, list[str]] = {}
    for group in groups:
        members = [phrase.removeprefix("~") for phrase in group]
        for phrase in group:
            if not phrase.startswith("~"):
                found.setdefault(phrase, []).extend(other for other in members if other != phrase)
    ordered = sorted(found, key=len, reverse=True)
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, ordered)) + r")\b", re.IGNORECASE)
    return pattern, {phrase: tuple(others) for phrase, others in found.items()}


def otherwise(question: str, rng: random.Random) -> str:
    """The question with some of its phrases said in other words; formulas stay as they are."""
    pattern, others = synonyms()

    def swapped(match: re.Match[str]) -> str:
        if rng.random() >= SWAPPED:
            return match[0]
        chosen = rng.choice(others[match[0].lower()])
        return chosen[0].upper() + chosen[1:] if match[0][0].isupper() else chosen

    pieces = _FORMULA.split(question)
    return "".join(piece if index % 2 else pattern.sub(swapped, piece) for index, piece in enumerate(pieces))


def hasty(question: str, rng: random.Random) -> str:
    """As typed in a hurry: here and there a lower-case word between two others is missing. `not` and its like stay."""
    lost = rng.random() * LOST

    def kept(match: re.Match[str]) -> str:
        return match[0] if match[0].strip() in DECISIVE or rng.random() >= lost else ""

    return _WORD.sub(kept, question)


def parted(question: str, rng: random.Random) -> str:
    r"""Long numbers with their thousands parted: `12,345`, in formulas also `12\,345` and `12{,}345`."""
    in_text, in_formula = rng.choice((",", ",", ",", " ")), rng.choice((",", "\\,", "\\,", "{,}"))
    pieces = _FORMULA.split(question)
    for index, piece in enumerate(pieces):
        mark = in_formula if index % 2 else in_text
        pieces[index] = _LONG.sub(lambda match, mark=mark: f"{int(match[0]):,}".replace(",", mark), piece)
    return "".join(pieces)


def dress(question: str, rng: random.Random) -> str:
    """One of these, about a quarter of the time; often in other words, and now and then with words missing."""
    if rng.random() < SAID_OTHERWISE:
        question = otherwise(question, rng)
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
