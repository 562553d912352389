"""Text from data in a web page: shown as it is, never markup, script or template.

folium renders what its macros put out a second time as a Jinja template, and Leaflet sets names
and labels as inner HTML. A text that went through `literal` is inert in each of these places.
"""

import html
import re

_TEMPLATE_SIGNS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "`$\\{}"})

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_NEUTRAL = "#888888"


def literal(value: object) -> str:
    """Give HTML that shows `value` as it is, whatever it contains.

    Notes
    -----
    Source: REPORTS §2.3: HTML escaping, then numeric entities for the signs that Jinja, template
    strings and string literals live on.
    """
    return html.escape(str(value), quote=True).translate(_TEMPLATE_SIGNS)


def colour(value: str | None) -> str:
    """Give a colour that is one: ``#RRGGBB``, "none" for None, a neutral grey for anything else."""
    if value is None:
        return "none"
    return value if _COLOUR.fullmatch(value) else _NEUTRAL
