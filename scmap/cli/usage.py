"""What is said when a command line cannot be understood: what is wrong, and the way out."""

import re

import click

from scmap.words import tr

# What click says of arguments that no verb asked for; it has no type of its own for that.
_TOO_MANY = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)


def misunderstood(error: click.ClickException) -> str:
    """Say what is wrong with a command line, and where its verbs and options are listed."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "scmap"
    return f"{_what(error)}\n{tr('cli.usage.help', command=command)}"


def _what(error: click.ClickException) -> str:
    match error:
        case click.MissingParameter(param=click.Parameter() as param):
            return tr("cli.usage.missing", name=_named(param, error))
        case click.NoSuchOption():
            near = ", ".join(error.possibilities or ())
            known = tr("cli.usage.near", names=near) if near else ""
            return tr("cli.usage.no_option", name=error.option_name) + known
        case click.BadOptionUsage():
            return tr("cli.usage.option_value", name=error.option_name)
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice) as param):
            names = ", ".join(map(str, choice.choices))
            return tr("cli.usage.choices", name=_named(param, error), names=names)
        case click.BadParameter(param=click.Parameter() as param):
            return tr("cli.usage.wrong", name=_named(param, error), why=error.message)
    extra = _TOO_MANY.fullmatch(error.message)
    return tr("cli.usage.too_many", words=extra[1]) if extra else error.message


def _named(param: click.Parameter, error: click.UsageError) -> str:
    """Name an option as it is typed, or an argument as the help names it."""
    return param.get_error_hint(error.ctx).replace("'", "")
