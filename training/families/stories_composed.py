"""Stories put together freely: people, or days, whose numbers follow from one another, and what is asked in the end.

Where other kinds have one plan each, these draw the plan too: how many there are and how each follows from an earlier
one. Snippets name the quantities `second`, `third`, ... in the order they can be computed.
"""

import random
from collections.abc import Callable

from training.families.names import COLLECTED, EATEN
from training.families.story import cast, counts, money, pick
from training.families.story_plan import Plan, capital, relation
from training.task import Case, Kind, word

_HAVE = (
    ("has", "have", "does <who> have", "do they have"),
    ("collected", "collected", "did <who> collect", "did they collect"),
    ("sold", "sold", "did <who> sell", "did they sell"),
    ("picked", "picked", "did <who> pick", "did they pick"),
    ("bought", "bought", "did <who> buy", "did they buy"),
    ("made", "made", "did <who> make", "did they make"),
    ("found", "found", "did <who> find", "did they find"),
    ("brought", "brought", "did <who> bring", "did they bring"),
)  # fmt: skip


def _people(rng: random.Random, size: int) -> tuple[Plan, dict[str, str], list[str], tuple[str, str, str, str]]:
    """Numbers of several people, and a sentence for each."""
    slots = cast(rng, rng.choice((COLLECTED, EATEN)))
    verb = rng.choice(_HAVE)
    names = [slots["name"], slots["name2"], slots["name3"], slots["name4"]]
    things = slots["things"]
    plan = Plan()
    start = pick(rng, (3, 30), (4, 60), (10, 200))
    plan.given(start)
    said = [f"{names[0]} {verb[0]} {counts(rng, n=start)['n']} {things}"]
    for index in range(1, size):
        if index > 1 and rng.random() < 0.15:
            plan.lines.append(f"both = {plan.codes[0]} + {plan.codes[1]}")
            step, whom = (
                relation(rng, "both", plan.values[0] + plan.values[1]),
                f"{names[0]} and {names[1]} {rng.choice(('combined', 'together'))}",
            )
        else:
            source = index - 1 if rng.random() < 0.75 else rng.randrange(index)
            step, whom = relation(rng, plan.codes[source], plan.values[source]), names[source]
        plan.follows(step.code, step.value)
        middle = (
            step.said.replace(" more than", f" more {things} than", 1)
            if rng.random() < 0.2 and step.said.count(" than") == 1 and "%" not in step.said
            else step.said
        )
        said.append(f"{names[index]} {verb[0]} {middle} {whom}")
    return plan, slots, said, verb


def _text(rng: random.Random, said: list[str], asks: str) -> str:
    """The sentences, sometimes joined, sometimes in reverse with the given number as the condition of the question."""
    style = rng.random()
    if style < 0.2:
        return " ".join(f"{sentence}." for sentence in reversed(said[1:])) + f" If {said[0]}, {asks}?"
    if style < 0.3:
        return f"If {', '.join(said[:-1])} and {said[-1]}, {asks}?"
    if style < 0.5 and len(said) > 2:
        head = f"{said[0]}. {', '.join(said[1:-1])}, and {said[-1]}."
    elif style < 0.6:
        head = f"{', '.join(said[:-1])}, and {said[-1]}."
    else:
        head = " ".join(f"{sentence}." for sentence in said)
    return f"{head} {asks[0].upper()}{asks[1:]}?"


def _draw_people(rng: random.Random, size: int, kind: str) -> Case:
    """A total, one of the numbers, a difference, an average."""
    plan, slots, said, verb = _people(rng, size)
    names = [slots["name"], slots["name2"], slots["name3"], slots["name4"]][:size]
    total, things = sum(plan.values), slots["things"]
    if kind == "average" and total % size:
        kind = "total"
    if kind == "last" and size == 2:
        kind = "total"
    if kind == "total":
        together = rng.choice(("altogether", "in all", "in total", "together"))
        slots["story"] = _text(
            rng, said, f"how many {rng.choice((things + ' ', things + ' ', ''))}{verb[3]} {together}"
        )
        return plan.case(slots, " + ".join(plan.codes), total, "The total is")
    if kind == "last":
        *before, last = plan.lines
        plan.lines = before
        slots["story"] = _text(
            rng, said, f"how many {rng.choice((things + ' ', ''))}{verb[2].replace('<who>', names[-1])}"
        )
        return plan.case(slots, last.partition(" = ")[2], plan.values[-1], "The number is")
    if kind == "average":
        slots["story"] = _text(rng, said, f"what is the average number of {things} per person")
        return plan.case(slots, f"({' + '.join(plan.codes)}) // {size}", total // size, "The average is")
    high, low = max(range(size), key=plan.values.__getitem__), min(range(size), key=plan.values.__getitem__)
    if plan.values[high] == plan.values[low]:
        return _draw_people(rng, size, kind)
    slots["story"] = _text(
        rng, said, f"how many more {things} {verb[2].replace('<who>', names[high])} than {names[low]}"
    )
    return plan.case(
        slots, f"{plan.codes[high]} - {plan.codes[low]}", plan.values[high] - plan.values[low], "The difference is"
    )


def _draw_people_then(rng: random.Random, kind: str) -> Case:
    """The total of all is sold, shared, packed, or compared with a goal; or some are lost."""
    size = rng.choice((2, 2, 3, 3, 4))
    plan, slots, said, _ = _people(rng, size)
    total, things = sum(plan.values), slots["things"]
    sum_code = " + ".join(plan.codes)
    divisors = [k for k in range(2, 25) if total % k == 0 and total > k]
    if kind in ("share", "pack") and not divisors:
        kind = "sold"
    if kind == "goal":
        missing = rng.randint(2, 60)
        asks = f"[they need {counts(rng, n=total + missing)['n']} {things} in all. How many more [{things} |]do they need|how many more do they need to have {total + missing} {things}]"
        plan.lines.append(f"total = {sum_code}")
        last, answer = f"{total + missing} - total", missing
    elif kind == "lost":
        n = rng.randint(2, max(2, min(total - 1, 30)))
        plan.lines.append(f"total = {sum_code}")
        asks = f"[together they give away {n} {things}|in all, {n} of the {things} are lost|{n} of all the {things} get broken]. How many {things} are left"
        last, answer = f"total - {n}", total - n
    elif kind == "sold":
        p = rng.randint(2, 12)
        plan.lines.append(f"total = {sum_code}")
        shown = money(rng, p=p)["p"]
        asks = f"[each of the {things} is worth {shown}. What are all of them worth|if all the {things} are sold for {shown} each, how much money is that|they sell all the {things} for {shown} each. How much money do they get]"
        last, answer = f"total * {p}", total * p
    else:
        k = rng.choice(divisors)
        plan.lines.append(f"total = {sum_code}")
        asks = (
            f"[they put all the {things} together and share them equally among {k} people. How many does each get|if all the {things} are shared equally by {k} people, how many does each [one |person |]get]"
            if kind == "share"
            else f"[all the {things} are packed in {slots['boxes']} of {k}. How many {slots['boxes']} are filled|how many {slots['boxes']} of {k} can be filled with all the {things}]"
        )
        last, answer = f"total // {k}", total // k
    slots["story"] = " ".join(f"{sentence}." for sentence in said) + " " + capital(word(asks, {}, rng)) + "?"
    return plan.case(slots, last, answer, "The answer is")


def _draw_days(rng: random.Random, size: int) -> Case:
    """Numbers of several days, each given or following from an earlier day; the total or what is left of a goal."""
    slots = cast(rng, rng.choice((COLLECTED, EATEN)))
    verb, base = rng.choice(
        (("sells", "sell"), ("reads", "read"), ("makes", "make"), ("picks", "pick"), ("runs", "run"), ("eats", "eat"))
    )
    what = {"reads": "pages", "runs": "laps"}.get(verb, slots["things"])
    days = ["Monday", "Tuesday", "Wednesday", "Thursday"]
    plan = Plan()
    start = pick(rng, (3, 30), (10, 80))
    plan.given(start)
    said = [f"on Monday {slots['name']} {verb} {counts(rng, n=start)['n']} {what}"]
    for index in range(1, size):
        if rng.random() < 0.25:
            n = pick(rng, (3, 30), (10, 80))
            plan.given(n)
            said.append(f"on {days[index]} {slots['he']} {verb} {n}")
            continue
        source = index - 1 if rng.random() < 0.7 else rng.randrange(index)
        step = relation(rng, plan.codes[source], plan.values[source])
        plan.lines.append(f"{days[index].lower()} = {step.code}")
        plan.codes.append(days[index].lower())
        plan.values.append(step.value)
        said.append(f"on {days[index]} {slots['he']} {verb} {step.said} on {days[source]}")
    total = sum(plan.values)
    if rng.random() < 0.6:
        asks = f"how many {what} does {slots['he']} {base} {rng.choice(('altogether', 'in all', 'in total', f'in the {size} days', 'on these days together'))}"
        last, answer = " + ".join(plan.codes), total
    else:
        goal = total + rng.randint(2, 80)
        asks = f"{rng.choice(('in all', 'altogether'))} there are {goal} {what}. How many are left after these days"
        last, answer = f"{goal} - {' - '.join(plan.codes)}", goal - total
    head = (
        ". ".join(capital(sentence) for sentence in said)
        if rng.random() < 0.6
        else f"{capital(', '.join(said[:-1]))}, and {said[-1]}"
    )
    slots["story"] = f"{head}. {capital(asks)}?"
    return plan.case(slots, last, answer, "The answer is")


def _people_kind(size: int, kind: str) -> Callable[[random.Random], Case]:
    return lambda rng: _draw_people(rng, size, kind)


def _then_kind(kind: str) -> Callable[[random.Random], Case]:
    return lambda rng: _draw_people_then(rng, kind)


def _days_kind(size: int) -> Callable[[random.Random], Case]:
    return lambda rng: _draw_days(rng, size)


KINDS = (
    *(
        Kind(f"composed_people_{kind}_{size}", _people_kind(size, kind))
        for size in (2, 3, 4)
        for kind in ("total", "last", "difference", "average")
        if size > 2 or kind != "last"
    ),
    *(Kind(f"composed_people_then_{kind}", _then_kind(kind)) for kind in ("sold", "share", "pack", "goal", "lost")),
    *(Kind(f"composed_days_{size}", _days_kind(size)) for size in (2, 3, 4)),
)
