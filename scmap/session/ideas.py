"""Commands on ideas: take a table of them in, and try one in a test-bed."""

import math
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import shapely

from scmap.errors import InputError, RefusedError
from scmap.formats.projection import reprojected
from scmap.model import investment
from scmap.model.codebook import CodeBook
from scmap.model.gazetteer import Gazetteer
from scmap.model.idea import Idea
from scmap.model.layer import Layer, objects
from scmap.model.linkage import TemplateTable
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project, new_uid
from scmap.model.records import record, records, with_all, with_record
from scmap.model.symbology import Category, Symbol, Symbology
from scmap.session import linking
from scmap.session.registering import Tree, add_investments
from scmap.words import tr

ENTRY = str(uuid.UUID("2d0f7b34-5a57-5c1e-9a0e-1f6b3a8b7c52"))
KIND = "CON"  # 경진대회·아이디어
CONTEST = ("경진대회", "공모전", "contest")
_DEGREES = "EPSG:4326"


def take_in(
    project: Project,
    rows: Iterable[Mapping[str, str]],
    gazetteer: Gazetteer,
    codebook: CodeBook,
) -> Project:
    """Add ideas to a project, and show them on its map the first time.

    Parameters
    ----------
    rows : iterable of mapping
        Texts by the keys of `scmap.formats.idea_table.COLUMNS`.
    gazetteer, codebook
        Places by name, and fields by title or code.
    """
    made = [_idea(row, project.crs, gazetteer, codebook) for row in rows]
    project = with_all(project, Idea, [*records(project, Idea), *made])
    if any(entry.uid == ENTRY for entry in project.map):
        return project
    title = tr("ideas.entry")
    return project.with_entry(MapLayer(ENTRY, title, Idea.TABLE, group=title, symbology=_look()))


def apply(
    project: Project,
    idea: str,
    host: str,
    table: TemplateTable,
    *,
    today: date,
    tree: Tree | None = None,
) -> Project:
    """Try an idea in a test-bed: it becomes an investment of kind CON with a link of 적용.

    Parameters
    ----------
    idea : str
        uid of an idea, or of an investment of kind CON.
    host : str
        uid of the test-bed.
    table : TemplateTable
        The catalogue; it holds X8.
    today : date
        Day of the decision.
    tree : callable, optional
        Standard layer tree, as `add_investments` takes it.

    Raises
    ------
    RefusedError
        ``idea_gone`` when the project knows neither, or what `linking.accept` raises.
    """
    own, giver = record(project, Idea, idea), idea
    if own is not None:
        if own.applied_to:
            raise RefusedError("link_exists", service=own.title)
        giver = new_uid()
        project = add_investments(project, _investment(own, giver, project), tree)
        project = with_record(project, replace(own, applied_to=host, applied_on=today))
    layer = project.investments
    if layer is None or giver not in layer.rows or host not in layer.rows:
        raise RefusedError("idea_gone")
    link = linking.spread(project, giver, host, table, uid=new_uid(), accepted_on=today)
    name = str(layer.text("name")[layer.rows[giver]] or "")
    line = link.line if link.line is not None else linking.loop_at(project, host)
    title = tr("ideas.link", idea=name)
    return linking.accept(project, replace(link, title=title, line=line))


def _idea(row: Mapping[str, str], plane: str, gazetteer: Gazetteer, codebook: CodeBook) -> Idea:
    place, code = row.get("place", ""), ""
    if place:
        try:
            code = gazetteer.one(place).code
        except InputError:
            code = ""  # the words of the place stay; only its ground is unknown
    source = "contest" if any(word in row.get("source", "") for word in CONTEST) else "citizen"
    return Idea(
        new_uid(),
        row["title"],
        row.get("text", ""),
        ";".join(_fields(row.get("fields", ""), codebook)),
        source,
        place,
        code,
        _number(row.get("year", "")),
        _number(row.get("satisfaction", "")),
        line=_point(row, plane, gazetteer, code),
    )


def _fields(written: str, codebook: CodeBook) -> list[str]:
    """Give the codes of fields by code or title."""
    titles = {field.title: code for code, field in codebook.fields.items()}
    asked = [one.strip() for one in written.replace(",", ";").replace("/", ";").split(";")]
    known = (one if one in codebook.fields else titles.get(one) for one in asked)
    return list(dict.fromkeys(code for code in known if code))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _point(
    row: Mapping[str, str], plane: str, gazetteer: Gazetteer, code: str
) -> shapely.Geometry | None:
    """Give the point of coordinates in degrees, or one in the municipality."""
    x, y = _number(row.get("longitude", "")), _number(row.get("latitude", ""))
    if not math.isnan(x + y):
        return shapely.Point(reprojected(np.array([[x, y]]), _DEGREES, plane)[0])
    if not code:
        return None
    return shapely.point_on_surface(gazetteer.footprint(f"municipality:{code}"))


def _investment(idea: Idea, uid: str, project: Project) -> Layer:
    texts = {
        "name": idea.title,
        "kind": KIND,
        "municipality": idea.place,
        "municipality_code": idea.code,
        "fields": idea.fields,
        "source": tr(f"ideas.source.{idea.source}"),
        "note": idea.text,
    }
    x, y = (idea.line.x, idea.line.y) if idea.line is not None else (math.nan, math.nan)
    numbers = {"year_from": idea.year, "year_to": idea.year, "x": x, "y": y}
    return Layer(
        uid=investment.TABLE,
        name=investment.TABLE,
        title="",
        kind="investment",
        crs=project.crs,
        uids=objects([uid]),
        geometry=objects([None]),
        columns={
            **{name: objects([text or None]) for name, text in texts.items()},
            **{name: np.array([number]) for name, number in numbers.items()},
        },
    )


def _look() -> Symbology:
    looks = {
        "contest": Symbol(fill="#CC79A7", stroke="#FFFFFF", marker="triangle", size_mm=3.2),
        "citizen": Symbol(fill="#56B4E9", stroke="#FFFFFF", marker="circle", size_mm=2.6),
    }
    categories = (Category(one, tr(f"ideas.source.{one}"), look) for one, look in looks.items())
    return Symbology(looks["citizen"], "source", tuple(categories))
