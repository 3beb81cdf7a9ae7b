"""What we send: kinds of letter as schema plus words, in one fixed layout."""
