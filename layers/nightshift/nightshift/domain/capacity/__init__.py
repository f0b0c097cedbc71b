"""How many run: sizes as they are, sizes that are wanted, and whether the database bears them."""
