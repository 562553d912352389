"""서비스 목록: the templates of linked services, edited, added, taken in and given out."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from scmap.analysis.linkage_text import condition_title, value_words
from scmap.errors import ScmapError
from scmap.gui import texts, theme
from scmap.gui.design.desk import DeedLine, Desk
from scmap.gui.design.service_form import ServiceForm
from scmap.gui.keys import Named
from scmap.gui.models.column import Column
from scmap.gui.models.table import Table, plain
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.form import Page
from scmap.gui.panels.panel import Panel
from scmap.gui.save_place import ask_place
from scmap.model.layer import objects
from scmap.model.linkage import Template, TemplateTable
from scmap.model.project import Project
from scmap.session import catalogue
from scmap.session.judging import templates_of
from scmap.store.replacing import replacing
from scmap.words import tr

ASIDE_PX = 380
MOST_BYTES = 2_000_000  # of a file of templates; more is no such file


class CataloguePage(Panel):
    """The templates in a table; beside it what the current one asks for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table = FeatureTable("services", self)
        self._deeds = DeedLine(self)
        self._deeds.add("edit", self.edit)
        self._deeds.add("add", self.add)
        self._deeds.add("restore", self._restore)
        self._deeds.add("import", self._ask_file)
        self._deeds.add("export", self._ask_folder)
        self._head, self._told = texts.label(parent=self), texts.label(parent=self)
        self._head.setFont(theme.bold(self.font()))
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop)
        aside = QWidget(self)
        column = QVBoxLayout(aside)
        column.setContentsMargins(12, 4, 12, 8)
        column.addWidget(self._head)
        column.addWidget(self._told, 1)
        page = Page(aside)
        page.setFixedWidth(ASIDE_PX)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.table, 1)
        middle.addWidget(page)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._deeds)
        body.addLayout(middle, 1)
        self.table.chosen.connect(lambda _uids: self._turn())
        self.table.opened.connect(lambda _uid: self.edit())
        desk.bridge.opened.connect(self.outdate)
        desk.bridge.changed.connect(self.outdate)
        self.retranslate()

    @property
    def current(self) -> Template | None:
        """The template that is selected."""
        rows, project = self.table.selected_rows(), self._desk.project
        if project is None or not len(rows):
            return None
        return templates_of(project).templates.get(self.table.rows.uid(int(rows[0])))

    def refresh(self) -> None:
        """List the templates as they are now."""
        project, kept = self._desk.project, self.current
        if project is not None:
            known = templates_of(project)
            self.table.show_table(_rows(project, known))
            if kept is not None:
                self.table.show_selected((kept.id,), kept.id)
            self._deeds.said.setText(
                tr("catalogue.said", version=known.version, count=len(known.templates))
            )
        self._turn()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._deeds.say(lambda name: tr(f"catalogue.do.{name}"))
        self.table.retranslate()
        self.outdate()

    def edit(self) -> None:
        """Open the form of the current template."""
        if self.current is not None:
            self._open(self.current)

    def add(self) -> None:
        """Open the form of a new template, after the current one where there is one."""
        project = self._desk.project
        if project is None:
            return
        known = templates_of(project)
        model = self.current or next(iter(known.templates.values()))
        self._open(model, catalogue.free_id(known))

    def _open(self, template: Template, id_: str = "") -> None:
        project = self._desk.project
        if project is None:
            return
        form = ServiceForm(template, templates_of(project), id_, self._desk.window)
        form.accepted.connect(lambda: self._keep(form.template))
        form.open()

    def _keep(self, made: Template) -> None:
        words = tr("catalogue.undo.edit", service=made.id)
        self._desk.do(words, partial(catalogue.edit, made=made))

    def _restore(self) -> None:
        made = self.current
        if made is not None:
            words = tr("catalogue.undo.restore", service=made.id)
            self._desk.do(words, partial(catalogue.restore, id_=made.id))

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._desk.window, tr("catalogue.do.import"), "", "JSON (*.json)"
        )
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Take the templates of a file in; a broken file brings nothing in."""
        try:
            text = path.read_text(encoding="utf-8") if path.stat().st_size <= MOST_BYTES else ""
        except (OSError, UnicodeDecodeError):
            text = ""  # which is no list of services, and said to be none
        self._desk.do(tr("catalogue.undo.import"), partial(catalogue.take_in, text=text))

    def _ask_folder(self) -> None:
        title, start = tr("catalogue.do.export"), Path.home() / "services.json"
        path = ask_place(self._desk.window, title, start, "JSON (*.json)", ".json")
        if path is not None:
            self.give(path)

    def give(self, path: Path) -> None:
        """Write all templates to a file."""
        project = self._desk.project
        if project is not None:
            made = templates_of(project).templates.values()
            try:
                with replacing(path) as draft:
                    draft.write_text(catalogue.given_out(made), encoding="utf-8")
            except ScmapError as error:
                self._desk.messages.tell_error(error)
            else:
                self._desk.tell(tr("catalogue.exported", file=path.name))

    def _turn(self, *_: object) -> None:
        project, made = self._desk.project, self.current
        own = project is not None and made is not None
        self._deeds.allow(("edit",), on=own)
        self._deeds.allow(("add", "import", "export"), on=project is not None)
        kept = "product" if project is None or made is None else catalogue.origin(project, made.id)
        self._deeds.allow(("restore",), on=kept != "product")
        if project is None or made is None:
            self._head.setText("")
            self._told.setText(tr("catalogue.choose"))
            return
        self._head.setText(f"{made.id} {made.title}")
        self._told.setText("\n".join(_details(made, templates_of(project))))


def _rows(project: Project, known: TemplateTable) -> Table:
    made = list(known.templates.values())
    told = {
        "service": ([f"{one.id} {one.title}" for one in made], 22),
        "origin": (
            [tr(f"catalogue.origin.{catalogue.origin(project, one.id)}") for one in made],
            8,
        ),
        "source": ([str(one.source) for one in made], 20),
        "target": ([str(one.target) for one in made], 20),
        "items": ([", ".join(map(str, one.items)) for one in made], 26),
        "benefit": ([str(one.benefit) for one in made], 18),
    }
    columns = tuple(
        Column(key, objects(values), plain, width, title=tr(f"catalogue.column.{key}"))
        for key, (values, width) in told.items()
    )
    return Table("services", Named(objects(one.id for one in made)), columns)


def _details(made: Template, known: TemplateTable) -> list[str]:
    """Say what a template asks for, each value with its basis."""
    lines = [tr("catalogue.conditions")]
    for ask in made.preconditions:
        lines.append(f"· {condition_title(ask, known)}")
        names = (*ask.distances, ask.least)
        lines += [f"   {value_words(known.parameters[name])}" for name in names]
    for key in ("legal", "agreements"):
        told = getattr(made, key)
        if told:
            lines += ["", tr(f"linkpanel.fact.{key}"), *(f"· {one}" for one in told)]
    return lines
