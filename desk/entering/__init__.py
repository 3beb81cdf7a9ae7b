"""Entering a registration: what each page asks, how it is read together, what it says back."""
