"""By which certificate a server is known: its own or that of who signed it, kept by the member.

A closed network has no public authority. The certificate that the server's keeper hands out is kept
in the member's own folder, and the server has to prove that it holds the key and bears the name.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from scmap import paths
from scmap.errors import InputError
from scmap.store.replacing import replacing

MOST_BYTES = 1_000_000


def certificate_of(host: str) -> Path | None:
    """Give the certificate that is kept for a server; None where there is none."""
    kept = _place(host)
    return kept if kept.is_file() else None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server may be known by.

    Attributes
    ----------
    data : bytes
        One or several certificates (PEM).
    fingerprint : str
        Of each, a line each, to be compared by voice: all of them are trusted.
    """

    data: bytes
    fingerprint: str


def read_certificate(file: Path) -> Certificate:
    """Read a certificate that a server's keeper handed out; nothing is trusted by that.

    Raises
    ------
    InputError
        certificate_unreadable.
    """
    from cryptography import x509  # noqa: PLC0415  only when a server is trusted
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES)
        found = x509.load_pem_x509_certificates(data)
    except (OSError, ValueError) as error:
        raise InputError("certificate_unreadable", file=file.name) from error
    told = (one.fingerprint(SHA256()).hex(":").upper() for one in found)
    return Certificate(data, "\n".join(told))


def keep_certificate(host: str, certificate: Certificate) -> None:
    """Trust a certificate for a server from now on.

    Parameters
    ----------
    host : str
        Name of the server, as its address has it.
    """
    place = _place(host)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with replacing(place) as draft:
        draft.write_bytes(certificate.data)


def _place(host: str) -> Path:
    return paths.data_dir() / "cooperation" / "servers" / f"{quote(host, safe='')}.pem"
