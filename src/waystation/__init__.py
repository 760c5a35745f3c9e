"""Waystation: an executable model of return hubs and of the asylum system behind them."""

from importlib import metadata

__version__ = metadata.version("waystation")
