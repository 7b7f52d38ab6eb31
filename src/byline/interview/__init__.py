"""The interview: which question comes next, and how an answer becomes facts.

guide        the topics and their wording, as data
thinness     whether an answer is worth a follow-up, and what it lacks
follow_up    one question that quotes the person's own words, or the guide's wording
extraction   an answer -> numbered lines -> proposals -> verified facts
background   extraction beside the conversation
anonymising     a wording under which a fact may be told without telling whom it is about
consent_review  what starts as private, and how the closing reply is read
session      the walk through the guide; its state is the journal and nothing else
script       answers from a file, for the demo and for tests
"""
