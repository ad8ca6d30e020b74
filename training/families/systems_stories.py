"""Systems of two equations told in words: animals, tickets, coins, prices, two numbers.

The unknowns are named as in the question, so that the one that is asked for can be copied from there.
"""

import random

from training.families.systems import linear
from training.notation import number
from training.task import Case, Kind, Turn

NAMES = ("Tom", "Anna", "Maria", "Ben", "Priya", "Omar", "Lena", "Jack", "Sofia", "Wei", "Carlos", "Emma")


def story(
    names: tuple[str, str], equations: str, wanted: str, answer: int, filled: dict[str, str], closing: str
) -> Case:
    """`equations` and `wanted` speak of the two `names`."""
    x, y = names
    snippet = (
        f"from sympy import symbols, Eq, solve\n{x}, {y} = symbols('{x} {y}')\n"
        f"found = solve([{equations}], [{x}, {y}])\nprint({wanted})"
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
    equations = f"Eq({bird} + {beast}, {x + y}), Eq(2*{bird} + 4*{beast}, {legs})"
    return story((bird, beast), equations, f"found[{asked}]", (x, y)[which], filled, f"The number of {asked} is")


def draw_wheels(rng: random.Random) -> Case:
    first, second, p, q = rng.choice(
        [("bicycles", "tricycles", 2, 3), ("motorcycles", "cars", 2, 4), ("bicycles", "cars", 2, 4)]
    )
    x, y = rng.randint(1, 40), rng.randint(1, 40)
    which = rng.randint(0, 1)
    asked = (first, second)[which]
    wheels = p * x + q * y
    filled = {"first": first, "second": second, "asked": asked, "count": str(x + y), "wheels": str(wheels)}
    equations = f"Eq({first} + {second}, {x + y}), Eq({p}*{first} + {q}*{second}, {wheels})"
    return story((first, second), equations, f"found[{asked}]", (x, y)[which], filled, f"The number of {asked} is")


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
    equations = f"Eq({first} + {second}, {x + y}), Eq({a}*{first} + {b}*{second}, {money})"
    filled["asked"] = asked
    closing = f"The number of {asked} tickets is"
    return story((first, second), equations, f"found[{asked}]", (x, y)[which], filled, closing)


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
    equations = f"Eq({first} + {second}, {x + y}), Eq({COINS[first]}*{first} + {COINS[second]}*{second}, {cents})"
    asked = filled["asked"]
    return story((first, second), equations, f"found[{asked}]", (x, y)[which], filled, f"The number of {asked} is")


def draw_bills(rng: random.Random) -> Case:
    """Notes of two stated values."""
    a, b = rng.choice([(5, 10), (10, 20), (5, 20), (1, 5), (2, 5), (20, 50), (10, 50), (20, 5), (10, 5)])
    x, y = rng.randint(1, 30), rng.randint(1, 30)
    which = rng.randint(0, 1)
    filled = {"a": str(a), "b": str(b), "asked": str((a, b)[which]), "count": str(x + y), "money": str(a * x + b * y)}
    equations = f"Eq(n{a} + n{b}, {x + y}), Eq({a}*n{a} + {b}*n{b}, {a * x + b * y})"
    filled["name"] = rng.choice(NAMES)
    names = (f"n{a}", f"n{b}")
    return story(names, equations, f"found[{names[which]}]", (x, y)[which], filled, "The number is")


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
    names = (one, other)
    equations = f"Eq({linear([a, b], names).code}, {a * x + b * y}), Eq({linear([c, d], names).code}, {c * x + d * y})"
    return story(names, equations, f"found[{names[which]}]", (x, y)[which], filled, "The price is")


SIZES = ("larger", "smaller")


def sum_difference_case(rng: random.Random, wanted: str, closing: str) -> Case:
    bound = rng.choice([20, 100, 1000])
    small_one, gap = rng.randint(1, bound), rng.randint(1, bound)
    large = small_one + gap
    product = large * small_one
    answers = {"found[larger]": large, "found[smaller]": small_one, "found[larger]*found[smaller]": product}
    filled = {"sum": number(rng, large + small_one), "diff": number(rng, gap)}
    equations = f"Eq(larger + smaller, {large + small_one}), Eq(larger - smaller, {gap})"
    return story(SIZES, equations, wanted, answers[wanted], filled, closing)


def draw_sum_difference_larger(rng: random.Random) -> Case:
    return sum_difference_case(rng, "found[larger]", "The larger number is")


def draw_sum_difference_smaller(rng: random.Random) -> Case:
    return sum_difference_case(rng, "found[smaller]", "The smaller number is")


def draw_sum_difference_product(rng: random.Random) -> Case:
    return sum_difference_case(rng, "found[larger]*found[smaller]", "The product is")


def sum_times_case(rng: random.Random, larger: bool) -> Case:
    """Two numbers with a given sum, one a multiple of the other."""
    k, y = rng.randint(2, 9), rng.randint(1, rng.choice([15, 60]))
    filled = {"sum": str((k + 1) * y), "times": {2: "twice", 3: "three times"}.get(k, f"{k} times")}
    equations = f"Eq(larger + smaller, {(k + 1) * y}), Eq(larger, {k}*smaller)"
    asked = "larger" if larger else "smaller"
    return story(SIZES, equations, f"found[{asked}]", k * y if larger else y, filled, f"The {asked} number is")


def draw_sum_times_larger(rng: random.Random) -> Case:
    return sum_times_case(rng, True)


def draw_sum_times_smaller(rng: random.Random) -> Case:
    return sum_times_case(rng, False)


def draw_digits(rng: random.Random) -> Case:
    """A two-digit number from its digit sum and the change when its digits are swapped."""
    a, b = sorted(rng.sample(range(1, 10), 2))
    more = rng.random() < 0.5
    answer = 10 * a + b if more else 10 * b + a
    gap = 9 * (b - a)
    equations = f"Eq(tens + ones, {a + b}), Eq(10*ones + tens, 10*tens + ones {'+' if more else '-'} {gap})"
    filled = {"sum": str(a + b), "gap": str(gap), "change": f"{gap} more" if more else f"{gap} less"}
    filled["up"] = "increases" if more else "decreases"
    return story(("tens", "ones"), equations, "10*found[tens] + found[ones]", answer, filled, "The number is")


def boat_case(rng: random.Random, current: bool) -> Case:
    """The same boat with and against the stream."""
    s, c = rng.randint(10, 40), rng.randint(1, 9)
    t, u = rng.randint(1, 6), rng.randint(1, 8)
    down, up = (s + c) * t, (s - c) * u
    hours = {n: "1 hour" if n == 1 else f"{n} hours" for n in (t, u)}
    filled = {"down": str(down), "up": str(up), "t": hours[t], "u": hours[u]}
    equations = f"Eq((still + current)*{t}, {down}), Eq((still - current)*{u}, {up})"
    names = ("still", "current")
    if current:
        return story(names, equations, "found[current]", c, filled, "The speed of the current is")
    return story(names, equations, "found[still]", s, filled, "The speed in still water is")


def draw_boat(rng: random.Random) -> Case:
    return boat_case(rng, False)


def draw_current(rng: random.Random) -> Case:
    return boat_case(rng, True)


def draw_score(rng: random.Random) -> Case:
    """A test with points for right answers and points off for wrong ones."""
    gain, loss = rng.choice([3, 4, 5, 5, 6, 10]), rng.choice([1, 1, 2, 2, 3])
    right, wrong = rng.randint(3, 40), rng.randint(1, 20)
    score = gain * right - loss * wrong
    if score <= 0:
        return draw_score(rng)
    which = rng.randint(0, 1)
    filled = {"gain": str(gain), "loss": "1 point" if loss == 1 else f"{loss} points", "count": str(right + wrong)}
    filled |= {"score": str(score), "asked": ("correct", "wrong")[which], "name": rng.choice(NAMES)}
    equations = f"Eq(correct + wrong, {right + wrong}), Eq({gain}*correct - {loss}*wrong, {score})"
    asked = filled["asked"]
    closing = f"The number of {asked} answers is"
    return story(("correct", "wrong"), equations, f"found[{asked}]", (right, wrong)[which], filled, closing)


def draw_mixture(rng: random.Random) -> Case:
    """Two solutions of different strength that give a third."""
    while True:
        low, high = sorted(rng.sample(range(5, 95, 5), 2))
        mixed, amount = rng.randrange(low, high, 5), rng.choice([10, 12, 20, 30, 40, 50, 60, 100])
        if mixed > low and amount * (high - mixed) % (high - low) == 0:
            break
    weak = amount * (high - mixed) // (high - low)
    which = rng.randint(0, 1)
    filled = {"low": str(low), "high": str(high), "mixed": str(mixed), "amount": str(amount)}
    filled["asked"] = str((low, high)[which])
    filled |= {f"a{key}": "an" if value.startswith("8") else "a" for key, value in filled.items() if key != "amount"}
    equations = f"Eq(p{low} + p{high}, {amount}), Eq({low}*p{low} + {high}*p{high}, {mixed}*{amount})"
    names = (f"p{low}", f"p{high}")
    return story(names, equations, f"found[{names[which]}]", (weak, amount - weak)[which], filled, "The amount is")


KINDS = (
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
    Kind("systems_digits", draw_digits),
    Kind("systems_boat", draw_boat),
    Kind("systems_current", draw_current),
    Kind("systems_score", draw_score),
    Kind("systems_mixture", draw_mixture),
)
