"""The database backend: Django's own, which notices a dead kept connection by looking at its socket."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether the kept connection is alive, asked once per request before its first statement.

        A server that went away has closed the socket, which makes it readable; an idle live one has nothing to
        read. Only when there is something to read is the server asked for real.
        """
        connection = self.connection
        if connection is None or connection.closed:
            return False
        poll = select.poll()
        poll.register(connection.pgconn.socket, select.POLLIN | select.POLLHUP | select.POLLERR)
        return True if not poll.poll(0) else bool(super().is_usable())
