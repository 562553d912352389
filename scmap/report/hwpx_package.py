"""The package of an HWPX document: what the library has checked, filled with tables and maps.

The library reads and checks a document several times when it is saved, which takes seconds for
many cells and pictures. It is given each table with one cell and each picture blank; cells after
the pattern of that one, and the pictures, are put in their places afterwards. Tests hold the whole
against the schemas.
"""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

from hwpx.oxml.namespaces import HP
from lxml import etree

from scmap.report.hwpx_table import Element

_MIMETYPE = "mimetype"


def filled(
    skeleton: bytes, tables: Mapping[str, Sequence[Element]], pictures: Mapping[str, bytes]
) -> bytes:
    """Give a package with its tables and pictures.

    Parameters
    ----------
    skeleton : bytes
        The package as the library saved it.
    tables : mapping
        Rows of each table by its id.
    pictures : mapping
        Content of each picture by its name in the package.
    """
    whole = BytesIO()
    with zipfile.ZipFile(BytesIO(skeleton)) as source, zipfile.ZipFile(whole, "w") as target:
        for entry in source.infolist():
            name = entry.filename
            if name in pictures:  # pressed already
                target.writestr(name, pictures[name], zipfile.ZIP_STORED)
                continue
            content = source.read(name)
            if name.startswith("Contents/section"):
                content = _with_rows(content, tables)
            kind = zipfile.ZIP_STORED if name == _MIMETYPE else zipfile.ZIP_DEFLATED
            target.writestr(name, content, kind)
    return whole.getvalue()


def _with_rows(content: bytes, tables: Mapping[str, Sequence[Element]]) -> bytes:
    root = etree.fromstring(content)
    for table in root.iter(f"{HP}tbl"):
        rows = tables.get(str(table.get("id")))
        if rows is not None:
            pattern = table.find(f"{HP}tr")
            assert pattern is not None  # noqa: S101  a table has a row
            table.remove(pattern)
            table.extend(rows)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written
