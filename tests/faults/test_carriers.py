"""Nothing lost, nothing doubled: pushes of the simulator against servers that are killed.

A real Odoo with real HTTP, in each of the ways in which it is deployed, takes in what the carrier
simulator pushes: twice, late, in the wrong order, while worker processes are killed with SIGKILL,
the database throws out all connections, and the carrier is away for a while. When the dust has
settled each parcel's history is the simulator's truth, and the journals of the orders agree.

ORDER_TRACKING_FAULTS=full runs it at full size: 10,000 parcels, about 100,000 pushes, and a
PostgreSQL that crashes and starts again. Other tests on the same PostgreSQL would notice: run it
alone.
"""

from . import carrier_case, carriers


class TestThreaded(carrier_case.CarrierFaults):
    """One process: HTTP and crons in threads."""

    deployment = carriers.Threaded


class TestWorkers(carrier_case.CarrierFaults):
    """``workers = 2``: processes for HTTP, others for crons."""

    deployment = carriers.Workers


class TestQueueJob(carrier_case.QueueJobFaults):
    """``workers = 2`` on two servers, with the job runner of OCA's queue_job."""

    deployment = carriers.QueueJob
