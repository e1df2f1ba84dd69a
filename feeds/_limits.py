"""How much of what a stranger wrote is kept, in characters; a document with more is read all the same."""

ID = 2_048
TITLE = 1_024
TERM = 300  # the name of a topic
FIELD = 65_536  # any other line of text
URL = 2_048
CONTENT = 1_048_576
MANY = 100  # topics, people or files of one entry
ENTRIES = 2_000  # of one document; as many tombstones
ACTIONS = 3  # of one entry
LABEL = 80  # of an action

YEARS = range(1000, 9999)  # of a meeting: four digits, with a day before and after each of theirs
