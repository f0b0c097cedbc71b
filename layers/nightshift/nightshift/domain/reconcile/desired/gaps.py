"""Weekly edges that the clocks jump over: EventBridge Scheduler leaves such a day out.

What a cron expression names in a gap is skipped, in a fold it runs once (EventBridge Scheduler User
Guide, Daylight savings time, read 2026-11-20). A window has each edge on each of its days.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nightshift.domain.windows.instants import resolve
from nightshift.domain.windows.spans import Weekly

AHEAD = 35  # days; a stack that is deployed or looked at once a month misses none
BEHIND = 2  # days; a span ends at most on the midnight after next
DAY = timedelta(days=1)


def jumped(
    span: Weekly, minute: int, zone: ZoneInfo, now: datetime | None, *, before: int = 0
) -> Iterator[datetime]:
    """Yield when an edge is due whose local time does not exist, in UTC, in the coming weeks.

    `minute` is the edge's, after the midnight of the span's day; what is told `before` it (minutes)
    is due as long before the edge itself.
    """
    if now is None:
        return
    today = datetime.combine(now.astimezone(zone).date(), time())
    for number in range(-BEHIND, AHEAD + 1):
        midnight = today + number * DAY
        if span.asks_for(midnight.date()):
            due = midnight + timedelta(minutes=minute)
            written = due - timedelta(minutes=before)
            if resolve(written, zone).astimezone(zone).replace(tzinfo=None) != written:
                yield (resolve(due, zone) - timedelta(minutes=before)).astimezone(UTC)
