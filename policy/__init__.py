"""What the law asks: facts in, findings out. Pure: no I/O, no clock, no randomness."""
