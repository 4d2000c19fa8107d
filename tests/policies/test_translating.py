"""Which rewrites the ninety-ten pack knows a factor for, and in which order it looks."""

from __future__ import annotations

import pytest

from archlint import Portfolio, Range, Service, Translation
from archlint.model import RewriteFacts
from archlint_ninety_ten.calibration import TABLE
from archlint_ninety_ten.translating import translate

MEASURED = RewriteFacts(cpu=Range(0.4, 0.5, 0.8), source="spike of May")
KERNEL = TABLE["compute_kernel"]


def told(service: Service, language: str, **calibration: dict[str, Range]) -> Translation:
    return translate(Portfolio(name="shop", calibration=calibration), service, language)


def test_a_measured_factor_comes_first() -> None:
    found = told(Service(name="a", kind="kernel", rewrite=MEASURED), "rust")

    assert (found.cpu, found.mem) == (MEASURED.cpu, KERNEL.mem)
    assert (found.source, found.is_measured) == ("measured: spike of May", True)


def test_then_the_prior_of_the_kind() -> None:
    found = told(Service(name="a", language="go", kind="kernel"), "rust")

    assert (found.cpu, found.mem, found.is_measured) == (KERNEL.cpu, KERNEL.mem, False)
    assert found.source == "prior for kernel (compute_kernel)"


def test_a_row_of_the_manifest_is_the_prior() -> None:
    own = Range(0.7, 0.7, 0.7)

    assert told(Service(name="a", kind="kernel"), "rust", compute_kernel={"cpu": own}).cpu == own


def test_the_way_back_is_the_inverse() -> None:
    found = told(Service(name="a", language="rust", rewrite=MEASURED), "go")

    assert found.cpu == Range(1 / 0.8, 2.0, 2.5)
    assert found.source == "1/f, measured: spike of May"


@pytest.mark.parametrize(
    ("service", "language", "refusal", "advice"),
    [
        (Service(name="a", language="rust"), "rust", "it is in Rust already", ""),
        (Service(name="a", language="go"), "go", "it is in Go already", ""),
        (Service(name="a"), "go", "it is in Go already", ""),
        (
            Service(name="a", language="java"),
            "rust",
            "no factor leads from java to Rust",
            "measure",
        ),
        (Service(name="a", language="java"), "go", "no factor leads from java to Go", ""),
        (Service(name="a", language="c++"), "rust", "no factor leads from c++ to Rust", "measure"),
        (Service(name="a", kind="external"), "rust", "it is bought: nobody here rewrites it", ""),
        (Service(name="a", managed=True), "rust", "it is bought: nobody here rewrites it", ""),
        (Service(name="a", kind="library"), "rust", "no factor is known for library", "measure"),
        (Service(name="a"), "zig", "no factor leads to zig: the article compares Go and Rust", ""),
    ],
    ids=lambda value: value.language or value.kind if isinstance(value, Service) else None,
)
def test_what_is_not_known_is_refused(
    service: Service, language: str, refusal: str, advice: str
) -> None:
    found = told(service, language)
    measure = "declare `rewrite: {cpu: …}`, the measured factor"

    assert (found.refusal, found.advice) == (refusal, measure if advice else "")


def test_a_managed_language_with_a_measured_factor_is_judged_like_go() -> None:
    found = told(Service(name="a", language="java", rewrite=MEASURED), "rust")

    assert (found.refusal, found.cpu) == ("", MEASURED.cpu)
