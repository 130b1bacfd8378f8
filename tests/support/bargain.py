"""A case of which much is known, with names that would act in a page if anything let them, and a run of it."""

from pathlib import Path

from detente.store import open_store
from detente.store.computing import refresh

HOSTILE = '<img src=x onerror="document.title=1">'

CASE = f"""detente: 1
title: Ferry talks
parties:
  island: {{name: Island, consent: required}}
  harbour: {{name: 'Harbour {HOSTILE}', consent: required}}
  county: {{name: County, consent: not required}}
issues:
  night: {{name: night ferry, options: [none, at weekends, every night]}}
  fares: {{name: fares, range: [0, 30], step: 10, unit: crowns}}
  contract: {{options: [one year, five years, '{HOSTILE}'], ordered: false}}
objectives:
  island:
    all:
      night: {{issue: night, satisfaction: [0, 0.7, 1]}}
      fares: {{issue: fares, satisfaction: [1, 0.8, 0.3, 0]}}
  harbour:
    all:
      night: {{issue: night, satisfaction: [1, 0.6, 0]}}
      fares: {{issue: fares, satisfaction: [0, 0.5, 0.9, 1]}}
      contract: {{issue: contract, satisfaction: [0, 1, 0.2]}}
  county:
    all:
      contract: {{issue: contract, satisfaction: [1, 0, 0.5]}}
positions:
  island: {{night: {{stated: every night}}}}
  harbour: {{night: {{stated: none, red_line: [every night]}}}}
no_deal:
  island: {{range: [0.1, 0.5], assumed: the boats of summer would still run}}
  harbour: {{range: [0.2, 0.6], assumed: it can let the quay}}
  county: 0.2
packages:
  mediator: {{night: at weekends}}
"""


def bargain(folder: Path, draws: int = 200) -> Path:
    """Write the case into a folder and compute it; give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(CASE)
    store = open_store(folder)
    refresh(store, "Ada", draws=draws)
    store.close()
    return folder
