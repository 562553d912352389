"""The commands of the thread without a window; run as a program, it says each that is kept."""

import sys
import time
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np

from scmap.model.layer import Layer, objects
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import record, records
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.session import recovery, reviewing
from scmap.session.linking import accept
from scmap.session.registering import add_investments, new_project
from scmap.session.session import Session
from scmap.store.journal import Journal
from scmap.store.project_file import read_project

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
CITY = "41590"
DAY = date(2026, 11, 23)
TABLES = (Link, Round, AgendaItem, Opinion, Decision)

Command = Callable[[Project], Project]


def investments() -> Layer:
    """The city's investments, from the sample."""
    layer = read_project(SAMPLE).project.investments
    assert layer is not None
    return layer.take(np.array([cell == CITY for cell in layer.text("municipality_code")], bool))


def commands() -> list[Command]:
    """From data to a phase: what each step of the thread does to a project."""
    layer = investments()
    left, right = layer.uids[:2]
    item = AgendaItem("a", "r", "심의", "두 센터", "pair", f"{left}|{right}", lead="화성시")
    expert = Opinion("o1", "a", "학", "김도시", "나루대", "찬", "나누면 됨", DAY)
    practice = Opinion("o2", "a", "실무", "박담당", "화성시", "찬", "함께 운영", DAY)
    decision = Decision("d", "a", "기능조정", "관제 기능이 겹침", "위원회", DAY)
    return [
        lambda project: add_investments(project, layer),
        lambda project: accept(project, Link("l", "X1", left, right, "교통+방범")),
        lambda project: reviewing.open_round(project, Round("r", 2026, 1, "위원회", DAY)),
        lambda project: reviewing.put_on_agenda(project, item),
        lambda project: reviewing.register_opinion(project, expert),
        lambda project: reviewing.register_opinion(project, practice),
        lambda project: reviewing.decide(project, decision),
        _set_phase,
    ]


def _set_phase(project: Project) -> Project:
    item = record(project, AgendaItem, "a")
    assert item is not None
    return reviewing.set_phase(project, item, "단기", 2027, 2028)


def state(project: Project) -> str:
    """Everything that the thread puts into a project, as text."""
    layer = project.investments or Layer("", "", "", "", "", objects([]), objects([]), {})
    said: list[object] = [project.title, *layer.uids, *layer.text("name")] if len(layer) else []
    for kind in TABLES:
        for one in records(project, kind):
            said += [str(getattr(one, field.name)) for field in fields(one)]
    return repr(said)


def main() -> None:
    """Do the commands one by one, and say after each what is kept; then wait to be killed."""
    session = Session(new_project("화성시", CITY))
    recovery.keep(session)
    assert isinstance(session.journal, Journal)
    for number, command in enumerate(commands()[: int(sys.argv[1])]):
        session.do(f"명령 {number}", command)
        session.journal.settle()
    print(state(session.project), flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main()
