"""What things are: the nouns of the field as immutable values."""
