"""Bro Hirwern: a Welsh council whose site says everything twice, in Welsh (`LLL=1`) and in English (`LLL=0`)."""

from .site import NAME, dressed, world

__all__ = ["NAME", "dressed", "world"]
