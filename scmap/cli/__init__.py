"""The headless front: the same verbs as the window, for scripts and machines without a display."""
