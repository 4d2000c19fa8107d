"""Lays out a graph with one library: `layout_rivals.py LIBRARY < graph.json > drawn.json`.

Runs in an environment of its own with the libraries and without archlint; see layout.py. Each gets
the same sizes and gaps where it takes any, critical calls with twenty times the weight of others
where it knows weights, and its dummy points as bends.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

HEIGHT = 38.0
GAP_X, GAP_Y, GAP_BEND = 56.0, 10.0, 6.0
_WEIGHT = 20
_SPLINE = 12
_ROUNDS = 5

Points = list[tuple[float, float]]
Result = tuple[dict[str, tuple[float, float, float, float]], list[tuple[str, str, Points]], bool]
Given = dict[str, Any]


def _chain(given: Given) -> set[tuple[str, str]]:
    return set(pairwise(given["chain"]))


def _calls(given: Given) -> list[tuple[str, str]]:
    return [(one, other) for one, other in given["calls"]]


# --- libraries with sizes and routes of their own -----------------------------------------------


def _graphlay(given: Given, style: str) -> Result:
    import graphlay  # type: ignore[import-not-found]

    whole, chain = graphlay.Graph(), _chain(given)
    for name, width in given["widths"].items():
        whole.node(name, width=width, height=HEIGHT)
    for one, other in _calls(given):
        whole.edge(one, other, weight=_WEIGHT if (one, other) in chain else 1)
    spacing = {"layer_gap": GAP_X, "node_gap": GAP_Y, "dummy_gap": GAP_BEND}
    found = graphlay.layout(whole, options={"spacing": spacing, "routing": {"style": style}})
    boxes = {
        name: (x, y, given["widths"][name], HEIGHT) for name, (x, y) in found.positions().items()
    }
    lines = [
        (one, other, [(point["x"], point["y"]) for point in edge["points"]])
        for (one, other), edge in zip(_calls(given), found.edges, strict=True)
    ]
    return boxes, lines, False


def graphlay_orthogonal(given: Given) -> Result:
    return _graphlay(given, "orthogonal")


def graphlay_diagonal(given: Given) -> Result:
    return _graphlay(given, "diagonal")


def dot(given: Given) -> Result:
    program = shutil.which("dot") or str(Path(sys.executable).parent / "graphviz-pure")
    chain = _chain(given)
    text = [
        f"digraph {{ rankdir=LR; nodesep={GAP_Y / 72}; ranksep={GAP_X / 72};",
        f'node [shape=box, fixedsize=true, height={HEIGHT / 72}, label=""];',
        *(f'"{name}" [width={width / 72}];' for name, width in given["widths"].items()),
        *(
            f'"{one}" -> "{other}" [weight={_WEIGHT if (one, other) in chain else 1}];'
            for one, other in _calls(given)
        ),
        "}",
    ]
    done = subprocess.run(
        [program, "-Tjson"], input="\n".join(text), capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    names = {each["_gvid"]: each["name"] for each in found["objects"]}
    boxes = {}
    for each in found["objects"]:
        x, y = map(float, each["pos"].split(","))
        boxes[each["name"]] = (x, -y, float(each["width"]) * 72, HEIGHT)
    lines = [
        (names[each["tail"]], names[each["head"]], _spline(each["pos"])) for each in found["edges"]
    ]
    return boxes, lines, False


def _spline(text: str) -> Points:
    """Points of a cubic B-spline as Graphviz writes it: `e,x,y p0 p1 p2 p3 …`."""
    words = text.split(" ")
    end = [word for word in words if word.startswith("e,")]
    control = [tuple(map(float, word.split(","))) for word in words if word[0] not in "es"]
    found: Points = [(control[0][0], -control[0][1])]
    for start in range(0, len(control) - 3, 3):
        for step in range(1, _SPLINE + 1):
            t, u = step / _SPLINE, 1 - step / _SPLINE
            weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
            piece = control[start : start + 4]
            x, y = (
                sum(w * p[axis] for w, p in zip(weights, piece, strict=True)) for axis in (0, 1)
            )
            found.append((x, -y))
    if end:
        _, x_end, y_end = end[0].split(",")
        found.append((float(x_end), -float(y_end)))
    return found


# --- libraries that give places in layers -------------------------------------------------------


def fast_sugiyama(given: Given) -> Result:
    from fast_sugiyama import from_edges  # type: ignore[import-not-found]

    ((positions, _, _, edges),) = from_edges(
        _calls(given), vertex_spacing=HEIGHT + GAP_Y, dummy_vertices=True
    )
    places = {name: (-depth, at) for name, (at, depth) in positions}
    onward: dict[Any, list[Any]] = {}
    for one, other in edges:
        onward.setdefault(one, []).append(other)
    bends = {}
    for name in given["widths"]:
        for first in onward.get(name, ()):
            way, at = [], first
            while at not in given["widths"]:
                way.append(places[at])
                (at,) = onward[at]
            bends[name, at] = way
    return _in_layers(given, places, bends)


def igraph(given: Given) -> Result:
    import igraph as library  # type: ignore[import-not-found]

    names = list(given["widths"])
    number = {name: place for place, name in enumerate(names)}
    chain, calls = _chain(given), _calls(given)
    whole = library.Graph([(number[a], number[b]) for a, b in calls], directed=True)
    whole.es["weight"] = [_WEIGHT if call in chain else 1 for call in calls]
    layout = whole.layout_sugiyama(weights="weight", hgap=HEIGHT + GAP_Y, vgap=1)
    places = {name: (layout[place][1], layout[place][0]) for name, place in number.items()}
    bends = {
        call: [(depth, at) for at, depth in way]
        for call, way in zip(calls, layout.edge_routing, strict=True)
    }
    return _in_layers(given, places, bends)


def grandalf(given: Given) -> Result:
    from grandalf.graphs import Edge, Graph, Vertex  # type: ignore[import-not-found]
    from grandalf.layouts import SugiyamaLayout, VertexViewer  # type: ignore[import-not-found]

    vertices = {name: Vertex(name) for name in given["widths"]}
    for name, vertex in vertices.items():
        vertex.view = VertexViewer(w=HEIGHT, h=given["widths"][name])
    edges = {(a, b): Edge(vertices[a], vertices[b]) for a, b in _calls(given)}
    whole = Graph(list(vertices.values()), list(edges.values()))
    sugiyama = SugiyamaLayout(whole.C[0])
    sugiyama.xspace, sugiyama.yspace = GAP_Y, GAP_X
    sugiyama.init_all(roots=[vertices[given["chain"][0]]])
    sugiyama.draw(24)
    grx = sugiyama.grx
    places = {name: (grx[vertex].rank, vertex.view.xy[0]) for name, vertex in vertices.items()}
    bends = {
        call: [
            (rank, at.view.xy[0])
            for rank, at in sorted(sugiyama.ctrls.get(edge, {}).items())
            if at.__class__.__name__ == "DummyVertex"
        ]
        for call, edge in edges.items()
    }
    return _in_layers(given, places, bends)


def _in_layers(
    given: Given,
    places: Mapping[Any, tuple[float, float]],
    bends: Mapping[tuple[str, str], Iterable[tuple[float, float]]],
) -> Result:
    """Columns as wide as their widest box; a bend is level through its column."""
    depths = sorted({places[name][0] for name in places})
    spans, left = {}, 0.0
    for depth in depths:
        inside = [given["widths"][n] for n in given["widths"] if places[n][0] == depth]
        spans[depth] = (left, left + max(inside, default=0.0))
        left = spans[depth][1] + GAP_X
    boxes = {
        name: (sum(spans[places[name][0]]) / 2, places[name][1], width, HEIGHT)
        for name, width in given["widths"].items()
    }
    lines = []
    for one, other in _calls(given):
        points = [(boxes[one][0] + boxes[one][2] / 2, boxes[one][1])]
        for depth, y in bends[one, other]:
            points += [(spans[depth][0], y), (spans[depth][1], y)]
        points.append((boxes[other][0] - boxes[other][2] / 2, boxes[other][1]))
        lines.append((one, other, points))
    return boxes, lines, True


LIBRARIES: dict[str, Callable[[Given], Result]] = {
    "graphlay, orthogonal": graphlay_orthogonal,
    "graphlay, diagonal": graphlay_diagonal,
    "dot": dot,
    "fast-sugiyama": fast_sugiyama,
    "igraph": igraph,
    "grandalf": grandalf,
}


def timed(layout: Callable[[], Result]) -> tuple[float, Result]:
    """The least of several rounds in milliseconds: another process may take the machine."""
    least, result = float("inf"), None
    for _ in range(_ROUNDS):
        began = _processor()
        result = layout()
        least = min(least, (_processor() - began) * 1e3)
    assert result is not None  # noqa: S101  # there is a round
    return least, result


def _processor() -> float:
    """Seconds of processor time, those of child processes too."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main() -> None:
    """One library on one graph, and on the same one in another order."""
    given = json.load(sys.stdin)
    library = LIBRARIES[sys.argv[1]]
    ms, (boxes, lines, is_curved) = timed(lambda: library(given))
    random.Random(5).shuffle(given["calls"])  # noqa: S311  # an order, no secret
    items = list(given["widths"].items())
    random.Random(6).shuffle(items)  # noqa: S311  # an order, no secret
    other, _, _ = library({**given, "widths": dict(items)})
    is_stable = all(
        abs(a - b) < 0.1  # noqa: PLR2004  # px
        for name, place in boxes.items()
        for a, b in zip(place, other[name], strict=True)
    )
    drawn = {"boxes": boxes, "lines": lines, "ms": ms, "is_curved": is_curved}
    json.dump({**drawn, "is_stable": is_stable}, sys.stdout)


if __name__ == "__main__":
    main()
