"""Feeds the sentences: which of a report's figures a sentence may be made of, with what is hidden left out."""
