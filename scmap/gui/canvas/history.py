"""The views that rested on the screen, to go back to and forward again."""

from scmap.cartography.display import Display
from scmap.gui.canvas.view import View

MOST = 200  # views that one can go back through


class ViewHistory:
    """Views before and after the one at which the map rests.

    Parameters
    ----------
    at_rest : View
        The view of the beginning.
    """

    def __init__(self, at_rest: View) -> None:
        self._at_rest = at_rest
        self._earlier: list[View] = []
        self._later: list[View] = []

    @property
    def has_earlier(self) -> bool:
        """Whether there is an earlier view to go back to."""
        return bool(self._earlier)

    @property
    def has_later(self) -> bool:
        """Whether there is a view to go forward to."""
        return bool(self._later)

    def keep(self, view: View) -> bool:
        """Let the map rest at `view`; tell whether that is another one than before."""
        if view == self._at_rest:
            return False
        self._earlier.append(self._at_rest)
        del self._earlier[:-MOST]
        self._later.clear()
        self._at_rest = view
        return True

    def back(self) -> View | None:
        """Give the view before; None when there is none. `stay` follows."""
        return self._step(self._earlier, self._later)

    def forward(self) -> View | None:
        """Give the view from which one went back; None when there is none. `stay` follows."""
        return self._step(self._later, self._earlier)

    def stay(self, view: View) -> None:
        """Let the map rest at a view of the history, as large as the canvas is now."""
        self._at_rest = view

    def show_in(self, display: Display) -> None:
        """Tell the view at rest in the coordinate system the map is now shown in."""
        self._at_rest = self._at_rest.shown_in(display)

    def _step(self, there: list[View], here: list[View]) -> View | None:
        if not there:
            return None
        here.append(self._at_rest)
        return there.pop()
