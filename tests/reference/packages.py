"""Update packages as a publisher makes them."""

import csv
from collections.abc import Callable
from pathlib import Path

from scmap import paths
from scmap.reference.update_package import read_key, trust, write_key, write_package
from scmap.store.sharing.keys import Signer

KINDS = "resources/codes/kinds.csv"
PUBLISHER = "국토교통부"
TOLD = {"title": "2027년 코드표", "publisher": PUBLISHER, "note": "", "edition": "2027-01-01"}

Row = dict[str, str]


def put(folder: Path, part: str, change: Callable[[list[Row]], list[Row]]) -> None:
    """Put a table of the program into a folder, changed."""
    with (paths.bundle_dir() / part).open(encoding="utf-8", newline="") as file:
        rows = change(list(csv.DictReader(file)))
    (folder / part).parent.mkdir(parents=True, exist_ok=True)
    with (folder / part).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def longer_life(rows: list[Row]) -> list[Row]:
    """Let control centres live for twelve years."""
    return [{**row, "life_years": "12"} if row["code"] == "CCC" else row for row in rows]


def packed(folder: Path, *, is_trusted: bool = True, **told: str) -> Path:
    """Sign what lies in a folder; the package and the public key come to lie beside it."""
    home, signer = folder.parent, Signer.of(folder.parent / "secret")
    out = home / f"{told.get('edition', 'a')}{paths.UPDATE_SUFFIX}"
    write_package(folder, out, signer, {**TOLD, **told})
    write_key(home / "public.key.json", PUBLISHER, signer)
    if is_trusted:
        trust(*read_key(home / "public.key.json"))
    return out
