"""What follows from things: pure verbs over layers, without files and without Qt."""
