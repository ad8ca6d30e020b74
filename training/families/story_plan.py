"""Quantities that follow from one another, in the order in which a snippet can compute them: what composed stories share."""

import random
from dataclasses import dataclass, field

from training.families.story import counts, fractions, part, tell, times
from training.task import Case

_NAMES = ("first", "second", "third", "fourth")
_FRACTIONS = ((1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (1, 5), (2, 5))


@dataclass(slots=True)
class Plan:
    """What is known so far, in the order it can be computed."""

    lines: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    """How each number is called in later lines: the digits themselves, or the variable."""
    values: list[int] = field(default_factory=list)

    def given(self, n: int) -> None:
        self.codes.append(str(n))
        self.values.append(n)

    def follows(self, code: str, value: int) -> None:
        name = _NAMES[len(self.codes)]
        self.lines.append(f"{name} = {code}")
        self.codes.append(name)
        self.values.append(value)

    def case(self, slots: dict[str, str], last: str, answer: int, closing: str) -> Case:
        code = "\n".join([*self.lines, f"print({last})"])
        return tell(slots, answer, "I compute the numbers one after the other.", code, closing)


@dataclass(frozen=True, slots=True)
class Relation:
    said: str
    """`5 more than`, `half as many as`: a name follows."""
    code: str
    value: int


def relation(rng: random.Random, code: str, value: int, much: bool = False) -> Relation:
    """How the next number follows from one that is known; `much` for money."""
    many = "much" if much else "many"
    options: list[Relation] = []
    n, factor = rng.randint(2, max(3, min(40, value))), rng.choice((2, 2, 3, 3, 4, 5))
    shown, said = f"${n}" if much else counts(rng, n=n)["n"], times(rng, f=factor)["f"]
    options.append(Relation(f"{shown} more than", f"{code} + {n}", value + n))
    options.append(Relation(f"{said} as {many} as", f"{code} * {factor}", value * factor))
    options.append(Relation(f"{shown} more than {said} as {many} as", f"{code} * {factor} + {n}", value * factor + n))
    if value > n:
        options += [
            Relation(f"{shown} {'less' if much else rng.choice(('fewer', 'less'))} than", f"{code} - {n}", value - n)
        ] * 2
        options.append(
            Relation(f"{shown} less than {said} as {many} as", f"{code} * {factor} - {n}", value * factor - n)
        )
    if value % 2 == 0 and value > 2:
        options += [Relation(f"half as {many} as", f"{code} // 2", value // 2)] * 2
    top, bottom = rng.choice(_FRACTIONS)
    if value % bottom == 0 and value > bottom and not code.isdigit():
        fraction = fractions(rng, f=(top, bottom))["f"]
        options.append(Relation(f"{fraction} as {many} as", part(code, top, bottom), value // bottom * top))
    percent = rng.choice((10, 20, 25, 50))
    if value * percent % 100 == 0 and value > 9 and not code.isdigit():
        options.append(
            Relation(f"{percent}% more than", f"{code} + {code} * {percent} // 100", value + value * percent // 100)
        )
        options.append(
            Relation(
                f"{percent}% {'less' if much else 'fewer'} than",
                f"{code} - {code} * {percent} // 100",
                value - value * percent // 100,
            )
        )
    return rng.choice(options)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
