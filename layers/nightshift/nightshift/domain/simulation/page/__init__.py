"""A simulation as a page: HTML and SVG, without scripts and without anything from elsewhere."""

from nightshift.domain.simulation.page.document import draw

__all__ = ["draw"]
