# Groups: finding, making, joining and looking after them.
nav-groups = Groups
groups-title = Groups
groups-lead = Places for a subject, with colleagues of all units.
groups-inviting = These groups invite you
groups-mine = Your groups
groups-mine-none = You are not in a group yet. Join one below, or make one.
groups-others = Other groups
groups-others-none = There are no other groups to show.
group-new = New group
group-new-title = A new group
group-new-lead = Anybody can make one. You are its first member, and decide with whom you look after it.
group-new-submit = Make the group
group-title = What is the group called?
group-title-hint = A few words that say what it is for.
group-name = Short name
group-name-hint = Colleagues write in the group from any app by naming it, such as @cycling. Letters a-z, digits and _; it stays for good.
group-access = Who reads it, and who comes in?
group-access-hint = What is open cannot be closed later, and what is closed cannot be opened: people count on it.
group-note = What is it for?
group-rules = Rules
group-rules-hint = One a line, if you need any.
group-mirror = Members who use other software read along too
group-mirror-hint = Some programs only know posts of people. For members with these the group sends copies that it signs itself.
group-edit-link = Change the group
group-edit-title = Change the group
group-edit-submit = Save
group-end = End the group
group-end-title = End the group
group-end-question = End { $name }?
group-end-text = The group goes, for everybody in it. What people wrote stays with them, but nobody finds it here any more. This cannot be undone.
group-open = Open group
group-closed = Closed group
group-secret = Secret group
group-channel = Channel
group-open-text = Open: everybody reads, joins and writes.
group-closed-text = Closed: everybody may know of it; members read and write, and those who moderate it let people in.
group-secret-text = Secret: as closed, and only members and those invited know that it exists.
group-channel-text = Channel: everybody reads, those who moderate it write, and everybody may answer.
group-you-own = you own this group
group-you-moderate = you moderate this group
group-you-are-banned = You may not join this group any more.
group-join = Join
group-ask = Ask to join
group-leave = Leave
group-member = Member
group-leave-name = leave { $name }
group-decline = No, thank you
group-members-read = Only members read what is written here.
group-log-link = What was decided
group-requests-link = Requests to join
group-waiting =
    { $count ->
        [one] 1 person asks to join
       *[other] { $count } people ask to join
    }
count-members =
    { $count ->
        [one] 1 member
       *[other] { $count } members
    }
count-members-here =
    { $count ->
        [0] nobody of our unit yet
        [one] 1 member of our unit
       *[other] { $count } members of our unit
    }
group-members-title = Members
group-members-all = All members
group-moderators-title = Who looks after it
group-role-owner = owner
group-role-moderator = moderator
group-role-member = member
group-role-invited = invited
group-role-banned = kept out
group-role-none = not a member
group-manage = Manage
group-invite = Invite
group-invite-label = Invite a colleague
group-invite-hint = By their address, also at another unit. They come in without asking.
group-invite-unknown = Nobody was found at that address. Check it, for example @fatma@hrm.example
group-invite-banned = This person is kept out of the group. Lift that first.
group-invite-person = Only people can be invited.
group-requests-title = Requests to join
group-requests-lead = You decide who comes in. Whoever does reads everything written in the group.
group-let-in = Let in
group-first-of-unit = Nobody of { $name } is in this group yet. If you let this colleague in, the unit { $name } can read everything written in the group, and so can those who look after that unit.
group-answer-request = See the request
group-roles-hint = Who moderates lets people in, pins and removes posts. Who owns the group also decides who moderates it.
group-make-moderator = Make moderator
group-make-owner = Make owner
group-take-role = Make an ordinary member again
group-expel-hint = They are no member any more, and may ask to join again.
group-expel = Remove from the group
group-ban-hint = They are no member any more, and cannot join or write here.
group-ban = Keep out
group-ban-days = For how long
group-ban-for-good = For good
group-days =
    { $count ->
        [one] 1 day
       *[other] { $count } days
    }
group-unban = Let them join again
group-reason = Reason
group-reason-hint = Everybody in the group can read it.
group-remove-title = Take this post out of the group?
group-remove-text = Nobody sees it here any more. You can put it back.
group-act-remove = Take out of the group
group-act-pin = Pin to the top of the group
group-act-unpin = Take down from the top of the group
group-act-lock = No more answers
group-act-unlock = Allow answers again
group-restore = Put back
group-log-title = What was decided
group-log-lead = What those who moderate the group did, the latest first.
group-log-none = Nothing was decided yet.
group-log-by = by { $name }
deed-approve = Let in:
deed-reject = Request refused:
deed-invite = Invited:
deed-expel = Removed from the group:
deed-ban = Kept out:
deed-unban = May join again:
deed-add-moderator = Now moderates:
deed-add-owner = Now an owner:
deed-remove-moderator = An ordinary member again:
deed-pin = Pinned a post
deed-unpin = Took a post down from the top
deed-lock = No more answers to a conversation
deed-unlock = Answers allowed again
deed-remove = Took a post out
deed-restore = Put a post back
deed-change = Changed the group
audience-group = Members
post-in-group = in
post-locked = no more answers
compose-group-label = What would you like to write in { $name }?
compose-in-group = In { $name }
group-write-banned = You may not write in this group any more.
group-write-members = Only members write in this group. Join it first.
group-write-moderators = Only those who moderate this group begin conversations here. You can answer theirs.
group-write-locked = This conversation takes no more answers.
group-write-named = You named a group in which you may not write. Join it first, or leave its name out.
group-name-taken = There is a person or a group of that short name already. Choose another.
group-name-bad = The short name has 1 to 30 characters: letters a-z, digits and _
group-name-reserved = That short name cannot be given. Choose another.
group-title-empty = The group has no title yet. Say in a few words what it is for.
group-title-long = The title is too long. Make it shorter.
group-rules-long = A group has at most 20 rules of 300 characters each.
group-access-fixed = What was open stays open, and what was closed stays closed. Make a new group instead.
group-only-owner = You are the only owner of this group. Make somebody else an owner first, or end the group.
group-not-moderator = Only those who moderate the group may do that.
group-not-owner = Only owners of the group may do that.
group-not-member = Only members can moderate. Invite this person first.
group-kept-out = You may not join this group.
group-narrower = What is for a few people or for our unit only cannot go to a group as well.
notification-group-request = would like to join
notification-group-invite = invites you to join
group-made-flash = { $name } is there. Invite the first colleagues.
group-changed-flash = The group is changed.
group-ended-flash = { $name } has ended.
group-joined-flash = You are a member of { $name } now.
group-asked-flash = Your request is sent. { $name } will answer it.
group-left-flash = You have left { $name }.
group-declined-flash = You did not join.
group-invited-flash = { $name } is invited.
group-let-in-flash = { $name } is a member now.
group-turned-away-flash = The request by { $name } is refused.
group-expelled-flash = { $name } is no member any more.
group-banned-flash = { $name } is kept out of the group.
group-unbanned-flash = { $name } may join again.
group-role-flash = What { $name } may do in the group is changed.
group-pinned-flash = The post is at the top of the group now.
group-unpinned-flash = The post is back in its place.
group-locked-flash = The conversation takes no more answers.
group-unlocked-flash = Answers are allowed again.
group-removed-flash = The post is taken out of the group.
group-restored-flash = The post is back.
