"""Problems that a small loop settles: least numbers, counts, sums and lists of integers with a property, pairs and triples."""

import random
from collections.abc import Callable
from math import gcd, isqrt, lcm

from training.everyday import digits, enumeration, person
from training.task import Case, Kind, Turn

Test = Callable[[int], bool]
IMPORTS = (
    ("gcd(", "from math import gcd"),
    ("isqrt(", "from math import isqrt"),
    ("factorial(", "from math import factorial"),
    ("isprime(", "from sympy import isprime"),
    ("divisor_count(", "from sympy import divisor_count"),
    ("divisors(", "from sympy import divisors"),
)


def with_imports(code: str) -> str:
    return "\n".join([*(line for name, line in IMPORTS if name in code), code])


def prime(n: int) -> bool:
    return n > 1 and all(n % d for d in range(2, isqrt(n) + 1))


def digit_sum(n: int) -> int:
    return n % 10 + digit_sum(n // 10) if n else 0


def has_digit(n: int, d: int) -> bool:
    return n % 10 == d or (n >= 10 and has_digit(n // 10, d))


def backwards(n: int) -> int:
    result = 0
    while n:
        result, n = 10 * result + n % 10, n // 10
    return result


def divisor_total(n: int) -> int:
    return sum(1 for d in range(1, n + 1) if n % d == 0)


def case(slots: dict[str, str], answer: int | str, text: str, code: str, closing: str) -> Case:
    return Case(slots=slots, answer=str(answer), turns=(Turn(text, with_imports(code)),), closing=closing)


def condition(rng: random.Random) -> tuple[str, str, str, Test]:
    """What numbers do (`are divisible by 7`), what one number does, the test in Python, and the test."""
    k, m = rng.sample(range(2, 13), 2)
    big, d, s, r = rng.randint(7, 40), rng.randint(0, 9), rng.randint(3, 20), rng.randint(1, max(1, k - 1))
    top = rng.choice([6, 10, 12, 15, 20, 24, 30, 35, 42, 60, 100])
    choices: list[tuple[str, str, str, Test]] = [
        *[
            (f"are {w}", f"is {o}", f"n % {x} == 0", lambda n, x=x: n % x == 0)
            for x in (k, big)
            for w, o in ((f"divisible by {x}", f"divisible by {x}"), (f"multiples of {x}", f"a multiple of {x}"))
        ],
        (f"are not divisible by {k}", f"is not divisible by {k}", f"n % {k} != 0", lambda n: n % k != 0),
        *[
            (
                f"are {w}",
                f"is {w.replace('multiples', 'a multiple')}",
                f"n % {k} == 0 or n % {m} == 0",
                lambda n: n % k == 0 or n % m == 0,
            )
            for w in (f"divisible by {k} or {m}", f"multiples of {k} or {m}", f"divisible by {k} or by {m}")
        ],
        (
            f"are divisible by both {k} and {m}",
            f"is divisible by both {k} and {m}",
            f"n % {k} == 0 and n % {m} == 0",
            lambda n: n % k == n % m == 0,
        ),
        (
            f"are divisible by {k} but not by {m}",
            f"is divisible by {k} but not by {m}",
            f"n % {k} == 0 and n % {m} != 0",
            lambda n: n % k == 0 != n % m,
        ),
        (
            f"are divisible by neither {k} nor {m}",
            f"is divisible by neither {k} nor {m}",
            f"n % {k} != 0 and n % {m} != 0",
            lambda n: n % k != 0 and n % m != 0,
        ),
        ("are perfect squares", "is a perfect square", "isqrt(n) ** 2 == n", lambda n: isqrt(n) ** 2 == n),
        (
            "are perfect cubes",
            "is a perfect cube",
            "round(n ** (1 / 3)) ** 3 == n",
            lambda n: any(j**3 == n for j in range(1, 30)),
        ),
        ("are palindromes", "is a palindrome", "str(n) == str(n)[::-1]", lambda n: backwards(n) == n),
        (
            "read the same forwards and backwards",
            "reads the same forwards and backwards",
            "str(n) == str(n)[::-1]",
            lambda n: backwards(n) == n,
        ),
        (f"have digit sum {s}", f"has digit sum {s}", f"sum(map(int, str(n))) == {s}", lambda n: digit_sum(n) == s),
        (
            f"have digits that add up to {s}",
            f"has digits that add up to {s}",
            f"sum(map(int, str(n))) == {s}",
            lambda n: digit_sum(n) == s,
        ),
        (f"contain the digit {d}", f"contains the digit {d}", f"'{d}' in str(n)", lambda n: has_digit(n, d)),
        (
            f"do not contain the digit {d}",
            f"does not contain the digit {d}",
            f"'{d}' not in str(n)",
            lambda n: not has_digit(n, d),
        ),
        (f"end in {d}", f"ends in {d}", f"n % 10 == {d}", lambda n: str(n).endswith(str(d))),
        (
            "have distinct digits",
            "has distinct digits",
            "len(set(str(n))) == len(str(n))",
            lambda n: all(str(n).count(c) == 1 for c in str(n)),
        ),
        (
            "have no repeated digit",
            "has no repeated digit",
            "len(set(str(n))) == len(str(n))",
            lambda n: all(str(n).count(c) == 1 for c in str(n)),
        ),
        (
            f"leave a remainder of {r} when divided by {k + r}",
            f"leaves a remainder of {r} when divided by {k + r}",
            f"n % {k + r} == {r}",
            lambda n: n % (k + r) == r,
        ),
        (
            f"are relatively prime to {top}",
            f"is relatively prime to {top}",
            f"gcd(n, {top}) == 1",
            lambda n: gcd(n, top) == 1,
        ),
        (
            f"have no common factor with {top} greater than 1",
            f"has no common factor with {top} greater than 1",
            f"gcd(n, {top}) == 1",
            lambda n: gcd(n, top) == 1,
        ),
        ("are prime", "is prime", "isprime(n)", prime),
        (
            "are odd and divisible by " + str(k),
            f"is odd and divisible by {k}",
            f"n % 2 == 1 and n % {k} == 0",
            lambda n: n % 2 == 1 and n % k == 0,
        ),
        (
            f"are even and have digit sum {s}",
            f"is even and has digit sum {s}",
            f"n % 2 == 0 and sum(map(int, str(n))) == {s}",
            lambda n: n % 2 == 0 and digit_sum(n) == s,
        ),
        (
            f"are perfect squares divisible by {k}",
            f"is a perfect square divisible by {k}",
            f"isqrt(n) ** 2 == n and n % {k} == 0",
            lambda n: isqrt(n) ** 2 == n and n % k == 0,
        ),
        (
            f"have exactly {k} divisors",
            f"has exactly {k} divisors",
            f"divisor_count(n) == {k}",
            lambda n: divisor_total(n) == k,
        ),
        (
            f"are {k} times the sum of their digits",
            f"is {k} times the sum of its digits",
            f"n == {k} * sum(map(int, str(n)))",
            lambda n: n == k * digit_sum(n),
        ),
        (
            "have only even digits",
            "has only even digits",
            "all(int(c) % 2 == 0 for c in str(n))",
            lambda n: set(str(n)) <= set("02468"),
        ),
        (
            "have only odd digits",
            "has only odd digits",
            "all(int(c) % 2 == 1 for c in str(n))",
            lambda n: set(str(n)) <= set("13579"),
        ),
    ]
    return rng.choice(choices)


def span(rng: random.Random, most: int = 3000) -> tuple[str, str, range]:
    """A phrase for a range of integers (after `numbers` or `integers`), the range in Python, and the range."""
    top = rng.choice([50, 100, 100, 200, 300, 500, 1000, 1000, 2000, rng.randint(20, 300), rng.randint(100, most)])
    top = min(top, most)
    low = rng.choice([1, 1, 1, rng.randint(2, top // 2), 100 if top > 150 else 10])
    shown, first = digits(rng, top), digits(rng, low)
    kind = rng.random()
    if kind < 0.45:
        phrase = rng.choice(
            [
                f"from {first} to {shown}",
                f"between {first} and {shown} inclusive",
                f"between {first} and {shown}, inclusive,",
                f"from {first} to {shown} inclusive",
                f"in the range from {first} to {shown}",
            ]
        )
        return phrase, f"range({low}, {top} + 1)", range(low, top + 1)
    if kind < 0.6:
        return (
            rng.choice(
                [
                    f"not exceeding {shown}",
                    f"up to {shown}",
                    f"up to and including {shown}",
                    f"less than or equal to {shown}",
                    f"that are at most {shown}",
                ]
            ),
            f"range(1, {top} + 1)",
            range(1, top + 1),
        )
    if kind < 0.85:
        return (
            rng.choice([f"less than {shown}", f"below {shown}", f"smaller than {shown}", f"under {shown}"]),
            f"range(1, {top})",
            range(1, top),
        )
    return f"strictly between {first} and {shown}", f"range({low} + 1, {top})", range(low + 1, top)


def block(rng: random.Random) -> tuple[str, str, range]:
    """`two-digit` or `three-digit`, as an adjective."""
    word, first, last = rng.choice(
        [
            ("two-digit", 10, 99),
            ("two-digit", 10, 99),
            ("three-digit", 100, 999),
            ("three-digit", 100, 999),
            ("3-digit", 100, 999),
            ("2-digit", 10, 99),
            ("four-digit", 1000, 9999),
        ]
    )
    return word, f"range({first}, {last} + 1)", range(first, last + 1)


def who(rng: random.Random) -> tuple[dict[str, str], str, range]:
    """Slots that name a range of numbers: `the_numbers` is `positive integers below 100` or `three-digit numbers`."""
    if rng.random() < 0.35:
        word, code, numbers = block(rng)
        noun = rng.choice(["numbers", "integers", "positive integers"])
        return {"numbers": f"{word} {noun}", "number": f"{word} {noun[:-1]}"}, code, numbers
    phrase, code, numbers = span(rng)
    noun = rng.choice(
        ["positive integers", "positive integers", "natural numbers"]
        if code.startswith("range(1, ") and not phrase.startswith(("from", "between"))
        else ["integers", "numbers", "whole numbers", "positive integers"]
    )
    return {"numbers": f"{noun} {phrase}", "number": f"{noun[:-1]} {phrase}"}, code, numbers


def draw_property(
    rng: random.Random,
    collect: Callable[[list[int]], str],
    template: str,
    text: str,
    closing: str,
    fewest: int,
    most: int,
) -> Case:
    """A question on all numbers of a range that have a property; `template` takes the range and the test."""
    slots, code, numbers = who(rng)
    plural, singular, python, test = condition(rng)
    if len(numbers) > 1000 and "divisor_count" in python:
        return draw_property(rng, collect, template, text, closing, fewest, most)
    kept = [n for n in numbers if test(n)]
    if not fewest <= len(kept) <= most:
        return draw_property(rng, collect, template, text, closing, fewest, most)
    return case(
        slots | {"do": plural, "does": singular} | person(rng),
        collect(kept),
        text,
        template.format(code, python),
        closing,
    )


def draw_count(rng: random.Random) -> Case:
    return draw_property(
        rng,
        lambda kept: str(len(kept)),
        "print(sum(1 for n in {0} if {1}))",
        "I test every number and count.",
        "The number of them is",
        1,
        10**4,
    )


def draw_total(rng: random.Random) -> Case:
    return draw_property(
        rng,
        lambda kept: str(sum(kept)),
        "print(sum(n for n in {0} if {1}))",
        "I test every number and add.",
        "The sum is",
        2,
        10**4,
    )


def draw_least(rng: random.Random) -> Case:
    return draw_property(
        rng,
        lambda kept: str(kept[0]),
        "print(min(n for n in {0} if {1}))",
        "I test every number and keep the smallest.",
        "The smallest one is",
        1,
        10**4,
    )


def draw_greatest(rng: random.Random) -> Case:
    return draw_property(
        rng,
        lambda kept: str(kept[-1]),
        "print(max(n for n in {0} if {1}))",
        "I test every number and keep the largest.",
        "The largest one is",
        1,
        10**4,
    )


def draw_list(rng: random.Random) -> Case:
    return draw_property(
        rng,
        lambda kept: ", ".join(map(str, kept)),
        "print(*[n for n in {0} if {1}], sep=', ')",
        "I test every number and list the ones that fit.",
        "The numbers are",
        1,
        9,
    )


def draw_remainders(rng: random.Random) -> Case:
    moduli = rng.sample(range(3, 14), rng.choice([2, 2, 3, 3]))
    if lcm(*moduli) > 3000:
        return draw_remainders(rng)
    same = rng.random() < 0.25
    n = rng.randint(2, lcm(*moduli))
    rests = [rng.choice([1, 2])] * len(moduli) if same else [n % m for m in moduli]
    start = 2 if same else 1
    if all(r == 0 for r in rests):
        return draw_remainders(rng)
    least = next(
        k
        for k in range(max(start, max(rests) + same), 10**4)
        if all(k % m == r for m, r in zip(moduli, rests, strict=True))
    )
    condition_code = " and ".join(f"n % {m} == {r}" for m, r in zip(moduli, rests, strict=True))
    first = f"range({max(rests)} + 1, 10**6)" if same else "range(1, 10**6)"
    phrases = [
        f"leaves a remainder of {r} when divided by {m}" if r else f"is divisible by {m}"
        for m, r in zip(moduli, rests, strict=True)
    ]
    short = [f"{phrases[0]}"] + [
        f"a remainder of {r} when divided by {m}" if r and rests[0] else p
        for p, m, r in zip(phrases[1:], moduli[1:], rests[1:], strict=True)
    ]
    if same:
        text = f"leaves a remainder of {rests[0]} when divided by {rng.choice(['each of', 'any of'])} {enumeration(rng, [str(m) for m in moduli])}"
        more = f"greater than {max(rests)} "
    else:
        text, more = enumeration(rng, rng.choice([phrases, short])), ""
    congruences = ", ".join(rf"n \equiv {r} \pmod{{{m}}}" for m, r in zip(moduli, rests, strict=True))
    mods = enumeration(rng, [f"n mod {m} = {r}" for m, r in zip(moduli, rests, strict=True)])
    return case(
        {
            "does": text,
            "more": more,
            "more_is": f" is greater than {max(rests)} and" if same else "",
            "congruences": congruences,
            "mods": mods,
        }
        | person(rng),
        least,
        "I try the numbers in turn.",
        f"print(next(n for n in {first} if {condition_code}))",
        "The smallest one is",
    )


def draw_least_n(rng: random.Random) -> Case:
    """The least positive integer n for which something about n holds."""
    m = rng.choice([rng.randint(20, 300), rng.randint(100, 5000), 10 ** rng.randint(2, 5), 1000 * rng.randint(1, 50)])
    k = rng.choice(
        [
            6,
            8,
            12,
            18,
            20,
            24,
            28,
            40,
            45,
            48,
            50,
            54,
            60,
            72,
            75,
            90,
            98,
            108,
            120,
            126,
            150,
            180,
            200,
            252,
            360,
            420,
            500,
            504,
            720,
            rng.randint(6, 400),
        ]
    )
    b = rng.choice([2, 2, 3, 4, 5, 7])
    p, q = rng.randint(1, 9), rng.choice([11, 13, 17, 41, 5, 7])
    last = rng.choice(["1", "4", "6", "9", "25", "16", "21", "44", "76", "56", "24", "89"])
    least: Callable[[Test], int] = lambda test: next(n for n in range(1, 10**5) if test(n))  # noqa: E731
    product: Callable[[int, int], bool] = lambda n, m: _factorial_divides(n, m)  # noqa: E731
    options: list[tuple[str, str, str, int]] = [
        (f"$n^2 > {m}$", f"n^2 > {m}", f"n**2 > {m}", isqrt(m) + 1),
        (f"$n^3 > {m}$", f"n^3 > {m}", f"n**3 > {m}", least(lambda n: n * n * n > m)),
        (f"${b}^n > {m}$", f"{b}^n > {m}", f"{b}**n > {m}", least(lambda n: pow(b, n) > m)),
        (f"$n! > {m}$", f"n! > {m}", f"factorial(n) > {m}", least(lambda n: _factorial(n) > m)),
        (
            f"$n!$ is divisible by {k}",
            f"n! is divisible by {k}",
            f"factorial(n) % {k} == 0",
            least(lambda n: product(n, k)),
        ),
        (f"${k}$ divides $n!$", f"{k} divides n!", f"factorial(n) % {k} == 0", least(lambda n: product(n, k))),
        (
            f"$1 + 2 + \\cdots + n > {m}$",
            f"1 + 2 + ... + n > {m}",
            f"sum(range(n + 1)) > {m}" if m < 6000 else f"n * (n + 1) // 2 > {m}",
            least(lambda n: n * (n + 1) > 2 * m),
        ),
        (
            f"${k}n$ is a perfect square",
            f"{k}n is a perfect square",
            f"isqrt({k} * n) ** 2 == {k} * n",
            least(lambda n: _square(k * n)),
        ),
        (
            f"${k}n$ is a perfect cube",
            f"{k}n is a perfect cube",
            f"round(({k} * n) ** (1 / 3)) ** 3 == {k} * n",
            _cube_factor(k),
        ),
        (
            f"$n^2$ ends in {last}",
            f"n^2 ends in {last}",
            f"str(n**2).endswith('{last}')",
            least(lambda n: n * n % 10 ** len(last) == int(last)),
        ),
        (
            f"$n^2 + {p}n + {q}$ is not prime",
            f"n^2 + {p}n + {q} is not prime",
            f"not isprime(n**2 + {p} * n + {q})",
            least(lambda n: not prime(n * n + p * n + q)),
        ),
        (
            f"$n^2 + 1$ is divisible by {q}",
            f"n^2 + 1 is divisible by {q}",
            f"(n**2 + 1) % {q} == 0",
            next((n for n in range(1, q) if (n * n + 1) % q == 0), 0),
        ),
        (
            f"${b}^n$ leaves a remainder of 1 when divided by {q}",
            f"{b}^n leaves a remainder of 1 when divided by {q}",
            f"{b}**n % {q} == 1",
            next((n for n in range(1, q) if pow(b, n, q) == 1), 0),
        ),
        (
            f"$n$ has exactly {b + 2} positive divisors",
            f"n has exactly {b + 2} positive divisors",
            f"divisor_count(n) == {b + 2}",
            least(lambda n: divisor_total(n) == b + 2),
        ),
        (f"$n(n + 1) > {m}$", f"n(n + 1) > {m}", f"n * (n + 1) > {m}", least(lambda n: n * n + n > m)),
    ]
    tex, plain, code, answer = rng.choice(options)
    if not 0 < answer < 2000:
        return draw_least_n(rng)
    return case(
        {"holds_tex": tex, "holds": plain} | person(rng),
        answer,
        "I try the numbers in turn.",
        f"print(next(n for n in range(1, 10**6) if {code}))",
        "The smallest n is",
    )


def _factorial(n: int) -> int:
    return n * _factorial(n - 1) if n > 1 else 1


def _factorial_divides(n: int, m: int) -> bool:
    return _factorial(n) % m == 0


def _square(n: int) -> bool:
    return isqrt(n) ** 2 == n


def _cube_factor(k: int) -> int:
    """The least factor that makes k a cube."""
    result, p = 1, 2
    while k > 1:
        power = 0
        while k % p == 0:
            k, power = k // p, power + 1
        result, p = result * p ** (-power % 3), p + 1
    return result


def draw_pairs(rng: random.Random) -> Case:
    """How many pairs of positive integers, of integers, or of nonnegative integers solve an equation."""
    n = rng.choice([25, 50, 65, 85, 100, 125, 130, 169, 200, 221, 225, 250, 289, 325, 400, rng.randint(5, 300)])
    k = rng.choice([12, 24, 30, 36, 48, 60, 72, 100, 120, 144, 210, 360, rng.randint(6, 200)])
    a, b = rng.sample(range(2, 12), 2)
    c = rng.randint(20, 150)
    r = rng.randint(3, 15)
    sign, integers = rng.choice(
        [
            ("range(1, {0} + 1)", "positive integers"),
            ("range(1, {0} + 1)", "positive integers"),
            ("range({0} + 1)", "nonnegative integers"),
            ("range(-{0}, {0} + 1)", "integers"),
        ]
    )
    root = isqrt(n)
    options: list[tuple[str, str, str, int, str, str]] = [
        (f"x^2 + y^2 = {n}", f"x^2 + y^2 = {n}", f"x**2 + y**2 == {n}", root, sign, integers),
        (f"xy = {k}", f"xy = {k}", f"x * y == {k}", k, "range(1, {0} + 1)", "positive integers"),
        (
            f"{a}x + {b}y = {c}",
            f"{a}x + {b}y = {c}",
            f"{a} * x + {b} * y == {c}",
            c,
            *rng.choice(
                [
                    ("range(1, {0} + 1)", "positive integers"),
                    ("range({0} + 1)", rng.choice(["nonnegative integers", "non-negative integers"])),
                ]
            ),
        ),
        (rf"x^2 + y^2 \le {r * r}", f"x^2 + y^2 <= {r * r}", f"x**2 + y**2 <= {r * r}", r, sign, integers),
        (f"x^2 - y^2 = {k}", f"x^2 - y^2 = {k}", f"x**2 - y**2 == {k}", k, "range(1, {0} + 1)", "positive integers"),
        (f"x + y = {c}", f"x + y = {c}", f"x + y == {c}", c, "range(1, {0} + 1)", "positive integers"),
        (f"x^2 + y^2 < {n}", f"x^2 + y^2 < {n}", f"x**2 + y**2 < {n}", root, sign, integers),
        (rf"x + y \le {c}", f"x + y <= {c}", f"x + y <= {c}", c, "range(1, {0} + 1)", "positive integers"),
        (
            f"xy + x + y = {k}",
            f"xy + x + y = {k}",
            f"x * y + x + y == {k}",
            k,
            "range(1, {0} + 1)",
            "positive integers",
        ),
    ]
    tex, plain, code, bound, numbers, kind = rng.choice(options)
    low = {"positive integers": 1, "integers": -bound}.get(kind, 0)
    values = numbers.format("b")
    limit = f"isqrt({code.split()[-1]})" if "x**2 + y**2" in code else str(bound)
    snippet = f"b = {limit}\nprint(sum(1 for x in {values} for y in {values} if {code}))"
    return case(
        {"e_tex": tex, "e": plain, "kind": kind, "ordered": "ordered ", "kind_one": kind[:-1]} | person(rng),
        _count_pairs(code, low, bound),
        "I try all pairs.",
        snippet,
        "The number of pairs is",
    )


def _count_pairs(code: str, low: int, high: int) -> int:
    test = compile(code, "pair", "eval")
    return sum(1 for y in range(high, low - 1, -1) for x in range(high, low - 1, -1) if eval(test, {"x": x, "y": y}))


def draw_lattice(rng: random.Random) -> Case:
    r = rng.randint(2, 15)
    strict = rng.random() < 0.3
    count = 0
    for x in range(-r, r + 1):
        rest = r * r - x * x
        reach = isqrt(rest)
        if strict and reach * reach == rest:
            reach -= 1
        count += 2 * reach + 1 if reach >= 0 else 0
    return case(
        {
            "r": str(r),
            "where": "strictly inside" if strict else rng.choice(["inside or on", "in or on", "on or inside"]),
            "sign": "<" if strict else r"\le",
        }
        | person(rng),
        count,
        "I try all points.",
        f"print(sum(1 for x in range(-{r}, {r} + 1) for y in range(-{r}, {r} + 1) if x**2 + y**2 {'<' if strict else '<='} {r}**2))",
        "The number of points is",
    )


def draw_triples(rng: random.Random) -> Case:
    if rng.random() < 0.5:
        p = rng.choice([12, 24, 30, 36, 40, 48, 56, 60, 70, 72, 80, 84, 90, 120, 144, 168, 180, 240])
        count = sum(1 for a in range(1, p) for b in range(a, (p - a) // 2 + 1) if a * a + b * b == (p - a - b) ** 2)
        return case(
            {"what": f"perimeter {p}", "tex": f"a + b + c = {p}", "code": ""} | person(rng),
            count,
            "I try both legs.",
            f"print(sum(1 for a in range(1, {p}) for b in range(a, {p}) if a**2 + b**2 == ({p} - a - b)**2 and a + b < {p}))",
            "The number of triangles is",
        )
    h = rng.choice([10, 15, 20, 25, 30, 40, 50, 60, 75, 100, rng.randint(10, 100)])
    less = rng.random() < 0.4
    top = h - 1 if less else h
    count = sum(
        1
        for c in range(1, top + 1)
        for b in range(1, c)
        for a in [isqrt(c * c - b * b)]
        if a * a + b * b == c * c and a <= b
    )
    return case(
        {
            "what": f"hypotenuse {'less than' if less else 'at most'} {h}",
            "tex": f"c {'<' if less else chr(92) + 'le'} {h}",
        }
        | person(rng),
        count,
        "I try both legs.",
        with_imports(
            f"print(sum(1 for a in range(1, {h}) for b in range(a, {h}) if isqrt(a**2 + b**2)**2 == a**2 + b**2 {'<' if less else '<='} {h}**2))"
        ),
        "The number of triangles is",
    )


def draw_collatz(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(3, 30), rng.randint(5, 100), 27])
    steps, value, peak = 0, n, n
    while value != 1:
        value = 3 * value + 1 if value & 1 else value >> 1
        steps, peak = steps + 1, max(peak, value)
    highest = rng.random() < 0.2
    loop = f"n, {'peak' if highest else 'steps'} = {n}, {n if highest else 0}\nwhile n != 1:\n    n = n // 2 if n % 2 == 0 else 3 * n + 1\n"
    code = loop + ("    peak = max(peak, n)\nprint(peak)" if highest else "    steps += 1\nprint(steps)")
    return case(
        {
            "n": str(n),
            "ask": rng.choice(
                ["What is the largest number reached?", "Find the largest number reached."]
                if highest
                else [
                    "How many steps does it take to reach 1?",
                    "After how many steps is 1 reached?",
                    "Find the number of steps until 1 is reached.",
                ]
            ),
            "wanted": "the largest number in" if highest else "the number of steps in",
            "asks": "what is the largest number reached" if highest else "how many steps are needed to reach 1",
        }
        | person(rng),
        peak if highest else steps,
        "I follow the sequence.",
        code,
        "The largest number is" if highest else "The number of steps is",
    )


def proper_sum(n: int) -> int:
    return sum(d for d in range(1, n // 2 + 1) if n % d == 0)


def draw_aliquot(rng: random.Random) -> Case:
    """Perfect and abundant numbers."""
    n = rng.choice([10, 20, 30, 50, 60, 80, 100, 150, 200, 300, 500, rng.randint(15, 500)])
    kind, sign = rng.choice([("perfect", "=="), ("abundant", ">"), ("abundant", ">"), ("deficient", "<")])
    kept = [
        m
        for m in range(1, n + 1)
        if (proper_sum(m) == m if kind == "perfect" else proper_sum(m) > m if kind == "abundant" else proper_sum(m) < m)
    ]
    if not kept:
        return draw_aliquot(rng)
    relation = {"==": "equals", ">": "is greater than", "<": "is less than"}[sign]
    ask, code, answer = rng.choice(
        [
            ("how many", f"sum(1 for n in range(1, {n} + 1) if sum(divisors(n)) - n {sign} n)", str(len(kept))),
            ("the sum", f"sum(n for n in range(1, {n} + 1) if sum(divisors(n)) - n {sign} n)", str(sum(kept))),
        ]
    )
    count = ask == "how many"
    return case(
        {
            "n": str(n),
            "kind": kind,
            "relation": relation,
            "ask": f"How many {kind} numbers are there" if count else f"What is the sum of all {kind} numbers",
            "of": "the number" if count else "the sum",
        }
        | person(rng),
        answer,
        f"I {'count' if count else 'add'} the numbers that fit.",
        f"print({code})",
        "The answer is",
    )


def draw_proper_sum(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(6, 100), rng.randint(50, 500), 220, 284, 1184, 1210, 28, 496])
    return case(
        {"n": str(n)} | person(rng),
        proper_sum(n),
        "I add the divisors below the number.",
        f"print(sum(divisors({n})) - {n})",
        "The sum is",
    )


def draw_polynomial_primes(rng: random.Random) -> Case:
    top = rng.choice([10, 20, 25, 30, 40, 50, 60, 100, rng.randint(8, 100)])
    a, b = rng.choice(
        [(0, 1), (0, 1), (1, 1), (1, 41), (1, 11), (1, 17), (0, 2), (0, 4), (2, 3), (-1, 41), (0, 7), (3, 1)]
    )
    middle = "" if a == 0 else f" {'-' if a < 0 else '+'} {'n' if abs(a) == 1 else f'{abs(a)}n'}"
    code = f"n**2{middle.replace('2n', '2 * n').replace('3n', '3 * n')} + {b}"
    return case(
        {"n": str(top), "f": f"n^2{middle} + {b}"} | person(rng),
        sum(1 for n in range(1, top + 1) if prime(n * n + a * n + b)),
        "I test every number and count.",
        f"print(sum(1 for n in range(1, {top} + 1) if isprime({code})))",
        "The number of them is",
    )


def draw_best_product(rng: random.Random) -> Case:
    s = rng.choice([rng.randint(5, 60), rng.randint(20, 200)])
    parity = rng.choice(["", "", "", " odd", " even"]) if s % 2 == 0 else ""
    k = rng.choice([2, 2, 2, 3]) if not parity else 2
    if k == 2:
        best = max(a * (s - a) for a in range(1, s) if parity == "" or (a & 1 == (parity == " odd")))
        test = {"": "", " odd": " if a % 2 == 1", " even": " if a % 2 == 0"}[parity]
        code = f"print(max(a * ({s} - a) for a in range(1, {s}){test}))"
    else:
        if s > 80:
            return draw_best_product(rng)
        third = s // 3
        best = third ** (3 - s % 3) * (third + 1) ** (s % 3)
        code = f"print(max(a * b * ({s} - a - b) for a in range(1, {s}) for b in range(1, {s} - a)))"
    word = {2: "two", 3: "three"}[k]
    return case(
        {
            "s": str(s),
            "k": word,
            "numbers": f"positive{parity} integers",
            "letters": "$a$ and $b$" if k == 2 else "$a$, $b$ and $c$",
            "sum_tex": f"a + b = {s}" if k == 2 else f"a + b + c = {s}",
            "product_tex": "ab" if k == 2 else "abc",
        }
        | person(rng),
        best,
        "I try all ways to split the sum.",
        code,
        "The largest product is",
    )


def draw_digit_count(rng: random.Random) -> Case:
    n = rng.choice([50, 99, 100, 100, 200, 500, 999, 1000, rng.randint(30, 1500)])
    d = rng.randint(0, 9)
    if rng.random() < 0.35:
        total = sum(n - 10**j + 1 for j in range(4) if n >= 10**j)
        return case(
            {
                "n": str(n),
                "what": rng.choice(
                    ["How many digits are needed", "How many digits are used", "How many digits does one write"]
                ),
                "of": "the total number of digits",
            }
            | person(rng),
            total,
            "I write the numbers and count.",
            f"print(sum(len(str(k)) for k in range(1, {n} + 1)))",
            "The number of digits is",
        )
    count = sum(_digit_times(k, d) for k in range(1, n + 1))
    return case(
        {
            "n": str(n),
            "what": f"How many times is the digit {d} written",
            "of": f"the number of times the digit {d} is used",
        }
        | person(rng),
        count,
        "I write the numbers and count.",
        f"print(sum(str(k).count('{d}') for k in range(1, {n} + 1)))",
        "The number of times is",
    )


def _digit_times(n: int, d: int) -> int:
    return (n % 10 == d) + (_digit_times(n // 10, d) if n >= 10 else 0)


def draw_consecutive(rng: random.Random) -> Case:
    n = rng.choice(
        [
            9,
            15,
            21,
            30,
            45,
            60,
            75,
            81,
            90,
            99,
            100,
            105,
            120,
            135,
            150,
            180,
            210,
            225,
            315,
            500,
            1000,
            rng.randint(9, 500),
        ]
    )
    count = sum(1 for d in range(3, n + 1, 2) if n % d == 0)
    return (
        case(
            {"n": str(n)} | person(rng),
            count,
            "I try every first and last number.",
            f"print(sum(1 for a in range(1, {n}) for b in range(a + 1, {n}) if (a + b) * (b - a + 1) == 2 * {n}))"
            if n <= 300
            else f"print(sum(1 for k in range(2, {n}) if {n} > k * (k - 1) // 2 and ({n} - k * (k - 1) // 2) % k == 0))",
            "The number of ways is",
        )
        if n <= 300
        else draw_consecutive(rng)
    )


def draw_sum_product(rng: random.Random) -> Case:
    a, b = rng.randint(1, 30), rng.randint(1, 40)
    a, b = sorted((a, b))
    kind = rng.choice(["product", "product", "difference of squares", "squares"])
    what, tex, code = {
        "product": (f"their product is {a * b}", f"xy = {a * b}", f"x * ({a + b} - x) == {a * b}"),
        "squares": (
            f"the sum of their squares is {a * a + b * b}",
            f"x^2 + y^2 = {a * a + b * b}",
            f"x**2 + ({a + b} - x)**2 == {a * a + b * b}",
        ),
        "difference of squares": (f"their product is {a * b}", f"xy = {a * b}", f"x * ({a + b} - x) == {a * b}"),
    }[kind]
    return case(
        {
            "s": str(a + b),
            "what": what,
            "tex": tex,
            "what_is": what.replace("their product is", "product").replace(
                "the sum of their squares is", "sum of squares"
            ),
        }
        | person(rng),
        f"{a}, {b}",
        "I try the first number.",
        f"x = next(x for x in range(1, {a + b}) if {code})\nprint(x, {a + b} - x, sep=', ')",
        "The numbers are",
    )


def draw_powers(rng: random.Random) -> Case:
    """Numbers equal to a sum of powers of their digits."""
    k, size = rng.choice([(3, 3), (3, 3), (3, 3), (4, 4), (2, 2), (2, 3)])
    word, powers = (
        {2: "two-digit", 3: "three-digit", 4: "four-digit"}[size],
        {2: "squares", 3: "cubes", 4: "fourth powers"}[k],
    )
    kept = [n for n in range(10 ** (size - 1), 10**size) if n == sum((n // 10**j % 10) ** k for j in range(size))]
    if not kept:
        return draw_powers(rng)
    numbers = f"range({10 ** (size - 1)}, {10**size - 1} + 1)"
    test = f"n == sum(int(c)**{k} for c in str(n))"
    ask, code, answer = rng.choice(
        [
            ("Find all", f"print(*[n for n in {numbers} if {test}], sep=', ')", ", ".join(map(str, kept))),
            ("Find the smallest of the", f"print(min(n for n in {numbers} if {test}))", str(kept[0])),
            ("Find the largest of the", f"print(max(n for n in {numbers} if {test}))", str(kept[-1])),
            ("Find the sum of all", f"print(sum(n for n in {numbers} if {test}))", str(sum(kept))),
        ]
    )
    questions = {
        "Find all": "What are all the",
        "Find the smallest of the": "What is the smallest of the",
        "Find the largest of the": "What is the largest of the",
        "Find the sum of all": "What is the sum of all",
    }
    return case(
        {"ask": ask, "question": questions[ask], "word": word, "powers": powers} | person(rng),
        answer,
        "I test every number.",
        code,
        "The answer is",
    )


def draw_common_multiple(rng: random.Random) -> Case:
    """The least number above a bound, or with a digit condition, that several numbers divide."""
    ks = rng.sample(range(2, 13), rng.choice([2, 2, 3]))
    low = rng.choice([50, 100, 100, 200, 500, 1000, 1000, rng.randint(20, 2000)])
    test = " and ".join(f"n % {k} == 0" for k in ks)
    up = rng.random() < 0.6
    step = lcm(*ks)
    answer = (low // step + 1) * step if up else (low - 1) // step * step
    if answer <= 0:
        return draw_common_multiple(rng)
    phrase = enumeration(rng, [str(k) for k in ks])
    slots = {
        "by": phrase,
        "low": digits(rng, low),
        "which": rng.choice(["smallest", "least"] if up else ["largest", "greatest"]),
        "side": rng.choice(
            ["greater than", "larger than", "above", "that exceeds"] if up else ["less than", "smaller than", "below"]
        ),
        "both": "both " if len(ks) == 2 else "",
    }
    return case(
        slots | person(rng),
        answer,
        "I try the numbers in turn.",
        f"print(next(n for n in range({low} + 1, 10**6) if {test}))"
        if up
        else f"print(max(n for n in range(1, {low}) if {test}))",
        f"The {slots['which']} one is",
    )


KINDS = (
    Kind("search_count", draw_count),
    Kind("search_total", draw_total),
    Kind("search_least", draw_least),
    Kind("search_greatest", draw_greatest),
    Kind("search_list", draw_list),
    Kind("search_remainders", draw_remainders),
    Kind("search_least_n", draw_least_n),
    Kind("search_pairs", draw_pairs),
    Kind("search_lattice", draw_lattice),
    Kind("search_triples", draw_triples),
    Kind("search_collatz", draw_collatz),
    Kind("search_aliquot", draw_aliquot),
    Kind("search_proper_sum", draw_proper_sum),
    Kind("search_polynomial_primes", draw_polynomial_primes),
    Kind("search_best_product", draw_best_product),
    Kind("search_digit_count", draw_digit_count),
    Kind("search_consecutive", draw_consecutive),
    Kind("search_sum_product", draw_sum_product),
    Kind("search_powers", draw_powers),
    Kind("search_common_multiple", draw_common_multiple),
)
