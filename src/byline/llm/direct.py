"""The shortest way from messages to an answer, for work that makes thousands of calls.

Owns: one asynchronous request without langchain's run tree, executor hops and response classes,
and without the SDK's: they cost more than everything else in a call. Promise: what is asked, and
therefore its key in the response cache, is what the model itself would have asked; what comes back
is counted, and an error is the SDK's own class. Retries and checks stay where they are: give the
result to `acomplete_text`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import LLMResult

from byline.llm.service import ForeignAnswerError, Meter, ServiceChat

if TYPE_CHECKING:
    import httpx2
    from langchain_core.messages import BaseMessage


class DirectChat:
    """The one method of a chat model that `acomplete_text` calls."""

    def __init__(self, model: ServiceChat) -> None:
        self._model = model

    async def ainvoke(self, messages: Sequence[BaseMessage], **options: Any) -> AIMessage:
        """Send once; the errors are the SDK's, or the HTTP client's when no answer came."""
        payload = self._model._get_request_payload(list(messages), **options)  # pyright: ignore[reportPrivateUsage]
        more = cast(dict[str, Any], payload.pop("extra_body", None) or {})
        response = await self._post({**payload, **more})
        try:
            said = json.loads(response.content)
        except ValueError as error:
            raise ForeignAnswerError(str(error)) from error
        result = self._model._create_chat_result(said)  # pyright: ignore[reportPrivateUsage]
        self._count(LLMResult(generations=[[*result.generations]]))
        return cast(AIMessage, result.generations[0].message)

    async def _post(self, body: dict[str, Any]) -> httpx2.Response:
        sdk = self._model.root_async_client
        client = cast("httpx2.AsyncClient", self._model.http_async_client)
        response = await client.post(
            f"{str(sdk.base_url).rstrip('/')}/chat/completions",
            json=body,
            headers=sdk.auth_headers,
            timeout=cast(float | None, self._model.request_timeout),
        )
        if response.is_error:
            raise sdk._make_status_error_from_response(response)
        return response

    def _count(self, result: LLMResult) -> None:
        handlers = self._model.callbacks
        for handler in handlers if isinstance(handlers, list) else ():
            if isinstance(handler, Meter):
                handler.on_llm_end(result)


def direct(model: BaseChatModel) -> BaseChatModel:
    """`model` with a short `ainvoke`; a model that is not a service's stays what it is."""
    return cast(BaseChatModel, DirectChat(model)) if isinstance(model, ServiceChat) else model
