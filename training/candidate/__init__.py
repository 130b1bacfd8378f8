"""The next claim reader, in training: it reads, and is not shipped yet (see `training/README.md`)."""
