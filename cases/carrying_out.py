"""The hint that a signed destruction list waits for a worker. The intent itself is the list, in PostgreSQL."""

import logging

from cases.models import DestructionList

logger = logging.getLogger(__name__)


def hint(destruction: DestructionList) -> None:
    """Wake a worker. When the broker is away nothing is lost: `wake` asks again."""
    from cases.tasks import carry_out_destruction

    try:
        carry_out_destruction.delay(str(destruction.key))
    except carry_out_destruction.OperationalError:
        logger.warning("broker_away")
