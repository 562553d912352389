"""A server proves that it is the one which an address names, or nobody speaks to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.postgres import ADMIN, Cluster
from scmap.errors import InputError
from scmap.paths import PROFILE_VARIABLE
from scmap.store.sharing.server import Address, Server
from scmap.store.sharing.trust import keep_certificate, read_certificate
from tests.needs import PASSWORD
from tests.session.identity_parts import HOST, Authority, speaking_tls


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROFILE_VARIABLE, str(tmp_path / "profile"))


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def encrypted(postgres: Cluster, authority: Authority) -> Iterator[Cluster]:
    with speaking_tls(postgres, authority) as cluster:
        yield cluster


def opened(cluster: Cluster, host: str) -> Server:
    return Server(Address(host, cluster.port, "postgres", ADMIN), PASSWORD)


def test_a_server_with_the_kept_certificate_is_spoken_to_by_tls(
    encrypted: Cluster, authority: Authority, tmp_path: Path
) -> None:
    keep_certificate(HOST, read_certificate(authority.file(tmp_path)))
    with opened(encrypted, HOST) as server:
        said = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert server.rows(said) == [(True, "TLSv1.3")]


def test_a_server_that_another_one_signed_is_not_spoken_to(
    encrypted: Cluster, tmp_path: Path
) -> None:
    keep_certificate(HOST, read_certificate(Authority().file(tmp_path)))
    with pytest.raises(InputError, match="server_untrusted"):
        opened(encrypted, HOST)


def test_a_server_of_another_name_is_not_spoken_to(
    encrypted: Cluster, authority: Authority, tmp_path: Path
) -> None:
    keep_certificate("127.0.0.1", read_certificate(authority.file(tmp_path)))
    with pytest.raises(InputError, match="server_untrusted"):
        opened(encrypted, "127.0.0.1")


def test_a_server_that_speaks_in_the_clear_is_told_no_password(
    postgres: Cluster, authority: Authority, tmp_path: Path
) -> None:
    keep_certificate(HOST, read_certificate(authority.file(tmp_path)))
    with pytest.raises(InputError, match="server_untrusted"):
        opened(postgres, HOST)


def test_every_certificate_of_a_file_is_shown_since_each_is_trusted(tmp_path: Path) -> None:
    """A second one behind that of the server's keeper was kept, and nobody saw it."""
    files = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        files.append(Authority().file(tmp_path / name))
    both = tmp_path / "both.pem"
    both.write_bytes(b"".join(one.read_bytes() for one in files))
    alone = [read_certificate(one).fingerprint for one in files]
    assert read_certificate(both).fingerprint.split("\n") == alone


def test_what_is_no_certificate_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("-----BEGIN CERTIFICATE-----\nno\n", encoding="utf-8")
    with pytest.raises(InputError, match="certificate_unreadable"):
        read_certificate(tmp_path / "x.pem")
