# Following from another unit.
remote-title = Follow from your own unit
remote-label = Your address
remote-hint = The name that colleagues find you by, such as name@it.example. We ask your unit where you can follow.
remote-found = Your unit has a page for this. You go on there.
remote-go = Go on at { $name }
remote-bad-account = That is no address. Write it as name@it.example.
remote-no-way = We could not find out where you can follow at that unit.
remote-by-hand = Or look for this address in the search of your own unit:
