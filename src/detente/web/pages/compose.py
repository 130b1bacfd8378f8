"""compose."""

__all__ = ["PAGES"]
PAGES = ()
