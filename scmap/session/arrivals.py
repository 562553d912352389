"""What arrived: a file, or one layer of it, before anything of it comes in; and what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from scmap.errors import ScmapError
from scmap.formats.incoming.as_form import FormMapping
from scmap.formats.incoming.meanings import PERSONAL
from scmap.formats.incoming.recognise import Recognised
from scmap.formats.register_rows import KeptOut
from scmap.formats.sheet_reader import Cell
from scmap.model.issue import Issue
from scmap.model.layer import Layer
from scmap.session.mapping_memory import MappingMemory

Kind: TypeAlias = Literal["form", "layer", "boundary", "project", "unreadable"]
AskedKind: TypeAlias = Literal["", "investment", "layer", "boundary"]
Gone: TypeAlias = Literal["", "keep", "remove"]

KINDS: tuple[AskedKind, ...] = ("investment", "layer", "boundary")  # that it can be said to be

# What a planner should look at before taking it: a guess of ours, or a fault of the file's.
DOUBTS = frozenset(
    {
        "crs_guessed",
        "crs_by_source",
        "crs_not_believed",
        "crs_without_code",
        "crs_bessel",
        "datum_shifted",
        "datum_suspected",
        "encoding_mixed",
        "encoding_contradicted",
        "kind_guessed",
        "municipality_assumed",
        "facility_assumed",
        "placed_by_others",
        "mapping_reused",
        "field_guessed",
        "money_unit_unknown",
        "columns_left",
        "table_cut_off",
        "attributes_missing",
        "totals_inside",
        "totals_sum",
        "formula_unvalued",
        "cell_error",
        "date_from_serial",
        "date_was_year",
        "date_unclear",
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user says of files beforehand.

    Attributes
    ----------
    kind : "", "investment", "layer" or "boundary"
        What tables and layers shall be read as; "" as they are recognised.
    crs : str
        ``EPSG:n`` in which coordinates are; "" to let it be judged.
    encoding : str
        Of text; "" to let it be judged.
    mapping : Mapping
        Where fields of the form come from (`as_form.mapping_of`).
    source : Mapping of str to str
        What is known of where it comes from, by field of `Source`.
    personal : bool
        Whether columns that hold personal data come in, too.
    memory : MappingMemory or None
        Where a mapping is looked for when none is said.
    gone : "", "keep" or "remove"
        What becomes of rows that a newer file has not (`renewing.Wish`).
    home : str
        The project's municipality, by its whole name: where projects are of which a table does not
        say where; "" where the project has none.
    role : str
        As which facilities a layer is taken, of `facility.ROLES`; "" to let its name tell.
    without_totals : bool
        Whether rows that look like the sum of others are left out.
    """

    kind: AskedKind = ""
    crs: str = ""
    encoding: str = ""
    mapping: Mapping[str, object] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False
    memory: MappingMemory | None = None
    gone: Gone = ""
    home: str = ""
    role: str = ""
    without_totals: bool = False


AS_RECOGNISED = Asked()


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A file, or one layer of a file of several, and what of it would come in.

    Attributes
    ----------
    path : Path
        The file.
    kind : "form", "layer", "boundary", "project" or "unreadable"
        What it was recognised as.
    layer : Layer or None
        What would come in; None for a project and for a file that cannot be read.
    kept_out : tuple of KeptOut
        Rows that would not: with those of `layer` they are all that the file holds.
    issues : tuple of Issue
        What was noticed about what comes in.
    header : tuple
        The header of a form as it stands.
    error : ScmapError or None
        Why it cannot be read.
    is_own : bool
        Whether it is a table of a planner's own, read as if it were the form.
    found : Recognised or None
        What the file holds as it was read, with the CRSs that it may be in.
    mapping : FormMapping or None
        Where the fields of the form come from; None where it is no table of a planner's own.
    asked : Asked
        What was said of it beforehand.
    part : int
        Its place among the layers of the file.
    base : tuple of Layer
        Boundaries on which the project would stand with it.
    offers_base : bool
        Whether it may be boundaries, on which a project can stand.
    """

    path: Path
    kind: Kind
    layer: Layer | None = None
    kept_out: tuple[KeptOut, ...] = ()
    issues: tuple[Issue, ...] = ()
    header: tuple[Cell, ...] = ()
    error: ScmapError | None = None
    is_own: bool = False
    found: Recognised | None = None
    mapping: FormMapping | None = None
    asked: Asked = AS_RECOGNISED
    part: int = 0
    base: tuple[Layer, ...] = ()
    offers_base: bool = False

    @property
    def personal(self) -> tuple[str, ...]:
        """Columns of the file that hold personal data, by what they are called."""
        if self.found is None or self.kind == "form":
            return ()
        meanings = self.found.meanings
        return tuple(sorted(name for name, said in meanings.items() if said in PERSONAL))

    @property
    def noticed(self) -> tuple[Issue, ...]:
        """What is to be known beside the rows kept out, each of which has its own reason."""
        told = {one.code.removeprefix("kept_") for one in self.kept_out}
        return tuple(issue for issue in self.issues if issue.code not in told)

    @property
    def is_doubtful(self) -> bool:
        """Whether something about it was guessed, or is not as it says."""
        return any(issue.code in DOUBTS for issue in self.issues)

    @property
    def coming(self) -> int:
        """Number of rows that would come in."""
        return len(self.layer) if self.layer is not None else 0

    @property
    def rows(self) -> int:
        """Number of rows in the file: those that come in and those kept out."""
        return self.coming + len(self.kept_out)
