"""`archlint init`: a first manifest, with the services that are here."""

from __future__ import annotations

import click

from archlint.cli.streams import note


@click.command("init")
@click.argument("directory", default=".", metavar="[DIRECTORY]")
def command(*, directory: str) -> int:
    """Write archlint.yaml with the services found here, commented; never overwrites.

    Looks for go.mod, Cargo.toml, package.json, pyproject.toml, pom.xml, build.gradle and compose
    files.
    """
    from archlint.editing.skeleton import skeleton
    from archlint.files import FileProblem, shown, write_atomic
    from archlint.importing.detecting import detect

    target = f"{directory.rstrip('/')}/archlint.yaml" if directory != "." else "archlint.yaml"
    found = detect(directory)
    text = skeleton(found.name, found.services)
    try:
        write_atomic(target, text, overwrite=False)
    except FileProblem as problem:
        raise click.ClickException(f"{shown(target)}: {problem}") from problem
    count = len(found.services)
    services = f"{count} service{'s' if count != 1 else ''}" if count else "an example service"
    note(f"wrote {shown(target)} with {services}")
    note("fill in what you know, then run `archlint check`")
    return 0
