"""What we keep: the tables, and the ledger that shows nothing was altered later."""
