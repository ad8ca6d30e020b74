"""Trailing zeros and the exponent of a prime in factorials, products and plain numbers."""

import random
from math import prod

from training.drawing import integer, plain, shown, tex
from training.task import Case, Kind, Turn

_IMPORT = "from sympy import factorial, multiplicity"


def legendre(n: int, p: int) -> int:
    """The exponent of the prime p in n!."""
    return n // p + legendre(n // p, p) if n else 0


def _exponent(n: int, p: int) -> int:
    """The exponent of p, prime or not, in n."""
    count = 0
    while n % p == 0:
        n //= p
        count += 1
    return count


def _draw_number(rng: random.Random) -> int:
    return integer(rng, (5, 60), (30, 300), (300, 3000), (2000, 10000))


def draw_factorial(rng: random.Random) -> Case:
    n = _draw_number(rng)
    turn = Turn("I need the exponent of 10.", f"{_IMPORT}\nprint(multiplicity(10, factorial({n})))")
    return Case({"n": str(n)}, str(legendre(n, 5)), (turn,), "The number of trailing zeros is")


def draw_combined(rng: random.Random) -> Case:
    """Of a product, a quotient or a power of factorials."""
    b, a = sorted(rng.sample(range(5, rng.choice([30, 100, 300])), 2))
    python, answer = rng.choice(
        [
            (f"factorial({a}) * factorial({b})", min(legendre(a, p) + legendre(b, p) for p in (2, 5))),
            (f"factorial({a}) // factorial({b})", min(legendre(a, p) - legendre(b, p) for p in (2, 5))),
            (f"factorial({b})**2", 2 * legendre(b, 5)),
            (
                f"factorial({a}) + factorial({b})",
                _exponent(prod(range(2, b + 1)) * (prod(range(b + 1, a + 1)) + 1), 10),
            ),
        ]
    )
    expression = tex(python, rng)
    if "//" in python and rng.random() < 0.8:
        expression = rf"\frac{{{a}!}}{{{b}!}}"
    text = plain(python, rng)
    if python.endswith("**2"):
        expression, text = f"({b}!)^2", f"({b}!)^2"
    turn = Turn("I need the exponent of 10.", f"{_IMPORT}\nprint(multiplicity(10, {python}))")
    return Case({"expr": text, "expr_tex": expression}, str(answer), (turn,), "The number of trailing zeros is")


def draw_range(rng: random.Random) -> Case:
    """Of the product of all the numbers from a to b."""
    a = integer(rng, (2, 60), (50, 500))
    b = a + integer(rng, (5, 40), (30, 300))
    answer = min(legendre(b, p) - legendre(a - 1, p) for p in (2, 5))
    snippet = (
        f"from math import prod\nfrom sympy import multiplicity\nprint(multiplicity(10, prod(range({a}, {b} + 1))))"
    )
    turn = Turn("I need the exponent of 10.", snippet)
    slots = {"a": str(a), "b": str(b), "a2": str(a + 1)}
    return Case(slots, str(answer), (turn,), "The number of trailing zeros is")


def draw_product(rng: random.Random) -> Case:
    """Of a product of powers or of some round numbers."""
    if rng.random() < 0.5:
        bases = rng.sample([2, 4, 5, 6, 8, 10, 12, 15, 20, 25, 50, rng.randint(3, 60) * 5], rng.choice([2, 2, 3]))
        exponents = [rng.randint(1, 40) for _ in bases]
    else:
        bases = [rng.choice([5, 10, 4, 25]) * rng.randint(2, 60) for _ in range(rng.choice([2, 3, 3, 4, 5]))]
        exponents = [1] * len(bases)
    python = " * ".join(f"{a}**{e}" if e > 1 else str(a) for a, e in zip(bases, exponents, strict=True))
    answer = min(sum(_exponent(a, p) * e for a, e in zip(bases, exponents, strict=True)) for p in (2, 5))
    slots = {"expr": plain(python, rng), "expr_tex": tex(python, rng)}
    turn = Turn("I need the exponent of 10.", f"from sympy import multiplicity\nprint(multiplicity(10, {python}))")
    return Case(slots, str(answer), (turn,), "The number of trailing zeros is")


def draw_binomial(rng: random.Random) -> Case:
    k, n = sorted(rng.sample(range(3, rng.choice([30, 100, 300, 1000])), 2))
    answer = min(legendre(n, p) - legendre(k, p) - legendre(n - k, p) for p in (2, 5))
    snippet = f"from sympy import binomial, multiplicity\nprint(multiplicity(10, binomial({n}, {k})))"
    turn = Turn("I need the exponent of 10.", snippet)
    return Case({"n": str(n), "k": str(k)}, str(answer), (turn,), "The number of trailing zeros is")


def draw_base(rng: random.Random) -> Case:
    """Of n! written in base b."""
    n, b = _draw_number(rng), rng.choice([2, 3, 5, 6, 7, 8, 9, 12, 12, 14, 15, 16, 20, 24, 30, 60])
    answer = min(legendre(n, p) // _exponent(b, p) for p in (2, 3, 5, 7) if b % p == 0)
    turn = Turn(f"I need the exponent of {b}.", f"{_IMPORT}\nprint(multiplicity({b}, factorial({n})))")
    name = {2: "binary", 8: "octal", 16: "hexadecimal"}.get(b, f"base {b}")
    return Case({"n": str(n), "b": str(b), "base": name}, str(answer), (turn,), "The number of trailing zeros is")


def draw_legendre(rng: random.Random) -> Case:
    """The exponent of a prime in n!."""
    n, p = _draw_number(rng), rng.choice([2, 2, 3, 3, 5, 7, 7, 11, 13, 17, 19])
    turn = Turn(f"I need the exponent of {p}.", f"{_IMPORT}\nprint(multiplicity({p}, factorial({n})))")
    return Case({"n": str(n), "p": str(p)}, str(legendre(n, p)), (turn,), "The exponent is")


def draw_composite(rng: random.Random) -> Case:
    """The largest k for which b^k divides n!, b not a prime."""
    n, b = (
        _draw_number(rng),
        rng.choice([4, 6, 6, 8, 9, 10, 10, 12, 12, 14, 15, 18, 20, 21, 24, 25, 27, 30, 36, 42, 100]),
    )
    answer = min(legendre(n, p) // _exponent(b, p) for p in (2, 3, 5, 7) if b % p == 0)
    turn = Turn(f"I need the exponent of {b}.", f"{_IMPORT}\nprint(multiplicity({b}, factorial({n})))")
    return Case({"n": str(n), "b": str(b)}, str(answer), (turn,), "The exponent is")


def draw_number_exponent(rng: random.Random) -> Case:
    """The exponent of p in a plain number."""
    p = rng.choice([2, 2, 3, 3, 5, 6, 7, 10, 11])
    k = rng.randint(0, 9 if p < 5 else 5)
    n = p**k * integer(rng, (2, 60), (50, 500))
    turn = Turn(f"I need the exponent of {p}.", f"from sympy import multiplicity\nprint(multiplicity({p}, {n}))")
    return Case({"n": shown(n, rng), "p": str(p)}, str(_exponent(n, p)), (turn,), "The exponent is")


def draw_largest_power(rng: random.Random) -> Case:
    """The largest power of p itself, not its exponent, that divides n!."""
    p = rng.choice([2, 2, 3, 3, 5, 7, 10, 11])
    n = rng.randint(5, 30) if p < 5 else rng.randint(10, 100)
    answer = p ** min(legendre(n, q) // _exponent(p, q) for q in (2, 3, 5, 7, 11) if p % q == 0)
    turn = Turn(f"I raise {p} to its exponent.", f"{_IMPORT}\nprint({p}**multiplicity({p}, factorial({n})))")
    slots = {"n": str(n), "p": str(p)}
    return Case(slots, str(answer), (turn,), "The largest power is")


def draw_smallest(rng: random.Random) -> Case:
    """The smallest n for which n! ends in at least k zeros."""
    k = integer(rng, (1, 30), (20, 100))
    answer = next(n for n in range(5, 10 * k + 10, 5) if legendre(n, 5) >= k)
    snippet = f"{_IMPORT}\nn = 1\nwhile multiplicity(10, factorial(n)) < {k}:\n    n += 1\nprint(n)"
    turn = Turn("I search for the first such number.", snippet)
    return Case({"k": str(k)}, str(answer), (turn,), "The smallest number is")


def draw_last_nonzero(rng: random.Random) -> Case:
    """The last digit of n! that is not zero."""
    n = integer(rng, (5, 30), (20, 200), (100, 1000))
    digit = 1
    for k in range(2, n + 1):
        digit *= k
        while digit % 10 == 0:
            digit //= 10
        digit %= 10**9
    snippet = f'from math import factorial\nprint(str(factorial({n})).rstrip("0")[-1])'
    turn = Turn("I drop the zeros at the end.", snippet)
    return Case({"n": str(n)}, str(digit % 10), (turn,), "The last nonzero digit is")


KINDS = (
    Kind("zeros_factorial", draw_factorial),
    Kind("zeros_factorials", draw_combined),
    Kind("zeros_range", draw_range),
    Kind("zeros_product", draw_product),
    Kind("zeros_binomial", draw_binomial),
    Kind("zeros_base", draw_base),
    Kind("zeros_smallest", draw_smallest),
    Kind("exponent_in_factorial", draw_legendre),
    Kind("exponent_composite", draw_composite),
    Kind("exponent_in_number", draw_number_exponent),
    Kind("exponent_largest_power", draw_largest_power),
    Kind("last_nonzero_digit", draw_last_nonzero),
)
