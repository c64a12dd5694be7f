# Posts, the lists of them, and writing.
# post-shared-this comes behind the name of the person who shared.
post-shared-this = shared this
post-pinned = Pinned to the top
post-edited = edited
post-reply-to = In reply to { $name }
act-reply = Reply
act-like = Like
act-share = Share
act-save = Save
act-more = More
act-edit = Edit
act-delete = Delete
act-pin = Pin to the top of your page
act-unpin = Take down from the top of your page
act-origin = See it at { $name }
see-post = See the post
count-replies =
    { $count ->
        [one] 1 reply
       *[other] { $count } replies
    }
count-likes =
    { $count ->
        [one] liked by 1 person
       *[other] liked by { $count } people
    }
count-shares =
    { $count ->
        [one] shared by 1 person
       *[other] shared by { $count } people
    }
media-undescribed = Picture without a description
media-film-undescribed = Film without a description
media-sound-undescribed = Sound without a description
media-sensitive = Pictures, films or sound that not everybody wants to see
audience-network = All units
audience-quiet = All units, quietly
audience-followers = Followers
audience-people = People named
audience-unit = Our unit
audience-network-choice = Everybody, in all units
audience-quiet-choice = Everybody, but not in the overviews
audience-followers-choice = The people who follow me
audience-people-choice = Only the people I name with @
audience-unit-choice = Only { $name }
compose-label = What would you like to share or ask?
compose-placeholder = Write here. Name a colleague with @name, give it a subject with #subject.
compose-reply-label = Your reply to { $name }
compose-reply-placeholder = Write your reply
compose-hint = **bold**, *slanted*, a list with “- ”, a link by just pasting it.
compose-files = Pictures or files
compose-files-hint = Up to four. Say in a few words what is in each, for colleagues who cannot see it.
compose-file = File { $count }
compose-alt = What is in it?
compose-options = Title, warning and language
compose-warning = Warning in front of the post
compose-warning-hint = Readers see this line first and open the rest themselves.
compose-language = Language of the post
compose-audience = For
compose-submit = Post
compose-reply-submit = Reply
compose-save = Save changes
compose-empty = There is nothing to post yet. Write something, or add a picture.
compose-too-long = This is too long. Shorten it by at least { $count } characters.
compose-file-bad = “{ $name }” cannot be used. Pictures (PNG, JPEG, WebP, GIF) and office documents up to 16 MB can, and films and sound (MP4, WebM, MP3, M4A, Ogg, FLAC, WAV, AAC) up to 99 MB.
compose-too-many-files = At most four pictures or files fit with a post.
write-title = Write a post
edit-title = Change your post
thread-title = { $name } wrote
home-title = Home
home-why = Posts by the people you follow, newest first.
home-empty = It is still quiet here. Follow some colleagues, and what they write comes here.
unit-why = Everything that colleagues of this unit shared with everybody.
unit-empty = Nobody here has written anything yet. You can be the first.
network-title = All units
network-why = What people in all units of the network shared with everybody, newest first.
network-empty = Nothing has come in yet. As soon as somebody posts, it is here.
tag-why = Posts about this subject, newest first.
tag-empty = Nobody has written about this yet.
saved-title = Saved posts
saved-why = Only you see what you save.
saved-empty = You have not saved anything. “Save” below a post puts it here.
posted = Your post is on its way.
replied = Your reply is on its way.
changed = Your changes are saved.
deleted = The post is deleted.
pinned = The post is at the top of your page now.
unpinned = The post is back in its place.
delete-title = Delete this post?
delete-note = It disappears here, and other units are asked to delete it too. Replies of others stay.
post-waiting = Your reply waits until the author agrees. Only you see it until then.
poll-choose = Make your choice
poll-vote = Vote
poll-chosen = your choice
poll-voters =
    { $count ->
        [one] 1 person has voted
       *[other] { $count } people have voted
    }
poll-ends = open until
poll-ended = ended on
quote-pending = Another post is quoted here. It shows as soon as its author agrees.
quote-deleted = The quoted post has been deleted.
quote-hidden = The quoted post is not meant for you.
quote-unwanted = By somebody you muted or blocked
quote-refused = The author of the quoted post does not want it shown here.
quote-origin = See where it is from
event-when = When:
event-where = Where:
event-cancelled = Cancelled
event-join = I am coming
event-leave = I am not coming after all
event-asked = You said that you are coming; the organiser has not answered yet.
event-coming = You are coming.
event-refused = The organiser has no place for you.
compose-title = Title
compose-title-hint = For a longer piece. It stands above the text, and in lists at other units.
compose-poll = A question with choices
compose-poll-hint = Colleagues choose from what you fill in here; leave the rest empty.
compose-poll-option = Choice { $count }
compose-poll-open = Open for
compose-poll-multiple = More than one may be chosen
compose-poll-two = A question needs at least two choices. Fill in another one, or take the one away.
compose-poll-same = Two of the choices are the same. Change one of them.
compose-poll-files = A question with choices cannot have files. Leave one of the two out.
act-quote = Quote
compose-quoting = You quote a post by { $name }.
post-filtered = Hidden by your filter: { $name }
tagged-why = What { $name } wrote on this subject.
