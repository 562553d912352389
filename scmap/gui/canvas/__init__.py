"""The map canvas: shows frames, moves the view, picks what is under the cursor."""
