"""What the field knows: loads resources/ into the values that model declares."""

from scmap.reference.places import base_layer, boundaries_of, gazetteer, gazetteer_of
from scmap.reference.vocabulary import codebook

__all__ = ["base_layer", "boundaries_of", "codebook", "gazetteer", "gazetteer_of"]
