"""What explains one thing: a title and sections of facts, as values without widgets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is, its value in words, and what limits it.

    Attributes
    ----------
    label, value : str
        "중첩계수", "45.2 %".
    remark : str
        Written small below the value.
    number : bool
        Whether the value is a figure: aligned to the right.
    """

    label: str
    value: str
    remark: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A button that selects something else.

    Attributes
    ----------
    text, detail : str
        First and second line of the button.
    layer, uid : str
        What it selects.
    edited : bool
        Whether a button beside it opens the form of its attributes.
    """

    text: str
    detail: str
    layer: str
    uid: str
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table: words on the left, figures on the right.

    Attributes
    ----------
    header : tuple of str
        One word a column; () for none.
    rows : tuple of tuple of str
        Cells in the order of the columns.
    strong : tuple of int
        Rows that are printed bold: sums.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a card.

    Attributes
    ----------
    key : str
        Tells whether the user unfolded this part of the last card.
    title : str
        Heading; "" for none.
    warnings, targets, text, facts, grid, notes
        What it holds, shown in this order; warnings bear their sign, notes are muted.
    folds : bool
        Whether it opens only when asked: 판정 근거, 산출 근거.
    """

    key: str
    title: str = ""
    targets: tuple[Target, ...] = ()
    text: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    grid: Grid | None = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """All that is said about one thing.

    Attributes
    ----------
    kind : str
        What sort of thing it is, above the title.
    title : str
        Its name.
    lead : str
        The one line that matters most, below the title; "" for none.
    sections : tuple of Section
        From top to bottom.
    """

    kind: str
    title: str
    lead: str = ""
    sections: tuple[Section, ...] = ()
