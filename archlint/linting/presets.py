"""Named bundles of settings for a team's first weeks, its everyday and its strictest gate.

Anything more explicit beats a preset: an environment variable and an option beat its settings, a
selector and the manifest's word about a rule beat its silence. So a preset is chosen where the run
is asked for, never in a manifest.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class Setting(Struct, frozen=True):
    """The value of one option as people write it, and why the preset has it."""

    value: str | bool
    why: str


class Preset(Struct, frozen=True, kw_only=True):
    """What an option says that nobody set, and which rules are silent: code -> why.

    `settings` are by the option's name without dashes in front. A code that no installed pack has
    says nothing.
    """

    name: str
    text: str
    settings: Mapping[str, Setting] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)


STANDARD = Preset(name="standard", text="The defaults: what is proven fails the run.")

STARTER = Preset(
    name="starter",
    text="For the first weeks: what is proven fails the run, house-keeping is silent.",
    settings={
        "fail-on": Setting("error", "only proof may stop somebody who has just begun"),
    },
    silent={
        "ANN001": "old figures are a reason to measure, not what a first run is about",
        "ANN002": "a first manifest lacks most inputs, and the coverage line already counts them",
        "NT302": "a convention: worth a discussion once what is proven is settled",
    },
)

STRICT = Preset(
    name="strict",
    text="For a portfolio that is measured: warnings fail, and so does a run that saw too little.",
    settings={
        "fail-on": Setting("warning", "a warning that nobody has to answer is never answered"),
        "require-coverage": Setting(
            "50%", "below half most rules were silent for want of inputs, and green says little"
        ),
        "strict": Setting(True, "a baseline entry that matches nothing would hide the next one"),
    },
)

PRESETS: Mapping[str, Preset] = {preset.name: preset for preset in (STARTER, STANDARD, STRICT)}
"""By name, the gentlest first."""
