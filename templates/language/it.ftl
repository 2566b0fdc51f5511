# Italiano. Numeri, date e importi arrivano già scritti; $plural è la categoria di plurale di $count.
#
# Glossario: English = la parola usata | altra forma ! mai così. Un test vi tiene ogni testo.
#   true-up = adeguament ! true-up | conguaglio
#   mid-term true-up = adeguamento a medio termine
#   baseline = baseline ! base line | linea base
#   quote = preventiv ! offerte | quotazione
#   PO = PO ! ordinativo
#   purchase order = PO (ordine di acquisto)
#   audit = verific
#   audited = verific | eseguit
#   not audited = verifica non eseguita | senza verifica | non è verificato
#   counted = conteggi
#   device = dispositiv ! device | apparecchi
#   headset = cuffi ! auricolari
#   video device = dispositivo video
#   voice device = dispositivo voce
#   inventory report = report di inventario
#   monthly report = report mensile
#   contract = contratt
#   partner = partner
#   unit = unità | unitario
#   snapshot = rilevazione | inventario
#   held = trattenut
#   withdrawn = ritirat
#   expired = scadut
#   annual renewal = rinnovo annuale
#   renewal = rinnovo
#   service term = durata del servizio | fine del servizio
#   growth = crescita
#   charged = addebit
#   unknown model = modelli sconosciuti | modello sconosciuto
#   end of support = fine supporto
#   price to confirm = prezzo da confermare
#   excl. VAT = IVA esclusa
#   valid until = valido fino al
#   reminder = sollecito
#   action required = azione richiesta
#   watch = monitorare
#   headroom = margine
#   counting profile = profilo di conteggio
#   catalogue = catalog
#   decision = decisione
#   draft = bozza
#   site ID = ID sito del Cliente
#   annex = allegato
#   forecast = prevision | previst
#   serial number = numero di serie | numeri di serie
#   RMA = RMA
#   RMA rate = percentuale RMA
#   threshold = soglia
#   overage unit = unità eccedent
#   allowed = ammess
#   installed base under contract = base installata sotto contratto
#   calendar year = anno solare
#   list price = prezzo di listino | listini prezzi
#   notice = avviso

## Parole
category-headset = cuffie/dispositivi personali
category-video = video
category-voice = voce
units-headset = { $plural ->
    [one] { $count } cuffia
   *[other] { $count } cuffie
 }
units-video = { $plural ->
    [one] { $count } dispositivo video
   *[other] { $count } dispositivi video
 }
units-voice = { $plural ->
    [one] { $count } dispositivo voce
   *[other] { $count } dispositivi voce
 }
state-ok = regolare
state-watch = da monitorare
state-action = azione richiesta
state-unaudited = verifica non eseguita
audit-audited = eseguita
audit-partly = eseguita in parte
not-available = n/d
not-audited = verifica non eseguita
unaudited-months = Chiusi senza verifica: { $months }. I mesi chiusi così non vengono addebitati.
price-to-confirm = prezzo da confermare
amount-without-vat = { $amount } IVA esclusa
source-lens = Poly Lens
source-report = report di inventario del partner
reason-software = voci software
reason-third-party = prodotti di terze parti
reason-excluded = soluzioni verticali e altri prodotti esclusi
reason-infrastructure = prodotti per l'infrastruttura
reason-accessory = accessori di dispositivi conteggiati
reason-unknown-model = modelli sconosciuti
reason-end-of-support = oltre la data di fine supporto
reason-stale = non rilevati da troppo tempo
reason-replaced = sostituiti con RMA
reason-category-not-contracted = categoria non a contratto
reason-duplicate = duplicati
hold-price-missing = Manca nel contratto il prezzo di una categoria aggiunta: prezzo da confermare.
hold-unknown-models = I dispositivi di modello sconosciuto potrebbero cambiare il risultato.
hold-amount = Il totale supera il limite per l'invio senza approvazione.
hold-first-true-up = È il primo adeguamento del contratto.
hold-totals-changed = È il primo adeguamento dopo la modifica dei totali a contratto.
hold-profile-changed = È il primo adeguamento dopo la modifica del profilo di conteggio.
hold-source-changed = È il primo adeguamento dopo il cambio della fonte di inventario.
hold-catalogue-changed = È il primo adeguamento dopo una modifica del catalogo che ha cambiato il conteggio.
quote-state-draft = in attesa di approvazione
quote-state-held = trattenuto
quote-state-approved = approvato
quote-state-sent = inviato
quote-state-po-received = PO ricevuto
quote-state-expired = scaduto
quote-state-superseded = sostituito
quote-state-withdrawn = ritirato

unit-count = { $count } unità
device-count = { $plural ->
    [one] { $count } dispositivo
   *[other] { $count } dispositivi
 }

## Etichette
label-month = Mese
label-customer = Cliente
label-end-customer = Cliente finale
label-partner = Partner
label-contract = Contratto
label-site = ID sito del Cliente
label-term = Durata del servizio
label-csm = Customer Success Manager (CSM)
label-source = Fonte
label-snapshot = Rilevazione
label-audit = Verifica mensile
label-quote = Preventivo
label-version = Versione
label-supersedes = Sostituisce
label-order-received = PO ricevuto
label-issued = Emesso il
label-valid-until = Valido fino al
label-original-order = PO originale
label-currency = Valuta
label-quote-issued = Preventivo di questa verifica
label-quote-open = Preventivo aperto
label-annual-amount = Unità a contratto, importo annuo
label-growth = Crescita concordata, addebito in anticipo
label-renewal = Rinnovo annuale
label-rule = Soglia di adeguamento
label-profile = Profilo di conteggio
label-recognition = Riconoscimento
label-rounding = Arrotondamento
label-times = Date
label-snapshot-digest = Impronta della rilevazione
label-catalogue-digest = Impronta del catalogo
label-profile-digest = Impronta del profilo
label-templates-digest = Impronta dei modelli di documento
label-program = Programma
vat-number = Partita IVA { $number }
partner-number = ID partner { $number }

## Report
report-subject = Report mensile { $month } - { $customer }: { $verdict }
report-subject-none = nessun adeguamento
report-subject-true-up = adeguamento, { $units }
report-subject-version = versione { $version }
report-title = Report mensile { $month }
verdict-ok = Nessun adeguamento. Tutte le categorie sono entro la baseline.
verdict-watch = Nessun adeguamento questo mese. Da monitorare: { $categories }.
verdict-watch-unknown = { $plural ->
    [one] Nessun adeguamento questo mese. { $count } dispositivo di modello sconosciuto potrebbe ancora comportarlo.
   *[other] Nessun adeguamento questo mese. { $count } dispositivi di modelli sconosciuti potrebbero ancora comportarlo.
 }
watched = { $category } (margine fino alla baseline: { $headroom })
verdict-action = Adeguamento a medio termine: { $units }.
verdict-action-total = Adeguamento a medio termine: { $units }, { $total } IVA esclusa.
verdict-action-revised = Adeguamento a medio termine: { $units } in più. Il preventivo comprende ora { $all }, { $total } IVA esclusa.
verdict-unaudited = Verifica non eseguita: questo mese il conteggio non è stato possibile.
summary-line = { $category }: { $counted } conteggiati su { $compared } a contratto ({ $change }); baseline { $baseline }: { $state }.
summary-line-quoted = { $category }: { $counted } conteggiati su { $compared } tra contratto e preventivi ({ $change }); baseline { $baseline }: { $state }.
summary-unaudited = { $category }: verifica non eseguita.
summary-quote = Preventivo { $number }: { $total }.
summary-quote-valid = Preventivo { $number }: { $total }, valido fino al { $until }.
summary-quote-held = Il preventivo { $number } ({ $total }) è trattenuto in attesa di approvazione.
summary-quote-draft = Il preventivo { $number } ({ $total }) è in attesa di approvazione.
summary-quote-expired = Il preventivo { $number } ({ $total }) è scaduto il { $until } senza PO; le sue unità restano nel confronto.
summary-unknown = { $plural ->
    [one] { $count } dispositivo di modello sconosciuto non è conteggiato e va classificato.
   *[other] { $count } dispositivi di modello sconosciuto non sono conteggiati e vanno classificati.
 }
summary-renewal = { $plural ->
    [one] { $count } giorno al rinnovo annuale (il servizio termina il { $end }).
   *[other] { $count } giorni al rinnovo annuale (il servizio termina il { $end }).
 }
heading-summary = In sintesi
heading-classify = Da fare per il CSM: modelli sconosciuti
heading-actions = Azioni
heading-lines = Dispositivi e baseline
heading-history = Ultimi dodici mesi: conteggiati / baseline
heading-forecast = Previsione (stima)
heading-models = Conteggiati per modello
heading-vanished = Non più conteggiati
heading-not-counted = Non conteggiati e perché
heading-life-cycle = Ciclo di vita
heading-odd = Date di rilevazione da controllare
heading-commercial = Situazione commerciale
heading-accepted = Verifica accettata da una persona
heading-reopened = Che cosa è cambiato in questa versione
heading-contract = Contratto e fonte
heading-annex = Allegato: come è stato eseguito il conteggio
column-action = Cosa
column-owner = Chi
column-due = Entro
column-figure = Dato
column-month = Mese
column-model = Modello
column-change = Variazione
column-devices = Dispositivi
column-reason = Motivo
column-end-of-support = Fine supporto
column-end-of-sale = Fine vendita
figure-contracted = A contratto
figure-compared = A contratto e in preventivo
figure-baseline = Baseline
figure-counted = Conteggiati
figure-increase = Differenza
figure-percent = Differenza in %
figure-headroom = Margine fino alla baseline
figure-last = Ultima verifica ({ $month })
figure-change = Variazione
figure-new-contracted = Totale dopo l'adeguamento
figure-new-baseline = Baseline dopo l'adeguamento
figure-state = Stato
forecast-none = { $category }: nessuna previsione, servono tre mesi verificati.
forecast-reached = { $category }: la baseline è stata raggiunta.
forecast-not-in-term = { $category }: con la crescita attuale la baseline non sarà raggiunta entro la durata del servizio.
forecast-in = { $category }: con la crescita media degli ultimi tre mesi verificati la baseline sarà raggiunta a { $month }.
model-without-name = (senza nome di modello)
model-new = nuovo
model-by-line = riconosciuto dalla linea di prodotto
models-group = { $category }: { $counted }
more-models = { $plural ->
    [one] e { $count } altro modello con { $devices }, nell'elenco dei dispositivi
   *[other] e altri { $count } modelli con { $devices }, nell'elenco dei dispositivi
 }
unknown-title = { $plural ->
    [one] { $count } dispositivo è di un modello che il catalogo non conosce. Non è conteggiato finché non viene classificato.
   *[other] { $count } dispositivi sono di modelli che il catalogo non conosce. Non sono conteggiati finché non vengono classificati.
 }
not-counted-nothing-listed = Nessun dispositivo elencato.
not-counted-none = Tutti i dispositivi elencati sono stati conteggiati.
not-counted-total = Totale non conteggiati
not-counted-closing = { $listed } elencati = { $counted } conteggiati + { $left_out } non conteggiati
life-cycle-ended = Oltre la data di fine supporto (non coperti)
life-cycle-ending = Fine supporto entro dodici mesi
life-cycle-without-date = { $plural ->
    [one] { $count } dispositivo conteggiato è di un modello senza data di fine supporto pubblicata.
   *[other] { $count } dispositivi conteggiati sono di modelli senza data di fine supporto pubblicata.
 }
odd-never = { $plural ->
    [one] { $count } dispositivo conteggiato non è mai stato rilevato.
   *[other] { $count } dispositivi conteggiati non sono mai stati rilevati.
 }
odd-future = { $plural ->
    [one] { $count } dispositivo conteggiato risulta rilevato dopo la data dell'inventario.
   *[other] { $count } dispositivi conteggiati risultano rilevati dopo la data dell'inventario.
 }
annual-amount = { $category }: { $units } × { $price } = { $amount }
annual-amount-less = { $category }: { $units } × { $price } − { $discount } = { $amount }
growth-used = { $category }: { $growth }; utilizzo: { $used }, residuo: { $left }.
growth-cost = Costo per la durata del servizio: { $cost }; il { $percent } del costo delle { $forecast } aggiunte previste è { $share }.
days-to-renewal = { $plural ->
    [one] tra { $count } giorno, il { $end }
   *[other] tra { $count } giorni, il { $end }
 }
quote-age = { $plural ->
    [one] emesso { $count } giorno fa ({ $issued })
   *[other] emesso { $count } giorni fa ({ $issued })
 }
quote-issued-on = emesso il { $issued }
quote-valid-until = valido fino al { $until }
held-title = Il preventivo { $number } è trattenuto
draft-title = Il preventivo { $number } è in attesa di approvazione
held-release = Dopo il controllo si approva con «trueup quote approve { $number }» oppure si ritira con «trueup quote withdraw { $number } --reason TESTO».
label-order = PO (ordine di acquisto)
order-of-quote = { $order } del { $date }: { $units }, { $amount }, per { $quote }
order-amount-differs = da controllare: le unità valgono { $worth }
order-after-term = da controllare: la data è successiva alla fine della durata del servizio
order-less-open = una parte di quella versione non era più aperta
order-outside = { $order } del { $date }: { $units }, ordinate fuori da un preventivo
order-outside-ahead = { $order }: { $units }, ordinate fuori da un preventivo, valide dal { $date }
order-without-number = Ordine senza numero
orders-before = { $plural ->
    [one] e { $count } ordine precedente
   *[other] e { $count } ordini precedenti
 }
quote-without-order = nessun PO finora
action-release = Controllare e approvare il preventivo { $number }
action-reissue = Il preventivo { $number } è scaduto: accordarsi con il partner ed emetterlo di nuovo
action-order = Emettere il PO (ordine di acquisto) per il preventivo { $number }
action-classify = { $plural ->
    [one] Classificare { $count } dispositivo di modello sconosciuto: { $models }
   *[other] Classificare { $count } dispositivi di modello sconosciuto: { $models }
 }
action-own-quote = { $plural ->
    [one] Fare un preventivo a parte per { $count } dispositivo che il servizio non copre: { $models }
   *[other] Fare un preventivo a parte per { $count } dispositivi che il servizio non copre: { $models }
 }
action-models = { $plural ->
    [one] { $models } e { $count } altro modello
   *[other] { $models } e altri { $count } modelli
 }
action-report = Inviare il report di inventario di { $month }
action-access = Rendere di nuovo leggibili i tenant di Lens: rinnovare la credenziale o far concedere l'accesso
action-confirm = Confermare i totali del primo conteggio
action-price = Indicare il prezzo che manca a { $number }
action-notice = Controllare l'avviso { $number }, poi approvarlo o ritirarlo
action-open = aperta
action-overdue = in ritardo
action-closed = conclusa
action-since = Aperta dal { $day }
action-closed-on = Conclusa entro il { $day }
action-overtaken = superata
action-overtaken-on = Non più necessaria dal { $day }
action-watch = Parlare con il partner della crescita: { $category }
action-replace = { $plural ->
    [one] Proporre la sostituzione di { $count } dispositivo oltre la data di fine supporto
   *[other] Proporre la sostituzione di { $count } dispositivi oltre la data di fine supporto
 }
action-renew = Concordare il rinnovo annuale
actions-none = Nessuna azione fino alla prossima verifica.
accepted-by = Accettata da { $by }: { $reason }
accepted-against = Obiezioni sollevate:
reopened-by = La versione { $version } sostituisce la versione { $before }: { $by } ha riaperto il mese. Motivo: { $reason }
reopened-version = La versione { $version } sostituisce la versione { $before }.
reopened-counted = { $category }: { $now } conteggiati invece di { $before }
reopened-same = { $category }: { $now } conteggiati, come prima
reopened-replaced = Il preventivo { $old } è sostituito da { $new }.
reopened-withdrawn = Il preventivo { $old } è ritirato: non è dovuto alcun adeguamento.
reopened-issued = Il preventivo { $new } è nuovo.
device-list-attached = Tutti i dispositivi, con il motivo per cui ciascuno è conteggiato o no, sono nel file allegato { $file }.
device-list-too-large = L'elenco dei dispositivi è troppo grande per un'e-mail: si ottiene con «trueup export devices { $contract } --month { $month }».
method-rule = L'adeguamento scatta quando i conteggiati di una categoria superano il totale tra contratto e preventivi di almeno il { $percent }. La baseline è il numero più piccolo che lo fa scattare.
method-rule-baseline = L'adeguamento scatta quando i conteggiati di una categoria superano la baseline di almeno il { $percent }.
method-rounding = Percentuali troncate a due decimali; importi arrotondati una volta per riga, metà per eccesso.
method-times = Rilevazione in UTC; verifica eseguita il { $day } nel fuso orario del calendario.
profile-stale = { $plural ->
    [one] esclusi i dispositivi non rilevati da { $count } giorno
   *[other] esclusi i dispositivi non rilevati da { $count } giorni
 }
profile-never-stale = i dispositivi contano a prescindere dall'ultima rilevazione
profile-sync = Sync 40/60 nella categoria { $category }
profile-room-pcs = PC da sala nella categoria video
profile-no-room-pcs = PC da sala non conteggiati
profile-adapters = gli adattatori QD valgono per la loro cuffia
profile-no-adapters = adattatori QD non conteggiati
profile-accessory = { $model } nella categoria { $category } per accordo
recognised-by-line = { $plural ->
    [one] { $count } dispositivo riconosciuto solo dalla linea di prodotto.
   *[other] { $count } dispositivi riconosciuti solo dalla linea di prodotto.
 }
report-under = { $customer } · contratto { $contract } · { $source }, { $snapshot }
document-number = Documento { $number }
service-name = Servizio: Poly+ Enterprise

## Preventivo
quote-subject = Preventivo di adeguamento { $number } - { $customer }, { $units }
quote-title = Preventivo di adeguamento
quote-rest-of = { $order } del { $date } per { $quote }: { $units }. Questo preventivo riguarda quanto resta da ordinare.
quote-replaced-more = { $number }; in più: { $units }
quote-replaced-same = { $number }, con le stesse unità e dagli stessi mesi
quote-replaced-again = { $number }, perché il mese è stato conteggiato di nuovo
quote-verdict = Adeguamento a medio termine per { $customer }: { $units }
quote-order-by = Per ordinare, emettere un PO entro il { $until }.
quote-not-released = Non ancora approvato: non può essere ordinato.
not-issued = non ancora emesso
draft-mark = BOZZA
draft-note = Questo preventivo non è stato approvato. Non costituisce un'offerta.
heading-why = Perché questo preventivo
heading-quote-lines = Righe
heading-after = Dopo l'accettazione
heading-order = Come ordinare
heading-terms = Condizioni
heading-calculation = Il calcolo, passo per passo
heading-quote-annex = Allegato: dispositivi non conteggiati
from-seller = Da
to-partner = A
quote-rule = Un aumento di almeno il { $percent } rispetto al totale a contratto di una categoria comporta un adeguamento a medio termine.
quote-rule-baseline = Un aumento di almeno il { $percent } rispetto alla baseline di una categoria comporta un adeguamento a medio termine.
quote-rule-charge = Si addebitano tutti i dispositivi oltre quel totale, dal primo giorno del mese dell'adeguamento alla fine del servizio.
quote-rule-charge-baseline = Come da contratto si addebitano i dispositivi oltre la baseline, dal primo giorno del mese dell'adeguamento alla fine del servizio.
quote-snapshot = { $source }, rilevazione del { $at }
quote-tranche = { $category }, parte { $tranche }
column-category = Categoria di prodotti
column-description = Descrizione
column-units = Unità
column-amount = Importo
column-new-contracted = Nuovo totale
column-new-baseline = Nuova baseline
line-price = Prezzo unitario annuo { $price } ({ $monthly } al mese)
line-price-from = Prezzo contrattuale in vigore dal { $day }
line-price-kept = Prezzo contrattuale in vigore dal { $day }, mantenuto dal primo preventivo di queste unità
line-price-missing = Prezzo unitario annuo: prezzo da confermare
line-period = Addebito dal { $from } al { $to }: { $months }
months = { $plural ->
    [one] { $count } mese
   *[other] { $count } mesi
 }
months-broken = { $months } mesi
total-without-vat = Totale IVA esclusa
quote-discount = Sconto concordato: { $percent }, già compreso negli importi delle righe.
after-effective = Dal { $day } la baseline è reimpostata:
step-units = { $counted } conteggiati − { $less } a contratto = { $units }
step-units-quoted = { $counted } conteggiati − { $less } tra contratto e preventivi = { $units }
step-units-baseline = { $counted } conteggiati − { $less } di baseline = { $units }
step-units-earlier = { $units } come da preventivo di { $month }, dallo stesso mese e allo stesso prezzo
step-units-rest = { $units } di quelle del preventivo di { $month }: quanto { $order } non ha coperto, dallo stesso mese e allo stesso prezzo
step-months = dal { $from } al { $to }: { $months }
step-days = { $plural ->
    [one] dal { $from } al { $to }: { $count } giorno
   *[other] dal { $from } al { $to }: { $count } giorni
 }
order-state = Indicare nel PO (ordine di acquisto): preventivo { $number }, { $units }, { $amount } IVA esclusa.
order-send = Inviare il PO a { $address }.
order-until = Il preventivo è valido fino al { $until } compreso.
order-expiry = Dopo la scadenza le unità restano nel confronto mensile; il preventivo viene emesso di nuovo con gli stessi mesi di inizio, perciò attendere non cambia l'importo.
order-price-missing = Il preventivo non può ancora essere ordinato: confermeremo il prezzo in una nuova versione.
terms-contract = Questo preventivo fa parte del contratto { $contract } e dei suoi accordi di prezzo.
terms-vat = Tutti gli importi sono IVA esclusa; l'IVA si aggiunge a norma di legge.
terms-rounding = Ogni riga è arrotondata una sola volta, metà per eccesso, all'unità minima della valuta; il totale somma le righe arrotondate.
terms-decrease = Una diminuzione successiva dei dispositivi non dà diritto a crediti prima del rinnovo.
terms-renewal = I nuovi dispositivi aggiunti fanno parte della nuova baseline e del rinnovo annuale.
heading-parties = Parti

## Sollecito del preventivo
reminder-title = Sollecito: preventivo di adeguamento
reminder-subject = Sollecito: preventivo di adeguamento { $number } - { $customer }, valido fino al { $until }
reminder-verdict = Il preventivo { $number } per { $customer } attende il vostro PO entro il { $until } compreso.
reminder-amount = { $units }, totale IVA esclusa
days-left = { $plural ->
    [one] manca { $count } giorno
   *[other] mancano { $count } giorni
 }
last-day = ultimo giorno
reminder-thanks = Se il PO è già in arrivo, grazie: non occorre altro. Se qualcosa non torna, basta rispondere a questo messaggio.
reminder-thread = Il preventivo, con il calcolo, è nel nostro messaggio del { $day }, a cui questo risponde. Il contenuto non è cambiato.
heading-contract-only = Contratto

## Documento trattenuto
held-heading = Serve una decisione
held-under = { $customer } · contratto { $contract }
held-audit-badge = verifica trattenuta
held-audit-subject = Serve una decisione: verifica { $month } - { $customer }, { $why }
held-audit-verdict = La verifica di { $month } è trattenuta: { $why }. Nulla è stato pubblicato.
held-because-growth = conteggio molto superiore al contratto
held-because-drop = conteggio molto inferiore all'ultima verifica
held-because-incomplete-listing = elenco dei dispositivi incompleto
held-growth = { $category }: { $counted } dispositivi conteggiati, oltre il { $percent } in più rispetto ai { $other } di confronto.
held-drop = { $category }: { $counted } dispositivi conteggiati, oltre il { $percent } in meno rispetto ai { $other } dell'ultimo mese verificato.
held-incomplete = Non è dimostrato che Lens abbia elencato tutti i dispositivi. Esito dell'elenco: { $detail }
held-effect-quote = Pubblicata così com'è, comporta un adeguamento a medio termine: { $units }, { $total } (preventivo { $number }).
held-effect-goes-out = A { $partner } viene poi inviato subito il preventivo.
held-effect-waits = Anche il preventivo attende poi un'approvazione.
held-effect-none = Pubblicata così com'è, non comporta alcun adeguamento: parte solo il report.
held-effect-unknown = I dispositivi non sono ancora stati conteggiati: l'effetto si saprà solo dopo.
held-audit-note = Se nessuno decide entro il { $day }, il mese di { $month } resta senza verifica e non potrà più essere addebitato.
held-quote-subject = Serve una decisione: preventivo { $number } - { $customer }, { $units }
held-quote-verdict = Il preventivo { $number } è trattenuto: { $units }, { $total }.
draft-quote-verdict = Il preventivo { $number } è in attesa di approvazione: { $units }, { $total }.
held-draft = Le impostazioni prevedono che ogni preventivo di adeguamento sia approvato da una persona.
held-price-missing = Manca nel contratto il prezzo di: { $categories }; prezzo da confermare.
held-unknown-models = { $plural ->
    [one] { $count } dispositivo di modello sconosciuto potrebbe cambiare il risultato.
   *[other] { $count } dispositivi di modello sconosciuto potrebbero cambiare il risultato.
 }
held-amount = Il totale, { $total }, supera il limite di { $limit } per l'invio senza approvazione.
held-quote-effect = Una volta approvato, va al partner { $partner }: { $units }, { $total }.
held-quote-to = Destinatari: { $addresses }
held-quote-charge = Addebito dal { $from } al { $to }: le date non dipendono dal giorno dell'approvazione.
held-quote-supersedes = Ha sostituito il preventivo { $number }.
held-quote-note = Fino ad allora il partner non ne vede nulla, e le verifiche successive confrontano comunque con le sue unità. Data di emissione e validità decorrono dall'approvazione.
choose-accept = Il conteggio è corretto: pubblicare la verifica.
choose-count-again = Contratto, catalogo o inventario erano sbagliati: prima correggere, poi ripetere il conteggio.
choose-list-again = Elencare di nuovo i dispositivi:
choose-accept-incomplete = L'elenco va bene così: eseguire comunque il conteggio.
choose-approve = Approvare il preventivo:
choose-approve-priced = Inserire il prezzo nel contratto e applicarlo, poi approvare il preventivo; parte come nuova versione con il prezzo.
choose-withdraw = Ritirare il preventivo: le sue unità non contano più nel confronto delle verifiche.
placeholder-reason = MOTIVO
heading-held-why = Perché
heading-held-effect = Che cosa comporta
heading-decide = Si decide con uno di questi comandi
heading-held-count = Il conteggio
label-sum = Dispositivi

## Riepilogo
contract-count = { $plural ->
    [one] { $count } contratto
   *[other] { $count } contratti
 }
digest-subject = { $title } - { $contracts }: { $verdict }
digest-short-quiet = nulla da decidere
digest-short = { $plural ->
    [one] { $count } richiede attenzione
   *[other] { $count } richiedono attenzione
 }
digest-title = Riepilogo { $month }
digest-title-closed = Riepilogo { $month }, a fine mese
digest-verdict-quiet = Nulla da decidere: tutte le verifiche sono eseguite e nessuna decisione è in sospeso.
digest-verdict-only = Il contratto richiede attenzione.
digest-action = { $what } ({ $owner }, entro il { $due })
digest-action-overdue = { $what } ({ $owner }, entro il { $due }: in ritardo)
digest-actions-more = { $plural ->
    [one] e { $count } altra azione nel report
   *[other] e altre { $count } azioni nel report
 }
digest-actions = { $plural ->
    [one] { $count } azione aperta, di cui in ritardo: { $overdue }.
   *[other] { $count } azioni aperte, di cui in ritardo: { $overdue }.
 }
digest-verdict = { $plural ->
    [one] { $count } su { $all } richiede attenzione.
   *[other] { $count } su { $all } richiedono attenzione.
 }
digest-badge-quote = preventivo da decidere
digest-badge-failed = non ancora verificato
digest-badge-waiting = report mancante
digest-badge-quoted = adeguamento
digest-held-growth = Il conteggio è molto superiore al contratto. I numeri sono in un messaggio a parte.
digest-held-drop = Il conteggio è molto inferiore all'ultima verifica. I numeri sono in un messaggio a parte.
digest-held-incomplete = Non è dimostrato che l'elenco dei dispositivi sia completo. I dettagli sono in un messaggio a parte.
digest-failed = La verifica finora non è riuscita e viene ripetuta ogni ora: { $detail }
digest-not-begun = La verifica non è ancora terminata.
digest-waiting = Il report di inventario del partner non è arrivato.
digest-closed = Il mese è finito senza verifica e non potrà più essere addebitato.
digest-line = { $category }: { $counted } rispetto a { $compared } ({ $change })
digest-line-marked = { $category }: { $counted } rispetto a { $compared } ({ $change }), { $state }
digest-quote = Preventivo { $number }: { $units }, { $total }, { $state }
digest-more = { $plural ->
    [one] e { $count } altro
   *[other] e altri { $count }
 }
digest-all = Tutti i contratti: { $command }
heading-digest-needy = Da seguire
heading-digest-ordered = In attesa del PO del partner
heading-digest-others = Nulla da decidere
column-contracts = Contratti
digest-badge-order = preventivo approvato
digest-badge-expired = preventivo scaduto
choose-reissue = Accordarsi con il partner, poi emetterlo di nuovo come nuova versione:
digest-quoted = { $plural ->
    [one] { $count } preventivo approvato attende il PO: { $amount } IVA esclusa.
   *[other] { $count } preventivi approvati attendono il PO: in tutto { $amount } IVA esclusa.
 }
choose-try-now = Riprovare subito:
choose-ingest = Quando arriva:

## Report mancante
report-request-subject = Da inviare: report di inventario Lens di { $month } - { $customer }
report-reminder-subject = Manca il report di inventario Lens di { $month } - { $customer }
not-audited-subject = Verifica non eseguita, report di inventario mancante: { $months } - { $customer }
missing-title = Report di inventario Lens di { $month }
not-audited-title = Verifica non eseguita: { $months }
report-request-badge = report richiesto
report-reminder-badge = report mancante
report-last-reminder-badge = ultimo sollecito
report-request-verdict = Vi preghiamo di inviarci il report di inventario Lens di { $month } entro { $until }.
report-reminder-verdict = Il report di inventario di { $month } non è ancora arrivato. L'abbiamo richiesto { $asked }: inviatelo appena possibile, al più tardi entro { $until }.
report-last-reminder-verdict = Il report di inventario di { $month } manca ancora. Può essere conteggiato fino a { $until }, poi il mese si chiude.
not-audited-verdict = { $plural ->
    [one] { $months } si è chiuso senza verifica: il report di inventario non era arrivato.
   *[other] { $months }: chiusi senza verifica, i report di inventario non erano arrivati.
 }
report-months = { $count } mesi, da { $first } a { $last }
heading-report-steps = Che cosa fare
heading-report-columns = Colonne del file
heading-report-why = Perché lo chiediamo
heading-report-means = Che cosa significa
heading-report-easier = Un modo più semplice
label-report-until = Entro
label-report-to = Inviare a
label-last-audited = Ultima verifica
report-never = ancora nessun mese
column-header = Colonna
column-example = Esempio
column-needed = Serve
column-required = obbligatoria
column-either = obbligatoria una delle due
column-important = per contare solo i dispositivi in uso
column-optional = se disponibile
example-site = Milano
example-room = Sala 3
report-step-export = Per il cliente { $customer }, esportare da Poly Lens l'elenco di tutti i dispositivi come file CSV; va bene anche una tabella propria.
report-step-columns = Controllare che contenga le colonne indicate sotto e una riga per ogni dispositivo.
report-step-answer = Rispondere a questo messaggio allegando il file, oppure inviarlo all'indirizzo indicato sopra.
report-step-send = Inviare il file all'indirizzo indicato sopra.
report-form-csv = CSV in UTF-8, separato da virgola, punto e virgola o tabulazione; la prima riga contiene le intestazioni scritte come sopra. Non XLSX né ZIP.
report-form-dates = Date nella forma anno-mese-giorno. Senza Last Detected non è possibile escludere i dispositivi che nessuno usa più.
report-form-text = In un foglio di calcolo, impostare prima i numeri di serie come testo: 1,23E+15 non è un numero di serie.
report-form-people = Nomi e indirizzi degli utenti non servono: meglio non inviarli. All'arrivo del file quelle colonne vengono eliminate.
report-why = Il contratto prevede ogni mese il conteggio dei dispositivi. Non abbiamo accesso al tenant Lens del cliente, perciò il conteggio si basa sul vostro report.
report-why-closed = Nulla viene stimato: senza report, { $month } si chiude { $day } senza verifica.
report-easier = Con l'accesso in lettura tramite tenant Lens del cliente il conteggio avviene da solo e questi messaggi cessano.
report-easier-contact = { $name } è a disposizione per l'attivazione: { $address }
report-foot = Domande? { $name }, { $address }
not-audited-nothing = Nulla è stato conteggiato e nulla viene stimato.
not-audited-closed = Ciò che è chiuso resta chiuso: un report che arriva ora è conteggiato nel mese in cui arriva.
not-audited-compare = La prossima verifica confronta con gli stessi totali di prima.
not-audited-next = Per { $month } il report serve di nuovo: un messaggio a parte indica che cosa inviare, dove ed entro quando.

alert-heading = Serve l'intervento di una persona
alert-operator = All'operatore
alert-subject = Richiesta di attenzione { $day }: { $what }
alert-verdict = { $what }: qualcuno deve occuparsene.
alert-audits = { $plural ->
    [one] { $count } verifica non riesce
   *[other] { $count } verifiche non riescono
 }
alert-letters = { $plural ->
    [one] { $count } messaggio non ha raggiunto il destinatario
   *[other] { $count } messaggi non hanno raggiunto i destinatari
 }
alert-to = { $plural ->
    [one] { $count } messaggio a { $address }
   *[other] { $count } messaggi a { $address }
 }
alert-failing = Primo errore: { $since }. { $detail }
alert-contracts = Contratti: { $contracts }
alert-dead = Invio abbandonato; data e ora: { $since }. Il server di posta ha risposto: { $detail }
alert-held = Invio trattenuto; data e ora: { $since }. Motivo: { $detail }
alert-note-audits = Le verifiche non riuscite vengono ripetute ogni ora; ciò che non è verificato entro la fine del mese non potrà più essere addebitato.
alert-note-letters = Un messaggio abbandonato non viene inviato di nuovo da solo: «trueup outbox retry ID» lo rimanda allo stesso indirizzo, «trueup outbox cancel ID» lo annulla. Se un indirizzo è errato, va corretto nei dati: i prossimi messaggi andranno al nuovo.
alert-foot = Al massimo un avviso al giorno, e solo se c'è qualcosa di nuovo.
## PDF documents and charts
page-of = Pagina { $page } di { $pages }
heading-chart = Conteggiati rispetto alla baseline
chart-alt = { $category }: { $first } conteggiati ({ $from }), { $last } ({ $to }); baseline { $baseline }.
chart-alt-gaps = Verifica non eseguita: { $months }.
chart-alt-returned = Unità RMA { $year } per mese: { $months }. Somma { $sum }, ammesse { $allowed }.
chart-alt-models = { $title }. { $models }.
chart-other-models = { $plural ->
    [one] un altro modello
   *[other] altri { $count } modelli
}
column-annual-price = Prezzo annuo
column-monthly-price = Prezzo mensile
column-time = Durata
heading-added = Allegato: conteggiati per modello nelle categorie con adeguamento

letter-kind-csm-report = Report mensile
letter-kind-true-up-quote = Preventivo di adeguamento
letter-kind-quote-reminder = Sollecito di un preventivo
letter-kind-held-document = Richiesta di decisione
letter-kind-csm-digest = Riepilogo mensile
letter-kind-report-request = Richiesta del report di inventario
letter-kind-report-reminder = Sollecito del report di inventario
letter-kind-not-audited = Mese senza verifica
letter-kind-operator-alert = Avviso
letter-kind-rma-warning = Avviso sulla soglia RMA
letter-kind-rma-overage-notice = Avviso di superamento della soglia RMA

## Resi delle cuffie: soglia RMA annuale
label-rma-rate = Percentuale RMA
label-rma-threshold = Soglia RMA annuale
label-rma-units = Unità RMA nell'anno solare
label-rma-base = Base installata sotto contratto
label-rma-allowed = Unità ammesse
label-rma-remaining = Unità ancora ammesse
label-rma-overage = Unità eccedenti
rma-base-since = { $base } (dal { $day })
rma-others = altri: { $units }
rma-no-reason = senza motivo indicato
rma-as-of = Situazione al { $day }.
rma-contact = Domande? { $name }, { $address }
rma-line-name = RMA { $number }, riga { $line }
rma-overage-units = { $plural ->
    [one] { $count } unità eccedente
   *[other] { $count } unità eccedenti
 }
rma-no-overage-units = nessuna unità eccedente
rma-more-units = { $plural ->
    [one] e { $count } altra riga, precedente
   *[other] e altre { $count } righe, precedenti
 }
rma-left-out-not-authorised = { $plural ->
    [one] non autorizzata
   *[other] non autorizzate
 }
rma-left-out-rejected = { $plural ->
    [one] respinta
   *[other] respinte
 }
rma-left-out-cancelled = { $plural ->
    [one] annullata
   *[other] annullate
 }
rma-left-out-duplicate = { $plural ->
    [one] duplicata
   *[other] duplicate
 }
rma-left-out-recall = per richiamo del prodotto
rma-left-out-other-category = { $plural ->
    [one] di un'altra categoria
   *[other] di altre categorie
 }
rma-left-out-unknown-category = di prodotto sconosciuto
rma-left-out-outside-term = fuori dalla durata del servizio
rma-left-out-not-headset = { $plural ->
    [one] diversa da cuffie
   *[other] diverse da cuffie
 }
rma-warning-subject = Percentuale RMA { $rate } su { $percent } - { $customer }
rma-warning-title = Soglia RMA annuale { $year }
rma-warning-badge-watch = da monitorare
rma-warning-badge-over = soglia superata
rma-warning-verdict-watch = { $customer } ha usato { $units } delle { $allowed } unità RMA ammesse nell'anno solare { $year }.
rma-warning-verdict-over = { $customer } ha superato la soglia RMA annuale { $year }: { $units } unità RMA, { $allowed } ammesse, { $overage } eccedenti.
rma-warning-next-watch = { $plural ->
    [one] Resta { $count } unità prima della soglia. Oltre la soglia, Poly si riserva il diritto di fatturare i prodotti al prezzo di listino in vigore.
   *[other] Restano { $count } unità prima della soglia. Oltre la soglia, Poly si riserva il diritto di fatturare i prodotti al prezzo di listino in vigore.
 }
rma-warning-next-over = Oltre la soglia, Poly si riserva il diritto di fatturare i prodotti al prezzo di listino in vigore. Le unità eccedenti sono indicate in un avviso a parte.
heading-rma-advice = Che cosa conviene verificare
heading-rma-models = Prodotti più resi
heading-rma-reasons = Motivi più frequenti
heading-rma-units = Le ultime autorizzazioni al reso (RMA)
rma-advice-batch = Un lotto difettoso: gli stessi prodotti, con date o numeri di serie vicini? Segnalatecelo, verifichiamo se si tratta di un richiamo.
rma-advice-handling = L'uso: cavi tirati, cuscinetti usurati, custodie mancanti? Spesso basta un accessorio.
rma-advice-training = La formazione: un reset o un aggiornamento software risolve molti guasti senza sostituzione.
column-rma = Autorizzazione al reso (RMA)
column-rma-day = Autorizzata il
label-notice = Avviso
label-notice-kind = Tipo
label-notice-period = Anno solare
label-bill-to = A carico di
notice-subject = Avviso di superamento della soglia RMA { $number } - { $customer }, { $units }
notice-title = Avviso di superamento della soglia RMA: situazione a oggi
notice-title-final = Avviso di superamento della soglia RMA: situazione finale
notice-kind-to-date = situazione a oggi
notice-kind-final = situazione finale
notice-verdict = { $customer }: { $units } unità RMA nell'anno solare { $year }, { $allowed } ammesse, { $overage }.
notice-verdict-none = { $customer }: { $units } unità RMA nell'anno solare { $year }, { $allowed } ammesse. Non ci sono unità eccedenti.
notice-no-invoice = Questo avviso non è una fattura.
notice-object-by = Eventuali obiezioni entro il { $day }.
notice-bill-to-customer = { $customer }, tramite { $partner }
heading-notice-changed = Che cosa è cambiato rispetto a { $number }
heading-notice-lines = Unità al prezzo di listino
notice-changed-units = Unità RMA: da { $before } a { $now }.
notice-changed-base = Base installata sotto contratto: da { $before } a { $now }.
notice-changed-overage = Unità eccedenti: da { $before } a { $now }.
notice-changed-prices = Catalogo di listini prezzi: { $now } al posto di { $before }.
notice-changed-total = Totale IVA esclusa: da { $before } a { $now }.
notice-changed-added = { $plural ->
    [one] { $count } unità aggiunta.
   *[other] { $count } unità aggiunte.
 }
notice-changed-dropped = { $plural ->
    [one] { $count } unità tolta.
   *[other] { $count } unità tolte.
 }
notice-changed-nothing = Nulla: stesse unità e stessi importi.
notice-step-base = Base installata sotto contratto: { $base }, dal { $day }.
notice-step-allowed = Unità ammesse: { $percent } di { $base }, per difetto = { $allowed }.
notice-step-units = Unità autorizzate nell'anno fino al { $day }: { $units }, cioè { $units } / { $base } = { $rate }.
notice-step-others = { $plural ->
    [one] Di queste, { $count } non è una cuffia, ma un altro dispositivo personale della stessa categoria.
   *[other] Di queste, { $count } non sono cuffie, ma altri dispositivi personali della stessa categoria.
 }
notice-step-left-out = Non conteggiate: { $reasons }.
notice-step-overage = Unità eccedenti: { $units } − { $allowed } = { $overage }.
notice-step-none = { $units } non supera { $allowed }: nessuna unità eccedente.
notice-step-all = Come da contratto, superata la soglia si fatturano tutte le unità dell'anno.
notice-line-title = RMA { $number }, riga { $line }, autorizzata il { $day }
notice-line-case = ticket di assistenza { $number }
notice-line-serial = numero di serie { $number }
notice-line-price = Prezzo di listino { $price } ({ $list }, versione { $version }, in vigore dal { $day })
notice-line-price-missing = Prezzo di listino: prezzo da confermare
notice-more-lines = { $plural ->
    [one] e { $count } altra riga, compresa nel totale; è nel file allegato
   *[other] e altre { $count } righe, comprese nel totale; sono nel file allegato
 }
notice-annex = Tutte le unità RMA dell'anno, conteggiate o no, sono nel file allegato { $file }.
notice-terms-right = Se la percentuale RMA del cliente supera il { $percent } della base installata sotto contratto in un anno solare, Poly si riserva il diritto di fatturare i prodotti al prezzo di listino in vigore. È un diritto, non un obbligo.
notice-terms-order = Le unità ammesse si consumano in ordine di data di autorizzazione, poi di numero RMA e di riga.
notice-terms-price = Prezzi del catalogo di listini prezzi in vigore il { $day }.
notice-terms-to-date = Questa situazione comprende tutte le unità dell'anno fino alla data indicata e può ancora cambiare. La situazione finale segue dopo la fine del { $year }, o del contratto.
notice-terms-final = Questa situazione chiude il { $year }: non seguono altre versioni.
notice-terms-invoice = Un importo è dovuto solo in base a una fattura separata.
held-notice-subject = Serve una decisione: avviso RMA { $number } - { $customer }, { $units }
held-notice-verdict = L'avviso { $number } è trattenuto: { $units }, { $total }.
draft-notice-verdict = L'avviso { $number } è in attesa di approvazione: { $units }, { $total }.
held-notice-draft = Le impostazioni prevedono che ogni avviso di superamento della soglia RMA sia approvato da una persona.
held-notice-price = Nel listino in vigore mancano i prezzi di queste righe; prezzo da confermare:
held-notice-price-line = RMA { $number }, riga { $line }: { $product }
held-notice-price-more = { $plural ->
    [one] e { $count } altra riga
   *[other] e altre { $count } righe
 }
held-notice-withdrawn = La versione precedente è stata ritirata da una persona.
held-notice-supersedes = Sostituisce l'avviso { $number }, che il partner ha già.
held-notice-note = Fino ad allora il partner non ne vede nulla. L'approvazione usa i prezzi in vigore quel giorno.
choose-approve-notice = Approvare l'avviso:
choose-approve-notice-priced = Applicare il listino con i prezzi mancanti, poi approvare l'avviso; parte come nuova versione con i prezzi.
choose-withdraw-notice = Ritirare l'avviso: Poly rinuncia a fatturare queste unità.
heading-rma = Resi delle cuffie (RMA)
column-rma-sum = Somma dell'anno rispetto alle unità ammesse
report-subject-rma = soglia RMA superata
report-rma-sentence = RMA { $year }: { $units } unità su { $allowed } ammesse, { $rate } della base installata sotto contratto: { $state }.
report-rma-not-returned = { $plural ->
    [one] { $count } unità guasta non restituita entro 10 giorni lavorativi
   *[other] { $count } unità guaste non restituite entro 10 giorni lavorativi
 }
report-rma-due = { $rma }: { $units } × { $model }, da restituire entro il { $due }
report-rma-shipped-late = { $plural ->
    [one] { $count } sostituzione anticipata spedita dopo il giorno lavorativo successivo
   *[other] { $count } sostituzioni anticipate spedite dopo il giorno lavorativo successivo
 }
report-rma-shipped = { $rma }: { $units } × { $model }, prevista per il { $due }, spedita il { $came }
action-rma = Parlare con il partner dei resi delle cuffie
action-rma-return = { $plural ->
    [one] Restituire { $count } unità guasta
   *[other] Restituire { $count } unità guaste
 }
digest-badge-notice = avviso RMA da decidere
digest-notice = Avviso { $number }: { $units }, { $total }, { $state }
digest-unmatched = { $plural ->
    [one] { $count } riga RMA non corrisponde ad alcun cliente e non viene conteggiata: «trueup rma list --unmatched» la elenca.
   *[other] { $count } righe RMA non corrispondono ad alcun cliente e non vengono conteggiate: «trueup rma list --unmatched» le elenca.
 }

## Workbook
sheet-summary = Riepilogo
sheet-models = Conteggio per modello
sheet-unknown = Modelli sconosciuti
sheet-quote = Calcolo del preventivo
sheet-rma = RMA
sheet-counted = Dispositivi conteggiati
sheet-not-counted = Non conteggiati
recognised-name = dal nome
recognised-alias = da un altro nome
recognised-line = dalla linea di prodotto
column-serial = Numero di serie
column-mac = Indirizzo MAC
column-listed-as = Modello come elencato
column-recognised-as = Riconosciuto come
column-recognised-by = Riconosciuto
column-last-detected = Ultimo rilevamento (UTC)
column-site = Sede
column-room = Sala
column-software = Software
column-device-id = ID dispositivo
column-device-name = Nome del dispositivo
column-unit-price = Prezzo unitario annuo
column-charge-from = Addebito dal
column-charge-to = Addebito al
column-months = Mesi
column-days = Giorni
column-discount = Sconto in %
workbook-listed = Elencati
workbook-amount-month = Importo = unità × prezzo unitario annuo / 12 × mesi × (100 − sconto) / 100, arrotondato una volta per riga, metà per eccesso. Le celle sono formule: si ricalcolano quando si cambia un valore.
workbook-amount-day = Importo = unità × prezzo unitario annuo × giorni / 365 × (100 − sconto) / 100, arrotondato una volta per riga, metà per eccesso. Le celle sono formule: si ricalcolano quando si cambia un valore.
workbook-without-devices = Con i singoli dispositivi questo file sarebbe troppo grande per un'e-mail: lo scrive completo «trueup export devices { $contract } --month { $month } --format xlsx».
column-rma-sum-units = Somma dell'anno
column-rma-line = Riga
column-rma-came = Arrivato il

## Conferma dei totali
confirm-subject = Da confermare entro { $until }: totali dei dispositivi - { $customer }
confirm-title = Totali dei dispositivi da confermare
confirm-badge = da confermare
confirm-verdict = Vi preghiamo di confermare entro { $until } i totali dei dispositivi di { $customer }: { $units }.
heading-confirm-totals = Che cosa è stato conteggiato e quanto risulta
confirm-installed = Dispositivi installati
confirm-growth = Crescita in anticipo
confirm-total = Totale
confirm-growth-units = { $category }: di { $forecast } aggiunte previste il { $percent } è addebitato in anticipo, { $growth }.
confirm-step-compare = Confrontare i totali con ciò che il cliente possiede. Ogni dispositivo idoneo di una categoria ne fa parte.
confirm-step-unknown = { $plural ->
    [one] Indicarci che cos'è { $count } dispositivo di modello sconosciuto: non è ancora conteggiato.
   *[other] Indicarci che cosa sono i { $count } dispositivi di modello sconosciuto: non sono ancora conteggiati.
 }
confirm-step-growth = Indicarci quanti dispositivi si aggiungeranno nel prossimo anno e quale quota addebitare in anticipo.
confirm-step-answer = Rispondere a { $name }, { $address }: «confermato», oppure che cosa è diverso e perché.
confirm-unknown = Modelli sconosciuti
confirm-unknown-note = Questi dispositivi non sono in alcun totale. Quando sapremo che cosa sono, saranno conteggiati di nuovo.
confirm-own-quote = Con un preventivo a parte
confirm-own-quote-note = Le soluzioni verticali e i prodotti per l'infrastruttura non fanno parte del servizio e richiedono un preventivo personalizzato.
confirm-ended-note = Dopo la fine supporto non possono essere coperti e non sono in alcun totale.
confirm-ending-note = Sono conteggiati fino a quel giorno.
confirm-stale = Non rilevati da troppo tempo
confirm-stale-note = Non sono in alcun totale. Se sono ancora in uso, collegarli una volta: saranno conteggiati di nuovo.
confirm-more = { $plural ->
    [one] e { $count } altro modello con { $devices }
   *[other] e altri { $count } modelli con { $devices }
 }
confirm-why = L'ordine, i prezzi e ogni verifica successiva si basano su questi totali. L'assistenza accetta ogni chiamata senza chiedere il numero di serie: per questo il numero dei dispositivi va concordato.
confirm-why-profile = Ogni verifica mensile conta nello stesso modo di questo conteggio:
label-confirm-to = Rispondere a
label-count = Conteggio n.
label-detection = Rilevamento
letter-kind-baseline-confirmation = Totali da confermare
