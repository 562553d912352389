"""What is open now: the one mutable thing."""
