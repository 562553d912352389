"""What the inspector says about an accepted linked service."""

from scmap.gui.models import wording
from scmap.gui.models.card import Card, Fact, Section
from scmap.gui.models.catalogue_words import link_conditions, link_items, link_laws, link_title
from scmap.gui.models.investment_card import investment_target
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.words import tr


def link_card(link: Link, investments: Layer | None, codebook: CodeBook) -> Card:
    """Explain a linked service: whom it joins, what flows, and on what it rests.

    Parameters
    ----------
    link : Link
        The service.
    investments : Layer or None
        Where its two sides are looked up; a side that has gone is left out.
    codebook : CodeBook
        Titles of kinds and ministries.
    """
    sides = [
        investment_target(investments, uid, codebook)
        for uid in (link.left, link.right)
        if investments is not None and uid in investments.rows
    ]
    return Card(
        kind=tr("inspector.link.kind"),
        title=f"{link.template} {link_title(link)}",
        sections=(
            Section("sides", targets=tuple(sides)),
            Section("about", facts=_about(link)),
            Section(
                "conditions",
                tr("inspector.link.conditions"),
                text=link_conditions(link) or (amounts.unknown(),),
            ),
            Section(
                "law", tr("inspector.link.legal_ground"), text=(wording.known(link_laws(link)),)
            ),
        ),
    )


def _about(link: Link) -> tuple[Fact, ...]:
    direction = "both" if link.direction == "both" else "forward"
    return (
        Fact(tr("inspector.link.direction"), tr(f"linkage.direction.{direction}")),
        Fact(tr("inspector.link.items"), wording.known(link_items(link))),
        Fact(tr("inspector.link.owner"), wording.known(link.owner)),
        Fact(
            tr("inspector.link.phase"),
            tr(f"board.phase.{link.phase}") if link.phase else amounts.unknown(),
        ),
        Fact(tr("inspector.link.cost"), amounts.money(link.cost_mkrw), number=True),
        Fact(tr("inspector.link.accepted_on"), amounts.day(link.accepted_on)),
    )
