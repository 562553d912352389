"""What is shown where there is nothing yet: no project, and a project without anything in it."""

from scmap.gui.design_pages import DESIGN_PAGES
from scmap.session import recovery
from scmap.session.registering import new_project
from scmap.session.session import Session
from tests.screens.stage import Stage
from tests.screens.window_scenes import STEPS

CITY = "41590"
PANELS = ("analysis.survey", "share.panel", "tool.identify")


def nothing_open(stage: Stage) -> None:
    """Show the window without a project, at every step."""
    stage.window.bridge.take(None)
    for step in STEPS:
        stage.act(f"step.{step}")
        stage.take(f"empty-{step}")
    stage.open_sample()


def nothing_in_it(stage: Stage) -> None:
    """Show a project that has just begun: every step, panel and page of the third step."""
    stage.window.files.begin(new_project("화성시 스마트도시 투자사업", CITY))
    for step in STEPS:
        stage.act(f"step.{step}")
        stage.take(f"new-{step}")
    for action in PANELS:
        stage.act("step.overlap")
        stage.act(action)
        stage.take(f"new-{action}")
        stage.act(action)
    stage.act("step.link")
    for page in ("links", *DESIGN_PAGES):
        stage.act(f"link.{page}")
        stage.take(f"new-design-{page}")
    stage.open_sample()


def left_work(stage: Stage) -> None:
    """Offer work that a window which was killed did not save."""
    window = stage.window
    project = window.bridge.project
    if project is None:
        raise RuntimeError("the sample is not open")
    session = Session(project)
    recovery.keep(session)
    for label in ("사업 이름 고침", "연계 채택"):
        session.do(label, lambda now: now.with_map(now.map[1:]))
    if session.journal is None:
        raise RuntimeError("no journal was kept")
    session.journal.settle()
    session.journal.abandon()
    window.files.offers.left()
    stage.settle()
    stage.take("recovery-offer")
    window.messages.clear()


SCENES = (nothing_open, nothing_in_it, left_work)
