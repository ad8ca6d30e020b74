"""Other ways to write an answer that mean the same, by its shape: what a model may put into its box."""

import re
from fractions import Fraction

INTEGER = re.compile(r"-?\d+")
GROUPED = re.compile(r"\d{1,3}(?:,(?:\\!)? ?\d{3})+")
FRACTION = re.compile(r"(-?)\\d?frac ?(?:\{(\d+)\}|(\d)) ?(?:\{(\d+)\}|(\d))")
MIXED = re.compile(r"(\d+) ?\\frac\{(\d+)\}\{(\d+)\}")
NUMERAL = re.compile(r"(\w+)_\{?(\d+)\}?")
UNIT = re.compile(r"(.*?)(?:\^\\circ|\\text\{ ?degrees\}|\\(?:text|mbox)\{ ?[a-z]+\}(?:\^\d)?)")


def shape(gold: str) -> str:
    """The shape's name as `rewritings` knows it."""
    tests = {
        "integer": INTEGER.fullmatch(gold) or GROUPED.fullmatch(gold),
        "words": re.fullmatch(r"\\text\{.*\}", gold),
        "matrix": "matrix" in gold,
        "numeral": NUMERAL.fullmatch(gold),
        "money": gold.startswith("\\$"),
        "unit": UNIT.fullmatch(gold),
        "union": "\\cup" in gold,
        "relation": "=" in gold or "\\in" in gold.replace("\\infty", ""),
        "set": gold.startswith("\\{"),
        "tuple": re.match(r"(?:\\left)?[(\[].*,.*[)\]]\Z", gold),
        "list": "," in gold,
        "both signs": "\\pm" in gold,
        "fraction": FRACTION.fullmatch(gold),
        "mixed": MIXED.fullmatch(gold),
    }
    return next((name for name, found in tests.items() if found), "expression")


def rewritings(gold: str) -> list[str]:
    """Ten or more, none of them the gold answer itself."""
    found = [*wrapped(gold), *SHAPES[shape(gold)](gold)]
    return list(dict.fromkeys(text for text in found if text != gold))


def wrapped(gold: str) -> list[str]:
    """What can be put around any answer, and spacing that means nothing."""
    texts = [f"${gold}$", f"\\boxed{{{gold}}}", f"\\({gold}\\)", f"\\[ {gold} \\]", f"  {gold} ", f"{gold}."]
    texts += [f"\\displaystyle {gold}", f"$${gold}$$", f"\\boxed{{ {gold} }}.", f"{gold}\\,"]
    texts += [gold.replace("\\frac", "\\tfrac"), gold.replace("\\frac", "\\dfrac"), gold.replace("\\dfrac", "\\frac")]
    texts += [re.sub(r"(?<![A-Za-z]) (?![A-Za-z])", "", gold)]
    return [*texts, gold.replace("\\left", "").replace("\\right", "")]


def integer(gold: str) -> list[str]:
    number = int(re.sub(r"[^\d-]", "", gold))
    texts = [f"{number}.0", f"{number:,}", f"{2 * number}/2", f"\\frac{{{3 * number}}}{{3}}", f"x = {number}"]
    texts += [
        f"{number - 1} + 1",
        f"\\text{{{number}}}",
        f"Fraction({number}, 1)",
        f"({number})",
        f"2*{number} - {number}",
    ]
    return (
        texts if number < 0 else [*texts, f"+{number}", f"00{number}", str(number), f"{number:,}".replace(",", "{,}")]
    )


def fraction(gold: str) -> list[str]:
    sign, *parts = FRACTION.fullmatch(gold).groups()  # type: ignore[union-attr]  # its shape is a fraction
    top, bottom = (int(part) for part in parts if part is not None)
    value = Fraction(top, bottom)
    texts = [
        f"{sign}{top}/{bottom}",
        f"{sign}\\frac{{{2 * top}}}{{{2 * bottom}}}",
        f"{sign}\\frac{{{top}}}{{{bottom}}}",
    ]
    texts += [f"Fraction({sign}{top}, {bottom})", f"x = {sign}\\frac{{{top}}}{{{bottom}}}", f"{sign}({top})/({bottom})"]
    texts += [f"\\frac{{{sign}{top}}}{{{bottom}}}", f"{sign}{{{top} \\over {bottom}}}"]
    exact = value.denominator
    for prime in (2, 5):
        while exact % prime == 0:
            exact //= prime
    return [*texts, f"{sign}{float(value)}"] if exact == 1 and len(str(float(value))) < 12 else texts


def mixed(gold: str) -> list[str]:
    whole, top, bottom = map(int, MIXED.fullmatch(gold).groups())  # type: ignore[union-attr]
    texts = [f"{whole}\\frac{{{top}}}{{{bottom}}}", f"{whole} \\frac{{{top}}}{{{bottom}}}", f"{whole} {top}/{bottom}"]
    texts += [f"\\frac{{{whole * bottom + top}}}{{{bottom}}}", f"{whole * bottom + top}/{bottom}", f"({gold})"]
    return [*texts, f"{whole} + \\frac{{{top}}}{{{bottom}}}", f"{whole} + {top}/{bottom}"]


def expression(gold: str) -> list[str]:
    texts = [f"({gold})", f"{gold} + 0", f"0 + {gold}", f"1 \\cdot ({gold})", f"\\frac{{2({gold})}}{{2}}"]
    texts += [f"-(-({gold}))", f"2({gold}) - ({gold})"]
    roots = re.sub(r"\\sqrt\{([^{}]*)\}", r"(\1)^{1/2}", gold)
    texts += [roots, re.sub(r"\\sqrt(\d)", r"\\sqrt{\1}", gold), re.sub(r"\\frac(\d)(\d)", r"\\frac{\1}{\2}", gold)]
    return (
        texts
        if "frac" in gold
        else [*texts, gold.replace("\\sqrt{", "sqrt(").replace("}", ")")]
        if "sqrt{" in gold and "^" not in gold
        else texts
    )


def tuple_(gold: str) -> list[str]:
    bare = gold.replace("\\left", "").replace("\\right", "")
    texts = [re.sub(r",\s*", sep, bare) for sep in (",", ", ", " , ", ",\\ ", ",\\, ")]
    return [
        *texts,
        f"\\left{bare[:-1]}\\right{bare[-1]}",
        f"\\big{bare[:-1]}\\big{bare[-1]}",
        f"{bare[0]} {bare[1:-1]} {bare[-1]}",
    ]


def list_(gold: str) -> list[str]:
    parts = [part.strip() for part in gold.split(",")]
    joined = [sep.join(parts) for sep in (",", ", ", " , ", " \\text{ and } ", " \\text{ or } ", "; ")]
    return [
        *joined,
        ", ".join(reversed(parts)),
        f"\\{{{', '.join(parts)}\\}}",
        f"\\left\\{{{', '.join(parts)}\\right\\}}",
    ]


def set_(gold: str) -> list[str]:
    inside = gold.removeprefix("\\{").removesuffix("\\}")
    parts = inside.split(",")
    return [
        inside,
        f"\\left\\{{{inside}\\right\\}}",
        f"\\{{{','.join(reversed(parts))}\\}}",
        f"\\lbrace {inside} \\rbrace",
    ]


def both_signs(gold: str) -> list[str]:
    plus, minus = gold.replace("\\pm", "+"), gold.replace("\\pm", "-")
    texts = [f"{plus}, {minus}", f"{minus}, {plus}", f"\\{{{plus}, {minus}\\}}", f"x = {gold}"]
    return [*texts, f"{plus} \\text{{ and }} {minus}", f"x = {plus} \\text{{ or }} x = {minus}"]


def matrix(gold: str) -> list[str]:
    inside = re.sub(r"\\(?:begin|end)\{pmatrix\}", "", gold).strip()
    rows = [[entry.strip() for entry in row.split("&")] for row in inside.split("\\\\")]
    brackets = gold.replace("pmatrix", "bmatrix")
    array = f"\\left(\\begin{{array}}{{{'c' * len(rows[0])}}}{inside}\\end{{array}}\\right)"
    python = "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"
    return [brackets, array, python, f"Matrix({python})", gold.replace(" ", ""), gold.replace("\\\\", "\\\\\n")]


def words(gold: str) -> list[str]:
    inside = gold.removeprefix("\\text{").removesuffix("}")
    texts = [inside, f"\\mathrm{{{inside}}}", f"\\textbf{{{inside}}}", f"\\text{{ {inside} }}", f"\\textit{{{inside}}}"]
    letter = re.fullmatch(r"\(([A-Z])\)", inside)
    return [*texts, letter[1], f"\\text{{{letter[1]}}}"] if letter else [*texts, inside.upper(), inside.lower()]


def numeral(gold: str) -> list[str]:
    digits, base = NUMERAL.fullmatch(gold).groups()  # type: ignore[union-attr]
    return [
        f"{digits}_{base}",
        f"{digits}_{{{base}}}",
        f"{digits}_{{({base})}}",
        f"{digits} _ {base}",
        f"({digits})_{{{base}}}",
    ]


def unit(gold: str) -> list[str]:
    bare = UNIT.fullmatch(gold)[1].strip()  # type: ignore[index]
    if "circ" in gold or "degrees" in gold:
        signs = ("^\\circ", "^{\\circ}", "\\degree", " \\text{ degrees}", " degrees", "°")
        return [bare, *(bare + sign for sign in signs)]
    return [bare, gold.replace("mbox", "text"), gold.replace("text", "mbox"), gold.replace("\\", " \\", 1)]


def money(gold: str) -> list[str]:
    bare = gold.removeprefix("\\$")
    plain = re.sub(r"[^\d.]", "", bare)
    return [
        bare,
        plain,
        f"${plain}",
        f"\\${plain}",
        f"{plain} \\text{{ dollars}}",
        f"{float(plain):,.2f}",
        f"{plain} dollars",
    ]


def relation(gold: str) -> list[str]:
    if "\\in" in gold:
        inside = gold.partition("\\in")[2].strip()
        return [inside, gold.replace("x", "t"), f"x\\in{inside}"]
    left, right = (side.strip() for side in gold.split("="))
    texts = [f"{left}={right}", f"{left} = {right}", f"{right} = {left}", f"({left}) - ({right}) = 0"]
    return [*texts, right] if len(left) == 1 and INTEGER.fullmatch(right) else texts


def union(gold: str) -> list[str]:
    parts = [part.strip() for part in gold.split("\\cup")]
    joined = [sep.join(parts) for sep in ("\\cup ", " \\cup ", " ∪ ", " \\bigcup ")]
    return [*joined, " \\cup ".join(reversed(parts)), re.sub(r", ?", ", ", gold), re.sub(r", ?", ",", gold)]


SHAPES = {
    "integer": integer,
    "words": words,
    "matrix": matrix,
    "numeral": numeral,
    "money": money,
    "unit": unit,
    "union": union,
    "relation": relation,
    "set": set_,
    "tuple": tuple_,
    "list": list_,
    "both signs": both_signs,
    "fraction": fraction,
    "mixed": mixed,
    "expression": expression,
}
