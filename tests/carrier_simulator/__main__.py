"""Starts the simulator; ends with the terminal's interrupt."""

import argparse
import json
import logging
import signal
import threading
from datetime import timedelta
from pathlib import Path

from .server import Simulator, serving


def main() -> None:
    parser = argparse.ArgumentParser("carrier_simulator", description="Carriers to try with.")
    parser.add_argument("--port", type=int, default=8330)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds in a real one")
    parser.add_argument("--spread", type=float, default=24.0, help="hours in which parcels set off")
    parser.add_argument("--play", type=Path, help="JSON of control requests to begin with")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO if options.verbose else logging.WARNING)
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    simulator = Simulator(
        seed=options.seed, speed=options.speed, spread=timedelta(hours=options.spread)
    )
    if options.play:
        for what, wish in json.loads(options.play.read_text()):
            simulator.control(what, wish)
    with serving(simulator, options.port) as address:
        print(address, flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
