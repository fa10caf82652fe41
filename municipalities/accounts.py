"""The life of an account: an invitation, a new password by mail, the end of all its sessions.

There is one way to a password: a link by mail that is valid for a day and works once. An invitation is that link with
other words around it. An account without a role that runs gets no mail.
"""

from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage

from municipalities import post, throttle
from municipalities.models import Membership, User
from municipalities.traces import Act, note


def invite(user: User) -> None:
    """Mail a new user the link with which to choose a first password. Waits for the mail; raises when it is refused."""
    _with_link("uitnodiging", user).send()


def send_link(email: str) -> None:
    """For who forgot their password. Does the same work for an address that has no account, and then mails nobody."""
    found = User.objects.filter(email=User.objects.normalise(email), is_active=True).first()
    may = Membership.objects.current().filter(user=found.pk if found else 0).exists()
    letter = _with_link("wachtwoord", found or User(email=email))
    post.send(letter if may else None)


def _with_link(template: str, user: User) -> EmailMessage:
    url = post.link("password_choose", uidb64=user.key, token=default_token_generator.make_token(user))
    return post.letter(template, user.email, url=url)


def password_chosen(user: User) -> None:
    """Tell the owner and the log, and forget the tries of before."""
    note(Act.ACCOUNT_CHANGED, account=user.key, detail="wachtwoord gekozen")
    throttle.fill(throttle.KNOWN_DEVICES, user.email)
    post.send(post.letter("gewijzigd", user.email, what="Het wachtwoord van uw account is gewijzigd."))


def second_factor_changed(user: User, what: str) -> None:
    """Tell the owner and the log. `what` is a sentence."""
    note(Act.ACCOUNT_CHANGED, account=user.key, detail="tweede stap gewijzigd")
    post.send(post.letter("gewijzigd", user.email, what=what))
