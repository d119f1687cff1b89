"""Which moments of a call can follow which: what an exchange cannot have seen is refused."""

from anpei.hotline.models import CallEventKind as K

# A moment of the first kind is never earlier than one of the second.
NOT_BEFORE: tuple[tuple[K, K], ...] = (
    (K.QUEUED, K.RINGING),
    (K.ANSWERED, K.RINGING),
    (K.ANSWERED, K.QUEUED),
    (K.ABANDONED, K.RINGING),
    (K.ABANDONED, K.QUEUED),
    (K.HUNG_UP, K.RINGING),
    (K.HUNG_UP, K.ANSWERED),
)
EXCLUDES: dict[K, K] = {K.ANSWERED: K.ABANDONED, K.ABANDONED: K.ANSWERED}
