"""Chances and counts of heads and tails, for fair and for biased coins."""

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import comb

from training.everyday import WORDS, digits, person, ratio, spelled
from training.task import Case, Kind, Turn

SIDES = (("head", "heads", "H", "tail", "tails"), ("tail", "tails", "T", "head", "heads"))


def toss_slots(rng: random.Random, n: int) -> dict[str, str]:
    """The words for n tosses; `often` is `three times`, `coins` is `three fair coins`."""
    number = spelled(rng, n, 0.4)
    side, sides, letter, other, others = rng.choice([SIDES[0], SIDES[0], SIDES[1]])
    kind = rng.choice(["fair ", "fair ", "", "", "unbiased ", "balanced ", "fair two-sided "])
    coin = f"an {kind}coin" if kind.startswith("un") else f"a {kind}coin"
    coins = "a coin" if n == 1 else f"{spelled(rng, n, 0.5)} {rng.choice(['fair ', 'fair ', '', 'unbiased '])}coins"
    return {
        "n": number,
        "n_cap": number.capitalize(),
        "n_digits": str(n),
        "coin": coin,
        "coin_cap": coin[0].upper() + coin[1:],
        "coins": coins,
        "coins_cap": coins[0].upper() + coins[1:],
        "often": {1: "once", 2: "twice"}.get(n) or f"{spelled(rng, n, 0.5)} times",
        "all": "both" if n == 2 else f"all {WORDS[n]}" if n <= 20 and rng.random() < 0.5 else f"all {n}",
        "side": side,
        "sides": sides,
        "letter": letter,
        "other": other,
        "others": others,
        **person(rng),
    }


def tosses(rng: random.Random) -> int:
    return rng.choice([rng.randint(3, 6), rng.randint(2, 10), rng.randint(6, 20)])


def draw_exactly(rng: random.Random) -> Case:
    n = tosses(rng)
    k = rng.randint(1, n - 1)
    slots = toss_slots(rng, n)
    snippet = f"from fractions import Fraction\nfrom math import comb\nprint(Fraction(comb({n}, {k}), 2**{n}))"
    return Case(
        slots=slots
        | {
            "k": spelled(rng, k, 0.4),
            "k_digits": str(k),
            "k_sides": f"{spelled(rng, k, 0.4)} {slots['sides' if k > 1 else 'side']}",
            "k_times": {1: "once", 2: "twice"}.get(k) or f"{spelled(rng, k, 0.4)} times",
        },
        answer=ratio(comb(n, k), 2**n),
        turns=(Turn(f"I choose which tosses are {slots['sides']}.", snippet),),
        closing="The probability is",
    )


def bounds(rng: random.Random, n: int) -> tuple[str, str, list[int]]:
    """A phrase that bounds the number of heads, the range in the snippet, and the numbers it keeps."""
    k = rng.randint(1, n - 1)
    if rng.random() < 0.15 and n >= 4:
        k = rng.randint(1, n - 2)
        last = rng.randint(k + 1, n - 1)
        return (
            f"between {k} and {last} (inclusive)",
            f"range({k}, {last} + 1)",
            [j for j in range(n + 1) if k <= j <= last],
        )
    word, more = spelled(rng, k), spelled(rng, max(k - 1, 1))
    kind = rng.choice(["at least", "at least", "at most", "more", "fewer"])
    if kind == "at least":
        return (
            rng.choice([f"at least {word}", f"{word} or more", f"no fewer than {word}"]),
            f"range({k}, {n} + 1)",
            list(range(k, n + 1)),
        )
    if kind == "at most":
        return (
            rng.choice([f"at most {word}", f"{word} or fewer", f"no more than {word}"]),
            f"range({k} + 1)",
            [j for j in range(n + 1) if j <= k],
        )
    if kind == "more":
        k = max(k - 1, 1)
        return rng.choice([f"more than {more}"]), f"range({k} + 1, {n} + 1)", [j for j in range(n + 1) if j > k]
    k = max(k, 2)
    return (
        rng.choice([f"fewer than {spelled(rng, k)}", f"less than {k}"]),
        f"range({k})",
        [j for j in range(n + 1) if j < k],
    )


def draw_bound(rng: random.Random) -> Case:
    n = max(tosses(rng), 3)
    phrase, numbers, kept = bounds(rng, n)
    snippet = f"from fractions import Fraction\nfrom math import comb\nprint(Fraction(sum(comb({n}, k) for k in {numbers}), 2**{n}))"
    slots = toss_slots(rng, n)
    noun = slots["side"] if phrase.endswith((" 1", " one")) else slots["sides"]
    return Case(
        slots=slots | {"bound": phrase, "bound_sides": f"{phrase} {noun}"},
        answer=ratio(sum(comb(n, k) for k in kept), 2**n),
        turns=(Turn("I add up the numbers of ways.", snippet),),
        closing="The probability is",
    )


def draw_at_least_one(rng: random.Random) -> Case:
    n = tosses(rng)
    return Case(
        slots=toss_slots(rng, n),
        answer=ratio(2**n - 1, 2**n),
        turns=(
            Turn(
                "I subtract the chance of none from one.",
                f"from fractions import Fraction\nprint(1 - Fraction(1, 2)**{n})",
            ),
        ),
        closing="The probability is",
    )


def draw_all(rng: random.Random) -> Case:
    n = tosses(rng)
    return Case(
        slots=toss_slots(rng, n),
        answer=ratio(1, 2**n),
        turns=(Turn("Every toss must fall this way.", f"from fractions import Fraction\nprint(Fraction(1, 2)**{n})"),),
        closing="The probability is",
    )


def draw_same(rng: random.Random) -> Case:
    n = tosses(rng)
    return Case(
        slots=toss_slots(rng, n),
        answer=ratio(2, 2**n),
        turns=(
            Turn("They are all heads or all tails.", f"from fractions import Fraction\nprint(2 * Fraction(1, 2)**{n})"),
        ),
        closing="The probability is",
    )


def draw_more(rng: random.Random) -> Case:
    """More heads than tails, as many of each, an even number of heads."""
    n = tosses(rng)
    slots = toss_slots(rng, n)
    side, sides, others = slots["side"], slots["sides"], slots["others"]
    events = [
        (f"there are more {sides} than {others}", f"k > {n} - k", [k for k in range(n + 1) if 2 * k > n]),
        (
            f"the number of {sides} is greater than the number of {others}",
            f"k > {n} - k",
            [k for k in range(n + 1) if 2 * k > n],
        ),
        (f"{sides} come up more often than {others}", f"k > {n} - k", [k for k in range(n + 1) if 2 * k > n]),
        (f"there are at least as many {sides} as {others}", f"k >= {n} - k", [k for k in range(n + 1) if 2 * k >= n]),
        (f"the number of {sides} is even", "k % 2 == 0", list(range(0, n + 1, 2))),
        (f"there is an odd number of {sides}", "k % 2 == 1", list(range(1, n + 1, 2))),
        (f"an even number of {sides} comes up", "k % 2 == 0", list(range(0, n + 1, 2))),
        (
            f"the number of {sides} is prime",
            "isprime(k)",
            [k for k in range(2, n + 1) if all(k % d for d in range(2, k))],
        ),
    ]
    if n % 2 == 0:
        events += [
            (f"there are as many {sides} as {others}", f"k == {n} - k", [n // 2]),
            (f"there are equally many {sides} and {others}", f"k == {n} - k", [n // 2]),
            (f"the numbers of {sides} and {others} are equal", f"k == {n} - k", [n // 2]),
        ]
    phrase, condition, kept = rng.choice(events)
    imports = "from sympy import isprime\n" if "isprime" in condition else ""
    snippet = (
        f"from fractions import Fraction\nfrom math import comb\n{imports}"
        f"print(Fraction(sum(comb({n}, k) for k in range({n} + 1) if {condition}), 2**{n}))"
    )
    return Case(
        slots=slots | {"event": phrase, "side": side},
        answer=ratio(sum(comb(n, k) for k in kept), 2**n),
        turns=(Turn(f"I add up the ways over the number k of {sides}.", snippet),),
        closing="The probability is",
    )


def bias(rng: random.Random) -> tuple[str, str, str, Fraction]:
    """The chance of heads in plain text, in LaTeX, in Python, and its value."""
    if rng.random() < 0.45:
        bottom = rng.randint(3, 10)
        top = rng.randint(1, bottom - 1)
        return f"{top}/{bottom}", rf"\frac{{{top}}}{{{bottom}}}", f"Fraction({top}, {bottom})", Fraction(top, bottom)
    if rng.random() < 0.7:
        text = f"0.{rng.choice([1, 2, 3, 4, 6, 7, 8, 9, 25, 35, 45, 55, 65, 75])}"
        return text, text, f"Fraction('{text}')", Fraction(text)
    percent = rng.choice([10, 20, 25, 30, 40, 60, 70, 75, 80, 90])
    return f"{percent}%", rf"{percent}\%", f"Fraction({percent}, 100)", Fraction(percent, 100)


def draw_biased(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(2, 5), rng.randint(3, 8)])
    text, tex, code, p = bias(rng)
    slots = toss_slots(rng, n)
    k = rng.randint(1, n)
    head = f"from fractions import Fraction\nfrom math import comb\np = {code}\n"
    if rng.random() < 0.6:
        kept, sides = [k], slots["sides" if k > 1 else "side"]
        phrase = f"exactly {spelled(rng, k)} {sides}" if k < n else f"{n} {sides}"
        snippet = head + f"print(comb({n}, {k}) * p**{k} * (1 - p)**({n} - {k}))"
    else:
        k = rng.randint(1, n - 1)
        phrase, numbers, kept = bounds(rng, n) if n > 2 else ("at least one", "range(1, 2 + 1)", [1, 2])
        snippet = head + f"print(sum(comb({n}, k) * p**k * (1 - p)**({n} - k) for k in {numbers}))"
        phrase += f" {slots['side' if phrase.endswith((' 1', ' one')) else 'sides']}"
    chance = sum(
        Fraction(comb(n, j) * p.numerator**j * (p.denominator - p.numerator) ** (n - j), p.denominator**n) for j in kept
    )
    return Case(
        slots=slots | {"p": text, "p_tex": tex, "result": phrase},
        answer=ratio(chance.numerator, chance.denominator),
        turns=(Turn(f"The number of {slots['sides']} is binomial.", snippet),),
        closing="The probability is",
    )


def draw_first(rng: random.Random) -> Case:
    n = rng.randint(2, 10)
    ordinal = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"][n]
    fair = rng.random() < 0.5
    text, _, code, p = ("1/2", r"\frac{1}{2}", "Fraction(1, 2)", Fraction(1, 2)) if fair else bias(rng)
    slots = toss_slots(rng, n)
    if fair:
        toss = slots["coin_cap"]
    else:
        toss = f"A {rng.choice(['coin', 'biased coin'])} that lands {slots['sides']} with probability {text}"
    chance = Fraction(p.numerator * (p.denominator - p.numerator) ** (n - 1), p.denominator**n)
    return Case(
        slots=slots
        | {
            "toss": toss,
            "toss_low": toss[0].lower() + toss[1:],
            "nth": rng.choice([ordinal, {2: "2nd", 3: "3rd"}.get(n, f"{n}th")]),
        },
        answer=ratio(chance.numerator, chance.denominator),
        turns=(
            Turn(
                "The tosses before must miss, and this one must hit.",
                f"from fractions import Fraction\np = {code}\nprint((1 - p)**({n} - 1) * p)",
            ),
        ),
        closing="The probability is",
    )


def draw_outcomes(rng: random.Random) -> Case:
    n = tosses(rng)
    return Case(
        slots=toss_slots(rng, n),
        answer=str(len(list(product("HT", repeat=n))) if n < 12 else 1 << n),
        turns=(Turn("Each toss has two outcomes.", f"print(2**{n})"),),
        closing="The number of outcomes is",
    )


def draw_sequences(rng: random.Random) -> Case:
    n = tosses(rng)
    k = rng.randint(1, n - 1)
    slots = toss_slots(rng, n)
    ways = 1
    for j in range(k):
        ways = ways * (n - j) // (j + 1)
    return Case(
        slots=slots | {"k_sides": f"{spelled(rng, k, 0.4)} {slots['sides' if k > 1 else 'side']}"},
        answer=str(ways),
        turns=(Turn(f"I choose which tosses are {slots['sides']}.", f"from math import comb\nprint(comb({n}, {k}))"),),
        closing="The number of sequences is",
    )


def runs(n: int, length: int) -> int:
    """Sequences of n tosses without `length` heads in a row, by the recurrence on where the last tail is."""
    free = [int(2**k) for k in range(length)]
    while len(free) <= n:
        free.append(sum(free[-length:]))
    return free[n]


def draw_run(rng: random.Random) -> Case:
    n = rng.randint(3, 12)
    length = rng.choice([2, 2, 2, 3]) if n > 3 else 2
    slots = toss_slots(rng, n)
    pattern, none, number = slots["letter"] * length, rng.random() < 0.5, rng.random() < 0.3
    count = runs(n, length) if none else 2**n - runs(n, length)
    word, sides = WORDS[length], slots["sides"]
    event = rng.choice(
        [f"no {word} {sides} in a row", f"no {word} consecutive {sides}"]
        if none
        else [
            f"at least {word} {sides} in a row",
            f"{word} or more consecutive {sides}",
            f"at least {word} consecutive {sides}",
        ]
    )
    found = f"'{pattern}' {'not in' if none else 'in'} s"
    head = f"from fractions import Fraction\nfrom itertools import product\ntosses = [''.join(s) for s in product('HT', repeat={n})]\n"
    last = (
        f"print(sum(1 for s in tosses if {found}))"
        if number
        else f"print(Fraction(sum(1 for s in tosses if {found}), len(tosses)))"
    )
    ask = rng.choice(
        [
            "How many sequences of {n} {tosses} {have}?",
            "In how many of the possible sequences of {n} {tosses} are there {event}?",
        ]
        if number
        else [
            "What is the probability of getting {event} in {n} {tosses} of {coin}?",
            "What is the probability that {n} {tosses} of {coin} {have}?",
        ]
    )
    asked = ask.format(
        n=slots["n"],
        tosses=rng.choice(["coin tosses", "coin flips"] if number else ["tosses", "flips"]),
        have=f"contain {event}",
        event=event,
        coin=slots["coin"],
    )
    return Case(
        slots=slots
        | {
            "event": event,
            "asked": asked,
            "want": "the number of sequences with" if number else "the probability of getting",
            "question": "In how many of the possible sequences are there"
            if number
            else "What is the probability that there are",
        },
        answer=str(count) if number else ratio(count, 2**n),
        turns=(Turn("I list all the sequences and count the ones that fit.", head + last),),
        closing="The number of sequences is" if number else "The probability is",
    )


def draw_expected(rng: random.Random) -> Case:
    n = rng.choice([rng.randint(3, 20), rng.randint(20, 200), rng.choice([100, 500, 1000, 2000])])
    fair = rng.random() < 0.5
    text, _, code, p = ("1/2", r"\frac{1}{2}", "Fraction(1, 2)", Fraction(1, 2)) if fair else bias(rng)
    slots = toss_slots(rng, n)
    coin = (
        slots["coin"]
        if fair
        else f"a {rng.choice(['coin', 'biased coin'])} that lands {slots['sides']} with probability {text}"
    )
    return Case(
        slots=slots
        | {
            "a_coin": coin,
            "a_coin_cap": coin[0].upper() + coin[1:],
            "often": f"{digits(rng, n)} times",
            "n": digits(rng, n),
        },
        answer=ratio(n * p.numerator, p.denominator),
        turns=(
            Turn(
                "The expectation is the number of tosses times the chance.",
                f"from fractions import Fraction\nprint({n} * {code})",
            ),
        ),
        closing="The expected number is",
    )


def draw_specific(rng: random.Random) -> Case:
    n = rng.randint(2, 7)
    sequence = "".join(rng.choice("HT") for _ in range(n))
    words = [{"H": "heads", "T": "tails"}[letter] for letter in sequence]
    return Case(
        slots=toss_slots(rng, n)
        | {"sequence": rng.choice([sequence, sequence, ", ".join(words), "-".join(sequence), ", ".join(sequence)])},
        answer=ratio(1, 2**n),
        turns=(Turn("Every toss must fall as given.", f"from fractions import Fraction\nprint(Fraction(1, 2)**{n})"),),
        closing="The probability is",
    )


def draw_given(rng: random.Random) -> Case:
    n = rng.randint(2, 6)
    slots = toss_slots(rng, n)
    letter, side, sides = slots["letter"], slots["side"], slots["sides"]
    k = rng.randint(1, n)
    known: list[tuple[str, str, Callable[[str], bool]]] = [
        (f"at least one of them is {sides}", f"'{letter}' in s", lambda s: letter in s),
        (f"the first toss is {sides}", f"s[0] == '{letter}'", lambda s: s.startswith(letter)),
        (f"not all tosses are {sides}", f"s.count('{letter}') < {n}", lambda s: s != letter * n),
    ]
    asked = [
        (f"all of them are {sides}", f"s.count('{letter}') == {n}", lambda s: s == letter * n),
        (
            f"exactly {spelled(rng, k)} {sides if k > 1 else side} came up",
            f"s.count('{letter}') == {k}",
            lambda s: s.count(letter) == k,
        ),
        (f"there are at least two {sides}", f"s.count('{letter}') >= 2", lambda s: s.count(letter) >= 2),
        (f"the last toss is {sides}", f"s[-1] == '{letter}'", lambda s: s.endswith(letter)),
    ]
    (given, given_code, given_test), (want, want_code, want_test) = rng.choice(known), rng.choice(asked)
    kept = [s for code in range(2**n) if given_test(s := "".join("HT"[code >> place & 1] for place in range(n)))]
    snippet = (
        f"from fractions import Fraction\nfrom itertools import product\n"
        f"known = [s for s in map(''.join, product('HT', repeat={n})) if {given_code}]\n"
        f"print(Fraction(sum(1 for s in known if {want_code}), len(known)))"
    )
    return Case(
        slots=slots | {"known": given, "asked": want},
        answer=ratio(sum(map(want_test, kept)), len(kept)),
        turns=(Turn("I keep the sequences that fit what is known.", snippet),),
        closing="The probability is",
    )


KINDS = (
    Kind("coins_exactly", draw_exactly),
    Kind("coins_bound", draw_bound),
    Kind("coins_at_least_one", draw_at_least_one),
    Kind("coins_all", draw_all),
    Kind("coins_same", draw_same),
    Kind("coins_more", draw_more),
    Kind("coins_biased", draw_biased),
    Kind("coins_first", draw_first),
    Kind("coins_outcomes", draw_outcomes),
    Kind("coins_sequences", draw_sequences),
    Kind("coins_run", draw_run),
    Kind("coins_expected", draw_expected),
    Kind("coins_specific", draw_specific),
    Kind("coins_given", draw_given),
)
