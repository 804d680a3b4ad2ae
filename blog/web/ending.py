"""How connections end when the server does: answers are finished, streams are not waited for."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

# Stands in the state of a request whose answer never ends by itself.
STREAM = "afterword.stream"


class EndingProtocol(HttpToolsProtocol):
    """A connection that knows whether its answer would ever be finished."""

    def shutdown(self) -> None:
        cycle: RequestResponseCycle | None = getattr(self, "cycle", None)
        if cycle is not None and not cycle.response_complete and self.scope.get("state", {}).get(STREAM):
            self.transport.close()
            return
        super().shutdown()
