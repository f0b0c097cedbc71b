"""Where the widgets of a dashboard stand on CloudWatch's grid of 24 columns."""

from collections.abc import Iterable

COLUMNS = 24

Size = tuple[int, int]  # columns, rows
Corner = tuple[int, int]  # column and row of the upper left corner


def flow(sizes: Iterable[Size]) -> list[Corner]:
    """Return a corner per widget: left to right, a new row below the highest where one is full."""
    corners: list[Corner] = []
    column = row = highest = 0
    for width, height in sizes:
        if column + width > COLUMNS:
            row += highest
            column = highest = 0
        corners.append((column, row))
        column += width
        highest = max(highest, height)
    return corners
