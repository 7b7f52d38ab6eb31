"""The interview: which question comes next, and how an answer becomes facts.

guide        the topics, their wording in two languages, situations, frames: as data
turns        the journal read as a conversation
policy       which question comes next: importance x what is still unknown
thinness     whether an answer is worth a follow-up, and what it lacks
known        what was said of a topic under another name, or stands in materials
contradictions  two answers that cannot both be right
fatigue      whether the person is getting tired
questions    a question may not lead, nor ask two things
follow_up    one question that quotes the person's own words, by a model
drafts       such a question within a deadline, else the guide's wording
extraction   an answer -> numbered lines -> labels -> verified facts
background   extraction beside the conversation
anonymising     a wording under which a fact may be told without telling whom it is about
hearing      the closing lines, and what a reply says is wrong with them
consent_review  what starts as private, and how the closing reply is read
session      the walk; its state is the journal and nothing else
script       answers from a file, for the demo and for tests
"""
