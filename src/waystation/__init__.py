"""An executable model of the UK asylum and return-hub system."""

__version__ = "0.1.0"
