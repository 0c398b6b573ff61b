"""Carriers and aggregators to try things with: an HTTP server that speaks their protocols.

Parcels move by themselves, in compressed time, by a seeded truth that can be asked for. On
demand the sources misbehave. Nothing of the product is imported: what the product understands
is compared with what was meant, not with itself.

    python -m tests.carrier_simulator --port 8330 --speed 3600
"""
