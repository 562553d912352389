"""연계 정의서: of each link who gives what to whom, by which law, across which networks."""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path

from scmap.analysis.link_checks import Flaw, find_flaws
from scmap.cartography.settings import MapSettings
from scmap.errors import InputError
from scmap.model import amounts
from scmap.model.codebook import CodeBook, parts
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.link import SHARES, Link
from scmap.model.project import Project
from scmap.model.release import PROFILE_WORDS, Issued, Terms
from scmap.model.security import OPEN, security_of
from scmap.progress import Progress, part, silent
from scmap.reference.places import gazetteer_of
from scmap.reference.withholding import withholding
from scmap.report.blocks import Block, Booklet, Box, Cover, Grid, Line, Section, Subheading
from scmap.report.facts import disclosure
from scmap.report.hwpx import write_hwpx
from scmap.report.korean import LANGUAGE, phrase, word
from scmap.report.link_pictures import diagrams, flow_picture
from scmap.report.parts import Column, Fact, Imprint, Row, Table
from scmap.report.wording import kind_title, known, ministry_then
from scmap.report.xlsx import write_xlsx
from scmap.session.releasing import as_issued, cleared
from scmap.words import tr_in

FORMATS = ("hwpx", "xlsx")
NAME = "scmap-links"
_WIDTHS = (32.0, 55.0, 32.0, 55.0)  # millimetres of the form: label, value, label, value
_ARROWS = {"forward": "→", "back": "←", "both": "↔"}
INTERNAL = Terms()
_NO_MAP = MapSettings(Extent(0.0, 0.0, 1.0, 1.0), 1, 1, 96.0)


def _word(key: str, /, **values: object) -> str:
    return tr_in(LANGUAGE, f"definition.{key}", **values)


def _field(name: str) -> str:
    return tr_in(LANGUAGE, f"linkplan.field.{name}")


def compose_definition(
    project: Project,
    links: Sequence[Link],
    codebook: CodeBook,
    today: date,
    imprint: Imprint = Imprint(),  # noqa: B008  immutable
) -> Booklet:
    """Compose the 연계 정의서 of the plan in force, or of a scenario.

    Parameters
    ----------
    project : Project
        Holds the investments that are joined.
    links : sequence of Link
        What is defined, in this order.
    codebook : CodeBook
        Names of kinds and ministries.
    today : date
        작성일; agreements are judged by it.
    imprint : Imprint
        작성기관, 배포 구분, and what it left out.

    Raises
    ------
    InputError
        ``definition_empty`` when there is no link.
    """
    if not links:
        raise InputError("definition_empty")
    layer = project.investments
    flaws = find_flaws(links, layer, today)
    layers = () if layer is None else (layer,)
    grade = security_of(layers)
    below = (
        Fact(_word("made_on"), amounts.day(today, LANGUAGE)),
        Fact(_word("organisation"), imprint.organisation or _word("not_given")),
        Fact(_word("count"), _word("links", count=len(links))),
        Fact(phrase("cover.disclosure"), disclosure(layers, imprint)),
        Fact(word("fact.security"), grade),
    )
    return Booklet(
        title=_word("title", project=project.title),
        place=project.title,
        made_on=today,
        organisation=imprint.organisation,
        cover=Cover(below=below, warning=word("restricted") if grade != OPEN else ""),
        sections=(
            Section(_word("section.list"), (_overview(links, layer),)),
            Section(_word("section.diagram"), _diagram(links, layer, codebook)),
            *(_defined(link, layer, codebook, flaws) for link in links),
            Section(_word("section.checks"), (_checks(links, flaws),)),
        ),
        shown=_NO_MAP,
        restricted=grade != OPEN,
    )


def write_definition(  # noqa: PLR0913  all that is asked for, named one by one
    project: Project,
    links: Sequence[Link],
    codebook: CodeBook,
    folder: Path,
    today: date,
    *,
    formats: Sequence[str] = FORMATS,
    organisation: str = "",
    terms: Terms = INTERNAL,
    progress: Progress = silent,
) -> Issued:
    """Write the 연계 정의서 in each format, as far as the terms let the project out.

    Raises
    ------
    RefusedError
        What `cleared` refuses.
    InputError
        ``definition_empty``, ``folder_not_made``, or what writing a format raises.
    """
    clearance = cleared(project, terms, withholding(), gazetteer_of(project))
    profile = PROFILE_WORDS[terms.profile]
    imprint = Imprint(organisation, profile=profile, left=clearance.left)
    booklet = compose_definition(clearance.project, links, codebook, today, imprint)
    writers: dict[str, Callable[..., None]] = {"hwpx": write_hwpx, "xlsx": write_xlsx}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("folder_not_made", folder=str(folder)) from error
    files = []
    for place, name in enumerate(formats):
        path = folder / f"{NAME}.{name}"
        step = part(progress, place / len(formats), (place + 1) / len(formats))
        writers[name](booklet, path, progress=step)
        files.append(path)
    return as_issued(files, terms, clearance)


def _diagram(links: Sequence[Link], layer: Layer | None, codebook: CodeBook) -> tuple[Block, ...]:
    """Draw who is joined to whom, and say what the lines mean."""
    return (*diagrams(links, layer, codebook), Line(_word("lines"), level=3))


def _overview(links: Sequence[Link], layer: Layer | None) -> Table:
    columns = (
        Column(_word("column.number"), "count", 8),
        Column(_word("column.service"), width=40, named=True),
        Column(_word("column.giver"), width=38),
        Column(_word("column.taker"), width=38),
        Column(_field("state"), width=14),
        Column(_field("owner"), width=24),
        Column(_field("cost_mkrw"), "money", 18),
    )
    rows = [
        Row(
            (
                float(number),
                f"{link.template} {link.title}",
                _name(layer, link.left),
                _name(layer, link.right),
                tr_in(LANGUAGE, f"linkplan.state.{link.state}"),
                known(link.owner),
                link.cost_mkrw,
            ),
            link.uid,
        )
        for number, link in enumerate(links, start=1)
    ]
    total, lacking = amounts.total(link.cost_mkrw for link in links)
    rows.append(Row(("", _word("total"), "", "", "", "", total), total=True))
    notes = (_word("unknown_cost", count=lacking),) if lacking else ()
    return Table("links", "", columns, tuple(rows), _word("unit"), notes)


def _defined(link: Link, layer: Layer | None, codebook: CodeBook, flaws: Sequence[Flaw]) -> Section:
    """Give the section of one link: its form, its flow and its preconditions."""
    own = [flaw for flaw in flaws if flaw.link == link.uid]
    blocks: tuple[Block, ...] = (
        _form(link, layer, codebook),
        Subheading(_word("flow")),
        flow_picture(link, layer, codebook),
        _flow(link, layer),
        Subheading(_word("conditions")),
        _lines("conditions", link.conditions.splitlines()),
        Subheading(_word("lacking")),
        _lines("lacking", [_said(flaw) for flaw in own]),
    )
    return Section(f"{link.template} {link.title}", blocks)


def _form(link: Link, layer: Layer | None, codebook: CodeBook) -> Grid:
    boxes: list[Box] = []
    for row, cells in enumerate(_form_rows(link, layer, codebook)):
        for place, (label, value) in enumerate(cells):
            boxes.append(Box(row, 2 * place, label, head=True, side="centre"))
            boxes.append(Box(row, 2 * place + 1, value, columns=5 - 2 * len(cells)))
    return Grid("definition", "", _WIDTHS, tuple(boxes))


def _form_rows(
    link: Link, layer: Layer | None, codebook: CodeBook
) -> Iterator[tuple[tuple[str, str], ...]]:
    """Give the lines of the form, one or two named values each."""
    unknown = amounts.unknown(LANGUAGE)
    yield (
        (_word("column.giver"), _side(layer, link.left, codebook)),
        (_word("column.taker"), _side(layer, link.right, codebook)),
    )
    yield (
        (_field("state"), tr_in(LANGUAGE, f"linkplan.state.{link.state}")),
        (_field("phase"), tr_in(LANGUAGE, f"board.phase.{link.phase}") if link.phase else unknown),
    )
    yield (_field("owner"), known(link.owner)), (_field("partners"), known(link.partners))
    yield ((_field("roles"), known(link.roles.replace("\n", ", "))),)
    yield ((_field("legal_ground"), known(link.legal_ground.replace(";", ", "))),)
    zones = [
        tr_in(LANGUAGE, f"linkplan.zone.{zone}") if zone else unknown
        for zone in (link.zone_left, link.zone_right)
    ]
    yield (_field("zone_left"), zones[0]), (_field("zone_right"), zones[1])
    passage = tr_in(LANGUAGE, f"linkplan.passage.{link.passage}") if link.passage else unknown
    yield ((_field("passage"), passage),)
    yield (
        (_field("agreement"), known(link.agreement)),
        (_field("expires_on"), amounts.day(link.expires_on, LANGUAGE)),
    )
    yield (
        (_field("spatial_standard"), known(link.spatial_standard)),
        (_field("technical_standard"), known(link.technical_standard)),
    )
    yield (
        (_field("cost_mkrw"), amounts.money(link.cost_mkrw, LANGUAGE)),
        (_word("split"), _split(link)),
    )
    uses = unknown if math.isnan(link.uses) else _word("uses", year=_year(link), uses=link.uses)
    yield (_word("use"), uses), (_field("note"), known(link.note))


def _split(link: Link) -> str:
    told = (
        f"{_field(f'{name}_mkrw')} {amounts.money(link.split[name], LANGUAGE)}" for name in SHARES
    )
    return ", ".join(told)


def _year(link: Link) -> str:
    return amounts.unknown(LANGUAGE) if math.isnan(link.use_year) else f"{link.use_year:.0f}"


def _flow(link: Link, layer: Layer | None) -> Table:
    """List what flows: item, format, from where, to where."""
    arrow = _ARROWS[link.direction]
    columns = (
        Column(_word("column.giver"), width=40, grouped=True),
        Column(_field("direction"), width=12, grouped=True),
        Column(_word("column.taker"), width=40, grouped=True),
        Column(_field("items"), width=50, named=True),
        Column(_field("formats"), width=30),
    )
    items = list(zip_longest(parts(link.items), parts(link.formats), fillvalue=""))
    ends = _name(layer, link.left), arrow, _name(layer, link.right)
    rows = tuple(Row((*ends, known(item), known(form))) for item, form in items)
    return Table("flow", "", columns, rows, empty=_word("no_items"))


def _lines(name: str, lines: Sequence[str]) -> Table:
    columns = (Column(_word(f"column.{name}"), width=170, named=True),)
    return Table(name, "", columns, tuple(Row((line,)) for line in lines), empty=_word("nothing"))


def _checks(links: Sequence[Link], flaws: Sequence[Flaw]) -> Table:
    titles = {link.uid: f"{link.template} {link.title}" for link in links}
    columns = (
        Column(_word("column.service"), width=60, grouped=True),
        Column(_word("column.weight"), width=20),
        Column(_word("column.lacking"), width=90, named=True),
    )
    rows = tuple(
        Row((titles[flaw.link], _word(f"weight.{flaw.weight}"), _said(flaw)), flaw.link)
        for flaw in flaws
    )
    return Table("checks", "", columns, rows, empty=_word("nothing"))


def _said(flaw: Flaw) -> str:
    return tr_in(LANGUAGE, f"linkplan.flaw.{flaw.code}", name=flaw.name)


def _name(layer: Layer | None, uid: str) -> str:
    row = layer.rows.get(uid) if layer is not None else None
    return known(layer.text("name")[row] if layer is not None and row is not None else None)


def _side(layer: Layer | None, uid: str, codebook: CodeBook) -> str:
    """Name a side with its kind and its ministry."""
    row = layer.rows.get(uid) if layer is not None else None
    if layer is None or row is None:
        return amounts.unknown(LANGUAGE)
    told = kind_title(codebook, layer.text("kind")[row]), ministry_then(codebook, layer, row)
    return f"{_name(layer, uid)} ({', '.join(told)})"
