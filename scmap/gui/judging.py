"""Setting the judgement of the open project: the dialog, what a draft does, and files of rules."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from scmap.analysis.rejudging import (
    Sensitivity,
    compare,
    follows_from_terms,
    judge_again,
    measure_sensitivity,
    varied,
    varied_rows,
)
from scmap.errors import ScmapError
from scmap.formats.rule_file import read_rules, rule_text
from scmap.gui.bridge import Bridge
from scmap.gui.dialogs.rules import RulesDialog
from scmap.gui.findings import Findings
from scmap.gui.job import Job, Jobs
from scmap.gui.messages import Message, MessageBar
from scmap.gui.models.rule_effect import Preview, varied_pairs
from scmap.gui.models.sheet import Sheet
from scmap.gui.save_place import ask_place
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.ruleset import RuleEdit, RuleSet
from scmap.model.verdict import Candidates
from scmap.progress import Progress
from scmap.reference.rules import rule_table
from scmap.session.findings import Findings as Found
from scmap.session.findings import Lookups, judged
from scmap.session.judging import Editor, differences, judgement_of, set_values
from scmap.store.replacing import replacing
from scmap.words import explain, tr

PAUSE_MS = 120  # of typing, before the effect is computed


class Judging(QObject):
    """What the planner does with the judgement; the analysis follows by itself."""

    def __init__(
        self,
        window: QWidget,
        bridge: Bridge,
        findings: Findings,
        jobs: Jobs,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._findings = window, bridge, findings
        self._jobs, self._messages = jobs, messages
        self._dialog: RulesDialog | None = None
        self._job: Job | None = None
        self._preview: Preview | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._compute)
        findings.changed.connect(self._compute)

    def ask(self) -> None:
        """Show every value of the judgement, to be changed."""
        project = self._bridge.project
        if project is None or self._dialog is not None:
            return
        judgement = judgement_of(project)
        edits = records(project, RuleEdit)
        dialog = RulesDialog(judgement, edits[-1].author if edits else "", self._window)
        if judgement.issues:
            told = [tr(f"issues.{one.code}", **one.values) for one in judgement.issues]
            dialog.tell(tr("rules.not_applied", problems=" ".join(told)))
        self._dialog = dialog
        dialog.changed.connect(self._pause.start)
        dialog.asked.connect(self._vary)
        dialog.import_wanted.connect(self._ask_import)
        dialog.export_wanted.connect(self._ask_export)
        dialog.accepted.connect(self._apply)
        dialog.finished.connect(self._over)
        dialog.open()
        self._compute()

    def take_file(self, path: Path) -> None:
        """Show the values of a file in the dialog; nothing of a file that is wrong is taken."""
        if self._dialog is None:
            return
        try:
            found = read_rules(path, rule_table())
        except ScmapError as error:
            self._dialog.tell(str(explain(error)))
            return
        told = [tr(f"issues.{one.code}", **one.values) for one in found.issues]
        note = tr("rules.imported", file=path.name, count=len(found.values))
        self._dialog.take(dict(found.values), " ".join((note, *told)))

    def write_file(self, path: Path) -> None:
        """Write the values of the draft to a file."""
        rules = self._dialog.draft.rules if self._dialog else None
        if self._dialog is None or rules is None:
            return
        try:
            with replacing(path) as new:
                new.write_text(rule_text(rules), encoding="utf-8")
        except ScmapError as error:
            self._dialog.tell(str(explain(error)))
        else:
            self._dialog.tell(tr("rules.exported", file=path.name))

    # -- what the dialog asks for ------------------------------------------------------------

    def _ask_import(self) -> None:
        kind = tr("rules.file.kind")
        chosen, _kind = QFileDialog.getOpenFileName(self._dialog, tr("rules.import"), "", kind)
        if chosen:
            self.take_file(Path(chosen))

    def _ask_export(self) -> None:
        start, kind = Path.home() / tr("rules.file.name"), tr("rules.file.kind")
        path = ask_place(self._dialog, tr("rules.export"), start, kind, ".json")
        if path is not None:
            self.write_file(path)

    def _apply(self) -> None:
        """Let the draft hold in the project; table, map and inspector follow."""
        project, dialog = self._bridge.project, self._dialog
        if project is None or dialog is None:
            return
        wanted, editor = differences(project, dialog.draft.wanted), dialog.editor
        label = tr("rules.command", count=len(wanted))
        self._bridge.do(label, lambda project: set_values(project, wanted, editor))
        self._messages.tell(Message("success", tr("rules.applied", count=len(wanted))))

    def _over(self) -> None:
        self._pause.stop()
        self._dialog = None
        self._preview = None
        if self._job is not None:
            self._job.cancel()

    def _compute(self) -> None:
        """Judge by the draft what was measured, and say what differs."""
        project, found = self._bridge.project, self._findings.found
        rules = self._dialog.draft.rules if self._dialog else None
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if project is None or found is None or rules is None or self._dialog is None:
            return
        self._dialog.show_preview(None)
        after = set_values(project, differences(project, rules.changed), Editor())
        self._begin(lambda progress: _preview(after, found, progress), self._show)

    def _begin(self, work: Callable[[Progress], object], done: Callable[[Any], None]) -> None:
        """Compute something of the draft, in place of what is being computed."""
        self._job = job = self._jobs.run(tr("rules.job"), work, done)
        job.ended.connect(lambda: self._forget(job))

    def _forget(self, job: Job) -> None:
        if self._job is job:
            self._job = None

    def _show(self, preview: Preview) -> None:
        """Say what the draft does, and find out how much hangs on each value of it."""
        if self._dialog is None:
            return
        self._preview = preview
        self._dialog.show_preview(preview)
        after = preview.after
        self._begin(
            lambda progress: measure_sensitivity(after, progress=progress),
            lambda measured: self._show_sensitivity(measured, preview.rules),
        )

    def _show_sensitivity(self, measured: Sensitivity, rules: RuleSet) -> None:
        if self._dialog is not None:
            self._dialog.show_sensitivity(measured, rules)

    def _vary(self, key: str, step: float) -> None:
        """List the pairs that change when one value is varied."""
        preview = self._preview
        if preview is not None:
            self._jobs.run(
                tr("rules.job"),
                lambda _progress: _varied(preview.after, key, step),
                self._show_varied,
            )

    def _show_varied(self, told: tuple[Sheet, str]) -> None:
        if self._dialog is not None:
            self._dialog.show_varied(*told)


def _preview(project: Project, found: Found, progress: Progress) -> Preview:
    """Judge the project's pairs by its draft, without drawing them.

    Where that follows from the measured terms alone, nothing else is looked at.
    """
    field, before = Lookups.of(project), found.candidates
    if follows_from_terms(before.rules, field.rules):
        verdict = judge_again(before, field.rules)
        after = replace(before, rules=field.rules, verdict=verdict)
    else:
        after = judged(project, field, before=found, progress=progress).candidates
    return Preview(field.rules, before, after, compare(before, after))


def _varied(found: Candidates, key: str, step: float) -> tuple[Sheet, str]:
    verdict = judge_again(found, varied(found.rules, key, step))
    rows = varied_rows(found.verdict, verdict)
    spec = found.rules.table.values[key]
    words = tr("rules.varied.words", name=spec.title, step=f"{100 * step:+.0f}%", count=len(rows))
    return varied_pairs(found, rows, verdict), words
