"""Mail about somebody's account. It names nobody and says nothing about anybody else; its links begin with our address.

Sent beside the request: a page that mails takes as long as one that does not, and so says nothing about who has an
account. Nothing is lost that cannot be asked for again.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

logger = logging.getLogger(__name__)
_postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="post")


def letter(template: str, to: str, **context: object) -> EmailMessage:
    """The mail `template` makes: its first line is the subject."""
    subject, _, body = render_to_string(f"mail/{template}.txt", {"portal": settings.BASE_URL} | context).partition("\n")
    return EmailMessage(subject.strip(), body.strip() + "\n", to=[to])


def link(name: str, **parts: object) -> str:
    """An address of ours as it stands in a mail: never that of the host a request says it came for."""
    return settings.BASE_URL + reverse(name, kwargs=parts)


def send(message: EmailMessage | None) -> "Future[None]":
    """On its way, in its own time; with None there is nothing to send, and that takes as long."""
    return _postman.submit(_send, message)


def _send(message: EmailMessage | None) -> None:
    try:
        if message:
            message.send()
    except Exception as failure:
        logger.error("mail_not_sent: %s", type(failure).__name__)
