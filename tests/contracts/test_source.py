"""The house rules that a machine can hold: sizes, invisible characters, one checkout, no addresses."""

import ast
import importlib
import re
import statistics
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("ingest", "processors", "alerts", "index", "peyk")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path.stat().st_size)
INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def _committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: nothing says which files belong to it")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _function_lengths(path: Path) -> list[tuple[str, int]]:
    """Lines of each function's body, without signature and docstring."""
    found = []
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
        found.append((f"{path.relative_to(ROOT)}:{node.name}", lines))
    return found


def test_no_module_is_longer_than_400_lines_and_the_median_is_at_most_120() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}

    assert not {name: length for name, length in lengths.items() if length > 400}
    assert statistics.median(lengths.values()) <= 120


def test_no_function_is_longer_than_40_lines_and_nine_in_ten_have_at_most_20() -> None:
    lengths = [entry for path in MODULES for entry in _function_lengths(path)]

    assert not [entry for entry in lengths if entry[1] > 40]
    assert statistics.quantiles((length for _, length in lengths), n=10)[-1] <= 20


def test_no_python_file_holds_a_raw_invisible_character() -> None:
    sources = [path for path in _committed() if path.suffix == ".py"]
    found = {str(path.relative_to(ROOT)) for path in sources if INVISIBLE.search(path.read_text(encoding="utf-8"))}

    assert len(sources) > 20
    assert not found


def test_no_file_names_a_registry_host_or_a_path_of_somebodys_machine() -> None:
    forbidden = re.compile(
        r"files\.pythonhosted|pypi\.org/simple|repo1?\.maven|/home/[a-z]|/root/|/work/", re.IGNORECASE
    )
    mine = Path(__file__)
    texts = [
        path
        for path in _committed()
        if path != mine and path.suffix not in {".woff2", ".crfsuite", ".gz", ".bin", ".png"}
    ]
    found = {
        str(p.relative_to(ROOT)) for p in texts if forbidden.search(p.read_text(encoding="utf-8", errors="replace"))
    }

    assert not found


def test_all_packages_come_from_this_checkout() -> None:
    places = {Path(str(importlib.import_module(package).__file__)).parents[1] for package in PACKAGES}

    assert places == {ROOT}


@cache
def _imports(path: Path) -> set[str]:
    roots = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            roots.add(node.module.partition(".")[0])
    return roots


EDGES = {
    "faust": {"processors/stage.py", "*/worker.py", "peyk/workers.py"},
    "kafka": {"ingest/producer.py", "ingest/topics.py", "ingest/reader.py"},
    "elasticsearch": {"index/elastic.py"},
}


@pytest.mark.parametrize("library", EDGES)
def test_an_engines_library_is_imported_at_its_edge_only(library: str) -> None:
    allowed = EDGES[library]
    offenders = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if library in _imports(path) and not any(path.relative_to(ROOT).match(pattern) for pattern in allowed)
    ]

    assert not offenders


def test_the_environment_is_read_in_the_configuration_only() -> None:
    readers = [str(path.relative_to(ROOT)) for path in MODULES if "os.environ" in path.read_text(encoding="utf-8")]

    assert readers == ["peyk/settings.py"]


def test_every_public_function_and_class_has_a_docstring() -> None:
    missing = []
    for path in MODULES:
        for node in _tree(path).body:
            named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if named and not node.name.startswith("_") and not ast.get_docstring(node):
                missing.append(f"{path.relative_to(ROOT)}:{node.name}")

    assert not missing
