"""A linked service as the planner edited or added it, kept in the project."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ServiceEdit:
    """One template in place of the product's, or beside them; it survives an upgrade.

    Attributes
    ----------
    uid : str
        id of the template ("X1", "L1" …).
    table : str
        The template as JSON, in the form of resources/templates.
    base_version : str
        Version of the product's catalogue when it was edited.
    """

    TABLE: ClassVar[str] = "service_template"

    uid: str
    table: str
    base_version: str = ""
