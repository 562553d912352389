"""Every screen of the program as a picture, each looked through for words that are cut."""
