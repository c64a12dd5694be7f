# When something is not there, not allowed, or went wrong.
error-404 = That page is not here
error-404-text = It may have been deleted, the link may be wrong, or it was never meant for you to see.
error-403 = That is not yours to do
error-403-text = Your account does not have the right for this. If you think it should, ask the people who look after your unit.
error-422 = That did not work
error-422-text = Something in what you sent does not fit. Go back, check it and send it again: what you typed is still there.
error-stale = This page was open for too long
error-stale-text = For your safety a form works only for as long as you are signed in. Go back, load the page again and send it once more.
error-429 = That was a lot at once
error-429-text = Wait a minute, then try again.
error-413 = That file is too large
error-413-text = Make the picture or file smaller and try again.
error-500 = Something broke, and it is not your fault
error-500-text = We could not do what you asked. Try again in a moment. If it keeps happening, tell the people who look after your unit.
error-reference = Reference for whoever looks into it:
error-go-home = To the start page
