# Groepen: vinden, maken, lid worden en beheren.
nav-groups = Groepen
groups-title = Groepen
groups-lead = Plekken voor een onderwerp, met collega's van alle units.
groups-inviting = Deze groepen nodigen je uit
groups-mine = Jouw groepen
groups-mine-none = Je zit nog in geen groep. Word hieronder ergens lid van, of maak er zelf een.
groups-others = Andere groepen
groups-others-none = Er zijn verder geen groepen om te laten zien.
group-new = Nieuwe groep
group-new-title = Een nieuwe groep
group-new-lead = Iedereen kan er een maken. Jij bent het eerste lid en bepaalt met wie je de groep beheert.
group-new-submit = Groep maken
group-title = Hoe heet de groep?
group-title-hint = Een paar woorden die zeggen waar hij voor is.
group-name = Korte naam
group-name-hint = Met elke app schrijven collega's in de groep door hem te noemen, zoals @fietsen. Letters a-z, cijfers en _; hij blijft voorgoed zo.
group-access = Wie leest mee, en wie wordt lid?
group-access-hint = Wat open is kan later niet dicht, en wat dicht is niet open: daar rekenen mensen op.
group-note = Waar is de groep voor?
group-rules = Regels
group-rules-hint = Eén per regel, als jullie ze nodig hebben.
group-mirror = Ook leden met andere software lezen mee
group-mirror-hint = Sommige programma's kennen alleen berichten van mensen. Voor leden daarmee stuurt de groep kopieën op eigen naam.
group-edit-link = Groep wijzigen
group-edit-title = Groep wijzigen
group-edit-submit = Bewaren
group-end = Groep opheffen
group-end-title = Groep opheffen
group-end-question = { $name } opheffen?
group-end-text = De groep verdwijnt, voor iedereen die erin zit. Wat mensen schreven blijft van hen, maar niemand vindt het hier nog. Dit is niet terug te draaien.
group-open = Open groep
group-closed = Besloten groep
group-secret = Geheime groep
group-channel = Kanaal
group-open-text = Open: iedereen leest, wordt lid en schrijft.
group-closed-text = Besloten: iedereen mag weten dat hij bestaat; leden lezen en schrijven, en wie hem beheert laat mensen toe.
group-secret-text = Geheim: als besloten, en alleen leden en genodigden weten dat hij bestaat.
group-channel-text = Kanaal: iedereen leest, wie hem beheert schrijft, en iedereen mag antwoorden.
group-you-own = jij bent eigenaar
group-you-moderate = jij beheert mee
group-you-are-banned = Je kunt van deze groep geen lid meer worden.
group-join = Lid worden
group-ask = Vragen om lid te worden
group-leave = Verlaten
group-member = Lid
group-leave-name = { $name } verlaten
group-decline = Nee, bedankt
group-members-read = Alleen leden lezen wat hier geschreven wordt.
group-log-link = Wat er besloten is
group-requests-link = Verzoeken
group-waiting =
    { $count ->
        [one] 1 persoon wil lid worden
       *[other] { $count } mensen willen lid worden
    }
count-members =
    { $count ->
        [one] 1 lid
       *[other] { $count } leden
    }
count-members-here =
    { $count ->
        [0] nog niemand van onze unit
        [one] 1 lid van onze unit
       *[other] { $count } leden van onze unit
    }
group-members-title = Leden
group-members-all = Alle leden
group-moderators-title = Wie de groep beheert
group-role-owner = eigenaar
group-role-moderator = beheerder
group-role-member = lid
group-role-invited = uitgenodigd
group-role-banned = geweerd
group-role-none = geen lid
group-manage = Beheren
group-invite = Uitnodigen
group-invite-label = Nodig een collega uit
group-invite-hint = Met het adres, ook bij een andere unit. Wie je uitnodigt hoeft het niet meer te vragen.
group-invite-unknown = Op dat adres is niemand gevonden. Kijk het na, bijvoorbeeld @fatma@hrm.example
group-invite-banned = Deze persoon wordt geweerd uit de groep. Hef dat eerst op.
group-invite-person = Alleen mensen kun je uitnodigen.
group-requests-title = Verzoeken om lid te worden
group-requests-lead = Jij beslist wie erbij komt. Wie erbij komt leest alles wat in de groep geschreven wordt.
group-let-in = Toelaten
group-first-of-unit = Van { $name } zit nog niemand in deze groep. Als je deze collega toelaat, kan de unit { $name } alles lezen wat in de groep geschreven wordt; ook wie die unit beheert.
group-answer-request = Bekijk het verzoek
group-roles-hint = Beheerders laten mensen toe, zetten berichten vast en halen ze weg. Eigenaren bepalen ook wie beheerder is.
group-make-moderator = Beheerder maken
group-make-owner = Eigenaar maken
group-take-role = Weer gewoon lid maken
group-expel-hint = Deze persoon is dan geen lid meer, en mag het opnieuw vragen.
group-expel = Uit de groep halen
group-ban-hint = Deze persoon is dan geen lid meer, en kan hier niet meer lid worden of schrijven.
group-ban = Weren
group-ban-days = Voor hoe lang
group-ban-for-good = Voorgoed
group-days =
    { $count ->
        [one] 1 dag
       *[other] { $count } dagen
    }
group-unban = Weer toelaten
group-reason = Reden
group-reason-hint = Iedereen in de groep kan die lezen.
group-remove-title = Dit bericht uit de groep halen?
group-remove-text = Niemand ziet het hier dan nog. Je kunt het terugzetten.
group-act-remove = Uit de groep halen
group-act-pin = Bovenaan de groep vastzetten
group-act-unpin = Bovenaan de groep weghalen
group-act-lock = Geen antwoorden meer
group-act-unlock = Antwoorden weer toestaan
group-restore = Terugzetten
group-log-title = Wat er besloten is
group-log-lead = Wat beheerders van de groep deden, het laatste eerst.
group-log-none = Er is nog niets besloten.
group-log-by = door { $name }
deed-approve = Toegelaten:
deed-reject = Verzoek geweigerd:
deed-invite = Uitgenodigd:
deed-expel = Uit de groep gehaald:
deed-ban = Geweerd:
deed-unban = Mag weer lid worden:
deed-add-moderator = Beheerder geworden:
deed-add-owner = Eigenaar geworden:
deed-remove-moderator = Weer gewoon lid:
deed-pin = Bericht vastgezet
deed-unpin = Bericht bovenaan weggehaald
deed-lock = Geen antwoorden meer op een gesprek
deed-unlock = Antwoorden weer toegestaan
deed-remove = Bericht uit de groep gehaald
deed-restore = Bericht teruggezet
deed-change = Groep gewijzigd
audience-group = Leden
post-in-group = in
post-locked = geen antwoorden meer
compose-group-label = Wat wil je schrijven in { $name }?
compose-in-group = In { $name }
group-write-banned = Je mag in deze groep niet meer schrijven.
group-write-members = Alleen leden schrijven in deze groep. Word eerst lid.
group-write-moderators = Alleen beheerders beginnen hier een gesprek. Antwoorden kan iedereen.
group-write-locked = Op dit gesprek kan niet meer geantwoord worden.
group-write-named = Je noemde een groep waarin je niet mag schrijven. Word eerst lid, of laat de naam weg.
group-name-taken = Er is al iemand of een groep met die korte naam. Kies een andere.
group-name-bad = De korte naam heeft 1 tot 30 tekens: letters a-z, cijfers en _
group-name-reserved = Die korte naam kan niet. Kies een andere.
group-title-empty = De groep heeft nog geen naam. Zeg in een paar woorden waar hij voor is.
group-title-long = De naam is te lang. Maak hem korter.
group-rules-long = Een groep heeft ten hoogste 20 regels van 300 tekens.
group-access-fixed = Wat open was blijft open, en wat besloten was blijft besloten. Maak een nieuwe groep.
group-only-owner = Jij bent de enige eigenaar van deze groep. Maak eerst iemand anders eigenaar, of hef de groep op.
group-not-moderator = Alleen beheerders van de groep mogen dat.
group-not-owner = Alleen eigenaren van de groep mogen dat.
group-not-member = Alleen leden kunnen beheerder worden. Nodig deze persoon eerst uit.
group-kept-out = Je kunt van deze groep geen lid worden.
group-narrower = Wat voor een paar mensen of alleen voor onze unit is, kan niet ook naar een groep.
notification-group-request = wil lid worden van
notification-group-invite = nodigt je uit om lid te worden
group-made-flash = { $name } is er. Nodig de eerste collega's uit.
group-changed-flash = De groep is gewijzigd.
group-ended-flash = { $name } is opgeheven.
group-joined-flash = Je bent nu lid van { $name }.
group-asked-flash = Je verzoek is verstuurd. { $name } geeft antwoord.
group-left-flash = Je hebt { $name } verlaten.
group-declined-flash = Je bent geen lid geworden.
group-invited-flash = { $name } is uitgenodigd.
group-let-in-flash = { $name } is nu lid.
group-turned-away-flash = Het verzoek van { $name } is geweigerd.
group-expelled-flash = { $name } is geen lid meer.
group-banned-flash = { $name } wordt uit de groep geweerd.
group-unbanned-flash = { $name } mag weer lid worden.
group-role-flash = Wat { $name } in de groep mag is veranderd.
group-pinned-flash = Het bericht staat nu bovenaan de groep.
group-unpinned-flash = Het bericht staat weer op zijn eigen plek.
group-locked-flash = Op het gesprek kan niet meer geantwoord worden.
group-unlocked-flash = Er kan weer geantwoord worden.
group-removed-flash = Het bericht is uit de groep gehaald.
group-restored-flash = Het bericht staat er weer.
