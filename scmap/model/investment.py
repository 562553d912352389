"""What a ministry's investment is: the columns of the investment layer.

Centres, test-beds, platforms, services and pilot cities are all investments; their `kind` says
which. A row has a footprint (the layer's geometry, a MultiPolygon, or none) and a point (`x`, `y`).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from scmap.model.layer import Field

TABLE = "investment"

# A footprint is composed of municipalities, of 법정동 of one municipality, of a 시·도, or it is a
# circle about the point; a national record has none.
EXTENT_FORMS = (
    "municipality:41590",
    "emd:41590:반송동|석우동",
    "sido:26",
    "nation",
    "circle",
)

# Money in 백만원 (MKRW); NaN is unknown (미상), never 0. `local` is the 지방비 as a source states
# it; where the source splits it, `province` + `city` + `education` say how.
MONEY = (
    "total",
    "national",
    "local",
    "province",
    "city",
    "education",
    "public",
    "private_cash",
    "private_kind",
)

# Parts that make up the total when all of them are known.
MONEY_PARTS = ("national", "local", "public", "private_cash", "private_kind")

SHORT = 0.5  # 백만원; sums of rounded amounts may differ by as much

FIELDS: tuple[Field, ...] = (
    Field("name"),  # 사업명
    Field("kind"),  # code of resources/codes/kinds.csv: OPC, CCC, TBD …
    Field("programme"),  # id in resources/codes/programmes.csv, None when unknown
    Field("ministry"),  # as it was named at the time; several separated by ";"; None = unknown
    Field("agency"),  # 전담기관
    Field("municipality"),  # as the source writes it
    Field("municipality_code"),  # code in force today; several separated by ";"
    Field("recorded_code"),  # code as recorded
    Field("code_date", "date"),  # day for which recorded_code was valid
    Field("fields"),  # service-field codes separated by ";", the first is the 주분야
    Field("tags"),  # 기능태그 separated by ";"
    Field("tags_basis"),  # "source" or "kind" (유형 기본값)
    Field("beneficiaries"),  # 지원대상 separated by ";"
    Field("beneficiaries_basis"),
    Field("year_from", "number"),
    Field("year_to", "number"),  # NaN: taken as year_from, flagged
    Field("selected_on", "date"),  # 선정일
    Field("opened_on", "date"),  # 개소일
    *(Field(f"{part}_mkrw", "number") for part in MONEY),
    Field("money_basis"),  # 계획, 교부, 집행, 총액 (the source's total) …
    Field("extent"),  # composition of the footprint, see `EXTENT_FORMS`
    Field("quality"),  # footprint quality A, A′, B or C
    Field("radius_m", "number"),
    Field("extent_reason"),
    Field("x", "number"),  # point on the layer's plane, metres
    Field("y", "number"),
    Field("openness"),  # 폐쇄, 부분, 개방
    Field("standards"),
    Field("data_items"),
    Field("phase"),  # 사업단계
    Field("status"),
    Field("disclosure"),  # 공개구분
    Field("predecessor"),  # uid of the 선행사업
    Field("source"),
    Field("confidence"),  # fact=H|M|L;loc=H|M|L
    Field("note"),
)


def unequal_splits(
    total: NDArray[np.float64], split: Sequence[NDArray[np.float64]]
) -> Iterator[tuple[int, float]]:
    """Give the rows whose parts do not make up their total, and what they add up to.

    With a part unknown, only a sum that is too large is wrong.
    """
    shares = np.array(split)
    together = np.nansum(shares, axis=0)
    complete = ~np.isnan(shares).any(axis=0)
    wrong = (together > total + SHORT) | (complete & (np.abs(together - total) > SHORT))
    for row in np.flatnonzero(wrong):
        yield int(row), float(together[row])
