"""`byline knowledge`: search the methodology notes."""

from __future__ import annotations

import typer

from byline.cli.console import JSON

app = typer.Typer(
    help="方法笔记：为什么这么问、这么写 · the methodology notes",
    epilog="例：byline knowledge search 没粉丝谁看我啊",
    no_args_is_help=True,
)


@app.callback()
def options() -> None:
    """Keep `search` a subcommand while it is the only one."""


@app.command(epilog="例：byline knowledge search 没粉丝谁看我啊 --json")
def search(
    query: str = typer.Argument(..., help="用自己的话问 · ask in your own words"),
    as_json: bool = JSON,
    k: int = typer.Option(5, "-k", min=1, max=50, help="要几条 · how many"),
    section: int | None = typer.Option(None, "--section", min=0, max=15, help="只看方法的这一节"),
) -> None:
    """找跟这句话最接近的笔记 · the notes nearest to a question."""
    from byline.cli.console import print_json, say, settings_for, waiting
    from byline.knowledge.retriever import open_search

    settings = settings_for(None, None)
    with waiting("正在打开索引…") as change:

        def building(what: str, done: int, total: int) -> None:
            change(f"{what} {done}/{total}")

        with open_search(settings.cache_dir, building) as searcher:
            hits = searcher.search(query, k, section=section)
    if as_json:
        print_json(
            [
                {
                    "id": hit.note.id,
                    "title": hit.note.title,
                    "sections": hit.note.sections,
                    "score": round(hit.score, 4),
                    "text": hit.note.text,
                }
                for hit in hits
            ]
        )
        return
    for hit in hits:
        say(f"\n{hit.note.title}", style="bold")
        say(
            f"{hit.note.id} · 第 {'、'.join(map(str, hit.note.sections))} 节 · {hit.score:.3f}",
            style="dim",
        )
        say(hit.note.text)
