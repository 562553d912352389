"""Belonging to a cooperative: beginning one, joining, sharing more layers, leaving, lost keys."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QMessageBox, QWidget

from scmap.gui import texts
from scmap.gui.bridge import Bridge
from scmap.gui.exchanging import Deed, Exchanged
from scmap.model.cooperation import Share
from scmap.reference import gazetteer
from scmap.session import sharing
from scmap.store.sharing import exchange
from scmap.store.sharing.batch import Act
from scmap.store.sharing.desk import Desk, FolderDesk
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.keys import fingerprint_of
from scmap.store.sharing.place import PACKAGE_SUFFIX
from scmap.words import tr

if TYPE_CHECKING:
    from scmap.gui.dialogs.joining import JoiningDialog


class Exchanges(Protocol):
    """What is done here goes through an exchange, in the background."""

    last: Exchanged | None

    @property
    def share(self) -> Share | None:
        """The cooperative of the open project."""

    def show(self, shown: bool) -> None:
        """Show or hide the panel."""

    def exchange(self, where: str, deed: Deed) -> None:
        """Do something at a place, and exchange there."""

    def run(self, work: Callable[[Any], Exchanged]) -> None:
        """Do something else that ends in an exchange."""


class Belonging:
    """What one does about the cooperative itself.

    Parameters
    ----------
    exchanges : Exchanges
        Carries it out.
    bridge : Bridge
        The open project.
    window : QWidget
        In front of which is asked.
    """

    def __init__(self, exchanges: Exchanges, bridge: Bridge, window: QWidget) -> None:
        self._exchanges, self._bridge, self._window = exchanges, bridge, window

    def begin(self) -> None:
        """Begin a cooperative with layers of the open project."""
        self._ask_who(begins=True, then=self._found)

    def join(self) -> None:
        """Ask to be admitted to a cooperative, or log in to the server of one."""
        self._ask_who(begins=False, then=lambda dialog: self._request(dialog.where, dialog.who))

    def share_more(self) -> None:
        """Share layers beside those that are shared already."""
        from scmap.gui.dialogs.layers_to_share import MoreLayersDialog  # noqa: PLC0415

        project, share, last = self._bridge.project, self._exchanges.share, self._exchanges.last
        if project is None or share is None or last is None:
            self._exchanges.show(True)  # it says what is missing
            return
        place = share.place
        dialog = MoreLayersDialog(project, last.done.told.layers, self._window)

        def ask() -> None:
            wanted = dialog.layers

            def deed(desk: Desk) -> None:
                known = desk.state().layers  # a colleague may have shared one meanwhile
                chosen = {uid: mode for uid, mode in wanted.items() if uid not in known}
                sharing.share_layers(project, desk, chosen)

            self._exchanges.exchange(place, deed)

        dialog.accepted.connect(ask)
        dialog.open()

    def leave(self) -> None:
        """Leave the cooperative; what was done is handed over before."""
        project, share = self._bridge.project, self._exchanges.share
        if project is None or share is None:
            self._exchanges.show(True)  # it says that nothing is shared
            return

        def deed(desk: Desk) -> None:
            sharing.synced(project, desk)
            desk.act(Act("leave"))

        text = tr("sharepanel.leave.text", title=share.title)
        self._confirm("leave", text, lambda: self._exchanges.exchange(share.place, deed))

    def withdraw(self, member: str) -> None:
        """Take a lost key or login away, to which another member has to agree."""
        share, last = self._exchanges.share, self._exchanges.last
        if share is None or last is None:
            return
        name = last.done.told.members[member].name

        def deed(desk: Desk) -> None:
            known = desk.state().vector.get(member, 0)
            desk.act(Act("withdraw", {"member": member, "last": known}))

        text = tr("sharepanel.withdraw.text", name=name, who=identity(share, member))
        self._confirm("withdraw", text, lambda: self._exchanges.exchange(share.place, deed))

    def admit(self, member: str) -> None:
        """Agree to admit somebody whose fingerprint was compared."""
        share, last = self._exchanges.share, self._exchanges.last
        who = last.asking.get(member) if last else None
        if share is not None and who is not None:
            act = Act("admit", {"member": member, **sharing.said(who)})
            self._exchanges.exchange(share.place, lambda desk: desk.act(act))

    def _confirm(self, name: str, text: str, then: Callable[[], None]) -> None:
        box = texts.question(tr(f"sharepanel.{name}.title"), text, parent=self._window)
        box.setObjectName(f"confirm.{name}")
        yes = box.addButton(tr(f"sharepanel.{name}.do"), QMessageBox.ButtonRole.AcceptRole)
        no = box.addButton(tr("sharepanel.cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        yes.clicked.connect(lambda _checked: then())
        box.open()

    def _ask_who(self, *, begins: bool, then: "Callable[[JoiningDialog], None]") -> None:
        from scmap.gui.dialogs.joining import JoiningDialog  # noqa: PLC0415  when asked for

        project = self._bridge.project
        if project is not None:
            dialog = JoiningDialog(project, gazetteer(), self._window, begins=begins)
            dialog.accepted.connect(lambda: then(dialog))
            dialog.open()

    def _request(self, where: str, who: Introduction) -> None:
        def deed(desk: Desk) -> None:
            if isinstance(desk, FolderDesk) and desk.member not in desk.state().members:
                exchange.request(desk.place, desk.replica.signer, desk.share, who)

        self._exchanges.show(True)
        self._exchanges.exchange(where, deed)

    def _found(self, dialog: "JoiningDialog") -> None:
        """Begin what was asked about; on a server layers are shared with those who are there."""
        project = self._bridge.project
        where, who, layers, expires = dialog.where, dialog.who, dialog.layers, dialog.expires
        if project is None:
            return
        self._exchanges.show(True)
        if sharing.is_server(where):
            self._exchanges.exchange(
                where, lambda desk: sharing.share_layers(project, desk, layers)
            )
            return

        def work(_progress: object) -> Exchanged:
            place = Path(where)
            if place.suffix != PACKAGE_SUFFIX:
                place.mkdir(exist_ok=True)
            title = project.title
            done = sharing.begin(project, place, who, layers, title=title, expires=expires)
            return Exchanged(project, done, {})

        self._exchanges.run(work)


def identity(share: Share, member: str) -> str:
    """Give that by which a member is known for sure: the fingerprint of the key, or the login."""
    return member if sharing.is_server(share.place) else fingerprint_of(member)
