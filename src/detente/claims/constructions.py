"""stub."""
def constructions_of(offset, sentence, attribution, parties): return []
