"""`detente` and `python -m detente`: what stands before the first import, so that Ctrl-C is heard from there."""

import sys

__all__ = ["main"]


def main() -> None:
    """Load the command line and run it."""
    try:
        from detente.cli import main as run
    except KeyboardInterrupt:
        print("\ndetente: stopped; nothing was written", file=sys.stderr)
        exec("")  # as at the end of `detente.cli.main`
        sys.exit(1)
    run()


if __name__ == "__main__":
    main()
