"""Measurements against a peer in the same run; commands, not timed tests."""
