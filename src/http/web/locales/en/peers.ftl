# The units of the network, for those who look after this one.
peers-title = Units in the network
peers-lead = Posts go to these units and come from them. Nobody else can read anything here.
peers-add-label = Add a unit by its address
peers-add-hint = Only the name, without https://. The people who look after that unit add yours too.
peers-add = Add
peers-added = { $name } belongs to the network now, from our side. Ask them to add you as well.
peers-none = Your unit is on its own so far. Add the first other unit above.
peers-sending = Our posts to them
peers-heard = Last heard from
peers-trouble = Trouble
peers-up-to-date = All have arrived
peers-waiting =
    { $count ->
        [one] 1 is waiting
       *[other] { $count } are waiting
    }
peers-waiting-since = the oldest for { $name }
peers-next-try = Next try in { $name }.
peers-next-now = We try again now.
peers-suspend = Suspend
peers-resume = Let back in
peers-remove = Remove
peer-state-member = member
peer-state-suspended = suspended
peer-suspend-title = Suspend { $name }?
peer-suspend-text = Nothing goes to that unit and nothing comes in, until you let it back in. People keep the colleagues there that they follow.
peer-resume-title = Let { $name } back in?
peer-resume-text = Posts go to that unit again and come in from it. What waited is sent now.
peer-remove-title = Remove { $name } from the network?
peer-remove-text = Nothing goes to that unit and nothing comes in. What has been sent before stays there.
peer-suspended = { $name } is suspended.
peer-resumed = { $name } belongs to the network again.
peer-removed = { $name } has been removed from the network.
peer-bad-host = That is not the address of a unit. Type only the name, such as it.example.
peer-is-us = That is this unit itself.
peer-known = That unit is in the list already.
trouble-refused = That unit does not accept our posts. Does it have ours in its list?
trouble-unreachable = We cannot reach that unit: it is switched off, or the network between us is.
trouble-tls = The connection is not safe: the certificate of that unit is not one we trust.
trouble-name = We cannot find that name. Is the address right?
trouble-slow = That unit took too long to answer.
trouble-their-error = That unit has a failure of its own.
trouble-gone = That unit says it is gone for good.
