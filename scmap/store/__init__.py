"""Where a project lives, and how people share it."""
