"""What a newer file of a source changes, as a table: new, gone, changed with both values."""

from collections.abc import Iterator, Mapping
from typing import Any

from scmap.gui.models.sheet import Sheet
from scmap.session.renewal_words import column_words, value_words
from scmap.words import tr

HEADER = ("what", "name", "column", "before", "after")


def renewal_sheet(told: Mapping[str, Any]) -> Sheet:
    """Give the report on a renewal (`renewal_record.record`) as a table."""
    return Sheet(tuple(tr(f"renewing.head.{name}") for name in HEADER), tuple(_lines(told)))


def renewal_summary(told: Mapping[str, Any]) -> str:
    """Say in one line what a renewal does."""
    counts = {name: f"{count:,}" for name, count in told["counts"].items()}
    said = tr("renewing.sum", layer=told["layer"], matched=f"{told['matched']:,}", **counts)
    return " ".join(filter(None, (said, _key(told["key"]))))


def _key(key: str) -> str:
    return tr("renewing.key", key=key) if key else ""


def _lines(told: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for one in told["changed"]:
        why = one.get("why") or ""
        after = " ".join(filter(None, (value_words(one["after"]), f"({why})" if why else "")))
        column = column_words(one["column"])
        yield (tr("renewing.changed"), one["name"], column, value_words(one["before"]), after)
    for one in told["gone"]:
        stay = "registered" if one["registered"] else "stays" if one["stays"] else "leaves"
        yield (tr("renewing.gone"), one["name"], "", "", tr(f"renewing.gone.{stay}"))
    for one in told["new"]:
        yield (tr("renewing.new"), one["name"], "", "", "")
    for one in told["unclear"]:
        yield (tr("renewing.unclear"), one["name"], "", "", tr("renewing.unclear.why"))
    for name, count in told["left_unsaid"].items():
        left = tr("renewing.left", count=f"{count:,}")
        yield (tr("renewing.unsaid"), "", column_words(name), left, "")
