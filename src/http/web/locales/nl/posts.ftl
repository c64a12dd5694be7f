# Berichten, de lijsten ervan, en schrijven.
# post-shared-this komt achter de naam van wie het deelde.
post-shared-this = deelde dit
post-pinned = Bovenaan vastgezet
post-edited = bewerkt
post-reply-to = Antwoord aan { $name }
act-reply = Reageren
act-like = Leuk
act-share = Delen
act-save = Bewaren
act-more = Meer
act-edit = Bewerken
act-delete = Verwijderen
act-pin = Bovenaan je pagina vastzetten
act-unpin = Bovenaan je pagina weghalen
act-origin = Bekijken bij { $name }
see-post = Bekijk het bericht
count-replies =
    { $count ->
        [one] 1 reactie
       *[other] { $count } reacties
    }
count-likes =
    { $count ->
        [one] 1 persoon vindt dit leuk
       *[other] { $count } mensen vinden dit leuk
    }
count-shares =
    { $count ->
        [one] door 1 persoon gedeeld
       *[other] door { $count } mensen gedeeld
    }
media-undescribed = Afbeelding zonder beschrijving
media-film-undescribed = Film zonder beschrijving
media-sound-undescribed = Geluid zonder beschrijving
media-sensitive = Beelden of geluid die niet iedereen wil zien of horen
audience-network = Alle units
audience-quiet = Alle units, stil
audience-followers = Volgers
audience-people = Genoemde mensen
audience-unit = Onze unit
audience-network-choice = Iedereen, in alle units
audience-quiet-choice = Iedereen, maar niet in de overzichten
audience-followers-choice = De mensen die mij volgen
audience-people-choice = Alleen wie ik noem met @
audience-unit-choice = Alleen { $name }
compose-label = Wat wil je delen of vragen?
compose-placeholder = Schrijf hier. Noem een collega met @naam, geef een onderwerp met #onderwerp.
compose-reply-label = Jouw antwoord aan { $name }
compose-reply-placeholder = Schrijf je antwoord
compose-hint = **vet**, *schuin*, een lijst met “- ”, een link door hem te plakken.
compose-files = Afbeeldingen of bestanden
compose-files-hint = Ten hoogste vier. Zeg in een paar woorden wat erop staat, voor collega's die het niet kunnen zien.
compose-file = Bestand { $count }
compose-alt = Wat staat erop?
compose-options = Titel, waarschuwing en taal
compose-warning = Waarschuwing voor het bericht
compose-warning-hint = Lezers zien eerst deze regel en openen de rest zelf.
compose-language = Taal van het bericht
compose-audience = Voor
compose-submit = Plaatsen
compose-reply-submit = Antwoorden
compose-save = Wijzigingen bewaren
compose-empty = Er is nog niets om te plaatsen. Schrijf iets, of voeg een afbeelding toe.
compose-too-long = Dit is te lang. Maak het minstens { $count } tekens korter.
compose-file-bad = “{ $name }” kan niet gebruikt worden. Afbeeldingen (PNG, JPEG, WebP, GIF) en kantoordocumenten tot 16 MB kunnen wel, en films en geluid (MP4, WebM, MP3, M4A, Ogg, FLAC, WAV, AAC) tot 99 MB.
compose-too-many-files = Bij een bericht passen ten hoogste vier afbeeldingen of bestanden.
write-title = Een bericht schrijven
edit-title = Je bericht bewerken
thread-title = { $name } schreef
home-title = Start
home-why = Berichten van de mensen die je volgt, de nieuwste eerst.
home-empty = Het is hier nog stil. Volg een paar collega's, dan komt hier wat zij schrijven.
unit-why = Alles wat collega's van deze unit met iedereen deelden.
unit-empty = Hier heeft nog niemand iets geschreven. Jij kunt de eerste zijn.
network-title = Alle units
network-why = Wat mensen in alle units van het netwerk met iedereen deelden, het nieuwste eerst.
network-empty = Er is nog niets binnengekomen. Zodra iemand iets plaatst, staat het hier.
tag-why = Berichten over dit onderwerp, de nieuwste eerst.
tag-empty = Hier heeft nog niemand over geschreven.
saved-title = Bewaarde berichten
saved-why = Alleen jij ziet wat je bewaart.
saved-empty = Je hebt nog niets bewaard. Met “Bewaren” onder een bericht komt het hier.
posted = Je bericht is onderweg.
replied = Je antwoord is onderweg.
changed = Je wijzigingen zijn bewaard.
deleted = Het bericht is verwijderd.
pinned = Het bericht staat nu bovenaan je pagina.
unpinned = Het bericht staat weer op zijn eigen plek.
delete-title = Dit bericht verwijderen?
delete-note = Het verdwijnt hier, en andere units krijgen de vraag het ook te verwijderen. Reacties van anderen blijven staan.
post-waiting = Je reactie wacht tot de schrijver het goed vindt. Tot dan zie alleen jij haar.
poll-choose = Maak je keuze
poll-vote = Stemmen
poll-chosen = jouw keuze
poll-voters =
    { $count ->
        [one] 1 persoon heeft gestemd
       *[other] { $count } mensen hebben gestemd
    }
poll-ends = open tot
poll-ended = gesloten op
quote-pending = Hier wordt een ander bericht aangehaald. Het verschijnt zodra de schrijver het goed vindt.
quote-deleted = Het aangehaalde bericht is verwijderd.
quote-hidden = Het aangehaalde bericht is niet voor jou bedoeld.
quote-unwanted = Van iemand die je hebt gedempt of geblokkeerd
quote-refused = De schrijver van het aangehaalde bericht wil het hier niet laten zien.
quote-origin = Bekijk waar het vandaan komt
event-when = Wanneer:
event-where = Waar:
event-cancelled = Gaat niet door
event-join = Ik kom
event-leave = Ik kom toch niet
event-asked = Je hebt gezegd dat je komt; de organisator heeft nog niet geantwoord.
event-coming = Je komt.
event-refused = De organisator heeft geen plaats voor je.
compose-title = Titel
compose-title-hint = Voor een langer stuk. Hij staat boven de tekst, en in lijsten bij andere units.
compose-poll = Een vraag met keuzes
compose-poll-hint = Collega’s kiezen uit wat je hier invult; laat de rest leeg.
compose-poll-option = Keuze { $count }
compose-poll-open = Open voor
compose-poll-multiple = Er mogen er meer gekozen worden
compose-poll-two = Een vraag heeft minstens twee keuzes nodig. Vul er nog een in, of haal de ene weg.
compose-poll-same = Twee van de keuzes zijn hetzelfde. Verander er een.
compose-poll-files = Bij een vraag met keuzes passen geen bestanden. Laat een van de twee weg.
act-quote = Aanhalen
compose-quoting = Je haalt een bericht van { $name } aan.
post-filtered = Verborgen door je filter: { $name }
tagged-why = Wat { $name } over dit onderwerp schreef.
