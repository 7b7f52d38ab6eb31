"""Models: where they come from, how they are called, and what comes back.

The only room that imports a provider's SDK or the embedded runtime. Importing this package costs
nothing; each module defers its heavy imports to the first call.

    weights.locate(settings, progress=None) -> Path
        the embedded weights as one file; `progress(done_bytes, total_bytes)`
    weights.installed() -> bool
    embedded.EmbeddedServer(model: Path)
        a context manager with `.base_url` and `.api_key`; dies with the process
    providers.load_providers() -> dict[str, Provider]
    providers.choose(settings) -> Choice
        provider, model, base_url, key and the reason in Chinese
    chat.open_chat(settings, *, temperature=0.3, progress=None, patience=None, responses=None)
        -> ContextManager[ChatSession]
        ChatSession: `.model` BaseChatModel, `.caller` StructuredCaller, `.label` str,
        `.usage` Usage, `.choice` Choice, `.patience` Patience
        .fresh(seed, *, temperature=None) -> FreshChat: `.model`, `.caller`, `.usage` of their own
        .aclose() to await before an event loop that made async calls ends
    response_cache.ResponseCache(path=None, mode="record", *, record_with=...)
        modes live, record, offline; `.used`, `.unplayed()`, `.export(keys, path)`, `.take_in(path)`
    response_cache.ResponseCache.load(*recordings, mode="offline") over exported JSONL
    counting.calling(repeat=0) -> ContextManager[Count]
        Count: `.live`, `.replayed`, `.sent`, `.seconds`; needs a session opened with `responses`
    prices.cost(usage, choice) -> (amount, currency), or None when the price is unknown
    structured.StructuredCaller(model, *, first_step="json_schema", patience=None)
        .ask(messages, schema, *, max_tokens) -> an instance of `schema`; thread-safe
    calls.complete_text(model, messages, *, max_tokens, patience=None) -> str
    calls.acomplete_text(model, messages, *, max_tokens, patience=None), the same, awaited
    calls.stream_text(model, messages, *, max_tokens, patience=None) -> Iterator[str]
    service.chat_model(choice, client, *, temperature, timeout, usage, async_client=None)
        -> ServiceChat, what open_chat builds; service.http_client(loopback=...) is its pool

`messages` is a sequence of langchain_core BaseMessage. Every failure is a ModelError:
ModelMissingError, ModelUnreachableError, ModelAuthError, TruncatedError, RefusedError,
StructuredOutputError, and offline response_cache.NotRecordedError. Retries are bounded and happen
in `calls`, never in the SDK.
"""
