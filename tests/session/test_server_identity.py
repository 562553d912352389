"""A server proves that it is the one which an address names, or nobody speaks to it."""

import os
import pwd
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.postgres import ADMIN, Cluster
from scmap.errors import InputError
from scmap.paths import PROFILE_VARIABLE
from scmap.store.sharing.server import Address, Server
from scmap.store.sharing.trust import keep_certificate
from tests.needs import PASSWORD

HOST = "localhost"


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROFILE_VARIABLE, str(tmp_path / "profile"))


@pytest.fixture(scope="module")
def authority() -> "Authority":
    return Authority()


@pytest.fixture
def encrypted(postgres: Cluster, authority: "Authority") -> Iterator[Cluster]:
    """Have the server speak TLS by a certificate for `HOST` that `authority` signed."""
    certificate, key = authority.signed(HOST)
    for name, data in (("server.crt", certificate), ("server.key", key)):
        file = postgres.folder / name
        file.write_bytes(data)
        file.chmod(0o600)
        if postgres.user is not None:
            os.chown(file, pwd.getpwnam(postgres.user).pw_uid, -1)
    switch(postgres, "on")
    yield postgres
    switch(postgres, "off")


def switch(cluster: Cluster, state: str) -> None:
    place = f"host=127.0.0.1 port={cluster.port} dbname=postgres user={ADMIN} password={PASSWORD}"
    with psycopg.connect(place, autocommit=True) as chief:
        chief.execute(f"ALTER SYSTEM SET ssl = {state}".encode())
        chief.execute("SELECT pg_reload_conf()")
        while chief.execute("SHOW ssl").fetchall() != [(state,)]:
            pass


def opened(cluster: Cluster, host: str) -> Server:
    return Server(Address(host, cluster.port, "postgres", ADMIN), PASSWORD)


def test_a_server_with_the_kept_certificate_is_spoken_to_by_tls(
    encrypted: Cluster, authority: "Authority", tmp_path: Path
) -> None:
    keep_certificate(HOST, authority.file(tmp_path))
    with opened(encrypted, HOST) as server:
        said = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert server.rows(said) == [(True, "TLSv1.3")]


def test_a_server_that_another_one_signed_is_not_spoken_to(
    encrypted: Cluster, tmp_path: Path
) -> None:
    keep_certificate(HOST, Authority().file(tmp_path))
    with pytest.raises(InputError, match="server_untrusted"):
        opened(encrypted, HOST)


def test_a_server_of_another_name_is_not_spoken_to(
    encrypted: Cluster, authority: "Authority", tmp_path: Path
) -> None:
    keep_certificate("127.0.0.1", authority.file(tmp_path))
    with pytest.raises(InputError, match="server_untrusted"):
        opened(encrypted, "127.0.0.1")


def test_a_server_that_speaks_in_the_clear_is_told_no_password(
    postgres: Cluster, authority: "Authority", tmp_path: Path
) -> None:
    keep_certificate(HOST, authority.file(tmp_path))
    with pytest.raises(InputError, match="server_untrusted"):
        opened(postgres, HOST)


def test_what_is_no_certificate_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("-----BEGIN CERTIFICATE-----\nno\n", encoding="utf-8")
    with pytest.raises(InputError, match="certificate_unreadable"):
        keep_certificate(HOST, tmp_path / "x.pem")


class Authority:
    """Signs certificates, as the keeper of a closed network does."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "협력체 인증기관")])
        self._own = self._certificate(self._name, self._key.public_key(), None)

    def file(self, folder: Path) -> Path:
        """Write down the certificate that members keep."""
        file = folder / "authority.pem"
        file.write_bytes(self._own.public_bytes(serialization.Encoding.PEM))
        return file

    def signed(self, host: str) -> tuple[bytes, bytes]:
        """Give certificate and key of a server."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        found = self._certificate(name, key.public_key(), host)
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return found.public_bytes(serialization.Encoding.PEM), secret

    def _certificate(
        self, name: x509.Name, key: ec.EllipticCurvePublicKey, host: str | None
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        draft = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
        )
        if host is not None:
            names = x509.SubjectAlternativeName([x509.DNSName(host)])
            draft = draft.add_extension(names, critical=False)
        return draft.sign(self._key, hashes.SHA256())
