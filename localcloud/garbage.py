"""Collect no garbage while the cloud starts: what is made then stays; it saves a fifth of the time.

Import this first; `settle` when everything is there. What was made until then is not looked at
again, and afterwards a collection comes when there is something to collect.
"""

import gc

# New objects between two collections; Python's 700 are for programs that make few.
THRESHOLD = 50_000

gc.disable()


def settle() -> None:
    """Collect garbage again, but not in what is there now."""
    gc.freeze()
    gc.set_threshold(THRESHOLD, 20, 20)
    gc.enable()
