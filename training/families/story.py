"""How a story is put together: its people and things, how its numbers are written, and the case made of them.

Snippets of stories follow one rule. Counts of things are integers and divide with `//`; lengths, times and rates divide
with `Fraction`; money that is a decimal, or takes a percentage, is a `Decimal`.
"""

import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from textwrap import dedent

from training.families import names
from training.families.names import Thing, article
from training.task import Case, Turn

_PRONOUNS = {"he": ("he", "his", "him", "his"), "she": ("she", "her", "her", "hers")}
_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_DENOMINATORS = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}
_ASIDES = (
    "{name} is {d} years old. ", "{name} lives {d} minutes from the {place}. ", "{name} has {d} cousins. ",
    "{name} has been up since {d6} o'clock. ", "The {place} is {d} years old. ", "It is {d} degrees outside. ",
    "{name}'s house number is {d}. ", "{name} has {d6} pets. ", "There are {d} people in {name}'s street. ",
    "{name} woke up {d} minutes late. ", "{name} lives on floor {d6}. ",
)  # fmt: skip


def cast(rng: random.Random, things: Sequence[Thing] = names.COLLECTED) -> dict[str, str]:
    """Slots that any story may use: three people, two things of one sort, a shop, places, and now and then an aside."""
    slots: dict[str, str] = {}
    for suffix, (name, gender) in zip(("", "2", "3", "4"), rng.sample(names.PEOPLE, 4), strict=True):
        he, his, him, own = _PRONOUNS[gender]
        slots |= {
            f"name{suffix}": name,
            f"he{suffix}": he,
            f"his{suffix}": his,
            f"him{suffix}": him,
            f"own{suffix}": own,
        }
        slots |= {f"che{suffix}": he.capitalize(), f"chis{suffix}": his.capitalize()}
    for suffix, thing in zip(("", "2", "3"), rng.sample(things, 3), strict=True):
        slots |= thing_slots("thing", suffix, thing)
    slots |= thing_slots("box", "", rng.choice(names.CONTAINERS))
    slots |= {"shop": rng.choice(names.SHOPS), "day": rng.choice(names.DAYS)}
    slots |= dict(zip(("place", "place2"), rng.sample(names.PLACES, 2), strict=True))
    slots |= dict(zip(("city", "city2", "city3"), rng.sample(names.CITIES, 3), strict=True))
    slots |= dict(zip(("color", "color2", "color3"), rng.sample(names.COLORS, 3), strict=True))
    slots["relative"] = rng.choice(names.RELATIVES[rng.choice(("he", "she"))])
    slots["friend"] = rng.choice(("friend", "brother", "sister", "cousin", "neighbor", "classmate"))
    aside = rng.choice(_ASIDES).format(
        name=slots["name"], place=slots["place"], d=rng.randint(13, 40), d6=rng.randint(5, 7)
    )
    slots["aside"] = aside if rng.random() < 0.08 else ""
    return slots


def thing_slots(key: str, suffix: str, thing: Thing) -> dict[str, str]:
    """`thing2`, `things2`, `a_thing2`, `cthings2` for the key `thing` and the suffix `2`."""
    many = f"{key}es" if key.endswith(("x", "s", "ch")) else f"{key}s"
    return {
        f"{key}{suffix}": thing.one,
        f"{many}{suffix}": thing.many,
        f"a_{key}{suffix}": article(thing.one),
        f"ca_{key}{suffix}": article(thing.one).capitalize(),
        f"c{many}{suffix}": thing.many[0].upper() + thing.many[1:],
    }


def pick(rng: random.Random, *ranges: tuple[int, int]) -> int:
    """A number of one of the ranges; list the likelier ones twice."""
    return rng.randint(*rng.choice(ranges))


def counts(rng: random.Random, **values: int) -> dict[str, str]:
    """Slots of numbers: now and then with commas, small ones now and then as words; `a_n` has the article."""
    words, commas = rng.random() < 0.1, rng.random() < 0.3
    shown = {key: _WORDS[n] if words and 2 <= n <= 12 else f"{n:,}" if commas else str(n) for key, n in values.items()}
    return _forms(shown)


def plain(**values: object) -> dict[str, str]:
    """Slots of numbers that are always digits: percentages, measures, clock times."""
    return _forms({key: str(n) for key, n in values.items()})


def _forms(shown: dict[str, str]) -> dict[str, str]:
    """The same with an article (`a_n`: `an 8`) and to begin a sentence with (`cn`: `Eight`)."""
    articles = {
        f"a_{key}": article(text) if text[0].isalnum() else article(text.lstrip("$\\€£")).split()[0] + " " + text
        for key, text in shown.items()
    }
    return shown | articles | {f"c{key}": text[0].upper() + text[1:] for key, text in (shown | articles).items()}


def money(rng: random.Random, **amounts: int | Decimal) -> dict[str, str]:
    """Slots with the currency in them, the same one in the whole story; `a_p` has the article."""
    before, after = rng.choices((("$", ""), ("", " dollars"), ("\\$", ""), ("€", ""), ("£", "")), (75, 14, 3, 4, 4))[0]
    commas = rng.random() < 0.4
    shown = {key: f"{before}{n:,}{after}" if commas else f"{before}{n}{after}" for key, n in amounts.items()}
    shown = {key: "1 dollar" if text == "1 dollars" else text for key, text in shown.items()}
    return _forms(shown)


def price(rng: random.Random, low: int, high: int, decimal: bool) -> Decimal:
    """An amount from `low` to `high`, with cents where `decimal` says so (most often ending in 0 or 5)."""
    if not decimal:
        return Decimal(rng.randint(low, high))
    cents = rng.choice((50, 50, 25, 75, 20, 80, 99, 95, 5 * rng.randint(1, 19), rng.randint(1, 99)))
    return Decimal(f"{rng.randint(low, max(low, high - 1))}.{cents:02d}")


def coded(amount: Decimal, decimal: bool) -> str:
    """The amount as the snippet writes it."""
    return f'Decimal("{amount}")' if decimal else str(amount)


def fractions(rng: random.Random, **parts: tuple[int, int]) -> dict[str, str]:
    """Slots of fractions as people say them, to be followed by `of`; `cpart` begins a sentence."""
    return _forms({key: _fraction(rng, top, bottom) for key, (top, bottom) in parts.items()})


def _fraction(rng: random.Random, top: int, bottom: int) -> str:
    """`half`, `a third`, `two thirds`, `3/4`, `$\\frac{3}{4}$`."""
    style = rng.random()
    if style < 0.12:
        return rf"$\frac{{{top}}}{{{bottom}}}$"
    if style < 0.55 and bottom != 2:
        return f"{top}/{bottom}"
    if bottom == 2:
        return rng.choice(("half", "half", "half", "one half", "1/2"))
    name = _DENOMINATORS[bottom]
    if top == 1:
        return rng.choice((f"a {name}" if bottom != 8 else "an eighth", f"one {name}", f"one-{name}"))
    return rng.choice((f"{_WORDS[top]} {name}s", f"{_WORDS[top]}-{name}s"))


def part(whole: str, top: int, bottom: int) -> str:
    """Code for a fraction of a count."""
    return f"{whole} // {bottom}" if top == 1 else f"{whole} * {top} // {bottom}"


def times(rng: random.Random, **factors: int) -> dict[str, str]:
    """Slots of multiples as people say them: `twice`, `3 times`, `four times`, to be followed by `as many`."""
    return _forms({key: _times(rng, factor) for key, factor in factors.items()})


def _times(rng: random.Random, factor: int) -> str:
    if factor == 2:
        return rng.choice(("twice", "twice", "twice", "two times", "2 times"))
    if factor == 3 and rng.random() < 0.1:
        return "thrice"
    return f"{_WORDS[factor] if factor <= 12 and rng.random() < 0.5 else factor} times"


def quantity(n: int, one: str) -> str:
    """`1 apple`, `5 apples`."""
    return f"{n} {one if n == 1 else names.plural(one)}"


def tell(slots: dict[str, str], answer: int | Fraction | Decimal | str, text: str, code: str, closing: str) -> Case:
    """The case of a story that one snippet solves. `code` may be indented as it stands in the drawing function."""
    return Case(slots, str(answer), (Turn(text, dedent(code).strip()),), closing)
