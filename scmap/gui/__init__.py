"""What the planner touches."""
