"""Forms for moves: what each move asks of the person who makes it, as data."""
