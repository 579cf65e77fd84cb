"""A study's pages from its folder to Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from countenance.app.web.serving import Address, serve
from countenance.app.web.study.app import study_app
from countenance.app.web.study.site import Site
from countenance.app.web.study.visits import Pass
from countenance.core.errors import InputError
from countenance.store import Reader
from countenance.store.records import Account
from countenance.study.backups import remove_unfinished_backups
from countenance.study.leftovers import clear_leftovers
from countenance.study.people import Role, account, finish_interrupted
from countenance.study.project import Study
from countenance.study.publishing.kept import settle_all

__all__ = ["check_certificate", "serve_study"]

_ACTOR = "countenance"


def serve_study(
    study: Study,
    address: Address,
    *,
    name: str = "",
    names: Collection[str] = (),
    certificate: tuple[Path, Path] | None = None,
    told: Callable[[str], None],
) -> None:
    """Serve a study until Ctrl-C.

    Parameters
    ----------
    study : Study
    address : Address
        Where.
    name : str
        Account that the one-time address signs in; the first admin unless given. Where there is none, the page asks
        for one.
    names : collection of str
        Further names by which the server is reached.
    certificate : tuple of Path, optional
        Files with the certificate and its key.
    told : callable
        Is told the one-time address when it can be opened.

    Raises
    ------
    InputError
        If there is no such account, or others could reach the pages without TLS.
    """
    if certificate is None and not address.is_local:
        raise InputError(
            f"{address.host} can be reached from other machines, and passwords and faces would travel in the open: "
            "give --certificate and --key, or serve at 127.0.0.1"
        )
    with study.reading() as reader:
        given = Pass(account=_first(reader, name))
    site = Site(study, address.port, secure=certificate is not None)
    site.background.submit(_tidy, study)
    app = study_app(site, host=address.host, names=names)
    server = serve(
        app,
        ready=lambda: told(address.url(site.invitations.issue(given), "/enter")),
        leave=site.leave,
        certificate=certificate,
    )
    try:
        server.run(sockets=[address.socket])
    finally:
        site.close()


def _tidy(study: Study) -> None:
    """Bring to an end what a killed server has left; what cannot be done now is tried at the next start."""
    steps = (
        lambda: finish_interrupted(study, _ACTOR),
        lambda: clear_leftovers(study, _ACTOR),
        lambda: remove_unfinished_backups(study),
        lambda: settle_all(study, _ACTOR),
    )
    for step in steps:
        with suppress(InputError, OSError):
            step()


def _first(reader: Reader, name: str) -> str:
    """Id of the account to sign in; empty where there is no admin yet."""
    if name:
        return account(reader, name).id
    admins = (one for one in reader.find(Account, order="name", active=True) if Role.ADMIN in one.roles)
    return next((one.id for one in admins), "")


def check_certificate(certificate: Path | None, key: Path | None) -> tuple[Path, Path] | None:
    """Both files, or None where neither is given.

    Raises
    ------
    InputError
        If one of them is missing, or they are no certificate with its key.
    """
    import ssl  # noqa: PLC0415 (rarely needed)

    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise InputError("a certificate and its key belong together: give both --certificate and --key")
    for path in (certificate, key):
        if not path.is_file():
            raise InputError(f"{path} is no file: name the certificate and its key, both as PEM")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        raise InputError(
            f"{certificate} and {key} are no certificate with its key ({error.reason})"
        ) from None
    return certificate, key
