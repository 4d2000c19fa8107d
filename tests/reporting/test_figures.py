"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest

from archlint.model import Range
from archlint.quantities import format_cores, format_duration, format_months, format_users
from archlint.reporting.figures import figure, frequency, of_range, percent, plain, share, unbroken


@pytest.mark.parametrize(
    ("key", "value", "label", "text"),
    [
        ("gain_ms", 3.79, "off that journey", "3.79 ms"),
        ("rate_per_s", 1200.0, "rate", "1.2k/s"),
        ("saved_cores", 4.55, "saved", "4.55 cores"),
        ("removable_users", 4.55, "removable ΔL", "4.55 users"),
        ("phi_share", 0.8354, "computing share φ", "84 %"),
        ("payback_months", 14.0, "payback", "14 months"),
        ("payback_months", math.inf, "payback", "never"),
        ("most_cores", math.inf, "most", "unbounded"),
        ("saving_per_month", 50_000.0, "saving", "50.0k EUR a month"),
        ("affordable_person_months", 11.0, "affordable", "11 person-months"),
        ("rust_services", 1, "rust", "1 service"),
        ("memory_bytes", 6 * 2.0**30, "memory", "6 GiB"),
        ("rank", 1, "rank", "1"),
        ("gain_journey", "a\x1b", "gain journey", r"a\u{1b}"),
        ("gain_ms", math.nan, "off that journey", "unknown"),
        ("gain_ms", None, "off that journey", "unknown"),
    ],
)
def test_the_suffix_of_a_key_is_its_unit(
    key: str, value: float | str | None, label: str, text: str
) -> None:
    assert figure(key, value, "EUR") == (label, text)


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0.0, "0 %"),
        (1e-13, "<0.01 %"),
        (-1e-13, ">-0.01 %"),
        (0.000099, "<0.01 %"),
        (0.0001, "0.01 %"),
        (0.004, "0.4 %"),
        (0.0096, "1 %"),
        (0.614, "61 %"),
        (1.0, "100 %"),
    ],
)
def test_shares_are_whole_per_cents_as_long_as_that_says_something(
    fraction: float, text: str
) -> None:
    assert share(fraction) == text


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (percent(0.9995), "99.95 %"),
        (format_users(0.0), "0 users"),
        (format_users(0.000999), "<0.001 users"),
        (format_users(0.001), "0.001 users"),
        (format_users(0.04), "0.04 users"),
        (format_users(1.0), "1 user"),
        (format_users(1234.0), "1.23k users"),
        (format_users(85.53), "85.5 users"),
        (plain(0.65), "0.65"),
        (plain(12_345.0), "12.3k"),
        (format_months(1.0), "1 month"),
        (format_months(11.24), "11.2 months"),
        (format_months(48.0), "4 years"),
        (format_months(36.0), "36 months"),
        (format_months(1199.0), "99.9 years"),
        (format_months(1200.0), "never"),
        (format_months(math.inf), "never"),
        (of_range(Range(0.0, 4.5, 8.5), format_users), "4.5 users (0 to 8.5 users)"),
        (of_range(Range(1.0, 4.0, 8.0), format_cores), "4 cores (1 core to 8 cores)"),
        (of_range(Range(0.0, 0.004, 2.0), format_duration), "4 ms (0 ms to 2 s)"),
        (of_range(Range(3.0, 3.0, 3.0), format_users), "3 users"),
        (of_range(Range(0.35, 0.65, 1.0), plain), "0.65 (0.35 to 1)"),
    ],
)
def test_figures_never_stand_without_their_unit(shown: str, text: str) -> None:
    assert shown == text


@pytest.mark.parametrize(
    ("part", "text"), [(1.0, "100 %"), (0.999, "99 %"), (0.001, "1 %"), (0.0, "0 %")]
)
def test_all_or_nothing_is_said_only_of_all_or_nothing(part: float, text: str) -> None:
    assert frequency(part) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("20 % of 9.5 ms or 3 s, 2 h", "20_% of 9.5_ms or 3_s, 2_h"),
        ("7 services of 12 users", "7 services of 12 users"),
        ("± 17 µs", "± 17_µs"),
        ("of many ms", "of many ms"),
    ],
)
def test_a_unit_of_time_stays_on_the_line_of_its_number(text: str, kept: str) -> None:
    assert unbroken(text) == kept.replace("_", "\u00a0")
