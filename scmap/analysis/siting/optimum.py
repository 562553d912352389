"""Integer programmes, solved in this process by HiGHS to a proven optimum or with its gap.

HiGHS is loaded when the first one is solved: the window opens without it.
"""

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scmap.progress import Progress, silent

if TYPE_CHECKING:
    import highspy

INFINITY = math.inf
THREADS = 2  # the same in every call: HiGHS keeps one pool of threads for the whole process
EXACT = 1e-9  # relative gap at which a solution is proven


@dataclass(eq=False)
class Programme:
    """A linear programme to be minimised, some of whose variables are whole.

    Attributes
    ----------
    cost : float64, shape (n,)
        Of each variable; all lie within 0 to 1.
    whole : bool, shape (n,)
        Variables that are 0 or 1.
    """

    cost: NDArray[np.float64]
    whole: NDArray[np.bool_]
    _rows: list[NDArray[np.int64]] = field(default_factory=list, init=False)
    _columns: list[NDArray[np.int64]] = field(default_factory=list, init=False)
    _values: list[NDArray[np.float64]] = field(default_factory=list, init=False)
    _lower: list[NDArray[np.float64]] = field(default_factory=list, init=False)
    _upper: list[NDArray[np.float64]] = field(default_factory=list, init=False)
    _height: int = field(default=0, init=False)

    def require(
        self,
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        values: NDArray[np.float64],
        *,
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
    ) -> None:
        """Add conditions ``lower <= A x <= upper``.

        Parameters
        ----------
        rows, columns, values : arrays, shape (k,)
            The entries of A other than 0; rows count from 0 within these conditions.
        lower, upper : float64, shape (m,)
            Bounds of each condition; infinite where it has none.
        """
        self._rows.append(np.asarray(rows, dtype=np.int64) + self._height)
        self._columns.append(np.asarray(columns, dtype=np.int64))
        self._values.append(np.asarray(values, dtype=np.float64))
        self._lower.append(np.asarray(lower, dtype=np.float64))
        self._upper.append(np.asarray(upper, dtype=np.float64))
        self._height += len(lower)

    def total(self, columns: NDArray[np.int64], values: NDArray[np.float64], most: float) -> None:
        """Add the one condition that a weighted sum is at most `most`."""
        self.require(
            np.zeros(len(columns), dtype=np.int64),
            columns,
            values,
            lower=np.array([-INFINITY]),
            upper=np.array([most]),
        )

    def exactly(self, columns: NDArray[np.int64], number: float) -> None:
        """Add the one condition that a sum is `number`."""
        self.require(
            np.zeros(len(columns), dtype=np.int64),
            columns,
            np.ones(len(columns)),
            lower=np.array([number]),
            upper=np.array([number]),
        )

    def as_highs(self) -> "highspy.HighsLp":
        """Give it as HiGHS takes it, by rows."""
        import highspy  # noqa: PLC0415

        rows = np.concatenate([np.empty(0, dtype=np.int64), *self._rows])
        columns = np.concatenate([np.empty(0, dtype=np.int64), *self._columns])
        values = np.concatenate([np.empty(0), *self._values])
        order = np.lexsort((columns, rows))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.cost), self._height
        model.col_cost_ = self.cost
        model.col_lower_, model.col_upper_ = np.zeros(len(self.cost)), np.ones(len(self.cost))
        model.row_lower_ = np.concatenate([np.empty(0), *self._lower])
        model.row_upper_ = np.concatenate([np.empty(0), *self._upper])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.searchsorted(rows[order], np.arange(self._height + 1))
        model.a_matrix_.index_ = columns[order]
        model.a_matrix_.value_ = values[order]
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(whole)] for whole in self.whole]
        return model


@dataclass(frozen=True, eq=False)
class Solution:
    """What was found for a programme.

    Attributes
    ----------
    values : float64, shape (n,), or None
        Of each variable; None when there is no solution, or none was found in time.
    objective, bound : float
        Cost of the solution, and the least that any solution can cost.
    possible : bool
        False when it is proven that no solution exists.
    """

    values: NDArray[np.float64] | None
    objective: float
    bound: float
    possible: bool = True

    @property
    def gap(self) -> float:
        """Share of the objective by which a better solution could still be lower; 0 is proven."""
        return gap_between(self.objective, self.bound)

    @property
    def chosen(self) -> NDArray[np.bool_]:
        """Variables that are 1."""
        return np.zeros(0, dtype=bool) if self.values is None else self.values > 0.5


def gap_between(objective: float, bound: float) -> float:
    """Give ``|objective - bound| / |objective|``, 0 where that is within `EXACT`."""
    if math.isnan(objective) or math.isinf(bound):
        return INFINITY
    apart = abs(objective - bound)
    if apart <= 10 * EXACT * max(abs(objective), 1.0):
        return 0.0
    return apart / max(abs(objective), EXACT)


def solve(programme: Programme, *, seconds: float, progress: Progress = silent) -> Solution:
    """Find the cheapest values of a programme; the same programme gives the same answer.

    Parameters
    ----------
    programme : Programme
    seconds : float
        Time after which the best solution so far is given with its bound.
    progress : Progress
        Asked often, told the share of the time used; may raise CancelledError.
    """
    import highspy  # noqa: PLC0415

    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("log_to_console", False),
        ("output_flag", False),
        ("threads", THREADS),
        ("time_limit", float(seconds)),
        ("mip_rel_gap", EXACT),
        ("mip_abs_gap", 0.0),
    ):
        highs.setOptionValue(option, value)
    highs.passModel(programme.as_highs())
    stop = _Listening(progress, seconds)
    highs.cbMipInterrupt.subscribe(stop)
    highs.cbSimplexInterrupt.subscribe(stop)
    highs.run()
    if stop.raised is not None:
        raise stop.raised
    return _solution(highs, programme)


@dataclass(eq=False)
class _Listening:
    """Asks the progress at each stop of HiGHS; what it raises waits until HiGHS has returned."""

    progress: Progress
    seconds: float
    raised: BaseException | None = None
    started: float = field(default_factory=time.monotonic)

    def __call__(self, event: "highspy.highs.HighsCallbackEvent") -> None:
        if self.raised is None:
            try:
                self.progress(min((time.monotonic() - self.started) / self.seconds, 1.0))
            except BaseException as raised:  # noqa: BLE001  raised again by solve(): C++ must not see it
                self.raised = raised
        if self.raised is not None:
            event.interrupt()


def _solution(highs: "highspy.Highs", programme: Programme) -> Solution:
    from highspy import HighsModelStatus as Status  # noqa: PLC0415
    from highspy import SolutionStatus  # noqa: PLC0415

    status, info = highs.getModelStatus(), highs.getInfo()
    if status in (Status.kInfeasible, Status.kUnboundedOrInfeasible):
        return Solution(None, math.nan, math.nan, possible=False)
    found = info.primal_solution_status == SolutionStatus.kSolutionStatusFeasible
    bound = info.mip_dual_bound if programme.whole.any() else info.objective_function_value
    if not found:
        return Solution(None, math.nan, bound)
    values = np.array(highs.getSolution().col_value)
    if status == Status.kOptimal and not programme.whole.any():
        bound = info.objective_function_value
    return Solution(values, float(programme.cost @ values), float(bound))
