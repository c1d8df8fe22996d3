"""How `make test` gets a browser: it says what it does, asks for no password, and never fails the run."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "install-browser"
TOOLS = ("timeout", "mktemp", "grep", "rm", "sh")


def _machine(folder: Path, *, user: int, **commands: str) -> dict[str, str]:
    """Make a PATH with nothing on it but a few tools, a user, and `commands` as shell scripts."""
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    for name, script in {"id": f"echo {user}", **commands}.items():
        path = folder / name.replace("_", "-")
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
    return {"PATH": str(folder)}


def _said(environment: dict[str, str]) -> str:
    shell = shutil.which("sh", path=os.defpath)
    assert shell
    done = subprocess.run([shell, str(SCRIPT)], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_nothing_is_done_or_said_where_a_browser_is(tmp_path: Path) -> None:
    assert not _said(_machine(tmp_path, user=0, chromium="", apt_get="echo called >&2"))


def test_root_gets_one_and_is_told_in_one_line(tmp_path: Path) -> None:
    called = tmp_path / "called"
    said = _said(_machine(tmp_path, user=0, apt_get=f'echo "$@" >>{called}; echo noise; echo noise >&2'))
    assert said.count("\n") == 1
    assert said.startswith("Installing")
    assert called.read_text().splitlines() == ["update", "install -y --no-install-recommends chromium"]


def test_a_failure_is_told_and_ends_well(tmp_path: Path) -> None:
    said = _said(_machine(tmp_path, user=0, apt_get="echo 'E: no network' >&2; exit 100"))
    assert said.splitlines()[-1] == "No Chromium: tests/browser are skipped (apt-get could not: E: no network)"


@pytest.mark.parametrize(
    ("user", "settings", "why"),
    [
        (0, {"PEYK_BROWSER": "no"}, "PEYK_BROWSER=no"),
        (1000, {}, "sudo apt-get install chromium"),
        # sudo that would ask for a password answers `sudo -n` with an error.
        (1000, {"CI": "true"}, "sudo apt-get install chromium"),
    ],
)
def test_nobody_s_system_is_changed_unasked(tmp_path: Path, user: int, settings: dict[str, str], why: str) -> None:
    machine = _machine(tmp_path, user=user, apt_get="echo called >&2", sudo="exit 1")
    assert _said(machine | settings) == f"No Chromium: tests/browser are skipped ({why})\n"


def test_ci_uses_sudo_that_asks_nothing(tmp_path: Path) -> None:
    called = tmp_path / "called"
    sudo = f'[ "$1" = -n ] && [ "$2" = true ] && exit 0; printf "%s\\n" "$*" >>{called}'
    _said(_machine(tmp_path, user=1000, apt_get="exit 1", sudo=sudo) | {"CI": "true"})
    assert called.read_text().splitlines()[0] == "-n timeout 120 apt-get update"
