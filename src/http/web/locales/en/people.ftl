# People: finding and following them, their pages, notifications.
people-title = People
people-lead = Colleagues of this unit and of all the others.
people-label = Who are you looking for?
people-hint = A part of a name is enough. If you know the address of a colleague elsewhere, type it whole: @fatma@hrm.example
people-found =
    { $count ->
        [0] Nobody found
        [one] 1 person found
       *[other] { $count } people found
    }
people-none = Try fewer letters, or another part of the name.
people-unit-unreachable = That unit does not answer just now. Try again later.
people-unit-unknown = That unit does not belong to our network, so we cannot ask it.
follow = Follow
following = Following
requested = Asked
requested-hint = They have not answered yet. Click to withdraw your request.
unfollow-name = stop following { $name }
followed-flash = You follow { $name } now.
requested-flash = { $name } decides who follows. Your request has been sent.
unfollowed-flash = You no longer follow { $name }.
mute = Mute
mute-hint = You no longer see their posts. They do not notice.
unmute = Unmute
muted-flash = { $name } is muted.
unmuted-flash = You see { $name } again.
block = Block
block-hint = You no longer see each other's posts.
unblock = Unblock
blocked-flash = { $name } is blocked.
unblocked-flash = { $name } is no longer blocked.
profile-edit = Edit your page
profile-locked = decides who follows
profile-follows-you = follows you
profile-muted = muted by you
profile-posts = Posts
profile-no-posts = Nothing to read here yet.
profile-joined = Here since { $name }
profile-moved = { $name } has moved to
count-posts =
    { $count ->
        [one] 1 post
       *[other] { $count } posts
    }
count-followers =
    { $count ->
        [one] 1 follower
       *[other] { $count } followers
    }
count-following = follows { $count }
followers-title = Who follows { $name }
following-title = Who { $name } follows
requests-title = Requests to follow
requests-lead = You decide who follows you. Followers also see what you write for followers only.
requests-none = Nobody is waiting for an answer.
request-accepted = { $name } follows you now.
request-refused = The request by { $name } is refused. They are not told why.
notifications-title = For you
notifications-lead = What others did with your posts, and who named you.
notifications-none = Nothing new. When somebody answers or names you, it is here.
notifications-clear = Clear all
notifications-cleared = All cleared.
notifications-new = (new)
# The next ones come behind a person's name.
notification-mention = named you
notification-like = liked your post
notification-share = shared your post
notification-follow = follows you now
notification-follow-request = would like to follow you
notification-post = posted
notification-edit = changed a post that you shared
notification-poll = asked a question, and the answers are in
notification-quote = quoted your post
notification-quoted-edit = changed a post that you quoted
notification-report = reported something to the moderators
notification-sign-up = made an account here
settings-title = Edit your page
settings-lead = This is what colleagues in all units see of you.
settings-bio = About you
settings-bio-hint = What you do, and what people can ask you.
settings-avatar = Your picture
settings-header = Picture at the top of your page
settings-fields = Facts
settings-fields-hint = Up to eight, such as Team, Room, Works on. Leave the rest empty.
settings-field-name = What
settings-field-value = Answer
settings-locked = I decide who follows me
settings-locked-hint = Others ask first, and you accept or refuse.
settings-language = Language of this site
settings-submit = Save
settings-saved = Your page is saved.
people-everybody = Everybody who wants to be found
people-more = More people
people-skills = Ask me about
