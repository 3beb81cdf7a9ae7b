"""How is one agency's system asked one question? POST, bounded, retried while it may still answer.

What a system says is never logged or put into an error: it could hold anything.
"""

import asyncio
import json
import logging
import ssl
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import Any

import certifi
import httpx
from pydantic import ValidationError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from flows.agencies.contract import PATH, CheckReply, CheckRequest
from models.errors import AgencyRefused, AgencyUnavailable

# httpx logs each URL at INFO. Ours hold no name, but whose system is asked when is nobody's business either.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

MOST_BYTES = 256 * 1024
UNREADABLE = "answered something this system can't read; ask its people, or its supplier"
BUSY = frozenset({408, 425, 429})


@dataclass(frozen=True)
class Patience:
    """How long one question may take: tries, seconds for each, and the longest pause between two."""

    tries: int = 3
    each_s: float = 10.0
    connect_s: float = 3.0
    longest_pause_s: float = 2.0


class AgencyClient:
    """One agency's system. `http` is shared; its time-outs and retries are this agency's own."""

    def __init__(
        self, http: httpx.AsyncClient, agency: str, system_url: str, patience: Patience | None = None
    ) -> None:
        self.http, self.agency, self.patience = http, agency, patience or Patience()
        self.url = system_url.rstrip("/") + PATH

    async def ask(self, request: CheckRequest) -> CheckReply:
        """Ask until answered, refused, or out of patience.

        Raise AgencyUnavailable where asking later may help, AgencyRefused where it will not.
        """
        self._refuse_open_wires()
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(AgencyUnavailable),
            stop=stop_after_attempt(self.patience.tries),
            wait=wait_random_exponential(multiplier=0.2, max=self.patience.longest_pause_s),
            reraise=True,
        )
        return await retrying(self._once, request)

    def _refuse_open_wires(self) -> None:
        """A name goes over plain HTTP to this machine only."""
        url = httpx.URL(self.url)
        if url.scheme != "https" and not _is_this_machine(url.host):
            raise AgencyRefused(
                f"The system of {self.agency} must be reached over https; set its address so."
            )

    async def _once(self, request: CheckRequest) -> CheckReply:
        try:
            async with asyncio.timeout(self.patience.each_s):
                status, content_type, body = await self._send(request)
        except (httpx.TransportError, TimeoutError):
            status, content_type, body = 0, "", b""
        except httpx.HTTPError:
            status, content_type, body = 0, "", None
        # Outside the handler: httpx's errors carry the request, and with it a name.
        if status == 0 and body is not None:
            raise AgencyUnavailable(f"The system of {self.agency} did not answer.")
        if status >= 500 or status in BUSY:
            raise AgencyUnavailable(f"The system of {self.agency} is not able to answer now.")
        if 400 <= status < 500:
            raise AgencyRefused(f"The system of {self.agency} refused the question (status {status}).")
        if status != 200 or content_type != "application/json" or body is None:
            raise self._unreadable()
        return self._read(request, body)

    async def _send(self, request: CheckRequest) -> tuple[int, str, bytes | None]:
        """Give status, media type and body; None for a body larger than any answer."""
        timeout = httpx.Timeout(self.patience.each_s, connect=self.patience.connect_s)
        sending = self.http.stream(
            "POST", self.url, json=request.model_dump(mode="json"), timeout=timeout, follow_redirects=False
        )
        async with sending as response:
            content_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
            if response.status_code != 200:
                return response.status_code, content_type, b""
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    return response.status_code, content_type, None
            return response.status_code, content_type, body

    def _read(self, request: CheckRequest, body: bytes) -> CheckReply:
        reply = None
        try:
            held: Any = json.loads(body.decode("utf-8"))
            reply = CheckReply.model_validate(held)
        except (ValueError, RecursionError, ValidationError):
            pass
        if reply is None or reply.request_id != request.request_id:
            raise self._unreadable()
        return reply

    def _unreadable(self) -> AgencyRefused:
        return AgencyRefused(f"The system of {self.agency} {UNREADABLE}.")


def open_http(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """Make the client all questions share. It heeds no proxy from the environment: a name must not detour."""
    return httpx.AsyncClient(
        transport=transport,
        verify=_trusted(),
        trust_env=False,
        headers={"accept": "application/json", "accept-encoding": "identity"},
        limits=httpx.Limits(max_connections=50, max_keepalive_connections=20),
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the trusted certificates takes 50 ms, so it is done once."""
    return ssl.create_default_context(cafile=certifi.where())


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
