"""From reports about a negotiation to what the parties want, and the deals that are possible."""

__all__ = ["__version__"]

__version__ = "0.1.0"
