"""People, objects and ways of writing numbers that the stories of several families share."""

import random
from math import gcd

PEOPLE = (
    *(
        (name, "she", "her", "her")
        for name in (
            "Maya",
            "Anna",
            "Sofia",
            "Priya",
            "Emma",
            "Lena",
            "Fatima",
            "Chloe",
            "Mei",
            "Alice",
            "Sara",
            "Ines",
            "Olga",
            "Grace",
            "Zoe",
            "Ms. Lopez",
            "Mrs. Chen",
            "Amara",
            "Nina",
            "Julia",
            "Mary",
            "Kate",
            "Aisha",
            "Rosa",
        )
    ),
    *(
        (name, "he", "his", "him")
        for name in (
            "Tom",
            "Ben",
            "Carlos",
            "Ahmed",
            "Ravi",
            "Liam",
            "Jonas",
            "Kofi",
            "Yuki",
            "Bob",
            "David",
            "Marco",
            "Ivan",
            "Mr. Lee",
            "Mr. Brown",
            "Omar",
            "Paul",
            "Peter",
            "Noah",
            "Max",
            "John",
            "Sam",
            "Hugo",
            "Jack",
        )
    ),
)

WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
)


def person(rng: random.Random) -> dict[str, str]:
    """The slots of someone in a story: `name`, `he`, `his`, `him`, and `he` and `his` with a capital."""
    name, he, his, him = rng.choice(PEOPLE)
    return {"name": name, "he": he, "his": his, "him": him, "he_cap": he.capitalize(), "his_cap": his.capitalize()}


def digits(rng: random.Random, n: int) -> str:
    """`1500`, at times `1,500`."""
    return f"{n:,}" if abs(n) >= 1000 and rng.random() < 0.15 else str(n)


def spelled(rng: random.Random, n: int, share: float = 0.35) -> str:
    """`3`, at times `three`."""
    return WORDS[n] if 0 <= n <= 20 and rng.random() < share else str(n)


def plural(n: int, noun: str) -> str:
    """`1 apple`, `3 apples`; the noun is given in the singular and takes an s."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def ratio(top: int, bottom: int) -> str:
    """The lowest terms of a fraction, as `3/4` or `5`."""
    if bottom < 0:
        top, bottom = -top, -bottom
    shared = gcd(top, bottom)
    top, bottom = top // shared, bottom // shared
    return str(top) if bottom == 1 else f"{top}/{bottom}"


def enumeration(rng: random.Random, items: list[str], last: str = "and") -> str:
    """`a, b and c`, at times `a, b, and c`."""
    if len(items) == 1:
        return items[0]
    comma = "," if len(items) > 2 and rng.random() < 0.5 else ""
    return f"{', '.join(items[:-1])}{comma} {last} {items[-1]}"
