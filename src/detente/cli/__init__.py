"""The command line: parse, call, show. Data go to stdout, everything else to stderr."""

from detente.cli.main import main

__all__ = ["main"]
