"""Stories told by hand: each a plan of its own, in a few wordings, read from `wordings/stories/*.toml`.

A table gives what is drawn (`a = "8..30"`, with a step `"1.20..4.80..0.05"`, or a choice `"3|4|5"`), `where` it is sensible,
the `steps` of the calculation (the last one's value is the answer), the plan as a sentence, the closing, and what it
`says`. `//` must come out even unless `floor` or `ceil` is set; `frac(x, y)` is an exact quotient.
"""

import ast
import random
import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from training.families.story import cast, counts, plain
from training.task import Case, Kind, Turn

STORIES = Path(__file__).parents[1] / "wordings" / "stories"
TRIES = 20_000

Number = int | Decimal


class Story(BaseModel):
    """One table of a file."""

    model_config = ConfigDict(extra="forbid")
    draw: dict[str, str]
    where: str = "True"
    steps: list[str]
    floor: bool = False
    ceil: bool = False
    text: str
    closing: str
    says: list[str]


@cache
def told() -> dict[str, Story]:
    """Every story of the files by its name."""
    found: dict[str, Story] = {}
    for path in sorted(STORIES.glob("*.toml")):
        found |= {name: Story.model_validate(table) for name, table in tomllib.loads(path.read_text("utf-8")).items()}
    return found


def wordings() -> dict[str, tuple[str, ...]]:
    return {name: tuple(story.says) for name, story in told().items()}


def numbers(spec: str) -> list[Number]:
    """All that a `draw` entry allows."""
    if "|" in spec:
        return [_number(text) for text in spec.split("|")]
    low, high, *step = (_number(text) for text in spec.split(".."))
    stride = step[0] if step else 1
    count = int((high - low) // stride)
    return [low + stride * n for n in range(count + 1)]


def _number(text: str) -> Number:
    return Decimal(text.strip()) if "." in text else int(text)


def drawn(story: Story, rng: random.Random) -> dict[str, Number]:
    choices = {name: numbers(spec) for name, spec in story.draw.items()}
    condition = compile(story.where, "<where>", "eval")
    for _ in range(TRIES):
        values = {name: rng.choice(allowed) for name, allowed in choices.items()}
        exact = {name: Fraction(value) for name, value in values.items()}
        if eval(condition, {"min": min, "max": max, "abs": abs}, exact) and _even(story, values):
            return values
    raise ValueError(f"no draw fulfils {story.where}, with whole things left whole")


def _even(story: Story, values: Mapping[str, Number]) -> bool:
    """Whether `//` rounds nothing, where it must not."""
    return story.floor or story.ceil or answer(story, values, rounded=False) == answer(story, values, rounded=True)


class _Code(ast.NodeTransformer):
    """A step as the snippet writes it: numbers for the drawn names, decimals and quotients exact."""

    def __init__(self, values: Mapping[str, Number], decimal: str) -> None:
        self._values, self._decimal = values, decimal

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id == "frac":
            return ast.Name("Fraction")
        return self._literal(self._values[node.id]) if node.id in self._values else node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return self._literal(_number(str(node.value)))

    def _literal(self, value: Number) -> ast.expr:
        if isinstance(value, Decimal):
            return ast.Call(ast.Name(self._decimal), [ast.Constant(str(value))], [])
        return ast.Constant(value)


class _Exact(_Code):
    """The same step over fractions, with `//` as a division that rounds or one that does not."""

    def __init__(self, values: Mapping[str, Number], rounded: bool) -> None:
        super().__init__(values, "Fraction")
        self._rounded = rounded

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        return ast.BinOp(node.left, ast.Div(), node.right) if self._uneven(node) else node

    def _uneven(self, node: ast.BinOp) -> bool:
        return isinstance(node.op, ast.FloorDiv) and not self._rounded

    def _literal(self, value: Number) -> ast.expr:
        return ast.Call(ast.Name("Fraction"), [ast.Constant(str(value))], [])


def _written(step: str, transformer: _Code) -> str:
    return ast.unparse(ast.fix_missing_locations(transformer.visit(ast.parse(step)))).replace("'", '"')


def answer(story: Story, values: Mapping[str, Number], rounded: bool) -> Fraction:
    """By exact fractions; `//` rounds only if told."""
    scope: dict[str, Fraction] = {}
    exact = _Exact(values, rounded)
    *before, last = (_written(step, exact) for step in story.steps)
    for step in before:
        exec(step, {"Fraction": Fraction, "min": min, "max": max}, scope)
    return Fraction(eval(last, {"Fraction": Fraction, "min": min, "max": max}, scope))


def snippet(story: Story, values: Mapping[str, Number]) -> str:
    quotients = any("frac(" in step for step in story.steps)
    code = _Code(values, "Fraction" if quotients else "Decimal")
    *before, last = (_written(step, code) for step in story.steps)
    lines = [*before, f"print({last})"]
    used = [name for name in ("Decimal", "Fraction") if any(f"{name}(" in line for line in lines)]
    imports = [f"from {name.lower()}{'s' if name == 'Fraction' else ''} import {name}" for name in used]
    return "\n".join(imports + lines)


def shown(story: Story, values: Mapping[str, Number], rng: random.Random) -> dict[str, str]:
    """Number slots: in words or with commas now and then, but not behind a currency or before a unit's sign."""
    whole = {name: value for name, value in values.items() if isinstance(value, int)}
    bare = {name for name in whole if all(not re.search(_SIGNED.format(name), line) for line in story.says)}
    return (
        plain(**values)
        | {name: f"{value:,}" for name, value in whole.items() if value >= 1000 and rng.random() < 0.3}
        | counts(rng, **{name: whole[name] for name in sorted(bare)})
    )


_SIGNED = r"(?:[$€£\d.:/-]<{0}>|<{0}>(?! [a-z]))"
"""A number that stands at a sign, so that it must be in digits."""


def drawer(story: Story) -> Callable[[random.Random], Case]:
    def draw(rng: random.Random) -> Case:
        values = drawn(story, rng)
        slots = cast(rng) | shown(story, values, rng)
        value = answer(story, values, story.floor or story.ceil)
        return Case(slots, str(value), (Turn(story.text, snippet(story, values)),), story.closing)

    return draw


KINDS = tuple(Kind(name, drawer(story)) for name, story in told().items())
