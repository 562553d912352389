"""공간정보 보안등급 of layers: how strict each is, and what a derived result inherits."""

from collections.abc import Iterable

from scmap.model.layer import Layer

SECURITY = (
    "공개",
    "미분류",
    "공개제한",
    "비공개",
)  # from the mildest; 미분류 is handled as 공개제한
OPEN = "공개"


def security_of(layers: Iterable[Layer]) -> str:
    """Give the strictest 공간정보 보안등급 among layers; what is derived inherits it."""
    return strictest(layer.security for layer in layers)


def strictest(grades: Iterable[str]) -> str:
    """Give the strictest of some grades; an unknown word is stricter than all."""
    return max(grades, key=_strictness, default=OPEN)


def _strictness(grade: str) -> int:
    return SECURITY.index(grade) if grade in SECURITY else len(SECURITY)
