# What has been reported, for the moderators.
reports-title = Reports
reports-lead = What colleagues and other units have told the moderators. Only moderators see this page.
reports-none = Nothing waits for you.
report-by = Reported by
report-comment = What they say
report-posts = About these posts
report-post = A post without words
report-told = Passed on to
report-resolve = Done
report-resolved = The report is dealt with.
report-other = something else
report-spam = spam
report-legal = against the law
report-violation = against our rules
