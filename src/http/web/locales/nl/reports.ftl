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
# Het formulier waarmee iemand iets meldt.
report-act = Melden
report-title = { $name } melden
report-lead = De moderatoren van je unit lezen dit. Wie je meldt hoort niet wie dat deed.
report-what = Wat is er mis?
report-say = Wat moeten de moderatoren weten?
report-say-hint = Dit mag leeg blijven. Hoogstens duizend tekens.
report-forward = Vertel het ook aan de moderatoren van { $name }
report-forward-hint = Zij krijgen je woorden, met de naam van je unit in plaats van de jouwe.
report-send = Naar de moderatoren sturen
report-sent = Dank je. De moderatoren kijken naar { $name }.
report-too-long = Dat is te lang: hoogstens { $name } tekens.
