"""The moves people and machines make: each checks policy, then appends to the ledger, in one transaction."""
