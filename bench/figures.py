"""How a benchmark prints what it measured: the figure, its peer or floor, and the ratio."""


def line(name: str, value: float, unit: str, *, floor: float, of: str, goal: str = "") -> None:
    """Print one figure beside its floor; `of` says what the floor is."""
    ratio = f"{value / floor:8.2f}x" if floor else "     n/a"
    wanted = f"   goal {goal}" if goal else ""
    print(
        (f"{name:<42} {value:10.2f} {unit:<14} floor {floor:10.2f} ({of}) {ratio}{wanted}"),
        flush=True,
    )


def median(values: list[float]) -> float:
    """Return the middle value."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
