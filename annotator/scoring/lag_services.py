"""An operator's reaction lag: how late a key is pressed after an action is seen."""

from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.audit.services import record
from annotator.scoring.models import OperatorLag


@transaction.atomic
def set_lag(*, actor: User, lag_ms: int, source: str) -> OperatorLag:
    """Keeps a person's lag in milliseconds and where it comes from; intervals already coded stay as they are."""
    facts = {"lag_ms": lag_ms, "source": source, "measured_at": timezone.now()}
    lag, _ = OperatorLag.objects.update_or_create(operator=actor, defaults=facts)
    record(actor=actor, action="operator_lag.set", subject=lag, detail={"lag_ms": lag_ms})
    return lag
