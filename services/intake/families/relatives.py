"""What is shown of a request's family."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.intake.models import ServiceRequest


def view(session: Session, request: ServiceRequest, internal: bool) -> dict[str, Any] | None:
    """Return what belongs to a request, None when nothing does; residents see no numbers of other residents."""
    if not (request.leads or request.merged_into or request.split_from or request.split_rule):
        return None
    number = request.number
    query = select(ServiceRequest).where(or_(ServiceRequest.merged_into == number, ServiceRequest.split_from == number))
    found = list(session.execute(query.order_by(ServiceRequest.id)).scalars())
    joined = [_relative(one) for one in found if one.merged_into == number]
    shown: dict[str, Any] = {"into": request.merged_into, "others": len(joined), "whole": request.split_from}
    shown |= {"rule": request.split_rule, "parts": [_relative(one) for one in found if one.split_from == number]}
    return shown | ({"joined": joined} if internal else {})


def _relative(request: ServiceRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in ("number", "status", "service_code")}
