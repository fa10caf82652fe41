"""Who is logged in, read at every request."""

from django.contrib.auth.backends import ModelBackend

from municipalities.models import User
from municipalities.reading import one


class Backend(ModelBackend):
    """Django's own. An account that was switched off is nobody, in open sessions too."""

    def get_user(self, user_id: int) -> User | None:
        user = one(User, "r.id = %s", user_id)
        return user if user and self.user_can_authenticate(user) else None
