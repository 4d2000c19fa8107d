"""The 90/10 rule: Go is the default, Rust is for the few services that form the critical path."""

from __future__ import annotations

from archlint import Pack
from archlint_ninety_ten.calibration_page import calibration_page
from archlint_ninety_ten.case import prepare
from archlint_ninety_ten.compute_bill import ComputeBill
from archlint_ninety_ten.conclude import conclude
from archlint_ninety_ten.critical_path_service_not_rust import CriticalPathServiceNotRust
from archlint_ninety_ten.fragile_verdict import FragileVerdict
from archlint_ninety_ten.gc_latency_at_risk import GcLatencyAtRisk
from archlint_ninety_ten.kernel_inside_orchestration import KernelInsideOrchestration
from archlint_ninety_ten.limits_page import LIMITS
from archlint_ninety_ten.ninety_ten_does_not_hold import NinetyTenDoesNotHold
from archlint_ninety_ten.options import NinetyTenOptions
from archlint_ninety_ten.other_language import OtherLanguage
from archlint_ninety_ten.performance_domain import PerformanceDomain
from archlint_ninety_ten.rewrite_pays_back import RewritePaysBack
from archlint_ninety_ten.rewrite_would_not_help import RewriteWouldNotHelp
from archlint_ninety_ten.rust_against_delivery import RustAgainstDelivery
from archlint_ninety_ten.rust_for_standard_service import RustForStandardService
from archlint_ninety_ten.rust_in_orchestration_layer import RustInOrchestrationLayer
from archlint_ninety_ten.rust_off_critical_path import RustOffCriticalPath
from archlint_ninety_ten.rust_quota_exceeded import RustQuotaExceeded
from archlint_ninety_ten.topics import GO_VS_RUST
from archlint_ninety_ten.translating import translate
from archlint_ninety_ten.undecidable import Undecidable
from archlint_ninety_ten.untuned_gc import UntunedGc

_RULES = (
    CriticalPathServiceNotRust,
    GcLatencyAtRisk,
    ComputeBill,
    PerformanceDomain,
    KernelInsideOrchestration,
    RewritePaysBack,
    RustOffCriticalPath,
    RustForStandardService,
    RustInOrchestrationLayer,
    RustAgainstDelivery,
    RustQuotaExceeded,
    NinetyTenDoesNotHold,
    FragileVerdict,
    RewriteWouldNotHelp,
    Undecidable,
    OtherLanguage,
    UntunedGc,
)

_NAME = "ninety-ten"

PACK = Pack(
    name=_NAME,
    rules=_RULES,
    options=NinetyTenOptions,
    prepare=prepare,
    conclude=conclude,
    topics={
        "go-vs-rust": GO_VS_RUST,
        "calibration": calibration_page(_NAME, NinetyTenOptions, _RULES),
        "limits": LIMITS,
    },
    translate=translate,
)
