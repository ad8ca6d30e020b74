"""Systems of linear equations, as formulas and as stories. The solution is drawn first."""

import random
from fractions import Fraction

from training.notation import Written, equation, integer, monomial, number, polynomial, slots, total
from training.task import Case, Kind, Turn

NAMES = ("Tom", "Anna", "Maria", "Ben", "Priya", "Omar", "Lena", "Jack", "Sofia", "Wei", "Carlos", "Emma")
PAIRS = (("x", "y"),) * 6 + (("a", "b"), ("m", "n"), ("p", "q"), ("s", "t"), ("u", "v"))


def small(rng: random.Random) -> int:
    return rng.choice([1, 1, 2, 3, rng.randint(1, 12)]) * rng.choice([1, 1, -1])


def value(rng: random.Random) -> Fraction:
    whole = rng.choice([rng.randint(-10, 10), rng.randint(1, 12), rng.randint(-50, 100)])
    return Fraction(whole, rng.choice([1] * 9 + [2, 3]))


def linear(coefficients: list[int], names: tuple[str, ...]) -> Written:
    return total(monomial(c, 1, name) for c, name in zip(coefficients, names, strict=True))


def two_equations(
    rng: random.Random, names: tuple[str, str], x: Fraction, y: Fraction
) -> list[tuple[Written, Written]]:
    """Two independent equations that x and y satisfy, with integer coefficients, variously arranged."""
    while True:
        rows = [[small(rng), small(rng)] for _ in range(2)]
        if rng.random() < 0.2:
            rows = [[1, 1], [1, -1]] if rng.random() < 0.5 else [[1, 1], [small(rng), small(rng)]]
        if rows[0][0] * rows[1][1] == rows[0][1] * rows[1][0]:
            continue
        sums = [a * x + b * y for a, b in rows]
        if all(s.denominator == 1 for s in sums):
            return [arranged(rng, row, int(s), names) for row, s in zip(rows, sums, strict=True)]


def arranged(rng: random.Random, row: list[int], right: int, names: tuple[str, str]) -> tuple[Written, Written]:
    a, b = row
    shape = rng.choice(["standard"] * 12 + ["solved", "zero", "apart"])
    if shape == "solved" and abs(b) == 1:
        return Written(names[1], names[1]), polynomial([-a * b, right * b], names[0])
    if shape == "zero" and right:
        return total([linear(row, names), integer(-right)]), integer(0)
    if shape == "apart" and right:
        return monomial(a, 1, names[0]), total([monomial(-b, 1, names[1]), integer(right)])
    return linear(row, names), integer(right)


def system(rng: random.Random) -> tuple[tuple[str, str], Fraction, Fraction, dict[str, Written], str]:
    names = rng.choice(PAIRS)
    while True:
        x, y = value(rng), value(rng)
        if max(x.denominator, y.denominator) <= 3:
            break
    first, second = two_equations(rng, names, x, y)
    eq1, eq2 = equation(*first), equation(*second)
    cases = Written(rf"\begin{{cases}} {eq1.tex} \\ {eq2.tex} \end{{cases}}", f"{eq1.code}, {eq2.code}")
    formulas = {"eq1": eq1, "eq2": eq2, "both": cases}
    formulas |= {"x": Written(names[0], names[0]), "y": Written(names[1], names[1])}
    sides = [f"Eq({left.code}, {right.code})" for left, right in (first, second)]
    head = (
        f"from sympy import symbols, Eq, solve\n{names[0]}, {names[1]} = symbols('{names[0]} {names[1]}')\n"
        f"found = solve([{sides[0]}, {sides[1]}], [{names[0]}, {names[1]}])\n"
    )
    return names, x, y, formulas, head


def draw_pair(rng: random.Random) -> Case:
    names, x, y, formulas, head = system(rng)
    return Case(
        slots=slots(rng, formulas),
        answer=f"({x}, {y})",
        turns=(Turn("I solve the two equations.", f"{head}print((found[{names[0]}], found[{names[1]}]))"),),
        closing="The solution is",
    )


def draw_one(rng: random.Random) -> Case:
    names, x, y, formulas, head = system(rng)
    which = rng.randint(0, 1)
    wanted = names[which]
    formulas |= {"wanted": Written(wanted, wanted), "other": Written(names[1 - which], names[1 - which])}
    return Case(
        slots=slots(rng, formulas),
        answer=str((x, y)[which]),
        turns=(Turn("I solve the two equations.", f"{head}print(found[{wanted}])"),),
        closing=f"The value of {wanted} is",
    )


def draw_expression(rng: random.Random) -> Case:
    names, x, y, formulas, head = system(rng)
    p, q = rng.choice([(1, 1), (1, 1), (1, -1), (2, 3), (small(rng), small(rng))])
    first, second = names
    forms = [
        *[(linear([p, q], names), p * x + q * y)] * 4,
        (Written(f"{first}{second}", f"{first}*{second}"), x * y),
        (Written(f"{first}^2 + {second}^2", f"{first}**2 + {second}**2"), x * x + y * y),
        (Written(f"{first}^2 - {second}^2", f"{first}**2 - {second}**2"), x * x - y * y),
    ]
    wanted, answer = rng.choice(forms)
    return Case(
        slots=slots(rng, formulas | {"e": wanted}),
        answer=str(answer),
        turns=(Turn("I solve the two equations.", f"{head}print(({wanted.code}).subs(found))"),),
        closing="The value is",
    )


def triple(rng: random.Random) -> tuple[tuple[str, str, str], list[int], dict[str, Written], str]:
    names = rng.choice([("x", "y", "z")] * 4 + [("a", "b", "c"), ("p", "q", "r")])
    values = [rng.randint(-9, 12) for _ in range(3)]
    while True:
        rows = [[rng.choice([0, 1, 1, 1, 2, -1, 3]) for _ in range(3)] for _ in range(3)]
        if rng.random() < 0.35:
            rows = rng.choice([[[1, 1, 0], [0, 1, 1], [1, 0, 1]], [[1, 1, 1], [1, -1, 0], [0, 1, rng.choice([-1, 2])]]])
        if determinant(rows) and all(any(row) for row in rows):
            break
    sides = [(linear(row, names), integer(sum(a * v for a, v in zip(row, values, strict=True)))) for row in rows]
    equations = [equation(left, right) for left, right in sides]
    joined = r" \\ ".join(e.tex for e in equations)
    formulas = {f"eq{i + 1}": e for i, e in enumerate(equations)}
    formulas["all"] = Written(rf"\begin{{cases}} {joined} \end{{cases}}", ", ".join(e.code for e in equations))
    formulas |= {key: Written(name, name) for key, name in zip("xyz", names, strict=True)}
    listed = ", ".join(f"Eq({left.code}, {right.code})" for left, right in sides)
    head = (
        f"from sympy import symbols, Eq, solve\n{', '.join(names)} = symbols('{' '.join(names)}')\n"
        f"found = solve([{listed}], [{', '.join(names)}])\n"
    )
    return names, values, formulas, head


def determinant(rows: list[list[int]]) -> int:
    (a, b, c), (d, e, f), (g, h, i) = rows
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)


def draw_triple(rng: random.Random) -> Case:
    names, values, formulas, head = triple(rng)
    return Case(
        slots=slots(rng, formulas),
        answer=f"({values[0]}, {values[1]}, {values[2]})",
        turns=(Turn("I solve the three equations.", f"{head}print(({', '.join(f'found[{n}]' for n in names)}))"),),
        closing="The solution is",
    )


def draw_triple_expression(rng: random.Random) -> Case:
    names, values, formulas, head = triple(rng)
    x, y, z = names
    forms = [
        *[(linear([1, 1, 1], names), sum(values))] * 3,
        (Written(f"{x}{y}{z}", f"{x}*{y}*{z}"), values[0] * values[1] * values[2]),
        (Written(f"{x}^2 + {y}^2 + {z}^2", f"{x}**2 + {y}**2 + {z}**2"), sum(v * v for v in values)),
        *[(Written(name, name), v) for name, v in zip(names, values, strict=True)],
    ]
    wanted, answer = rng.choice(forms)
    return Case(
        slots=slots(rng, formulas | {"e": wanted}),
        answer=str(answer),
        turns=(Turn("I solve the three equations.", f"{head}print(({wanted.code}).subs(found))"),),
        closing="The value is",
    )


def story(
    first: str, second: str, equations: str, wanted: str, answer: int, filled: dict[str, str], closing: str
) -> Case:
    snippet = (
        f"from sympy import symbols, Eq, solve\n{first}, {second} = symbols('{first} {second}')\n"
        f"found = solve([{equations}], [{first}, {second}])\nprint({wanted})"
    )
    return Case(filled, str(answer), (Turn("I write two equations and solve them.", snippet),), closing)


ANIMALS = (
    ("chickens", "rabbits", 2, 4, "animals", "farm"),
    ("chickens", "cows", 2, 4, "animals", "farm"),
    ("ducks", "pigs", 2, 4, "animals", "farm"),
    ("hens", "goats", 2, 4, "animals", "farm"),
    ("chickens", "sheep", 2, 4, "animals", "yard"),
    ("turkeys", "horses", 2, 4, "animals", "ranch"),
    ("ostriches", "zebras", 2, 4, "animals", "zoo"),
    ("pheasants", "rabbits", 2, 4, "animals", "cage"),
)


def draw_heads_legs(rng: random.Random) -> Case:
    bird, beast, two, four, _, place = rng.choice(ANIMALS)
    x, y = rng.randint(1, rng.choice([15, 40, 100])), rng.randint(1, rng.choice([15, 40, 100]))
    which = rng.randint(0, 1)
    legs = two * x + four * y
    pair = [bird, beast]
    asked = pair[which]
    first, second = pair if rng.random() < 0.6 else reversed(pair)
    filled = {
        "bird": first,
        "beast": second,
        "asked": asked,
        "place": place,
        "heads": number(rng, x + y),
        "legs": str(legs),
    }
    equations = f"Eq(x + y, {x + y}), Eq(2*x + 4*y, {legs})"
    return story("x", "y", equations, f"found[{'xy'[which]}]", (x, y)[which], filled, f"The number of {asked} is")


def draw_wheels(rng: random.Random) -> Case:
    first, second, p, q = rng.choice(
        [("bicycles", "tricycles", 2, 3), ("motorcycles", "cars", 2, 4), ("bicycles", "cars", 2, 4)]
    )
    x, y = rng.randint(1, 40), rng.randint(1, 40)
    which = rng.randint(0, 1)
    asked = (first, second)[which]
    wheels = p * x + q * y
    filled = {"first": first, "second": second, "asked": asked, "count": str(x + y), "wheels": str(wheels)}
    equations = f"Eq(x + y, {x + y}), Eq({p}*x + {q}*y, {wheels})"
    return story("x", "y", equations, f"found[{'xy'[which]}]", (x, y)[which], filled, f"The number of {asked} is")


def draw_tickets(rng: random.Random) -> Case:
    """Two kinds of ticket at two prices, a number sold and the money taken."""
    first, second = rng.choice(
        [("adult", "child"), ("adult", "student"), ("regular", "VIP"), ("adult", "senior"), ("balcony", "floor")]
    )
    a, b = rng.sample(range(2, rng.choice([15, 40])), 2)
    x, y = rng.randint(5, rng.choice([60, 300])), rng.randint(5, rng.choice([60, 300]))
    which = rng.randint(0, 1)
    asked = (first, second)[which]
    money = a * x + b * y
    filled = {
        "first": first,
        "second": second,
        "a": str(a),
        "b": str(b),
        "count": str(x + y),
        "money": number(rng, money),
    }
    equations = f"Eq(x + y, {x + y}), Eq({a}*x + {b}*y, {money})"
    wanted = f"found[{'xy'[which]}]"
    return story(
        "x", "y", equations, wanted, (x, y)[which], filled | {"asked": asked}, f"The number of {asked} tickets is"
    )


COINS = {"pennies": 1, "nickels": 5, "dimes": 10, "quarters": 25}


def draw_coins(rng: random.Random) -> Case:
    first, second = rng.choice(
        [("nickels", "dimes"), ("dimes", "quarters"), ("nickels", "quarters"), ("quarters", "dimes")]
    )
    x, y = rng.randint(1, 30), rng.randint(1, 30)
    which = rng.randint(0, 1)
    cents = COINS[first] * x + COINS[second] * y
    filled = {"first": first, "second": second, "asked": (first, second)[which], "name": rng.choice(NAMES)}
    filled |= {"count": str(x + y), "cents": str(cents), "dollars": f"{cents // 100}.{cents % 100:02d}"}
    equations = f"Eq(x + y, {x + y}), Eq({COINS[first]}*x + {COINS[second]}*y, {cents})"
    closing = f"The number of {filled['asked']} is"
    return story("x", "y", equations, f"found[{'xy'[which]}]", (x, y)[which], filled, closing)


def draw_bills(rng: random.Random) -> Case:
    """Notes of two stated values."""
    a, b = rng.choice([(5, 10), (10, 20), (5, 20), (1, 5), (2, 5), (20, 50), (10, 50), (20, 5), (10, 5)])
    x, y = rng.randint(1, 30), rng.randint(1, 30)
    which = rng.randint(0, 1)
    filled = {"a": str(a), "b": str(b), "asked": str((a, b)[which]), "count": str(x + y), "money": str(a * x + b * y)}
    equations = f"Eq(x + y, {x + y}), Eq({a}*x + {b}*y, {a * x + b * y})"
    wanted = f"found[{'xy'[which]}]"
    filled["name"] = rng.choice(NAMES)
    return story("x", "y", equations, wanted, (x, y)[which], filled, "The number is")


ITEMS = (
    ("apple", "apples", "banana", "bananas"),
    ("pen", "pens", "notebook", "notebooks"),
    ("pencil", "pencils", "ruler", "rulers"),
    ("coffee", "coffees", "muffin", "muffins"),
    ("burger", "burgers", "soda", "sodas"),
    ("shirt", "shirts", "hat", "hats"),
    ("taco", "tacos", "burrito", "burritos"),
    ("book", "books", "magazine", "magazines"),
    ("chair", "chairs", "table", "tables"),
    ("ticket", "tickets", "popcorn", "popcorns"),
)


def draw_prices(rng: random.Random) -> Case:
    """Two purchases of the same two articles."""
    one, many, other, others = rng.choice(ITEMS)
    x, y = rng.sample(range(1, rng.choice([10, 30])), 2)
    while True:
        a, b, c, d = (rng.randint(1, 8) for _ in range(4))
        if a * d != b * c:
            break
    which = rng.randint(0, 1)
    filled = {"asked": (one, other)[which], "name": rng.choice(NAMES)}
    filled |= {
        "first": f"{a} {many if a > 1 else one}",
        "second": f"{b} {others if b > 1 else other}",
        "p": str(a * x + b * y),
    }
    filled |= {
        "third": f"{c} {many if c > 1 else one}",
        "fourth": f"{d} {others if d > 1 else other}",
        "q": str(c * x + d * y),
    }
    equations = (
        f"Eq({linear([a, b], ('x', 'y')).code}, {a * x + b * y}), "
        f"Eq({linear([c, d], ('x', 'y')).code}, {c * x + d * y})"
    )
    return story("x", "y", equations, f"found[{'xy'[which]}]", (x, y)[which], filled, "The price is")


def sum_difference_case(rng: random.Random, wanted: str, closing: str) -> Case:
    bound = rng.choice([20, 100, 1000])
    small_one, gap = rng.randint(1, bound), rng.randint(1, bound)
    large = small_one + gap
    answer = {"found[x]": large, "found[y]": small_one, "found[x]*found[y]": large * small_one}[wanted]
    filled = {"sum": number(rng, large + small_one), "diff": number(rng, gap)}
    return story("x", "y", f"Eq(x + y, {large + small_one}), Eq(x - y, {gap})", wanted, answer, filled, closing)


def draw_sum_difference_larger(rng: random.Random) -> Case:
    return sum_difference_case(rng, "found[x]", "The larger number is")


def draw_sum_difference_smaller(rng: random.Random) -> Case:
    return sum_difference_case(rng, "found[y]", "The smaller number is")


def draw_sum_difference_product(rng: random.Random) -> Case:
    return sum_difference_case(rng, "found[x]*found[y]", "The product is")


def sum_times_case(rng: random.Random, larger: bool) -> Case:
    """Two numbers with a given sum, one a multiple of the other."""
    k, y = rng.randint(2, 9), rng.randint(1, rng.choice([15, 60]))
    filled = {"sum": str((k + 1) * y), "times": {2: "twice", 3: "three times"}.get(k, f"{k} times")}
    equations = f"Eq(x + y, {(k + 1) * y}), Eq(x, {k}*y)"
    closing = f"The {'larger' if larger else 'smaller'} number is"
    return story("x", "y", equations, "found[x]" if larger else "found[y]", k * y if larger else y, filled, closing)


def draw_sum_times_larger(rng: random.Random) -> Case:
    return sum_times_case(rng, True)


def draw_sum_times_smaller(rng: random.Random) -> Case:
    return sum_times_case(rng, False)


KINDS = (
    Kind("systems_pair", draw_pair),
    Kind("systems_one", draw_one),
    Kind("systems_expression", draw_expression),
    Kind("systems_triple", draw_triple),
    Kind("systems_triple_expression", draw_triple_expression),
    Kind("systems_heads_legs", draw_heads_legs),
    Kind("systems_wheels", draw_wheels),
    Kind("systems_tickets", draw_tickets),
    Kind("systems_coins", draw_coins),
    Kind("systems_bills", draw_bills),
    Kind("systems_prices", draw_prices),
    Kind("systems_sum_difference_larger", draw_sum_difference_larger),
    Kind("systems_sum_difference_smaller", draw_sum_difference_smaller),
    Kind("systems_sum_difference_product", draw_sum_difference_product),
    Kind("systems_sum_times_larger", draw_sum_times_larger),
    Kind("systems_sum_times_smaller", draw_sum_times_smaller),
)
