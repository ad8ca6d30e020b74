"""Stories of money earned and kept: wages, overtime, savings, profit, budgets, tips, bills, coins."""

import random
from decimal import Decimal
from math import ceil

from training.families.names import JOBS, MADE, SOLD_DEAR
from training.families.story import cast, coded, counts, fractions, money, part, pick, plain, price, tell, thing_slots
from training.task import Case, Kind

_DECIMAL = "from decimal import Decimal\n"


def _jobs(rng: random.Random) -> dict[str, str]:
    slots = cast(rng, MADE)
    slots["job"], slots["job2"] = rng.sample(JOBS, 2)
    slots["weekday"] = rng.choice(("day", "weekday", "working day"))
    return slots


def _wage(rng: random.Random) -> int:
    return rng.choice((rng.randint(5, 30), rng.randint(8, 60)))


def draw_wage(rng: random.Random) -> Case:
    decimal, hours = rng.random() < 0.25, rng.randint(2, 45)
    rate = price(rng, 5, 30, decimal)
    slots = _jobs(rng) | money(rng, rate=rate) | counts(rng, hours=hours)
    return tell(
        slots,
        rate * hours,
        "The pay is the rate times the hours.",
        f"{_DECIMAL if decimal else ''}print({coded(rate, decimal)} * {hours})",
        "The pay is",
    )


def draw_wage_days(rng: random.Random) -> Case:
    """Rate, hours a day, days (a week)."""
    rate, hours, days = _wage(rng), rng.randint(2, 10), rng.randint(2, 7)
    slots = _jobs(rng) | money(rng, rate=rate) | counts(rng, hours=hours, days=days)
    return tell(
        slots,
        rate * hours * days,
        "The pay is the rate times all the hours.",
        f"hours = {hours} * {days}\nprint({rate} * hours)",
        "The pay is",
    )


def draw_wage_weeks(rng: random.Random) -> Case:
    rate, hours, days, weeks = _wage(rng), rng.randint(2, 10), rng.randint(2, 6), rng.randint(2, 12)
    slots = _jobs(rng) | money(rng, rate=rate) | counts(rng, hours=hours, days=days, weeks=weeks)
    return tell(
        slots,
        rate * hours * days * weeks,
        "The pay is the rate times all the hours.",
        f"hours = {hours} * {days} * {weeks}\nprint({rate} * hours)",
        "The pay is",
    )


def draw_two_rates(rng: random.Random) -> Case:
    """Two jobs, each with its rate and hours."""
    p, q, m, n = _wage(rng), _wage(rng), rng.randint(2, 30), rng.randint(2, 30)
    slots = _jobs(rng) | money(rng, p=p, q=q) | counts(rng, m=m, n=n)
    return tell(
        slots,
        p * m + q * n,
        "Each rate times its hours, then the sum.",
        f"first = {p} * {m}\nsecond = {q} * {n}\nprint(first + second)",
        "The total pay is",
    )


def draw_overtime(rng: random.Random) -> Case:
    """A higher rate for the hours above a limit."""
    rate, more, limit, over = (
        _wage(rng),
        rng.randint(2, 20),
        rng.choice((8, 20, 30, 35, 38, 40, 40, 40)),
        rng.randint(2, 15),
    )
    slots = _jobs(rng) | money(rng, rate=rate, higher=rate + more) | counts(rng, limit=limit, hours=limit + over)
    code = (
        f"regular = {rate} * {limit}\novertime = {rate + more} * ({limit + over} - {limit})\nprint(regular + overtime)"
    )
    return tell(
        slots,
        rate * (limit + over) + more * over,
        "The regular hours and the hours above the limit are paid apart.",
        code,
        "The total pay is",
    )


def draw_overtime_half(rng: random.Random) -> Case:
    """Overtime at 1.5 or 2 times the rate."""
    factor, said = rng.choice(
        (
            (Decimal("1.5"), "1.5 times"),
            (Decimal("1.5"), "one and a half times"),
            (Decimal(2), "twice"),
            (Decimal(2), "double"),
        )
    )
    rate, limit, over = _wage(rng), rng.choice((8, 30, 35, 40, 40, 40)), rng.randint(2, 15)
    slots = (
        _jobs(rng) | money(rng, rate=rate) | counts(rng, limit=limit, hours=limit + over, over=over) | {"factor": said}
    )
    shown = f'Decimal("{factor}")' if factor == Decimal("1.5") else "2"
    code = f"{_DECIMAL if factor == Decimal('1.5') else ''}regular = {rate} * {limit}\novertime = {rate} * {shown} * ({limit + over} - {limit})\nprint(regular + overtime)"
    return tell(
        slots,
        rate * limit + rate * over * factor,
        "The regular hours and the hours above the limit are paid apart.",
        code,
        "The total pay is",
    )


def draw_hourly(rng: random.Random) -> Case:
    """The rate, or the pay for other hours, from the pay for some hours."""
    rate, m, n = _wage(rng), rng.randint(2, 12), rng.randint(2, 40)
    n += m == n
    slots = _jobs(rng) | money(rng, pay=rate * m) | counts(rng, m=m, n=n)
    return tell(
        slots, rate * n, "First the rate per hour.", f"rate = {rate * m} // {m}\nprint(rate * {n})", "The pay is"
    )


def draw_hours_needed(rng: random.Random) -> Case:
    """Hours (or weeks) of earning until a sum is reached, some of it already there; rounded up."""
    rate, has = _wage(rng), pick(rng, (5, 90), (20, 300))
    cost = has + rate * rng.randint(2, 20) - rng.choice((0, 0, 0, rng.randrange(rate)))
    slots = _jobs(rng) | money(rng, rate=rate, has=has, cost=cost) | thing_slots("goal", "", rng.choice(SOLD_DEAR))
    needed = next(h for h in range(1000) if has + rate * h >= cost)
    return tell(
        slots,
        needed,
        "The missing money divided by the rate, rounded up.",
        f"missing = {cost} - {has}\nprint(-(-missing // {rate}))",
        "The number needed is",
    )


def draw_weeks_needed(rng: random.Random) -> Case:
    """Weeks of saving for a sum, from nothing; rounded up."""
    rate = pick(rng, (3, 30), (20, 120))
    cost = rate * rng.randint(2, 30) - rng.choice((0, 0, 0, rng.randrange(rate)))
    slots = _jobs(rng) | money(rng, rate=rate, cost=cost) | thing_slots("goal", "", rng.choice(SOLD_DEAR))
    return tell(
        slots,
        ceil(cost / rate),
        "The cost divided by the savings, rounded up.",
        f"print(-(-{cost} // {rate}))",
        "The number needed is",
    )


def draw_savings(rng: random.Random) -> Case:
    """A start and so much every week."""
    start, rate, weeks = pick(rng, (5, 100), (50, 900)), pick(rng, (2, 30), (20, 200)), pick(rng, (2, 15), (5, 52))
    slots = _jobs(rng) | money(rng, start=start, rate=rate) | counts(rng, weeks=weeks)
    return tell(
        slots,
        start + sum(rate for _ in range(weeks)),
        "The start plus what is added.",
        f"saved = {rate} * {weeks}\nprint({start} + saved)",
        "The total is",
    )


def draw_spent_each_week(rng: random.Random) -> Case:
    rate, weeks = pick(rng, (2, 30), (20, 200)), rng.randint(2, 20)
    left = pick(rng, (1, 60), (20, 400))
    slots = _jobs(rng) | money(rng, start=rate * weeks + left, rate=rate) | counts(rng, weeks=weeks)
    return tell(
        slots,
        left,
        "What is spent is taken from the start.",
        f"spent = {rate} * {weeks}\nprint({rate * weeks + left} - spent)",
        "The amount left is",
    )


def draw_earn_less_spend(rng: random.Random) -> Case:
    """Earns by the hour, spends some."""
    rate, hours = _wage(rng), rng.randint(3, 40)
    spent = rng.randint(2, rate * hours - 1)
    slots = _jobs(rng) | money(rng, rate=rate, spent=spent) | counts(rng, hours=hours)
    return tell(
        slots,
        rate * hours - spent,
        "The pay less what was spent.",
        f"earned = {rate} * {hours}\nprint(earned - {spent})",
        "The amount left is",
    )


def draw_profit_each(rng: random.Random) -> Case:
    """Bought at one price, sold at another, so many."""
    decimal, n = rng.random() < 0.25, pick(rng, (3, 40), (20, 200))
    cost = price(rng, 1, 30, decimal)
    sold = cost + price(rng, 1, 20, decimal)
    slots = _jobs(rng) | money(rng, p=cost, q=sold) | counts(rng, n=n)
    code = f"{_DECIMAL if decimal else ''}cost = {n} * {coded(cost, decimal)}\nrevenue = {n} * {coded(sold, decimal)}\nprint(revenue - cost)"
    return tell(slots, (sold - cost) * n, "The profit is the revenue less the cost.", code, "The profit is")


def draw_profit_total(rng: random.Random) -> Case:
    """Total costs, so many sold at a price."""
    n, sold = pick(rng, (5, 40), (20, 150)), rng.randint(2, 30)
    cost = rng.randint(2, n * sold - 1)
    slots = _jobs(rng) | money(rng, cost=cost, q=sold) | counts(rng, n=n)
    return tell(
        slots,
        n * sold - cost,
        "The profit is the revenue less the cost.",
        f"revenue = {n} * {sold}\nprint(revenue - {cost})",
        "The profit is",
    )


def draw_profit_two_costs(rng: random.Random) -> Case:
    n, sold = pick(rng, (8, 40), (20, 150)), rng.randint(3, 30)
    first = rng.randint(2, n * sold // 2)
    second = rng.randint(2, n * sold // 2 - 1)
    slots = _jobs(rng) | money(rng, first=first, second=second, q=sold) | counts(rng, n=n)
    code = f"costs = {first} + {second}\nrevenue = {n} * {sold}\nprint(revenue - costs)"
    return tell(slots, n * sold - first - second, "The profit is the revenue less the costs.", code, "The profit is")


def draw_budget_fraction(rng: random.Random) -> Case:
    """A fraction of the income for one thing, two amounts for others."""
    top, bottom = rng.choice(((1, 2), (1, 3), (1, 4), (1, 5), (2, 5), (3, 10), (3, 8), (1, 6)))
    income = bottom * 2 * pick(rng, (30, 200), (100, 800))
    rest = income - income // bottom * top
    first = rng.randint(10, rest // 2)
    second = rng.randint(10, max(11, rest // 2 - 10))
    slots = _jobs(rng) | money(rng, income=income, first=first, second=second) | fractions(rng, part=(top, bottom))
    code = f"income = {income}\nrent = {part('income', top, bottom)}\nprint(income - rent - {first} - {second})"
    return tell(
        slots,
        rest - first - second,
        "The fraction and both amounts are taken from the income.",
        code,
        "The amount left is",
    )


def draw_budget_percent(rng: random.Random) -> Case:
    """Two percentages of the income; what is left."""
    a, b = rng.choice((10, 15, 20, 25, 30, 35, 40)), rng.choice((5, 10, 15, 20, 25, 30, 45))
    income = rng.choice((100, 20, 50, 10)) * rng.randint(4, 60)
    slots = _jobs(rng) | money(rng, income=income) | plain(a=a, b=b)
    code = f'{_DECIMAL}income = Decimal("{income}")\nfirst = income * {a} / 100\nsecond = income * {b} / 100\nprint(income - first - second)'
    return tell(
        slots,
        Decimal(income * (100 - a - b)) / 100,
        "Both percentages of the income are taken away.",
        code,
        "The amount left is",
    )


def draw_percent_then_percent(rng: random.Random) -> Case:
    """A percentage goes, then a percentage of the rest."""
    a, b = rng.choice((10, 15, 20, 25, 30, 40, 50, 60)), rng.choice((5, 10, 20, 25, 30, 50, 40))
    income = rng.choice((100, 200, 500, 40)) * rng.randint(1, 40)
    slots = _jobs(rng) | money(rng, income=income) | plain(a=a, b=b)
    code = f'{_DECIMAL}income = Decimal("{income}")\nrest = income - income * {a} / 100\nprint(rest - rest * {b} / 100)'
    return tell(
        slots,
        Decimal(income * (100 - a) * (100 - b)) / 10000,
        "First the rest after the first percentage, then the percentage of the rest.",
        code,
        "The amount left is",
    )


def draw_bill_split(rng: random.Random) -> Case:
    """A bill and a tip in percent, split equally."""
    percent, people = rng.choice((10, 15, 20, 25, 18, 5)), rng.randint(2, 8)
    each = price(rng, 6, 40, rng.random() < 0.3)
    bill = next(
        (
            Decimal(b)
            for b in range(int(each) * people, int(each) * people + 400)
            if b * (100 + percent) % (100 * people) == 0
        ),
        Decimal(100 * people),
    )
    slots = _jobs(rng) | money(rng, bill=bill) | plain(percent=percent) | counts(rng, k=people)
    code = f'{_DECIMAL}bill = Decimal("{bill}")\ntotal = bill + bill * {percent} / 100\nprint(total / {people})'
    return tell(
        slots,
        bill * (100 + percent) / (100 * people),
        "The tip is added, then the sum is split.",
        code,
        "Each one pays",
    )


def draw_cost_split(rng: random.Random) -> Case:
    """Several costs, shared equally."""
    people, each = rng.randint(2, 10), rng.randint(5, 60)
    first = rng.randint(2, people * each - 3)
    slots = _jobs(rng) | money(rng, p=first, q=people * each - first) | counts(rng, k=people)
    code = f"total = {first} + {people * each - first}\nprint(total // {people})"
    return tell(slots, each, "The sum of the costs is split.", code, "Each one pays")


def draw_raise(rng: random.Random) -> Case:
    """Percent raise on an hourly wage, then the pay for some hours."""
    rate, percent, hours = (
        Decimal(rng.choice((10, 12, 15, 16, 20, 24, 25, 30, 40, 18))),
        rng.choice((5, 10, 20, 25, 50, 15)),
        rng.randint(4, 45),
    )
    slots = _jobs(rng) | money(rng, rate=rate) | plain(percent=percent) | counts(rng, hours=hours)
    code = f'{_DECIMAL}rate = Decimal("{rate}")\nnew_rate = rate + rate * {percent} / 100\nprint(new_rate * {hours})'
    return tell(slots, rate * hours * (100 + percent) / 100, "The new rate, then the pay.", code, "The pay is")


def draw_commission(rng: random.Random) -> Case:
    """A fixed salary plus a percentage of the sales."""
    base, percent, sales = (
        Decimal(50 * rng.randint(4, 60)),
        rng.choice((2, 3, 4, 5, 8, 10, 12, 15, 20)),
        50 * rng.randint(4, 400),
    )
    slots = _jobs(rng) | money(rng, base=base, sales=sales) | plain(percent=percent)
    code = f'{_DECIMAL}commission = Decimal("{sales}") * {percent} / 100\nprint({base} + commission)'
    return tell(
        slots,
        base + Decimal(sales * percent) / 100,
        "The commission is added to the fixed pay.",
        code,
        "The total pay is",
    )


def draw_fixed_and_rate(rng: random.Random) -> Case:
    """A fixed fee plus so much per unit."""
    decimal, n = rng.random() < 0.35, pick(rng, (2, 30), (10, 120))
    fee, rate = price(rng, 2, 60, False), price(rng, 1, 20, decimal)
    slots = _jobs(rng) | money(rng, fee=fee, rate=rate) | counts(rng, n=n) | {"mile": rng.choice(("mile", "kilometer"))}
    code = f"{_DECIMAL if decimal else ''}variable = {coded(rate, decimal)} * {n}\nprint({fee} + variable)"
    return tell(slots, fee + rate * n, "The fixed fee plus the rate times the number.", code, "The total cost is")


def draw_first_then(rng: random.Random) -> Case:
    """One price for the first unit or units, another for the others."""
    first, rate, n, limit = rng.randint(3, 30), rng.randint(1, 15), rng.randint(4, 30), rng.choice((1, 1, 2, 3))
    slots = _jobs(rng) | money(rng, first=first, rate=rate) | counts(rng, n=n, limit=limit)
    code = (
        f"others = ({n} - {limit}) * {rate}\nprint({limit} * {first} + others)"
        if limit > 1
        else f"others = ({n} - 1) * {rate}\nprint({first} + others)"
    )
    slots["firsts"] = "the first hour" if limit == 1 else f"each of the first {limit} hours"
    return tell(
        slots,
        sum(first if k < limit else rate for k in range(n)),
        "The first ones and the others are paid apart.",
        code,
        "The total cost is",
    )


def draw_coins(rng: random.Random) -> Case:
    """Coins of two sorts: the amount in cents."""
    (a, one), (b, two) = rng.sample(((1, "pennies"), (5, "nickels"), (10, "dimes"), (25, "quarters")), 2)
    m, n = rng.randint(2, 40), rng.randint(2, 40)
    slots = _jobs(rng) | counts(rng, m=m, n=n) | {"coins": one, "coins2": two}
    return tell(
        slots,
        m * a + n * b,
        "Each number of coins times their value in cents.",
        f"first = {m} * {a}\nsecond = {n} * {b}\nprint(first + second)",
        "The amount in cents is",
    )


def draw_bills(rng: random.Random) -> Case:
    """Bills of three sorts: the amount."""
    values = sorted(rng.sample((1, 5, 10, 20, 50, 100), 3), reverse=True)
    n = [rng.randint(2, 12) for _ in values]
    slots = _jobs(rng) | counts(rng, k=n[0], m=n[1], n=n[2]) | plain(x=values[0], y=values[1], z=values[2])
    code = "\n".join(f"{name} = {k} * {v}" for name, k, v in zip(("first", "second", "third"), n, values, strict=True))
    return tell(
        slots,
        sum(k * v for k, v in zip(n, values, strict=True)),
        "Each number of bills times their value.",
        code + "\nprint(first + second + third)",
        "The total is",
    )


def draw_monthly(rng: random.Random) -> Case:
    """Monthly income less two monthly costs, over some months."""
    months, keep = rng.randint(2, 24), 10 * rng.randint(2, 60)
    first, second = 10 * rng.randint(5, 120), 10 * rng.randint(2, 60)
    slots = (
        _jobs(rng) | money(rng, income=keep + first + second, first=first, second=second) | counts(rng, months=months)
    )
    code = f"kept = {keep + first + second} - {first} - {second}\nprint(kept * {months})"
    return tell(slots, keep * months, "What is kept each month, times the months.", code, "The total saved is")


KINDS = (
    Kind("money_wage", draw_wage),
    Kind("money_wage_days", draw_wage_days),
    Kind("money_wage_weeks", draw_wage_weeks),
    Kind("money_two_rates", draw_two_rates),
    Kind("money_overtime", draw_overtime),
    Kind("money_overtime_factor", draw_overtime_half),
    Kind("money_hourly", draw_hourly),
    Kind("money_hours_needed", draw_hours_needed),
    Kind("money_weeks_needed", draw_weeks_needed),
    Kind("money_savings", draw_savings),
    Kind("money_spent_weekly", draw_spent_each_week),
    Kind("money_earned_spent", draw_earn_less_spend),
    Kind("money_profit_each", draw_profit_each),
    Kind("money_profit_total", draw_profit_total),
    Kind("money_profit_two_costs", draw_profit_two_costs),
    Kind("money_budget_fraction", draw_budget_fraction),
    Kind("money_budget_percent", draw_budget_percent),
    Kind("money_percent_twice", draw_percent_then_percent),
    Kind("money_bill_split", draw_bill_split),
    Kind("money_cost_split", draw_cost_split),
    Kind("money_raise", draw_raise),
    Kind("money_commission", draw_commission),
    Kind("money_fixed_and_rate", draw_fixed_and_rate),
    Kind("money_first_then", draw_first_then),
    Kind("money_coins", draw_coins),
    Kind("money_bills", draw_bills),
    Kind("money_monthly", draw_monthly),
)
