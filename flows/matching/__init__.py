"""Who on the register is the person named? Ranked, explained, never linked by a machine."""
