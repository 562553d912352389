"""The help of the verbs in the language of the program, where click would say it in English."""

from collections.abc import Iterable

import click

from scmap.words import tr

# What click writes of its own, and our words for it.
_OWN = {
    "Options": "options",
    "Commands": "commands",
    "Show the version and exit.": "version",
    "Show this message and exit.": "help",
    "[OPTIONS]": "an_option",
    "COMMAND": "a_command",
    "[ARGS]...": "arguments",
}
# Behind the words of an option.
_BESIDE = {"[required]": "required", "[default: ": "default"}


class Helping(click.HelpFormatter):
    """Writes help pages."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a verb is called."""
        words = " ".join(map(_said, args.split(" ")))
        super().write_usage(prog, words, tr("cli.page.usage") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write what stands above options and verbs."""
        super().write_heading(_said(heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options, or verbs, with what is said of each."""
        super().write_dl([(name, _told(text)) for name, text in rows], col_max, col_spacing)


def _said(text: str) -> str:
    key = _OWN.get(text)
    return text if key is None else tr(f"cli.page.{key}")


def _told(text: str) -> str:
    text = _said(text)
    for words, key in _BESIDE.items():
        if words in text:
            text = text.replace(words, tr(f"cli.page.{key}"))
    return text
