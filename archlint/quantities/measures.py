"""Quantities with a unit: durations, rates, cores, bytes, percentages, sizes and efforts."""

from __future__ import annotations

from archlint.quantities.forms import Form, Unit, parse, split, unit_of

# --- durations ----------------------------------------------------------------------------------


def _duration_hint(number: str, unit: str) -> str:
    if unit in ("m", "M"):
        return f"write {number}min or {number}ms"
    return f"write {number}ms or {number}s" if not unit and float(number) else ""


_SECOND_WORDS = ("s", "sec", "secs", "second", "seconds")
_MINUTE_WORDS = ("min", "mins", "minute", "minutes")
_HOUR_WORDS = ("h", "hr", "hrs", "hour", "hours")
_DAY_WORDS = ("d", "day", "days")

DURATION = Form(
    noun="a duration",
    example="14ms",
    units={
        "ns": Unit(-9),
        "us": Unit(-6),
        "µs": Unit(-6),  # the micro sign
        "μs": Unit(-6),  # the Greek letter
        "ms": Unit(-3),
        **dict.fromkeys(_SECOND_WORDS, Unit()),
        **dict.fromkeys(_MINUTE_WORDS, Unit(times=60.0)),
        **dict.fromkeys(_HOUR_WORDS, Unit(times=3600.0)),
        **dict.fromkeys(_DAY_WORDS, Unit(times=86400.0)),
    },
    low=(1e-9, "1ns"),
    high=(30 * 86400.0, "30 days"),
    any_case=True,
    hint=_duration_hint,
    own=("ns", "µs", "us", "ms", "s", "min", "h", "d"),
)


def parse_duration(text: str, *, zero: bool = False) -> float:
    """Seconds, 1 ns to 30 days; `zero` allows "0ms" and the bare "0" beside that."""
    if zero and text.strip() == "0":
        return 0.0
    if (
        zero
        and float(split(DURATION, text)[0]) == 0
        and unit_of(DURATION, split(DURATION, text)[1])
    ):
        return 0.0
    return parse(DURATION, text)


# --- rates --------------------------------------------------------------------------------------

_PREFIXES = {"": 0, "k": 3, "K": 3, "M": 6, "G": 9}
_PER = {
    **dict.fromkeys(("/s", "/sec", "/second", "rps", "qps", "req/s"), 1.0),
    **dict.fromkeys(("/min", "/minute", "rpm", "req/min"), 60.0),
    **dict.fromkeys(("/h", "/hour"), 3600.0),
    **dict.fromkeys(("/d", "/day"), 86400.0),
}


def _rate_hint(number: str, unit: str) -> str:
    if unit in _PREFIXES:
        return f"write {number}{unit}/s"
    if unit.startswith("m") and unit[1:] in _PER:
        return f"write {number}M{unit[1:]}"
    return f"write {number}/min" if unit.endswith("/m") else ""


RATE = Form(
    noun="a rate",
    example="120/s",
    units={
        prefix + space + per: Unit(exponent, per=seconds)
        for prefix, exponent in _PREFIXES.items()
        for space in (("", " ") if prefix else ("",))
        for per, seconds in _PER.items()
    },
    high=(1e12, "10^12/s"),
    any_case=True,
    hint=_rate_hint,
    own=tuple(prefix + per for prefix in ("", "k", "M", "G") for per in ("/s", "/min", "/h", "/d")),
)


def parse_rate(text: str) -> float:
    """Events per second: "120/s", "1.2k/s", "90/min", "120 rps"."""
    return parse(RATE, text)


# --- cores, memory, shares ----------------------------------------------------------------------

CORES = Form(
    noun="a number of cores",
    example="2.1 or 500m",
    units={
        prefix + word: Unit(exponent)
        for prefix, exponent in {"": 0, "m": -3, "k": 3, "M": 6}.items()
        for word in ("", "core", "cores", " core", " cores")
        if prefix or not word.startswith(" ")
    },
    high=(1e7, "10,000,000 cores"),
    own=("", "m", "k", "M"),
)


def parse_cores(text: str) -> float:
    """Cores; "500m" is half a core, as in Kubernetes."""
    return parse(CORES, text)


_BINARY = {"K": 10, "M": 20, "G": 30, "T": 40, "P": 50}
_DECIMAL = {"k": 3, "K": 3, "M": 6, "G": 9, "T": 12, "P": 15}


def _bytes_hint(number: str, unit: str) -> str:
    if not unit:
        return f"write {number}MiB or {number}GiB"
    same = [known for known in BYTES.units if known.lower() == unit.lower()]
    return f"write {number}{same[-1]}" if same else ""


BYTES = Form(
    noun="an amount of memory",
    example="6Gi or 512MB",
    units={
        "B": Unit(),
        **{p + word: Unit(times=2.0**e) for p, e in _BINARY.items() for word in ("i", "iB")},
        **{p + word: Unit(e) for p, e in _DECIMAL.items() for word in ("", "B")},
    },
    high=(2.0**60, "1024 PiB"),
    hint=_bytes_hint,
    own=("B", "Ki", "Mi", "Gi", "Ti", "Pi", "kB", "MB", "GB", "TB", "PB"),
)


def parse_bytes(text: str) -> float:
    """Bytes: "6Gi" and "6GiB" are binary, "1.5GB" and "1.5G" decimal."""
    return parse(BYTES, text)


def _percent_hint(number: str, unit: str) -> str:
    if unit:
        return ""
    if 0 < float(number) < 1:
        return f"write {float(f'{number}e2'):.15g}%"
    return f"write {number}%"


PERCENT = Form(
    noun="a percentage",
    example="99.9%",
    units={"%": Unit(-2)},
    high=(1.0, "100%"),
    hint=_percent_hint,
    own=("%",),
)


def parse_percent(text: str) -> float:
    """A fraction of one: "99.95%" is 0.9995. The sign is due."""
    return parse(PERCENT, text)


# --- sizes, efforts ----------------------------------------------------------------------------

SIZE = Form(
    noun="a size",
    example="14 kloc",
    units={"kloc": Unit(), "loc": Unit(-3), "mloc": Unit(3)},
    high=(1e6, "1,000,000 kloc"),
    grouped=True,
    any_case=True,
    hint=lambda number, unit: "" if unit else f"write {number} kloc or {number} loc",
    own=("kloc", "loc", "mloc"),
    gap=" ",
)


def parse_size(text: str) -> float:
    """Thousands of lines of code: "14 kloc", "900 loc"."""
    return parse(SIZE, text)


EFFORT = Form(
    noun="an effort",
    example="3 pm (person-months)",
    units=dict.fromkeys(("pm", "person-month", "person-months"), Unit()),
    high=(1e6, "1,000,000 pm"),
    grouped=True,
    hint=lambda number, unit: "" if unit else f"write {number} pm",
    own=("pm",),
    gap=" ",
)


def parse_effort(text: str) -> float:
    """Person-months: "3 pm"."""
    return parse(EFFORT, text)
