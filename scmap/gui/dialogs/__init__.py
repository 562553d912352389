"""Windows over the window: commands, properties, report."""
