"""Stories in which something happens to a number two to four times: gained, lost, packs added, halves given away.

The events are drawn freely, so the order of the steps varies where other kinds have one fixed plan. What an event is
called depends on the setting; `SETTINGS` holds the phrases, the wording files hold the stories around them.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from training.families.names import COLLECTED, EATEN, PLANTS
from training.families.story import cast, counts, fractions, money, part, pick, plain, tell, times
from training.task import Case, Kind


@dataclass(frozen=True, slots=True)
class Setting:
    """Phrases with `{he}`, `{n}` and the like for what happens; sentences without their first word's capital or period."""

    gain: tuple[str, ...]
    lose: tuple[str, ...]
    share: tuple[str, ...]
    """A fraction `{part}` of what there is goes."""
    packs: tuple[str, ...]
    """`{k}` groups of `{n}` are added."""
    spread: tuple[str, ...]
    """`{n}` go to each of `{k}`."""
    double: tuple[str, ...]


OWNED = Setting(
    gain=(
        "{he} buys {n} more",
        "{he} finds {n} more",
        "{his} {relative} gives {him} {n} more",
        "{he} gets {n} more from {name2}",
        "{he} wins {n} more",
        "{he} receives {n} more for {his} birthday",
        "{name2} gives {him} {n}",
    ),
    lose=(
        "{he} loses {n} of them",
        "{he} gives {n} of them to {name2}",
        "{he} gives away {n}",
        "{he} sells {n} of them",
        "{he} uses {n} of them",
        "{n} of them break",
    ),
    share=(
        "{he} gives {part} of them to {name2}",
        "{he} gives {part} of what {he} has to {name3}",
        "{he} sells {part} of them",
        "{he} loses {part} of them",
        "{he} donates {part} of them",
    ),
    packs=(
        "{he} buys {k} packs with {n} in each",
        "{he} buys {k} boxes of {n}",
        "{k} friends give {him} {n} each",
        "{he} gets {n} more on each of {k} days",
    ),
    spread=(
        "{he} gives {n} to each of {his} {k} friends",
        "{he} gives {k} friends {n} each",
        "{he} puts {n} of them in each of {k} bags for others",
    ),
    double=("{he} doubles the number {he} has", "{he} gets as many again as {he} has"),
)
BUS = Setting(
    gain=("{n} people get on", "{n} more people get on", "{n} passengers board"),
    lose=("{n} people get off", "{n} passengers get off", "{n} of them get off"),
    share=("{part} of the passengers get off", "{part} of the people get off", "{part} of them leave the bus"),
    packs=("{k} groups of {n} people get on",),
    spread=("{n} people get off at each of {k} stops",),
    double=("the number of passengers doubles",),
)
STOCK = Setting(
    gain=("{n} more are delivered", "the owner orders {n} more", "{n} new ones arrive", "customers return {n}"),
    lose=("{n} are sold", "customers buy {n} of them", "{n} of them are broken and thrown away", "the shop sells {n}"),
    share=("{part} of them are sold", "the shop sells {part} of them", "{part} of the stock is sold"),
    packs=("{k} boxes with {n} in each are delivered", "{k} crates of {n} arrive"),
    spread=("{k} customers buy {n} each", "each of {k} customers buys {n}"),
    double=("the owner doubles the stock",),
)
PURSE = Setting(
    gain=(
        "{he} earns {n}",
        "{his} {relative} gives {him} {n}",
        "{he} finds {n}",
        "{he} gets {n} for {his} birthday",
        "{he} makes {n} by selling old toys",
    ),
    lose=(
        "{he} spends {n} on lunch",
        "{he} buys a book for {n}",
        "{he} pays {n} for a ticket",
        "{he} gives {n} to {name2}",
        "{he} spends {n} on a gift",
        "{he} loses {n}",
    ),
    share=(
        "{he} spends {part} of {his} money on clothes",
        "{he} gives {part} of {his} money to {name2}",
        "{he} lends {part} of it to {name2}",
        "{he} spends {part} of it",
    ),
    packs=(
        "{he} works {k} hours for {n} an hour",
        "{he} gets {n} a week for {k} weeks",
        "{he} sells {k} drawings for {n} each",
    ),
    spread=(
        "{he} buys {k} tickets for {n} each",
        "{he} buys {k} pens at {n} each",
        "{he} pays {n} for each of {k} rides",
    ),
    double=("{his} {relative} doubles {his} money",),
)
HERD = Setting(
    gain=("{n} are born", "the farmer buys {n} more", "{n} more are added"),
    lose=("{n} are sold", "{n} run away", "the farmer sells {n}", "{n} of them die"),
    share=(
        "the farmer sells {part} of the herd",
        "{part} of them are sold",
        "{part} of the animals are given to a neighbor",
    ),
    packs=("{k} trucks bring {n} more each",),
    spread=("{k} buyers take {n} each",),
    double=("the herd doubles",),
)
SETTINGS = (("owned", OWNED), ("bus", BUS), ("stock", STOCK), ("purse", PURSE), ("herd", HERD))
_FRACTIONS = ((1, 2), (1, 2), (1, 3), (1, 4), (1, 5), (2, 3), (3, 4), (2, 5))


@dataclass(frozen=True, slots=True)
class _Step:
    said: str
    code: str
    """The new number from `{x}`, the old one."""
    value: int


def _step(rng: random.Random, x: int, setting: Setting, amount: Callable[[int], str]) -> _Step:
    """One event that can happen to `x` and leaves a positive whole number."""
    n, k = pick(rng, (2, 12), (2, 40)), rng.randint(2, 6)
    top, bottom = rng.choice(_FRACTIONS)
    kinds = (
        ["gain", "gain"]
        + ["lose", "lose", "lose"] * (x > 3)
        + ["share", "share"] * (x % bottom == 0 and x > bottom)
        + ["packs"]
        + ["spread"] * (x > 8)
        + ["double"] * (rng.random() < 0.2)
    )
    kind = rng.choice(kinds)
    if kind == "lose":
        n = rng.randint(2, max(2, min(x - 1, rng.choice((12, 60)))))
    if kind == "spread":
        k = rng.randint(2, min(6, (x - 1) // 2))
        n = rng.randint(2, max(2, (x - 1) // k))
    said = rng.choice(
        {
            "gain": setting.gain,
            "lose": setting.lose,
            "share": setting.share,
            "packs": setting.packs,
            "spread": setting.spread,
            "double": setting.double,
        }[kind]
    )
    fraction = fractions(rng, part=(top, bottom))["part"]
    code, value = {
        "gain": (f"{{x}} + {n}", x + n),
        "lose": (f"{{x}} - {n}", x - n),
        "share": (f"{{x}} - {part('{x}', top, bottom)}", x - x // bottom * top),
        "packs": (f"{{x}} + {k} * {n}", x + k * n),
        "spread": (f"{{x}} - {k} * {n}", x - k * n),
        "double": ("{x} * 2", x * 2),
    }[kind]
    if "saves {part}" in said:
        said = said.replace("{he} lends {part} of it to {name2}", "{he} lends {part} of it to {name2}")
    return _Step(said.replace("{n}", amount(n)).replace("{k}", str(k)).replace("{part}", fraction), code, value)


def _slots(rng: random.Random, name: str) -> dict[str, str]:
    slots = cast(rng, rng.choice({"herd": (PLANTS,)}.get(name, (COLLECTED, EATEN))))
    if name == "herd":
        slots["things"] = rng.choice(("cows", "sheep", "goats", "pigs", "horses", "chickens", "ducks", "rabbits"))
    return slots


def _draw(rng: random.Random, name: str, setting: Setting, steps: int) -> tuple[dict[str, str], list[str], int]:
    """The slots (`n`, `e1`, `e2`, ... and `ce1`, ...), the code of each step, and the last number."""
    slots = _slots(rng, name)
    start = pick(rng, (5, 60), (10, 120), (50, 600))
    shown = money(rng, n=start) if name == "purse" else counts(rng, n=start)
    sign = shown["n"].replace(f"{start:,}", "{}").replace(str(start), "{}")
    amount = (lambda n: sign.format(n)) if name == "purse" else str
    lines: list[str] = []
    said: list[str] = []
    x = start
    while len(said) < steps:
        step = _step(rng, x, setting, amount)
        if step.said in said or step.value < 2 or step.value > 5000:
            continue
        before = str(start) if not lines else "now"
        if "{x} - {x}" in step.code and not lines:
            lines.append(f"now = {start}")
            before = "now"
        lines.append("now = " + step.code.format(x=before))
        x = step.value
        said.append(step.said)
    for index, event in enumerate(said, 1):
        for key in ("he", "his", "him", "relative", "name2", "name3"):
            event = event.replace("{" + key + "}", slots[key])
        slots |= {f"e{index}": event, f"ce{index}": event[0].upper() + event[1:]}
    return slots | shown, lines, x


def _chain(name: str, setting: Setting, steps: int) -> Callable[[random.Random], Case]:
    def draw(rng: random.Random) -> Case:
        slots, lines, x = _draw(rng, name, setting, steps)
        code = "\n".join((*lines, "print(now)"))
        return tell(slots, x, "I follow the number step by step.", code, "The number at the end is")

    return draw


def draw_then_sold(rng: random.Random) -> Case:
    """Two events; then the rest is sold at a price."""
    slots, lines, x = _draw(rng, "owned", OWNED, 2)
    p = rng.randint(2, 12)
    code = "\n".join((*lines, f"print(now * {p})"))
    return tell(
        slots | money(rng, p=p), x * p, "I follow the number step by step, then the price.", code, "The amount is"
    )


def draw_then_shared(rng: random.Random) -> Case:
    """Two events; then the rest is shared or packed equally."""
    for _ in range(200):
        slots, lines, x = _draw(rng, "owned", OWNED, 2)
        divisors = [k for k in range(2, 13) if x % k == 0 and x > k]
        if divisors:
            break
    k = rng.choice(divisors)
    code = "\n".join((*lines, f"print(now // {k})"))
    return tell(
        slots | counts(rng, k=k), x // k, "I follow the number step by step, then it is divided.", code, "The number is"
    )


def draw_backwards(rng: random.Random) -> Case:
    """What was there at first, from a gain, a loss and what is left."""
    gain, left = rng.randint(2, 40), rng.randint(2, 60)
    lose = rng.randint(2, gain + left - 2)
    slots = cast(rng, rng.choice((COLLECTED, EATEN))) | counts(rng, gain=gain, lose=lose, left=left)
    start = left + lose - gain
    if start < 1:
        return draw_backwards(rng)
    return tell(
        slots,
        start,
        "I go backwards from what is left.",
        f"before = {left} + {lose}\nprint(before - {gain})",
        "The number at first was",
    )


def draw_backwards_half(rng: random.Random) -> Case:
    """Half is given away, then some more; what is left is known."""
    lose, left = rng.randint(2, 40), rng.randint(2, 60)
    slots = cast(rng, rng.choice((COLLECTED, EATEN))) | counts(rng, lose=lose, left=left)
    return tell(
        slots,
        2 * (left + lose),
        "I go backwards from what is left.",
        f"before = {left} + {lose}\nprint(before * 2)",
        "The number at first was",
    )


def draw_backwards_multiply(rng: random.Random) -> Case:
    """Think of a number: times, plus."""
    x, factor, more = rng.randint(2, 60), rng.randint(2, 9), rng.randint(2, 40)
    slots = cast(rng) | plain(factor=factor, more=more, result=x * factor + more) | times(rng, times=factor)
    return tell(
        slots,
        x,
        "I go backwards from the result.",
        f"before = {x * factor + more} - {more}\nprint(before // {factor})",
        "The number is",
    )


def draw_doubling(rng: random.Random) -> Case:
    """Doubles (or triples) every day."""
    start, factor, days = rng.randint(2, 60), rng.choice((2, 2, 2, 3)), rng.randint(2, 8)
    slots = (
        cast(rng)
        | counts(rng, n=start, days=days)
        | {"doubles": "doubles" if factor == 2 else "triples", "twice": times(rng, f=factor)["f"]}
    )
    x = start
    for _ in range(days):
        x *= factor
    return tell(slots, x, "Each step multiplies the number.", f"print({start} * {factor}**{days})", "The number is")


def draw_doubling_total(rng: random.Random) -> Case:
    """A multiple of the day before: the sum of some days."""
    start, factor, days = rng.randint(2, 30), rng.choice((2, 2, 2, 3)), rng.randint(3, 6)
    slots = cast(rng) | counts(rng, n=start, days=days) | {"twice": times(rng, f=factor)["f"]}
    total, x = 0, start
    for _ in range(days):
        total, x = total + x, x * factor
    return tell(
        slots,
        total,
        "The numbers of all the days are added.",
        f"print(sum({start} * {factor}**day for day in range({days})))",
        "The total is",
    )


def draw_steps_total(rng: random.Random) -> Case:
    """So many more than the day before: the sum of some days."""
    start, more, days = rng.randint(2, 40), rng.randint(2, 15), rng.randint(3, 10)
    slots = cast(rng) | counts(rng, n=start, days=days, more=more)
    return tell(
        slots,
        days * start + more * days * (days - 1) // 2,
        "The numbers of all the days are added.",
        f"print(sum({start} + {more} * day for day in range({days})))",
        "The total is",
    )


def draw_steps_last(rng: random.Random) -> Case:
    start, more, days = rng.randint(2, 40), rng.randint(2, 15), rng.randint(3, 20)
    slots = cast(rng) | counts(rng, n=start, days=days, more=more)
    x = start
    for _ in range(days - 1):
        x += more
    return tell(
        slots, x, "There is one step fewer than days.", f"print({start} + {more} * ({days} - 1))", "The number is"
    )


KINDS = (
    *(Kind(f"chain_{name}_{steps}", _chain(name, setting, steps)) for name, setting in SETTINGS for steps in (2, 3, 4)),
    Kind("chain_then_sold", draw_then_sold),
    Kind("chain_then_shared", draw_then_shared),
    Kind("chain_backwards", draw_backwards),
    Kind("chain_backwards_half", draw_backwards_half),
    Kind("chain_think_of_number", draw_backwards_multiply),
    Kind("chain_doubling", draw_doubling),
    Kind("chain_doubling_total", draw_doubling_total),
    Kind("chain_more_each_day_total", draw_steps_total),
    Kind("chain_more_each_day", draw_steps_last),
)
