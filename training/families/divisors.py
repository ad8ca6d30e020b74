"""Divisors and prime factors of a number."""

import random
from collections.abc import Callable
from math import prod

from training.drawing import integer, ordinal, shown, tex
from training.task import Case, Kind, Turn


def _divisors(n: int) -> list[int]:
    small = [d for d in range(1, int(n**0.5) + 1) if n % d == 0]
    return small + [n // d for d in reversed(small) if d * d != n]


def _factors(n: int) -> dict[int, int]:
    """Prime -> exponent, by trial division."""
    found: dict[int, int] = {}
    p = 2
    while p * p <= n:
        while n % p == 0:
            found[p] = found.get(p, 0) + 1
            n //= p
        p += 1
    return found | {n: found.get(n, 0) + 1} if n > 1 else found


def _draw_number(rng: random.Random) -> int:
    """A number of any size, more often one with several divisors."""
    if rng.random() < 0.35:
        n = prod(rng.choice([2, 2, 2, 3, 3, 5, 7, 11, 13]) for _ in range(rng.randint(2, 8)))
        return n if n < 10**7 else 360
    return integer(rng, (6, 150), (100, 1000), (1000, 20000), (20000, 10**6))


def _case(rng: random.Random, n: int, answer: object, text: str, snippet: str, closing: str) -> Case:
    return Case({"n": shown(n, rng)}, str(answer), (Turn(text, snippet.replace("<n>", str(n))),), closing)


def draw_count(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = "from sympy import divisor_count\nprint(divisor_count(<n>))"
    return _case(rng, n, len(_divisors(n)), "I count the divisors.", snippet, "The number of divisors is")


def draw_count_factored(rng: random.Random) -> Case:
    """The number is given as a product of powers, a power, or a factorial."""
    shape = rng.choice(["product", "product", "product", "power", "factorial"])
    if shape == "factorial":
        k = rng.randint(4, 15)
        python, n = f"factorial({k})", prod(range(1, k + 1))
    elif shape == "power":
        a, b = integer(rng, (4, 30), (20, 120)), rng.randint(2, 8)
        python, n = f"{a}**{b}", prod([a] * b)
    else:
        primes = sorted(rng.sample([2, 3, 5, 7, 11, 13], rng.choice([2, 2, 3, 3, 4])))
        exponents = [rng.randint(1, 6) for _ in primes]
        python = " * ".join(f"{p}**{e}" if e > 1 else str(p) for p, e in zip(primes, exponents, strict=True))
        n = prod(p**e for p, e in zip(primes, exponents, strict=True))
    answer = prod(e + 1 for e in _factors(n).values())
    imports = (
        "from sympy import divisor_count, factorial" if shape == "factorial" else "from sympy import divisor_count"
    )
    plain = python.replace("**", "^").replace(f"factorial({n})", "")
    if shape == "factorial":
        plain = python.removeprefix("factorial(").rstrip(")") + "!"
    slots = {"expr": plain, "expr_tex": tex(python, rng)}
    turn = Turn("I count the divisors.", f"{imports}\nprint(divisor_count({python}))")
    return Case(slots, str(answer), (turn,), "The number of divisors is")


def draw_sum(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = "from sympy import divisor_sigma\nprint(divisor_sigma(<n>))"
    return _case(rng, n, sum(_divisors(n)), "I add the divisors.", snippet, "The sum of the divisors is")


def draw_sum_proper(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = "from sympy import divisor_sigma\nprint(divisor_sigma(<n>) - <n>)"
    text = "I add the divisors and leave out the number itself."
    return _case(rng, n, sum(_divisors(n)[:-1]), text, snippet, "The sum of the proper divisors is")


def draw_list(rng: random.Random) -> Case:
    n = _draw_number(rng)
    while len(_divisors(n)) > 16:
        n = rng.randint(6, 200)
    snippet = "from sympy import divisors\nprint(*divisors(<n>), sep=', ')"
    return _case(rng, n, ", ".join(map(str, _divisors(n))), "I list the divisors.", snippet, "The divisors are")


def draw_largest_proper(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = "from sympy import divisors\nprint(divisors(<n>)[-2])"
    return _case(rng, n, _divisors(n)[-2], "I list the divisors.", snippet, "The largest proper divisor is")


def draw_kth(rng: random.Random) -> Case:
    """The kth smallest or largest divisor."""
    n = _draw_number(rng)
    while len(_divisors(n)) < 4:
        n = _draw_number(rng)
    k = rng.randint(2, min(len(_divisors(n)), 9))
    smallest = rng.random() < 0.5
    position = f"{k} - 1" if smallest else f"-{k}"
    slots = {
        "n": shown(n, rng),
        "kth": ordinal(k, rng),
        "end": "smallest" if smallest else rng.choice(["largest", "greatest"]),
    }
    turn = Turn("I list the divisors.", f"from sympy import divisors\nprint(divisors({n})[{position}])")
    return Case(slots, str(_divisors(n)[k - 1 if smallest else -k]), (turn,), "The divisor is")


_CONDITIONS: tuple[tuple[tuple[str, ...], str, Callable[[int], bool]], ...] = (
    (("even", "even", "even"), "d % 2 == 0", lambda d: not d & 1),
    (("odd", "odd", "odd"), "d % 2 == 1", lambda d: bool(d & 1)),
    (("perfect square", "square"), "int(d**0.5)**2 == d", lambda d: d in {k * k for k in range(1, 2000)}),
    (("prime",), "isprime(d)", lambda d: list(_factors(d).values()) == [1]),
)


def draw_special(rng: random.Random) -> Case:
    """How many divisors are even, odd, squares."""
    n = _draw_number(rng)
    if n % 2 and rng.random() < 0.6:
        n *= rng.choice([2, 4, 12])
    names, python, holds = rng.choice(_CONDITIONS[:2] * 2 + _CONDITIONS[2:3])
    snippet = f"from sympy import divisors\nprint(sum(1 for d in divisors({n}) if {python}))"
    slots = {"n": shown(n, rng), "special": rng.choice(names)}
    turn = Turn("I count the divisors with the property.", snippet)
    return Case(slots, str(len([d for d in _divisors(n) if holds(d)])), (turn,), "The number of such divisors is")


def draw_special_sum(rng: random.Random) -> Case:
    n = _draw_number(rng)
    if n % 2 and rng.random() < 0.6:
        n *= rng.choice([2, 4, 12])
    names, python, holds = rng.choice(_CONDITIONS[:2])
    snippet = f"from sympy import divisors\nprint(sum(d for d in divisors({n}) if {python}))"
    slots = {"n": shown(n, rng), "special": rng.choice(names)}
    turn = Turn("I add the divisors with the property.", snippet)
    return Case(slots, str(sum(d for d in _divisors(n) if holds(d))), (turn,), "The sum of these divisors is")


def draw_bounded(rng: random.Random) -> Case:
    """How many divisors are greater or less than k, or multiples of k."""
    n = _draw_number(rng)
    k = rng.choice([2, 3, 4, 5, 6, 10, 12, 20, 50, 100, rng.randint(2, 60)])
    words, python = rng.choice(
        [
            (["greater than", "larger than", "more than", "bigger than"], f"d > {k}"),
            (["less than", "smaller than"], f"d < {k}"),
            (["divisible by", "multiples of"], f"d % {k} == 0"),
            (["at most", "not greater than"], f"d <= {k}"),
        ]
    )
    answer = sum(
        1 for d in _divisors(n) if {">": d > k, "<": d < k, "%": d // k * k == d, "<=": d <= k}[python.split()[1]]
    )
    snippet = f"from sympy import divisors\nprint(sum(1 for d in divisors({n}) if {python}))"
    slots = {"n": shown(n, rng), "condition": f"{rng.choice(words)} {k}"}
    turn = Turn("I count the divisors with the property.", snippet)
    return Case(slots, str(answer), (turn,), "The number of such divisors is")


def draw_product(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(4, 40), rng.randint(20, 150)])
    snippet = "from math import prod\nfrom sympy import divisors\nprint(prod(divisors(<n>)))"
    return _case(rng, n, prod(_divisors(n)), "I multiply the divisors.", snippet, "The product of the divisors is")


def draw_largest_prime(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = "from sympy import primefactors\nprint(max(primefactors(<n>)))"
    return _case(
        rng, n, max(_factors(n)), "I take the largest of the prime factors.", snippet, "The largest prime factor is"
    )


def draw_smallest_prime(rng: random.Random) -> Case:
    n = _draw_number(rng)
    if rng.random() < 0.6:
        n = prod(rng.choices([7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 53], k=rng.randint(2, 4)))
    snippet = "from sympy import primefactors\nprint(min(primefactors(<n>)))"
    return _case(
        rng, n, min(_factors(n)), "I take the smallest of the prime factors.", snippet, "The smallest prime factor is"
    )


def draw_distinct(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = "from sympy import primefactors\nprint(len(primefactors(<n>)))"
    return _case(
        rng,
        n,
        len(_factors(n)),
        "I count the distinct prime factors.",
        snippet,
        "The number of distinct prime factors is",
    )


def draw_with_multiplicity(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = "from sympy import factorint\nprint(sum(factorint(<n>).values()))"
    text = "I add the exponents of the prime factorization."
    return _case(rng, n, sum(_factors(n).values()), text, snippet, "The number of prime factors is")


def draw_sum_distinct(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = "from sympy import primefactors\nprint(sum(primefactors(<n>)))"
    return _case(
        rng, n, sum(_factors(n)), "I add the distinct prime factors.", snippet, "The sum of the prime factors is"
    )


def draw_sum_repeated(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = "from sympy import factorint\nprint(sum(p * e for p, e in factorint(<n>).items()))"
    text = "I add the prime factors as often as they occur."
    return _case(rng, n, sum(p * e for p, e in _factors(n).items()), text, snippet, "The sum of the prime factors is")


def draw_list_primes(rng: random.Random) -> Case:
    n = _draw_number(rng)
    snippet = "from sympy import primefactors\nprint(*primefactors(<n>), sep=', ')"
    answer = ", ".join(map(str, sorted(_factors(n))))
    return _case(rng, n, answer, "I list the distinct prime factors.", snippet, "The prime factors are")


def draw_factorization(rng: random.Random) -> Case:
    n = _draw_number(rng)
    answer = r" \cdot ".join(f"{p}^{{{e}}}" if e > 1 else str(p) for p, e in sorted(_factors(n).items()))
    snippet = (
        "from sympy import factorint\n"
        'print(r" \\cdot ".join(f"{p}^{{{e}}}" if e > 1 else str(p) for p, e in factorint(<n>).items()))'
    )
    return _case(rng, n, answer, "I need the prime factorization.", snippet, "The prime factorization is")


def draw_perfect(rng: random.Random) -> Case:
    n = rng.choice([6, 28, 496, 8128]) if rng.random() < 0.3 else integer(rng, (4, 150), (100, 1000), (1000, 10000))
    snippet = 'from sympy import divisor_sigma\nprint("Yes" if divisor_sigma(<n>) == 2 * <n> else "No")'
    answer = "Yes" if sum(_divisors(n)[:-1]) == n else "No"
    return _case(rng, n, answer, "I compare the sum of the divisors with twice the number.", snippet, "The answer is")


def draw_abundance(rng: random.Random) -> Case:
    n = rng.choice([6, 28, 496, 8128]) if rng.random() < 0.15 else _draw_number(rng)
    total = sum(_divisors(n)[:-1])
    answer = "perfect" if total == n else "abundant" if total > n else "deficient"
    snippet = (
        "from sympy import divisor_sigma\ns = divisor_sigma(<n>) - <n>\n"
        'print("perfect" if s == <n> else "abundant" if s > <n> else "deficient")'
    )
    return _case(rng, n, answer, "I compare the sum of the proper divisors with the number.", snippet, "The number is")


def draw_smallest_with(rng: random.Random) -> Case:
    """The smallest number with exactly k divisors."""
    k = rng.choice([k for k in range(2, 25) if k not in (11, 13, 17, 19, 22, 23)])
    answer = next(n for n in range(1, 10**5) if len(_divisors(n)) == k)
    snippet = f"from sympy import divisor_count\nn = 1\nwhile divisor_count(n) != {k}:\n    n += 1\nprint(n)"
    turn = Turn("I search for the first number with so many divisors.", snippet)
    return Case({"k": str(k)}, str(answer), (turn,), "The smallest number is")


KINDS = (
    Kind("divisor_count", draw_count),
    Kind("divisor_count_factored", draw_count_factored),
    Kind("divisor_sum", draw_sum),
    Kind("divisor_sum_proper", draw_sum_proper),
    Kind("divisor_list", draw_list),
    Kind("divisor_largest_proper", draw_largest_proper),
    Kind("divisor_kth", draw_kth),
    Kind("divisor_special_count", draw_special),
    Kind("divisor_special_sum", draw_special_sum),
    Kind("divisor_bounded_count", draw_bounded),
    Kind("divisor_product", draw_product),
    Kind("divisor_smallest_with", draw_smallest_with),
    Kind("prime_factor_largest", draw_largest_prime),
    Kind("prime_factor_smallest", draw_smallest_prime),
    Kind("prime_factor_distinct_count", draw_distinct),
    Kind("prime_factor_count", draw_with_multiplicity),
    Kind("prime_factor_sum", draw_sum_distinct),
    Kind("prime_factor_sum_repeated", draw_sum_repeated),
    Kind("prime_factor_list", draw_list_primes),
    Kind("prime_factorization", draw_factorization),
    Kind("perfect_test", draw_perfect),
    Kind("perfect_abundant_deficient", draw_abundance),
)
