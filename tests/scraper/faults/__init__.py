"""A server on loopback that answers wrongly in every way that HTTP allows, and in some that it does not."""

from .fixture import faults
from .server import FaultServer

__all__ = ["FaultServer", "faults"]
