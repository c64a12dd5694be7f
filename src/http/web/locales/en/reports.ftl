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
# The form by which somebody reports.
report-act = Report
report-title = Report { $name }
report-lead = The moderators of your unit read this. Who you report is not told who did it.
report-what = What is wrong?
report-say = What should the moderators know?
report-say-hint = You may leave this empty. At most a thousand characters.
report-forward = Tell the moderators of { $name } as well
report-forward-hint = They get your words, and the name of your unit instead of yours.
report-send = Send to the moderators
report-sent = Thank you. The moderators look at { $name }.
report-too-long = That is too long: at most { $name } characters.
