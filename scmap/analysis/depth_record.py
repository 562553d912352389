"""The depth of a project as plain values that can be kept, compared and printed."""

import math
from collections.abc import Mapping

from scmap.analysis.record import Record
from scmap.model.depth import DEEPEST, Depth, DepthTables, Ground
from scmap.words import tr_in


def depth_record(depth: Depth, tables: DepthTables, names: Mapping[int, tuple[str, str]]) -> Record:
    """Draw up what was counted, the same for the same inputs.

    Parameters
    ----------
    depth : Depth
        What was counted.
    tables : DepthTables
        The same by territory.
    names : mapping of int to (str, str)
        Code and name of each territory by its row.

    Returns
    -------
    dict
        Areas in m², money in 백만원; a share or sum that nobody knows is None.
    """
    partition = depth.partition
    return {
        "caveat": tr_in("ko", "depth.caveat"),
        "totals": figures(tables.whole),
        "by_depth": [
            {"ministries": k, "or_more": k == DEEPEST, **figures(one)}
            for k, one in tables.by_depth.items()
        ],
        "by_municipality": [
            {**_named(row, names), **figures(one)} for row, one in tables.by_municipality.items()
        ],
        "by_lineage": [{"lineage": line, **figures(one)} for line, one in tables.by_line.items()],
        "by_lineage_pair": [
            {"lineages": list(pair), **figures(one)} for pair, one in tables.by_lines.items()
        ],
        "mismatches": figures(tables.slivers),
        "exclusions": {
            "unknown_ministry": tables.unknown_ministry,
            "without_footprint": tables.without_footprint,
            "not_chosen": tables.not_chosen,
            "regional_counted": tables.regional,
            "repaired": len(partition.repaired),
            "dust_m2": round(partition.dust, 3),
            "lost_m2": round(partition.lost, 3),
        },
        "parameters": {"sliver_width_m": depth.sliver_width, "crs": partition.layer.crs},
    }


def _named(row: int, names: Mapping[int, tuple[str, str]]) -> Record:
    code, name = names.get(row, (None, None))
    return {"code": code, "name": name}


def figures(one: Ground) -> dict[str, float | None]:
    """Give what a territory comes to as plain values: m² and 백만원; a share of nothing is None."""
    return {
        "faces": one.faces,
        "investments": one.investments,
        "area_m2": round(one.area, 3),
        "overlapped_m2": round(one.overlapped, 3),
        "bound_mkrw": round(one.bound, 3),
        "between_mkrw": round(one.between, 3),
        "national_mkrw": round(one.national, 3),
        "invested_mkrw": round(one.invested, 3),
        "unknown_totals": one.unknown,
        "stand_in_share": None if math.isnan(one.stand_in) else round(one.stand_in, 6),
    }
