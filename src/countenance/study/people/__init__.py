"""People of a study: accounts with roles, participants under pseudonyms, their consent and their withdrawal."""

from countenance.study.people.accounts import (
    COMMAND_LINE,
    Role,
    account,
    account_to_change,
    acting,
    add_account,
    change_account,
    check_actor,
    require,
)
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
from countenance.study.people.identities import keep_identity, look_up_identity
from countenance.study.people.participants import (
    add_participant,
    change_facts,
    facts_from,
    new_pseudonym,
    participant,
)
from countenance.study.people.passwords import account_with_password, set_password, typed_twice
from countenance.study.people.withdrawal import (
    Withdrawal,
    finish_interrupted,
    finish_withdrawals,
    plan_withdrawal,
    withdraw,
)

__all__ = [
    "COMMAND_LINE",
    "ITEMS",
    "ReleaseLevel",
    "Role",
    "Withdrawal",
    "account",
    "account_to_change",
    "account_with_password",
    "acting",
    "add_account",
    "add_consent",
    "add_consent_text",
    "add_participant",
    "change_account",
    "change_facts",
    "check_actor",
    "check_level",
    "consent_of",
    "consent_text",
    "facts_from",
    "film_level",
    "finish_interrupted",
    "finish_withdrawals",
    "keep_identity",
    "level_agreed",
    "look_up_identity",
    "may_print",
    "new_pseudonym",
    "participant",
    "plan_withdrawal",
    "require",
    "set_password",
    "typed_twice",
    "withdraw",
]
