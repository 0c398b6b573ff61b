"""Starts the simulator; ends with the terminal's interrupt."""

import argparse
import json
import logging
import signal
import threading
from datetime import datetime, timedelta
from pathlib import Path

from .clock import Clock, utc_now
from .server import Simulator, serving


def main() -> None:
    parser = argparse.ArgumentParser("carrier_simulator", description="Carriers to try with.")
    parser.add_argument("--port", type=int, default=8330)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds in a real one")
    parser.add_argument("--ago", type=float, default=0, help="days before now at which time begins")
    parser.add_argument("--spread", type=float, default=24.0, help="hours in which parcels set off")
    parser.add_argument("--hour", type=float, help="seconds that an hour of a journey takes; then "
                        "journeys begin when somebody first asks about them")  # fmt: skip
    parser.add_argument("--book", type=Path, help="file in which their beginnings are kept")
    parser.add_argument("--play", type=Path, help="JSON of control requests to begin with")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO if options.verbose else logging.WARNING)
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    simulator = Simulator(
        seed=options.seed,
        speed=options.speed,
        start=utc_now() - timedelta(days=options.ago),
        spread=timedelta(hours=options.spread),
    )
    if options.hour:
        simulator.world.hour = timedelta(seconds=options.hour)
        simulator.world.begin = Book(options.book, simulator.clock).began
    if options.play:
        for what, wish in json.loads(options.play.read_text()):
            simulator.control(what, wish)
    with serving(simulator, options.port) as address:
        print(address, flush=True)
        ended.wait()


class Book:
    """When journeys began: the same after the simulator was started again."""

    def __init__(self, file: Path | None, clock: Clock):
        self.file, self.clock = file, clock
        self.known = json.loads(file.read_text()) if file and file.exists() else {}

    def began(self, number: str) -> datetime:
        if number not in self.known:
            self.known[number] = self.clock.now().isoformat()
            if self.file:
                self.file.write_text(json.dumps(self.known))
        return datetime.fromisoformat(self.known[number])


if __name__ == "__main__":
    main()
