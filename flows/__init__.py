"""How it moves: one transaction per step; Prefect runs the steps and shows them."""
