"""Example curves for charts that have no measurements: the same seed gives the same day."""

import math
import random

WIDTH = 240.0  # of the drawing; it is stretched to its frame
HEIGHT = 100.0
TARGET = 18.0  # y of a target line, above most of the curve
POINTS = 96  # a day in quarters of an hour
PERCENT = ("cpu", "memory", "percent", "%", "hit")
DURATION = ("time", "latency", "p95", "p99", "(ms)", "avg")


def path(seed: int) -> str:
    """Return an SVG path of a day that is busy by day and quiet by night."""
    chance = random.Random(seed)
    level, swing, phase = chance.uniform(55, 75), chance.uniform(10, 24), chance.uniform(-0.3, 0.3)
    wander = 0.0
    points = []
    for i in range(POINTS):
        wander = 0.82 * wander + chance.gauss(0, 1.6)
        y = level + swing * math.cos(2 * math.pi * i / POINTS + phase) + wander
        points.append(f"{i * WIDTH / (POINTS - 1):.1f} {min(HEIGHT - 4, max(26.0, y)):.1f}")
    return "M" + " L".join(points)


def number(name: str, seed: int) -> str:
    """Return an example of a value, of the size its name suggests."""
    chance = random.Random(seed)
    lowered = name.lower()
    if any(word in lowered for word in ("task", "wanted", "running")):
        return "2"
    if "$" in lowered:
        return f"{chance.randint(500, 1500) / 100:.2f}"
    if any(word in lowered for word in PERCENT):
        return f"{chance.randint(18, 62)}"
    if any(word in lowered for word in DURATION):
        return f"{chance.randint(180, 780)}"
    return str(chance.randint(2, 45))
