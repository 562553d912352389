"""What the linkage panel says about services, pairs and links, as values without widgets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scmap.analysis.linkage_text import condition_title, finding, values_used
from scmap.gui.models import wording
from scmap.gui.models.card import Fact, Target
from scmap.gui.models.catalogue_words import link_title
from scmap.model import amounts
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.linkage import Check, Fit, Standing, State, TemplateTable, Text
from scmap.model.ruleset import GRADE_KEYS, GRADES
from scmap.session.services import Services
from scmap.words import tr

# Marks of the states by icon, so that none is told by its colour alone.
ICONS: dict[State, str] = {"met": "success", "unmet": "error", "unknown": "help"}
_ORDER: tuple[Standing, ...] = ("full", "partial", "none", "unknown")


@dataclass(frozen=True, slots=True)
class Condition:
    """One precondition as it was found.

    Attributes
    ----------
    state : str
        "met", "unmet" or "unknown".
    title, finding : str
        What is asked for; what was measured, what is short, or why it is unknown.
    either : bool
        Whether the next condition is an alternative to this one.
    """

    state: State
    title: str
    finding: str
    either: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that a pair could be linked by.

    Attributes
    ----------
    template : str
        Its id.
    title : str
        id and name.
    standing : str
        "full", "partial", "none" or "unknown".
    summary : str
        Standing, score and conditions in one line.
    conditions : tuple of Condition
        In the catalogue's order.
    facts : tuple of Fact
        Who gives what to whom, what is gained, and the law.
    fictional : bool
        Whether a finding rests on made-up facilities.
    accepted : str
        uid of the link that was made of it; "" for none.
    """

    template: str
    title: str
    standing: Standing
    summary: str
    conditions: tuple[Condition, ...]
    facts: tuple[Fact, ...]
    fictional: bool
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class LinkLine:
    """An accepted link in one line."""

    uid: str
    title: str
    detail: str


def offers(
    services: Services, row: int, links: Iterable[Link], table: TemplateTable
) -> tuple[Offer, ...]:
    """Give the services that fit a pair; of those accepted, say so."""
    sides = set(services.candidates.uid(row).split("|"))
    accepted = {link.template: link.uid for link in links if {link.left, link.right} == sides}
    layer = services.candidates.layer
    return tuple(
        _offer(fit, services.score(row, fit), layer, table, accepted.get(fit.template.id, ""))
        for fit in services.of(row)
    )


def tally(found: Sequence[Offer]) -> str:
    """Say how many services are applicable, short of a condition, or not computed."""
    counts = [(one, sum(offer.standing == one for offer in found)) for one in _ORDER]
    return " · ".join(
        f"{tr(f'linkpanel.standing.{one}')} {count}" for one, count in counts if count
    )


def pair_targets(services: Services, rows: Iterable[int], layer_of: str) -> tuple[Target, ...]:
    """Give the pairs that some service fits as buttons.

    `layer_of` is the layer in which a button selects its pair.
    """
    return tuple(_pair_target(services, row, layer_of) for row in rows if services.of(row))


def pair_lead(services: Services, row: int) -> str:
    """Give grade and linkage score of a pair in one line."""
    verdict = services.candidates.verdict
    grade = verdict.grade[row]
    return tr(
        "linkpanel.pair.lead",
        roman=GRADES[grade],
        grade=tr(f"verdict.grade.{GRADE_KEYS[grade]}"),
        score=amounts.score(float(verdict.linkage[row])),
    )


def pair_title(layer: Layer | None, uids: Iterable[str]) -> str:
    """Name both sides of a pair."""
    return " × ".join(name_of(layer, uid) for uid in uids)


def link_lines(links: Iterable[Link], layer: Layer | None) -> tuple[LinkLine, ...]:
    """Give the accepted links, each with its sides and its day."""
    return tuple(
        LinkLine(
            link.uid,
            link_title(link),
            tr(
                "linkpanel.link.detail",
                giver=name_of(layer, link.left),
                taker=name_of(layer, link.right),
                day=amounts.day(link.accepted_on),
            ),
        )
        for link in links
    )


def name_of(layer: Layer | None, uid: str) -> str:
    """Name an investment; the word for unknown when the project lacks it."""
    row = layer.rows.get(uid) if layer is not None else None
    return wording.known(layer.text("name")[row] if layer is not None and row is not None else None)


def _pair_target(services: Services, row: int, layer_of: str) -> Target:
    uid = services.candidates.uid(row)
    applicable = sum(fit.standing in {"full", "partial"} for fit in services.of(row))
    count = tr("linkpanel.pair.applicable", count=applicable)
    detail = f"{pair_lead(services, row)} · {count}"
    return Target(pair_title(services.candidates.layer, uid.split("|")), detail, layer_of, uid)


def _offer(fit: Fit, score: float, layer: Layer, table: TemplateTable, accepted: str) -> Offer:
    known = [check for check in fit.checks if check.state != "unknown"]
    met = sum(check.state == "met" for check in known)
    said = [
        tr(f"linkpanel.standing.{fit.standing}"),
        tr("linkpanel.met", met=met, known=len(known)) if known else "",
        tr("linkpanel.score", score=amounts.score(score)),
    ]
    return Offer(
        template=fit.template.id,
        title=f"{fit.template.id} {fit.template.title}",
        standing=fit.standing,
        summary=" · ".join(filter(None, said)),
        conditions=_conditions(fit, table),
        facts=_facts(fit, layer, table),
        fictional=any(check.fictional for check in fit.checks),
        accepted=accepted,
    )


def _conditions(fit: Fit, table: TemplateTable) -> tuple[Condition, ...]:
    said = [
        (one.state, condition_title(one.precondition, table), finding(one, table))
        for one in fit.checks
    ]
    either = [_alternatives(one, other) for one, other in pairwise(fit.checks)] + [False]
    return tuple(Condition(*one, more) for one, more in zip(said, either, strict=False))


def _alternatives(one: Check, other: Check) -> bool:
    return bool(one.precondition.either) and one.precondition.either == other.precondition.either


def _facts(fit: Fit, layer: Layer, table: TemplateTable) -> tuple[Fact, ...]:
    template = fit.template
    arrow = "↔" if template.direction == "both" else "→"
    sides = f"{name_of(layer, fit.giver)} {arrow} {name_of(layer, fit.taker)}"
    lines = (
        ("sides", sides),
        ("flow", f"{template.source} {arrow} {template.target}"),
        ("items", _listed(template.items)),
        ("benefit", str(template.benefit)),
        ("legal", _listed(template.legal)),
        ("agreements", _listed(template.agreements)),
        ("values", _listed(values_used(template, table))),
    )
    return tuple(Fact(tr(f"linkpanel.fact.{key}"), value) for key, value in lines if value)


def _listed(texts: tuple[Text | str, ...]) -> str:
    return str(texts[0]) if len(texts) == 1 else "\n".join(f"· {text}" for text in texts)
