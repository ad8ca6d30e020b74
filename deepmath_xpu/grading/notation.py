"""What an answer's text says: its shape, its parts, and for each part its unit and LaTeX for math-verify.

`(1, 2)` is a pair, `(1, 2]` an interval, `1, 2` and `x=1 or x=2` are lists, `52_8` is a numeral in base 8, `5 \\text{
cm}` a value with a unit, `sqrt(5)/2` Python. Text only: nothing here evaluates anything, and sympy is not imported.

Conventions where a text could mean two things:
- `1,234` and `1 234` are one number; `1, 234` and `(1,234)` are two.
- `[1, 2]` is a closed interval; any longer bracketed list is a Python list.
- `5m` is five times m; `5 \\text{ m}` is a length, and so is `5 cm`. Other words behind a number are dropped.
- R and r are different symbols; words are compared without case.
- several `\\pm` in one answer take the same sign.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from deepmath_xpu.grading.latex import NAMES, TABLES, latex, measured
from deepmath_xpu.types import boxed


class Kind(StrEnum):
    """The shape of an answer; bracketed ones are named by their brackets."""

    SCALAR = "scalar"
    """Anything math-verify is to make sense of: values, equations, inequalities."""
    WORDS = "words"
    NUMERAL = "numeral"
    """A number written in a stated base."""
    BARE = "bare"
    """Several answers without brackets."""
    SET = "{}"
    TUPLE = "()"
    """Ordered; or an open interval, which reads the same."""
    LIST = "[]"
    LEFT_OPEN = "(]"
    RIGHT_OPEN = "[)"
    UNION = "union"
    MATRIX = "matrix"
    """Its parts are its rows, as LISTs."""


@dataclass(frozen=True, slots=True)
class Answer:
    kind: Kind
    key: str
    """The text in one spelling: the same key means the same answer."""
    latex: str = ""
    """For math-verify; empty where there is no reading it."""
    parts: tuple["Answer", ...] = ()
    unit: str = ""
    """A known unit in one spelling, `%` among them; empty where there is none."""


def read(text: str) -> Answer:
    text = _tidy(text)
    return _read(text) if _depth(text) <= MAX_DEPTH else Answer(Kind.SCALAR, _key(text))


MAX_DEPTH = 50
"""Of brackets in brackets; what is deeper is compared as text."""


_CHARACTERS = str.maketrans(TABLES["characters"])
_SPELLINGS = [(re.compile(pattern), new) for pattern, new in TABLES["spellings"]]
_WRAPPINGS = [re.compile(pattern) for pattern in TABLES["wrappings"]]
_REPEATING = re.compile(r"(\d*)\.(\d*)\\overline\s*\{\s*(\d+)\s*\}")
_GROUPED = re.compile(r"([^\d,(\[{]*)(\d{1,3}(?:([, ])\d{3})(?:\3\d{3})*)(?!\d)([^,\d][^,]*|\.\d[^,]*|)")
_LIST_GROUPED = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?!\d|,\d)")


def _tidy(text: str) -> str:
    """One spelling for spaces, fonts, fractions, degrees and digit groups; no wrapping, no full stop."""
    text = text.translate(_CHARACTERS)
    if "\\boxed" in text or "\\fbox" in text:
        text = boxed(text) or text
    for pattern, new in _SPELLINGS:
        text = pattern.sub(new, text)
    text = _unwrapped(text.strip())
    return _REPEATING.sub(_as_fraction, _without_groups(text))


def _unwrapped(text: str) -> str:
    for _ in range(4):
        text = text.strip().rstrip(".,;: ").removeprefix("= ")
        match = next((found for wrapping in _WRAPPINGS if (found := wrapping.fullmatch(text))), None)
        if match is None:
            break
        text = match[1]
    return text


def _without_groups(text: str) -> str:
    match = _GROUPED.fullmatch(text)
    if match:
        return match[1] + re.sub("[ ,]", "", match[2]) + match[4]
    if ", " in text:
        return _LIST_GROUPED.sub(lambda found: found[0].replace(",", ""), text)
    return text


def _as_fraction(found: re.Match[str]) -> str:
    """0.1(6) is (16 - 1) / 90."""
    whole, fixed, repeated = found.groups()
    top = int(whole + fixed + repeated) - int("0" + whole + fixed)
    return rf"\frac{{{top}}}{{{'9' * len(repeated)}{'0' * len(fixed)}}}"


_TOKEN = re.compile(
    r"(?P<open>\\\{|\\langle|\\begin|[(\[{])|(?P<close>\\\}|\\rangle|\\end(?![a-z])|[)\]}])"
    r"|(?P<list>,\s*(?:or|and)\s|[,;]|(?<![A-Za-z\\])(?:or|and)(?![A-Za-z]))|(?P<union>\\cup(?![a-z]))"
)


def _split(text: str, separator: str) -> list[str]:
    """`text` cut at the separators outside all brackets; one piece where the brackets do not balance."""
    depth, start, pieces = 0, 0, list[str]()
    for token in _TOKEN.finditer(text):
        depth += (token["open"] is not None) - (token["close"] is not None)
        if depth < 0:
            return [text]
        if depth == 0 and token[separator] is not None:
            pieces.append(text[start : token.start()].strip())
            start = token.end()
    return [text] if depth else [*pieces, text[start:].strip()]


def _depth(text: str) -> int:
    """Of the deepest bracket; brackets of any kind close each other."""
    return max(
        accumulate((token["open"] is not None) - (token["close"] is not None) for token in _TOKEN.finditer(text)),
        default=0,
    )


_NAMED = re.compile(r"\(?\s*[A-Za-z](?:\s*,\s*[A-Za-z])*\s*\)?\s*(?:=|\\in(?![A-Za-z]))\s*(?=[(\[{]|\\[{b]|\\langle)")
_RELATION = re.compile(r"[<>]|\\(?:le|ge|lt|gt|ne)(?![A-Za-z])")
_PLUS_MINUS = re.compile(r"\\(pm|mp)(?![A-Za-z])\s*")


def _read(text: str) -> Answer:
    """The answer's shape, tried from the outside in."""
    found = _listed(text) or _bracketed(text) or _matrix(text)
    if found is None and (named := _NAMED.match(text)):
        found = _bracketed(text[named.end() :]) or _matrix(text[named.end() :])
    return found or _single(text)


def _listed(text: str) -> Answer | None:
    pieces = _split(text, "union")
    if len(pieces) > 1:
        return _whole(Kind.UNION, text, pieces)
    pieces = [version for piece in _split(text, "list") for version in _both_signs(piece)]
    if len(pieces) == 1:
        return None
    ranges = "," not in text and all(_RELATION.search(piece) for piece in pieces)
    return _whole(Kind.UNION if ranges else Kind.BARE, text, pieces)


def _both_signs(piece: str) -> list[str]:
    if piece.startswith("\\{") or not _PLUS_MINUS.search(piece):
        return [piece]
    return [_with_signs(piece, *signs) for signs in ("+-", "-+")]


def _with_signs(piece: str, plus_minus: str, minus_plus: str) -> str:
    return _PLUS_MINUS.sub(lambda found: plus_minus if found[1] == "pm" else minus_plus, piece)


def _whole(kind: Kind, text: str, pieces: list[str]) -> Answer:
    return Answer(kind, _key(text), latex(text), tuple(_read(piece) for piece in pieces if piece))


def _key(text: str) -> str:
    """Without the spaces that do not part two words or numbers."""
    text = re.sub(r"\\text\{([^{}]*)\}", r" \1 ", text).strip()
    return re.sub(r"\s+(?=\W)|(?<=\W)\s+|(?<=\s)\s+", "", text)


def _bracketed(text: str) -> Answer | None:
    """A text that one pair of brackets encloses."""
    text = re.sub(r"\^\s*\{?\s*(?:T|\\top)\s*\}?\Z", "", text)
    text = re.sub(r"\A(?:Matrix|array|FiniteSet|set)\s*\((.*)\)\Z", r"\1", text)
    depth, end = 0, 0
    brackets = [token for token in _TOKEN.finditer(text) if token["open"] or token["close"]]
    for token in brackets:
        depth += 1 if token["open"] else -1
        if depth == 0:
            end = token.end()
            break
    if not brackets or brackets[0].start() or end != len(text):
        return None
    return _enclosed(text, brackets[0][0][-1], brackets[-1][0][-1], text[brackets[0].end() : brackets[-1].start()])


def _enclosed(text: str, opened: str, closed: str, inside: str) -> Answer | None:
    brackets = opened.replace("e", "(") + closed.replace("e", ")")
    pieces = [piece for piece in _split(inside, "list") if piece]
    if brackets == "{}":
        pieces = [version for piece in pieces for version in _both_signs(piece)]
    if len(pieces) == 1 and not text.startswith("\\{"):
        return _read(inside)
    if brackets not in set(Kind) or (brackets == "()" and not pieces):
        return None
    return _whole(Kind(brackets) if pieces else Kind.SET, text, pieces)


_MATRIX = re.compile(r"\\begin\s*\{(?:[pb]?matrix|array)\}\s*(?:\{[lcr| ]*\})?(.*)\\end\s*\{(?:[pb]?matrix|array)\}")


def _matrix(text: str) -> Answer | None:
    match = _MATRIX.fullmatch(text.strip("[]() "))
    if match is None or "\\begin" in match[1]:
        return None
    rows = [row for row in re.split(r"\\\\(?:\s*\[[^\]]*\])?|\\cr(?![A-Za-z])", match[1]) if row.strip()]
    parts = tuple(_whole(Kind.LIST, row, row.split("&")) for row in rows)
    return Answer(Kind.MATRIX, _key(text), text, parts)


_WORDS = re.compile(r"(?!(?:arc)?(?:sin|cos|tan|cot|log|sqrt|exp))[A-Za-z][A-Za-z]+(?:[ '-]+[A-Za-z]+)*")
_NUMERAL = re.compile(r"\(?([0-9A-Za-z]+)\)?\s*_\s*\{?\s*\(?(\d{1,2}|\\text\{\s*[a-z]+\s*\})\)?\s*\}?")
_BASES: dict[str, int] = TABLES["bases"]


def _single(text: str) -> Answer:
    """What has no parts."""
    text = re.sub(r"\A\(?([A-Z])\)\Z", r"\1", text)
    if text == "\\emptyset":
        return Answer(Kind.SET, text)
    if _WORDS.fullmatch(text) and text not in NAMES and (len(text) > 3 or text.lower() != text):
        return Answer(Kind.WORDS, re.sub(r"(?<=\w{4})s\Z", "", re.sub("[ -]+", " ", text.lower())))
    numeral = _NUMERAL.fullmatch(text)
    if numeral and (base := _base(numeral[1], numeral[2])):
        return _single(numeral[1]) if base == 10 else Answer(Kind.NUMERAL, f"{numeral[1].lstrip('0').upper()}_{base}")
    value, unit = measured(text)
    return Answer(Kind.SCALAR, _key(text), latex(value), unit=unit)


def _base(digits: str, base: str) -> int | None:
    """The base, where these are digits of it."""
    number = int(base) if base.isdecimal() else _BASES.get(base.removeprefix("\\text{").strip(" }"), 0)
    if not (2 <= number <= 36 and all(digit.isalnum() and int(digit, 36) < number for digit in digits)):
        return None
    return number if digits[0].isdecimal() or number > 10 else None
