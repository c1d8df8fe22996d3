"""Runs every measurement of this folder, one after the other. Takes minutes; nothing else should run on the machine."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__)


def main() -> None:
    for script in sorted(HERE.parent.glob("*.py")):
        if script != HERE:
            print(f"== {script.name}", flush=True)
            subprocess.run([sys.executable, str(script)], check=False)


if __name__ == "__main__":
    main()
