"""A plan that is no investment yet: a footprint, and what is known of what would stand on it."""

import math
from dataclasses import dataclass

import numpy as np
import shapely

from scmap.model import investment
from scmap.model.codebook import CodeBook
from scmap.model.layer import PLANE, Layer, objects

UID = "~plan"  # sorts behind every UUID: the plan is always the right side of a pair


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan; "" and NaN are unknown.

    Attributes
    ----------
    footprint : shapely geometry
        Where it would be, on the plane EPSG:5179.
    municipalities : tuple of str
        Codes in force of the municipalities on whose ground it lies.
    place : str
        The municipalities in words.
    quality : str
        How the footprint was made: "A" drawn or taken from a plan, "A′" of 법정동, "B" a
        municipality as a stand-in.
    extent : str
        Units that make the footprint up, see `scmap.model.investment.EXTENT_FORMS`; "" if drawn.
    name, kind, ministry : str
        사업명, code of the kind, and the ministry as it is named today.
    fields : tuple of str
        Codes of the service fields, the 주분야 first.
    year_from, year_to, total : float
        Years of funding, and 총사업비 in 백만원.
    """

    footprint: shapely.Geometry
    municipalities: tuple[str, ...] = ()
    place: str = ""
    quality: str = "A"
    extent: str = ""
    name: str = ""
    kind: str = ""
    ministry: str = ""
    fields: tuple[str, ...] = ()
    year_from: float = math.nan
    year_to: float = math.nan
    total: float = math.nan

    def layer(self, codebook: CodeBook, uid: str = UID, crs: str = PLANE) -> Layer:
        """Give the plan as a layer of one investment.

        Function tags and beneficiaries are those that its kind usually has (유형 기본값).
        """
        kind = codebook.kinds.get(self.kind)
        point = shapely.point_on_surface(self.footprint)
        texts = {
            "name": self.name,
            "kind": self.kind,
            "ministry": self.ministry,
            "municipality": self.place,
            "municipality_code": ";".join(self.municipalities),
            "fields": ";".join(self.fields),
            "tags": ";".join(kind.tags) if kind else "",
            "tags_basis": "kind" if kind and kind.tags else "",
            "beneficiaries": ";".join(kind.beneficiaries) if kind else "",
            "beneficiaries_basis": "kind" if kind and kind.beneficiaries else "",
            "extent": self.extent,
            "quality": self.quality,
        }
        numbers = {
            "year_from": self.year_from,
            "year_to": self.year_to,
            "total_mkrw": self.total,
            "x": float(point.x),
            "y": float(point.y),
        }
        return Layer(
            uid=UID,
            name=investment.TABLE,
            title="",
            kind="investment",
            crs=crs,
            uids=objects([uid]),
            geometry=objects([shapely.multipolygons(shapely.get_parts(self.footprint))]),
            columns={
                **{name: objects([text or None]) for name, text in texts.items()},
                **{name: np.array([number]) for name, number in numbers.items()},
            },
        )
