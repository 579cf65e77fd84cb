"""People of a study: accounts with roles, participants under pseudonyms, their consent and their withdrawal."""

from countenance.study.people.accounts import Role, account, add_account, require
from countenance.study.people.consent import (
    ITEMS,
    ReleaseLevel,
    add_consent,
    add_consent_text,
    check_level,
    consent_of,
    consent_text,
    film_level,
    level_agreed,
    may_print,
)
from countenance.study.people.participants import add_participant, new_pseudonym, participant
from countenance.study.people.withdrawal import Withdrawal, finish_withdrawals, plan_withdrawal, withdraw

__all__ = [
    "ITEMS",
    "ReleaseLevel",
    "Role",
    "Withdrawal",
    "account",
    "add_account",
    "add_consent",
    "add_consent_text",
    "add_participant",
    "check_level",
    "consent_of",
    "consent_text",
    "film_level",
    "finish_withdrawals",
    "level_agreed",
    "may_print",
    "new_pseudonym",
    "participant",
    "plan_withdrawal",
    "require",
    "withdraw",
]
