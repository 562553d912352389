"""The pages of the manual: those that were written, and lists made of what the program holds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scmap import paths, words
from scmap.gui import search
from scmap.gui.actions import MENUS, in_menu
from scmap.gui.models.commands import menu_name
from scmap.settings import SETTINGS
from scmap.words import tr

# In the order of the list; a page that is not named here follows.
ORDER = (
    "quick_start", "first_case", "importing", "views", "tables", "styles", "map_tools", "depth",
    "linkage_design", "committee", "judgement_rules", "map_sheet", "editing", "saving", "sharing",
    "method", "formats", "faq", "program", "limits", "english",
)  # fmt: skip
FIRST = "quick_start"
IN_ENGLISH = "english"  # the one page that is not in Korean
# Which page tells of what has the focus: the nearest of these classes around it.
TOPICS: Mapping[str, str] = {
    "Canvas": "map_tools",
    "TablesPanel": "tables",
    "LayersPanel": "styles",
    "StyleDialog": "styles",
    "FilterDialog": "styles",
    "IntakeDialog": "importing",
    "RulesDialog": "judgement_rules",
    "LayoutDialog": "map_sheet",
    "SettingsDialog": "program",
    "LogDialog": "program",
    "UpdatesDialog": "program",
    "CommandPalette": "actions",
    "DepthPanel": "depth",
    "MatrixPanel": "views",
    "YearsPanel": "views",
    "SurveyPanel": "views",
    "Inspector": "method",
    "ReviewPanel": "committee",
    "SentencesDialog": "committee",
    "ReportDialog": "committee",
    "SharingPanel": "sharing",
    "ConflictDialog": "sharing",
    "CodesDialog": "sharing",
    "JoiningDialog": "sharing",
    "LeavingDialog": "sharing",
    "MoreLayersDialog": "sharing",
    "EditBar": "editing",
    "FeatureForm": "editing",
    "SnapshotsDialog": "saving",
    "RecentDialog": "saving",
    "HistoryDialog": "saving",
    "LinkagePanel": "linkage_design",
    "DesignTable": "linkage_design",
    "LinkForm": "linkage_design",
    "PlatformForm": "linkage_design",
    "ServiceForm": "linkage_design",
}
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_MARKS = re.compile(r"[`*_|#\[\]]|\(\S+\.md\)")


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One page.

    Attributes
    ----------
    name : str
        File name without ending, or the name of a list.
    title : str
    text : str
        Markdown.
    """

    name: str
    title: str
    text: str

    def holds(self, query: str) -> bool:
        """Tell whether every word of a query occurs, as it is or by initials."""
        return search.matches(search.folded(query), search.folded(_MARKS.sub("", self.text)))


def pages() -> tuple[ManualPage, ...]:
    """Give all pages, the written ones first."""
    folder = paths.manual()
    written = {file.stem: file for file in sorted(folder.glob("*.md"))}
    names = [name for name in ORDER if name in written]
    names += [name for name in written if name not in ORDER]
    found = []
    for name in names:
        text = written[name].read_text(encoding="utf-8")
        title = _TITLE.search(text)
        short = _MARKS.sub("", title[1]).partition(": ")[0] if title else name
        found.append(ManualPage(name, short.strip(), text))
    return (*found, actions_page(), settings_page(), notices_page("issues"), notices_page("errors"))


def actions_page() -> ManualPage:
    """List all that menus, keys and the command search offer."""
    parts = []
    for menu in MENUS:
        rows = [
            (spec.name, ", ".join(f"`{key}`" for key in spec.keys), spec.tip)
            for spec in in_menu(menu)
        ]
        if rows:
            heads = (tr("manual.action"), tr("manual.keys"), tr("manual.meaning"))
            parts += [f"## {menu_name(menu)}", _table(heads, rows)]
    return _made("actions", parts)


def settings_page() -> ManualPage:
    """List what can be set, with what holds at first."""
    rows = [
        (tr(f"settings.{name}"), f"`{setting.default or '-'}`", _meaning(name))
        for name, setting in SETTINGS.items()
    ]
    heads = (tr("manual.setting"), tr("manual.default"), tr("manual.meaning"))
    return _made("settings", [_table(heads, rows)])


def notices_page(context: str) -> ManualPage:
    """List what the program may say of data ("issues") or why it did not do a thing ("errors")."""
    said = words.catalogue(words.language())
    codes = [key for key in sorted(said) if key.startswith(f"{context}.")]
    whats = [code for code in codes if not code.endswith(".remedy")]
    rows = [
        (
            f"`{code.removeprefix(f'{context}.').removesuffix('.what')}`",
            said[code],
            said.get(f"{code.removesuffix('.what')}.remedy", ""),
        )
        for code in whats
    ]
    heads: tuple[str, ...] = (tr("manual.code"), tr("manual.said"), tr("manual.remedy"))
    if not any(row[-1] for row in rows):
        return _made(context, [_table(heads[:2], (row[:2] for row in rows))])
    return _made(context, [_table(heads, rows)])


def topic(names: Iterable[str]) -> str:
    """Give the page on what has the focus, from the classes around it, the nearest first.

    The pages that were written are Korean, but for one that tells of it all in English.
    """
    found = next((TOPICS[name] for name in names if name in TOPICS), FIRST)
    return IN_ENGLISH if words.language() != "ko" and found in ORDER else found


def _meaning(name: str) -> str:
    """Say what a setting means; parts of the base map are told at the base map."""
    key = f"settings.{name}.tip"
    return tr(key) if key in words.catalogue(words.language()) else tr("settings.base_map.tip")


def _made(name: str, parts: Iterable[str]) -> ManualPage:
    title = tr(f"manual.page.{name}")
    return ManualPage(name, title, "\n\n".join([f"# {title}", *parts]) + "\n")


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("{", "‹").replace("}", "›")
