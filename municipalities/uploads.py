"""A file that somebody uploads stays in memory and never lies in a folder; one that is too large is not read at all.

Django's own handler leaves such a file out, as if nothing had been chosen. Here a form gets an empty file with a size
that it refuses, and says so.
"""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler


class KeptInMemory(MemoryFileUploadHandler):
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.activated:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.activated:
            return super().file_complete(file_size)
        size = max(file_size, settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)  # beside a large one a small one was not read
        return InMemoryUploadedFile(BytesIO(), self.field_name, self.file_name, self.content_type, size, self.charset)
