# Mensen: vinden en volgen, hun pagina's, meldingen.
people-title = Mensen
people-lead = Collega's van deze unit en van alle andere.
people-label = Wie zoek je?
people-hint = Een deel van een naam is genoeg. Ken je het adres van een collega elders, typ het dan helemaal: @fatma@hrm.example
people-found =
    { $count ->
        [0] Niemand gevonden
        [one] 1 persoon gevonden
       *[other] { $count } mensen gevonden
    }
people-none = Probeer minder letters, of een ander deel van de naam.
people-unit-unreachable = Die unit antwoordt op dit moment niet. Probeer het later nog eens.
people-unit-unknown = Die unit hoort niet bij ons netwerk, dus kunnen we er niet zoeken.
follow = Volgen
following = Volg je
requested = Gevraagd
requested-hint = Er is nog niet geantwoord. Klik om je verzoek in te trekken.
unfollow-name = { $name } niet meer volgen
followed-flash = Je volgt { $name } nu.
requested-flash = { $name } beslist zelf wie volgt. Je verzoek is verstuurd.
unfollowed-flash = Je volgt { $name } niet meer.
mute = Dempen
mute-hint = Je ziet de berichten niet meer. Daar merkt de ander niets van.
unmute = Niet meer dempen
muted-flash = { $name } is gedempt.
unmuted-flash = Je ziet { $name } weer.
block = Blokkeren
block-hint = Jullie zien elkaars berichten niet meer.
unblock = Niet meer blokkeren
blocked-flash = { $name } is geblokkeerd.
unblocked-flash = { $name } is niet meer geblokkeerd.
profile-edit = Je pagina bewerken
profile-locked = beslist zelf wie volgt
profile-follows-you = volgt jou
profile-muted = door jou gedempt
profile-posts = Berichten
profile-no-posts = Hier is nog niets te lezen.
profile-joined = Hier sinds { $name }
profile-moved = { $name } is verhuisd naar
count-posts =
    { $count ->
        [one] 1 bericht
       *[other] { $count } berichten
    }
count-followers =
    { $count ->
        [one] 1 volger
       *[other] { $count } volgers
    }
count-following = volgt { $count }
followers-title = Wie { $name } volgt
following-title = Wie door { $name } gevolgd wordt
requests-title = Volgverzoeken
requests-lead = Jij beslist wie je volgt. Volgers zien ook wat je alleen voor volgers schrijft.
requests-none = Niemand wacht op een antwoord.
request-accepted = { $name } volgt je nu.
request-refused = Het verzoek van { $name } is geweigerd. De reden krijgt de ander niet te horen.
notifications-title = Voor jou
notifications-lead = Wat anderen met jouw berichten deden, en wie jou noemde.
notifications-none = Niets nieuws. Als iemand antwoordt of jou noemt, staat het hier.
notifications-clear = Alles wissen
notifications-cleared = Alles is gewist.
notifications-new = (nieuw)
# De volgende komen achter de naam van iemand.
notification-mention = noemde jou
notification-like = vindt jouw bericht leuk
notification-share = deelde jouw bericht
notification-follow = volgt jou nu
notification-follow-request = wil jou graag volgen
notification-post = plaatste iets
notification-edit = veranderde een bericht dat jij deelde
notification-poll = stelde een vraag, en de antwoorden zijn binnen
notification-quote = haalde jouw bericht aan
notification-quoted-edit = veranderde een bericht dat jij aanhaalde
notification-report = meldde iets aan de moderatoren
notification-sign-up = maakte hier een account
settings-title = Je pagina bewerken
settings-lead = Dit zien collega's in alle units van jou.
settings-bio = Over jou
settings-bio-hint = Wat je doet, en wat mensen je kunnen vragen.
settings-avatar = Jouw foto
settings-header = Afbeelding boven aan je pagina
settings-fields = Feiten
settings-fields-hint = Ten hoogste acht, zoals Team, Kamer, Werkt aan. Laat de rest leeg.
settings-field-name = Wat
settings-field-value = Antwoord
settings-locked = Ik beslis wie mij volgt
settings-locked-hint = Anderen vragen het eerst, en jij accepteert of weigert.
settings-language = Taal van deze site
settings-submit = Bewaren
settings-saved = Je pagina is bewaard.
people-everybody = Iedereen die gevonden wil worden
people-more = Meer mensen
people-skills = Vraag me over
