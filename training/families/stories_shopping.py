"""Stories of shops: prices, several things bought, change, discounts, tax, packs and what a budget buys."""

import random
from decimal import Decimal
from math import ceil

from training.families.names import SOLD, SOLD_CHEAP, SOLD_DEAR
from training.families.story import cast, coded, counts, money, pick, plain, price, tell
from training.task import Case, Kind

_BILLS = (5, 10, 20, 50, 100, 200, 500, 1000)


def _goods(rng: random.Random, decimal: bool) -> tuple[dict[str, str], int]:
    """A cast with things to buy, and the most that one of them costs."""
    if rng.random() < 0.5:
        return cast(rng, SOLD_CHEAP), 6 if decimal else 10
    return cast(rng, SOLD), 30 if decimal else 60


def _paid(rng: random.Random, total: Decimal) -> int:
    """The bill, or some round amount, that pays for it."""
    enough = [bill for bill in _BILLS if bill > total]
    return rng.choice(enough[:2]) if enough else int(total) // 100 * 100 + 100 * rng.randint(1, 3)


def _imports(decimal: bool) -> str:
    return "from decimal import Decimal\n" if decimal else ""


def draw_two_goods(rng: random.Random) -> Case:
    decimal = rng.random() < 0.35
    slots, high = _goods(rng, decimal)
    m, n = rng.randint(2, 15), rng.randint(2, 12)
    p, q = price(rng, 1, high, decimal), price(rng, 1, high, decimal)
    code = f"{_imports(decimal)}first = {m} * {coded(p, decimal)}\nsecond = {n} * {coded(q, decimal)}\nprint(first + second)"
    slots |= counts(rng, m=m, n=n) | money(rng, p=p, q=q)
    return tell(slots, p * m + q * n, "Each count times its price, then the sum.", code, "The total cost is")


def draw_three_goods(rng: random.Random) -> Case:
    decimal = rng.random() < 0.35
    slots, high = _goods(rng, decimal)
    k, m, n = rng.randint(2, 9), rng.randint(2, 9), rng.randint(2, 9)
    p, q, r = (price(rng, 1, high, decimal) for _ in range(3))
    code = _imports(decimal) + "\n".join(
        (
            f"first = {k} * {coded(p, decimal)}",
            f"second = {m} * {coded(q, decimal)}",
            f"third = {n} * {coded(r, decimal)}",
        )
    )
    slots |= counts(rng, k=k, m=m, n=n) | money(rng, p=p, q=q, r=r)
    return tell(
        slots,
        k * p + m * q + n * r,
        "Each count times its price, then the sum.",
        code + "\nprint(first + second + third)",
        "The total cost is",
    )


def draw_change(rng: random.Random) -> Case:
    decimal = rng.random() < 0.45
    slots, high = _goods(rng, decimal)
    n, p = rng.randint(2, 12), price(rng, 1, high, decimal)
    paid = _paid(rng, n * p)
    code = f"{_imports(decimal)}cost = {n} * {coded(p, decimal)}\nprint({paid} - cost)"
    slots |= counts(rng, n=n) | money(rng, p=p, paid=paid)
    return tell(
        slots, paid - n * p, "The cost is count times price, and the rest is what is left.", code, "The amount left is"
    )


def draw_change_two(rng: random.Random) -> Case:
    decimal = rng.random() < 0.4
    slots, high = _goods(rng, decimal)
    m, n = rng.randint(2, 9), rng.randint(2, 9)
    p, q = price(rng, 1, high, decimal), price(rng, 1, high, decimal)
    paid = _paid(rng, m * p + n * q)
    code = f"{_imports(decimal)}first = {m} * {coded(p, decimal)}\nsecond = {n} * {coded(q, decimal)}\nprint({paid} - first - second)"
    slots |= counts(rng, m=m, n=n) | money(rng, p=p, q=q, paid=paid)
    return tell(slots, paid - m * p - n * q, "Both costs are taken from the money.", code, "The amount left is")


def draw_change_list(rng: random.Random) -> Case:
    """Single things, each with its price, taken from a sum."""
    decimal = rng.random() < 0.4
    slots, high = _goods(rng, decimal)
    p, q, r = (price(rng, 1, high, decimal) for _ in range(3))
    paid = _paid(rng, p + q + r)
    code = f"{_imports(decimal)}cost = " + " + ".join(coded(x, decimal) for x in (p, q, r)) + f"\nprint({paid} - cost)"
    slots |= money(rng, p=p, q=q, r=r, paid=paid)
    return tell(
        slots,
        paid - (p + q + r),
        "The cost is the sum of the prices, and the rest is what is left.",
        code,
        "The amount left is",
    )


def draw_start_money(rng: random.Random) -> Case:
    decimal = rng.random() < 0.3
    slots, high = _goods(rng, decimal)
    p, q, left = (price(rng, 1, high, decimal) for _ in range(3))
    code = (
        f"{_imports(decimal)}spent = {coded(p, decimal)} + {coded(q, decimal)}\nprint(spent + {coded(left, decimal)})"
    )
    slots |= money(rng, p=p, q=q, left=left)
    return tell(
        slots, sum((p, q, left), Decimal(0)), "What was spent plus what is left.", code, "The amount at the start was"
    )


def draw_unit_price(rng: random.Random) -> Case:
    """The price of some, given the price of others."""
    slots, high = _goods(rng, True)
    n, m, each = rng.randint(2, 12), rng.randint(2, 25), price(rng, 1, high, rng.random() < 0.5)
    m += m == n
    code = f'from decimal import Decimal\neach = Decimal("{each * n}") / {n}\nprint(each * {m})'
    slots |= counts(rng, n=n, m=m) | money(rng, total=each * n)
    return tell(slots, each * m, "The price of one is the total divided by the count.", code, "The cost is")


def draw_price_each(rng: random.Random) -> Case:
    """The price of one of several, when something else was bought too."""
    slots, _ = _goods(rng, True)
    n, each, other = rng.randint(2, 12), rng.randint(2, 40), rng.randint(2, 60)
    code = f"rest = {n * each + other} - {other}\nprint(rest // {n})"
    slots |= counts(rng, n=n) | money(rng, total=n * each + other, other=other)
    return tell(slots, each, "The rest of the total is divided by the count.", code, "The price of one is")


def draw_discount(rng: random.Random) -> Case:
    slots = cast(rng, rng.choice((SOLD, SOLD_DEAR)))
    percent = rng.choice((10, 15, 20, 25, 30, 40, 50, 5, 60, 75, 35, 12))
    p = (
        price(rng, 10, 90, True)
        if rng.random() < 0.1
        else Decimal(pick(rng, (2, 20), (5, 200)) * rng.choice((5, 10, 4, 1)))
    )
    code = f'from decimal import Decimal\nprice = Decimal("{p}")\ndiscount = price * {percent} / 100\nprint(price - discount)'
    slots |= money(rng, p=p) | plain(percent=percent)
    return tell(
        slots, p * (100 - percent) / 100, "The discount is a percentage of the price.", code, "The sale price is"
    )


def draw_discount_saved(rng: random.Random) -> Case:
    slots = cast(rng, rng.choice((SOLD, SOLD_DEAR)))
    percent = rng.choice((10, 15, 20, 25, 30, 40, 50, 5, 60, 75, 35, 12))
    p = Decimal(pick(rng, (2, 20), (5, 200)) * rng.choice((5, 10, 4, 1)))
    code = f'from decimal import Decimal\nprice = Decimal("{p}")\nprint(price * {percent} / 100)'
    slots |= money(rng, p=p) | plain(percent=percent)
    return tell(slots, p / 100 * percent, "The discount is a percentage of the price.", code, "The amount saved is")


def draw_discount_many(rng: random.Random) -> Case:
    slots, high = _goods(rng, False)
    n, p, percent = rng.randint(2, 15), rng.randint(2, high), rng.choice((5, 10, 15, 20, 25, 30, 40, 50))
    code = f"from decimal import Decimal\ntotal = Decimal({n} * {p})\ndiscount = total * {percent} / 100\nprint(total - discount)"
    slots |= counts(rng, n=n) | money(rng, p=p) | plain(percent=percent)
    return tell(
        slots,
        Decimal(n * p * (100 - percent)) / 100,
        "The total before the discount, less the discount.",
        code,
        "The amount to pay is",
    )


def draw_tax(rng: random.Random) -> Case:
    slots = cast(rng, rng.choice((SOLD, SOLD_DEAR)))
    percent, p = rng.choice((5, 6, 7, 8, 10, 12, 15, 20)), Decimal(pick(rng, (10, 60), (50, 900)))
    code = f'from decimal import Decimal\nprice = Decimal("{p}")\ntax = price * {percent} / 100\nprint(price + tax)'
    slots |= money(rng, p=p) | plain(percent=percent)
    return tell(slots, p * (100 + percent) / 100, "The tax is a percentage of the price.", code, "The total is")


def draw_how_many(rng: random.Random) -> Case:
    slots, high = _goods(rng, False)
    p = rng.randint(2, high)
    budget = p * rng.randint(2, 20) + rng.randint(0, p - 1)
    slots |= money(rng, p=p, budget=budget)
    return tell(
        slots,
        sum(1 for k in range(1, budget + 1) if k * p <= budget),
        "The money divided by the price, rounded down.",
        f"print({budget} // {p})",
        "The number that can be bought is",
    )


def draw_how_many_after(rng: random.Random) -> Case:
    """How many of the second sort the rest of the money buys exactly."""
    slots, high = _goods(rng, False)
    n, p, q, bought = rng.randint(2, 8), rng.randint(2, high), rng.randint(2, high), rng.randint(2, 12)
    code = f"spent = {n} * {p}\nleft = {n * p + bought * q} - spent\nprint(left // {q})"
    slots |= counts(rng, n=n) | money(rng, p=p, q=q, budget=n * p + bought * q)
    return tell(
        slots, bought, "What is left after the first purchase is divided by the second price.", code, "The number is"
    )


def draw_packs_cost(rng: random.Random) -> Case:
    decimal = rng.random() < 0.3
    slots = cast(rng, SOLD_CHEAP)
    size, p = rng.randint(2, 24), price(rng, 2, 25, decimal)
    need = size * rng.randint(2, 12) if rng.random() < 0.6 else rng.randint(size + 1, 12 * size)
    code = f"{_imports(decimal)}packs = -(-{need} // {size})\nprint(packs * {coded(p, decimal)})"
    slots |= counts(rng, need=need, size=size) | money(rng, p=p)
    return tell(
        slots, ceil(need / size) * p, "The number of packs, rounded up, times the price of a pack.", code, "The cost is"
    )


def draw_more_needed(rng: random.Random) -> Case:
    slots = cast(rng, SOLD_DEAR)
    has, gift, short = pick(rng, (5, 60), (50, 300)), rng.randint(5, 80), pick(rng, (3, 60), (50, 400))
    code = f"has = {has} + {gift}\nprint({has + gift + short} - has)"
    slots |= money(rng, cost=has + gift + short, has=has, gift=gift)
    return tell(slots, short, "The cost less what there already is.", code, "The amount still needed is")


def draw_price_compared(rng: random.Random) -> Case:
    """The second price is a number more than, or a multiple of, the first."""
    slots = cast(rng, SOLD)
    p, more, factor = rng.randint(5, 90), rng.randint(2, 40), rng.randint(2, 5)
    kind = rng.choice(("more", "times", "less"))
    more = min(more, p - 1) if kind == "less" else more
    spelled = {"times": "twice" if factor == 2 else f"{factor} times", "more": "", "less": ""}[kind]
    code, q = {
        "more": (f"first + {more}", p + more),
        "less": (f"first - {more}", p - more),
        "times": (f"first * {factor}", p * factor),
    }[kind]
    slots |= money(rng, p=p, more=more)
    slots["relation"] = {
        "more": f"{slots['more']} more than",
        "less": f"{slots['more']} less than",
        "times": f"{spelled} as much as",
    }[kind]
    return tell(
        slots,
        p + q,
        "The second price from the first, then the sum.",
        f"first = {p}\nsecond = {code}\nprint(first + second)",
        "The total cost is",
    )


def draw_free_shipping(rng: random.Random) -> Case:
    decimal = rng.random() < 0.4
    slots, high = _goods(rng, decimal)
    m, n, p, q = rng.randint(2, 5), rng.randint(2, 5), price(rng, 1, high, decimal), price(rng, 1, high, decimal)
    limit = (int(m * p + n * q) // 5 + rng.randint(1, 6)) * 5
    code = f"{_imports(decimal)}first = {m} * {coded(p, decimal)}\nsecond = {n} * {coded(q, decimal)}\nprint({limit} - first - second)"
    slots |= counts(rng, m=m, n=n) | money(rng, p=p, q=q, limit=limit)
    return tell(
        slots, limit - (m * p + n * q), "What is still missing from the minimum.", code, "The amount still to spend is"
    )


def draw_one_free(rng: random.Random) -> Case:
    """Buy some, get one free, for a number that is a whole number of such groups."""
    slots, high = _goods(rng, False)
    paid, groups, p = rng.randint(1, 5), rng.randint(2, 9), rng.randint(2, high)
    n = groups * (paid + 1)
    code = f"free = {n} // ({paid} + 1)\nprint(({n} - free) * {p})"
    slots |= counts(rng, n=n, paid=paid) | {"paid": "one" if paid == 1 else str(paid)} | money(rng, p=p)
    return tell(
        slots, paid * groups * p, "One of each group is free, the others are paid.", code, "The amount to pay is"
    )


KINDS = (
    Kind("shop_two_goods", draw_two_goods),
    Kind("shop_three_goods", draw_three_goods),
    Kind("shop_change", draw_change),
    Kind("shop_change_two", draw_change_two),
    Kind("shop_change_list", draw_change_list),
    Kind("shop_start_money", draw_start_money),
    Kind("shop_unit_price", draw_unit_price),
    Kind("shop_price_each", draw_price_each),
    Kind("shop_discount", draw_discount),
    Kind("shop_discount_saved", draw_discount_saved),
    Kind("shop_discount_many", draw_discount_many),
    Kind("shop_tax", draw_tax),
    Kind("shop_how_many", draw_how_many),
    Kind("shop_how_many_after", draw_how_many_after),
    Kind("shop_packs_cost", draw_packs_cost),
    Kind("shop_more_needed", draw_more_needed),
    Kind("shop_price_compared", draw_price_compared),
    Kind("shop_free_shipping", draw_free_shipping),
    Kind("shop_one_free", draw_one_free),
)
