"""Why an address could not be read, as one of the failure kinds that people are told about."""

import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead

from syndication.model import Code

_EXPIRED = 10  # OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED

# The first kind that fits, the particular before the general: RemoteDisconnected is an OSError and an HTTPException.
_KINDS: tuple[tuple[type[BaseException], Code], ...] = (
    (ssl.SSLCertVerificationError, "tls_name"),
    (TimeoutError, "timeout"),
    (socket.gaierror, "dns"),
    (OSError, "refused"),
    (IncompleteRead, "refused"),
    (HTTPException, "server_error"),
)


class FetchError(Exception):
    """An address that could not be read. `retry_after`: seconds that the server `host` asked us to wait."""

    def __init__(self, code: Code, detail: str = "", retry_after: int | None = None, host: str | None = None) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.host = host


def of(error: BaseException) -> FetchError:
    """The kind of what a library raised, by the causes it names; `server_error` where none is known."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code == _EXPIRED:
            return FetchError("tls_expired", str(cause))
    for kind, code in _KINDS:
        for cause in causes:
            if isinstance(cause, kind) and not _is_wrapper(cause):
                return FetchError(code, _words(cause))
    return FetchError("server_error", _words(causes[-1]))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_wrapper(error: BaseException) -> bool:
    """Exceptions of requests are OSErrors, whatever they wrap."""
    return type(error).__module__.startswith("requests.")


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]
