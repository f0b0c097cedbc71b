"""Nightshift: runs runbooks, schedules, backup plans and cost rules while people sleep."""
