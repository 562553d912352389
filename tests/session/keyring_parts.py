"""Keeps a password in the keyring of the session that it runs in, and reads it again.

`python -m tests.session.keyring_parts ADDRESS PASSWORD`: run under a bus of its own, where a real
secret service answers; says which keyring that was, and what came back.
"""

import sys

import keyring

from scmap.store.sharing.passwords import keep_password, password_of
from scmap.store.sharing.server import Address


def main(place: str, password: str) -> None:
    """Keep it, and read it again."""
    address = Address.read(place)
    before = password_of(address)
    kept = keep_password(address, password)
    backend = type(keyring.get_keyring()).__module__
    print(repr((before, kept, password_of(address), backend)))


if __name__ == "__main__":
    main(*sys.argv[1:])
