"""What a newer file changed, in lines."""

from collections.abc import Mapping
from typing import Any

import click

from scmap.session.renewal_words import column_words, value_words
from scmap.words import tr

SHOWN = 50  # lines of a kind; all are in the JSON


def say_renewal(told: Mapping[str, Any]) -> None:
    """Print a report on a renewal (`renewal_record.record`)."""
    counts = told["counts"]
    click.echo(tr("renewal.summary", layer=told["layer"], matched=told["matched"], **counts))
    if told["key"]:
        click.echo(tr("renewal.key", key=told["key"]))
    for one in told["new"][:SHOWN]:
        click.echo(tr("renewal.new", row=one["row"], name=one["name"]))
    for one in told["gone"][:SHOWN]:
        why = "registered" if one["registered"] else "stays" if one["stays"] else "leaves"
        click.echo(tr(f"renewal.gone_{why}", name=one["name"]))
    for one in told["changed"][:SHOWN]:
        said = {name: value_words(one[name]) for name in ("before", "after")}
        click.echo(
            tr("renewal.changed", name=one["name"], column=column_words(one["column"]), **said)
        )
        if one.get("why"):
            click.echo(tr("renewal.why", why=one["why"]))
    for one in told["unclear"][:SHOWN]:
        click.echo(tr("renewal.unclear", row=one["row"], name=one["name"]))
    for name, count in told["left_unsaid"].items():
        click.echo(tr("renewal.left", column=column_words(name), count=count))
    more = sum(max(0, counts[kind] - SHOWN) for kind in ("new", "gone", "changed", "unclear"))
    if more:
        click.echo(tr("renewal.more", count=more))
