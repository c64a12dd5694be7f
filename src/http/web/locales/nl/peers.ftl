# De units van het netwerk, voor wie deze unit beheert.
peers-title = Units in het netwerk
peers-lead = Berichten gaan naar deze units en komen er vandaan. Verder kan niemand hier iets lezen.
peers-add-label = Voeg een unit toe met haar adres
peers-add-hint = Alleen de naam, zonder https://. Wie die unit beheert, voegt die van jullie ook toe.
peers-add = Toevoegen
peers-added = { $name } hoort nu bij het netwerk, van onze kant. Vraag of ze jullie ook toevoegen.
peers-none = Jullie unit staat nog alleen. Voeg hierboven de eerste andere unit toe.
peers-sending = Onze berichten daarheen
peers-heard = Laatst iets gehoord
peers-trouble = Probleem
peers-up-to-date = Alles is aangekomen
peers-waiting =
    { $count ->
        [one] 1 wacht nog
       *[other] { $count } wachten nog
    }
peers-waiting-since = het oudste al { $name }
peers-next-try = Volgende poging over { $name }.
peers-next-now = We proberen het nu opnieuw.
peers-suspend = Pauzeren
peers-resume = Weer toelaten
peers-remove = Verwijderen
peer-state-member = lid
peer-state-suspended = gepauzeerd
peer-suspend-title = { $name } pauzeren?
peer-suspend-text = Er gaat niets naar die unit en er komt niets binnen, tot je haar weer toelaat. Mensen houden de collega's die ze daar volgen.
peer-resume-title = { $name } weer toelaten?
peer-resume-text = Berichten gaan weer naar die unit en komen er weer vandaan. Wat wachtte, wordt nu verstuurd.
peer-remove-title = { $name } uit het netwerk verwijderen?
peer-remove-text = Er gaat niets naar die unit en er komt niets binnen. Wat al verstuurd was, blijft daar.
peer-suspended = { $name } is gepauzeerd.
peer-resumed = { $name } hoort weer bij het netwerk.
peer-removed = { $name } is uit het netwerk verwijderd.
peer-bad-host = Dat is geen adres van een unit. Typ alleen de naam, zoals it.example.
peer-is-us = Dat is deze unit zelf.
peer-known = Die unit staat al in de lijst.
trouble-refused = Die unit neemt onze berichten niet aan. Staat de onze daar in de lijst?
trouble-unreachable = We kunnen die unit niet bereiken: zij staat uit, of het netwerk ertussen ligt stil.
trouble-tls = De verbinding is niet veilig: we vertrouwen het certificaat van die unit niet.
trouble-name = We kunnen die naam niet vinden. Klopt het adres?
trouble-slow = Die unit deed te lang over een antwoord.
trouble-their-error = Die unit heeft zelf een storing.
trouble-gone = Die unit zegt dat zij voorgoed weg is.
