"""Getting Odoo 19 as Debian packages it, without root and without touching the system's packages.

The package is in Debian's unstable suite only. apt reads that suite here through private options,
so signatures and checksums are verified as always and nothing else ever comes from it. The
libraries and fonts that the package links to come from the machine's own release: unstable's have
other file names.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from .commands import answer, clean_environment, run
from .disk import check_space
from .errors import SetupError
from .locks import alone
from .places import Home, find_cache
from .progress import step

PACKAGE = "odoo-19"
LINKED = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
OTHERWISE = "set ODOO_SOURCE=/path/to/an/odoo-19 to use one that you have"
VERSION_FILE = "package-version"


def packages_folder(home: Home) -> Path:
    return home.odoo / "usr" / "lib" / "python3" / "dist-packages"


def version_of(folder: Path) -> str | None:
    """Return the version of the package that we unpacked there; None for any other Odoo."""
    stamp = folder.parents[3] / VERSION_FILE if len(folder.parents) > 3 else folder
    return stamp.read_text() if stamp.is_file() else None


def download(home: Home) -> None:
    """Fetch and unpack Odoo; what the cache has is verified instead of fetched."""
    if not shutil.which("apt-get") or not Path(KEYRING).exists():
        raise SetupError(f"Odoo 19 can be downloaded on Debian only: {OTHERWISE}.")
    check_space(home.root, 1.6, "unpacking Odoo")
    cache = find_cache()
    with alone(cache / "lock", "another download"):
        with step("Downloading Odoo 19 from the Debian mirror"):
            packages = _Apt(home, cache).download_all()
        with step("Unpacking Odoo 19"):
            _unpack(home, packages)


class _Apt:
    """apt-get with its state, lists and cache in our own folder."""

    def __init__(self, home: Home, cache: Path):
        self.home = home
        self.cache = cache
        self.packages = cache / "packages"
        self.packages.mkdir(exist_ok=True)
        for name in ("release", "unstable"):
            (cache / name / "partial").mkdir(parents=True, exist_ok=True)

    def download_all(self) -> list[Path]:
        check_space(self.cache, 0.4, "downloading Odoo")
        unstable = self._unstable(self._find_mirror())
        self._run(unstable, "update", log="download-unstable")
        self._download(unstable, [PACKAGE])
        self._download(self._own_release(), LINKED)
        return [self._newest(name) for name in (PACKAGE, *LINKED)]

    def _common(self, lists: str) -> dict[str, str]:
        options = {
            "Dir::State::Lists": str(self.cache / lists),
            "Dir::Cache": str(self.cache),
            "Dir::Cache::pkgcache": "",
            "Dir::Cache::srcpkgcache": "",
            "Acquire::Languages": "none",
            "Acquire::GzipIndexes": "true",
            "APT::Sandbox::User": "root",
            # otherwise an unreachable mirror is only a warning
            "APT::Update::Error-Mode": "any",
        }
        return options if os.geteuid() == 0 else {**options, "Debug::NoLocking": "1"}

    def _own_release(self) -> list[str]:
        return _as_options(self._common("release"))

    def _unstable(self, mirror: str) -> list[str]:
        sources = self.cache / "unstable.list"
        sources.write_text(f"deb [signed-by={KEYRING}] {mirror} sid main\n")
        replaced = {
            "Dir::Etc::SourceList": str(sources),
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
        }
        return _as_options(self._common("unstable") | replaced)

    def _download(self, options: list[str], names) -> None:
        self._run(options, "download", *names, log=f"download-{names[0]}")

    def _run(self, options: list[str], *words: str, log: str) -> None:
        run(
            ["apt-get", *options, *words],
            log=self.home.log(log),
            cwd=self.packages,
            env=clean_environment(),
            failure="The Debian mirror cannot be reached or does not have what is needed: check"
            f" the network and run the command again, or {OTHERWISE}.",
        )

    def _find_mirror(self) -> str:
        """Return the address of the Debian archive that this machine is configured to use."""
        problem = SetupError(f"No Debian mirror is among this machine's apt sources: {OTHERWISE}.")
        try:
            self._run(self._own_release(), "update", log="download-release")
        except SetupError as error:
            # one broken source among others does no harm if the archive itself was read
            problem = error
        query = ["Created-By: Packages", "Label: Debian", "Component: main"]
        words = ["indextargets", "--format", "$(REPO_URI)", *query]
        found = answer(["apt-get", *self._own_release(), *words])
        if not found:
            raise problem
        return found.splitlines()[0]

    def _newest(self, name: str) -> Path:
        """Return the file just verified; older versions that lie beside it are removed."""
        files = sorted(self.packages.glob(f"{name}_*.deb"), key=lambda path: path.stat().st_ctime)
        for outdated in files[:-1]:
            outdated.unlink()
        return files[-1]


def _as_options(options: dict[str, str]) -> list[str]:
    return ["-q", *(word for name, value in options.items() for word in ("-o", f"{name}={value}"))]


def _unpack(home: Home, packages: list[Path]) -> None:
    """Unpack all into one root, where the links between the packages hold; all or nothing."""
    new = home.root / "odoo.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    for package in packages:
        run(
            ["dpkg-deb", "-x", package, new],
            log=home.log("unpack"),
            failure=f"{package} cannot be unpacked: delete it and run the command again.",
        )
    addons = new / packages_folder(home).relative_to(home.odoo) / "odoo" / "addons"
    _fill_gaps(addons)
    (new / VERSION_FILE).write_text(packages[0].name)
    shutil.rmtree(home.odoo, ignore_errors=True)
    new.rename(home.odoo)


def _fill_gaps(addons: Path) -> None:
    # removed by Debian but still in the manifest: without a file every back end page logs an error
    removed = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    removed.parent.mkdir(parents=True, exist_ok=True)
    if not removed.exists():
        removed.write_text("/* not part of Debian's package */\n")
    for kind in _swapped_fonts(addons):
        kind.unlink(missing_ok=True)
        kind.symlink_to(f"{'../' * 10}share/fonts-font-awesome/fonts/{kind.name}")


def _swapped_fonts(addons: Path) -> Iterator[Path]:
    """Debian's links for these two point at each other's file."""
    for name in ("fontawesome-webfont.woff", "fontawesome-webfont.woff2"):
        yield addons / "web/static/lib/fontawesome/fonts" / name
