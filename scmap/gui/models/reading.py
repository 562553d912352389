"""How a file is read, as a planner may choose it: what it is, its CRS, its encoding, each with why.

What was judged stands first, so that agreeing is leaving it.
"""

from dataclasses import dataclass

from scmap.formats.incoming.evidence import FAMILY
from scmap.formats.incoming.reading import SHAPEFILES
from scmap.formats.incoming.unpack import ARCHIVES
from scmap.formats.spreadsheet import TEXTS
from scmap.model import facility
from scmap.model.issue import Issue
from scmap.session.arrivals import KINDS, Arrival, Asked
from scmap.words import tr

ENCODINGS = ("cp949", "utf-8", "utf-16", "latin-1", "big5")
READABLE = frozenset({*TEXTS, *SHAPEFILES, *ARCHIVES})  # of which the encoding can be said
ABOUT_CRS = ("crs_", "datum_", "axes_")  # beginnings of the issues that speak of the CRS
ABOUT_TEXT = ("encoding_",)
ROLE = "role:"  # before the role, in what stands for a kind


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is asked for ("" = as it was judged), in words, and what speaks for it."""

    value: str
    text: str
    why: str = ""


def kind_options(arrival: Arrival) -> tuple[Option, ...]:
    """Say as what a table can be read; () where there is nothing to choose."""
    if arrival.found is None and arrival.kind != "form":
        return ()
    hidden = set() if arrival.found is not None else {"investment"}
    hidden |= set() if arrival.offers_base or arrival.asked.kind == "boundary" else {"boundary"}
    listed = [
        Option(value, tr(f"reading.kind.{value or 'judged'}"))
        for value in ("", *KINDS)
        if value not in hidden
    ]
    if arrival.found is not None and arrival.found.table.geometry is not None:
        listed += [
            Option(f"{ROLE}{role}", tr("reading.kind.role", role=tr(f"reading.role.{role}")))
            for role in facility.ROLES
        ]
    return tuple(listed)


def said_of(asked: Asked, name: str) -> str:
    """Give the value of the choice that was made of "kind", "crs" or "encoding"."""
    if name == "kind" and asked.role:
        return f"{ROLE}{asked.role}"
    return str(getattr(asked, name))


def crs_options(arrival: Arrival) -> tuple[Option, ...]:
    """Give the CRSs of the Korean family, those first that explain best where the file lies."""
    found = arrival.found
    if found is None or found.table.geometry is None:
        return ()
    table = found.table
    judged = table.crs if not arrival.asked.crs else ""
    first = tr(f"reading.crs.judged_{table.crs_from}", crs=named(judged)) if judged else ""
    ranked = {one.crs: one.why() for one in found.candidates}
    listed = [Option(crs, named(crs), why) for crs, why in ranked.items()]
    rest = [f"EPSG:{code}" for code in FAMILY if f"EPSG:{code}" not in ranked]
    return (
        Option("", first or tr("reading.crs.judge"), ranked.get(judged, "")),
        *listed,
        *(Option(crs, named(crs)) for crs in rest),
    )


def encoding_options(arrival: Arrival) -> tuple[Option, ...]:
    """Give the encodings in which the text may be; () where the format itself says it."""
    if arrival.found is None or arrival.path.suffix.lower() not in READABLE:
        return ()
    judged = arrival.found.table.encoding if not arrival.asked.encoding else ""
    first = tr("reading.encoding.judged", encoding=shown(judged)) if judged else ""
    return (
        Option("", first or tr("reading.encoding.judge")),
        *(Option(name, tr(f"reading.encoding.{name}")) for name in ENCODINGS),
    )


def named(crs: str) -> str:
    """Give a CRS with what it is called: "EPSG:5186 중부원점"."""
    code = crs.removeprefix("EPSG:")
    known = code.isdigit() and int(code) in FAMILY
    return f"{crs} · {tr(f'reading.crs.{code}')}" if known else crs


def planes(own: str) -> tuple[tuple[str, str], ...]:
    """Give the CRSs in which a layer can be written, its own first, with their names."""
    others = [f"EPSG:{code}" for code in FAMILY if f"EPSG:{code}" != own]
    return tuple((crs, named(crs)) for crs in ([own] if own else []) + others)


def shown(encoding: str) -> str:
    """Give an encoding as planners know it."""
    return encoding.upper().removesuffix("-SIG")


def remarks(arrival: Arrival, about: tuple[str, ...]) -> str:
    """Say what was noticed about the CRS or the encoding, line by line; the file is in front."""
    told = (issue for issue in arrival.issues if issue.code.startswith(about))
    return "\n".join(issue.said().removeprefix(f"{issue.layer}: ") for issue in told)


def crs_reason(arrival: Arrival) -> str:
    """Say why the CRS was taken: the evidence for it, and what was noticed."""
    found = arrival.found
    if found is None:
        return ""
    why = next((one.why() for one in found.candidates if one.crs == found.table.crs), "")
    return "\n".join(filter(None, (remarks(arrival, ABOUT_CRS), why)))


def totals_reason(noticed: Issue) -> str:
    """Say by what rows were taken for totals, and what becomes of them."""
    told = noticed.values
    why = tr("reading.totals.why", column=told["column"], value=told["value"], rows=told["rows"])
    if told.get("summed"):
        why += tr("reading.totals.summed", columns=told["summed"])
    return why


def asks_same(one: Arrival, other: Arrival) -> bool:
    """Tell whether two files leave the same open about their CRS, so that one answer is enough."""
    if one is other or one.found is None or other.found is None:
        return False
    first, second = one.found, other.found
    if {first.table.crs_from, second.table.crs_from} - {"guessed", "none", "user"}:
        return False
    if first.table.geometry is None or second.table.geometry is None:
        return False
    same = first.table.crs == second.table.crs and one.asked.crs == other.asked.crs
    tops = [{each.crs for each in each_found.candidates[:3]} for each_found in (first, second)]
    return same and (tops[0] == tops[1] or bool(tops[0] & tops[1]))
