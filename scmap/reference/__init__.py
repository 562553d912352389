"""What the field knows: loads resources/ into the values that model declares."""

from scmap.reference.places import base_layer, gazetteer
from scmap.reference.vocabulary import codebook

__all__ = ["base_layer", "codebook", "gazetteer"]
