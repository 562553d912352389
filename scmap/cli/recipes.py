"""scmap run: a saved run, done again for another year: inputs, steps and parameters in one file.

A recipe comes from elsewhere, so it is looked at before anything is done: it may name verbs that
read and write project data, nothing else, and what it puts into them are its own parameters.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from scmap.cli.parameters import FILE
from scmap.cli.usage import misunderstood
from scmap.errors import InputError, ScmapError
from scmap.words import explain, tr

Verb = Callable[[Sequence[str]], int]

FORMAT = 1
MOST_STEPS, MOST_BYTES = 200, 1_000_000
# Verbs that a recipe may name: they work on the files it names, and open no window or network.
VERBS = frozenset(
    {
        "accept", "board", "changes", "check", "compact", "copy", "coverage", "define", "export",
        "form", "import", "inspect", "link", "map", "new", "opinions", "overlap", "render",
        "report", "review", "rules", "site", "snapshot", "verify",
    }
)  # fmt: skip
_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A saved run.

    Attributes
    ----------
    title : str
    parameters : Mapping of str to str
        Values that stand for ``{name}`` in the steps, unless others are given.
    steps : tuple of tuple of str
        Verb and words of each step.
    """

    title: str
    parameters: Mapping[str, str]
    steps: tuple[tuple[str, ...], ...]

    def filled(self, given: Mapping[str, str]) -> list[list[str]]:
        """Give the steps with values in place of names; what a value holds is no name again."""
        values = {**self.parameters, **given}
        return [
            [_PLACE.sub(lambda at: values[at[1]], word) for word in step] for step in self.steps
        ]


def read_recipe(path: Path) -> Recipe:
    """Read a recipe and check all of it.

    Raises
    ------
    InputError
        ``file_missing``, ``recipe_damaged``, ``recipe_newer``, ``recipe_verb`` for a verb that no
        recipe may name, ``recipe_parameter`` for a name without a value.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError("recipe_damaged", file=path.name)
        found = json.loads(path.read_text(encoding="utf-8"))
        version, steps = found["scmap_recipe"], found["steps"]
        title, parameters = found.get("title", path.stem), found.get("parameters", {})
        sound = (
            isinstance(parameters, dict)
            and all(isinstance(one, str) for one in (title, *parameters.values()))
            and 0 < len(steps) <= MOST_STEPS
            and all(step and all(isinstance(word, str) for word in step) for step in steps)
        )
    except FileNotFoundError as error:
        raise InputError("file_missing", file=path.name) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("recipe_damaged", file=path.name) from error
    if not sound or not isinstance(version, int):
        raise InputError("recipe_damaged", file=path.name)
    if version > FORMAT:
        raise InputError("recipe_newer", file=path.name)
    recipe = Recipe(title, parameters, tuple(tuple(step) for step in steps))
    _check(recipe, path)
    return recipe


def _check(recipe: Recipe, path: Path) -> None:
    for number, step in enumerate(recipe.steps, 1):
        if step[0] not in VERBS:
            raise InputError("recipe_verb", file=path.name, step=number, verb=step[0])
        for word in step:
            unknown = set(_PLACE.findall(word)) - set(recipe.parameters)
            if unknown:
                name = min(unknown)
                raise InputError("recipe_parameter", file=path.name, step=number, name=name)


def run_steps(steps: Sequence[Sequence[str]], folder: Path, verb: Verb) -> list[dict[str, Any]]:
    """Do the steps one after the other in the folder of the recipe; one that fails is the last."""
    done: list[dict[str, Any]] = []
    with chdir(folder):
        for step in steps:
            done.append({"step": list(step), "exit_code": verb(step)})
            if done[-1]["exit_code"]:
                break
    return done


@click.command(name="run", help=tr("cli.run"))
@click.argument("recipe", type=FILE)
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help=tr("cli.run.set"))
@click.option("--dry-run", is_flag=True, help=tr("cli.run.dry"))
@click.pass_context
def run_verb(context: click.Context, recipe: Path, given: tuple[str, ...], dry_run: bool) -> int:
    """Do a saved run again."""
    known = read_recipe(recipe)
    steps = known.filled(_values(given, known))
    click.echo(tr("recipe.title", title=known.title, count=len(steps)))
    if dry_run:
        for number, step in enumerate(steps, 1):
            click.echo(tr("recipe.step", number=number, words=" ".join(step)))
        return 0
    done = run_steps(steps, recipe.resolve().parent, lambda step: _told(context, step))
    code = int(done[-1]["exit_code"])
    key = "recipe.stopped" if code else "recipe.done"
    click.echo(tr(key, number=len(done), count=len(steps)))
    return code


def _told(context: click.Context, step: Sequence[str]) -> int:
    """Say a step and do it, as if it were typed; an error of it is said and gives its code."""
    click.echo(tr("recipe.step", number=step[0], words=" ".join(step[1:])))
    verbs = context.find_root().command
    try:
        code = verbs.main(list(step), "scmap", standalone_mode=False, obj=context.obj)
    except click.ClickException as error:
        click.echo(misunderstood(error), err=True)
        return error.exit_code
    except ScmapError as error:
        click.echo(str(explain(error)), err=True)
        return error.exit_code
    return int(code or 0)


def _values(given: Sequence[str], recipe: Recipe) -> dict[str, str]:
    """Read the values that were given on the command line.

    Raises
    ------
    UsageError
        If one is not written NAME=VALUE, or the recipe has no such name.
    """
    values = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or name not in recipe.parameters:
            known = ", ".join(recipe.parameters)
            raise click.UsageError(tr("recipe.value_form", value=one, names=known))
        values[name] = value
    return values
