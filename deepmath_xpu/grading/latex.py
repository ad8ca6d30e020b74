"""One value as LaTeX that math-verify's parser reads as meant, and its unit. Text only: nothing is evaluated.

Python (`3*x**2 - 5`, `sqrt(5)/2`, `Fraction(3, 7)`) is read by `ast` and written as LaTeX, never run. Units and calls
stand in `notation.toml`.
"""

import ast
import re
import tomllib
from contextlib import suppress
from pathlib import Path

TABLES = tomllib.loads(Path(__file__).with_name("notation.toml").read_text(encoding="utf-8"))
_UNITS: dict[str, str] = {name: names[0] for names in TABLES["units"] for name in names}
_CALLS: dict[str, dict[str, str]] = TABLES["calls"]
_OPERATIONS: dict[str, str] = TABLES["operations"] | TABLES["relations"]
_TEXT_UNIT = re.compile(r"(.*\S)\s*\\text\{([^{}]*)\}\s*(?:\^\s*\{?\s*(\d)\s*\}?)?")
_WORD_UNIT = re.compile(
    r"(.*(?:[\d)}\]]|\\pi(?= )))(\s*)([A-Za-z]+(?:[ /]+[A-Za-z]+)*)\s*(?:(?:\^|\*\*)\s*\{?\s*(\d)\s*\}?)?"
)
_MONEY = re.compile(r"(-?)\s*\\?\$\s*(.+)")
_SUFFIX = re.compile(r"(.*[^\s\\])\s*\\?([%$¢])")
_TRIGONOMETRIC = re.compile(r"\\(?:sin|cos|tan|cot|sec|csc)(?![A-Za-z])")
_DEGREES = re.compile(r"(\d+(?:\.\d+)?|\{[^{}]*\}|\([^()]*\))\s*\\text\{deg\}")


def measured(text: str) -> tuple[str, str]:
    """The value without its unit, and the unit in one spelling: empty where there is none or it is no known one."""
    if _TRIGONOMETRIC.search(text):
        return _DEGREES.sub(r"(\1\\cdot\\frac{\\pi}{180})", text), ""
    if match := _MONEY.fullmatch(text):
        return match[1] + match[2], "$"
    if match := _SUFFIX.fullmatch(text):
        return match[1], _UNITS[match[2]]
    if match := _TEXT_UNIT.fullmatch(text):
        unit = _unit(match[2], match[3])
        return (text, "") if unit is None and len(match[2].strip()) == 1 else (match[1], unit or "")
    if match := _WORD_UNIT.fullmatch(text):
        unit = _unit(match[3], match[4])
        if len(match[3]) > 1 and (unit is not None or (match[2] and _is_prose(match[3]))):
            return match[1], unit or ""
    return text, ""


def _unit(words: str, power: str | None) -> str | None:
    """`square meters per second` is m^2/s; None where a word is no unit."""
    words = f" {words.lower().replace('.', '')} ".replace(" per ", "/")
    powers = {"square": "2", "sq": "2", "cubic": "3", "cu": "3"}
    found: list[str] = []
    for word in re.findall(r"[^\s/]+|/", re.sub(r"\b(k|)mph\b", r"\1mi/h", words).replace("kmi", "km")):
        if word in powers:
            power = powers[word]
        elif (unit := _UNITS.get(word) or _UNITS.get(word.removesuffix("s"))) is None:
            return None
        else:
            found.append(unit)
    return "".join(found) + (f"^{power}" if power else "")


def _is_prose(words: str) -> bool:
    return all(
        (len(word) > 2 or word == "of") and word not in NAMES and not _FUNCTION.match(word) for word in words.split()
    )


NAMES: dict[str, str] = TABLES["names"]
"""Names of more than plain letters, and their LaTeX."""

_NUMBER_TIMES = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?=\s*[A-Za-z(])(?!\s*(?:[eE][+-]?\d|[jJ](?![A-Za-z])))")
_BRACKET_TIMES = re.compile(r"\)\s*(?=[\w(])")
_FACTORIAL = re.compile(r"(?<![\w.])(\d+|[a-z])\s*!(?!=)")
_MIXED = re.compile(r"(?<![\d.}\s])\s*(\d+)\s+(\d+)\s*/\s*(\d+)")
_FUNCTION = re.compile(r"(?<![A-Za-z\\])(sqrt|ln|log|(?:arc)?(?:sin|cos|tan)h?|cot|sec|csc|mod|pi)(?![A-Za-z])")
_IMAGINARY = re.compile(r"(?<![A-Za-z\\_])i(?![A-Za-z])")


def latex(text: str) -> str:
    """`text` for math-verify; empty where it would misread it."""
    text = _MIXED.sub(r"\1\\frac{\2}{\3}", text)
    if "\\" not in text:
        with suppress(SyntaxError, ValueError, KeyError):
            text = _from_python(text)
    if re.search(r"\d\s+\d", text):
        return ""
    text = text.replace("**", "^").replace("*", r"\cdot ")
    text = _FUNCTION.sub(r"\\\1", text.replace(r"\text{deg}", ""))
    return text if re.search(r"\\(?:sum|prod)", text) else _IMAGINARY.sub("I", text)


def _from_python(text: str) -> str:
    """Raises SyntaxError, ValueError or KeyError where `text` is no plain expression or relation."""
    if re.search(r"\d_\d|[{}]", text):
        raise ValueError(text)
    sides = re.split(r"(<=|>=|!=|==|=|<|>)", text)
    return "".join(_OPERATIONS[side] if side in _OPERATIONS else _side(side) for side in sides)


def _side(text: str) -> str:
    text = _FACTORIAL.sub(r"factorial(\1)", text).replace("^", "**")
    text = _BRACKET_TIMES.sub(")*", _NUMBER_TIMES.sub(r"\1*", text))
    return _node(ast.parse(text.strip(), mode="eval").body, text.strip())


def _node(node: ast.expr, source: str) -> str:
    match node:
        case ast.Constant(value=int() | float() | complex()):
            return _number(ast.get_source_segment(source, node) or "")
        case ast.Name():
            return _name(node.id)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            return ("-" if isinstance(node.op, ast.USub) else "") + _inner(node.operand, source)
        case ast.BinOp():
            return _operation(node, source)
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            return _CALLS[str(len(node.args))][name].format(*(_node(argument, source) for argument in node.args))
        case _:
            raise ValueError(source)


def _number(text: str) -> str:
    if text[-1:] in "jJ":
        return _number(text[:-1]) + r"\cdot I"
    mantissa, _, exponent = text.lower().partition("e")
    if not re.fullmatch(r"\d*\.?\d*", mantissa):
        raise ValueError(text)
    mantissa = mantissa.rstrip(".") if "." in mantissa else mantissa
    return mantissa + (rf"\cdot 10^{{{int(exponent)}}}" if exponent else "")


def _name(name: str) -> str:
    if name in NAMES:
        return NAMES[name]
    if match := re.fullmatch(r"([A-Za-z])_?(\d+)", name):
        return f"{match[1]}_{{{match[2]}}}"
    if len(name) > 3 or not name.isalpha():
        raise ValueError(name)
    return r" \cdot ".join(name)


def _operation(node: ast.BinOp, source: str) -> str:
    sides = (node.left, node.right)
    written = [_node(side, source) for side in sides] + [_inner(side, source) for side in sides]
    return _OPERATIONS[type(node.op).__name__].format(*written)


def _inner(node: ast.expr, source: str) -> str:
    """In brackets where it is a sum or signed."""
    text = _node(node, source)
    loose = isinstance(node, ast.UnaryOp) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub))
    return f"({text})" if loose else text
