"""NOTICE names every library that the installed wheels bring along inside, beside the packages."""

import re
from importlib import metadata
from pathlib import Path

import dev

ROOT = Path(__file__).resolve().parents[1]
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
# What a library is called in NOTICE, by the beginning of its file's name.
CALLED = {
    "com_err": "Kerberos", "crypt": "libxcrypt", "crypto": "OpenSSL", "curl": "libcurl",
    "gdal": "GDAL", "geos": "GEOS", "gfortran": "libgfortran", "gssapi": "Kerberos",
    "icu": "ICU", "jpeg": "libjpeg", "json-c": "json-c", "k5crypto": "Kerberos",
    "keyutils": "keyutils", "krb5": "Kerberos", "lber": "OpenLDAP", "ldap": "OpenLDAP",
    "lzma": "liblzma", "nghttp2": "nghttp2", "pcre2": "PCRE2", "png": "libpng",
    "pq": "libpq", "proj": "PROJ", "Qt6": "Qt 6", "quadmath": "libquadmath", "sasl2": "SASL",
    "scipy_openblas": "OpenBLAS", "sqlite3": "SQLite", "ssl": "OpenSSL", "tiff": "libtiff",
}  # fmt: skip


def bundled() -> dict[str, set[str]]:
    """Give the libraries inside the wheels that a run needs, by package (Linux wheels)."""
    found: dict[str, set[str]] = {}
    for name, _, _ in dev.lock_blocks(dev.requirements("run")):
        try:
            files = metadata.distribution(name).files or []
        except metadata.PackageNotFoundError:
            continue  # of another system
        for file in files:
            inside = re.match(r"lib(.+?)(?:[-_.][0-9a-f]{6,}.*)?\.so", file.name)
            if inside and (".libs/" in str(file) or "/Qt/lib/" in str(file)):
                found.setdefault(name, set()).add(inside[1])
    return found


def paragraph(package: str) -> str:
    """Give what NOTICE says of a package: its line and those that go on with it."""
    lines = NOTICE.splitlines()
    called = package.replace("-essentials", "").replace("psycopg-binary", "psycopg")
    start = next(
        number for number, line in enumerate(lines) if line.strip().lower().startswith(called)
    )
    end = start + 1
    while end < len(lines) and lines[end].startswith(" " * 10):
        end += 1
    return "\n".join(lines[start:end])


def test_every_library_inside_a_wheel_is_named_with_its_package() -> None:
    seen = bundled()
    assert {"fiona", "pyogrio", "pyproj", "shapely"} <= set(seen)
    for package, libraries in seen.items():
        told = paragraph(package)
        for library in libraries:
            known = [word for begin, word in CALLED.items() if library.startswith(begin)]
            assert known, f"{package} brings {library}, of which nothing is known"
            assert any(word in told for word in known), f"NOTICE: {package} lacks {library}"


def test_the_parts_under_the_lgpl_are_named_so_that_they_can_be_exchanged() -> None:
    for part in ("GEOS", "Qt 6", "psycopg", "keyutils"):
        assert re.search(rf"{part}[^\n]*?LGPL|LGPL[^\n]*?{part}", NOTICE), part
    assert "separate, replaceable files" in re.sub(r"\s+", " ", NOTICE)
