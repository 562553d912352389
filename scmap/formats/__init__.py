"""The door for foreign files, in and out."""
