"""When what should be: calendars of local time as instants, their values and their edges.

`Timeline` answers; `Calendar` is what it is asked about. Nothing here knows AWS, a clock or how
a manifest is written (of_manifest.py does), and a function that only reads a calendar imports
neither pydantic nor a library of holidays.
"""
