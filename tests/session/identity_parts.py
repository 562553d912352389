"""Servers that prove who they are, by certificates that an authority of the tests signs."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.postgres import ADMIN, Cluster
from tests.needs import PASSWORD

HOST = "localhost"


@contextmanager
def speaking_tls(cluster: Cluster, authority: "Authority") -> Iterator[Cluster]:
    """Have a server speak TLS by a certificate for `HOST` that `authority` signed."""
    certificate, key = authority.signed(HOST)
    for name, data in (("server.crt", certificate), ("server.key", key)):
        file = cluster.folder / name
        file.write_bytes(data)
        file.chmod(0o600)
        if cluster.user is not None:
            os.chown(file, pwd.getpwnam(cluster.user).pw_uid, -1)
    _switch(cluster, "on")
    try:
        yield cluster
    finally:
        _switch(cluster, "off")


def _switch(cluster: Cluster, state: str) -> None:
    place = f"host=127.0.0.1 port={cluster.port} dbname=postgres user={ADMIN} password={PASSWORD}"
    with psycopg.connect(place, autocommit=True) as chief:
        chief.execute(f"ALTER SYSTEM SET ssl = {state}".encode())
        chief.execute("SELECT pg_reload_conf()")
        while chief.execute("SHOW ssl").fetchall() != [(state,)]:
            pass


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
