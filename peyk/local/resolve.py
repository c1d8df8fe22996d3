"""Write the list of jars anew: `python -m peyk.local.resolve`, after a version here has changed."""

import hashlib
import sys
from pathlib import Path

from jgo.maven import MavenContext, PythonResolver

from peyk.local.lock import LOCK_FILE, ROOTS, Jar
from peyk.local.settings import DEFAULT_STATE_DIR

HEADER = """\
# Every jar of the local engines, as `python -m peyk.local.resolve` found it in Maven Central.
# Licences: Kafka and most others Apache-2.0; Elasticsearch AGPL-3.0, SSPL-1.0 or Elastic-2.0 at choice; ecj EPL-2.0.
# They are fetched to the user's machine and run there; none is part of this repository or of Peyk's distribution.
# set, coordinate, SHA-256, bytes
"""


def resolve(jars: Path) -> tuple[Jar, ...]:
    """Resolve the roots and all they depend on at run time, downloading what is not in the folder yet."""
    context = MavenContext(resolver=PythonResolver(), repo_cache=jars / "repository", timeout=60)
    found = []
    for name, coordinates in ROOTS.items():
        roots = [context.create_dependency(coordinate) for coordinate in coordinates]
        inputs, transitive = context.resolver.resolve(roots)
        runtime = (dependency for dependency in transitive if dependency.scope in {"compile", "runtime"})
        for dependency in (*inputs, *runtime):
            content = dependency.artifact.resolve().read_bytes()
            coordinate = f"{dependency.groupId}:{dependency.artifactId}:{dependency.version}"
            found.append(Jar(name, coordinate, hashlib.sha256(content).hexdigest(), len(content)))
    return without_doubles(tuple(found))


def without_doubles(found: tuple[Jar, ...]) -> tuple[Jar, ...]:
    """Leave out of the network module what the server itself carries: a module may exist once only."""
    server = {jar.coordinate for jar in found if jar.part == "elasticsearch"}
    kept = (jar for jar in found if jar.part != "netty" or jar.coordinate not in server)
    return tuple(sorted(set(kept), key=lambda jar: (jar.part, jar.coordinate)))


def write_lock(found: tuple[Jar, ...], path: Path = LOCK_FILE) -> None:
    """Write the list in the form that `read_lock` reads."""
    rows = "".join(f"{jar.part}\t{jar.coordinate}\t{jar.sha256}\t{jar.size}\n" for jar in found)
    path.write_text(HEADER + rows, "utf-8")


if __name__ == "__main__":
    write_lock(resolve(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_STATE_DIR / "jars"))
