"""Chances with cards, lotteries, raffles and numbered tickets."""

import random
from collections.abc import Callable, Sequence
from math import comb

from training.everyday import digits, person, ratio, spelled
from training.families.balls import an, listed
from training.task import Case, Kind, Turn

RANKS = ("ace", "king", "queen", "jack", "ten", "seven", "two", "nine")

SUITS = ("heart", "spade", "diamond", "club")


def draw_card(rng: random.Random) -> Case:
    rank, suit = rng.choice(RANKS), rng.choice(SUITS)
    other_rank, other_suit = rng.choice([r for r in RANKS if r != rank]), rng.choice([s for s in SUITS if s != suit])
    color = rng.choice(["red", "black"])
    same = (suit in ("heart", "diamond") and color == "red") or (suit in ("spade", "club") and color == "black")
    fits = "suit in ('heart', 'diamond')" if color == "red" else "suit in ('spade', 'club')"
    face = "rank in ('jack', 'queen', 'king')"
    events = [
        (an(rank), f"rank == '{rank}'", 4),
        (an(suit), f"suit == '{suit}'", 13),
        (f"{an(color)} card", fits, 26),
        ("a face card", face, 12),
        (f"{an(rank)} or {an(suit)}", f"rank == '{rank}' or suit == '{suit}'", 16),
        (f"{an(rank)} or {an(other_rank)}", f"rank in ('{rank}', '{other_rank}')", 8),
        (f"{an(suit)} or {an(other_suit)}", f"suit in ('{suit}', '{other_suit}')", 26),
        (f"the {rank} of {suit}s", f"rank == '{rank}' and suit == '{suit}'", 1),
        (f"{an(color)} {rank}", f"rank == '{rank}' and {fits}", 2),
        (f"{an(color)} face card", f"{face} and {fits}", 6),
        (f"a face card or {an(suit)}", f"{face} or suit == '{suit}'", 22),
        (f"{an(color)} card or {an(rank)}", f"{fits} or rank == '{rank}'", 28),
        (f"neither {an(rank)} nor {an(suit)}", f"rank != '{rank}' and suit != '{suit}'", 36),
        (f"a card that is not {an(suit)}", f"suit != '{suit}'", 39),
        (f"a card other than {an(rank)}", f"rank != '{rank}'", 48),
        (f"{an(suit)} or {an(color)} card", f"suit == '{suit}' or {fits}", 26 if same else 39),
    ]
    event, condition, count = rng.choice(events)
    ranks = "ranks = ['ace', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'jack', 'queen', 'king']"
    code = (
        "from fractions import Fraction\nfrom itertools import product\n"
        + ranks
        + f"\ndeck = list(product(ranks, ['heart', 'diamond', 'spade', 'club']))\nprint(Fraction(sum(1 for rank, suit in deck if {condition}), len(deck)))"
    )
    return Case(
        slots={"event": event} | person(rng),
        answer=ratio(count, 52),
        turns=(Turn("I write out the deck and count the cards that fit.", code),),
        closing="The probability is",
    )


def draw_cards(rng: random.Random) -> Case:
    """Several cards without replacement, counted with binomials."""
    k = rng.choice([2, 2, 2, 3, 3, 4, 5, 5])
    word = spelled(rng, k, 0.7)
    whole = "both" if k == 2 else f"all {word}"
    rank, suit, color = rng.choice(RANKS), rng.choice(SUITS), rng.choice(["red", "black"])
    j = rng.randint(1, min(k - 1, 4))
    events = [
        (f"{whole} are {suit}s", f"comb(13, {k})", comb(13, k)),
        (f"{whole} cards are {color}", f"comb(26, {k})", comb(26, k)),
        (f"{whole} are of the same suit", f"4 * comb(13, {k})", 4 * comb(13, k)),
        (f"{whole} are face cards", f"comb(12, {k})", comb(12, k)),
        (f"none of them is {an(rank)}", f"comb(52 - 4, {k})", comb(48, k)),
        (f"none of them is {an(suit)}", f"comb(52 - 13, {k})", comb(39, k)),
        (f"at least one of them is {an(rank)}", f"comb(52, {k}) - comb(52 - 4, {k})", comb(52, k) - comb(48, k)),
        (f"at least one of them is {an(suit)}", f"comb(52, {k}) - comb(52 - 13, {k})", comb(52, k) - comb(39, k)),
        (
            f"exactly {spelled(rng, j, 0.7)} of them {f'is {an(rank)}' if j == 1 else f'are {rank}s'}",
            f"comb(4, {j}) * comb(52 - 4, {k} - {j})",
            comb(4, j) * comb(48, k - j),
        ),
        (
            f"exactly {spelled(rng, j, 0.7)} of them {f'is {an(suit)}' if j == 1 else f'are {suit}s'}",
            f"comb(13, {j}) * comb(52 - 13, {k} - {j})",
            comb(13, j) * comb(39, k - j),
        ),
    ]
    if k <= 4:
        events += [(f"{whole} are {rank}s", f"comb(4, {k})", comb(4, k))] * 2
        events += [(f"{whole} have the same rank", f"13 * comb(4, {k})", 13 * comb(4, k))]
    event, ways, count = rng.choice(events)
    event = event.replace("sixs", "sixes")
    return Case(
        slots={"event": event, "k": word, "k_cap": word.capitalize()} | person(rng),
        answer=ratio(count, comb(52, k)),
        turns=(
            Turn(
                "I count the hands that fit among all the hands.",
                f"from fractions import Fraction\nfrom math import comb\nprint(Fraction({ways}, comb(52, {k})))",
            ),
        ),
        closing="The probability is",
    )


def draw_lottery(rng: random.Random) -> Case:
    n = rng.choice([49, 45, 40, 36, 42, 90, 50, 30, 20, 10, 59, 35, 12])
    k = rng.choice([6, 5, 4, 3]) if n > 12 else rng.choice([3, 2, 4])
    j = k if rng.random() < 0.5 else rng.randint(1, k - 1)
    ways = f"comb({k}, {j}) * comb({n} - {k}, {k} - {j})"
    return Case(
        slots={
            "n": str(n),
            "k": spelled(rng, k, 0.6),
            "j": "all" if j == k else f"exactly {spelled(rng, j, 0.6)}",
            "j_numbers": f"all {spelled(rng, k, 0.5)} numbers"
            if j == k
            else f"exactly {spelled(rng, j, 0.5)} number{'s' if j > 1 else ''}",
            **person(rng),
        },
        answer=ratio(comb(k, j) * comb(n - k, k - j), comb(n, k)),
        turns=(
            Turn(
                "I count the draws that match among all the draws.",
                f"from fractions import Fraction\nfrom math import comb\nprint(Fraction({ways}, comb({n}, {k})))",
            ),
        ),
        closing="The probability is",
    )


def draw_raffle(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(20, 200), rng.choice([50, 100, 200, 250, 400, 500, 1000, 2000, 5000])])
    k = rng.randint(1, max(2, n // 20))
    return Case(
        slots={
            "n": digits(rng, n),
            "k": spelled(rng, k),
            "tickets": f"{spelled(rng, k)} ticket{'s' if k > 1 else ''}",
            "winners": f"{spelled(rng, k)} winning ticket{'s' if k > 1 else ''}",
            "are": "are" if k > 1 else "is",
            "lose": rng.choice(["one", "one"]),
            **person(rng),
        },
        answer=ratio(k, n),
        turns=(Turn("Every ticket is equally likely.", f"from fractions import Fraction\nprint(Fraction({k}, {n}))"),),
        closing="The probability is",
    )


def number_events(rng: random.Random, n: int) -> tuple[str, str, Callable[[int], bool]]:
    a, b = rng.randint(2, 9), rng.randint(2, 9)
    bound = rng.randint(2, n - 1)
    events: Sequence[tuple[str, str, Callable[[int], bool]]] = (
        ("even", "x % 2 == 0", lambda x: x % 2 == 0),
        ("odd", "x % 2 == 1", lambda x: x % 2 == 1),
        ("prime", "isprime(x)", lambda x: x > 1 and all(x % d for d in range(2, x))),
        ("a prime number", "isprime(x)", lambda x: x > 1 and all(x % d for d in range(2, x))),
        (f"a multiple of {a}", f"x % {a} == 0", lambda x: x % a == 0),
        (f"divisible by {a}", f"x % {a} == 0", lambda x: x % a == 0),
        (f"not divisible by {a}", f"x % {a} != 0", lambda x: x % a != 0),
        (f"divisible by {a} or {b}", f"x % {a} == 0 or x % {b} == 0", lambda x: 0 in (x % a, x % b)),
        (f"a multiple of both {a} and {b}", f"x % {a} == 0 and x % {b} == 0", lambda x: x % a == x % b == 0),
        ("a perfect square", "isqrt(x) ** 2 == x", lambda x: any(k * k == x for k in range(x + 1))),
        (f"greater than {bound}", f"x > {bound}", lambda x: x > bound),
        (f"less than {bound}", f"x < {bound}", lambda x: x < bound),
        (f"at least {bound}", f"x >= {bound}", lambda x: x >= bound),
        (f"a divisor of {bound}", f"{bound} % x == 0", lambda x: bound % x == 0),
        ("a one-digit number", "x < 10", lambda x: len(str(x)) == 1),
        (f"a number that contains the digit {a}", f"'{a}' in str(x)", lambda x: a in (x % 10, x // 10 % 10, x // 100)),
    )
    return rng.choice(events)


def draw_number(rng: random.Random) -> Case:
    n = rng.choice([10, 12, 15, 20, 20, 25, 30, 40, 50, 50, 60, 80, 100, 100, 100, 200, rng.randint(10, 120)])
    event, condition, test = number_events(rng, n)
    imports = {"isprime": "from sympy import isprime\n", "isqrt": "from math import isqrt\n"}.get(
        condition.split("(")[0], ""
    )
    return Case(
        slots={"n": str(n), "event": event} | person(rng),
        answer=ratio(sum(map(test, range(1, n + 1))), n),
        turns=(
            Turn(
                "I count the numbers that fit.",
                f"from fractions import Fraction\n{imports}print(Fraction(sum(1 for x in range(1, {n} + 1) if {condition}), {n}))",
            ),
        ),
        closing="The probability is",
    )


def draw_two_numbers(rng: random.Random) -> Case:
    n = rng.choice([4, 5, 6, 8, 9, 10, 10, 12, 15, 20, rng.randint(4, 20)])
    s = rng.randint(4, 2 * n - 2)
    events: Sequence[tuple[str, str, Callable[[int, int], bool]]] = (
        ("their sum is even", "sum(d) % 2 == 0", lambda a, b: (a ^ b) & 1 == 0),
        ("their sum is odd", "sum(d) % 2 == 1", lambda a, b: (a ^ b) & 1 == 1),
        (f"their sum is {s}", f"sum(d) == {s}", lambda a, b: a + b == s),
        (f"their sum is greater than {s}", f"sum(d) > {s}", lambda a, b: a + b > s),
        ("their product is even", "prod(d) % 2 == 0", lambda a, b: a * b % 2 == 0),
        ("their product is odd", "prod(d) % 2 == 1", lambda a, b: a & b & 1 == 1),
        ("both are even", "all(x % 2 == 0 for x in d)", lambda a, b: not (a | b) & 1),
        ("both are odd", "all(x % 2 == 1 for x in d)", lambda a, b: a & b & 1 == 1),
        ("they are consecutive", "abs(d[0] - d[1]) == 1", lambda a, b: a + 1 == b or b + 1 == a),
        ("their sum is divisible by 3", "sum(d) % 3 == 0", lambda a, b: (a + b) % 3 == 0),
    )
    event, condition, test = rng.choice(events)
    pairs = [(a, b) for a in range(1, n + 1) for b in range(a + 1, n + 1)]
    imports = "from math import prod\n" if "prod(" in condition else ""
    code = (
        f"from fractions import Fraction\nfrom itertools import combinations\n{imports}draws = list(combinations(range(1, {n} + 1), 2))\n"
        f"print(Fraction(sum(1 for d in draws if {condition}), len(draws)))"
    )
    return Case(
        slots={"n": str(n), "event": event} | person(rng),
        answer=ratio(sum(test(a, b) for a, b in pairs), len(pairs)),
        turns=listed(code),
        closing="The probability is",
    )


KINDS = (
    Kind("balls_card", draw_card),
    Kind("balls_cards", draw_cards),
    Kind("balls_lottery", draw_lottery),
    Kind("balls_raffle", draw_raffle),
    Kind("balls_number", draw_number),
    Kind("balls_two_numbers", draw_two_numbers),
)
