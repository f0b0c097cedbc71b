"""Which days are holidays: a country's, those a team adds, without those on which it works.

A country's days come from the library `holidays`; its import takes longer than everything else
here, so only a calendar with a country pays for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

ALPHA_2 = 2  # letters
LANGUAGE = "en_US"  # of the names; the library has most countries' names in it


@dataclass(frozen=True, slots=True)
class Holidays:
    """The holidays of a calendar."""

    country: str | None = None  # ISO 3166: KR, JP
    subdivision: str | None = None  # as the library calls it: a state, a prefecture
    dates: Mapping[date, str] = field(default_factory=dict)  # one's own; day -> name
    worked: frozenset[date] = frozenset()  # no holidays, whatever the country says

    def name_of(self, day: date) -> str | None:
        """Return the holiday's name; None: it is an ordinary day."""
        return None if day in self.worked else self.otherwise(day)

    def otherwise(self, day: date) -> str | None:
        """Return the holiday's name were no holiday worked."""
        own = self.dates.get(day)
        if own is not None or self.country is None:
            return own
        return _of_country(self.country, self.subdivision, day.year).get(day)


NONE = Holidays()


def countries() -> Mapping[str, str]:
    """Return what a country may be called (KR, KOR, SouthKorea) -> its two letters."""
    from holidays.registry import COUNTRIES

    codes = {
        names: next(name for name in names if len(name) == ALPHA_2) for names in COUNTRIES.values()
    }
    return {name: code for names, code in codes.items() for name in names}


def subdivisions(country: str) -> tuple[str, ...]:
    """Return the subdivisions of a known country that have holidays of their own."""
    from holidays import country_holidays

    return tuple(country_holidays(country).subdivisions)


@cache
def _of_country(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    """Return a year's public holidays; in English where the library has them so."""
    from holidays import country_holidays

    spoken = country_holidays(country).supported_languages
    language = LANGUAGE if LANGUAGE in spoken else None
    found = country_holidays(country, subdiv=subdivision, years=year, language=language)
    return {day: name for day, name in found.items() if day.year == year}
