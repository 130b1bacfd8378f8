"""compare."""

__all__ = ["PAGES"]
PAGES = ()
