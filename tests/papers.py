"""Reading what was put on paper."""

import io
import re

from pypdf import PdfReader


def pdf_text(file: bytes) -> str:
    """All text of a PDF, in reading order, each run of white space one space."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages))
