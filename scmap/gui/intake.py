"""Bringing files in: they are looked at in the background, shown as proof, then taken at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from scmap import clock
from scmap.cartography.presets import default_map, plain_entry
from scmap.errors import ScmapError
from scmap.formats.kept_rows import FileTold, reason, write_issues, write_kept_rows
from scmap.formats.register_form import write_form
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.courtesy import first
from scmap.gui.dialogs.intake import IntakeDialog
from scmap.gui.files import Files, begun
from scmap.gui.job import Job, Jobs
from scmap.gui.messages import Message, MessageBar
from scmap.gui.models.arrivals import (
    Proof,
    crs_of,
    encoding_of,
    kind_of,
    proof_of,
    what_came,
    what_comes,
    why_not,
)
from scmap.gui.models.mapping_rows import reused
from scmap.gui.models.sketch import sketch_of
from scmap.gui.save_place import ask_place
from scmap.gui.written import written
from scmap.model.codebook import parts
from scmap.model.distinct import distinct
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.progress import Progress, part
from scmap.reference import boundaries_of, codebook, gazetteer, gazetteer_of
from scmap.reference.incoming import knowledge
from scmap.reference.places import home_of
from scmap.session.arrivals import Arrival, Asked
from scmap.session.intake import again, recognise, take_in
from scmap.session.mapping_memory import own_memory
from scmap.session.registering import new_project
from scmap.session.renewal_record import record
from scmap.session.renewing import Renewal, Wish, renewal
from scmap.store.replacing import replacing
from scmap.words import language, tr

MOST_LINES = 20  # of reasons in a message; the page shows and saves all
READ = 0.8  # share of the work that is reading; the rest draws up the small maps


class Intake(QObject):
    """What step ① 자료 등록 does: the form goes out, files come in."""

    def __init__(
        self,
        window: QWidget,
        bridge: Bridge,
        jobs: Jobs,
        messages: MessageBar,
        files: Files,
        canvas: Canvas,
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._jobs = window, bridge, jobs
        self._messages, self._files, self._canvas = messages, files, canvas
        self._job: Job | None = None
        files.is_no_project.connect(lambda path: self.take([path]))

    def write_form(self) -> None:
        """Ask where, and write the register form."""
        start, kind = Path.home() / tr("intake.form.name"), tr("intake.form.kind")
        path = ask_place(self._window, tr("intake.form.ask"), start, kind, ".xlsx")
        if path is not None:
            place = self._place()
            self._jobs.run(
                tr("intake.job.form"),
                lambda _progress: _write_form(path, place),
                lambda _nothing: self._tell_form(path),
            )

    def ask(self) -> None:
        """Ask for files, and look at them."""
        chosen, _kind = QFileDialog.getOpenFileNames(
            self._window, tr("intake.ask"), "", tr("intake.ask.kinds")
        )
        if chosen:
            self.take(map(Path, chosen))

    def ask_folder(self) -> None:
        """Ask for a folder, and look at all that is in it."""
        chosen = QFileDialog.getExistingDirectory(self._window, tr("intake.ask.folder"))
        if chosen:
            self.take([Path(chosen)])

    def take(self, paths: Iterable[Path]) -> None:
        """Look at files and folders, and show what they hold."""
        self._stop()
        files, project = tuple(paths), self._bridge.project
        self._job = job = self._jobs.run(
            tr("intake.job.read"), lambda progress: look_at(files, project, progress), self._meet
        )
        job.ended.connect(lambda: self._over(job))

    def _over(self, job: Job) -> None:
        if self._job is job:
            self._job = None

    def _place(self) -> str:
        """Name the municipality that the open project is about; "" without one."""
        project = self._bridge.project
        unit = gazetteer().units.get(project.municipality) if project else None
        return unit.name if unit else ""

    def _tell_form(self, path: Path) -> None:
        self._messages.tell(written(tr("intake.form.done", file=path.name), path))

    def _meet(self, found: tuple[tuple[Proof, ...], Project]) -> None:
        proofs, new = found
        if not proofs:
            self._messages.tell(Message("info", tr("intake.nothing")))
        elif len(proofs) == 1 and proofs[0].arrival.kind == "project":
            self._files.open_file(proofs[0].arrival.path)
        else:
            self._show(proofs, new if self._bridge.project is None else None)

    @first
    def _show(self, proofs: tuple[Proof, ...], new: Project | None) -> None:
        begins = new.title if new else ""
        dialog = IntakeDialog(proofs, self._jobs, self._window, begins=begins)
        dialog.save_wanted.connect(lambda arrival: self._save_kept(arrival, dialog))
        dialog.project_wanted.connect(lambda arrival: self._open_instead(arrival, dialog))
        dialog.again_wanted.connect(lambda rows, asked: self._again(rows, asked, dialog))
        dialog.stop_wanted.connect(self._stop)
        dialog.stop_wanted.connect(lambda: dialog.take_again({}))
        dialog.issues_wanted.connect(lambda: self._save_issues(dialog))
        dialog.finished.connect(lambda _code: self._stop())
        dialog.finished.connect(lambda _code: self._jobs.let_go(list(dialog.proofs)))
        dialog.accepted.connect(lambda: self._accept(dialog.chosen, new, dialog.renewals))
        dialog.open_in_turns()

    def _again(self, rows: tuple[int, ...], asked: Asked, dialog: IntakeDialog) -> None:
        """Read files again as they were asked; the newest wish is the one that counts."""
        self._stop()
        project, proofs = self._bridge.project, dialog.proofs
        wanted = {row: _wish(proofs[row].arrival, asked, leads=row == rows[0]) for row in rows}
        self._job = job = self._jobs.run(
            tr("intake.job.read"),
            lambda progress: look_again(
                {row: (proofs[row].arrival, wish) for row, wish in wanted.items()},
                project,
                progress,
            ),
            dialog.take_again,
        )
        job.progressed.connect(dialog.show_share)
        job.ended.connect(lambda: self._over(job))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _save_issues(self, dialog: IntakeDialog) -> None:
        """Ask where, and write all that was noticed about all files, to be sent back."""
        arrivals = [proof.arrival for proof in dialog.proofs]
        start = arrivals[0].path.with_name(tr("intake.issues.file"))
        title, kind = tr("intake.issues.save"), tr("intake.form.kind")
        path = ask_place(dialog, title, start, kind, ".xlsx")
        if path is not None:
            work = partial(_write_issues, path, arrivals)
            self._jobs.run(tr("intake.job.kept"), lambda _progress: work(), dialog.tell_issues)

    def _accept(
        self,
        arrivals: tuple[Arrival, ...],
        new: Project | None,
        renewals: Mapping[Arrival, Renewal],
    ) -> None:
        """Take all in as one command, and say how many came and how many did not.

        All of it is a job, so that the window shows what came and does nothing else.
        """
        here = self._bridge.session
        session = begun(new) if new is not None else here
        if session is None:
            return
        project = session.project
        what = what_comes([one for one in arrivals if one not in renewals], renewals.values())
        label = tr("intake.undo", what=what)
        taken = partial(_taken, arrivals=arrivals, renewals=renewals)

        def make() -> tuple[Project, Extent | None]:
            made = taken(project)
            if new is not None:
                session.do(label, lambda _project: made)
            for layer in made.layers:
                layer.extent  # noqa: B018  worked out here once
            return made, _extent(arrivals)

        def put(found: tuple[Project, Extent | None]) -> None:
            made, extent = found
            if self._bridge.session is not here:  # another project was opened meanwhile
                return
            with first:  # the jobs that follow from it stand aside until all panels show it
                if new is not None:
                    self._bridge.take(session)
                elif not self._do(label, _made(project, made, taken)):
                    return
            self._keep_mappings(arrivals)
            self._tell_done(what_came(what, arrivals, renewals), arrivals, extent)

        self._jobs.run(tr("intake.job.take"), lambda _progress: make(), put)

    def _do(self, label: str, command: Callable[[Project], Project]) -> bool:
        try:
            self._bridge.do(label, command, beside=True)
        except ScmapError as error:
            self._messages.tell_error(error)
            return False
        return True

    def _keep_mappings(self, arrivals: tuple[Arrival, ...]) -> None:
        """Remember what was said of columns, for the next table that has the same."""
        if any(one.found is not None for one in arrivals):
            self._jobs.run(tr("intake.job.mapping"), lambda _progress: _remember(arrivals))

    def _tell_done(self, said: str, arrivals: tuple[Arrival, ...], extent: Extent | None) -> None:
        kept = sum(len(one.kept_out) for one in arrivals)
        rows = ((one, row) for one in arrivals for row in one.kept_out)
        lines = [
            tr("intake.done.row", file=one.path.name, row=row.row, why=reason(row, language()))
            for one, row in islice(rows, MOST_LINES)
        ]
        if kept > MOST_LINES:
            lines.append(tr("intake.done.more", count=kept - MOST_LINES))
        self._messages.tell(
            Message(
                "warning" if kept else "success",
                said,
                "\n".join(lines),
                tr("intake.done.show") if extent else "",
                partial(self._canvas.show_extent, extent) if extent else None,
            )
        )

    def _save_kept(self, arrival: Arrival, dialog: IntakeDialog) -> None:
        start = arrival.path.with_name(tr("intake.kept.file", file=arrival.path.stem))
        title, kind = tr("intake.kept.save"), tr("intake.form.kind")
        path = ask_place(dialog, title, start, kind, ".xlsx")
        if path is not None:
            work = partial(_write_kept, path, arrival)
            # The dialog may be gone by then: its own slot is let go with it, a function is not.
            self._jobs.run(tr("intake.job.kept"), lambda _progress: work(), dialog.tell_saved)

    def _open_instead(self, arrival: Arrival, dialog: IntakeDialog) -> None:
        dialog.reject()
        self._files.open_file(arrival.path)


def look_at(
    paths: Iterable[Path], project: Project | None, progress: Progress
) -> tuple[tuple[Proof, ...], Project]:
    """Recognise files and put each into words and a small map; called on a worker thread.

    Gives also the project that they begin where none is open.
    """
    book = codebook()
    known = knowledge()
    arrivals = recognise(
        paths,
        book,
        gazetteer_of(project),
        known,
        asked=Asked(home=home_of(project)),
        memory=own_memory(),
        progress=part(progress, 0.0, READ),
    )
    proofs = []
    for place, arrival in enumerate(arrivals):
        progress(READ + (1 - READ) * place / len(arrivals))
        proofs.append(_proof(arrival, project))
    return tuple(proofs), _begun(proofs)


def look_again(
    wishes: Mapping[int, tuple[Arrival, Asked]], project: Project | None, progress: Progress
) -> dict[int, Proof | ScmapError]:
    """Read files again as they were asked, by row; one that cannot be read so gives the reason."""
    found: dict[int, Proof | ScmapError] = {}
    for place, (row, (arrival, asked)) in enumerate(wishes.items()):
        own = part(progress, place / len(wishes), (place + 1) / len(wishes))
        try:
            read = again(
                arrival,
                asked,
                codebook(),
                gazetteer_of(project),
                knowledge(),
                progress=part(own, 0, READ),
            )
        except ScmapError as error:
            found[row] = error
        else:
            found[row] = _proof(read, project)
    return found


def _proof(arrival: Arrival, project: Project | None) -> Proof:
    layer, book = arrival.layer, codebook()
    sketch = sketch_of(layer, boundaries_of(project), book) if layer is not None else None
    proof = proof_of(arrival, project, book, sketch)
    if project is None or layer is None or arrival.kind not in ("form", "layer"):
        return proof
    found = renewal(project, layer, _how(arrival))
    if found is None:
        return proof
    return replace(proof, renewal=found, told=record(found, gazetteer()))


def _how(arrival: Arrival) -> Wish:
    return Wish(gazetteer(), knowledge().synonyms, gone=arrival.asked.gone)


def _wish(arrival: Arrival, asked: Asked, *, leads: bool) -> Asked:
    """Give what is asked of a file: all of it of the one in front, of others its CRS alone."""
    return asked if leads else replace(arrival.asked, crs=asked.crs)


def _standard_tree(layers: tuple[Layer, ...]) -> tuple[MapLayer, ...]:
    """Give the standard layer tree for layers."""
    return default_map(layers, codebook())


def _taken(
    project: Project, arrivals: tuple[Arrival, ...], renewals: Mapping[Arrival, Renewal]
) -> Project:
    def renewing(now: Project, arrival: Arrival) -> Renewal | None:
        """Give what was shown; what another file changed meanwhile is compared anew."""
        found = renewals.get(arrival)
        if found is None or arrival.layer is None or now.layer(found.before.uid) is found.before:
            return found
        return renewal(now, arrival.layer, _how(arrival))

    today = clock.today()
    return take_in(project, arrivals, _standard_tree, plain_entry, renewing=renewing, on=today)


def _made(
    project: Project, made: Project, command: Callable[[Project], Project]
) -> Callable[[Project], Project]:
    """Give a command of which the result is known, as long as it is done to the same project."""
    return lambda now: made if now is project else command(now)


def _begun(proofs: Iterable[Proof]) -> Project:
    """Make the project in which files come in while none is open: about the place they name."""
    arrivals = [proof.arrival for proof in proofs]
    known = [one.layer.columns for one in arrivals if one.layer is not None]
    cells = [distinct(one["municipality_code"])[0] for one in known if "municipality_code" in one]
    codes = {code for values in cells for one in values if type(one) is str for code in parts(one)}
    code = codes.pop() if len(codes) == 1 else ""
    unit = gazetteer().units.get(code)
    title = tr("intake.new.title.of", place=unit.name) if unit else tr("window.unnamed")
    return new_project(title, unit.code if unit else "")


def _extent(arrivals: Iterable[Arrival]) -> Extent | None:
    extents = [one.layer.extent for one in arrivals if one.layer is not None]
    known = [extent for extent in extents if extent is not None]
    if not known:
        return None
    low = min(e.x0 for e in known), min(e.y0 for e in known)
    high = max(e.x1 for e in known), max(e.y1 for e in known)
    return Extent(*low, *high)


def _write_form(path: Path, place: str) -> None:
    with replacing(path) as draft:
        write_form(draft, codebook(), place)


def _write_kept(path: Path, arrival: Arrival) -> str:
    with replacing(path) as draft:
        write_kept_rows(draft, arrival.header, arrival.kept_out)
    return path.name


def _remember(arrivals: Sequence[Arrival]) -> None:
    memory, today = own_memory(), clock.today()
    for one in arrivals:
        if one.found is None:
            continue
        columns = one.found.table.columns
        if one.asked.mapping:
            memory.keep(columns, one.asked.mapping, one.path.name, today)
        elif not reused(one):  # let go by the planner, if there was any
            memory.forget(columns)


def _write_issues(path: Path, arrivals: Sequence[Arrival]) -> str:
    with replacing(path) as draft:
        write_issues(draft, [_told(one) for one in arrivals])
    return path.name


def _told(arrival: Arrival) -> FileTold:
    """Put a file into what is sent back about it."""
    name = arrival.path.name
    if arrival.found is not None and arrival.found.table.name not in name:
        name = f"{name} ▸ {arrival.found.table.name}"
    counts = (arrival.rows, arrival.coming, len(arrival.kept_out))
    said = {"encoding": encoding_of(arrival), "crs": crs_of(arrival)}
    noticed = [(str(one.values.get("rows", one.where())), one.said()) for one in arrival.noticed]
    refused = [("", line) for line in why_not(arrival).splitlines() if arrival.error is not None]
    return FileTold(
        name, kind_of(arrival), counts, said, (*refused, *noticed), arrival.header, arrival.kept_out
    )
