"""Fuzz one target, guided by what code each input reaches: ``coverage_guided.py NAME FOLDER …``.

Started by ``run``, in a process of its own: the first fault ends it. What it learnt stays in
FOLDER/corpus, what broke the reader in FOLDER/broken. Further words: libFuzzer's options, or files
to be run once.
"""

import sys
from pathlib import Path

import atheris

REPOSITORY = Path(__file__).resolve().parents[2]
ADDONS = ("order_tracking", "order_tracking_logistics", "order_tracking_feedback")
OURS = ("connectors", "intake", "history", "receipt", "voice", "acceptance", "complaints") + (
    *("returns", "lookup", "shipping", "scanning", "verification"),
    *("json", "csv", "email", "html", "xml"),
)
LIMITS = ("-timeout=10", "-rss_limit_mb=1500", "-max_len=20000", "-print_final_stats=1")


def main(name: str, folder: Path, *options: str) -> None:
    sys.path[:0] = [str(REPOSITORY), *(str(REPOSITORY / addon) for addon in ADDONS)]
    with atheris.instrument_imports(include=list(OURS)):
        from tests.fuzz.targets import TARGETS
    target, corpus, broken = TARGETS[name], folder / "corpus", folder / "broken"
    for place in (corpus, broken):
        place.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    files = [option for option in options if not option.startswith("-")]
    given = options if files else (str(corpus), *options)
    words = [sys.argv[0], f"-artifact_prefix={broken}/", *LIMITS, *given]
    atheris.Setup(words, target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
