"""`archlint graph`: who calls whom as DOT, Mermaid or an SVG file, the path heavy."""

from __future__ import annotations

from archlint.reporting.graph.choosing import GraphChoice, absence, drawn, graph_of
from archlint.reporting.graph.dot import dot
from archlint.reporting.graph.mermaid import mermaid
from archlint.reporting.graph.svg import svg

__all__ = ["GraphChoice", "absence", "dot", "drawn", "graph_of", "mermaid", "svg"]
