"""What an hour of a thing costs: as its own source quotes it, or the book does; never a guess."""

from nightshift.domain.prices.lookup import Price, hourly

__all__ = ["Price", "hourly"]
