"""Plays written stories of people's moves against the real system, on a scratch record."""
