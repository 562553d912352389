"""The field calculator: a formula over the columns of a layer, read by a small parser of its own.

Nothing of Python is run: the formula is parsed, and only what is named here is understood. What is
unknown stays unknown in everything that is made of it, unless a function says otherwise.
"""

import ast
import math
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import InputError
from scmap.model.layer import Layer
from scmap.progress import Progress, silent

Value: TypeAlias = float | str | np.datetime64 | bool | None
LONGEST, DEEPEST = 2000, 40  # characters of a formula, and how deep it is nested
MOST_TEXT = 10_000  # characters that a formula may make of a cell
LOOK_EVERY = 500  # rows between two looks at whether to stop

# Functions by their names: Korean alias, how many arguments at least and at most.
FUNCTIONS: Mapping[str, tuple[str, int, int]] = {
    "round": ("반올림", 1, 2),
    "floor": ("내림", 1, 1),
    "ceil": ("올림", 1, 1),
    "abs": ("절댓값", 1, 1),
    "min": ("최소", 1, 20),
    "max": ("최대", 1, 20),
    "sum": ("합계", 1, 20),
    "if": ("조건", 3, 3),
    "known": ("알려짐", 1, 1),
    "or_else": ("없으면", 2, 2),
    "concat": ("이어붙이기", 1, 20),
    "left": ("왼쪽", 2, 2),
    "right": ("오른쪽", 2, 2),
    "mid": ("가운데", 3, 3),
    "replace": ("바꾸기", 3, 3),
    "trim": ("공백제거", 1, 1),
    "length": ("글자수", 1, 1),
    "number": ("숫자", 1, 1),
    "text": ("문자", 1, 1),
    "year": ("연도", 1, 1),
    "month": ("월", 1, 1),
    "area_m2": ("면적", 0, 0),
    "length_m": ("길이", 0, 0),
    "x": ("동좌표", 0, 0),
    "y": ("북좌표", 0, 0),
    "row": ("행번호", 0, 0),
}
_TOKEN = re.compile(
    r"""("[^"]*"|'[^']*')|\[([^\]]+)\]|\bif\s*\(|(?<![<>!=])=(?!=)"""
)  # quoted text, a column in brackets, a word that Python keeps for itself, a lone =
_BY_ALIAS = {alias: name for name, (alias, _, _) in FUNCTIONS.items()} | {
    name: name for name in FUNCTIONS
}
_OPERATORS: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Mod: lambda a, b: a % b,
}
_COMPARISONS: Mapping[type, Callable[[Any, Any], bool]] = {  # of one kind: looked at before
    ast.Eq: lambda a, b: bool(a == b),
    ast.NotEq: lambda a, b: bool(a != b),
    ast.Lt: lambda a, b: bool(a < b),
    ast.LtE: lambda a, b: bool(a <= b),
    ast.Gt: lambda a, b: bool(a > b),
    ast.GtE: lambda a, b: bool(a >= b),
}


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula that was read.

    Attributes
    ----------
    text : str
        As it was typed.
    fields : frozenset of str
        Columns that it names.
    """

    text: str
    fields: frozenset[str]
    _tree: ast.expr

    def values(
        self, layer: Layer, rows: NDArray[np.intp], *, progress: Progress = silent
    ) -> list[Value]:
        """Work the formula out for some rows of a layer.

        Raises
        ------
        InputError
            ``formula_kinds``: texts and numbers are mixed, or a text would be absurdly long.
        """
        found: list[Value] = []
        for start in range(0, len(rows), LOOK_EVERY):
            progress(start / len(rows))
            some = rows[start : start + LOOK_EVERY].tolist()
            found += [_Row(layer, row).value(self._tree) for row in some]
        return found


def read_formula(text: str, layer: Layer) -> Formula:
    """Read a formula about the columns of a layer.

    Columns are written by name, in brackets where the name is no word: ``[총사업비(백만원)]``.
    Texts stand in quotes; ``+ - * / %``, comparisons (``=`` counts as ``==``), ``and or not`` and
    the functions of `FUNCTIONS` are understood, nothing else is.

    Raises
    ------
    InputError
        ``formula_unreadable`` (with the place), ``formula_unknown_field``,
        ``formula_unknown_function`` or ``formula_not_allowed``.
    """
    if len(text) > LONGEST:
        raise InputError("formula_not_allowed", what=text[:20])
    source, names = _named(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "1if": Python's advice is for programmers
            tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        place = getattr(error, "offset", None) or len(text)
        raise InputError("formula_unreadable", place=place) from error
    fields = set(_checked(tree, layer, names, 0))
    return Formula(text, frozenset(fields), _renamed(tree, names))


def _named(text: str) -> tuple[str, dict[str, str]]:
    """Put plain words in place of columns in brackets, of ``if`` and of a lone ``=``."""
    names: dict[str, str] = {}

    def put(found: re.Match[str]) -> str:
        quoted, field = found[1], found[2]
        if quoted is not None:
            return quoted
        if field is None:
            return "==" if found[0] == "=" else "if_("
        word = f"field_{len(names)}_"
        names[word] = field.strip()
        return word

    return _TOKEN.sub(put, text), names


def _checked(node: ast.AST, layer: Layer, names: dict[str, str], depth: int) -> list[str]:
    """Give the columns that are named; refuse whatever is not understood."""
    if depth > DEEPEST:
        raise InputError("formula_not_allowed", what="((…")
    if isinstance(node, ast.Constant):
        if not _is_plain(node.value):
            raise InputError("formula_not_allowed", what=str(node.value))
        return []
    if isinstance(node, ast.Name):
        name = names.get(node.id, node.id)
        if name not in layer.columns:
            raise InputError("formula_unknown_field", name=name)
        return [name]
    parts = _parts(node)
    if parts is None:
        raise InputError("formula_not_allowed", what=ast.unparse(node)[:40])
    return [one for part in parts for one in _checked(part, layer, names, depth + 1)]


def _is_plain(value: object) -> bool:
    """Tell whether a constant is a text or a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return False
    return isinstance(value, str) or math.isfinite(float(str(value)))


def _parts(node: ast.AST) -> list[ast.expr] | None:
    """Give what a piece of a formula is made of; None for a piece that is not understood."""
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd, ast.Not)):
        return [node.operand]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARISONS:
        return [node.left, node.comparators[0]]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        _function(node.func.id, len(node.args))
        return None if any(isinstance(one, ast.Starred) for one in node.args) else node.args
    return None


def _function(word: str, count: int) -> str:
    name = _BY_ALIAS.get(word.removesuffix("_"))
    if name is None:
        raise InputError("formula_unknown_function", name=word.removesuffix("_"))
    _alias, least, most = FUNCTIONS[name]
    if not least <= count <= most:
        raise InputError("formula_arguments", name=word.removesuffix("_"), least=least, most=most)
    return name


def _renamed(tree: ast.expr, names: dict[str, str]) -> ast.expr:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            node.id = names[node.id]
    return tree


@dataclass(frozen=True, eq=False)
class _Row:
    """One row of a layer, for which a formula is worked out."""

    layer: Layer
    row: int

    def value(self, node: ast.expr) -> Value:
        """Work a piece of a formula out."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else float(str(node.value))
        if isinstance(node, ast.Name):
            return self._cell(node.id)
        worked: Value = _PIECES[type(node)](self, node)
        return worked

    def _compared(self, node: ast.Compare) -> Value:
        one, other = self.value(node.left), self.value(node.comparators[0])
        if one is None or other is None:
            return None
        if _kind(one) != _kind(other):
            raise InputError("formula_kinds")
        return _COMPARISONS[type(node.ops[0])](one, other)

    def _cell(self, name: str) -> Value:
        value = self.layer.columns[name][self.row]
        if isinstance(value, float):
            return None if math.isnan(value) else float(value)
        if isinstance(value, np.datetime64):
            return None if np.isnat(value) else value
        return str(value) if value else None

    def _worked(self, node: ast.BinOp) -> Value:
        one, other = self.value(node.left), self.value(node.right)
        if one is None or other is None:
            return None
        if isinstance(one, str) and isinstance(other, str) and isinstance(node.op, ast.Add):
            return _short(one + other)
        left, right = _number(one), _number(other)
        if right == 0 and isinstance(node.op, (ast.Div, ast.Mod)):
            return None
        return _finite(_OPERATORS[type(node.op)](left, right))

    def _signed(self, node: ast.UnaryOp) -> Value:
        value = self.value(node.operand)
        if value is None:
            return None
        if isinstance(node.op, ast.Not):
            return not value
        return -_number(value) if isinstance(node.op, ast.USub) else _number(value)

    def _both(self, node: ast.BoolOp) -> Value:
        """Unknown, unless what is known decides."""
        values = [self.value(one) for one in node.values]
        decides = isinstance(node.op, ast.Or)
        if any(one is not None and bool(one) == decides for one in values):
            return decides
        return None if None in values else not decides

    def _called(self, node: ast.Call) -> Value:
        word = node.func.id if isinstance(node.func, ast.Name) else ""
        name, given = _function(word, len(node.args)), node.args
        if name == "if":
            asked = self.value(given[0])
            return None if asked is None else self.value(given[1 if asked else 2])
        if name in _OF_SHAPE:
            return self._measured(name)
        values = [self.value(one) for one in given]
        if name == "known":
            return values[0] is not None
        if name == "or_else":
            return values[0] if values[0] is not None else values[1]
        if None in values:
            return None
        return _CALLS[name](values)

    def _measured(self, name: str) -> Value:
        if name == "row":
            return float(self.row + 1)
        shape = self.layer.geometry[self.row]
        return None if shape is None else _finite(_OF_SHAPE[name](shape))


_PIECES: Mapping[type, Callable[..., Value]] = {
    ast.BinOp: _Row._worked,  # noqa: SLF001  its own methods, by the kind of piece
    ast.UnaryOp: _Row._signed,  # noqa: SLF001
    ast.BoolOp: _Row._both,  # noqa: SLF001
    ast.Compare: _Row._compared,  # noqa: SLF001
    ast.Call: _Row._called,  # noqa: SLF001
}

_OF_SHAPE: Mapping[str, Callable[[shapely.Geometry], float]] = {
    "area_m2": lambda shape: float(shape.area),
    "length_m": lambda shape: float(shape.length),
    "x": lambda shape: float(shapely.point_on_surface(shape).x),
    "y": lambda shape: float(shapely.point_on_surface(shape).y),
    "row": lambda _shape: 0.0,
}


def _kind(value: Value) -> str:
    if isinstance(value, str):
        return "text"
    return "date" if isinstance(value, np.datetime64) else "number"


def _number(value: Value) -> float:
    if isinstance(value, (str, np.datetime64)) or value is None:
        raise InputError("formula_kinds")
    return float(value)


def _text(value: Value) -> str:
    if isinstance(value, float) and value == math.floor(value):
        return f"{value:.0f}"
    return str(value)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _short(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise InputError("formula_kinds")
    return text


def _rounded(values: list[Value]) -> float:
    number, places = _number(values[0]), int(_number(values[1])) if len(values) > 1 else 0
    shift = 10.0 ** max(min(places, 12), -12)
    return math.copysign(math.floor(abs(number) * shift + 0.5) / shift, number)


def _read_number(values: list[Value]) -> Value:
    try:
        return _finite(float(_text(values[0]).replace(",", "").strip()))
    except ValueError:
        return None


def _part(text: Value, start: int, count: int) -> str:
    return _text(text)[max(start, 0) : max(start, 0) + max(count, 0)]


def _last(text: Value, count: int) -> str:
    return _text(text)[-count:] if count > 0 else ""


def _of_day(value: Value, unit: str) -> float:
    if not isinstance(value, np.datetime64):
        raise InputError("formula_kinds")
    year, month = value.astype("datetime64[D]").astype(str).split("-")[:2]
    return float(year if unit == "year" else month)


_CALLS: Mapping[str, Callable[[list[Value]], Value]] = {
    "round": _rounded,
    "floor": lambda v: float(math.floor(_number(v[0]))),
    "ceil": lambda v: float(math.ceil(_number(v[0]))),
    "abs": lambda v: abs(_number(v[0])),
    "min": lambda v: min(map(_number, v)),
    "max": lambda v: max(map(_number, v)),
    "sum": lambda v: _finite(math.fsum(map(_number, v))),
    "concat": lambda v: _short("".join(map(_text, v))),
    "left": lambda v: _part(v[0], 0, int(_number(v[1]))),
    "right": lambda v: _last(v[0], int(_number(v[1]))),
    "mid": lambda v: _part(v[0], int(_number(v[1])) - 1, int(_number(v[2]))),
    "replace": lambda v: _short(_text(v[0]).replace(_text(v[1]), _text(v[2]))) if v[1] else v[0],
    "trim": lambda v: _text(v[0]).strip(),
    "length": lambda v: float(len(_text(v[0]))),
    "number": _read_number,
    "text": lambda v: _text(v[0]),
    "year": lambda v: _of_day(v[0], "year"),
    "month": lambda v: _of_day(v[0], "month"),
}
