"""What is raised for an address that leads to nothing."""

from detente.errors import DetenteError

__all__ = ["NotFound"]


class NotFound(DetenteError):  # noqa: N818
    """An address that leads to nothing."""
