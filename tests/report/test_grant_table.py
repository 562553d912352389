"""단일년도·소액, 연속 수혜: how municipalities were funded (DOMAIN §1 rows 26-27)."""

import numpy as np
import pytest

from scmap.analysis.grants import grant_flags, recipients
from scmap.paths import SAMPLE_PROJECT
from scmap.paths import sample as sample_file
from scmap.store.project_file import read_project
from tests.report import round_sample


def test_hwaseong_was_funded_seven_times_and_its_service_grant_is_single_and_small() -> None:
    layer = read_project(sample_file(SAMPLE_PROJECT)).project.investments
    assert layer is not None
    found = next(one for one in recipients(layer) if one.code == "41590")
    real = [row for row in found.rows if "예시" not in str(layer.text("name")[row])]
    assert len(real) == 7
    assert (found.first, layer.number("year_from")[real].max()) == (2008, 2021)
    flags = grant_flags(layer)
    (grant,) = [row for row in real if layer.text("kind")[row] == "USV" and flags.single_year[row]]
    assert layer.number("national_mkrw")[grant] == 900
    assert flags.flagged[grant]
    assert flags.by_national[grant]


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
