"""Boxes and the calls between them -> a drawing: columns from left to right, the spine straight.

A layered layout (Sugiyama's four steps): make it acyclic, put every box into a column behind all
that call it, order each column so that few lines cross, then find the heights. What is critical is
one horizontal line by construction, and everything else finds its place around it.

Input is sorted first, so the drawing does not depend on the order in which it is given.
"""

from __future__ import annotations

from archlint.reporting.layout.drawing import Box, Drawing, Edge, Placed, Point, Route
from archlint.reporting.layout.layered import layered

__all__ = ["Box", "Drawing", "Edge", "Placed", "Point", "Route", "layered"]
