"""Databases together with their filestores: copied, renamed and dropped as one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .commands import answer, run
from .postgres import Cluster


@dataclass(frozen=True)
class Databases:
    cluster: Cluster

    def filestore(self, name: str) -> Path:
        return self.cluster.home.filestores / name

    def query(self, sql: str, database: str = "postgres") -> list[list[str]]:
        """Return the rows of a query; an empty list if it fails."""
        program = self.cluster.binaries / "psql"
        options = ["-X", "-A", "-t", "-q", "-F", "\t", "-d", database, "-c", sql]
        found = answer([program, *options], env=self.cluster.environment())
        return [line.split("\t") for line in (found or "").splitlines()]

    def names(self, prefix: str = "") -> list[str]:
        rows = self.query("SELECT datname FROM pg_database WHERE NOT datistemplate")
        return sorted(row[0] for row in rows if row[0].startswith(prefix))

    def exists(self, name: str) -> bool:
        return name in self.names()

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements in one transaction."""
        commands = [word for statement in statements for word in ("-c", statement)]
        self._run("psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", database, *commands)

    def copy(self, source: str, name: str) -> None:
        self.drop(name)
        # the default strategy may lose the values of sequences if the server is killed later
        self._run("createdb", "-T", source, "--strategy=file_copy", name)
        if self.filestore(source).exists():
            shutil.copytree(self.filestore(source), self.filestore(name), copy_function=os.link)

    def drop(self, name: str) -> None:
        self._run("dropdb", "--if-exists", "--force", name)
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    @contextmanager
    def replacing(self, name: str) -> Iterator[str]:
        """Build under another name; only if the block succeeds it takes the place of `name`."""
        new, old = f"{name}_new", f"{name}_old"
        self.drop(new)
        self.drop(old)
        try:
            yield new
        except BaseException:
            self.drop(new)
            raise
        self._merge_filestore(new, name)
        renames = [f'ALTER DATABASE "{new}" RENAME TO "{name}"']
        if self.exists(name):
            renames.insert(0, f'ALTER DATABASE "{name}" RENAME TO "{old}"')
        self.execute(*renames)
        self.drop(old)
        self.drop(new)

    def _merge_filestore(self, source: str, name: str) -> None:
        """Files are named after their content: adding those of `source` only completes `name`."""
        for file in self.filestore(source).rglob("*"):
            target = self.filestore(name) / file.relative_to(self.filestore(source))
            if file.is_dir():
                target.mkdir(parents=True, exist_ok=True)
            elif not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(file, target)

    def note(self, name: str) -> str:
        """Return the text kept with a database; it goes where the database goes."""
        described = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        rows = self.query(f"{described} WHERE datname = '{name}'")
        return rows[0][0] if rows else ""

    def set_note(self, name: str, text: str) -> None:
        self.execute(f"COMMENT ON DATABASE \"{name}\" IS '{text}'")

    def _run(self, program: str, *words: str) -> None:
        log = self.cluster.home.log(f"{program}-{os.getpid()}")
        failure = (
            f"PostgreSQL's {program} failed: look at the lines above and run the command again."
        )
        run(
            [self.cluster.binaries / program, *words],
            log=log,
            env=self.cluster.environment(),
            failure=failure,
        )
        log.unlink()
