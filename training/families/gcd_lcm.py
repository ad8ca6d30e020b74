"""Greatest common divisors and least common multiples, bare and in stories."""

import random
from collections.abc import Callable, Sequence
from functools import reduce
from math import prod

from training.drawing import NAMES, SMALL_WORDS, integer, listed_numbers, plain, shown, tex, word_or_digits
from training.task import Case, Kind, Turn

_SUM = Turn("Now I add them.", "print(g + l)")
_PRODUCT = Turn("Now I multiply them.", "print(g * l)")


def _euclid(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def _gcd(numbers: Sequence[int]) -> int:
    return reduce(_euclid, numbers)


def _lcm(numbers: Sequence[int]) -> int:
    return reduce(lambda a, b: a // _euclid(a, b) * b, numbers)


def _arguments(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _slots(numbers: Sequence[int], rng: random.Random) -> dict[str, str]:
    return {
        "list": listed_numbers(numbers, rng), "args": _arguments(numbers),
        "count": SMALL_WORDS[len(numbers)], "count_cap": SMALL_WORDS[len(numbers)].capitalize(),
    }  # fmt: skip


def _with_common_factor(rng: random.Random, count: int, *ranges: tuple[int, int]) -> list[int]:
    """Distinct numbers that mostly share a factor."""
    g = integer(rng, (2, 15), (10, 60), (60, 500)) if rng.random() < 0.85 else 1
    numbers: list[int] = []
    while len(numbers) < count:
        n = g * integer(rng, *ranges)
        if n not in numbers:
            numbers.append(n)
    return numbers


def _turn(name: str, numbers: Sequence[int]) -> Turn:
    long = "greatest common divisor" if name == "gcd" else "least common multiple"
    return Turn(f"I need the {long}.", f"from math import {name}\nprint({name}({_arguments(numbers)}))")


def draw_gcd(rng: random.Random) -> Case:
    numbers = _with_common_factor(rng, rng.choice([2, 2, 2, 2, 3, 3, 4]), (2, 25), (10, 300), (300, 30000))
    if rng.random() < 0.1:
        numbers[-1] = integer(rng, (20, 200), (200, 5000)) + numbers[0]
    return Case(_slots(numbers, rng), str(_gcd(numbers)), (_turn("gcd", numbers),), "The greatest common divisor is")


def draw_gcd_expression(rng: random.Random) -> Case:
    """Of two numbers given as powers, products of powers or factorials."""
    shape = rng.choice(["powers less one", "products", "products", "factorials", "powers"])
    if shape == "powers less one":
        a = rng.choice([2, 2, 2, 3, 5, 10])
        pair = [f"{a}**{n} - 1" for n in rng.sample(range(4, 100), 2)]
    elif shape == "factorials":
        m, n = rng.sample(range(4, 15), 2)
        pair = [
            f"factorial({m})",
            rng.choice([f"factorial({n})", str(rng.randint(10, 5000)), f"{rng.randint(2, 12)}**{n}"]),
        ]
    elif shape == "powers":
        pair = [f"{rng.randint(4, 60)}**{rng.randint(2, 12)}" for _ in "ab"]
    else:
        primes = sorted(rng.sample([2, 3, 5, 7, 11], rng.choice([2, 3])))
        pair = [" * ".join(f"{p}**{rng.randint(2, 9)}" for p in primes) for _ in "ab"]
    x, y = (_evaluate(text) for text in pair)
    imports = "factorial, gcd" if shape == "factorials" else "gcd"
    turn = Turn("I need the greatest common divisor.", f"from math import {imports}\nprint(gcd({pair[0]}, {pair[1]}))")
    slots = {"x": plain(pair[0], rng), "y": plain(pair[1], rng), "x_tex": tex(pair[0], rng), "y_tex": tex(pair[1], rng)}
    return Case(slots, str(_euclid(x, y)), (turn,), "The greatest common divisor is")


def _evaluate(python: str) -> int:
    value = eval(python, {"factorial": lambda n: prod(range(1, n + 1))})
    assert isinstance(value, int)
    return value


def _small_numbers(rng: random.Random, low: int, high: int, count: int) -> list[int]:
    return rng.sample(range(low, high), count)


def draw_lcm(rng: random.Random) -> Case:
    count = rng.choice([2, 2, 2, 2, 3, 3, 3, 4])
    if rng.random() < 0.5:
        numbers = _small_numbers(rng, 2, rng.choice([16, 31, 61, 101]), count)
    else:
        numbers = _with_common_factor(rng, count, (2, 15), (10, 60), (60, 500))
    return Case(_slots(numbers, rng), str(_lcm(numbers)), (_turn("lcm", numbers),), "The least common multiple is")


def draw_gcd_story(rng: random.Random) -> Case:
    """Two numbers of things to be split into equal groups."""
    numbers = _with_common_factor(rng, 2, (2, 12), (10, 60))
    things, others = rng.sample(
        ("apples", "oranges", "pencils", "notebooks", "candies", "cookies", "roses", "tulips", "marbles"), 2
    )
    slots = _slots(numbers, rng) | {"a": shown(numbers[0], rng), "b": shown(numbers[1], rng)}
    slots |= {"things": things, "others": others, "name": rng.choice(NAMES)}
    slots["boxes"] = rng.choice(["bags", "packs", "boxes", "baskets", "sets", "packages"])
    return Case(slots, str(_gcd(numbers)), (_turn("gcd", numbers),), "The greatest possible number is")


def draw_gcd_lengths(rng: random.Random) -> Case:
    """Lengths or amounts to be cut into equal pieces."""
    numbers = _with_common_factor(rng, rng.choice([2, 2, 3, 3, 4]), (2, 12), (10, 60))
    unit = rng.choice(["cm", "centimetres", "inches", "m", "metres", "feet", "meters"])
    slots = _slots(numbers, rng) | {"unit": unit, "name": rng.choice(NAMES)}
    return Case(slots, str(_gcd(numbers)), (_turn("gcd", numbers),), "The greatest possible length is")


def draw_lcm_story(rng: random.Random) -> Case:
    """Periods of events that start together."""
    numbers = _small_numbers(rng, 2, rng.choice([16, 31, 61]), rng.choice([2, 2, 3, 3, 4]))
    unit = rng.choice(["seconds", "minutes", "minutes", "hours", "days", "days"])
    slots = _slots(numbers, rng) | {"unit": unit}
    return Case(slots, str(_lcm(numbers)), (_turn("lcm", numbers),), f"The number of {unit} is")


def draw_lcm_packs(rng: random.Random) -> Case:
    """Two pack sizes, as many of one thing as of the other."""
    numbers = _small_numbers(rng, 4, rng.choice([16, 31, 61]), 2)
    name = rng.choice(NAMES)
    slots = _slots(numbers, rng) | {"a": str(numbers[0]), "b": str(numbers[1]), "name": name}
    return Case(slots, str(_lcm(numbers)), (_turn("lcm", numbers),), "The smallest number is")


def _draw_both(rng: random.Random, last: Turn, combine: Callable[[int, int], int], closing: str) -> Case:
    numbers = _with_common_factor(rng, 2, (2, 15), (10, 60), (60, 500))
    a = _arguments(numbers)
    first = Turn("I find both of them.", f"from math import gcd, lcm\ng = gcd({a})\nl = lcm({a})\nprint(g, l)")
    slots = _slots(numbers, rng) | {"a": str(numbers[0]), "b": str(numbers[1])}
    return Case(slots, str(combine(_gcd(numbers), _lcm(numbers))), (first, last), closing)


def draw_gcd_plus_lcm(rng: random.Random) -> Case:
    return _draw_both(rng, _SUM, lambda g, m: g + m, "The sum is")


def draw_gcd_times_lcm(rng: random.Random) -> Case:
    return _draw_both(rng, _PRODUCT, lambda g, m: g * m, "The product is")


def draw_common_divisors(rng: random.Random) -> Case:
    numbers = _with_common_factor(rng, rng.choice([2, 2, 2, 3]), (2, 25), (10, 300))
    answer = sum(1 for d in range(1, min(numbers) + 1) if all(n % d == 0 for n in numbers))
    snippet = f"from math import gcd\nfrom sympy import divisor_count\nprint(divisor_count(gcd({_arguments(numbers)})))"
    turn = Turn("The common divisors are the divisors of the greatest one.", snippet)
    return Case(_slots(numbers, rng), str(answer), (turn,), "The number of common divisors is")


def draw_remainder(rng: random.Random) -> Case:
    """The smallest number above r that leaves the remainder r with each of the numbers."""
    numbers = _small_numbers(rng, 3, rng.choice([13, 25, 41]), rng.choice([2, 3, 3, 4]))
    r = rng.randint(1, min(numbers) - 1)
    slots = _slots(numbers, rng) | {"r": word_or_digits(r, rng)}
    snippet = f"from math import lcm\nprint(lcm({_arguments(numbers)}) + {r})"
    turn = Turn("I add the remainder to the least common multiple.", snippet)
    return Case(slots, str(_lcm(numbers) + r), (turn,), "The smallest number is")


def draw_one_to_n(rng: random.Random) -> Case:
    n = rng.randint(3, 15) if rng.random() < 0.7 else rng.randint(16, 40)
    snippet = f"from math import lcm\nprint(lcm(*range(1, {n} + 1)))"
    slots = {"n": word_or_digits(n, rng)}
    return Case(
        slots, str(_lcm(range(1, n + 1))), (Turn("I need a least common multiple.", snippet),), "The smallest number is"
    )


def draw_multiples(rng: random.Random) -> Case:
    """How many of the numbers from 1 to n are divisible by all the numbers."""
    numbers = _small_numbers(rng, 2, rng.choice([11, 16, 26]), rng.choice([2, 2, 3]))
    n = integer(rng, (100, 1000), (1000, 10000), (10000, 100000))
    slots = _slots(numbers, rng) | {"n": shown(n, rng)}
    snippet = f"from math import lcm\nprint({n} // lcm({_arguments(numbers)}))"
    answer = sum(1 for k in range(max(numbers), n + 1, max(numbers)) if all(k % m == 0 for m in numbers))
    turn = Turn("I count the multiples of the least common multiple.", snippet)
    return Case(slots, str(answer), (turn,), "The count is")


def draw_other_number(rng: random.Random) -> Case:
    """One number, the gcd and the lcm are given; the other number is asked for."""
    a, b = _with_common_factor(rng, 2, (2, 12), (10, 60))
    g, m = _gcd((a, b)), _lcm((a, b))
    slots = {"g": str(g), "l": str(m), "a": str(a)}
    turn = Turn("The product of the numbers is the gcd times the lcm.", f"print({g} * {m} // {a})")
    return Case(slots, str(b), (turn,), "The other number is")


def draw_from_product(rng: random.Random) -> Case:
    """The product and one of gcd and lcm are given; the other is asked for."""
    a, b = _with_common_factor(rng, 2, (2, 12), (10, 60))
    pair = [("gcd", _gcd((a, b))), ("lcm", _lcm((a, b)))]
    (given, x), (asked, y) = rng.sample(pair, 2)
    names = {
        "gcd": ["greatest common divisor", "gcd", "GCD", "highest common factor", "greatest common factor", "HCF"],
        "lcm": ["least common multiple", "lcm", "LCM", "lowest common multiple"],
    }
    slots = {"p": str(prod((a, b))), "x": str(x), "given": rng.choice(names[given]), "asked": rng.choice(names[asked])}
    turn = Turn("The product of the numbers is the gcd times the lcm.", f"print({a * b} // {x})")
    return Case(slots, str(y), (turn,), "The answer is")


def draw_dividing_with_remainders(rng: random.Random) -> Case:
    """The largest number that divides a and b with remainders r and s."""
    while True:
        g = integer(rng, (6, 30), (20, 100))
        x, y = g * rng.randint(2, 15), g * rng.randint(2, 15)
        r, s = rng.randint(1, 5), rng.randint(1, 5)
        if _gcd((x, y)) == g and x != y:
            break
    slots = {"a": str(x + r), "b": str(y + s), "r": str(r), "s": str(s)}
    snippet = f"from math import gcd\nprint(gcd({x + r} - {r}, {y + s} - {s}))"
    turn = Turn("It divides both numbers after the remainders are subtracted.", snippet)
    return Case(slots, str(g), (turn,), "The largest number is")


def draw_coprime(rng: random.Random) -> Case:
    numbers = _with_common_factor(rng, 2, (2, 25), (10, 300))
    if rng.random() < 0.5:
        while _gcd(numbers) > 1:
            numbers = [integer(rng, (4, 60), (50, 500)) for _ in numbers]
    snippet = f'from math import gcd\nprint("Yes" if gcd({_arguments(numbers)}) == 1 else "No")'
    slots = _slots(numbers, rng) | {"a": str(numbers[0]), "b": str(numbers[1])}
    turn = Turn("I check whether the greatest common divisor is 1.", snippet)
    return Case(slots, "Yes" if _gcd(numbers) == 1 else "No", (turn,), "The answer is")


KINDS = (
    Kind("gcd_numbers", draw_gcd),
    Kind("lcm_numbers", draw_lcm),
    Kind("gcd_expression", draw_gcd_expression),
    Kind("gcd_story", draw_gcd_story),
    Kind("gcd_lengths", draw_gcd_lengths),
    Kind("lcm_story", draw_lcm_story),
    Kind("lcm_packs", draw_lcm_packs),
    Kind("gcd_plus_lcm", draw_gcd_plus_lcm),
    Kind("gcd_times_lcm", draw_gcd_times_lcm),
    Kind("gcd_common_divisors", draw_common_divisors),
    Kind("gcd_with_remainders", draw_dividing_with_remainders),
    Kind("gcd_coprime", draw_coprime),
    Kind("lcm_remainder", draw_remainder),
    Kind("lcm_one_to_n", draw_one_to_n),
    Kind("lcm_multiples", draw_multiples),
    Kind("gcd_lcm_other_number", draw_other_number),
    Kind("gcd_lcm_from_product", draw_from_product),
)
