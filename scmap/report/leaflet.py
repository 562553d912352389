"""A folium map that needs no network and runs nothing from data.

Source: REPORTS §2. Stock folium loads ten files from four hosts, and renders every text a second
time as a template. Here Leaflet lies in the page, texts come only through `escape.literal`, and a
content security policy names the hash of each script, so that a browser runs no other.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

Named = TypeVar("Named", bound=Element)

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CSS_IMAGE = re.compile(r"url\(images/([\w.-]+\.png)\)")
_SOURCE_MAP = re.compile(r"//# sourceMappingURL=.*")
_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; font-src data:; "
    "style-src 'unsafe-inline'; script-src {hashes}"
)


class OfflineMap(folium.Map):
    """A folium map without tiles, attribution or anything from another host.

    Parameters
    ----------
    **options : Any
        Options of Leaflet's map, in snake case.

    Attributes
    ----------
    figure : Figure
        The page that the map stands in.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  folium declares it so
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, **options: Any) -> None:
        super().__init__(tiles=None, control_scale=False, attribution_control=False, **options)
        self.figure = cast("Figure", self.get_root())
        header = self.figure.header
        header.add_child(Verbatim(f"<style>{_leaflet_css()}</style>"), name="leaflet_css")
        header.add_child(Verbatim(f"<script>{_leaflet_js()}</script>"), name="leaflet_js")


class Verbatim(Element):
    """A piece of the page that is put in as it is: a value of its template, not the template."""

    _template = Template("{{ this.html }}")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html


class Script(MacroElement):
    """Our own JavaScript behind the map's; it must hold nothing from data."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.code }}{% endmacro %}")

    def __init__(self, code: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.code = code


def identify(element: Named, name: str) -> Named:
    """Give a folium element a fixed name instead of a random one: equal input, equal page."""
    element._id = name  # noqa: SLF001  branca offers no other way
    return element


def page(figure: Figure) -> str:
    """Render a page; first in its head stands the policy that its scripts, and no others, meet."""
    text = str(figure.render()).replace("\r\n", "\n")
    hashes = " ".join(dict.fromkeys(f"'sha256-{digest}'" for digest in _hashes(text)))
    policy = _POLICY.format(hashes=hashes)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return text.replace("<head>", f"<head>\n{meta}", 1)


def _hashes(text: str) -> Iterator[str]:
    for code in _SCRIPT.findall(text):
        yield base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


@cache
def _leaflet_js() -> str:
    """Leaflet without the hint at its source map, a file that is not there."""
    return _SOURCE_MAP.sub("", _leaflet("leaflet.js").decode())


@cache
def _leaflet_css() -> str:
    """Leaflet's style sheet with its pictures inside."""

    def inlined(found: re.Match[str]) -> str:
        picture = base64.b64encode(_leaflet("images", found[1])).decode()
        return f"url(data:image/png;base64,{picture})"

    return _CSS_IMAGE.sub(inlined, _leaflet("leaflet.css").decode())


def _leaflet(*parts: str) -> bytes:
    from xstatic.pkg import leaflet  # noqa: PLC0415  a namespace package, found when it is needed

    return Path(leaflet.BASE_DIR, *parts).read_bytes()
