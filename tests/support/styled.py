"""Manifests in every style that YAML has: block and flow, quotes, comments, anchors, line ends."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Value = str | list[Any] | dict[str, Any]

WORDS = {
    "language": ["go", "Golang", "RUST", "node.js", "python3", "Haskell"],
    "kind": ["crud", "web-frontend", "Edge Proxy", "service", "json_api"],
    "criticality": ["high", "HIGH", "Low"],
    "description": ["a text", "x # y", "it's: fine", "90 rpm", "crud", "two\nlines\n", "kept\n\n"],
    "replicas": ["3", "1k", "2K"],
    "size": ["14 kloc", "14KLOC", "900loc"],
}
LOADS = {
    "rate": ["120/s", "90 rpm", "1.2K req/s", "5 /min"],
    "cpu": ["2.1", "500m", "0.5 core"],
    "memory": ["6Gi", "6GiB", "512 M"],
}
LIMITS = ["none", "None", "150ms", "2 secs", "5 Min"]


def _some(words: dict[str, list[str]]) -> st.SearchStrategy[dict[str, Any]]:
    keys = {key: st.sampled_from(values) for key, values in words.items()}
    return st.fixed_dictionaries({}, optional=keys)


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, Any]:
    """What a manifest says, with spellings of every sort."""
    names = draw(st.lists(st.sampled_from(["a", "b-c", "d e", "ü"]), min_size=1, unique=True))
    services: dict[str, Any] = {}
    for place, name in enumerate(names):
        service = draw(_some(WORDS))
        if load := draw(_some(LOADS)):
            service["load"] = load
        if callees := names[place + 1 :]:
            service["calls"] = draw(st.lists(_calls(callees), max_size=2))
        services[name] = service
    whole: dict[str, Any] = {"archlint": "1", "portfolio": "p", "services": services}
    if waivers := draw(st.lists(_waivers(names), max_size=4)):
        whole["waivers"] = waivers
    keys = draw(st.permutations(list(whole)))
    return {key: whole[key] for key in keys}


def _calls(callees: list[str]) -> st.SearchStrategy[Any]:
    callee = st.sampled_from(callees)
    long = st.fixed_dictionaries({"to": callee}, optional={"timeout": st.sampled_from(LIMITS)})
    return callee | long | st.fixed_dictionaries({"parallel": st.lists(long, min_size=1)})


def _waivers(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"rule": st.sampled_from(["NT101", "ANN001"]), "on": st.sampled_from(names)},
        optional={
            "reason": st.sampled_from(["because", "x, y", "kept\n\n", "a # b"]),
            "owner": st.just("web"),
            "until": st.sampled_from(["2020-01-01", "2099-12-31"]),
        },
    )


class Writer:
    """Writes a draft in styles that are drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.comments = 0
        self.anchors: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}

    def maybe(self, odds: int = 3) -> bool:
        return self.draw(st.integers(0, odds)) == odds

    def text(self, draft: dict[str, Any]) -> str:
        lines = self.lines(draft, 0) if not self.maybe(7) else self.flow(draft, 0).split("\n")
        text = "\n".join([*self.above(0), *lines, *self.above(0)])
        return text + self.draw(st.sampled_from(["", "\n", "\n\n"]))

    # --- comments -------------------------------------------------------------------------------

    def comment(self) -> str:
        self.comments += 1
        if self.maybe(5):
            return self.draw(
                st.sampled_from(
                    [
                        "# archlint: ignore[NT101] until=2020-01-01 owner=a reason=old",
                        "# archlint: ignore[NT101,NT103] until=2099-01-01 owner=a reason=new",
                    ]
                )
            )
        return f"# c{self.comments}. {self.draw(st.sampled_from(['', 'é', '𝄞 &x *y', '- z: {']))}"

    def above(self, indent: int) -> list[str]:
        lines = []
        while self.maybe():
            lines.append(self.draw(st.sampled_from(["", " " * indent + self.comment()])))
        return lines

    def trailing(self) -> str:
        return (
            f"{self.draw(st.sampled_from([' ', '  ', chr(9)]))}{self.comment()}"
            if self.maybe(4)
            else ""
        )

    # --- block ----------------------------------------------------------------------------------

    def lines(self, value: dict[str, Any] | list[Any], indent: int, section: str = "") -> list[str]:
        """The lines of a block; members of `section` may repeat one another."""
        pad = " " * indent
        found: list[str] = []
        pairs = value.items() if isinstance(value, dict) else [("", item) for item in value]
        for key, item in pairs:
            head = f"{pad}{self.key(key)}:" if isinstance(value, dict) else f"{pad}-"
            found += self.above(indent)
            if section and item and self.maybe(2):
                found += self.member(head, item, indent, section)
            elif not indent and key in ("services", "waivers") and item and not self.maybe():
                found += [f"{head}{self.trailing()}", *self.lines(item, 2, key)]
            else:
                found += self.entry(head, item, indent, in_list=not key)
        return found

    def member(self, head: str, item: dict[str, Any], indent: int, section: str) -> list[str]:
        """A service or a waiver that has a name, or is or merges one that has."""
        named = self.members.setdefault(section, [])
        if named and self.maybe(1):
            name = self.draw(st.sampled_from(named))
            if section == "waivers" and self.maybe(1):
                return [f"{head} *{name}{self.trailing()}"]
            if self.maybe(2):
                return [f"{head} {{<<: *{name}, {self.flow(item, indent)[1:]}"]
            return [head, f"{' ' * (indent + 2)}<<: *{name}", *self.lines(item, indent + 2)]
        name = f"{section[0]}{len(named)}"
        lines = (
            [f"{head} &{name} {self.flow(item, indent)}"]
            if self.maybe(1)
            else [f"{head} &{name}", *self.lines(item, indent + 2)]
        )
        named.append(name)
        return lines

    def entry(self, head: str, item: Value, indent: int, *, in_list: bool) -> list[str]:
        if isinstance(item, str):
            if "\n" in item:
                return self.literal(head, item, indent)
            return [f"{head} {self.scalar(item)}{self.trailing()}"]
        if not item or self.maybe():
            return f"{head} {self.flow(item, indent + 2)}{self.trailing()}".split("\n")
        below = self.lines(item, indent + self.draw(st.sampled_from([2, 4])))
        if in_list and not below[0].strip().startswith("#") and below[0] and self.maybe(1):
            inner = len(below[0]) - len(below[0].lstrip())
            return [f"{head}{below[0][len(head) :]}" if inner > len(head) else below[0], *below[1:]]
        return [f"{head}{self.trailing()}", *below]

    def literal(self, head: str, item: str, indent: int) -> list[str]:
        mark = "|+" if item.endswith("\n\n") else "|"
        pad = " " * (indent + 2)
        rows = item.removesuffix("\n").split("\n")
        return [f"{head} {mark}", *(f"{pad}{row}" if row else "" for row in rows)]

    # --- flow -----------------------------------------------------------------------------------

    def flow(self, value: Value, indent: int) -> str:
        if isinstance(value, str):
            return self.scalar(value, in_flow=True)
        parts = (
            [f"{self.key(key)}: {self.flow(item, indent + 2)}" for key, item in value.items()]
            if isinstance(value, dict)
            else [self.flow(item, indent + 2) for item in value]
        )
        start, end = "{}" if isinstance(value, dict) else "[]"
        if not parts:
            return start + self.draw(st.sampled_from(["", " "])) + end
        if self.maybe():
            pad = " " * (indent + 2)
            rows = [
                f"{pad}{part}{',' if place < len(parts) - 1 or self.maybe() else ''}{self.trailing()}"
                for place, part in enumerate(parts)
            ]
            rows = [line for row in rows for line in (*self.above(indent + 2), row)]
            return "\n".join([start, *rows, f"{pad}{end}"])
        inner = self.draw(st.sampled_from([", ", ",", " , "])).join(parts)
        space, comma = self.draw(st.sampled_from(["", " "])), "," if self.maybe(5) else ""
        return f"{start}{space}{inner}{comma}{space}{end}"

    # --- scalars --------------------------------------------------------------------------------

    def key(self, text: str) -> str:
        return self.draw(st.sampled_from([text, text, f'"{text}"', f"'{text}'"]))

    def scalar(self, text: str, *, in_flow: bool = False) -> str:
        if text in self.anchors and self.maybe(1):
            return f"*{self.anchors[text]} " if in_flow else f"*{self.anchors[text]}"
        anchor = ""
        if self.maybe(6):
            self.anchors[text] = f"n{len(self.anchors)}"
            anchor = f"&{self.anchors[text]} "
        needs_quotes = any(mark in text for mark in ("\n", ": ", " #", ", "))
        plain = [] if needs_quotes else [text, text]
        double = text.replace("\n", "\\n")
        single = [] if "\n" in text else ["'" + text.replace("'", "''") + "'"]
        return anchor + self.draw(st.sampled_from([*plain, f'"{double}"', *single]))


@st.composite
def manifests(draw: st.DrawFn) -> bytes:
    """The bytes of a manifest."""
    text = Writer(draw).text(draw(drafts()))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    mark = draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"]))
    return mark + text.replace("\n", end).encode("utf-8")
