"""How fast is it? Each number README states, measured on real parts: `python -m bench [NAME …]`."""
