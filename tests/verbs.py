"""The verbs of a command line, all of them loaded."""

from collections.abc import Mapping

import click


def verbs_of(group: click.Group) -> Mapping[str, click.Command]:
    """Give every verb by its name."""
    context = click.Context(group)
    found = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    return {name: verb for name, verb in found if verb is not None}
