"""A page that asks by a form and is answered in the background: form, buttons, answer."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from scmap.errors import ScmapError
from scmap.gui import texts
from scmap.gui.design.desk import Desk, question
from scmap.gui.job import Job
from scmap.gui.models.table import Table
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.panel import Panel
from scmap.progress import Progress
from scmap.words import explain, tr


class Saying(NamedTuple):
    """Keys of what a page says at its beginning, while it is answered, and when it was stopped."""

    begin: str
    running: str
    stopped: str
    job: str


class AskingPage(Panel):
    """A form on the left; on the right what is said, and a table.

    Parameters
    ----------
    desk : Desk
        What the window gives its pages.
    saying : Saying
        Words of the page.
    table : str
        Name of its table.
    """

    def __init__(self, desk: Desk, saying: Saying, table: str) -> None:
        super().__init__()
        self._desk, self._saying = desk, saying
        self._job: Job | None = None
        self.run, self.stop = QPushButton(self), QPushButton(self)
        self.told = texts.label(parent=self)
        self.table = FeatureTable(table, self)
        self.run.clicked.connect(self.begin)
        self.stop.clicked.connect(self._cancel)

    def begin(self) -> None:
        """Ask what the form says; each page knows how."""
        raise NotImplementedError

    def lay_out(
        self,
        form: QWidget,
        fields: Iterable[QWidget],
        buttons: Sequence[QPushButton],
        width: int,
    ) -> None:
        """Put the form with its buttons on the left, `width` pixels wide.

        The Tab key comes to the fields in their order, then to the buttons, then to the table.
        """
        right = QVBoxLayout()
        right.setContentsMargins(8, 8, 8, 0)
        right.addWidget(self.told)
        right.addWidget(self.table, 1)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(question(form, buttons, width))
        body.addLayout(right, 1)
        for one, other in pairwise((*fields, *buttons, self.table)):
            QWidget.setTabOrder(one, other)

    @property
    def is_asking(self) -> bool:
        """Whether a question is being answered."""
        return self._job is not None

    def ask(self, work: Callable[[Progress], object], take: Callable[[Any], None]) -> None:
        """Have a question answered, and the answer taken."""
        self.told.setText(tr(self._saying.running))
        job = self._job = self._desk.jobs.run(tr(self._saying.job), work, take)
        job.failed.connect(self._fail)
        job.cancelled.connect(lambda: self._say_why_none(tr(self._saying.stopped)))
        job.ended.connect(self._end)
        self.refresh()

    def keep_buttons(self, *, answered: bool) -> None:
        """Let be pressed what has a use, and say how to begin where nothing was said yet."""
        self.run.setEnabled(self._desk.project is not None and not self.is_asking)
        self.stop.setEnabled(self.is_asking)
        if not (answered or self.is_asking or self.told.text()):
            self.say_how_to_begin()

    def say_how_to_begin(self) -> None:
        """Say what the page is for."""
        self.told.setText(tr(self._saying.begin))

    def _fail(self, error: Exception) -> None:
        """Say beside the form why there is no answer; what was asked stays."""
        if isinstance(error, ScmapError):
            self._say_why_none(str(explain(error)))

    def _say_why_none(self, words: str) -> None:
        """Say why there is no answer; the one before would be taken for this one's."""
        self.told.setText(words)
        self.table.show_table(Table())
        self.drop_answer()

    def drop_answer(self) -> None:
        """Forget what was answered before; each page knows what that is."""
        raise NotImplementedError

    def _end(self) -> None:
        self._job = None
        self.refresh()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
