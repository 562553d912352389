"""scmap run: a saved run, done again for another year: inputs, steps and parameters in one file.

A recipe comes from elsewhere, so it is looked at before anything is done: it may name verbs that
read and write project data, nothing else, and what it puts into them are its own parameters.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import click

from scmap.cli.parameters import FILE
from scmap.cli.usage import misunderstood
from scmap.errors import InputError, ScmapError
from scmap.store.replacing import check_place, replacing
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
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_PLACE = re.compile(rf"\{{({_NAME.pattern})\}}")


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
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
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


def write_recipe(recipe: Recipe, path: Path) -> None:
    """Write a recipe, a step a line, so that people can read and change it."""
    told = {"scmap_recipe": FORMAT, "title": recipe.title, "parameters": dict(recipe.parameters)}
    lines = [f" {_said(name)}: {_said(value)}," for name, value in told.items()]
    steps = ",\n".join(f"  {_said(step)}" for step in recipe.steps)
    text = "\n".join(["{", *lines, ' "steps": [', steps, " ]", "}", ""])
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8")


def _said(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@click.command(name="run", help=tr("cli.run"))
@click.argument("recipe", type=FILE)
@click.argument("step", nargs=-1)
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help=tr("cli.run.set"))
@click.option("--dry-run", is_flag=True, help=tr("cli.run.dry"))
@click.option("--add", "is_added", is_flag=True, help=tr("cli.run.add"))
@click.pass_context
def run_verb(
    context: click.Context,
    recipe: Path,
    step: tuple[str, ...],
    given: tuple[str, ...],
    dry_run: bool,
    is_added: bool,
) -> int:
    """Do a saved run again, or do one step more and save it, too."""
    if is_added != bool(step):
        raise click.UsageError(tr("recipe.add_form"))
    known = _with_step(recipe, step, given) if is_added else read_recipe(recipe)
    steps = known.filled(_values(given, known))
    first = len(steps) - 1 if is_added else 0
    click.echo(tr("recipe.title", title=known.title, count=len(steps)))
    if dry_run:
        for number, words in enumerate(steps[first:], first + 1):
            _say(number, words)
        return 0
    folder, numbers = recipe.resolve().parent, count(first + 1)
    done = run_steps(steps[first:], folder, lambda one: _told(context, next(numbers), one))
    code = int(done[-1]["exit_code"])
    if is_added and not code:
        write_recipe(known, recipe)
        click.echo(tr("recipe.added", file=recipe.name, number=len(steps)))
        return 0
    key = "recipe.stopped" if code else "recipe.done"
    click.echo(tr(key, number=first + len(done), count=len(steps)))
    return code


def _with_step(path: Path, step: tuple[str, ...], given: Sequence[str]) -> Recipe:
    """Give the recipe with one step more, and with the values given for it.

    Raises
    ------
    InputError
        As `read_recipe` does, also of the new step; why the recipe cannot be saved there.
    UsageError
        If a value is not written NAME=VALUE.
    """
    check_place(path)
    known = read_recipe(path) if path.exists() else Recipe(path.stem, {}, ())
    values = {**known.parameters, **dict(_named(one) for one in given)}
    longer = replace(known, parameters=values, steps=(*known.steps, step))
    _check(longer, path)
    return longer


def _say(number: int, step: Sequence[str]) -> None:
    click.echo(tr("recipe.step", number=number, words=" ".join(step)))


def _told(context: click.Context, number: int, step: Sequence[str]) -> int:
    """Say a step and do it, as if it were typed; an error of it is said and gives its code."""
    _say(number, step)
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
    values = dict(_named(one) for one in given)
    for name in values.keys() - recipe.parameters.keys():
        known = ", ".join(recipe.parameters)
        raise click.UsageError(tr("recipe.value_unknown", name=name, names=known))
    return values


def _named(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign or not _NAME.fullmatch(name):
        raise click.UsageError(tr("recipe.value_form", value=given))
    return name, value
