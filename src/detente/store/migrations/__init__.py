"""Steps from one layout of `case.sqlite` to the next, run by Alembic when a case is opened."""

__all__: list[str] = []
