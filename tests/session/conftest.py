"""A PostgreSQL with PostGIS for the tests of this room that meet on a server."""

from collections.abc import Iterator

import pytest

from benchmarks.postgres import Cluster, cluster, programs
from tests.needs import missing
from tests.session.server_parts import PASSWORD


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    if programs() is None:
        missing("PostgreSQL with PostGIS is missing: apt install postgresql-postgis")
    with cluster(durable=False, password=PASSWORD) as running:
        yield running
