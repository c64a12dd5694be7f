# Het kader van elke pagina, en woorden die op veel pagina's voorkomen.
skip = Ga naar de inhoud
menu = Hoofdmenu
you = Jij
you-and-this-site = Jij en deze site
language = Taal
find-people = Mensen zoeken
search = Zoeken
write = Schrijven
sign-in = Inloggen
sign-out = Uitloggen
nav-home = Start
nav-unit = Onze unit
nav-network = Alle units
nav-people = Mensen
nav-notifications = Voor jou
nav-profile = Jouw pagina
nav-saved = Bewaarde berichten
nav-follow-requests = Volgverzoeken
nav-settings = Je pagina bewerken
nav-peers = Units in het netwerk
nav-reports = Meldingen van misbruik
unread =
    { $count ->
        [one] 1 nieuw
       *[other] { $count } nieuw
    }
newer = Nieuwer
older = Ouder
paging = Meer pagina's
cancel = Annuleren
keep = Laat staan
accept = Accepteren
refuse = Weigeren
list-empty = Nog niemand.
display-name = Naam
username = Gebruikersnaam
password = Wachtwoord
password-again = Wachtwoord, nog een keer
