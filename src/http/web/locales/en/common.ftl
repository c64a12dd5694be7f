# The frame of every page, and words that many pages share.
skip = Skip to the content
menu = Main menu
you = You
you-and-this-site = You and this site
language = Language
find-people = Find people
search = Search
write = Write
sign-in = Sign in
sign-out = Sign out
nav-home = Home
nav-unit = Our unit
nav-network = All units
nav-people = People
nav-notifications = For you
nav-profile = Your page
nav-saved = Saved posts
nav-follow-requests = Requests to follow
nav-settings = Edit your page
nav-peers = Units in the network
nav-reports = Reports
unread =
    { $count ->
        [one] 1 new
       *[other] { $count } new
    }
newer = Newer
older = Older
paging = More pages
cancel = Cancel
keep = Keep it
accept = Accept
refuse = Refuse
list-empty = Nobody here yet.
display-name = Name
username = Username
password = Password
password-again = Password, once more
