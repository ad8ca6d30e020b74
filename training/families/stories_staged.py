"""Stories that go on stage by stage and stop anywhere: `story_stages.py` says what happens, this draws the numbers."""

import random
from collections.abc import Callable

from training.families.names import COLLECTED, EATEN, MADE, SOLD, Thing, plural
from training.families.story import cast, counts, fractions, money, part, pick, tell, thing_slots
from training.families.story_plan import capital
from training.families.story_stages import CONTEXTS, Stage
from training.task import Case, Kind, word

_CAKES = ("muffin", "cupcake", "cookie", "donut", "bagel", "bun", "brownie", "croissant")
_TREES = ("apple", "pear", "cherry", "orange", "plum", "peach", "mango", "lemon")
_PERCENTS = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 65, 70, 75, 80, 85, 90)


class _NoNumberError(Exception):
    """No number of the stage fits what came before."""


def _number(rng: random.Random, stage: Stage, x: int) -> tuple[int, int]:
    """Numbers for the stage: `n`, or top and bottom of a fraction."""
    match stage.does:
        case "/":
            fits = [n for n in range(stage.low, stage.high + 1) if x % n == 0 and x > n]
        case "/60":
            fits = [60] if x % 60 == 0 and x > 60 else []
        case "-":
            fits = list(range(stage.low, min(stage.high, x - 2) + 1))
        case "%" | "-%" | "+%":
            fits = [n for n in _PERCENTS if stage.low <= n <= stage.high and x * n % 100 == 0]
        case "part" | "-part":
            pairs = [
                (1, 2),
                (1, 3),
                (2, 3),
                (1, 4),
                (3, 4),
                (1, 5),
                (2, 5),
                (3, 5),
                (4, 5),
                (1, 6),
                (5, 6),
                (3, 8),
                (7, 10),
            ]
            pairs = [(top, bottom) for top, bottom in pairs if x % bottom == 0 and x > bottom and bottom <= stage.high]
            if not pairs:
                raise _NoNumberError
            return rng.choice(pairs)
        case _:
            return pick(rng, (stage.low, (stage.low + stage.high) // 2), (stage.low, stage.high)), 1
    if not fits:
        raise _NoNumberError
    return rng.choice(fits), 1


def _done(does: str, x: int, old: str, n: int, bottom: int) -> tuple[str, int]:
    """The code of the new number and its value."""
    return {
        "start": lambda: (str(n), n),
        "*": lambda: (f"{old} * {n}", x * n),
        "dozen": lambda: (f"{n} * 12", n * 12),
        "*7": lambda: (f"{old} * 7 * {n}", x * 7 * n),
        "*12": lambda: (f"{old} * 12 * {n}", x * 12 * n),
        "+": lambda: (f"{old} + {n}", x + n),
        "-": lambda: (f"{old} - {n}", x - n),
        "/": lambda: (f"{old} // {n}", x // n),
        "/60": lambda: (f"{old} // 60", x // 60),
        "%": lambda: (f"{old} * {n} // 100", x * n // 100),
        "-%": lambda: (f"{old} - {old} * {n} // 100", x - x * n // 100),
        "+%": lambda: (f"{old} + {old} * {n} // 100", x + x * n // 100),
        "part": lambda: (part(old, n, bottom), x // bottom * n),
        "-part": lambda: (f"{old} - {part(old, n, bottom)}", x - x // bottom * n),
    }[does]()


def _slots(rng: random.Random) -> dict[str, str]:
    slots = cast(rng, MADE)
    cake = rng.choice(_CAKES)
    slots |= thing_slots("cake", "", Thing(cake, plural(cake))) | thing_slots("good", "", rng.choice(SOLD))
    if rng.random() < 0.6:
        slots |= thing_slots("thing", "", rng.choice(rng.choice((EATEN, COLLECTED))))
    slots |= {"far": rng.choice(("miles", "kilometers")), "mass": rng.choice(("pounds", "kilograms"))}
    slots |= {"feet": rng.choice(("feet", "meters")), "packs": rng.choice(("packs", "boxes", "bags"))}
    return slots | {"kind": rng.choice(_TREES), "wet": rng.choice(("gallons", "liters"))}


def _told(rng: random.Random, stages: list[Stage], slots: dict[str, str]) -> tuple[list[str], list[str], int]:
    """The sentences, the lines of code and the last number."""
    sign = money(rng, n=0)["n"]
    said, lines, x, old = [], [], 0, ""
    for stage in stages:
        n, bottom = _number(rng, stage, x)
        shown = {"n": sign.replace("0", str(n)) if stage.money else counts(rng, n=n)["n"], "percent": str(n)}
        if "part" in stage.does:
            shown = fractions(rng, part=(n, bottom))
        code, x = _done(stage.does, x, old, n, bottom)
        said.append(word(stage.says, slots | shown, rng))
        repeated = stage.does in ("-%", "+%", "-part") and old.isdigit()
        if repeated:
            lines.append(f"{stages[0].name} = {old}")
            code, _ = _done(stage.does, 1, stages[0].name, n, bottom)
        if stage.does != "start":
            lines.append(f"{stage.name} = {code}")
        old = code if stage.does == "start" else stage.name
    return said, lines, x


def _chosen(rng: random.Random, context: tuple[Stage, ...]) -> list[Stage]:
    """The stages up to a drawn end, optional ones now and then left out."""
    ends = [index for index, stage in enumerate(context) if index > 1 and stage.asks]
    last = rng.choice(ends + ends[1:])
    return [
        stage
        for index, stage in enumerate(context[: last + 1])
        if index == last or not stage.optional or rng.random() < 0.5
    ]


def _joined(rng: random.Random, said: list[str], asks: str) -> str:
    """Sentences, the last of them now and then as the condition of the question, some joined by `and`."""
    last = said[-1]
    if rng.random() < 0.3:
        end = f"If {last}, {asks}?"
        said = said[:-1]
    else:
        end = f"{capital(asks)}?"
    parts: list[str] = []
    for sentence in said:
        if parts and len(parts[-1]) < 60 and rng.random() < 0.15 and " and " not in parts[-1]:
            parts[-1] += f", and {sentence}"
        else:
            parts.append(sentence)
    return " ".join([capital(sentence) + "." for sentence in parts] + [end])


def _staged(context: tuple[Stage, ...]) -> Callable[[random.Random], Case]:
    def draw(rng: random.Random) -> Case:
        while True:
            stages, slots = _chosen(rng, context), _slots(rng)
            try:
                said, lines, x = _told(rng, stages, slots)
            except _NoNumberError:
                continue
            if 1 <= x < 10**6:
                break
        slots["story"] = _joined(rng, said, word(stages[-1].asks, slots, rng))
        *before, last = lines
        code = "\n".join([*before, f"print({last.partition(' = ')[2]})"])
        return tell(slots, x, "I follow the story stage by stage.", code, "The answer is")

    return draw


KINDS = tuple(Kind(f"staged_{name}", _staged(context)) for name, context in CONTEXTS.items())
