# Tijden zoals mensen ze zeggen.
time-now = zojuist
time-minutes =
    { $count ->
        [one] 1 minuut geleden
       *[other] { $count } minuten geleden
    }
time-hours = { $count } uur geleden
time-days =
    { $count ->
        [one] 1 dag geleden
       *[other] { $count } dagen geleden
    }
span-seconds =
    { $count ->
        [one] 1 seconde
       *[other] { $count } seconden
    }
span-minutes =
    { $count ->
        [one] 1 minuut
       *[other] { $count } minuten
    }
span-hours = { $count } uur
span-days =
    { $count ->
        [one] 1 dag
       *[other] { $count } dagen
    }
month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december
