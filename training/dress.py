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


def dress(question: str, rng: random.Random) -> str:
    """One of these, about a quarter of the time."""
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
