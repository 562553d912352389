"""Things worked out once for an array of a layer and kept as long as the array lives."""

import weakref
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from numpy.typing import NDArray

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """A store of values by the identity of an array.

    Arrays of a layer are immutable and shared by its later versions, so that what follows from
    one still holds after an edit elsewhere.
    """

    def __init__(self, make: Callable[[NDArray[Any]], Value]) -> None:
        self._make = make
        self._values: dict[int, Value] = {}

    def of(self, array: NDArray[Any]) -> Value:
        """Give the value for `array`, made now when there is none yet."""
        key = id(array)
        if key not in self._values:
            self._values[key] = self._make(array)
            weakref.finalize(array, self._values.pop, key, None)
        return self._values[key]
