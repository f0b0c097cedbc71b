"""Capacity of services in a place, read and set; what it should be is decided in the domain."""
