import subprocess
import sys

CODE = """
import sys
from detente.claims.model import language_model
language_model()
assert "spacy.cli" not in sys.modules and "requests" not in sys.modules
import spacy
assert spacy.info(silent=True)["spacy_version"] == spacy.__version__
from spacy.cli import download
assert callable(download)
"""


def test_commands_of_the_parser_are_loaded_when_asked_for_and_not_before() -> None:
    subprocess.run([sys.executable, "-c", CODE], check=True)
