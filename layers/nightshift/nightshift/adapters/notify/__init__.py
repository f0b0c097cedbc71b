"""How a notice reaches people: claims, waiting, channels, fallbacks; `notices` is the entry."""
