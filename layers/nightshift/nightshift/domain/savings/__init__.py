"""What a stop or a scale avoided, in hours and dollars: booked once, reconciled with the bill."""

from nightshift.domain.savings.booking import Booking
from nightshift.domain.savings.environment import Parked, asleep, parked
from nightshift.domain.savings.windows import baseline, scaled

__all__ = ["Booking", "Parked", "asleep", "baseline", "parked", "scaled"]
