# Als iets er niet is, niet mag, of misging.
error-404 = Die pagina is hier niet
error-404-text = Misschien is zij verwijderd, klopt de link niet, of was zij niet voor jou bedoeld.
error-403 = Dat mag jij niet doen
error-403-text = Jouw account heeft hier het recht niet toe. Vind je dat dat wel zou moeten? Vraag het aan wie jouw unit beheert.
error-422 = Dat is niet gelukt
error-422-text = Er klopt iets niet in wat je verstuurde. Ga terug, kijk het na en verstuur het opnieuw: wat je typte staat er nog.
error-stale = Deze pagina stond te lang open
error-stale-text = Voor je veiligheid werkt een formulier alleen zolang je ingelogd bent. Ga terug, laad de pagina opnieuw en verstuur het nog een keer.
error-429 = Dat was veel in één keer
error-429-text = Wacht een minuut en probeer het dan opnieuw.
error-413 = Dat bestand is te groot
error-413-text = Maak de afbeelding of het bestand kleiner en probeer het opnieuw.
error-500 = Er ging iets stuk, en dat ligt niet aan jou
error-500-text = We konden niet doen wat je vroeg. Probeer het zo nog eens. Blijft het misgaan, zeg het dan tegen wie jouw unit beheert.
error-reference = Kenmerk voor wie het uitzoekt:
error-go-home = Naar de startpagina
