"""Pages: one module an area; each reads, asks a step, shows the result."""
