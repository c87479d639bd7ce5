"""The first person of a new installation."""

import secrets

from annotator.accounts.models import User
from annotator.accounts.services import create_person

EMAIL = "admin@localhost"


def create_first_admin() -> tuple[str, str] | None:
    """Makes a site administrator with a random password; None when there already is one.

    Returns:
        The address and the password, which is not kept in clear anywhere.
    """
    if User.objects.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(15)
    create_person(email=EMAIL, name="Administrator", password=password, is_site_admin=True)
    return EMAIL, password
