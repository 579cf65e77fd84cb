"""A study's pages, served as ``countenance serve`` serves them, for browsers to open."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from countenance.app.web.serving import Address, serve
from countenance.app.web.study import Site, study_app
from countenance.app.web.study.visits import Pass
from countenance.study.project import Study

from ..web_study import account_id

__all__ = ["Served", "served"]


@dataclass(frozen=True)
class Served:
    """A running server."""

    site: Site
    address: Address

    @property
    def origin(self) -> str:
        """What addresses of its pages begin with."""
        return f"http://127.0.0.1:{self.address.port}"

    def entrance(self, name: str) -> str:
        """An address that signs somebody in, once."""
        return self.address.url(
            self.site.invitations.issue(Pass(account=account_id(self.site.study, name))), "/enter"
        )

    def session_entrance(self, session: str) -> str:
        """An address that lets a participant into a session, once."""
        return self.address.url(self.site.invitations.issue(Pass(session=session)), "/enter")


@contextmanager
def served(study: Study, port: int = 0) -> Iterator[Served]:
    """Serve a study from a thread of this process until the block ends; at a free port unless given."""
    ready = threading.Event()
    with Address("127.0.0.1", port) as address:
        site = Site(study, address.port)
        server = serve(study_app(site), ready=ready.set, leave=site.leave)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [address.socket]})
        thread.start()
        assert ready.wait(30)
        try:
            yield Served(site, address)
        finally:
            server.should_exit = True
            thread.join(30)
            site.close()
            assert not thread.is_alive()
