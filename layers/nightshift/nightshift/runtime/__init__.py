"""What surrounds a function: its environment, its logger and metrics."""
