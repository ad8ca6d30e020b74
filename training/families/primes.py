"""Primes: the nth, how many, their sum, the next one, and whether a number is one."""

import random
from bisect import bisect_left, bisect_right
from functools import cache
from math import gcd, prod

from training.drawing import SMALL_WORDS, integer, ordinal, shown, word_or_digits
from training.task import Case, Kind, Turn


@cache
def _primes(limit: int = 300_000) -> list[int]:
    sieve = bytearray([1]) * limit
    sieve[:2] = b"\0\0"
    for p in range(2, int(limit**0.5) + 1):
        if sieve[p]:
            sieve[p * p :: p] = bytes(len(range(p * p, limit, p)))
    return [n for n in range(limit) if sieve[n]]


def _between(low: int, high: int) -> list[int]:
    """The primes from low to high, both included."""
    primes = _primes()
    return primes[bisect_left(primes, low) : bisect_right(primes, high)]


def _is_prime(n: int) -> bool:
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


_BELOW = ("less than {n}", "below {n}", "smaller than {n}", "under {n}", "strictly less than {n}", "strictly below {n}")
_UP_TO = (
    "up to {n}", "not exceeding {n}", "less than or equal to {n}", "at most {n}", "no greater than {n}",
    "from 1 to {n}", "up to and including {n}", "not greater than {n}", "that do not exceed {n}", "no larger than {n}",
)  # fmt: skip
_STRICTLY_BETWEEN = (
    "strictly between {a} and {b}", "greater than {a} and less than {b}", "in the open interval ({a}, {b})",
    "larger than {a} but smaller than {b}", "above {a} and below {b}", "greater than {a} but less than {b}",
)  # fmt: skip
_FROM_TO = (
    "between {a} and {b}", "between {a} and {b}", "between {a} and {b}", "from {a} to {b}", "from {a} through {b}",
    "between {a} and {b} inclusive", "between {a} and {b}, inclusive",
    "in the range {a} to {b}", "in the interval $[{a}, {b}]$",
)  # fmt: skip


def _draw_range(rng: random.Random) -> tuple[dict[str, str], str, list[int]]:
    """A range in words and in LaTeX, the call that gives its primes, and those primes."""
    b = integer(rng, (10, 120), (100, 1000), (1000, 20000), (10000, 200000))
    roll = rng.random()
    if roll < 0.3:
        words = rng.choice(_BELOW).format(n=shown(b, rng))
        return {"range": words, "range_tex": f"p < {b}"}, f"primerange(1, {b})", _between(2, b - 1)
    if roll < 0.6:
        words = rng.choice(_UP_TO).format(n=shown(b, rng))
        return {"range": words, "range_tex": rf"p \le {b}"}, f"primerange(1, {b} + 1)", _between(2, b)
    a = rng.randint(max(4, b // 20), b - 4)
    # `Between` leaves open whether the bounds are included, so they are not prime.
    a, b = a + _is_prime(a), b + _is_prime(b)
    if not _between(a, b):
        return _draw_range(rng)
    if roll < 0.7:
        words = rng.choice(_STRICTLY_BETWEEN).format(a=a, b=b)
        return {"range": words, "range_tex": f"{a} < p < {b}"}, f"primerange({a} + 1, {b})", _between(a + 1, b - 1)
    words = rng.choice(_FROM_TO).format(a=a, b=b)
    return {"range": words, "range_tex": rf"{a} \le p \le {b}"}, f"primerange({a}, {b} + 1)", _between(a, b)


def draw_nth(rng: random.Random) -> Case:
    n = integer(rng, (1, 30), (10, 200), (200, 2000), (2000, 10000))
    return Case(
        slots={"n": str(n), "nth": ordinal(n, rng)},
        answer=str(_primes()[n - 1]),
        turns=(Turn("The function prime gives the nth prime.", f"from sympy import prime\nprint(prime({n}))"),),
        closing="The prime is",
    )


def draw_count(rng: random.Random) -> Case:
    slots, call, found = _draw_range(rng)
    snippet = f"from sympy import primerange\nprint(len(list({call})))"
    return Case(
        slots, str(len(found)), (Turn("I list the primes and count them.", snippet),), "The number of primes is"
    )


def draw_sum(rng: random.Random) -> Case:
    slots, call, found = _draw_range(rng)
    snippet = f"from sympy import primerange\nprint(sum({call}))"
    return Case(slots, str(sum(found)), (Turn("I list the primes and add them.", snippet),), "The sum of the primes is")


def draw_list(rng: random.Random) -> Case:
    while True:
        slots, call, found = _draw_range(rng)
        if len(found) <= 12:
            break
    snippet = f"from sympy import primerange\nprint(*{call}, sep=', ')"
    return Case(slots, ", ".join(map(str, found)), (Turn("I list the primes.", snippet),), "The primes are")


def draw_product_range(rng: random.Random) -> Case:
    while True:
        slots, call, found = _draw_range(rng)
        if len(found) <= 15:
            break
    snippet = f"from math import prod\nfrom sympy import primerange\nprint(prod({call}))"
    turn = Turn("I list the primes and multiply them.", snippet)
    return Case(slots, str(prod(found)), (turn,), "The product of the primes is")


def draw_residue_count(rng: random.Random) -> Case:
    """Primes in a range with a given remainder or last digit."""
    slots, call, found = _draw_range(rng)
    m = rng.choice([3, 4, 4, 5, 6, 7, 8, 10, 10, 10, 12])
    r = rng.choice([r for r in range(1, m) if gcd(r, m) == 1])
    words = [
        f"leave remainder {r} when divided by {m}",
        f"are congruent to {r} modulo {m}",
        f"are {r} more than a multiple of {m}",
    ]
    if m == 10:
        words += [f"end in {r}", f"have the last digit {r}", f"end with the digit {r}", f"have the units digit {r}"]
    snippet = f"from sympy import primerange\nprint(sum(1 for p in {call} if p % {m} == {r}))"
    answer = sum(1 for p in found if (p - r) % m == 0)
    turn = Turn("I count the primes with the property.", snippet)
    return Case(slots | {"have": rng.choice(words)}, str(answer), (turn,), "The number of such primes is")


def draw_composite_count(rng: random.Random) -> Case:
    n = integer(rng, (10, 120), (100, 1000), (1000, 20000))
    below = rng.random() < 0.5
    words = rng.choice(_BELOW if below else _UP_TO).format(n=shown(n, rng))
    stop = f"{n}" if below else f"{n} + 1"
    snippet = f"from sympy import isprime\nprint(sum(1 for k in range(2, {stop}) if not isprime(k)))"
    answer = n - 1 - below - len(_between(2, n - below))
    turn = Turn("I count the numbers from 2 on that are not prime.", snippet)
    return Case({"range": words}, str(answer), (turn,), "The number of composite numbers is")


def draw_pi(rng: random.Random) -> Case:
    x = integer(rng, (5, 200), (100, 2000), (2000, 200000))
    snippet = f"from sympy import primepi\nprint(primepi({x}))"
    turn = Turn("The function primepi counts the primes up to its argument.", snippet)
    return Case({"x": str(x)}, str(len(_between(2, x))), (turn,), "The number of primes is")


def draw_sum_first(rng: random.Random) -> Case:
    n = integer(rng, (2, 30), (10, 200), (100, 2000))
    snippet = f"from sympy import prime, primerange\nprint(sum(primerange(1, prime({n}) + 1)))"
    return Case(
        slots={"n": word_or_digits(n, rng)},
        answer=str(sum(_primes()[:n])),
        turns=(Turn("I add the first primes.", snippet),),
        closing="The sum of the primes is",
    )


def draw_product_first(rng: random.Random) -> Case:
    n = rng.randint(2, 12) if rng.random() < 0.8 else rng.randint(12, 25)
    snippet = f"from math import prod\nfrom sympy import prime, primerange\nprint(prod(primerange(1, prime({n}) + 1)))"
    turn = Turn("I multiply the first primes.", snippet)
    return Case({"n": word_or_digits(n, rng)}, str(prod(_primes()[:n])), (turn,), "The product of the primes is")


def draw_next(rng: random.Random) -> Case:
    n = integer(rng, (2, 150), (100, 2000), (2000, 200000), (200000, 10**7))
    answer = next(k for k in range(n + 1, 2 * n + 2) if _is_prime(k))
    snippet = f"from sympy import nextprime\nprint(nextprime({n}))"
    turn = Turn("The function nextprime gives the first prime after a number.", snippet)
    return Case({"n": shown(n, rng)}, str(answer), (turn,), "The next prime is")


def draw_previous(rng: random.Random) -> Case:
    n = integer(rng, (5, 150), (100, 2000), (2000, 200000), (200000, 10**7))
    answer = next(k for k in range(n - 1, 1, -1) if _is_prime(k))
    snippet = f"from sympy import prevprime\nprint(prevprime({n}))"
    turn = Turn("The function prevprime gives the last prime before a number.", snippet)
    return Case({"n": shown(n, rng)}, str(answer), (turn,), "The previous prime is")


def draw_kth_after(rng: random.Random) -> Case:
    n, k = integer(rng, (5, 150), (100, 2000), (2000, 100000)), rng.randint(2, 12)
    after = (p for p in range(n + 1, 3 * n + 1000) if _is_prime(p))
    answer = [next(after) for _ in range(k)][-1]
    snippet = f"from sympy import nextprime\nprint(nextprime({n}, {k}))"
    slots = {"n": shown(n, rng), "kth": ordinal(k, rng), "k": str(k)}
    turn = Turn("The function nextprime gives the kth prime after a number.", snippet)
    return Case(slots, str(answer), (turn,), "The prime is")


def _draw_candidate(rng: random.Random) -> int:
    """A prime about half of the time, otherwise a number that could be taken for one."""
    n = integer(rng, (2, 150), (100, 2000), (2000, 100000), (10**6, 10**9))
    if rng.random() < 0.15:
        return n
    n += 1 - n % 2
    while rng.random() < 0.75 and not _is_prime(n):
        n += 2
    return n


def draw_is_prime(rng: random.Random) -> Case:
    n = _draw_candidate(rng)
    snippet = f'from sympy import isprime\nprint("Yes" if isprime({n}) else "No")'
    turn = Turn("I test whether the number is prime.", snippet)
    return Case({"n": shown(n, rng)}, "Yes" if _is_prime(n) else "No", (turn,), "The answer is")


def draw_prime_or_composite(rng: random.Random) -> Case:
    n = _draw_candidate(rng)
    snippet = f'from sympy import isprime\nprint("prime" if isprime({n}) else "composite")'
    turn = Turn("I test whether the number is prime.", snippet)
    return Case({"n": shown(n, rng)}, "prime" if _is_prime(n) else "composite", (turn,), "The number is")


def draw_twins(rng: random.Random) -> Case:
    n = integer(rng, (10, 200), (100, 2000), (1000, 20000))
    both_below = rng.random() < 0.5
    words = ["less than", "below", "smaller than", "under"] if both_below else ["up to", "not exceeding", "at most"]
    sign, stop = ("<", f"{n}") if both_below else (r"\le", f"{n} + 1")
    primes = set(_between(2, n - both_below))
    snippet = (
        f"from sympy import isprime, primerange\nprint(sum(1 for p in primerange(1, {stop} - 2) if isprime(p + 2)))"
    )
    return Case(
        slots={"range": f"{rng.choice(words)} {shown(n, rng)}", "bound_tex": f"{sign} {n}"},
        answer=str(sum(1 for p in primes if p + 2 in primes)),
        turns=(Turn("I count the primes p for which p + 2 is prime as well.", snippet),),
        closing="The number of twin prime pairs is",
    )


def draw_with_digits(rng: random.Random) -> Case:
    """The smallest or the largest prime of so many digits."""
    k = rng.randint(2, 12)
    smallest = rng.random() < 0.5
    start, stop, step = (10 ** (k - 1), 10**k, 1) if smallest else (10**k - 1, 1, -1)
    answer = next(n for n in range(start, stop, step) if _is_prime(n)) if k < 10 else _LONG[smallest, k]
    call = f"nextprime(10**({k} - 1))" if smallest else f"prevprime(10**{k})"
    slots = {
        "end": rng.choice(["smallest", "least"] if smallest else ["largest", "greatest", "biggest"]),
        "k": SMALL_WORDS[k] if rng.random() < 0.5 else str(k),
    }
    name = call.split("(")[0]
    turn = Turn(f"I search from the power of ten with {name}.", f"from sympy import {name}\nprint({call})")
    return Case(slots, str(answer), (turn,), "The prime is")


_LONG = {
    (True, 10): 1000000007, (True, 11): 10000000019, (True, 12): 100000000003,
    (False, 10): 9999999967, (False, 11): 99999999977, (False, 12): 999999999989,
}  # fmt: skip


def draw_gap(rng: random.Random) -> Case:
    """The difference between the mth and the nth prime."""
    m, n = sorted((integer(rng, (1, 50), (50, 500)), integer(rng, (2, 50), (50, 1000))), reverse=True)
    m += m == n
    sign = rng.choice("+-")
    a, b = _primes()[m - 1], _primes()[n - 1]
    slots = {
        "m": str(m), "n": str(n), "mth": ordinal(m, rng), "nth": ordinal(n, rng), "sign": sign,
        "name": "sum" if sign == "+" else "difference",
    }  # fmt: skip
    snippets = f"from sympy import prime\np = prime({m})\nq = prime({n})\nprint(p, q)", f"print(p {sign} q)"
    verb = "add" if sign == "+" else "subtract"
    turns = Turn("I find both primes.", snippets[0]), Turn(f"Now I {verb} them.", snippets[1])
    return Case(slots, str(a + b if sign == "+" else a - b), turns, f"The {slots['name']} is")


KINDS = (
    Kind("prime_nth", draw_nth),
    Kind("prime_count", draw_count),
    Kind("prime_sum", draw_sum),
    Kind("prime_list", draw_list),
    Kind("prime_product_range", draw_product_range),
    Kind("prime_residue_count", draw_residue_count),
    Kind("prime_composite_count", draw_composite_count),
    Kind("prime_pi", draw_pi),
    Kind("prime_sum_first", draw_sum_first),
    Kind("prime_product_first", draw_product_first),
    Kind("prime_next", draw_next),
    Kind("prime_previous", draw_previous),
    Kind("prime_kth_after", draw_kth_after),
    Kind("prime_test", draw_is_prime),
    Kind("prime_or_composite", draw_prime_or_composite),
    Kind("prime_twins", draw_twins),
    Kind("prime_with_digits", draw_with_digits),
    Kind("prime_gap", draw_gap),
)
