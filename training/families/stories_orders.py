"""Stories put together freely: orders of several things, parts of a whole, and earnings from several sources.

Each draws how many parts there are, how each is given (a number, a percentage, a multiple of another), and what is
asked in the end.
"""

import random
from collections.abc import Callable

from training.families.names import COLLECTED, EATEN, SOLD, SOLD_CHEAP
from training.families.story import cast, counts, fractions, part, times
from training.families.story_plan import Plan, capital, relation
from training.task import Case, Kind, word

_FRACTIONS = ((1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (1, 5), (2, 5))


def _order(rng: random.Random, slots: dict[str, str], size: int) -> tuple[Plan, list[str], int]:
    """Several things bought, each with a count and a price, given or following from the one before."""
    plan, said = Plan(), []
    last_price = last_count = 0
    for index, key in zip(range(size), ("thing", "thing2", "thing3", "thing4"), strict=False):
        one, many = slots[key], slots[f"{key[:5]}s{key[5:]}"]
        n, p = rng.randint(2, 12), rng.randint(2, 25)
        prices, price_code, n_code = f"${p}", str(p), str(n)
        how_many, how_much = counts(rng, n=n)["n"], f"{prices} each"
        if index and rng.random() < 0.25:
            step = relation(rng, str(last_price), last_price, much=True)
            plan.lines.append(f"price = {step.code}")
            price_code, p = "price", step.value
            how_much = f"each {step.said} one {slots['thing' if index == 1 else f'thing{index}']}"
        elif index and rng.random() < 0.15:
            factor = rng.choice((2, 3))
            plan.lines.append(f"count = {last_count} * {factor}")
            n, n_code, how_many = last_count * factor, "count", f"{times(rng, f=factor)['f']} as many"
        plan.follows(f"{n_code} * {price_code}", n * p)
        said.append(
            f"{how_many} {one if how_many == '1' else many} {rng.choice(('for', 'at')) if how_much.startswith('$') else 'costing'} {how_much}"
        )
        last_price, last_count = p, n
    return plan, said, sum(plan.values)


def _draw_order(rng: random.Random, kind: str) -> Case:
    """Bought together; then change, a discount, a split bill, delivery, several weeks, or the difference of two parts."""
    slots = cast(rng, rng.choice((SOLD_CHEAP, SOLD)))
    slots["thing4"], slots["things4"] = "gift bag", "gift bags"
    size = 2 if kind == "difference" else rng.choice((2, 2, 3, 3, 4))
    plan, said, total = _order(rng, slots, size)
    buys = rng.choice(("buys", "buys", "bought", "orders", "ordered", "gets"))
    past = buys in ("bought", "ordered")
    head = f"{slots['name']} {buys} {', '.join(said[:-1])} and {said[-1]}."
    he, did = slots["he"], "did" if past else "does"
    sum_code = " + ".join(plan.codes)
    if kind == "split" and not [k for k in range(2, 10) if total % k == 0]:
        kind = "delivery"
    if kind == "difference" and (size != 2 or plan.values[0] <= plan.values[1]):
        kind = "change"
    if kind == "total":
        asks, last, answer = (
            f"[How much {did} {he} [pay|spend][ in total| in all| altogether|]|What is the total cost|How much do they cost in all]",
            sum_code,
            total,
        )
    elif kind == "change":
        paid = (total // 10 + rng.randint(1, 6)) * 10
        asks = f"[If {he} pays with ${paid}, how much change [does {he} get|is there]|{he.capitalize()} had ${paid}. How much [money |]{did} {he} have left|{he.capitalize()} pays with ${paid}. How much change does {he} get back]"
        last, answer = f"{paid} - {' - '.join(plan.codes)}", paid - total
    elif kind == "split":
        k = rng.choice([k for k in range(2, 10) if total % k == 0])
        asks = f"[{k} friends split the cost equally|The cost is shared equally by {k} people]. How much does each [one |person |]pay"
        last, answer = f"({sum_code}) // {k}", total // k
    elif kind == "delivery":
        fee = rng.randint(2, 20)
        asks = f"[Delivery costs ${fee}|There is a fee of ${fee}|{he.capitalize()} also pays ${fee} for shipping]. How much {did} {he} pay [in all|altogether|in total]"
        last, answer = f"{sum_code} + {fee}", total + fee
    elif kind == "weeks":
        weeks = rng.randint(2, 12)
        asks = f"[If {he} does so every week, how much does {he} spend in {weeks} weeks|How much would {he} spend in {weeks} weeks, doing so once a week]"
        last, answer = f"({sum_code}) * {weeks}", total * weeks
    elif kind == "coupon":
        off = rng.randint(2, min(20, total - 1))
        asks = f"[{he.capitalize()} has a coupon for ${off} off the total|The store takes ${off} off the total]. How much {did} {he} pay"
        last, answer = f"{sum_code} - {off}", total - off
    else:
        asks = f"How much more {did} {he} [spend|pay] for the {slots['things']} than for the {slots['things2']}"
        last, answer = f"{plan.codes[0]} - {plan.codes[1]}", plan.values[0] - plan.values[1]
    slots["story"] = f"{head} {word(asks, {}, rng)}?"
    return plan.case(slots, last, answer, "The answer is")


def _draw_parts(rng: random.Random, scene: str) -> Case:
    """A whole in several parts, each given as a number, a fraction, a percentage or from another part; then the rest."""
    slots = cast(rng, rng.choice((COLLECTED, EATEN)))
    total = rng.choice((60, 120, 240, 360, 480, 100, 200, 300, 400, 20 * rng.randint(2, 40), 12 * rng.randint(3, 60)))
    nouns = {
        "things": [slots["color"], slots["color2"], slots["color3"]],
        "students": ["come by bus", "come by bike", "walk"],
        "animals": ["cows", "sheep", "goats"],
        "money": ["rent", "food", "clothes"],
    }[scene]
    whole = {"things": slots["things"], "students": "students", "animals": "animals", "money": "money"}[scene]
    plan, left = Plan(), total
    said = []
    for index in range(2):
        code, value, how = _share(rng, total, plan, nouns)
        if value < 1 or value >= left:
            return _draw_parts(rng, scene)
        if code.isdigit():
            plan.given(value)
        else:
            plan.follows(code, value)
        left -= value
        said.append({
            "things": f"{how.replace('<whole>', 'the ' + whole)} are {nouns[index]}",
            "students": f"{how.replace('<whole>', 'the ' + whole)} {nouns[index]}",
            "animals": f"{how.replace('<whole>', 'the ' + whole)} are {nouns[index]}",
            "money": f"{slots['he']} spends {'$' if how.isdigit() else ''}{how.replace('<whole>', 'the ' + whole)} on {nouns[index]}",
        }[scene])  # fmt: skip
    head = {
        "things": f"{slots['name']} has {total} {whole}",
        "students": f"A school has {total} students",
        "animals": f"A farm has {total} animals",
        "money": f"{slots['name']} has ${total}",
    }[scene]
    rest = {
        "things": f"The rest are {nouns[2]}. How many {rng.choice((whole + ' are ' + nouns[2], nouns[2] + ' ' + whole + ' are there'))}",
        "students": "The others walk. How many students walk",
        "animals": "The rest are goats. How many goats are there",
        "money": f"How much money {rng.choice(('is left', 'does ' + slots['he'] + ' have left', 'remains'))}",
    }[scene]
    last, answer = f"{total} - {' - '.join(plan.codes)}", left
    if scene != "money" and rng.random() < 0.3:
        each = rng.randint(2, 6)
        plan.lines.append(f"rest = {last}")
        last, answer = f"rest * {each}", left * each
        rest = {
            "things": f"The rest are {nouns[2]} and cost ${each} each. How much do the {nouns[2]} ones cost",
            "students": f"The others walk, and each of those brings {each} books. How many books do they bring",
            "animals": f"The rest are goats, and every goat gives {each} liters of milk a day. How many liters is that a day",
        }[scene]
    slots["story"] = f"{head}. {capital(said[0])}{rng.choice(('. ' + capital(said[1]), ', and ' + said[1]))}. {rest}?"
    return plan.case(slots, last, answer, "The answer is")


def _share(rng: random.Random, total: int, plan: Plan, nouns: list[str]) -> tuple[str, int, str]:
    """Code, value and words of a part."""
    kind = rng.choice(
        ("number", "fraction", "percent", "relation")
        if plan.codes and nouns[0] not in ("rent", "come by bus")
        else ("number", "fraction", "percent")
    )
    if kind == "number":
        n = rng.randint(2, max(2, total // 3))
        return str(n), n, str(n)
    if kind == "fraction":
        top, bottom = rng.choice([pair for pair in _FRACTIONS if total % pair[1] == 0] or [(1, 1)])
        if bottom == 1:
            return "0", 0, "0"
        return (
            part(str(total), top, bottom),
            total // bottom * top,
            fractions(rng, f=(top, bottom))["f"] + " of <whole>",
        )
    if kind == "percent":
        percent = rng.choice((10, 15, 20, 25, 30, 35, 40, 45, 50, 60))
        if total * percent % 100:
            return "0", 0, "0"
        return f"{total} * {percent} // 100", total * percent // 100, f"{percent}% of <whole>"
    factor = rng.choice((2, 2, 3))
    said = times(rng, f=factor)["f"]
    return (
        f"{plan.codes[0]} * {factor}",
        plan.values[0] * factor,
        f"{said} as many as there are {nouns[0]}{' ones' if nouns[0] not in ('cows',) else ''}",
    )


def _draw_earn(rng: random.Random, end: str) -> Case:
    """One or two sources of income over hours or days, perhaps costs; what is left, or how long until a goal."""
    slots = cast(rng, rng.choice((COLLECTED, EATEN)))
    name, he, his = slots["name"], slots["he"], slots["his"]
    plan, said = Plan(), []
    for index in range(rng.choice((1, 2, 2))):
        a, b, c = rng.randint(4, 30), rng.randint(2, 10), rng.randint(2, 6)
        who = name if index == 0 else he
        also = "" if index == 0 else "also "
        kind = rng.choice(("hours", "days", "sells", "jobs"))
        if kind == "days":
            plan.follows(f"{a} * {b} * {c}", a * b * c)
            said.append(f"{who} {also}works {b} hours a day for {c} days at ${a} an hour")
        elif kind == "hours":
            plan.follows(f"{a} * {b}", a * b)
            said.append(f"{who} {also}works {b} hours for ${a} an hour")
        elif kind == "sells":
            plan.follows(f"{b} * {a}", a * b)
            said.append(f"{who} {also}sells {b} {slots['things'] if index else slots['things2']} for ${a} each")
        else:
            plan.follows(f"{b} * {a}", a * b)
            said.append(
                f"{who} {also}{rng.choice(('mows ' + str(b) + ' lawns', 'washes ' + str(b) + ' cars', 'walks ' + str(b) + ' dogs'))} for ${a} each"
            )
    total, sum_code = sum(plan.values), " + ".join(plan.codes)
    product = f"({sum_code})" if len(plan.codes) > 1 else sum_code
    if end == "shared" and total % 2:
        end = "spent"
    if end == "total" and len(plan.codes) == 1:
        end = "goal"
    percent = rng.choice([p for p in (10, 20, 25, 30, 40, 50, 75) if total * p % 100 == 0] or [0])
    if end == "saved" and not percent:
        end = "spent"
    n = rng.randint(2, max(2, total - 1))
    asks, last, answer = {
        "total": (f"how much money does {he} [make|earn] [in all|altogether|in total]", sum_code, total),
        "spent": (f"{he} spends ${n} [of it |]on {his} [bike|room|books|trip]. How much [money |]does {he} have left", f"{sum_code} - {n}", total - n),
        "goal": (f"{he} [wants|needs] ${total + n} for [a new bike|a computer|a present|a course]. How much more [money |]does {he} need", f"{total + n} - {' - '.join(plan.codes)}", n),
        "saved": (f"{he} saves {percent}% of [the money|what {he} earns]. How much does {he} save", f"{product} * {percent} // 100", total * percent // 100),
        "weeks": (f"{he} does this every week. How much does {he} [make|earn] in {n % 9 + 2} weeks", f"{product} * {n % 9 + 2}", total * (n % 9 + 2)),
        "shared": (f"{he} gives half of the money to {slots['name2']}. How much does {he} keep", f"{product} // 2", total // 2),
    }[end]  # fmt: skip
    slots["story"] = ". ".join(capital(sentence) for sentence in said) + ". " + capital(word(asks, {}, rng)) + "?"
    return plan.case(slots, last, answer, "The answer is")


def _order_kind(kind: str) -> Callable[[random.Random], Case]:
    return lambda rng: _draw_order(rng, kind)


def _parts_kind(scene: str) -> Callable[[random.Random], Case]:
    return lambda rng: _draw_parts(rng, scene)


def _earn_kind(end: str) -> Callable[[random.Random], Case]:
    return lambda rng: _draw_earn(rng, end)


_ORDERS = ("total", "change", "split", "delivery", "weeks", "difference", "coupon")
KINDS = (
    *(Kind(f"order_{kind}", _order_kind(kind)) for kind in _ORDERS),
    *(Kind(f"parts_of_{scene}", _parts_kind(scene)) for scene in ("things", "students", "animals", "money")),
    *(Kind(f"earned_{end}", _earn_kind(end)) for end in ("total", "spent", "goal", "saved", "weeks", "shared")),
)
