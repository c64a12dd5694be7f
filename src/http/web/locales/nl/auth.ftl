# Binnenkomen: inloggen, de eerste start, een app toelaten.
login-page = Inloggen
login-title = Welkom bij { $name }
login-lead = Log in om mee te lezen, te vragen, te antwoorden en te delen.
login-for-app = Log eerst in. Daarna vragen we of { $name } namens jou mag handelen.
login-help = Wachtwoord vergeten? Vraag het aan wie jouw unit beheert: die kan een nieuw wachtwoord instellen.
login-wrong = Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Controleer ze allebei, en let op hoofdletters in het wachtwoord.
login-throttled =
    { $count ->
        [one] Te veel pogingen achter elkaar. Wacht 1 minuut en probeer het dan opnieuw.
       *[other] Te veel pogingen achter elkaar. Wacht { $count } minuten en probeer het dan opnieuw.
    }
login-needed = Log in om deze pagina te zien.
logged-out = Je bent uitgelogd.
setup-title = Een eigen plek voor je unit
setup-lead = Er zijn twee dingen nodig, één keer: hoe je unit heet, en het eerste account. Dat account mag hier alles, dus bewaar het wachtwoord goed.
setup-unit = Je unit
setup-unit-name = Naam van de unit
setup-unit-hint = Zoals collega's elders die kennen, zoals “HRM” of “Facilitair Noord”.
setup-language = Taal
setup-you = Jij
setup-username-hint = Kleine letters, cijfers en _. Collega's bij andere units vinden je als @gebruikersnaam@{ $name }. Dit kan later niet meer veranderen.
setup-password-hint = Minstens 10 tekens. Vier of vijf woorden die niet bij elkaar horen zijn makkelijk te onthouden en moeilijk te raden.
setup-submit = Open de deuren
setup-done = Welkom! Je unit is open. Schrijf het eerste bericht, of voeg de andere units van je netwerk toe.
setup-gone-title = Deze link is al gebruikt
setup-gone = De link voor de eerste start werkt één keer. Was jij het niet die hem gebruikte? Zeg het tegen wie deze server beheert.
setup-passwords-differ = De twee wachtwoorden zijn niet gelijk. Typ ze opnieuw.
setup-password-short = Het wachtwoord is te kort: gebruik minstens { $count } tekens.
setup-username-bad = Een gebruikersnaam heeft 1 tot 30 kleine letters, cijfers of _, en is geen woord dat deze site zelf nodig heeft.
setup-unit-missing = Geef je unit een naam.
authorize-page = Een app toelaten
authorize-title = Mag { $name } namens jou handelen?
authorize-as = Ingelogd als
authorize-may = Als je dit toestaat, mag de app:
authorize-note = De app krijgt je wachtwoord nooit te zien.
authorize-allow = Toestaan
authorize-refuse = Weigeren
scope-read = lezen wat jij hier kunt lezen: berichten, mensen, meldingen
scope-write = namens jou plaatsen, reageren en dingen veranderen
scope-follow = voor jou mensen volgen, dempen en blokkeren
scope-push = je meldingen sturen
scope-profile = je naam en foto zien
scope-read-some = voor jou één soort dingen lezen: { $name }
scope-write-some = voor jou één soort dingen veranderen: { $name }
scope-admin = namens jou deze unit beheren: mensen en andere units
code-title = Bijna klaar
code-lead = Kopieer deze code en plak hem in { $name }.
code-label = Code
code-note = Hij werkt één keer, tien minuten lang. Geef hem aan niemand anders.
