import numpy as np
import pytest
from hypothesis import given, settings

from scmap.formats.frames import from_frame, to_frame
from scmap.model.layer import Layer
from tests.store import layers as sample


@settings(max_examples=50, deadline=None)
@given(layer=sample.layers())
def test_a_layer_survives_the_way_through_a_frame(layer: Layer) -> None:
    back = from_frame(to_frame(layer), name=layer.name)
    typed = {
        name: column
        for name, column in layer.columns.items()
        if column.dtype != object or any(cell is not None for cell in column)
    }
    assert back.uids.tolist() == layer.uids.tolist()
    assert sample.same_geometry(back.geometry, layer.geometry)
    for name, column in typed.items():
        assert sample.same_column(back.columns[name], column)


def test_a_frame_knows_plane_and_identity() -> None:
    frame = to_frame(sample.boxes((0, 0), t=["가"], n=[np.nan]))
    assert frame.crs.to_epsg() == 5179
    assert frame.index.tolist() == ["zones-0"]
    assert frame["n"].isna().all()
    assert frame.area.tolist() == pytest.approx([1e6])
