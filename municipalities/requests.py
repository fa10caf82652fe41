"""The request as a view gets it: somebody is logged in and asks as one of their memberships.

Only a type. At run time it is Django's own request, on which `AskerMiddleware` puts what is named here, for every view
that is not `public`. A class of our own would need a handler of our own; we left that.
"""

from django.http import HttpRequest

from municipalities.models import Acting, Membership, User


class PortalRequest(HttpRequest):
    user: User
    membership: Membership  # who they are now
    memberships: list[Membership]  # who they can be today
    acting: Acting | None  # when an administrator looks along as this membership
