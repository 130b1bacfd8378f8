"""Scaling: corpora of any number of articles, read by many processes or a cluster, interrupted and gone on with."""

from detente.cluster.corpus import LINES, CorpusReading, Readers, read_corpus
from detente.cluster.journal import JOURNAL, Journal
from detente.cluster.processes import Processes
from detente.cluster.scheduler import Cluster

__all__ = ["JOURNAL", "LINES", "Cluster", "CorpusReading", "Journal", "Processes", "Readers", "read_corpus"]
