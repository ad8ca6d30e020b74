"""Chances, counts and averages for one or more rolled dice, mostly with six faces.

The snippets list every outcome and keep those that fit, except where a die is rolled too often for that.
"""

import operator
import random
from collections import Counter
from collections.abc import Callable, Iterator
from math import prod

from training.everyday import WORDS, person, ratio, spelled
from training.task import Case, Kind, Turn

Roll = tuple[int, ...]

RELATIONS = (
    ("==", operator.eq, ("{}", "{}", "exactly {}", "equal to {}"), ("of {}", "of {}", "of exactly {}", "equal to {}")),
    (
        ">=",
        operator.ge,
        ("at least {}", "{} or more", "no less than {}", "greater than or equal to {}", "{} or higher"),
        ("of at least {}", "of {} or more", "that is at least {}", "of no less than {}"),
    ),
    (
        "<=",
        operator.le,
        ("at most {}", "{} or less", "no more than {}", "less than or equal to {}", "not more than {}"),
        ("of at most {}", "of {} or less", "that is at most {}", "of no more than {}"),
    ),
    (
        ">",
        operator.gt,
        ("greater than {}", "more than {}", "larger than {}", "above {}", "bigger than {}"),
        ("greater than {}", "of more than {}", "above {}", "that exceeds {}", "larger than {}"),
    ),
    (
        "<",
        operator.lt,
        ("less than {}", "smaller than {}", "below {}", "lower than {}", "fewer than {}"),
        ("less than {}", "of less than {}", "below {}", "under {}", "smaller than {}"),
    ),
)

PROPERTIES: tuple[tuple[str, str, Callable[[int], bool]], ...] = (
    ("even", "{} % 2 == 0", lambda n: n % 2 == 0),
    ("an even number", "{} % 2 == 0", lambda n: n % 2 == 0),
    ("odd", "{} % 2 == 1", lambda n: n % 2 == 1),
    ("an odd number", "{} % 2 == 1", lambda n: n % 2 == 1),
    ("prime", "isprime({})", lambda n: n > 1 and all(n % d for d in range(2, n))),
    ("a prime number", "isprime({})", lambda n: n > 1 and all(n % d for d in range(2, n))),
    ("a prime", "isprime({})", lambda n: n > 1 and all(n % d for d in range(2, n))),
    ("a perfect square", "isqrt({0}) ** 2 == {0}", lambda n: any(k * k == n for k in range(n + 1))),
    ("a square number", "isqrt({0}) ** 2 == {0}", lambda n: any(k * k == n for k in range(n + 1))),
)


def dice_phrase(rng: random.Random, dice: int, sides: int) -> str:
    """`two fair dice`, `a pair of dice`, `3 eight-sided dice`."""
    number = spelled(rng, dice, 0.7)
    side = rng.choice([f"{WORDS[sides]}-sided", f"{sides}-sided"]) if sides <= 20 else f"{sides}-sided"
    plain = [
        "",
        "fair ",
        "standard ",
        "fair six-sided ",
        "standard six-sided ",
        "fair 6-sided ",
        "six-sided ",
        "ordinary ",
    ]
    kind = rng.choice(plain) if sides == 6 else rng.choice([f"{side} ", f"fair {side} "])
    if dice == 1:
        article = "an" if kind.startswith(("o", "e", "8", "11", "18")) else "a"
        return f"{article} {kind}die"
    if dice == 2 and rng.random() < 0.15:
        return f"a pair of {kind}dice"
    return f"{number} {kind}dice"


def size(rng: random.Random) -> tuple[int, int]:
    """How many dice, and how many faces each has."""
    if rng.random() < 0.75:
        return rng.choice([2, 2, 2, 2, 3, 3, 4]), 6
    return rng.choice([(2, 4), (2, 8), (2, 10), (2, 12), (2, 20), (3, 4), (3, 8), (3, 10), (4, 4)])


def dice_slots(rng: random.Random, dice: int, sides: int) -> dict[str, str]:
    phrase = dice_phrase(rng, dice, sides)
    return {
        "dice": phrase,
        "dice_cap": phrase[0].upper() + phrase[1:],
        "n": str(dice),
        "n_word": WORDS[dice],
        "sides": str(sides),
        "all": "both" if dice == 2 else f"all {WORDS[dice]}",
        "between": "two" if dice == 2 else WORDS[dice],
        "matching": {2: rng.choice(["doubles", "a double"]), 3: rng.choice(["triples", "three of a kind"])}.get(
            dice, f"{WORDS[dice]} of a kind"
        ),
        **person(rng),
    }


def outcomes(dice: int, sides: int) -> Iterator[Roll]:
    for code in range(sides**dice):
        yield tuple(code // sides**place % sides + 1 for place in range(dice))


def odds(test: Callable[[Roll], bool], dice: int, sides: int) -> str:
    return ratio(sum(map(test, outcomes(dice, sides))), sides**dice)


def rolls(dice: int, sides: int, *imports: str) -> str:
    """The head of a snippet: the list of all outcomes."""
    lines = ["from fractions import Fraction", "from itertools import product", *imports]
    return "\n".join([*lines, f"rolls = list(product(range(1, {sides} + 1), repeat={dice}))"]) + "\n"


def chance(dice: int, sides: int, condition: str, *imports: str) -> str:
    return rolls(dice, sides, *imports) + f"print(Fraction(sum(1 for r in rolls if {condition}), len(rolls)))"


def list_all(snippet: str) -> tuple[Turn, ...]:
    return (Turn("I list all the rolls and count the ones that fit.", snippet),)


def imports_of(condition: str) -> list[str]:
    """What a condition on a roll needs imported."""
    names = (
        ("isqrt(", "from math import isqrt"),
        ("prod(", "from math import prod"),
        ("isprime(", "from sympy import isprime"),
    )
    return [line for name, line in names if name in condition]


def sums(dice: int, sides: int) -> Counter[int]:
    """How many outcomes have each sum."""
    ways = Counter({0: 1})
    for _ in range(dice):
        step: Counter[int] = Counter()
        for total, count in ways.items():
            for face in range(1, sides + 1):
                step[total + face] += count
        ways = step
    return ways


def draw_sum(rng: random.Random) -> Case:
    dice, sides = size(rng)
    sign, compare, after_is, after_sum = rng.choice([RELATIONS[0], *RELATIONS])
    target = rng.randint(dice + 1, dice * sides - 1)
    count = sum(ways for total, ways in sums(dice, sides).items() if compare(total, target))
    slots = {
        "is": rng.choice(after_is).format(target),
        "of": rng.choice(after_sum).format(target),
        "target": str(target),
        "sign": {"==": "=", ">=": r"\ge", "<=": r"\le"}.get(sign, sign),
    }
    return Case(
        slots=slots | dice_slots(rng, dice, sides),
        answer=ratio(count, sides**dice),
        turns=list_all(chance(dice, sides, f"sum(r) {sign} {target}")),
        closing="The probability is",
    )


def draw_sum_between(rng: random.Random) -> Case:
    dice, sides = size(rng)
    first = rng.randint(dice, dice * sides - 2)
    last = rng.randint(first + 1, min(first + 5, dice * sides))
    either = rng.random() < 0.5
    kept = {first, last} if either else set(range(first, last + 1))
    condition = f"sum(r) in ({first}, {last})" if either else f"{first} <= sum(r) <= {last}"
    phrases = (
        [f"{first} or {last}", f"either {first} or {last}"]
        if either
        else [
            f"between {first} and {last} inclusive",
            f"between {first} and {last} (inclusive)",
            f"from {first} to {last}",
            f"at least {first} and at most {last}",
        ]
    )
    return Case(
        slots={"is": rng.choice(phrases)} | dice_slots(rng, dice, sides),
        answer=ratio(sum(ways for total, ways in sums(dice, sides).items() if total in kept), sides**dice),
        turns=list_all(chance(dice, sides, condition)),
        closing="The probability is",
    )


def draw_property(rng: random.Random, value: str, total: Callable[[Roll], int]) -> Case:
    dice, sides = size(rng)
    phrase, condition, test = rng.choice(PROPERTIES)
    if rng.random() < 0.4:
        divisor = rng.randint(3, 6)
        phrase, condition = (
            rng.choice([f"divisible by {divisor}", f"a multiple of {divisor}"]),
            f"{{}} % {divisor} == 0",
        )
        test = lambda n: n % divisor == 0  # noqa: E731
    condition = condition.format(value)
    return Case(
        slots={"is": phrase} | dice_slots(rng, dice, sides),
        answer=odds(lambda roll: test(total(roll)), dice, sides),
        turns=list_all(chance(dice, sides, condition, *imports_of(condition))),
        closing="The probability is",
    )


def draw_sum_property(rng: random.Random) -> Case:
    return draw_property(rng, "sum(r)", sum)


def draw_product(rng: random.Random) -> Case:
    if rng.random() < 0.5:
        return draw_property(rng, "prod(r)", prod)
    dice, sides = size(rng)
    sign, compare, after_is, _ = rng.choice([RELATIONS[0], *RELATIONS])
    target = prod(rng.randint(2, sides) for _ in range(dice))
    return Case(
        slots={"is": rng.choice(after_is).format(target)} | dice_slots(rng, dice, sides),
        answer=odds(lambda roll: compare(prod(roll), target), dice, sides),
        turns=list_all(chance(dice, sides, f"prod(r) {sign} {target}", "from math import prod")),
        closing="The probability is",
    )


def draw_same(rng: random.Random) -> Case:
    dice, sides = size(rng)
    return Case(
        slots=dice_slots(rng, dice, sides),
        answer=ratio(sides, sides**dice),
        turns=list_all(chance(dice, sides, "len(set(r)) == 1")),
        closing="The probability is",
    )


def draw_different(rng: random.Random) -> Case:
    dice, sides = size(rng)
    return Case(
        slots=dice_slots(rng, dice, sides),
        answer=ratio(prod(sides - k for k in range(dice)), sides**dice),
        turns=list_all(chance(dice, sides, f"len(set(r)) == {dice}")),
        closing="The probability is",
    )


def draw_some_equal(rng: random.Random) -> Case:
    dice, sides = rng.choice([(3, 6), (3, 6), (4, 6), (5, 6), (3, 8), (4, 8), (3, 10)])
    return Case(
        slots=dice_slots(rng, dice, sides),
        answer=ratio(sides**dice - prod(sides - k for k in range(dice)), sides**dice),
        turns=list_all(chance(dice, sides, f"len(set(r)) < {dice}")),
        closing="The probability is",
    )


def draw_ways(rng: random.Random) -> Case:
    dice, sides = size(rng)
    target = rng.randint(dice, dice * sides)
    snippet = f"from itertools import product\nprint(sum(1 for r in product(range(1, {sides} + 1), repeat={dice}) if sum(r) == {target}))"
    return Case(
        slots={"target": str(target)} | dice_slots(rng, dice, sides),
        answer=str(sums(dice, sides)[target]),
        turns=(Turn("I list all the rolls and count the ones that fit.", snippet),),
        closing="The number of ways is",
    )


def draw_outcomes(rng: random.Random) -> Case:
    dice, sides = rng.choice([2, 3, 4, 5]), rng.choice([6, 6, 6, 4, 8, 10, 12, 20])
    return Case(
        slots=dice_slots(rng, dice, sides),
        answer=str(prod([sides] * dice)),
        turns=(Turn("Each die falls in as many ways as it has faces.", f"print({sides}**{dice})"),),
        closing="The number of outcomes is",
    )


def draw_expected(rng: random.Random) -> Case:
    dice, sides = rng.choice([(1, 6), (2, 6), (2, 6), (3, 6), size(rng)])
    choices: list[tuple[str, str, Callable[[Roll], int]]] = [("sum", "sum(r)", sum), ("total", "sum(r)", sum)]
    if dice == 1:
        choices = [
            ("number shown", "sum(r)", sum),
            ("result", "sum(r)", sum),
            ("square of the number shown", "sum(r)**2", lambda r: r[0] ** 2),
        ]
    elif dice == 2:
        choices += [
            ("larger number", "max(r)", max),
            ("smaller number", "min(r)", min),
            ("maximum", "max(r)", max),
            ("minimum", "min(r)", min),
            ("product", "prod(r)", prod),
            ("absolute difference", "abs(r[0] - r[1])", lambda r: max(r) - min(r)),
            ("square of the sum", "sum(r)**2", lambda r: sum(r) ** 2),
        ]
    else:
        choices += [
            ("maximum", "max(r)", max),
            ("largest number", "max(r)", max),
            ("minimum", "min(r)", min),
            ("product", "prod(r)", prod),
        ]
    name, code, value = rng.choice(choices)
    snippet = rolls(dice, sides, *imports_of(code)) + f"print(Fraction(sum({code} for r in rolls), len(rolls)))"
    return Case(
        slots={"value": name, "are": "is" if dice == 1 else "are"} | dice_slots(rng, dice, sides),
        answer=ratio(sum(map(value, outcomes(dice, sides))), sides**dice),
        turns=(Turn("I average over all the rolls.", snippet),),
        closing="The expected value is",
    )


def draw_shape(rng: random.Random) -> Case:
    """Events on the largest, the smallest, the difference or the order of the numbers."""
    dice, sides = (2, 6) if rng.random() < 0.6 else size(rng)
    k = rng.randint(2, sides - 1)
    events: list[tuple[str, str, Callable[[Roll], bool]]] = [
        (f"the largest number is {k}", f"max(r) == {k}", lambda r: k in r and all(x <= k for x in r)),
        (f"the highest number rolled is exactly {k}", f"max(r) == {k}", lambda r: k in r and all(x <= k for x in r)),
        (f"the smallest number is {k}", f"min(r) == {k}", lambda r: k in r and all(x >= k for x in r)),
        (f"the lowest number rolled is {k}", f"min(r) == {k}", lambda r: k in r and all(x >= k for x in r)),
        (f"at least one die shows {k}", f"{k} in r", lambda r: any(x == k for x in r)),
        (f"all dice show {k}", f"all(x == {k} for x in r)", lambda r: all(x == k for x in r)),
        (
            f"every die shows a {k}" if k != 8 else "every die shows an 8",
            f"all(x == {k} for x in r)",
            lambda r: set(r) == {k},
        ),
        (f"no die shows {k}", f"{k} not in r", lambda r: all(x != k for x in r)),
        (f"exactly one die shows {k}", f"r.count({k}) == 1", lambda r: sum(x == k for x in r) == 1),
        (f"all the numbers are greater than {k}", f"min(r) > {k}", lambda r: all(x > k for x in r)),
        (f"all the numbers are at most {k}", f"max(r) <= {k}", lambda r: all(x <= k for x in r)),
        ("all the numbers are even", "all(x % 2 == 0 for x in r)", lambda r: not any(x & 1 for x in r)),
        ("every die shows an odd number", "all(x % 2 == 1 for x in r)", lambda r: prod(r) % 2 == 1),
        ("at least one number is even", "any(x % 2 == 0 for x in r)", lambda r: prod(r) % 2 == 0),
    ]
    if dice == 2:
        events += [
            (f"the difference of the numbers is {k}", f"abs(r[0] - r[1]) == {k}", lambda r: max(r) - min(r) == k),
            (f"the two numbers differ by {k}", f"abs(r[0] - r[1]) == {k}", lambda r: max(r) - min(r) == k),
            ("the two numbers differ by exactly 1", "abs(r[0] - r[1]) == 1", lambda r: max(r) - min(r) == 1),
            ("the first number is greater than the second", "r[0] > r[1]", lambda r: r[0] > r[1]),
            ("the first die shows a larger number than the second", "r[0] > r[1]", lambda r: r[0] > r[1]),
            ("one number is twice the other", "max(r) == 2 * min(r)", lambda r: 2 * r[0] == r[1] or 2 * r[1] == r[0]),
        ]
    if dice == 3:
        events += [
            (
                "the numbers are strictly increasing in the order rolled",
                "r[0] < r[1] < r[2]",
                lambda r: tuple(sorted(set(r))) == r,
            ),
            (
                "exactly two of the numbers are equal",
                "len(set(r)) == 2",
                lambda r: sorted(Counter(r).values()) == [1, 2],
            ),
            (
                "the three numbers are consecutive in some order",
                "len(set(r)) == 3 and max(r) - min(r) == 2",
                lambda r: sorted(r) == [min(r), min(r) + 1, min(r) + 2],
            ),
        ]
    phrase, condition, test = rng.choice(events)
    return Case(
        slots={"event": phrase, "event_cap": phrase[0].upper() + phrase[1:]} | dice_slots(rng, dice, sides),
        answer=odds(test, dice, sides),
        turns=list_all(chance(dice, sides, condition)),
        closing="The probability is",
    )


def draw_given(rng: random.Random) -> Case:
    sides = rng.choice([6, 6, 6, 6, 8, 10])
    k, s = rng.randint(1, sides), rng.randint(sides - 1, 2 * sides - 2)
    given: list[tuple[str, str, Callable[[Roll], bool]]] = [
        (f"the first die shows {k}", f"r[0] == {k}", lambda r: r[0] == k),
        (f"at least one die shows {k}", f"{k} in r", lambda r: k in r),
        (f"the sum is at least {s}", f"sum(r) >= {s}", lambda r: sum(r) >= s),
        (f"the sum is greater than {s}", f"sum(r) > {s}", lambda r: sum(r) > s),
        ("the two numbers are different", "r[0] != r[1]", lambda r: r[0] != r[1]),
        ("the sum is even", "sum(r) % 2 == 0", lambda r: sum(r) % 2 == 0),
        ("both numbers are even", "all(x % 2 == 0 for x in r)", lambda r: not any(x & 1 for x in r)),
    ]
    j, t = rng.randint(1, sides), rng.randint(sides - 1, 2 * sides - 1)
    wanted: list[tuple[str, str, Callable[[Roll], bool]]] = [
        (f"the sum is {t}", f"sum(r) == {t}", lambda r: sum(r) == t),
        (f"the sum is at least {t}", f"sum(r) >= {t}", lambda r: sum(r) >= t),
        (f"the sum is greater than {t}", f"sum(r) > {t}", lambda r: sum(r) > t),
        ("both dice show the same number", "r[0] == r[1]", lambda r: r[0] == r[1]),
        (f"at least one die shows {j}", f"{j} in r", lambda r: j in r),
        ("the sum is odd", "sum(r) % 2 == 1", lambda r: sum(r) % 2 == 1),
    ]
    (known, known_code, known_test), (asked, asked_code, asked_test) = rng.choice(given), rng.choice(wanted)
    kept = [r for r in outcomes(2, sides) if known_test(r)]
    both = sum(map(asked_test, kept))
    if both in (0, len(kept)) and rng.random() < 0.9:
        return draw_given(rng)
    imports = "from fractions import Fraction\nfrom itertools import product\n"
    snippet = imports + (
        f"known = [r for r in product(range(1, {sides} + 1), repeat=2) if {known_code}]\n"
        f"print(Fraction(sum(1 for r in known if {asked_code}), len(known)))"
    )
    return Case(
        slots={"known": known, "asked": asked} | dice_slots(rng, 2, sides),
        answer=ratio(both, len(kept)),
        turns=(Turn("I keep the rolls that fit what is known.", snippet),),
        closing="The probability is",
    )


KINDS = (
    Kind("dice_sum", draw_sum),
    Kind("dice_sum_between", draw_sum_between),
    Kind("dice_sum_property", draw_sum_property),
    Kind("dice_product", draw_product),
    Kind("dice_same", draw_same),
    Kind("dice_different", draw_different),
    Kind("dice_some_equal", draw_some_equal),
    Kind("dice_ways", draw_ways),
    Kind("dice_outcomes", draw_outcomes),
    Kind("dice_expected", draw_expected),
    Kind("dice_shape", draw_shape),
    Kind("dice_given", draw_given),
)
