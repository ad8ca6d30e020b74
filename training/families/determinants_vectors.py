"""Vectors: dot and cross product, length, perpendicular ones."""

import random
from fractions import Fraction

from training.families.determinants import environment
from training.notation import Written, slots
from training.task import Case, Kind, Turn


def vector(rng: random.Random, n: int) -> list[int]:
    bound = rng.choice([5, 5, 9, 15])
    return [rng.randint(rng.choice([-bound, 0]), bound) for _ in range(n)]


def vector_slots(rng: random.Random, u: list[int], v: list[int]) -> dict[str, str]:
    style = rng.choice(["tuple", "tuple", "angle", "column", "plain", "plain"])
    filled: dict[str, str] = {}
    names = rng.choice([("u", "v"), ("a", "b"), ("v", "w"), (r"\mathbf{u}", r"\mathbf{v}"), (r"\vec{a}", r"\vec{b}")])
    for key, name, values in (("u", names[0], u), ("v", names[1], v)):
        inner = ", ".join(map(str, values))
        tex = {"angle": rf"\langle {inner} \rangle", "column": environment([[x] for x in values], "pmatrix")}.get(
            style, f"({inner})"
        )
        bare = name.removeprefix(r"\mathbf{").removeprefix(r"\vec{").removesuffix("}")
        if style == "plain":
            filled |= {key: f"({inner})", f"{key}_def": f"{bare} = ({inner})", f"{key}_name": bare}
        else:
            filled |= {key: f"${tex}$", f"{key}_def": f"${name} = {tex}$", f"{key}_name": f"${name}$"}
        filled |= {f"{key}_tex": tex, f"{key}_letter": bare}
    return filled


def draw_dot(rng: random.Random) -> Case:
    n = rng.choice([2, 3, 3, 3, 4])
    u, v = vector(rng, n), vector(rng, n)
    answer = str(sum(a * b for a, b in zip(u, v, strict=True)))
    snippet = f"from sympy import Matrix\nprint(Matrix({u}).dot(Matrix({v})))"
    return Case(vector_slots(rng, u, v), answer, (Turn("I compute the dot product.", snippet),), "The dot product is")


def draw_cross(rng: random.Random) -> Case:
    u, v = vector(rng, 3), vector(rng, 3)
    (a, b, c), (d, e, f) = u, v
    answer = f"({b * f - c * e}, {c * d - a * f}, {a * e - b * d})"
    snippet = f"from sympy import Matrix\nprint(tuple(Matrix({u}).cross(Matrix({v}))))"
    return Case(
        vector_slots(rng, u, v), answer, (Turn("I compute the cross product.", snippet),), "The cross product is"
    )


def draw_norm(rng: random.Random) -> Case:
    """A vector whose length is a whole number."""
    found = rng.choice(
        [
            (3, 4),
            (5, 12),
            (8, 15),
            (6, 8),
            (7, 24),
            (1, 2, 2),
            (2, 3, 6),
            (2, 4, 4),
            (4, 4, 7),
            (1, 4, 8),
            (2, 6, 9),
            (6, 6, 7),
            (3, 4, 12),
            (2, 5, 14),
        ]
    )
    k = rng.choice([1, 1, 1, 2, 3])
    v = [k * x * rng.choice([1, 1, -1]) for x in rng.sample(found, len(found))]
    length = next(n for n in range(200) if n * n == sum(x * x for x in v))
    snippet = f"from sympy import Matrix\nprint(Matrix({v}).norm())"
    return Case(
        vector_slots(rng, v, v), str(length), (Turn("I compute the length of the vector.", snippet),), "The length is"
    )


def draw_orthogonal(rng: random.Random) -> Case:
    """The unknown component that makes two vectors perpendicular."""
    k, n = rng.choice("kkxtam"), rng.choice([2, 3, 3])
    while True:
        u, v = vector(rng, n), vector(rng, n)
        place = rng.randrange(n)
        rest = sum(a * b for i, (a, b) in enumerate(zip(u, v, strict=True)) if i != place)
        if v[place] and rest % v[place] == 0 and any(u):
            break
    shown = [k if i == place else str(a) for i, a in enumerate(u)]
    text, other = "(" + ", ".join(shown) + ")", "(" + ", ".join(map(str, v)) + ")"
    snippet = (
        "from sympy import Matrix, symbols, solve\n"
        f"{k} = symbols('{k}')\n"
        f"print(solve(Matrix([{', '.join(shown)}]).dot(Matrix({v})), {k})[0])"
    )
    return Case(
        slots=slots(rng, {"k": Written(k, k), "u": Written(text, text), "v": Written(other, other)}),
        answer=str(-rest // v[place]),
        turns=(Turn("Perpendicular vectors have dot product zero.", snippet),),
        closing=f"The value of {k} is",
    )


def draw_parallelogram(rng: random.Random) -> Case:
    """The area of the parallelogram that two plane vectors span."""
    u, v = vector(rng, 2), vector(rng, 2)
    area = abs(u[0] * v[1] - u[1] * v[0])
    if not area:
        return draw_parallelogram(rng)
    snippet = f"from sympy import Matrix\nprint(abs(Matrix([{u}, {v}]).det()))"
    text = "The area is the absolute value of the determinant."
    return Case(vector_slots(rng, u, v), str(area), (Turn(text, snippet),), "The area is")


def tuples(vectors: dict[str, list[int]]) -> dict[str, Written]:
    texts = {key: f"({', '.join(map(str, entries))})" for key, entries in vectors.items()}
    return {key: Written(text, text) for key, text in texts.items()}


def draw_triangle(rng: random.Random) -> Case:
    """The area of a triangle from the coordinates of its corners."""
    a, b, c = (vector(rng, 2) for _ in range(3))
    twice = abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
    if not twice:
        return draw_triangle(rng)
    rows = ", ".join(f"[{p[0]}, {p[1]}, 1]" for p in (a, b, c))
    snippet = f"from sympy import Matrix\nprint(abs(Matrix([{rows}]).det())/2)"
    text = "The area is half the absolute value of a determinant."
    filled = slots(rng, tuples({"a": a, "b": b, "c": c}))
    return Case(filled, str(Fraction(twice, 2)), (Turn(text, snippet),), "The area is")


def draw_triple(rng: random.Random) -> Case:
    """The volume of a parallelepiped."""
    u, v, w = (vector(rng, 3) for _ in range(3))
    minor = [v[1] * w[2] - v[2] * w[1], v[2] * w[0] - v[0] * w[2], v[0] * w[1] - v[1] * w[0]]
    volume = abs(sum(x * y for x, y in zip(u, minor, strict=True)))
    if not volume:
        return draw_triple(rng)
    snippet = f"from sympy import Matrix\nprint(abs(Matrix([{u}, {v}, {w}]).det()))"
    text = "The volume is the absolute value of the determinant."
    return Case(slots(rng, tuples({"u": u, "v": v, "w": w})), str(volume), (Turn(text, snippet),), "The volume is")


def draw_linear_combination(rng: random.Random) -> Case:
    n, a, b = rng.choice([2, 2, 3]), rng.choice([1, 2, 3, 4, 5]), rng.choice([1, -1, 2, -2, 3, -3])
    u, v = vector(rng, n), vector(rng, n)
    filled = vector_slots(rng, u, v)
    sign, size = "-" if b < 0 else "+", "" if abs(b) == 1 else str(abs(b))
    wrap = "$" if filled["u_name"].startswith("$") else ""
    first, second = filled["u_name"].strip("$"), filled["v_name"].strip("$")
    filled["e"] = f"{wrap}{'' if a == 1 else a}{first} {sign} {size}{second}{wrap}"
    answer = "(" + ", ".join(str(a * x + b * y) for x, y in zip(u, v, strict=True)) + ")"
    code = f"{'' if a == 1 else f'{a}*'}Matrix({u}) {sign} {f'{size}*' if size else ''}Matrix({v})"
    snippet = f"from sympy import Matrix\nprint(tuple({code}))"
    return Case(filled, answer, (Turn("I combine the vectors.", snippet),), "The vector is")


KINDS = (
    Kind("determinants_dot", draw_dot),
    Kind("determinants_cross", draw_cross),
    Kind("determinants_norm", draw_norm),
    Kind("determinants_orthogonal", draw_orthogonal),
    Kind("determinants_parallelogram", draw_parallelogram),
    Kind("determinants_triangle", draw_triangle),
    Kind("determinants_triple", draw_triple),
    Kind("determinants_linear_combination", draw_linear_combination),
)
