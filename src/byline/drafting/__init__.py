"""Drafting: a topic becomes a post a platform will take, made of what the person said.

models     paragraphs, sentences with their facts, the draft
beats      which paragraphs a platform's post has, as data
material   which of the person's passages carry which paragraph
chain      material -> checked paragraphs -> headline -> draft
headline   titles and tags that fit the platform and the post
storage    drafts/<date>-<slug>/<platform>.md
versions   every state of that file, kept beside it; difference shows what changed
layout     its paragraphs and sentences, each with its place
orders     what a wish asks of code;  revising  of the model;  fidelity  what of the answer stands
rerecording  the record after a change, so that the trace stays true
adapting   the facts of a draft told again elsewhere;  adapted  the draft of it;  likeness  of both
"""
