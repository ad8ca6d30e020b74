"""The least or the best number that fits: remainders, bounds, common multiples, products."""

import random
from collections.abc import Callable
from math import isqrt, lcm

from training.everyday import digits, enumeration, person
from training.families.search import Test, case, divisor_total, prime
from training.task import Case, Kind


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
    Kind("search_remainders", draw_remainders),
    Kind("search_least_n", draw_least_n),
    Kind("search_collatz", draw_collatz),
    Kind("search_best_product", draw_best_product),
    Kind("search_common_multiple", draw_common_multiple),
)
