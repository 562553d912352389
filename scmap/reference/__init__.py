"""What the field knows: loads resources/ into the values that model declares."""
