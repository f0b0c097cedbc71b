"""A span of time played without touching anything: what would be done, when, why, and saved."""
