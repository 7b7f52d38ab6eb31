"""The notes and their queries: byline's search beside the parts it is made of.

Dense and BM25 get the same rows (a note's body and each of its asks); a note is as good as its best
row. "bodies alone" is what a search without asks would be. The queries are the retrieval suite's.

    .venv/bin/python evals/benchmarks/retrieval/notes.py [--json]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any, cast

from tables import Cell, table

from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.retrieval import RetrievalCase, recall, reciprocal_rank
from byline.knowledge.chunks import Chunk
from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.lexical import Lexical, Terms, terms
from byline.knowledge.retriever import index_means, note_shelves, open_search
from byline.knowledge.sources import NoteCorpus
from byline.knowledge.vectors import KeptVectors
from byline.settings import load_settings
from byline.threads import calm_threads

DEPTH = 10
TARGETS = {"recall@3": 0.95, "MRR": 0.85}
Search = Callable[[str], list[str]]


def measured(search: Search, cases: Sequence[RetrievalCase]) -> dict[str, Cell]:
    """Every metric, the queries of one note being one observation, as in the suite."""
    by_note: dict[str, list[tuple[float, float, float]]] = {}
    for case in cases:
        ranked = search(case.query)
        at = tuple(recall(ranked, case.relevant, k) for k in (1, 3))
        by_note.setdefault(case.person, []).append((*at, reciprocal_rank(ranked, case.relevant)))
    means = [[fmean(column) for column in zip(*found, strict=True)] for found in by_note.values()]
    names = ("recall@1", "recall@3", "MRR")
    return dict(zip(names, map(fmean, zip(*means, strict=True)), strict=True))


def best_rows(rows: Sequence[Chunk], score: Callable[[str], Any]) -> Search:
    """Rank notes by their best row."""

    def search(query: str) -> list[str]:
        order = score(query).argsort(kind="stable")[::-1]
        return list(dict.fromkeys(rows[at].parent for at in order))[:DEPTH]

    return search


def alone(rows: Sequence[Chunk]) -> dict[str, Search]:
    """Dense and BM25 over these rows."""
    settings, model = load_settings(), LocalEmbeddings()
    means = index_means(settings.cache_dir)
    with KeptVectors(model, None, means.shipped) as kept:
        vectors = kept.of([row.text for row in rows], lambda *_: None)
    words = Lexical.build(Terms.of(terms(row.text) for row in rows))
    return {
        "dense": best_rows(rows, lambda query: vectors @ model.embed_query(query)),
        "BM25": best_rows(rows, lambda query: words.match(query).coverage),
    }


def verdicts(rows: Mapping[str, Mapping[str, Cell]]) -> list[str]:
    """Say whether byline reached its targets and is no worse than its parts."""
    found: list[str] = []
    for name, least in TARGETS.items():
        mine = float(rows["byline"][name])
        best = max(float(row[name]) for system, row in rows.items() if system != "byline")
        reached = "met" if mine >= least else "missed"
        found.append(f"{name} >= {least}: {reached}; no worse than the best alone: {mine >= best}")
    return found


def main() -> None:
    """Measure and print."""
    calm_threads()
    cases = cast("list[RetrievalCase]", load_cases(load_suite("retrieval")))
    chunks = NoteCorpus(note_shelves()).chunks()
    bodies = [chunk for chunk in chunks if chunk.origin == "note"]
    rows: dict[str, dict[str, Cell]] = {}
    with open_search(load_settings().cache_dir) as notes:

        def byline(query: str) -> list[str]:
            return [hit.note.id for hit in notes.search(query, DEPTH)]

        rows["byline"] = measured(byline, cases)
    for name, search in alone(chunks).items():
        rows[f"{name} alone, with asks"] = measured(search, cases)
    for name, search in alone(bodies).items():
        rows[f"{name} alone, bodies alone"] = measured(search, cases)
    if "--json" in sys.argv[1:]:
        print(json.dumps({"queries": len(cases), "systems": rows}, ensure_ascii=False))
        return
    print(table(f"{len(cases)} queries over {len({c.parent for c in chunks})} notes", rows))
    print("\n".join(f"  {line}" for line in verdicts(rows)))


if __name__ == "__main__":
    main()
