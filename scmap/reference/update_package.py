"""Update packages: code tables and boundaries in one signed file that needs no network.

A package is a zip with `manifest.json` (what it is, and the SHA-256 of every file),
`signature.json` (who signed the manifest, Ed25519) and the files, which lie where the program has
its own. The program comes without anybody's key: whoever publishes is trusted once somebody has
compared the fingerprint and said so.
"""

import json
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from scmap import __version__, paths
from scmap.errors import InputError, RefusedError
from scmap.formats.incoming.unpack import unpacked
from scmap.store.replacing import replacing
from scmap.store.sharing.keys import Signer, fingerprint_of, is_signed, member_of

FORMAT = "scmap.update/1"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
TRUSTED = "trusted.json"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
_STAMP = (2026, 1, 1, 0, 0, 0)  # of every member: the same files give the same package


@dataclass(frozen=True, slots=True)
class Update:
    """What a package says of itself.

    Attributes
    ----------
    title, publisher, note : str
        What it brings, who made it, and what changed, in their words.
    edition : date
        The day from which its tables hold; a later one stands before an earlier one.
    needs : str
        Lowest version of the program that can read it.
    files : mapping
        SHA-256 of each file, by its path below the program's folder.
    key : bytes
        Public key of whoever signed it.
    """

    title: str
    publisher: str
    note: str
    edition: date
    needs: str
    files: Mapping[str, str]
    key: bytes

    @property
    def fingerprint(self) -> str:
        """The key as two people compare it over the telephone."""
        return fingerprint_of(member_of(self.key))


def write_package(folder: Path, out: Path, signer: Signer, told: Mapping[str, str]) -> Update:
    """Pack and sign the tables and boundaries of a folder.

    Parameters
    ----------
    folder : Path
        Holds the files where the program has its own: `resources/codes/kinds.csv` …
    out : Path
        The package; replaced whole.
    signer : Signer
        Whoever publishes.
    told : mapping
        title, publisher, note, edition (ISO day).

    Raises
    ------
    InputError
        ``update_empty`` when the folder holds nothing that a package may bring.
    """
    found = {one.relative_to(folder).as_posix(): one for one in sorted(folder.rglob("*"))}
    files = {part: one for part, one in found.items() if is_renewable(part) and one.is_file()}
    if not files:
        raise InputError("update_empty", folder=folder.name)
    manifest = {
        "format": FORMAT,
        **{name: told[name] for name in ("title", "publisher", "note", "edition")},
        "needs": __version__,
        "files": {part: _hash(one) for part, one in files.items()},
    }
    raw = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    signed = {"key": _text(signer.public), "signature": _text(signer.sign(raw))}
    with replacing(out) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, MANIFEST, raw)
        _put(package, SIGNATURE, json.dumps(signed).encode())
        for part, one in files.items():
            _put(package, part, one.read_bytes())
    return _read_manifest(manifest, signer.public)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Update, Path]]:
    """Give what a package says and a folder with its files, once its signature was checked.

    Raises
    ------
    InputError
        ``update_unreadable``, or what is wrong with the archive.
    RefusedError
        ``update_key_unknown`` for a signature of somebody who is not trusted,
        ``update_changed`` when a file is not the one that was signed, ``update_foreign_file`` for
        what no package may bring, ``update_needs_program`` for a newer program's package.
    """
    with unpacked(path) as folder:
        update = _verified(folder, path.name)
        yield update, folder


def _verified(folder: Path, name: str) -> Update:
    try:
        raw = (folder / MANIFEST).read_bytes()
        signed = json.loads((folder / SIGNATURE).read_text(encoding="utf-8"))
        key, signature = b64decode(signed["key"]), b64decode(signed["signature"])
        update = _read_manifest(json.loads(raw), key)
    except _UNREADABLE as error:
        raise InputError("update_unreadable", file=name) from error
    if not is_signed(key, signature, raw):
        raise RefusedError("update_changed", file=name, part=MANIFEST)
    if key not in trusted().values():
        values = {"publisher": update.publisher, "fingerprint": update.fingerprint}
        raise RefusedError("update_key_unknown", file=name, **values)
    if _numbers(update.needs) > _numbers(__version__):
        raise RefusedError("update_needs_program", file=name, version=update.needs)
    _compare(folder, update, name)
    return update


def _compare(folder: Path, update: Update, name: str) -> None:
    """See that the files are those that were signed, no more and no less."""
    found = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    for part in sorted((found | set(update.files)) - {MANIFEST, SIGNATURE}):
        if not is_renewable(part):
            raise RefusedError("update_foreign_file", file=name, part=part)
        if part not in found or _hash(folder / part) != update.files.get(part):
            raise RefusedError("update_changed", file=name, part=part)


def is_renewable(part: str) -> bool:
    """Tell whether a package may bring a file: the program has one there that is a table."""
    inside = part.startswith(paths.RENEWED) and part.endswith((".csv", ".json", ".gpkg"))
    return inside and (paths.bundle_dir() / part).is_file()


def trusted() -> dict[str, bytes]:
    """Give the keys of publishers that are trusted here, by their names."""
    try:
        rows = json.loads((paths.updates_dir() / TRUSTED).read_text(encoding="utf-8"))
        return {str(name): b64decode(key) for name, key in rows.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def read_key(path: Path) -> tuple[str, bytes]:
    """Read the file with which a publisher gives its public key away: its name, and the key.

    Raises
    ------
    InputError
        ``update_key_unreadable``
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        name, key = str(told["publisher"]), b64decode(told["key"])
    except _UNREADABLE as error:
        raise InputError("update_key_unreadable", file=path.name) from error
    if len(key) != 32 or not name.strip():
        raise InputError("update_key_unreadable", file=path.name)
    return name, key


def write_key(path: Path, publisher: str, signer: Signer) -> None:
    """Write the public key for those who are to trust it."""
    told = {"publisher": publisher, "key": _text(signer.public)}
    with replacing(path) as draft:
        draft.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def trust(name: str, key: bytes) -> None:
    """Trust a publisher from now on."""
    _keep_trusted({**trusted(), name: key})


def distrust(name: str) -> None:
    """Trust a publisher no more; what it brought stays until it is taken back."""
    _keep_trusted({one: key for one, key in trusted().items() if one != name})


def _keep_trusted(keys: Mapping[str, bytes]) -> None:
    home = paths.updates_dir()
    home.mkdir(parents=True, exist_ok=True)
    rows = {name: _text(key) for name, key in sorted(keys.items())}
    with replacing(home / TRUSTED) as draft:
        draft.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _read_manifest(told: Mapping[str, object], key: bytes) -> Update:
    if told["format"] != FORMAT:
        raise ValueError(told["format"])
    files = told["files"]
    if not isinstance(files, dict) or not files:
        raise TypeError(files)
    return Update(
        **{name: str(told[name]) for name in ("title", "publisher", "note", "needs")},
        edition=date.fromisoformat(str(told["edition"])),
        files={str(part): str(one) for part, one in files.items()},
        key=key,
    )


def _put(package: zipfile.ZipFile, part: str, raw: bytes) -> None:
    package.writestr(zipfile.ZipInfo(part, _STAMP), raw, zipfile.ZIP_DEFLATED)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
