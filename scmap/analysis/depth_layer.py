"""The faces of a partition as a layer: to draw on the map, to export."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Self

import numpy as np
import shapely

from scmap.analysis.depth import draw, same_faces
from scmap.model.depth import DEEPEST, Depth, Partition, Rows
from scmap.model.layer import Layer, Objects, objects
from scmap.progress import Progress, silent

MOST_FACES = 20_000  # of one layer on the map; of more, the deepest and largest are drawn
MISMATCH = "mismatch"  # class of ground that is a boundary mismatch, beside the depths "1" to "4"


@dataclass(frozen=True, eq=False)
class Drawn:
    """Faces that were cut out to be shown, whatever is counted on them.

    Attributes
    ----------
    partition : Partition
        Whose faces.
    faces : (k,) intp
        Their numbers.
    geometry : (k,) object
        Their polygons.
    """

    partition: Partition
    faces: Rows
    geometry: Objects

    @classmethod
    def of(
        cls,
        depth: Depth,
        *,
        first: Rows | None = None,
        earlier: Self | None = None,
        most: int | None = None,
        progress: Progress = silent,
    ) -> Self:
        """Cut out faces on which something stands; of too many the deepest and the largest.

        Parameters
        ----------
        depth : Depth
            What stands on each face.
        first : (k,) intp or None
            Faces that come before all others, the deepest and largest of them first.
        earlier : Drawn or None
            What was cut out before: faces that are the same are taken over.
        most : int or None
            How many are cut out; `MOST_FACES` by default.
        progress : Progress
            Told the share done; may raise CancelledError.
        """
        asked = np.zeros(len(depth), dtype=bool)
        asked[first if first is not None else []] = True
        order = np.lexsort((-depth.partition.area, -depth.ministries, ~asked))
        order = order[depth.investments[order] > 0]
        faces = np.sort(order[: MOST_FACES if most is None else most])
        geometry = np.full(len(faces), None, dtype=object)
        if earlier is not None:
            then = same_faces(earlier.partition, depth.partition)[faces]
            kept = np.append(np.full(len(earlier.partition), -1), -1)
            kept[earlier.faces] = np.arange(len(earlier.faces))
            place = kept[then]
            geometry[place >= 0] = earlier.geometry[place[place >= 0]]
        new = shapely.is_missing(geometry)
        geometry[new] = draw(depth.partition, faces[new], progress=progress)
        return cls(depth.partition, faces, geometry)

    @cached_property
    def uids(self) -> Objects:
        """Identity of each face: it stays the same while the same footprints cover it."""
        return objects(_uid(self.partition, int(face)) for face in self.faces)

    @cached_property
    def place(self) -> dict[str, int]:
        """Number of the face behind each uid."""
        return dict(zip(self.uids, self.faces.tolist(), strict=True))

    def layer(self, depth: Depth, title: str = "depth") -> Layer:
        """Draw up what was counted: one feature a face on which something stands.

        `depth` is "1" to "4" (and more) ministry lines, or "mismatch".
        """
        shown = depth.investments[self.faces] > 0
        faces, partition = self.faces[shown], depth.partition
        return Layer(
            uid="result:depth",
            name="depth",
            title=title,
            kind="overlap",
            crs=partition.layer.crs,
            uids=self.uids[shown],
            geometry=self.geometry[shown],
            columns={
                "depth": depth_class(depth, faces),
                "ministries": depth.ministries[faces].astype(float),
                "investments": depth.investments[faces].astype(float),
                "area_m2": np.round(partition.area[faces], 3),
                "bound_mkrw": depth.bound[faces],
                "between_mkrw": depth.between[faces],
                "national_mkrw": depth.national[faces],
            },
            source=partition.layer.source,
            security=partition.layer.security,
            sliver_width=depth.sliver_width,
            left_out=int((depth.investments > 0).sum() - shown.sum()),
        )


def depth_class(depth: Depth, faces: Rows) -> Objects:
    """Class of some faces for the map, shape (k,)."""
    names = np.minimum(depth.ministries[faces], DEEPEST).astype(str).astype(object)
    names[depth.sliver[faces]] = MISMATCH
    return np.asarray(names, dtype=object)


def _uid(partition: Partition, face: int) -> str:
    told = blake2b(b"".join(sorted(partition.digests[partition.shapes_of(face)])), digest_size=12)
    ground = int(partition.ground[face])
    if partition.grounds is not None and ground >= 0:
        told.update(str(partition.grounds.uids[ground]).encode())
    return f"face:{told.hexdigest()}"
