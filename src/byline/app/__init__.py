"""One function a use case; the only place where model, retriever, ledger and chain are wired.

    models      opening the model of a run, or one for each part
    notes       opening the note search; the notes for a situation
    interviews  an interview with what it is held with; reading what is pending
    answers     changing, hiding and counting what was said in one
    positions   proposing positions, choosing one
    drafts      writing, auditing, revising, adapting, filling and affirming a draft

Owns: putting model, retriever, ledger and chain together. Promise: a command and an evaluation of
the same thing go through the same function here, so that what is measured is what people get;
nothing here prints, and nothing above it opens a model, a search or a chain. Every other module of
this room is what one command does, named after what the person wants.
"""
