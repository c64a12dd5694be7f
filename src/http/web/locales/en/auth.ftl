# Coming in: login, first start, letting an app in.
login-page = Sign in
login-title = Welcome to { $name }
login-lead = Sign in to read along, ask, answer and share.
login-for-app = Sign in first. Then we ask whether { $name } may act for you.
login-help = Forgotten your password? Ask the people who look after your unit: they can set a new one.
login-wrong = That username and password do not belong together. Check both, and mind capitals in the password.
login-throttled =
    { $count ->
        [one] Too many tries in a row. Wait 1 minute, then try again.
       *[other] Too many tries in a row. Wait { $count } minutes, then try again.
    }
login-needed = Sign in to see this page.
logged-out = You are signed out.
setup-title = Your unit's own place
setup-lead = Two things are needed, once: what your unit is called, and the first account. That account can do everything here, so keep its password well.
setup-unit = Your unit
setup-unit-name = Name of the unit
setup-unit-hint = As colleagues elsewhere know it, such as “HRM” or “Facilities North”.
setup-language = Language
setup-you = You
setup-username-hint = Small letters, digits and _. Colleagues at other units find you as @username@{ $name }. It cannot be changed later.
setup-password-hint = At least 10 characters. Four or five words that do not belong together are easy to keep and hard to guess.
setup-submit = Open the doors
setup-done = Welcome! Your unit is open. Write the first post, or add the other units of your network.
setup-gone-title = This link has been used
setup-gone = The link for the first start works once. If it was not you who used it, tell whoever runs this server.
setup-passwords-differ = The two passwords are not the same. Type them again.
setup-password-short = The password is too short: use at least { $count } characters.
setup-username-bad = A username has 1 to 30 small letters, digits or _, and is not a word that this site needs itself.
setup-unit-missing = Give your unit a name.
authorize-page = Let an app in
authorize-title = May { $name } act for you?
authorize-as = Signed in as
authorize-may = If you allow it, the app may:
authorize-note = The app never sees your password.
authorize-allow = Allow
authorize-refuse = Refuse
scope-read = read what you can read here: posts, people, notifications
scope-write = post, reply and change things in your name
scope-follow = follow, mute and block people for you
scope-push = send you notifications
scope-profile = see your name and picture
scope-read-some = read one kind of thing for you: { $name }
scope-write-some = change one kind of thing for you: { $name }
scope-admin = look after this unit in your name: people and other units
code-title = Almost there
code-lead = Copy this code and paste it into { $name }.
code-label = Code
code-note = It works once, for ten minutes. Give it to nobody else.
