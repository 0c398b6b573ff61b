"""The ten sources, by the names of their connectors."""

from .aftership import AfterShip
from .base import Source
from .dhl_unified import DhlUnified
from .easypost import EasyPost
from .fedex import FedEx
from .kdniao import KDNiao
from .kuaidi100 import Kuaidi100
from .seventeen_track import SeventeenTrack
from .sf_express import SFExpress
from .ups import Ups
from .usps import Usps

SOURCES: dict[str, Source] = {
    source.code: source
    for source in (
        Kuaidi100(),
        KDNiao(),
        SFExpress(),
        SeventeenTrack(),
        AfterShip(),
        EasyPost(),
        DhlUnified(),
        Ups(),
        FedEx(),
        Usps(),
    )
}
