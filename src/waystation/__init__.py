"""Waystation: an executable model of return hubs and of the asylum system behind them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from waystation.api import Answer, life, load, run, verify, why

    __version__: str

__all__ = ["Answer", "__version__", "life", "load", "run", "verify", "why"]


def __getattr__(name: str) -> object:
    """A public name, with all that it needs, when it is first asked for."""
    import importlib
    from importlib import metadata

    if name == "__version__":
        return metadata.version("waystation")
    if name in __all__:
        return getattr(importlib.import_module("waystation.api"), name)
    raise AttributeError(f"module 'waystation' has no attribute {name!r}")
