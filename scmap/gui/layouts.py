"""Putting the map on paper: the dialog, its files, the clipboard and the printer."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from scmap import paths
from scmap.errors import ScmapError
from scmap.formats.digest import sha256_of
from scmap.gui.base_map import BaseMap
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.dialogs.layout import LayoutDialog
from scmap.gui.dialogs.name import ask_name
from scmap.gui.door import Door
from scmap.gui.job import Job, Jobs
from scmap.gui.messages import Message
from scmap.gui.narrowing import Narrowing
from scmap.gui.proofs import Subject
from scmap.gui.save_place import ask_place
from scmap.gui.sources import GRADED, OVERLAP, Sources
from scmap.gui.written import written
from scmap.model.layout import Layout
from scmap.model.project import Project
from scmap.model.release import Issued, Release
from scmap.progress import Progress
from scmap.reference import boundaries_of
from scmap.reference.layouts import layouts
from scmap.report.map_atlas import write_pages
from scmap.report.map_files import Named, encoded
from scmap.report.map_handing import let_out
from scmap.report.map_paper import page_layout
from scmap.report.map_print import Printing
from scmap.report.map_sheets import Shown, map_sheet
from scmap.report.map_write import named
from scmap.report.picture import stamped, write_picture
from scmap.report.press import Press
from scmap.session.layouts import drop_layout, keep_layout, own_layouts
from scmap.session.releasing import Cleared, as_issued, release, releases
from scmap.words import tr


class Layouts(QObject):
    """What 지도 배치 does."""

    def __init__(
        self,
        window: QWidget,
        door: Door,
        bridge: Bridge,
        jobs: Jobs,
        canvas: Canvas,
        sources: Sources,
        narrowing: Narrowing,
        base_map: BaseMap,
    ) -> None:
        super().__init__(window)
        self._window, self._door = window, door
        self._bridge, self._jobs = bridge, jobs
        self._canvas = canvas
        self._sources, self._narrowing, self._base_map = sources, narrowing, base_map
        self._last = layouts()[0]

    def ask(self) -> LayoutDialog | None:
        """Open the dialog on the map in sight."""
        project, settings = self._bridge.project, self._canvas.settings
        if project is None or settings is None:
            return None
        subject = Subject(self._shown(project), settings.display.seen(settings.view))
        usual = replace(self._door.usual_terms, purpose=tr("layout.title"))
        dialog = LayoutDialog(subject, self._window, usual)
        dialog.offer(layouts(), own_layouts(project))
        dialog.form.put(self._last)
        dialog.write_wanted.connect(lambda kind: self._ask_file(dialog, kind))
        dialog.copy_wanted.connect(lambda: self.copy(dialog))
        dialog.print_wanted.connect(lambda: self._ask_printer(dialog))
        dialog.keep_wanted.connect(lambda: self._ask_name(dialog))
        dialog.drop_wanted.connect(lambda: self.drop(dialog))
        dialog.finished.connect(lambda _code: self._remember(dialog))
        dialog.open()
        return dialog

    def save_image(self) -> None:
        """Ask where, and save the map as it is on screen."""
        project, title = self._bridge.project, tr("window.files.image")
        if project is None:
            return
        start = Path.home() / "scmap.png"
        path = ask_place(self._window, title, start, "PNG (*.png)", ".png")
        if path is not None:
            self.write_image(path, self._shown(project))

    def write_image(self, path: Path, shown: Shown) -> None:
        """Write the map as it is on screen, for the office itself (내부용), which it says."""
        title, picture = tr("window.files.image"), self._canvas.picture()
        terms = replace(self._door.usual_terms, purpose=title)

        def work(aside: Path, _progress: Progress) -> Issued:
            let, clearance = let_out(shown, terms)
            file = aside / path.name
            write_picture(stamped(picture, let.project, terms), file)
            return as_issued((file,), terms, clearance)

        done = written(tr("window.files.saved", file=path.name), path)
        self._door.hand_out(title, path.parent, work, lambda _: self._door.tell(done))

    def write(self, dialog: LayoutDialog, path: Path) -> None:
        """Write what the dialog shows, in the background."""
        subject, layout, atlas, dpi = _chosen(dialog)
        terms = dialog.terms

        def work(aside: Path, progress: Progress) -> Issued:
            let, clearance = subject.let_out(terms)
            pages = named(let.shown, layout, let.pages(layout, atlas))
            out = aside / path.name
            files = write_pages(pages, layout, out, dpi=dpi, progress=progress)
            return as_issued(files, terms, clearance)

        job = self._door.hand_out(
            tr("layout.job.write"), path.parent, work, lambda issued: self._tell(dialog, issued)
        )
        if job is not None:
            dialog.watch(job)

    def copy(self, dialog: LayoutDialog) -> None:
        """Put the page in sight on the clipboard."""
        subject, layout, atlas, dpi = _chosen(dialog)
        page, terms = dialog.page, dialog.terms

        def work(progress: Progress) -> tuple[QImage, Release]:
            let, clearance = subject.let_out(terms)
            pages = let.pages(layout, atlas)
            progress(0.1)
            with Press() as press:
                sheet = map_sheet(let.shown, layout, pages[page])
                image = press.proof(lambda: sheet, layout, dpi)
            what = tr("release.what.copied", title=sheet.title)
            digest = sha256_of(encoded(image, "PNG"))
            return image, release(what, digest, terms, clearance, datetime.now(UTC))

        job = self._jobs.run(tr("layout.job.copy"), work)
        job.finished.connect(lambda made: self._put_on_clipboard(dialog, *made))
        dialog.watch(job)

    def print(self, dialog: LayoutDialog, printing: Printing, first: int, last: int) -> None:
        """Print pages, from the first to the last of them (both counted from 1; 0 is all).

        Paper cannot be taken back: it is entered before the printer has it. A file that the
        printer makes is handed out as any other.
        """
        subject, layout, atlas, _ = _chosen(dialog)
        terms = dialog.terms

        def let(progress: Progress) -> tuple[list[Named], Cleared]:
            found, clearance = subject.let_out(terms)
            every = found.pages(layout, atlas)
            progress(0.9)
            chosen = every[max(first - 1, 0) : last or len(every)]
            return named(found.shown, layout, chosen), clearance

        job = self._jobs.run(tr("layout.job.print"), let)
        job.finished.connect(lambda made: self._print(dialog, printing, *made))
        dialog.watch(job)

    def _print(
        self, dialog: LayoutDialog, printing: Printing, pages: list[Named], clearance: Cleared
    ) -> None:
        layout, terms, now = dialog.layout_, dialog.terms, datetime.now(UTC)
        makers, count = [make for _, make in pages], len(pages)

        def press(wanted: Printing, progress: Progress) -> None:
            with Press() as press:
                press.print(makers, layout, wanted, progress)

        def to_file(aside: Path, progress: Progress) -> Issued:
            file = aside / Path(printing.file).name
            press(replace(printing, file=str(file)), progress)
            return Issued((file,), releases((file,), terms, clearance, now))

        label, done = tr("layout.job.print"), tr("layout.printed", count=count)
        job: Job | None
        if printing.file:
            folder = Path(printing.file).parent
            job = self._door.hand_out(label, folder, to_file, lambda _: _say(dialog, done))
        else:
            what = tr("release.what.printed", count=count, printer=printing.printer)
            self._door.enter(release(what, "", terms, clearance, now))
            job = self._jobs.run(label, lambda progress: press(printing, progress))
            job.finished.connect(lambda _: _say(dialog, done))
        if job is not None:
            dialog.watch(job)

    def _put_on_clipboard(self, dialog: LayoutDialog, image: QImage, entry: Release) -> None:
        self._door.enter(entry)
        QGuiApplication.clipboard().setImage(image)
        _say(dialog, tr("layout.copied"))

    def keep(self, dialog: LayoutDialog, name: str) -> None:
        """Keep the layout in the project under a name."""
        layout = dialog.layout_
        try:
            self._bridge.do(
                tr("layout.command.keep", name=name.strip()),
                lambda now: keep_layout(now, layout, name),
            )
        except ScmapError as error:
            dialog.messages.tell_error(error)
            return
        self._offer(dialog, name.strip())

    def drop(self, dialog: LayoutDialog) -> None:
        """Take the kept layout that is chosen out of the project."""
        uid = dialog.layout_.uid
        self._bridge.do(tr("layout.command.drop"), lambda now: drop_layout(now, uid))
        self._offer(dialog, "")

    # -- asking --------------------------------------------------------------------------------

    def _ask_file(self, dialog: LayoutDialog, kind: str) -> None:
        title = dialog.layout_.title or dialog.subject.shown.project.title
        kinds = "PDF (*.pdf)" if kind == "pdf" else "PNG (*.png);;JPEG (*.jpg)"
        endings = (".pdf",) if kind == "pdf" else _PICTURES
        start = Path.home() / f"{paths.file_name(title)}{endings[0]}"
        path = ask_place(dialog, tr(f"layout.ask.{kind}"), start, kinds, *endings)
        if path is not None:
            self.write(dialog, path)

    def _ask_printer(self, dialog: LayoutDialog) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(page_layout(dialog.layout_))
        asking = QPrintDialog(printer, dialog)
        asking.setWindowTitle(tr("layout.ask.print"))
        asking.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        if asking.exec() != QPrintDialog.DialogCode.Accepted:
            return
        printing = Printing(
            printer.printerName(),
            printer.outputFileName(),
            printer.copyCount(),
            printer.colorMode() == QPrinter.ColorMode.GrayScale,
        )
        self.print(dialog, printing, printer.fromPage(), printer.toPage())

    def _ask_name(self, dialog: LayoutDialog) -> None:
        known = dialog.form.name
        name = ask_name(dialog, tr("layout.keep.title"), tr("layout.keep.name"), known)
        if name:
            self.keep(dialog, name)

    # -- keeping up ----------------------------------------------------------------------------

    def _shown(self, project: Project) -> Shown:
        """Take the map as it is now: what is chosen later on does not change a sheet."""
        names = {entry.layer for entry in project.map} | {GRADED, OVERLAP}
        known = {name: self._sources(name) for name in names}
        country, kept = boundaries_of(project)("sido"), dict(self._narrowing.masks)
        return Shown(project, known.get, country, kept, self._base_map.lay)

    def _offer(self, dialog: LayoutDialog, name: str) -> None:
        project = self._bridge.project
        own = own_layouts(project) if project is not None else ()
        dialog.offer(layouts(), own)
        kept = next((one for one in own if one.name == name), layouts()[0])
        dialog.form.put(kept)

    def _remember(self, dialog: LayoutDialog) -> None:
        self._last = dialog.layout_

    def _tell(self, dialog: LayoutDialog, issued: Issued) -> None:
        files = issued.files
        first = QUrl.fromLocalFile(str(files[0]))
        said = Message(
            "success",
            tr("layout.written", file=files[0].name, count=len(files))
            if len(files) > 1
            else tr("layout.written.one", file=files[0].name),
            action=tr("layout.open"),
            act=lambda: _open(first),
        )
        dialog.messages.tell(said)


_PICTURES = (".png", ".jpg", ".jpeg")


def _chosen(dialog: LayoutDialog) -> tuple[Subject, Layout, str, float]:
    return dialog.subject, dialog.layout_, dialog.form.atlas, float(dialog.resolution)


def _say(dialog: LayoutDialog, words: str) -> None:
    dialog.messages.tell(Message("success", words))


def _open(url: QUrl) -> None:
    QDesktopServices.openUrl(url)
