"""단일년도·소액, 연속 수혜: how municipalities were funded."""

import numpy as np
import pytest

from scmap.analysis.grants import grant_flags
from tests.report import round_sample


def test_an_unknown_year_or_amount_is_no_flag() -> None:
    layer = round_sample.project().layers[0]
    unknown = np.full(len(layer), np.nan)
    for name in ("year_to", "total_mkrw"):
        columns = {**layer.columns, name: unknown, "national_mkrw": unknown}
        assert not grant_flags(layer.replace(columns=columns)).flagged.any()


@pytest.fixture(scope="module")
def table() -> object:
    return round_sample.dossier(municipality=None).table("grants")


def test_the_dossier_counts_grants_lines_and_suspected_pairs(table: object) -> None:
    rows = [row.cells for row in table.rows]  # type: ignore[attr-defined]
    assert rows
    assert all(row[1] >= 2 for row in rows)
    assert any(row[4] > 0 for row in rows)
