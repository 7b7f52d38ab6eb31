"""What the embedded model costs on this machine, after its weights are assembled.

Load time of the server; tokens read a second (a new prompt of some 500 tokens) and written
a second, by the server's own clock; and the share of a repeated system prompt that comes from the
prompt cache. Against nothing: these are the figures a person waits for. Uses the weights byline
would use (BYLINE_LOCAL_MODEL, or the packages of the extra `local`).

    .venv/bin/python evals/benchmarks/embedded.py [--json]
"""

from typing import Any

import httpx
from table import report, timed

SYSTEM = "你是一个编辑，只用给你的话写稿。" + "每一句都要能在材料里找到。" * 60
MATERIAL = "去年夏天仓库四千二百平，错发率千分之八，后来把货位重新编号。"
WRITTEN = 96


def ask(client: httpx.Client, system: str, user: str, tokens: int) -> dict[str, Any]:
    body = {
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        "max_tokens": tokens,
        "temperature": 0,
    }
    answer = client.post("chat/completions", json=body)
    return answer.raise_for_status().json()


def measure(base_url: str, key: str) -> dict[str, float | int | str]:
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=base_url, headers=headers, timeout=600, trust_env=False) as client:
        cold = ask(client, SYSTEM, f"{MATERIAL}写一句话。", 1)
        repeated = ask(client, SYSTEM, "换一个话题：周末怎么盘点？写一段。", WRITTEN)
    usage = repeated["usage"]
    cached = usage["prompt_tokens_details"]["cached_tokens"]
    return {
        "prompt tokens": cold["usage"]["prompt_tokens"],
        "prefill tokens/s": cold["timings"]["prompt_per_second"],
        "decode tokens/s": repeated["timings"]["predicted_per_second"],
        "cached share, same system prompt": cached / usage["prompt_tokens"],
    }


def main() -> None:
    from byline.llm.embedded import EmbeddedServer
    from byline.llm.weights import locate
    from byline.settings import load_settings

    server = EmbeddedServer(locate(load_settings()))
    loaded = timed(server.__enter__)
    try:
        rows = measure(server.base_url, server.api_key)
    finally:
        server.close()
    report(f"embedded model {server.model.stem}", {"load seconds": loaded, **rows})


if __name__ == "__main__":
    main()
