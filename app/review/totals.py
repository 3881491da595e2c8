"""What one answer adds to the totals of its day."""

from app.review.tables import Queue
from app.scheduling.grade import Grade


def totals_of(queue: int, quality: int, duration_ms: int) -> dict[str, int]:
    """What one answer adds to the totals of its day."""
    return {
        "answers": 1,
        "new": int(queue == Queue.NEW),
        "reviews": int(queue == Queue.REVIEW),
        "again": int(Grade.of_quality(quality) is Grade.AGAIN),
        "duration_ms": duration_ms,
    }
