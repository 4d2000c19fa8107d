"""What the rewrites are for, users' waiting or money, and what they are worth in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.model import Answer
from archlint.quantities import format_cores, format_months, format_users
from archlint.reporting.figures import share
from archlint.reporting.naming import named
from archlint.reporting.page.cost_tiles import gains_of, payback_of
from archlint.reporting.page.lacking import Lacking
from archlint.reporting.page.totals import total_waiting
from archlint.reporting.waiters import uncounted

if TYPE_CHECKING:
    from archlint.linting.report import PortfolioReport
    from archlint.model import Range
    from archlint.reporting.page.curve import Weighing
    from archlint.reporting.page.found import Found

_LONG = 36.0
"""Months: what takes longer to pay back is not done for money."""

_NOISE = 1e-9
"""Users: what is freed below this is a rounding."""


def purpose(report: PortfolioReport, weighing: Weighing, found: Found) -> str:
    """Say `For users' waiting, not for money: the cores saved pay …`, and whatever is not given."""
    gains = list(gains_of(report).values())
    for_money = any(_is_for_money(report, name) for name in found.due)
    frees = sum(weighing.in_turn.get(name, 0.0) for name in found.due) > _NOISE
    back = payback_of(report, gains)
    if back is not None:
        for_whom = _for(frees=frees, for_money=for_money, back=back)
        cost = "its cost" if len(found.due) == 1 else "their cost"
        return f"{for_whom}the cores saved {_pay(back, cost)}."
    reason = "For users' waiting" if frees else "For money" if for_money else ""
    lacking = "; ".join(_not_given(found))
    return ". ".join(filter(None, (reason, lacking[:1].upper() + lacking[1:]))) + "."


def _is_for_money(report: PortfolioReport, service: str) -> bool:
    """Whether an argument that counts money holds: its figures tell what is saved."""
    return any(
        argument.answer is Answer.YES
        and not argument.refuted_by
        and argument.subject.text == service
        and "saving_per_month" in argument.numbers
        for argument in report.arguments
    )


def _for(*, frees: bool, for_money: bool, back: Range) -> str:
    if for_money:
        return "For money and for users' waiting: " if frees else "For money: "
    if not frees:
        return "As to money, "
    return "For users' waiting, not for money: " if back.default > _LONG else "For users' waiting; "


def _pay(back: Range, cost: str) -> str:
    usual = format_months(back.default)
    return f"never pay {cost} back" if usual == "never" else f"pay {cost} back after {usual}"


def _not_given(found: Found) -> list[str]:
    """What nobody said that the cost or the saving takes."""
    gains = {name: found.verdicts[name].gain for name in found.due}
    effort = [name for name, gain in gains.items() if gain is None or gain.effort is None]
    money = [name for name, gain in gains.items() if gain is None or gain.per_month is None]
    told = []
    if effort:
        told.append(f"effort not given of {named(effort)}: add `size` or `rewrite.effort`")
    if money:
        told.append(f"money saved not known of {named(money)}: add `load.cpu`")
    return told


# --- in a line ----------------------------------------------------------------------------------


def worth(report: PortfolioReport, weighing: Weighing, found: Found) -> str:
    """What the picks take off those who wait, or what all rewrites would; or how to know it."""
    if found.due:
        return _taken(report, weighing, found) or _given_back(report, found)
    reason = Lacking(weighing).of_rewrites
    if reason is not None:
        return reason.sentence if found.total else ""
    everything = "everything that is judged"
    if weighing.written:
        everything += " and not in Rust yet"
    waiting = report.analysis.waiting
    part = share(weighing.left / waiting.total)
    counted = " of what is counted" if waiting.is_lower_bound else ""
    return (
        f"Rewriting {everything} would free {_of(weighing.left, report)},"
        f" {part}{counted}{_but(report)}."
    )


def _taken(report: PortfolioReport, weighing: Weighing, found: Found) -> str:
    """Users freed by the picks, as a what-if has them, and their part of all that could be."""
    part = sum(weighing.in_turn.get(name, 0.0) for name in found.due)
    factors = {rewrite.target: rewrite.factor for rewrite in report.rewrites}
    if part <= _NOISE or not factors or not weighing.removable:
        return ""
    freed = report.analysis.removal(factors).users
    verb = "frees" if len(found.due) == 1 else "free"
    return (
        f"{found.picks} {verb} {_of(freed, report)},"
        f" {share(part / weighing.removable)} of those whom Rust could free{_but(report)}."
    )


def _of(users: float, report: PortfolioReport) -> str:
    """`16.5 of the 184 users who wait at any moment`."""
    number, total = format_users(users).partition(" ")[0], total_waiting(report.analysis)
    verb = "waits" if total.text.endswith(" user") else "wait"
    whole = total.text if total.is_least else f"the {total.text}"
    return f"{number} of {whole} who {verb} at any moment"


def _but(report: PortfolioReport) -> str:
    """Who is in none of these figures."""
    lacking = uncounted(report.analysis)
    return f"; {lacking}, so who waits there is not counted" if lacking else ""


def _given_back(report: PortfolioReport, found: Found) -> str:
    cores = [gain.cores.default for gain in gains_of(report).values() if gain.cores is not None]
    verb = "gives" if len(found.due) == 1 else "give"
    if not cores:
        return f"Not measured what {found.picks} {verb} back: add `load.cpu`."
    return f"{found.picks} {verb} back {format_cores(sum(cores))}."
