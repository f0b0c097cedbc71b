"""Decisions: pure, with their reasons. Nothing here calls anybody or looks at a clock."""
