"""Passwords of servers: in the keyring of the operating system, and nowhere else."""

from scmap.store.sharing.server import Address

SERVICE = "scmap"


def password_of(address: Address) -> str | None:
    """Give the password that the keyring holds for a login; None where there is none."""
    import keyring.errors  # noqa: PLC0415  looks for what the system has: only when it is asked

    try:
        return keyring.get_password(SERVICE, str(address))
    except keyring.errors.KeyringError:
        return None


def keep_password(address: Address, password: str) -> bool:
    """Put a password into the keyring; False where this system has none: it is then asked for."""
    import keyring.errors  # noqa: PLC0415

    try:
        keyring.set_password(SERVICE, str(address), password)
    except keyring.errors.KeyringError:
        return False
    return True
