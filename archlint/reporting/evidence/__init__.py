"""Why a service's verdict says what it says: six questions, each with its answer.

One set of records that the page, the Markdown report and `archlint explain` print: every figure
with the line that it stands on and where it comes from. Text has names as code spans and is as the
manifest has it: making it safe to print is each format's task.
"""
