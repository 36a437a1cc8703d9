"""The `holdspace` command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from holdspace.project.doctor import Finding

Parameters = ParamSpec("Parameters")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="holdspace")
def main() -> None:
    """Holdspace: a home for therapist-led group therapy."""
    os.umask(0o077)  # nothing that this command writes is for others on this machine


def _with_django(command: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Set Django up before a command runs; settings read the environment only then."""

    @wraps(command)
    def ready(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.project.settings")
        import django

        django.setup()
        command(*args, **kwargs)

    return ready


@main.command()
@click.option("--restore", is_flag=True, help="Write the key files again from the recovery key.")
@_with_django
def init(restore: bool) -> None:
    """Make the root keys, outside the data, and print the recovery key once."""
    from django.conf import settings

    from holdspace.project import install

    try:
        if restore:
            install.restore_keys(click.prompt("Recovery key", hide_input=True))
            click.echo("The key files are back in their place.")
            return
        recovery = install.make_keys()
    except FileExistsError as problem:
        raise click.ClickException("There are keys already; they are never written over.") from problem
    except install.BadRecoveryKey as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(
        f"Keys made in {settings.HOLDSPACE_KEYS}.\n\n"
        "Recovery key (shown once; keep it on paper, elsewhere):\n"
    )
    click.echo(f"  {recovery}\n\nNext: holdspace migrate, holdspace open-practice, holdspace serve")


@main.command()
def migrate() -> None:
    """Bring the database up to date and put up its walls.

    On PostgreSQL this connects with HOLDSPACE_OWNER_URL, and grants the role in HOLDSPACE_DATABASE_URL
    what the application needs, and no more.
    """
    owner, application = (os.environ.get(f"HOLDSPACE_{name}_URL", "") for name in ("OWNER", "DATABASE"))
    if owner:
        os.environ["HOLDSPACE_DATABASE_ROLE"] = urlsplit(application).username or ""
        os.environ["HOLDSPACE_DATABASE_URL"] = owner
    _migrate()


@_with_django
def _migrate() -> None:
    from holdspace.project import install
    from holdspace.vault.roots import KeyUnavailable

    try:
        install.migrate()
    except (install.WrongKey, KeyUnavailable) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo("The database is up to date.")


@main.command()
@_with_django
def doctor() -> None:
    """Say whether it is safe to serve; exit with 1 when it is not."""
    findings = _findings()
    for finding in findings:
        click.echo(f"✗ {finding.name}: {finding.sentence}")
    if findings:
        sys.exit(1)
    click.echo("Nothing unsafe was found.")


def _findings() -> list[Finding]:
    from holdspace.project import doctor as examination
    from holdspace.project import install

    opens, demo = install.state()
    if opens:
        _keep_erased()
    return list(examination.examine(examination.surroundings(demo_database=demo, database_opens=opens)))


def _keep_erased() -> None:
    """Whoever was erased stays erased, before anything is opened."""
    from holdspace.project import erasing

    if again := erasing.replay():
        click.echo(f"People who were erased had come back with a backup: {again}. They are erased again.")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--worker/--no-worker", default=True, help="Run the worker beside the server.")
@_with_django
def serve(host: str, port: int, worker: bool) -> None:
    """Serve pages and sockets on one port; refuses in an unsafe state."""
    findings = _findings()
    if findings:
        for finding in findings:
            click.echo(f"✗ {finding.name}: {finding.sentence}", err=True)
        raise click.ClickException("Not safe to serve; see above.")
    _serve(host, port, worker)


def _serve(host: str, port: int, worker: bool) -> None:
    from holdspace.project.beside import running_beside
    from holdspace.project.server import serve as run

    command = [sys.executable, "-m", "holdspace.project", "worker"]
    with running_beside(command) if worker else nullcontext():
        run(host=host, port=port)


@main.command()
@_with_django
def worker() -> None:
    """Do what waits: tasks, reminders, the hourly audit checkpoint."""
    from holdspace.project.worker import work

    work()


@main.command()
@click.option("--serve/--no-serve", "serving", default=True, help="Serve after building.")
@click.option("--fresh", is_flag=True, help="Build the practice again, from the beginning.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def demo(serving: bool, fresh: bool, host: str, port: int) -> None:
    """Build the demo practice on the embedded database, say who can sign in, and serve it."""
    home = Path(os.environ.get("HOLDSPACE_DEMO_HOME", "var/demo")).resolve()
    os.environ |= {
        "HOLDSPACE_HOME": str(home),
        "HOLDSPACE_DEMO": "1",
        "HOLDSPACE_BASE_URL": f"http://{host}:{port}",
        "HOLDSPACE_EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
    }
    for name in ("DATA", "KEYS", "DATABASE_URL"):
        os.environ.pop(f"HOLDSPACE_{name}", None)
    _demo(serving, fresh, host, port)


@_with_django
def _demo(serving: bool, fresh: bool, host: str, port: int) -> None:
    from holdspace.project import demonstration

    demonstration.build(fresh=fresh, say=click.echo)
    for line in demonstration.who_can_sign_in():
        click.echo(line)
    if serving:
        click.echo(f"\nOpen http://{host}:{port}/ and choose who you are. Stop with Ctrl+C.")
        _serve(host, port, worker=True)


@main.command("open-practice")
@click.option("--another", is_flag=True, help="Open one beside a practice that stands already.")
@click.option("--name", help="The practice's name.")
@click.option("--time-zone", help="Where its clock is, as Europe/London.")
@click.option("--language", help="The language of its pages and messages: en, es or ar.")
@click.option("--region", help="Its country, as GB: telephone numbers are read so.")
@click.option("--owner", help="The owner's name.")
@click.option("--email", help="The address with which the owner signs in.")
@_with_django
def open_practice(another: bool, **given: str | None) -> None:
    """Open the practice: asks for its name and its first owner, and prints their invitation."""
    from holdspace.project import open_practice as opening

    try:
        opening.check_can_open(another=another)
        opened = opening.open_practice(**_asked_for(given), another=another)
    except opening.NotOpened as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(
        "\nThe practice stands. Hand this link to its owner. It works once, for seven days, and is shown "
        f"only here:\n\n  {opened.link}\n\nThey choose a password there, and set up a second factor."
    )


#: What `open-practice` asks for, each with what is meant when nothing is answered.
_QUESTIONS = {
    "name": ("The practice's name", None),
    "time_zone": ("Its time zone", "Europe/London"),
    "language": ("Its language (en, es, ar)", "en"),
    "region": ("Its country (two letters)", "GB"),
    "owner": ("The owner's name", None),
    "email": ("The owner's e-mail address", None),
}


def _asked_for(given: dict[str, str | None]) -> dict[str, str]:
    """What was given with options; the rest is asked for."""
    return {
        name: given[name] or click.prompt(question, default=default)
        for name, (question, default) in _QUESTIONS.items()
    }


@main.command("import-roster")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--practice", help="The practice's id, when there is more than one.")
@_with_django
def import_roster(file: Path, practice: str | None) -> None:
    """Take over a roster: a FHIR R4 Bundle, NDJSON of Patients, or CSV. All of it, or nothing."""
    from holdspace.project import roster

    try:
        click.echo(roster.take_over(file, practice=practice))
    except roster.NotTaken as refusal:
        for line in refusal.lines:
            click.echo(line, err=True)
        raise click.ClickException(refusal.summary) from refusal


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.command()
@click.option("--people", type=_FILE, required=True, help="Who waits and who is a member, as CSV.")
@click.option("--groups", type=_FILE, required=True, help="Groups that meet or could be opened, as CSV.")
@click.option("--leaders", type=_FILE, help="When leaders are free, and how many groups they lead, as CSV.")
@click.option("--seconds", type=click.FloatRange(0.1, 3600), default=10.0, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True)
@click.option("--why", is_flag=True, help="Say why, and what would help those who wait.")
@click.option("--json", "for_programs", is_flag=True, help="Write JSON.")
def form(
    people: Path, groups: Path, leaders: Path | None, seconds: float, seed: int, why: bool, for_programs: bool
) -> None:
    """Propose groups from a waiting list: who could sit where, so that nobody is the only one.

    Needs no practice and writes nothing. --seconds is how much work the search may do; a machine that is busy
    takes longer over the same work. Ctrl+C keeps the best so far.
    """
    from holdspace.forming.rules.solving import Effort
    from holdspace.project import forming

    try:
        done = forming.formed(people, groups, leaders, Effort(seconds, seed))
    except forming.NotFormed as refusal:
        for line in refusal.lines:
            click.echo(line, err=True)
        raise click.ClickException(refusal.summary) from refusal
    lines = [forming.as_json(done, why=why)] if for_programs else forming.as_words(done, why=why)
    for line in lines:
        click.echo(line)


@main.command("form-diverse")
@click.argument("instance", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="How long to search.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Where chance begins.")
def form_diverse(instance: Path, seconds: float, seed: int) -> None:
    """Divide people into groups that are as diverse as can be found: the public MDGP format.

    INSTANCE holds `n G ss|ds lo1 hi1 lo2 hi2 …`, then a line `i j weight` for each pair, counted from 0.
    Prints two lines: `objective` and the sum of the weights inside the groups; `assignment` and the group of
    each person, from 0. Reading, and compiling at the very first use, come on top of the seconds.
    """
    from holdspace.forming.rules.diverse import BadInstance
    from holdspace.project import diverse

    try:
        for line in diverse.answer(instance, seconds=seconds, seed=seed):
            click.echo(line)
    except BadInstance as problem:
        raise click.ClickException(str(problem)) from problem


@main.command("safety-screen")
@click.argument("file", type=_FILE)
def safety_screen(file: Path) -> None:
    """Say of each text of a file whether it holds words of danger, and which.

    FILE is TSV with the columns id, lang and text. Writes TSV: id, tier (red, amber, none) and reasons. Needs
    no practice and keeps nothing. A tier says how soon a clinician should read a text, never what is the
    matter with anybody.
    """
    from holdspace.project import screening

    try:
        screening.screen(file, sys.stdout)
    except screening.NotScreened as problem:
        raise click.ClickException(str(problem)) from problem


class _Unusable(click.ClickException):
    """What was given cannot be used; nothing was written."""

    exit_code = 2


@main.command()
@click.option("--roster", type=_FILE, required=True, help="Groups with their people, as JSON.")
@click.argument("notes", type=_FILE)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--region", default="US", show_default=True, help="The country in which numbers are dialled.")
@click.option("--whole-roster", is_flag=True, help="Look for people of the other groups as well.")
@click.option("--strangers", is_flag=True, help="Show contact details of nobody on the roster as well.")
def discretion(
    roster: Path, notes: Path, output: Path | None, region: str, whole_roster: bool, strangers: bool
) -> None:
    """Say of each note whom else it names: names, short forms, initials, numbers, addresses, workplaces.

    NOTES holds a note a line, as JSON: id, group, about (whose note it is; empty for a group's) and text.
    Writes a line for each, with the spans found. Needs no practice, keeps nothing. The files are described in
    docs/reference/discretion.md.
    """
    from holdspace.project import discretion as looking

    try:
        lines = list(looking.checked(roster, notes, looking.Asked(region.upper(), whole_roster, strangers)))
    except looking.Unreadable as refusal:
        raise _Unusable(str(refusal)) from refusal
    if output is not None:
        looking.write_whole(lines, output)
        return
    for line in lines:
        click.echo(line)


@main.group()
def measures() -> None:
    """Questionnaires as files."""


@measures.command("check")
@click.argument("file", type=_FILE)
@click.option("--shell", type=_FILE, help="The shell that a wording file is for, when it does not ship.")
def measures_check(file: Path, shell: Path | None) -> None:
    """Say whether an instrument's file, or a practice's wording for a shell, can be used; else exit with 1.

    Needs no practice and writes nothing. The format is described in docs/reference/instrument-file.md.
    """
    from holdspace.project import measures as checking

    try:
        for line in checking.checked(file, shell):
            click.echo(line)
    except checking.Unusable as refusal:
        raise click.ClickException(str(refusal)) from refusal


@main.command()
@click.argument("member")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@_with_django
def erase(member: str, yes: bool) -> None:
    """Erase somebody who has left: destroy their keys, so that nobody can read what was kept of them.

    MEMBER is the id in the address of their page in the roster. There is no way back.
    """
    from holdspace.project import erasing

    if not yes:
        click.confirm("What was kept of this person becomes unreadable, for ever. Go on?", abort=True)
    try:
        keys = erasing.erase(member)
    except erasing.NotErased as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"Erased: {keys} keys destroyed. Let go of backups of the keys from before this moment, too.")


@main.group()
def audit() -> None:
    """The audit chain."""


@audit.command()
@_with_django
def verify() -> None:
    """Check the whole chain against itself and the signed checkpoints; exit with 1 on any problem."""
    from holdspace.audit.verify import verify_chain

    report = verify_chain()
    click.echo(str(report))
    if report.problems:
        sys.exit(1)


@main.command(context_settings={"ignore_unknown_options": True}, hidden=True)
@click.argument("arguments", nargs=-1)
@_with_django
def django(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands (for developers)."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["holdspace", *arguments])


if __name__ == "__main__":
    main()
