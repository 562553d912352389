"""The inspector: explains what is selected, in words a committee can read."""

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from scmap import reference
from scmap.cartography.highlight import MOST_MARKED
from scmap.gui import texts
from scmap.gui.bridge import Bridge
from scmap.gui.card_view import CardView
from scmap.gui.depths import Depths
from scmap.gui.fade import Fade
from scmap.gui.findings import Findings
from scmap.gui.flow_layout import FlowLayout
from scmap.gui.models.card import Card
from scmap.gui.models.depth_card import depth_card
from scmap.gui.models.exemptions import exemption_sections, selected_pair
from scmap.gui.models.feature_card import feature_card
from scmap.gui.models.investment_card import investment_card
from scmap.gui.models.link_card import link_card
from scmap.gui.models.overlap_card import Pair, overlap_card
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.finding_part import FindingPart
from scmap.gui.panels.panel import Panel
from scmap.gui.parting import part_with
from scmap.gui.selection import Selection
from scmap.gui.sources import DEPTH, PAIRS
from scmap.model.finding import PAIR_LAYER, Comment
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.maplayer import BASE
from scmap.model.pairs import PairList
from scmap.model.project import Project
from scmap.model.records import record
from scmap.session.editing import editable
from scmap.session.excepting import exemption_of
from scmap.session.linking import unlinked_sequence
from scmap.words import tr

# What one goes on to from a pair, as far as it can be done.
DEEDS = (
    "edit.form",
    "step.link",
    "link.spread",
    "review.propose",
    "review.except",
    "review.unexcept",
)
WIDEST = 340  # pixels that a card may ask for; beyond it, it is cut
LOW_PX = 280  # in a lower panel all of it is scrolled, or nothing of the card would be seen


class Inspector(Panel):
    """Shows a card about the current one of the selected things."""

    def __init__(
        self,
        bridge: Bridge,
        findings: Findings,
        selection: Selection,
        depths: Depths,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._findings, self._selection = bridge, findings, selection
        self._depths = depths
        self._open: frozenset[str] = frozenset()  # parts that the user unfolded
        self._shown: tuple[str, str] = ("", "")
        self.card: Card | None = None  # what is explained now
        self._next: Card | None = None  # what is to be explained, maybe in a turn of its own
        self._coming: CardView | None = None  # what will show it, still out of sight
        self._soon: Callable[[Callable[[], None]], None] = selection.in_turn
        self._several = texts.caption(parent=self)
        self._several.setContentsMargins(12, 6, 12, 0)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        Fade(self._area)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._area.setWidget(self._inside)
        self._view: CardView | None = None
        self._is_low = False
        self._empty = EmptyState(self)
        self._deeds = tuple(QPushButton(self) for _ in DEEDS)
        self._row = QWidget(self)
        line = FlowLayout(self._row)
        line.setContentsMargins(12, 6, 12, 8)
        for button in self._deeds:
            line.addWidget(button)
        self._row.hide()  # all deeds at once, which never stand there, would widen the side
        self.finding = FindingPart(bridge, self)
        self.finding.hide()
        body = self._body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        for part in (self._several, self._area, self.finding, self._row, self._empty):
            body.addWidget(part)
        self._wire()
        self.retranslate()

    def _wire(self) -> None:
        self._empty.pressed.connect(self.action_wanted)
        for button, action in zip(self._deeds, DEEDS, strict=True):
            button.clicked.connect(partial(self.action_wanted.emit, action))
        self._bridge.opened.connect(self.outdate_in_turn)
        self._bridge.changed.connect(self._follow)
        self.keep_up_with(self._findings)
        self._selection.changed.connect(self._follow)
        self._depths.changed.connect(self.outdate)

    def _follow(self) -> None:
        """Explain another selection, or anew after a change, behind what shows that itself."""
        self._stale = True
        if self.isVisible():
            self._findings.behind(self._catch_up_in_turns)

    def _catch_up_in_turns(self) -> None:
        """Compose the card, show it, and offer what can be done, each in a turn of its own."""
        if self._stale:
            self._stale = False
            self._soon = self._findings.behind
            self._explain()

    def refresh(self) -> None:
        """Explain what is selected now, and offer what can be done with it."""
        self._soon = self._selection.in_turn
        self._explain()

    def _explain(self) -> None:
        """Compose the card, and have it made, dressed and shown where it differs.

        Each asks for the next one: who has gone on to something else meanwhile begins anew.
        """
        selected = self._selection.selected
        project = self._bridge.project
        card = self._compose(project, selected.layer, selected.current) if project else None
        several = len(selected) > 1 and card is not None and selected.layer != DEPTH
        self._several.setVisible(several)
        self._several.setText(_several(len(selected)))
        self._area.setVisible(card is not None)
        self._empty.setVisible(card is None)
        self._next = card
        self._drop()
        if card is None:
            self._say_empty(project)
            self._part()
        differs = card is not None and card != self.card
        self._soon(self._make if differs else self._offer)

    def _offer(self) -> None:
        """Show the deeds and the finding that belong to the card."""
        selected, card = self._selection.selected, self._next
        project = self._bridge.project
        pair = selected.layer in PAIRS or selected.layer == Link.TABLE
        edited = project is not None and editable(project.layer(selected.layer))
        offered = self._deeds_of_pair(project) if pair else {"edit.form"} if edited else set()
        for button, action in zip(self._deeds, DEEDS, strict=True):
            button.setVisible(action in offered)
        self._row.setVisible(card is not None and (pair or edited))
        self.finding.put(project if card is not None else None, *self._remarked(project))

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._area.setAccessibleName(tr("inspector.name"))
        self.finding.retranslate()
        for button, action in zip(self._deeds, DEEDS, strict=True):
            button.setText(tr(f"inspector.do.{action}"))
            button.setToolTip(texts.tip(tr(f"actions.{action}.tip")))
        self.outdate()

    def _deeds_of_pair(self, project: Project | None) -> set[str]:
        """Name what can be done with a pair: except it, or withdraw the exception there is."""
        pair = selected_pair(project, self._selection.selected) if project else ""
        found = exemption_of(project, pair) if project and pair else None
        offers = {
            "edit.form": False,
            "step.link": found is None,
            "link.spread": bool(project and pair and unlinked_sequence(project, pair)),
            "review.except": bool(pair) and found is None,
            "review.unexcept": found is not None,
        }
        return {action for action in DEEDS if offers.get(action, True)}

    def _remarked(self, project: Project | None) -> tuple[str, str]:
        """Say at what a comment would be pinned: a pair, or a feature of the project's."""
        selected = self._selection.selected
        if project is None:
            return "", ""
        if selected.layer in PAIRS:
            return PAIR_LAYER, selected_pair(project, selected)
        own = project.layer(selected.layer) is not None and selected.layer != Comment.TABLE
        return (selected.layer, selected.current) if own else ("", "")

    def _compose(self, project: Project, name: str, uid: str) -> Card | None:
        if not uid:
            return None
        investments, pairs = project.investments, self._pairs(project)
        codebook = reference.codebook()
        if name in PAIRS or name == DEPTH:
            return self._result_card(project, name, uid)
        link = record(project, Link, uid) if name == Link.TABLE else None
        if link is not None:
            return link_card(link, investments, codebook)
        layer = _layer(project, name)
        if layer is None or uid not in layer.rows:
            return None
        if layer is investments:
            return investment_card(layer, uid, codebook, pairs)
        return feature_card(layer, uid, codebook)

    def _result_card(self, project: Project, name: str, uid: str) -> Card | None:
        """Explain a pair, or the ground that is selected, as the analysis found them."""
        investments = project.investments
        if investments is None:
            return None
        if name == DEPTH:
            return self._depth_card(investments)
        pair = Pair(uid, investments, self._pairs(project))
        registered = exemption_sections(project, uid)
        return overlap_card(pair, reference.codebook(), registered) if pair.known else None

    def _depth_card(self, investments: Layer) -> Card | None:
        """Explain all faces that are selected together; none of them alone says more."""
        counted = self._depths.counted
        if counted is None:
            return None
        place = counted.drawn.place
        faces = [place[uid] for uid in self._selection.selected.uids if uid in place]
        if not faces or len(investments) != len(counted.depth.partition.layer):
            return None
        numbers = np.array(sorted(faces), dtype=np.intp)
        return depth_card(counted.depth, numbers, investments, reference.codebook())

    def _pairs(self, project: Project) -> PairList | None:
        """Give the pairs of the very investments that the project has now."""
        pairs = self._findings.pairs
        return pairs if self._findings.source is project.investments else None

    def _make(self) -> None:
        """Make what shows the next card, still out of sight."""
        self._drop()
        if self._next is not None:
            self._coming = CardView(self._next, self._open)
            self._coming.setParent(self._inside)
            self._soon(self._dress)

    def _dress(self) -> None:
        """Let all of it take style and place, which to show it would do in one go."""
        if self._coming is not None:
            self._coming.dress(self._area.viewport().width())
            self._soon(self._put)

    def _drop(self) -> None:
        """Let a card go that was made and is not wanted any more."""
        if self._coming is not None:
            part_with(self._coming)
            self._coming = None

    def _part(self) -> None:
        """Let the card go that is shown."""
        selected = self._selection.selected
        self._shown = (selected.layer, selected.current)
        if self._view is not None:
            part_with(self._view)
        self._view = self.card = None

    def _put(self) -> None:
        """Show the card that was made."""
        view = self._coming
        if view is None:
            return
        before = self._shown
        self._part()
        self.card, self._view, self._coming = self._next, view, None
        view.target_chosen.connect(lambda layer, uid: self._selection.select(layer, (uid,)))
        view.unfolded.connect(self._remember)
        self._column.insertWidget(0, view, 1)
        view.show()  # now: a layout would show it in a later turn
        bar = self._area.verticalScrollBar()
        # What does not break, as a table, would be cut: the side grows with it.
        needed = view.minimumSizeHint().width() + bar.sizeHint().width()
        self._area.setMinimumWidth(min(needed, WIDEST))
        if self._shown != before:
            bar.setValue(0)
        self._soon(self._offer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low panel, let what stands below the card be scrolled with it."""
        super().resizeEvent(event)
        is_low = event.size().height() < LOW_PX
        if is_low == self._is_low:
            return
        self._is_low = is_low
        for part in (self.finding, self._row):
            if is_low:
                self._column.addWidget(part)
            else:
                self._body.insertWidget(self._body.indexOf(self._empty), part)

    def _remember(self, key: str, shown: bool) -> None:
        self._open = self._open | {key} if shown else self._open - {key}

    def _say_empty(self, project: Project | None) -> None:
        why, action = ("nothing", "analysis.next") if project else ("no_project", "file.open")
        if project is not None and not self._findings.pairs:
            action = "step.data" if project.investments else "file.import"
        button = tr(f"actions.{action}") if action else ""
        words = tr(f"inspector.empty.{why}"), tr(f"inspector.empty.{why}.text")
        self._empty.put(*words, button, action)


def _several(count: int) -> str:
    """Say how many are selected, and how many of very many the map outlines."""
    told = tr("inspector.several", count=f"{count:,}")
    if count <= MOST_MARKED:
        return told
    return f"{told}\n{tr('inspector.several.marked', shown=f'{MOST_MARKED:,}')}"


def _layer(project: Project, name: str) -> Layer | None:
    """Give a layer of the project, or the boundaries of that name."""
    if name.startswith(BASE):  # on the map already, so this reads no file
        return reference.boundaries_of(project)(name.removeprefix(BASE))
    return project.layer(name)
