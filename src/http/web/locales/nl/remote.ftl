# Volgen vanuit een andere unit.
remote-title = Volgen vanuit je eigen unit
remote-label = Jouw adres
remote-hint = De naam waaronder collega's je vinden, zoals naam@it.example. We vragen jouw unit waar je kunt volgen.
remote-found = Jouw unit heeft hier een pagina voor. Daar ga je verder.
remote-go = Verder bij { $name }
remote-bad-account = Dat is geen adres. Schrijf het als naam@it.example.
remote-no-way = We konden niet vinden waar je bij die unit kunt volgen.
remote-by-hand = Of zoek dit adres op in je eigen unit:
