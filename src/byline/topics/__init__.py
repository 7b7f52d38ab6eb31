"""Topics: what to write about, for whom, and when.

models      a topic, the plan, the shape of topics.yaml
storage     topics.yaml
forms       the kinds of post there are, and what each builds (prompts/topics/forms.yaml)
seeds       facts -> what could be told, and to which worry of the readers
wording     a seed -> the reader's question, one small model call
duplicates  whether two topics are the same post
timing      why now (seasons.toml)
proposing   seeds -> topics, the chain
hours       how many hours a week the person said they have
planning    four weeks that fit the hours and balance what is built (effort.toml)
told        a topic's facts, as far as they may still be told
calendar    the plan as iCalendar
page        the plan as Markdown
"""
