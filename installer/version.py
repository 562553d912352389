"""What Windows shows of the program in Explorer: names and version, in Korean."""

from pathlib import Path

from scmap import __version__

KOREAN, UNICODE = 0x0412, 1200
TITLE = "scmap 스마트도시 투자사업 중첩·연계 지도"
FORM = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('{table}', [{lines}])]),
    VarFileInfo([VarStruct('Translation', [{language}, {letters}])]),
  ],
)
"""


def write_resource(out: Path) -> Path:
    """Write the version resource in the form that PyInstaller reads, and give its path."""
    said = {
        "CompanyName": "scmap maintainers",
        "FileDescription": TITLE,
        "FileVersion": __version__,
        "InternalName": "scmap",
        "LegalCopyright": "Apache License 2.0",
        "OriginalFilename": "scmap.exe",
        "ProductName": "scmap",
        "ProductVersion": __version__,
    }
    lines = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in said.items())
    text = FORM.format(
        numbers=numbers(__version__),
        table=f"{KOREAN:04X}{UNICODE:04X}",
        lines=lines,
        language=KOREAN,
        letters=UNICODE,
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    return out


def numbers(version: str) -> tuple[int, int, int, int]:
    """Give a version as the four numbers that Windows knows."""
    parts = [int(part) for part in version.split(".")[:4] if part.isdigit()]
    first, second, third, fourth = (*parts, 0, 0, 0, 0)[:4]
    return first, second, third, fourth
