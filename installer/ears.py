"""What a screen reader hears of a program: its accessible tree, over a bus of its own.

The program is asked from outside, by the protocol that the screen readers of Linux speak (AT-SPI
over D-Bus). The bus is a file of the file system, so no network is needed.
"""

import contextlib
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

REGISTRY_PROGRAM = "/usr/libexec/at-spi2-registryd"
SOCKET = "bus"
ADDRESS = "AT_SPI_BUS_ADDRESS"  # the variable by which programs are told of the bus
SETTINGS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
A11Y = "org.a11y.atspi"
REGISTRY = DBusAddress("/org/a11y/atspi/registry", f"{A11Y}.Registry", f"{A11Y}.Registry")
SHOWING = 25  # the number of a state; the protocol gives them as bits
LABELLED_BY = 2  # a relation
TABLES = {"table", "tree table", "tree", "list", "menu bar"}  # their cells are data
MOST_PARTS = 4000
ANSWER_S, EVENT_S, START_S = 20.0, 0.7, 10.0

Part = tuple[str, str]  # whose it is, and where


class Ears:
    """Hears which control has the keyboard, and reads what is in sight."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._place: Part | None = None
        for kind in ("focused", "active"):
            self._ask(
                new_method_call(REGISTRY, "RegisterEvent", "s", (f"object:state-changed:{kind}",))
            )
        rule = f"type='signal',interface='{A11Y}.Event.Object',member='StateChanged',arg0='focused'"
        self._ask(message_bus.AddMatch(rule))

    def place(self, wait_s: float = EVENT_S) -> set[str]:
        """Give what the control is called that has the keyboard, once it has had time to come."""
        self._listen(wait_s)
        return self.reread()

    def reread(self) -> set[str]:
        """Give what the control with the keyboard is called now; a choice says its value, too."""
        if self._place is None:
            return set()
        try:
            return self._names(self._place)
        except DBusErrorResponse:  # it has gone in between
            return set()

    def in_sight(self, *words: str) -> bool:
        """Tell whether something in sight says all these words."""
        return any(all(word in name for word in words) for name in self.sights())

    def sights(self) -> Iterator[str]:
        """Give the names of all that is in sight, but for the cells of tables."""
        waiting = self._children(("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"))
        for _ in range(MOST_PARTS):
            if not waiting:
                return
            part = waiting.pop()
            with contextlib.suppress(DBusErrorResponse):
                role = str(self._of(part, "GetRoleName"))
                if role != "application" and not self._is_showing(part):
                    continue
                yield self._property(part, "Name")
                if role not in TABLES:
                    waiting.extend(self._children(part))

    def _listen(self, wait_s: float) -> None:
        """Take what has happened; come back once the keyboard has gone somewhere."""
        end, came = time.monotonic() + wait_s, False
        while True:
            rest = 0.05 if came else end - time.monotonic()
            try:
                message = self._connection.receive(timeout=max(rest, 0.01))
            except TimeoutError:
                return
            came |= self._take(message)

    def _take(self, message: Message) -> bool:
        fields = message.header.fields
        if message.header.message_type != MessageType.signal:
            return False
        if fields.get(HeaderFields.member) != "StateChanged" or message.body[:2] != ("focused", 1):
            return False
        self._place = (fields[HeaderFields.sender], fields[HeaderFields.path])
        return True

    def _names(self, part: Part) -> set[str]:
        """Give its own name and those of its labels, also without their keys and what follows."""
        relations = self._of(part, "GetRelationSet")
        labels = [one for kind, those in relations if kind == LABELLED_BY for one in those]
        told = [self._property(part, "Name"), *(self._property(one, "Name") for one in labels)]
        return {
            name for one in told for name in (one, *(one.partition(end)[0].strip() for end in "(:"))
        }

    def _children(self, part: Part) -> list[Part]:
        return [(one[0], one[1]) for one in self._of(part, "GetChildren")]

    def _is_showing(self, part: Part) -> bool:
        low, _ = self._of(part, "GetState")
        return bool(low >> SHOWING & 1)

    def _property(self, part: Part, name: str) -> str:
        asked = DBusAddress(part[1], part[0], "org.freedesktop.DBus.Properties")
        given = self._ask(new_method_call(asked, "Get", "ss", (f"{A11Y}.Accessible", name)))
        return str(given[1])

    def _of(self, part: Part, question: str) -> Any:
        return self._ask(
            new_method_call(DBusAddress(part[1], part[0], f"{A11Y}.Accessible"), question)
        )

    def _ask(self, message: Message) -> Any:
        """Ask, and take what happens before the answer comes."""
        serial = next(self._connection.outgoing_serial)
        self._connection.send(message, serial=serial)
        end = time.monotonic() + ANSWER_S
        while True:
            got = self._connection.receive(timeout=max(end - time.monotonic(), 0.01))
            if got.header.fields.get(HeaderFields.reply_serial) == serial:
                body = unwrap_msg(got)
                return body[0] if len(body) == 1 else body
            self._take(got)


@contextlib.contextmanager
def heard(folder: Path, display: str) -> Iterator[Ears]:
    """Start a bus whose socket lies in a folder, and the registry; give the ears."""
    folder.mkdir(parents=True, exist_ok=True)
    socket, settings = folder / SOCKET, folder / "bus.conf"
    socket.unlink(missing_ok=True)
    settings.write_text(SETTINGS.format(socket=socket), encoding="utf-8")
    environment = {ADDRESS: f"unix:path={socket}", "DISPLAY": display, "LC_ALL": "C.UTF-8"}
    quiet = subprocess.DEVNULL
    bus = subprocess.Popen(["dbus-daemon", "--nofork", f"--config-file={settings}"], stderr=quiet)
    registry = None
    try:
        waited(socket.exists)
        registry = subprocess.Popen([REGISTRY_PROGRAM], env=environment, stderr=quiet)
        with open_dbus_connection(environment[ADDRESS]) as connection:
            waited(lambda: _is_there(connection, REGISTRY.bus_name))
            yield Ears(connection)
    finally:
        for process in (registry, bus):
            if process is not None:
                process.terminate()
                process.wait()


def _is_there(connection: DBusConnection, name: str | None) -> bool:
    reply = connection.send_and_get_reply(message_bus.NameHasOwner(name), timeout=ANSWER_S)
    return bool(reply.body[0])


def waited(until: Callable[[], object], seconds: float = START_S) -> None:
    """Wait until something is the case; raise TimeoutError otherwise."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:g} s in vain")
        time.sleep(0.05)
