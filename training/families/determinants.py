"""Matrices and vectors: determinant, trace, inverse, products, powers, rank, eigenvalues, dot and cross products."""

import random
from collections.abc import Sequence
from fractions import Fraction

from training.notation import Written, fraction, polynomial, slots
from training.task import Case, Kind, Turn

Rows = list[list[int]]


def draw_rows(rng: random.Random, height: int, width: int) -> Rows:
    bound = rng.choice([5, 5, 9, 9, 9, 12, 20]) if height < 3 else rng.choice([3, 4, 5, 9])
    low = rng.choice([0, -bound, -bound, 1])
    return [[rng.randint(low, bound) for _ in range(width)] for _ in range(height)]


def determinant(rows: Sequence[Sequence[int]]) -> int:
    """By the first row."""
    if len(rows) == 1:
        return rows[0][0]
    minors = ([row[:j] + row[j + 1 :] for row in map(list, rows[1:])] for j in range(len(rows)))
    return sum((-1) ** j * rows[0][j] * determinant(minor) for j, minor in enumerate(minors))


def multiply(p: Rows, q: Rows) -> Rows:
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*q, strict=True)] for row in p]


def environment(rows: Sequence[Sequence[object]], kind: str) -> str:
    body = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    return rf"\begin{{{kind}}} {body} \end{{{kind}}}"


def listed(rows: Rows) -> str:
    return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in rows) + "]"


def matrix_slots(rng: random.Random, names: dict[str, Rows]) -> dict[str, str]:
    """For each matrix: `m` (a list of rows, or LaTeX), `m_tex`, `m_rows` in words and `m_bars` for a determinant."""
    kind = rng.choice(["pmatrix", "pmatrix", "pmatrix", "bmatrix", "bmatrix"])
    delimiters = rng.choice([("$", "$"), ("$", "$"), ("$", "$"), (r"\(", r"\)")])
    in_list = rng.random() < 0.3
    filled: dict[str, str] = {}
    for name, rows in names.items():
        tex = environment(rows, kind)
        filled[f"{name}_tex"] = tex
        filled[f"{name}_list"] = listed(rows)
        filled[name] = filled[f"{name}_math"] = listed(rows) if in_list else f"{delimiters[0]}{tex}{delimiters[1]}"
        filled[f"{name}_rows"] = rows_in_words(rng, rows)
        filled[f"{name}_bars"] = f"{delimiters[0]}{environment(rows, 'vmatrix')}{delimiters[1]}"
        filled[f"{name}_size"] = f"{len(rows)}x{len(rows[0])}"
    letter = rng.choice("AAAAMBC")
    filled |= {"name": letter, "name_tex": letter}
    value = filled[next(iter(names))]
    opening, closing = ("", "") if in_list else delimiters
    filled["def"] = (
        f"{letter} = {value}" if in_list else f"{opening}{letter} = {value[len(opening) : -len(closing)]}{closing}"
    )
    filled["name_math"] = f"{opening}{letter}{closing}"
    return filled


def rows_in_words(rng: random.Random, rows: Rows) -> str:
    left, right = rng.choice([("(", ")"), ("(", ")"), ("[", "]"), ("", "")])
    texts = [left + ", ".join(map(str, row)) + right for row in rows]
    if left:
        return ", ".join(texts[:-1]) + " and " + texts[-1]
    return "; ".join(texts)


def case(rng: random.Random, names: dict[str, Rows], printed: str, answer: str, text: str, closing: str) -> Case:
    """The snippet names the matrices A, B, ... in the order of `names`."""
    lines = [f"{letter} = Matrix({listed(rows)})" for letter, rows in zip("AB", names.values(), strict=False)]
    imports = "from sympy import Matrix, latex" if "latex" in printed else "from sympy import Matrix"
    return Case(matrix_slots(rng, names), answer, (Turn(text, "\n".join([imports, *lines, printed])),), closing)


def square(rng: random.Random) -> Rows:
    n = rng.choice([2, 2, 2, 2, 3, 3, 3, 3, 4])
    return draw_rows(rng, n, n)


def two(rng: random.Random) -> Rows:
    return draw_rows(rng, 2, 2)


def draw_determinant_two(rng: random.Random) -> Case:
    rows = two(rng)
    return case(
        rng, {"m": rows}, "print(A.det())", str(determinant(rows)), "I compute the determinant.", "The determinant is"
    )


def draw_determinant_three(rng: random.Random) -> Case:
    n = rng.choice([3, 3, 3, 3, 3, 4])
    rows = draw_rows(rng, n, n)
    return case(
        rng, {"m": rows}, "print(A.det())", str(determinant(rows)), "I compute the determinant.", "The determinant is"
    )


def draw_trace(rng: random.Random) -> Case:
    rows = square(rng)
    answer = str(sum(row[i] for i, row in enumerate(rows)))
    return case(rng, {"m": rows}, "print(A.trace())", answer, "I compute the trace.", "The trace is")


def smatrix(rows: Sequence[Sequence[int | Fraction]]) -> str:
    """As sympy prints a matrix."""
    body = r"\\".join(" & ".join(entry(Fraction(v)) for v in row) for row in rows)
    return rf"\left[\begin{{matrix}}{body}\end{{matrix}}\right]"


def entry(value: Fraction) -> str:
    tex = fraction(value).tex
    return tex if value.denominator == 1 else tex.replace("-", "- ")


def draw_inverse(rng: random.Random) -> Case:
    while True:
        (a, b), (c, d) = two(rng)
        size = rng.choice([1, -1, a * d - b * c])
        if a * d - b * c and a * d - b * c == size:
            break
    rows = [[a, b], [c, d]]
    inverse = [[Fraction(d, size), Fraction(-b, size)], [Fraction(-c, size), Fraction(a, size)]]
    return case(rng, {"m": rows}, "print(latex(A.inv()))", smatrix(inverse), "I invert the matrix.", "The inverse is")


def draw_product(rng: random.Random) -> Case:
    p, q = two(rng), two(rng)
    return case(
        rng,
        {"m": p, "n": q},
        "print(latex(A * B))",
        smatrix(multiply(p, q)),
        "I multiply the matrices.",
        "The product is",
    )


def draw_sum(rng: random.Random) -> Case:
    p, q = two(rng), two(rng)
    result = [[a + b for a, b in zip(r, s, strict=True)] for r, s in zip(p, q, strict=True)]
    return case(rng, {"m": p, "n": q}, "print(latex(A + B))", smatrix(result), "I add the matrices.", "The sum is")


def draw_times_vector(rng: random.Random) -> Case:
    n = rng.choice([2, 2, 3])
    rows, vector = draw_rows(rng, n, n), draw_rows(rng, n, 1)
    made = case(
        rng,
        {"m": rows, "v": vector},
        "print(latex(A * B))",
        smatrix(multiply(rows, vector)),
        "I multiply the matrix by the vector.",
        "The product is",
    )
    plain = "(" + ", ".join(str(row[0]) for row in vector) + ")"
    return Case(dict(made.slots) | {"v_plain": plain}, made.answer, made.turns, made.closing)


def power(rows: Rows, n: int) -> Rows:
    result = rows
    for _ in range(n - 1):
        result = multiply(result, rows)
    return result


def draw_power(rng: random.Random) -> Case:
    rows, n = draw_rows(rng, 2, 2), rng.choice([2, 2, 3, 3, 4, 5, 10])
    if n > 4:
        rows = rng.choice(
            [
                [[1, 1], [0, 1]],
                [[1, 1], [1, 0]],
                [[2, 0], [0, 3]],
                [[1, 2], [0, 1]],
                [[0, 1], [1, 0]],
                [[0, -1], [1, 0]],
            ]
        )
    made = case(
        rng,
        {"m": rows},
        f"print(latex(A**{n}))",
        smatrix(power(rows, n)),
        "I raise the matrix to the power.",
        "The power is",
    )
    return Case(dict(made.slots) | {"k": str(n)}, made.answer, made.turns, made.closing)


def draw_rank(rng: random.Random) -> Case:
    n = rng.choice([2, 3, 3, 3])
    width = rng.choice([n, n, n + 1])
    rank = rng.choice([*range(1, n + 1), n - 1])
    rows = multiply(draw_rows(rng, n, rank), draw_rows(rng, rank, width)) if rank < n else draw_rows(rng, n, width)
    if max(abs(v) for row in rows for v in row) > 30 or not any(any(row) for row in rows):
        return draw_rank(rng)
    return case(rng, {"m": rows}, "print(A.rank())", str(row_rank(rows)), "I compute the rank.", "The rank is")


def row_rank(rows: Rows) -> int:
    """By elimination with fractions."""
    rest = [[Fraction(v) for v in row] for row in rows]
    rank = 0
    for column in range(len(rows[0])):
        pivot = next((row for row in rest if row[column]), None)
        if pivot is None:
            continue
        rank += 1
        rest = [
            [a - b * row[column] / pivot[column] for a, b in zip(row, pivot, strict=True)]
            for row in rest
            if row is not pivot
        ]
    return rank


def eigen_rows(rng: random.Random) -> tuple[Rows, list[int]]:
    """A matrix P D P^-1 with det P = 1, and the diagonal of D."""
    if rng.random() < 0.2:
        values = rng.sample(range(-5, 8), 3)
        rows = [[values[i] if i == j else rng.randint(-4, 6) if i < j else 0 for j in range(3)] for i in range(3)]
        return rows, sorted(values)
    p, q = rng.sample(range(-6, 9), 2)
    a, b = rng.randint(-2, 2), rng.randint(-2, 2)
    change, back = [[1 + a * b, a], [b, 1]], [[1, -a], [-b, 1 + a * b]]
    return multiply(multiply(change, [[p, 0], [0, q]]), back), sorted([p, q])


def draw_eigenvalues(rng: random.Random) -> Case:
    rows, values = eigen_rows(rng)
    return case(
        rng,
        {"m": rows},
        "print(*sorted(A.eigenvals()), sep=', ')",
        ", ".join(map(str, values)),
        "I compute the eigenvalues.",
        "The eigenvalues are",
    )


def draw_largest_eigenvalue(rng: random.Random) -> Case:
    rows, values = eigen_rows(rng)
    return case(
        rng,
        {"m": rows},
        "print(max(A.eigenvals()))",
        str(values[-1]),
        "I take the largest eigenvalue.",
        "The largest eigenvalue is",
    )


def draw_determinant_of_power(rng: random.Random) -> Case:
    rows, n = draw_rows(rng, *rng.choice([(2, 2), (2, 2), (3, 3)])), rng.choice([2, 2, 3, 3, 4, 5])
    made = case(
        rng,
        {"m": rows},
        f"print((A**{n}).det())",
        str(determinant(rows) ** n),
        "I compute the determinant of the power.",
        "The determinant is",
    )
    return Case(dict(made.slots) | {"k": str(n)}, made.answer, made.turns, made.closing)


def draw_determinant_of_multiple(rng: random.Random) -> Case:
    rows, n = draw_rows(rng, *rng.choice([(2, 2), (2, 2), (3, 3)])), rng.randint(2, 6)
    answer = str(n ** len(rows) * determinant(rows))
    made = case(
        rng,
        {"m": rows},
        f"print(({n}*A).det())",
        answer,
        "I compute the determinant of the multiple.",
        "The determinant is",
    )
    return Case(dict(made.slots) | {"k": str(n)}, made.answer, made.turns, made.closing)


def draw_determinant_of_product(rng: random.Random) -> Case:
    p, q = two(rng), two(rng)
    answer = str(determinant(p) * determinant(q))
    return case(
        rng,
        {"m": p, "n": q},
        "print((A * B).det())",
        answer,
        "I compute the determinant of the product.",
        "The determinant is",
    )


def draw_known_determinant(rng: random.Random) -> Case:
    """det(kA) or det(A^k) from the size and det A alone."""
    size, value, k = rng.choice([2, 3, 3, 3, 4]), rng.choice([rng.randint(2, 9), -rng.randint(1, 6)]), rng.randint(2, 5)
    return Case(
        slots={"size": str(size), "value": str(value), "k": str(k), "name": rng.choice("AAAMB")},
        answer=str(k**size * value),
        turns=(Turn("The factor comes out once for each row.", f"print({k}**{size} * ({value}))"),),
        closing="The determinant is",
    )


def draw_singular(rng: random.Random) -> Case:
    """The value of k for which the determinant is zero."""
    k = rng.choice("kkkxxacm")
    n = rng.choice([2, 2, 2, 3])
    while True:
        rows = draw_rows(rng, n, n)
        i, j = rng.randrange(n), rng.randrange(n)
        rows[i][j] = 0
        base = determinant(rows)
        rows[i][j] = 1
        slope = determinant(rows) - base
        if slope and (base % slope == 0 or rng.random() < 0.2):
            break
    shown = [[k if (r, c) == (i, j) else str(v) for c, v in enumerate(row)] for r, row in enumerate(rows)]
    text = "[" + ", ".join("[" + ", ".join(row) + "]" for row in shown) + "]"
    opening, closing = rng.choice([("$", "$"), ("$", "$"), (r"\(", r"\)")])
    tex = environment(shown, rng.choice(["pmatrix", "pmatrix", "bmatrix"]))
    value = text if rng.random() < 0.3 else f"{opening}{tex}{closing}"
    snippet = (
        f"from sympy import Matrix, symbols, solve\n{k} = symbols('{k}')\nprint(solve(Matrix({text}).det(), {k})[0])"
    )
    return Case(
        slots=slots(rng, {"k": Written(k, k)}) | {"m": value, "m_math": value, "m_tex": tex, "m_list": text},
        answer=str(Fraction(-base, slope)),
        turns=(Turn("A singular matrix has determinant zero.", snippet),),
        closing=f"The value of {k} is",
    )


def draw_combination(rng: random.Random) -> Case:
    """`2A - 3B`."""
    p, q = two(rng), two(rng)
    a, b = rng.choice([1, 2, 2, 3, 4]), rng.choice([-1, -1, 2, -2, 3, -3])
    size = "" if abs(b) == 1 else str(abs(b))
    tex = f"{'' if a == 1 else a}A {'-' if b < 0 else '+'} {size}B"
    code = f"{'' if a == 1 else f'{a}*'}A {'-' if b < 0 else '+'} {f'{size}*' if size else ''}B"
    result = [[a * x + b * y for x, y in zip(r, s, strict=True)] for r, s in zip(p, q, strict=True)]
    made = case(
        rng, {"m": p, "n": q}, f"print(latex({code}))", smatrix(result), "I combine the matrices.", "The result is"
    )
    return Case(dict(made.slots) | {"e": tex}, made.answer, made.turns, made.closing)


def draw_determinant_of_inverse(rng: random.Random) -> Case:
    rows = draw_rows(rng, *rng.choice([(2, 2), (2, 2), (3, 3)]))
    while not determinant(rows):
        rows = draw_rows(rng, 2, 2)
    answer = str(Fraction(1, determinant(rows)))
    text = "I compute the determinant of the inverse."
    return case(rng, {"m": rows}, "print(A.inv().det())", answer, text, "The determinant is")


def draw_determinant_of_transpose(rng: random.Random) -> Case:
    rows = draw_rows(rng, *rng.choice([(2, 2), (2, 2), (3, 3)]))
    text = "I compute the determinant of the transpose."
    return case(rng, {"m": rows}, "print(A.T.det())", str(determinant(rows)), text, "The determinant is")


def draw_characteristic(rng: random.Random) -> Case:
    rows = two(rng)
    (a, b), (c, d) = rows
    body = polynomial([1, -a - d, a * d - b * c]).tex
    snippet = (
        f"from sympy import Matrix, symbols, latex\nA = Matrix({listed(rows)})\n"
        "x = symbols('x')\nprint(latex(A.charpoly(x).as_expr()))"
    )
    turn = Turn("I compute the characteristic polynomial.", snippet)
    return Case(matrix_slots(rng, {"m": rows}), body, (turn,), "The characteristic polynomial is")


def draw_entry_sum(rng: random.Random) -> Case:
    """The sum of all entries of a product."""
    p, q = two(rng), two(rng)
    answer = str(sum(sum(row) for row in multiply(p, q)))
    text = "I multiply the matrices and add all entries."
    return case(rng, {"m": p, "n": q}, "print(sum(A * B))", answer, text, "The sum of the entries is")


KINDS = (
    Kind("determinants_two", draw_determinant_two),
    Kind("determinants_three", draw_determinant_three),
    Kind("determinants_trace", draw_trace),
    Kind("determinants_inverse", draw_inverse),
    Kind("determinants_product", draw_product),
    Kind("determinants_sum", draw_sum),
    Kind("determinants_times_vector", draw_times_vector),
    Kind("determinants_power", draw_power),
    Kind("determinants_rank", draw_rank),
    Kind("determinants_eigenvalues", draw_eigenvalues),
    Kind("determinants_largest_eigenvalue", draw_largest_eigenvalue),
    Kind("determinants_of_power", draw_determinant_of_power),
    Kind("determinants_of_multiple", draw_determinant_of_multiple),
    Kind("determinants_of_product", draw_determinant_of_product),
    Kind("determinants_known", draw_known_determinant),
    Kind("determinants_singular", draw_singular),
    Kind("determinants_combination", draw_combination),
    Kind("determinants_of_inverse", draw_determinant_of_inverse),
    Kind("determinants_of_transpose", draw_determinant_of_transpose),
    Kind("determinants_characteristic", draw_characteristic),
    Kind("determinants_entry_sum", draw_entry_sum),
)
