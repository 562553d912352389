"""Documents for the committee: composed once, written in several formats."""
