# Wat er gemeld is, voor de moderatoren.
reports-title = Meldingen van misbruik
reports-lead = Wat collega's en andere units aan de moderatoren hebben gemeld. Alleen moderatoren zien deze pagina.
reports-none = Er ligt niets te wachten.
report-by = Gemeld door
report-comment = Wat zij zeggen
report-posts = Over deze berichten
report-post = Een bericht zonder woorden
report-told = Doorgegeven aan
report-resolve = Afgehandeld
report-resolved = De melding is afgehandeld.
report-other = iets anders
report-spam = spam
report-legal = tegen de wet
report-violation = tegen onze regels
