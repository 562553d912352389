"""Where new centres go, and which municipalities share one: exact answers, or the gap to them."""
