"""Who signs: a key pair that is made on the member's machine and never leaves it."""

import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scmap.errors import InputError
from scmap.store.replacing import check_place

if TYPE_CHECKING:  # else it is loaded when something is signed: the window opens without it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ID_LENGTH = 32  # hexadecimal digits of the hash of a public key: 128 bits
_GROUP = 4
_LONGEST = 200  # bytes of a file with a key: it has 44


@dataclass(frozen=True, slots=True)
class Signer:
    """A member's own key pair."""

    secret: "Ed25519PrivateKey"
    public: bytes

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read the key of this installation, or make it; only its owner may read the file.

        Raises
        ------
        InputError
            signing_key_unreadable, or why there can be no file.
        """
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

        check_place(path)
        if not path.exists():
            made = ed25519.Ed25519PrivateKey.generate().private_bytes_raw()
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(b64encode(made))
                file.flush()
                os.fsync(file.fileno())
        try:
            with path.open("rb") as file:
                told = b64decode(file.read(_LONGEST))
            secret = ed25519.Ed25519PrivateKey.from_private_bytes(told)
        except (OSError, ValueError) as error:
            values = {"file": path.name, "folder": str(path.parent)}
            raise InputError("signing_key_unreadable", **values) from error
        return cls(secret, secret.public_key().public_bytes_raw())

    @property
    def member(self) -> str:
        """Identity of whoever has this key."""
        return member_of(self.public)

    def sign(self, text: bytes) -> bytes:
        """Sign bytes."""
        return self.secret.sign(text)


def member_of(public: bytes) -> str:
    """Give the identity that follows from a public key."""
    return sha256(public).hexdigest()[:ID_LENGTH]


def fingerprint_of(member: str) -> str:
    """Give an identity as two people read it to each other over the telephone."""
    return "-".join(member[at : at + _GROUP] for at in range(0, len(member), _GROUP)).upper()


def is_signed(public: bytes, signature: bytes, text: bytes) -> bool:
    """Tell whether bytes were signed by whoever has the key."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
