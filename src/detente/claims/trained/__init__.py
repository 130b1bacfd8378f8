"""The trained part of the reader: an encoder of words, and heads that read claims from them as frames."""
