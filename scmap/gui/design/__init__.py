"""The design table of ③: links, diagrams, sites, coverage and scenarios beside the map."""
