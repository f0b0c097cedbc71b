"""What the pictures are made of. Across they are in percent, so that they fit any screen."""

from nightshift.domain import filling

fill = filling.of("nightshift.domain.simulation.page", "templates")


def rect(look: str, across: tuple[str, str], down: tuple[float, float], title: str = "") -> str:
    """Return a box: across (x, width) in percent, down (y, height) in pixels."""
    return fill(
        "rect",
        look=look,
        x=across[0],
        width=across[1],
        y=f"{down[0]:g}",
        height=f"{down[1]:g}",
        raw_title=fill("title", text=title) if title else "",
    )


def line(look: str, x: str, top: float, bottom: float) -> str:
    """Return an upright line."""
    return fill("line", look=look, x=x, top=f"{top:g}", bottom=f"{bottom:g}")


def label(look: str, x: str, y: float, text: str, *, after: int = 0) -> str:
    """Return a text, so many pixels after `x`."""
    return fill("label", look=look, x=x, y=f"{y:g}", after=after, text=text)
