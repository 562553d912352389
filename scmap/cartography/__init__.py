"""Values to pixels: one painter for screen, print, report and test."""
