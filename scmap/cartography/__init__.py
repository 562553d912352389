"""How a map looks: values become pixels or vectors, the same on screen, on paper and in tests."""
