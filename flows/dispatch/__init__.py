"""Ways out for a letter, one module each. None de-duplicates, so each is claimed before it is used."""
