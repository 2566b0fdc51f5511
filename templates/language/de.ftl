# Deutsch (Sie). Zahlen, Daten und Beträge kommen fertig geschrieben; $plural ist die Pluralkategorie von $count.
#
# Glossar: English = so heißt es hier | andere Form ! nie so. Ein Test hält jeden Text daran.
#   true-up = True-up ! Nachlizenzierung | Nachberechnung
#   mid-term true-up = unterjähriger True-up | unterjährigen True-up
#   baseline = Baseline
#   quote = Angebot ! Offerte | Kostenvoranschlag
#   PO = Bestellung ! Auftrag
#   purchase order = Bestellung
#   audit = Audit
#   audited = Audit | durchgeführt
#   not audited = kein Audit | ohne Audit
#   counted = gezähl
#   device = Gerät ! Endgerät | Device
#   headset = Headset ! Kopfhörer
#   video device = Videogerät
#   voice device = Telefoniegerät
#   inventory report = Inventarbericht
#   monthly report = Monatsbericht ! Report
#   contract = Vertrag | Verträge
#   partner = Partner
#   unit = Einheit
#   snapshot = Datenstand ! Snapshot
#   held = zurückgehalten
#   withdrawn = zurückgezogen
#   expired = abgelaufen
#   annual renewal = jährliche | jährlichen
#   renewal = Verlängerung
#   service term = Servicelaufzeit
#   growth = Wachstum
#   charged = berechnet
#   unknown model = unbekannte
#   end of support = Supportende
#   price to confirm = Preis wird noch bestätigt
#   excl. VAT = netto ! MwSt. | exkl.
#   valid until = gültig bis
#   reminder = Erinnerung
#   action required = Handlungsbedarf
#   watch = beobachten
#   headroom = Abstand ! Headroom
#   counting profile = Zählprofil
#   catalogue = Katalog | Preisliste
#   decision = Entscheidung
#   draft = Entwurf
#   site ID = Standort-ID
#   annex = Anhang
#   forecast = Prognos
#   serial number = Seriennummer
#   RMA = RMA
#   RMA rate = RMA-Quote
#   threshold = Schwelle
#   overage unit = überzählige
#   allowed = zulässig
#   installed base under contract = installierte Basis unter Vertrag | installierten Basis unter Vertrag
#   calendar year = Kalenderjahr
#   list price = Listenpreis
#   notice = Mitteilung

## Wörter
category-headset = Headsets/persönliche Geräte
category-video = Video
category-voice = Telefonie
units-headset = { $plural ->
    [one] { $count } Headset
   *[other] { $count } Headsets
 }
units-video = { $plural ->
    [one] { $count } Videogerät
   *[other] { $count } Videogeräte
 }
units-voice = { $plural ->
    [one] { $count } Telefoniegerät
   *[other] { $count } Telefoniegeräte
 }
state-ok = in Ordnung
state-watch = beobachten
state-action = Handlungsbedarf
state-unaudited = kein Audit
audit-audited = durchgeführt
audit-partly = teilweise durchgeführt
not-available = k. A.
not-audited = kein Audit
unaudited-months = Ohne Audit abgeschlossen: { $months }. Solche Monate werden nicht berechnet.
price-to-confirm = Preis wird noch bestätigt
amount-without-vat = { $amount } netto
source-lens = Poly Lens
source-report = Inventarbericht des Partners
reason-software = Software-Einträge
reason-third-party = Produkte anderer Hersteller
reason-excluded = Branchenlösungen und andere ausgeschlossene Produkte
reason-infrastructure = Infrastrukturprodukte
reason-accessory = Zubehör gezählter Geräte
reason-unknown-model = unbekannte Modelle
reason-end-of-support = Supportende überschritten
reason-stale = zu lange nicht erkannt
reason-replaced = per RMA ersetzt
reason-category-not-contracted = Kategorie nicht im Vertrag
reason-duplicate = Duplikate
hold-price-missing = Für eine neue Kategorie enthält der Vertrag keinen Preis: Preis wird noch bestätigt.
hold-unknown-models = Geräte unbekannter Modelle könnten das Ergebnis ändern.
hold-amount = Der Gesamtbetrag liegt über der Grenze für eine Freigabe ohne Prüfung.
hold-first-true-up = Dies ist der erste True-up dieses Vertrags.
hold-totals-changed = Dies ist der erste True-up seit der Änderung der Vertragsmengen.
hold-profile-changed = Dies ist der erste True-up seit der Änderung des Zählprofils.
hold-source-changed = Dies ist der erste True-up seit dem Wechsel der Inventarquelle.
hold-catalogue-changed = Dies ist der erste True-up, seit eine Änderung des Modellkatalogs die Zählung verändert hat.
quote-state-draft = wartet auf Freigabe
quote-state-held = zurückgehalten
quote-state-approved = freigegeben
quote-state-sent = gesendet
quote-state-po-received = Bestellung eingegangen
quote-state-expired = abgelaufen
quote-state-superseded = ersetzt
quote-state-withdrawn = zurückgezogen

unit-count = { $plural ->
    [one] { $count } Einheit
   *[other] { $count } Einheiten
 }
device-count = { $plural ->
    [one] { $count } Gerät
   *[other] { $count } Geräte
 }

## Bezeichnungen
label-month = Monat
label-customer = Kunde
label-end-customer = Endkunde
label-partner = Partner
label-contract = Vertrag
label-site = Standort-ID
label-term = Servicelaufzeit
label-csm = Customer Success Manager
label-source = Quelle
label-snapshot = Datenstand
label-audit = Audit
label-quote = Angebot
label-version = Version
label-supersedes = Ersetzt
label-order-received = Bestellung eingegangen
label-issued = Ausgestellt am
label-valid-until = Gültig bis
label-original-order = Ursprüngliche Bestellung (PO)
label-currency = Währung
label-quote-issued = Angebot aus diesem Audit
label-quote-open = Offenes Angebot
label-annual-amount = Einheiten im Vertrag, Betrag im Jahr
label-growth = Vorab berechnetes Wachstum
label-renewal = Jährliche Verlängerung
label-rule = Auslöser
label-profile = Zählprofil
label-recognition = Modellerkennung
label-rounding = Rundung
label-times = Datumsangaben
label-snapshot-digest = Prüfsumme des Datenstands
label-catalogue-digest = Prüfsumme des Katalogs
label-profile-digest = Prüfsumme des Zählprofils
label-templates-digest = Prüfsumme der Vorlagen
label-program = Programm
vat-number = USt-IdNr. { $number }
partner-number = Partner-ID { $number }

## Bericht
report-subject = Monatsbericht { $month } - { $customer }: { $verdict }
report-subject-none = kein True-up
report-subject-true-up = True-up, { $units }
report-subject-version = Version { $version }
report-title = Monatsbericht { $month }
verdict-ok = Kein True-up. Alle Kategorien liegen innerhalb ihrer Baseline.
verdict-watch = Kein True-up in diesem Monat. Zu beobachten: { $categories }.
verdict-watch-unknown = { $plural ->
    [one] Kein True-up in diesem Monat. { $count } Gerät eines unbekannten Modells könnte noch einen auslösen.
   *[other] Kein True-up in diesem Monat. { $count } Geräte unbekannter Modelle könnten noch einen auslösen.
 }
watched = { $category } (Abstand zur Baseline: { $headroom })
verdict-action = Unterjähriger True-up: { $units }.
verdict-action-total = Unterjähriger True-up: { $units }, { $total } netto.
verdict-action-revised = Unterjähriger True-up: { $units } mehr. Das Angebot umfasst jetzt { $all }, { $total } netto.
verdict-unaudited = Kein Audit: In diesem Monat konnte nicht gezählt werden.
summary-line = { $category }: { $counted } gezählt, { $compared } laut Vertrag ({ $change }); Baseline { $baseline }: { $state }.
summary-line-quoted = { $category }: { $counted } gezählt, { $compared } laut Vertrag und Angeboten ({ $change }); Baseline { $baseline }: { $state }.
summary-unaudited = { $category }: kein Audit.
summary-quote = Angebot { $number }: { $total }.
summary-quote-valid = Angebot { $number }: { $total }, gültig bis { $until }.
summary-quote-held = Angebot { $number } ({ $total }) wird zurückgehalten, bis jemand es freigibt.
summary-quote-draft = Angebot { $number } ({ $total }) wartet auf Freigabe.
summary-quote-expired = Angebot { $number } ({ $total }) ist am { $until } ohne Bestellung abgelaufen; seine Einheiten zählen im Vergleich weiter mit.
summary-unknown = { $plural ->
    [one] { $count } Gerät eines unbekannten Modells ist nicht gezählt und muss zugeordnet werden.
   *[other] { $count } Geräte unbekannter Modelle sind nicht gezählt und müssen zugeordnet werden.
 }
summary-renewal = { $plural ->
    [one] Noch { $count } Tag bis zur jährlichen Verlängerung (die Laufzeit endet am { $end }).
   *[other] Noch { $count } Tage bis zur jährlichen Verlängerung (die Laufzeit endet am { $end }).
 }
heading-summary = Auf einen Blick
heading-classify = Aufgabe für den CSM: unbekannte Modelle
heading-actions = Nächste Schritte
heading-lines = Geräte und Baseline
heading-history = Die letzten zwölf Monate: gezählt / Baseline
heading-forecast = Prognose (Schätzung)
heading-models = Gezählt nach Modell
heading-vanished = Nicht mehr gezählt
heading-not-counted = Nicht gezählt und warum
heading-life-cycle = Lebenszyklus
heading-odd = Erkennungszeiten, die zu prüfen sind
heading-commercial = Kaufmännisches
heading-accepted = Manuell angenommenes Audit
heading-reopened = Was sich in dieser Version geändert hat
heading-contract = Vertrag und Quelle
heading-annex = Anhang: So wurde gezählt
column-action = Was
column-owner = Wer
column-due = Frist
column-figure = Wert
column-month = Monat
column-model = Modell
column-change = Änderung
column-devices = Geräte
column-reason = Grund
column-end-of-support = Supportende
column-end-of-sale = Verkaufsende
figure-contracted = Laut Vertrag
figure-compared = Laut Vertrag und Angeboten
figure-baseline = Baseline
figure-counted = Gezählt
figure-increase = Differenz
figure-percent = Differenz in %
figure-headroom = Abstand zur Baseline
figure-last = Letztes Audit ({ $month })
figure-change = Änderung seitdem
figure-new-contracted = Menge nach True-up
figure-new-baseline = Baseline nach True-up
figure-state = Status
forecast-none = { $category }: noch keine Prognose; dafür braucht es drei Monate mit Audit.
forecast-reached = { $category }: Die Baseline ist erreicht.
forecast-not-in-term = { $category }: Beim jetzigen Wachstum wird die Baseline innerhalb der Laufzeit nicht erreicht.
forecast-in = { $category }: Beim durchschnittlichen Wachstum der letzten drei Monate mit Audit wird die Baseline im { $month } erreicht.
model-without-name = (ohne Modellnamen)
model-new = neu
model-by-line = über die Produktreihe erkannt
models-group = { $category }: { $counted }
more-models = { $plural ->
    [one] und { $count } weiteres Modell ({ $devices }), siehe Geräteliste
   *[other] und { $count } weitere Modelle ({ $devices }), siehe Geräteliste
 }
unknown-title = { $plural ->
    [one] { $count } Gerät gehört zu einem Modell, das im Katalog fehlt. Es wird erst gezählt, wenn es zugeordnet ist.
   *[other] { $count } Geräte gehören zu Modellen, die im Katalog fehlen. Sie werden erst gezählt, wenn sie zugeordnet sind.
 }
not-counted-nothing-listed = Es wurde kein Gerät gelistet.
not-counted-none = Alle gelisteten Geräte wurden gezählt.
not-counted-total = Nicht gezählt gesamt
not-counted-closing = { $listed } gelistet = { $counted } gezählt + { $left_out } nicht gezählt
life-cycle-ended = Supportende überschritten (nicht abgedeckt)
life-cycle-ending = Supportende in den nächsten zwölf Monaten
life-cycle-without-date = { $plural ->
    [one] { $count } gezähltes Gerät gehört zu einem Modell ohne veröffentlichtes Supportende.
   *[other] { $count } gezählte Geräte gehören zu Modellen ohne veröffentlichtes Supportende.
 }
odd-never = { $plural ->
    [one] { $count } gezähltes Gerät wurde noch nie erkannt.
   *[other] { $count } gezählte Geräte wurden noch nie erkannt.
 }
odd-future = { $plural ->
    [one] { $count } gezähltes Gerät hat eine Erkennungszeit nach dem Datenstand.
   *[other] { $count } gezählte Geräte haben eine Erkennungszeit nach dem Datenstand.
 }
annual-amount = { $category }: { $units } × { $price } = { $amount }
annual-amount-less = { $category }: { $units } × { $price } − { $discount } = { $amount }
growth-used = { $category }: { $growth }, { $used } durch die Zählung verbraucht, { $left } übrig.
growth-cost = Kosten für die Laufzeit: { $cost }; { $percent } der Kosten aller { $forecast } prognostizierten Zugänge sind { $share }.
days-to-renewal = { $plural ->
    [one] in { $count } Tag, am { $end }
   *[other] in { $count } Tagen, am { $end }
 }
quote-age = { $plural ->
    [one] vor { $count } Tag ausgestellt ({ $issued })
   *[other] vor { $count } Tagen ausgestellt ({ $issued })
 }
quote-issued-on = ausgestellt am { $issued }
quote-valid-until = gültig bis { $until }
held-title = Angebot { $number } wird zurückgehalten
draft-title = Angebot { $number } wartet auf Freigabe
held-release = Nach der Prüfung freigeben mit „trueup quote approve { $number }“ oder zurückziehen mit „trueup quote withdraw { $number } --reason TEXT“.
label-order = Bestellung
order-of-quote = { $order } vom { $date }: { $units }, { $amount }, zu { $quote }
order-amount-differs = bitte prüfen: die Einheiten ergeben { $worth }
order-after-term = bitte prüfen: das Datum liegt nach dem Ende der Laufzeit
order-less-open = ein Teil dieser Fassung war nicht mehr offen
order-outside = { $order } vom { $date }: { $units }, ohne Angebot bestellt
order-outside-ahead = { $order }: { $units }, ohne Angebot bestellt, gültig ab { $date }
order-without-number = Bestellung ohne Nummer
orders-before = { $plural ->
    [one] und { $count } frühere Bestellung
   *[other] und { $count } frühere Bestellungen
 }
quote-without-order = noch keine Bestellung
action-release = Angebot { $number } prüfen und freigeben
action-reissue = Angebot { $number } ist abgelaufen: mit dem Partner klären und neu ausstellen
action-order = Bestellung zu Angebot { $number } aufgeben
action-classify = { $plural ->
    [one] { $count } Gerät eines unbekannten Modells zuordnen: { $models }
   *[other] { $count } Geräte unbekannter Modelle zuordnen: { $models }
 }
action-own-quote = { $plural ->
    [one] Für { $count } Gerät, das der Service nicht abdeckt, ein eigenes Angebot erstellen: { $models }
   *[other] Für { $count } Geräte, die der Service nicht abdeckt, ein eigenes Angebot erstellen: { $models }
 }
action-models = { $plural ->
    [one] { $models } und { $count } weiteres Modell
   *[other] { $models } und { $count } weitere Modelle
 }
action-report = Den Inventarbericht für { $month } senden
action-access = Die Lens-Tenants wieder lesbar machen: Zugangsdaten erneuern oder den Zugriff erteilen lassen
action-confirm = Die Gesamtzahlen der ersten Zählung bestätigen
action-price = Den Preis nennen, auf den { $number } wartet
action-notice = Mitteilung { $number } prüfen, dann freigeben oder zurückziehen
action-open = offen
action-overdue = überfällig
action-closed = erledigt
action-since = Offen seit dem { $day }
action-closed-on = Erledigt bis zum { $day }
action-overtaken = hinfällig
action-overtaken-on = Nicht mehr nötig seit dem { $day }
action-watch = Mit dem Partner über das Wachstum sprechen: { $category }
action-replace = { $plural ->
    [one] Ersatz für { $count } Gerät mit überschrittenem Supportende vorschlagen
   *[other] Ersatz für { $count } Geräte mit überschrittenem Supportende vorschlagen
 }
action-renew = Die jährliche Verlängerung vereinbaren
actions-none = Bis zum nächsten Audit ist nichts zu tun.
accepted-by = Angenommen von { $by }: { $reason }
accepted-against = Beanstandungen:
reopened-by = Version { $version } ersetzt Version { $before }: { $by } hat den Monat wieder geöffnet. Grund: { $reason }
reopened-version = Version { $version } ersetzt Version { $before }.
reopened-counted = { $category }: { $now } gezählt statt { $before }
reopened-same = { $category }: { $now } gezählt, wie zuvor
reopened-replaced = Angebot { $old } wird durch { $new } ersetzt.
reopened-withdrawn = Angebot { $old } ist zurückgezogen: Es fällt kein True-up an.
reopened-issued = Angebot { $new } ist neu.
device-list-attached = Alle Geräte mit dem Grund, warum sie gezählt wurden oder nicht, enthält die beigefügte Datei { $file }.
device-list-too-large = Die Geräteliste ist für eine E-Mail zu groß; „trueup export devices { $contract } --month { $month }“ schreibt sie.
method-rule = Ein True-up fällt an, wenn die Zählung einer Kategorie die Menge laut Vertrag und Angeboten um mindestens { $percent } übersteigt. Die Baseline ist die kleinste Zahl, bei der das der Fall ist.
method-rule-baseline = Ein True-up fällt an, wenn die Zählung einer Kategorie die Baseline um mindestens { $percent } übersteigt.
method-rounding = Prozentwerte auf zwei Nachkommastellen abgeschnitten; Beträge je Position einmal kaufmännisch gerundet.
method-times = Datenstand in UTC; Audit am { $day } in der Zeitzone des Zeitplans.
profile-stale = { $plural ->
    [one] Geräte, die seit { $count } Tag nicht erkannt wurden, zählen nicht
   *[other] Geräte, die seit { $count } Tagen nicht erkannt wurden, zählen nicht
 }
profile-never-stale = Geräte zählen unabhängig davon, wann sie zuletzt erkannt wurden
profile-sync = Sync 40/60 zählen als { $category }
profile-room-pcs = Raum-PCs zählen als Video
profile-no-room-pcs = Raum-PCs werden nicht gezählt
profile-adapters = QD-Adapter stehen für ihr Headset
profile-no-adapters = QD-Adapter werden nicht gezählt
profile-accessory = { $model } zählt laut Vereinbarung als { $category }
recognised-by-line = { $plural ->
    [one] { $count } Gerät wurde nur über die Produktreihe erkannt.
   *[other] { $count } Geräte wurden nur über die Produktreihe erkannt.
 }
report-under = { $customer } · Vertrag { $contract } · { $source }, { $snapshot }
document-number = Dokument { $number }
service-name = Service: Poly+ Enterprise

## Angebot
quote-subject = True-up-Angebot { $number } - { $customer }, { $units }
quote-title = True-up-Angebot
quote-rest-of = { $order } vom { $date } zu { $quote }: { $units }. Dieses Angebot umfasst, was noch zu bestellen ist.
quote-replaced-more = { $number }; zusätzlich: { $units }
quote-replaced-same = { $number }, mit denselben Einheiten ab denselben Monaten
quote-replaced-again = { $number }, weil der Monat neu gezählt wurde
quote-verdict = Unterjähriger True-up für { $customer }: { $units }
quote-order-by = Bitte senden Sie uns Ihre Bestellung bis zum { $until }.
quote-not-released = Noch nicht freigegeben: Eine Bestellung ist noch nicht möglich.
not-issued = noch nicht ausgestellt
draft-mark = ENTWURF
draft-note = Dieses Angebot ist nicht freigegeben und nicht verbindlich.
heading-why = Warum dieses Angebot
heading-quote-lines = Positionen
heading-after = Nach der Annahme
heading-order = So bestellen Sie
heading-terms = Bedingungen
heading-calculation = Die Berechnung Schritt für Schritt
heading-quote-annex = Anhang: nicht gezählte Geräte
from-seller = Von
to-partner = An
quote-rule = Übersteigt die gezählte Menge einer Kategorie die Vertragsmenge um mindestens { $percent }, ist ein unterjähriger True-up fällig.
quote-rule-baseline = Übersteigt die gezählte Menge einer Kategorie die Baseline um mindestens { $percent }, ist ein unterjähriger True-up fällig.
quote-rule-charge = Berechnet werden alle Geräte über dieser Menge, vom ersten Tag des True-up-Monats bis zum Ende der Servicelaufzeit.
quote-rule-charge-baseline = Wie im Vertrag vereinbart, werden die Geräte über der Baseline berechnet, vom ersten Tag des True-up-Monats bis zum Ende der Servicelaufzeit.
quote-snapshot = { $source }, Datenstand { $at }
quote-tranche = { $category }, Teil { $tranche }
column-category = Kategorie
column-description = Beschreibung
column-units = Einheiten
column-amount = Betrag
column-new-contracted = Neue Menge
column-new-baseline = Neue Baseline
line-price = Jahrespreis pro Einheit { $price } ({ $monthly } im Monat)
line-price-from = Vertragspreis, gültig seit dem { $day }
line-price-kept = Vertragspreis, gültig seit dem { $day }; er bleibt der des ersten Angebots für diese Einheiten
line-price-missing = Jahrespreis pro Einheit: Preis wird noch bestätigt
line-period = Berechnet { $from } – { $to }: { $months }
months = { $plural ->
    [one] { $count } Monat
   *[other] { $count } Monate
 }
months-broken = { $months } Monate
total-without-vat = Gesamtbetrag netto
quote-discount = Der vertragliche Rabatt von { $percent } ist in den Positionsbeträgen enthalten.
after-effective = Ab dem { $day } gilt die neue Baseline:
step-units = { $counted } gezählt − { $less } laut Vertrag = { $units }
step-units-quoted = { $counted } gezählt − { $less } laut Vertrag und Angeboten = { $units }
step-units-baseline = { $counted } gezählt − { $less } Baseline = { $units }
step-units-earlier = { $units } wie im Angebot vom { $month }, ab demselben Monat und zum selben Preis
step-units-rest = { $units } aus dem Angebot vom { $month }, die { $order } nicht abdeckt, ab demselben Monat und zum selben Preis
step-months = { $from } bis { $to }: { $months }
step-days = { $plural ->
    [one] { $from } bis { $to }: { $count } Tag
   *[other] { $from } bis { $to }: { $count } Tage
 }
order-state = Bitte geben Sie in der Bestellung (PO) an: Angebot { $number }, { $units }, { $amount } netto.
order-send = Bitte senden Sie die Bestellung an { $address }.
order-until = Das Angebot ist gültig bis einschließlich { $until }.
order-expiry = Nach Ablauf bleiben die Einheiten im monatlichen Vergleich; das Angebot wird mit denselben Startmonaten neu ausgestellt. Abwarten ändert den Betrag also nicht.
order-price-missing = Das Angebot kann noch nicht bestellt werden: Den Preis bestätigen wir in einer neuen Version.
terms-contract = Dieses Angebot ist Teil des Vertrags { $contract } und seiner Preisvereinbarung.
terms-vat = Alle Beträge verstehen sich netto, zuzüglich der gesetzlichen Mehrwertsteuer.
terms-rounding = Jede Position wird einmal kaufmännisch auf die kleinste Währungseinheit gerundet; der Gesamtbetrag ist die Summe der gerundeten Positionen.
terms-decrease = Geht die Zahl der Geräte später zurück, entsteht vor der Verlängerung kein Guthaben.
terms-renewal = Die hinzugekommenen Geräte sind Teil der neuen Baseline und der jährlichen Verlängerung.
heading-parties = Parteien

## Erinnerung an das Angebot
reminder-title = Erinnerung: True-up-Angebot
reminder-subject = Erinnerung: True-up-Angebot { $number } - { $customer }, gültig bis { $until }
reminder-verdict = Zum Angebot { $number } für { $customer } erwarten wir Ihre Bestellung bis einschließlich { $until }.
reminder-amount = { $units }, Gesamtbetrag netto
days-left = { $plural ->
    [one] noch { $count } Tag
   *[other] noch { $count } Tage
 }
last-day = letzter Tag
reminder-thanks = Ist die Bestellung schon unterwegs? Vielen Dank, dann ist nichts weiter zu tun. Stimmt etwas nicht, antworten Sie bitte einfach auf diese E-Mail.
reminder-thread = Das Angebot mit der Berechnung finden Sie in unserer E-Mail vom { $day }, auf die diese antwortet. Am Inhalt hat sich nichts geändert.
heading-contract-only = Vertrag

## Zurückgehaltenes Dokument
held-heading = Eine Entscheidung ist nötig
held-under = { $customer } · Vertrag { $contract }
held-audit-badge = Audit zurückgehalten
held-audit-subject = Entscheidung nötig: Audit { $month } - { $customer }, { $why }
held-audit-verdict = Das Audit für { $month } wird zurückgehalten: { $why }. Es wurde nichts veröffentlicht.
held-because-growth = Zählung weit über dem Vertrag
held-because-drop = Zählung weit unter dem letzten Audit
held-because-incomplete-listing = Geräteliste nicht vollständig
held-growth = { $category }: { $counted } Geräte gezählt, mehr als { $percent } über dem Vergleichswert { $other }.
held-drop = { $category }: { $counted } Geräte gezählt, mehr als { $percent } unter den { $other } des letzten Audits.
held-incomplete = Es ist nicht nachgewiesen, dass Lens alle Geräte gelistet hat. Ergebnis der Abfrage: { $detail }
held-effect-quote = Unverändert veröffentlicht, führt es zu einem unterjährigen True-up: { $units }, { $total } (Angebot { $number }).
held-effect-goes-out = { $partner } erhält dann sofort das Angebot.
held-effect-waits = Das Angebot wartet dann ebenfalls auf Ihre Freigabe.
held-effect-none = Unverändert veröffentlicht, führt es zu keinem True-up: Es geht nur der Bericht hinaus.
held-effect-unknown = Die Geräte sind noch nicht gezählt; was daraus folgt, steht erst nach der Zählung fest.
held-audit-note = Entscheidet bis zum { $day } niemand, bleibt der { $month } ohne Audit und kann nicht mehr berechnet werden.
held-quote-subject = Entscheidung nötig: Angebot { $number } - { $customer }, { $units }
held-quote-verdict = Angebot { $number } wird zurückgehalten: { $units }, { $total }.
draft-quote-verdict = Angebot { $number } wartet auf Freigabe: { $units }, { $total }.
held-draft = Laut Einstellung gibt eine Person jedes True-up-Angebot frei.
held-price-missing = Im Vertrag fehlt der Preis für { $categories }: Preis wird noch bestätigt.
held-unknown-models = { $plural ->
    [one] { $count } Gerät eines unbekannten Modells könnte das Ergebnis ändern.
   *[other] { $count } Geräte unbekannter Modelle könnten das Ergebnis ändern.
 }
held-amount = Der Gesamtbetrag, { $total }, liegt über der Grenze von { $limit } für eine Freigabe ohne Prüfung.
held-quote-effect = Nach der Freigabe geht es an { $partner }: { $units }, { $total }.
held-quote-to = Empfänger: { $addresses }
held-quote-charge = Berechnet wird vom { $from } bis zum { $to }; diese Daten hängen nicht vom Tag der Freigabe ab.
held-quote-supersedes = Es hat Angebot { $number } ersetzt.
held-quote-note = Bis dahin sieht der Partner nichts davon; spätere Audits rechnen trotzdem mit den Einheiten dieses Angebots. Ausstellungsdatum und Gültigkeit zählen ab der Freigabe.
choose-accept = Die Zählung stimmt: Audit veröffentlichen.
choose-count-again = Vertrag, Katalog oder Inventar waren falsch: zuerst korrigieren, dann neu zählen.
choose-list-again = Geräte erneut abfragen:
choose-accept-incomplete = Die Liste reicht aus: trotzdem zählen.
choose-approve = Angebot freigeben:
choose-approve-priced = Preis in den Vertrag eintragen und anwenden, dann das Angebot freigeben; es geht als neue Version mit Preis hinaus.
choose-withdraw = Angebot zurückziehen; seine Einheiten zählen dann bei Audits nicht mehr im Vergleich mit.
placeholder-reason = GRUND
heading-held-why = Warum
heading-held-effect = Was daraus folgt
heading-decide = Entscheiden mit einem dieser Befehle
heading-held-count = Die Zählung
label-sum = Geräte

## Übersicht
contract-count = { $plural ->
    [one] { $count } Vertrag
   *[other] { $count } Verträge
 }
digest-subject = { $title } - { $contracts }: { $verdict }
digest-short-quiet = nichts zu entscheiden
digest-short = { $plural ->
    [one] { $count } mit Handlungsbedarf
   *[other] { $count } mit Handlungsbedarf
 }
digest-title = Übersicht { $month }
digest-title-closed = Übersicht { $month } zum Monatsende
digest-verdict-quiet = Nichts zu entscheiden: Alle Audits sind durchgeführt, keine Entscheidung ist offen.
digest-verdict-only = Beim Vertrag besteht Handlungsbedarf.
digest-action = { $what } ({ $owner }, bis { $due })
digest-action-overdue = { $what } ({ $owner }, bis { $due }: überfällig)
digest-actions-more = { $plural ->
    [one] und { $count } weitere Aufgabe im Bericht
   *[other] und { $count } weitere Aufgaben im Bericht
 }
digest-actions = { $plural ->
    [one] { $count } Aufgabe ist offen, davon überfällig: { $overdue }.
   *[other] { $count } Aufgaben sind offen, davon überfällig: { $overdue }.
 }
digest-verdict = { $plural ->
    [one] { $all }, davon { $count } mit Handlungsbedarf.
   *[other] { $all }, davon { $count } mit Handlungsbedarf.
 }
digest-badge-quote = Angebot zu entscheiden
digest-badge-failed = noch kein Audit
digest-badge-waiting = Bericht fehlt
digest-badge-quoted = True-up
digest-held-growth = Die Zählung liegt weit über dem Vertrag. Die Zahlen stehen in einer eigenen E-Mail.
digest-held-drop = Die Zählung liegt weit unter dem letzten Audit. Die Zahlen stehen in einer eigenen E-Mail.
digest-held-incomplete = Die Geräteliste ist nicht nachweislich vollständig. Mehr dazu in einer eigenen E-Mail.
digest-failed = Das Audit ist bisher gescheitert und wird stündlich wiederholt: { $detail }
digest-not-begun = Das Audit ist noch nicht abgeschlossen.
digest-waiting = Der Inventarbericht des Partners ist nicht eingetroffen.
digest-closed = Der Monat endete ohne Audit und kann nicht mehr berechnet werden.
digest-line = { $category }: { $counted } gegenüber { $compared } ({ $change })
digest-line-marked = { $category }: { $counted } gegenüber { $compared } ({ $change }), { $state }
digest-quote = Angebot { $number }: { $units }, { $total }, { $state }
digest-more = { $plural ->
    [one] und { $count } weiterer Eintrag
   *[other] und { $count } weitere
 }
digest-all = Alle Verträge: { $command }
heading-digest-needy = Handlungsbedarf
heading-digest-ordered = Warten auf die Bestellung des Partners
heading-digest-others = Nichts zu entscheiden
column-contracts = Verträge
digest-badge-order = Angebot freigegeben
digest-badge-expired = Angebot abgelaufen
choose-reissue = Mit dem Partner abstimmen, dann als nächste Version neu ausstellen:
digest-quoted = { $plural ->
    [one] { $count } freigegebenes Angebot wartet auf die Bestellung: { $amount } netto.
   *[other] { $count } freigegebene Angebote warten auf die Bestellung: zusammen { $amount } netto.
 }
choose-try-now = Sofort erneut versuchen:
choose-ingest = Sobald er eingetroffen ist:

## Fehlender Bericht
report-request-subject = Bitte um den Lens-Inventarbericht { $month } - { $customer }
report-reminder-subject = Lens-Inventarbericht { $month } fehlt - { $customer }
not-audited-subject = Kein Audit, Inventarbericht fehlt: { $months } - { $customer }
missing-title = Lens-Inventarbericht { $month }
not-audited-title = Kein Audit: { $months }
report-request-badge = Bericht angefordert
report-reminder-badge = Bericht fehlt
report-last-reminder-badge = letzte Erinnerung
report-request-verdict = Bitte senden Sie uns den Lens-Inventarbericht für { $month } bis { $until }.
report-reminder-verdict = Der Inventarbericht für { $month } ist noch nicht eingetroffen. Angefordert hatten wir ihn am { $asked }; bitte senden Sie ihn bald, spätestens bis { $until }.
report-last-reminder-verdict = Der Inventarbericht für { $month } fehlt noch immer. Bis { $until } kann er gezählt werden, danach wird der Monat abgeschlossen.
not-audited-verdict = { $plural ->
    [one] { $months } wurde ohne Audit abgeschlossen: Es lag kein Inventarbericht vor.
   *[other] { $months }: ohne Audit abgeschlossen. Es lagen keine Inventarberichte vor.
 }
report-months = { $count } Monate von { $first } bis { $last }
heading-report-steps = Was zu tun ist
heading-report-columns = Spalten der Datei
heading-report-why = Warum wir fragen
heading-report-means = Was das bedeutet
heading-report-easier = Es geht auch einfacher
label-report-until = Frist
label-report-to = Senden an
label-last-audited = Letztes Audit
report-never = noch kein Monat
column-header = Spalte
column-example = Beispiel
column-needed = Nötig
column-required = erforderlich
column-either = eine der beiden erforderlich
column-important = damit nur genutzte Geräte zählen
column-optional = falls vorhanden
example-site = Berlin
example-room = Raum 3
report-step-export = Exportieren Sie in Poly Lens die Liste aller Geräte von { $customer } als CSV-Datei; eine eigene Tabelle ist ebenso gut.
report-step-columns = Prüfen Sie, ob die Datei die unten genannten Spalten und eine Zeile je Gerät enthält.
report-step-answer = Antworten Sie auf diese E-Mail und hängen Sie die Datei an, oder senden Sie sie an die oben genannte Adresse.
report-step-send = Senden Sie die Datei an die oben genannte Adresse.
report-form-csv = CSV in UTF-8, getrennt durch Komma, Semikolon oder Tabulator; die erste Zeile enthält die Spaltennamen, wie sie oben stehen. Kein XLSX, kein ZIP.
report-form-dates = Datumsangaben in der Form Jahr-Monat-Tag. Ohne Last Detected lassen sich Geräte, die niemand mehr nutzt, nicht herausrechnen.
report-form-text = In einer Tabellenkalkulation Seriennummern zuerst als Text formatieren: 1,23E+15 ist keine Seriennummer.
report-form-people = Bitte lassen Sie Namen und Adressen von Benutzern weg: Wir brauchen sie nicht und entfernen solche Spalten beim Eingang der Datei.
report-why = Der Vertrag sieht vor, dass die Geräte jeden Monat gezählt werden. Auf den Lens-Tenant des Kunden haben wir keinen Zugriff, daher zählen wir anhand Ihres Berichts.
report-why-closed = Geschätzt wird nichts: Liegt bis { $day } kein Bericht vor, wird { $month } ohne Audit abgeschlossen.
report-easier = Geben Sie uns Lesezugriff auf den Lens-Tenant des Kunden. Dann zählen wir selbst, und diese E-Mails entfallen.
report-easier-contact = { $name } hilft gern bei der Einrichtung: { $address }
report-foot = Fragen? { $name }, { $address }
not-audited-nothing = Es wurde nichts gezählt, und es wird nichts geschätzt.
not-audited-closed = Was abgeschlossen ist, bleibt abgeschlossen: Ein Bericht, der jetzt kommt, wird in dem Monat gezählt, in dem er eintrifft.
not-audited-compare = Das nächste Audit vergleicht mit denselben Mengen wie zuvor.
not-audited-next = Für { $month } brauchen wir den Bericht wieder; eine eigene E-Mail nennt Inhalt, Adresse und Frist.

alert-heading = Ein Eingriff ist nötig
alert-operator = An den Betrieb
alert-subject = Eingriff nötig ({ $day }): { $what }
alert-verdict = { $what }: Bitte kümmern Sie sich darum.
alert-audits = { $plural ->
    [one] { $count } Audit scheitert
   *[other] { $count } Audits scheitern
 }
alert-letters = { $plural ->
    [one] { $count } E-Mail hat ihren Empfänger nicht erreicht
   *[other] { $count } E-Mails haben ihre Empfänger nicht erreicht
 }
alert-to = { $plural ->
    [one] { $count } E-Mail an { $address }
   *[other] { $count } E-Mails an { $address }
 }
alert-failing = Seit dem { $since }: { $detail }
alert-contracts = Verträge: { $contracts }
alert-dead = Aufgegeben seit dem { $since }. Der Mailserver meldete: { $detail }
alert-held = Zurückgehalten seit dem { $since }: { $detail }
alert-note-audits = Gescheiterte Audits werden stündlich wiederholt; was bis Monatsende kein Audit hat, kann nicht mehr berechnet werden.
alert-note-letters = Eine aufgegebene E-Mail wird nicht von selbst erneut gesendet. „trueup outbox retry ID“ sendet sie an dieselbe Adresse, „trueup outbox cancel ID“ verwirft sie. Ist eine Adresse falsch, korrigieren Sie sie in den Datendateien: Die nächsten E-Mails gehen an die neue.
alert-foot = Höchstens eine Warnmeldung am Tag, und nur, wenn es Neues gibt.
letter-kind-csm-report = Monatsbericht
letter-kind-true-up-quote = True-up-Angebot
letter-kind-quote-reminder = Erinnerung an ein Angebot
letter-kind-held-document = Bitte um Entscheidung
letter-kind-csm-digest = Monatsübersicht
letter-kind-report-request = Anforderung des Inventarberichts
letter-kind-report-reminder = Erinnerung an den Inventarbericht
letter-kind-not-audited = Monat ohne Audit
letter-kind-operator-alert = Warnmeldung
letter-kind-rma-warning = Warnung zur RMA-Schwelle
letter-kind-rma-overage-notice = Mitteilung zur RMA-Überschreitung

## Headset-Rücksendungen: die jährliche RMA-Schwelle
label-rma-rate = RMA-Quote
label-rma-threshold = Jährliche RMA-Schwelle
label-rma-units = RMA-Einheiten im Kalenderjahr
label-rma-base = Installierte Basis unter Vertrag
label-rma-allowed = Zulässige Einheiten
label-rma-remaining = Noch zulässige Einheiten
label-rma-overage = Überzählige Einheiten
rma-base-since = { $base } (seit dem { $day })
rma-others = andere: { $units }
rma-no-reason = ohne Angabe
rma-as-of = Stand { $day }.
rma-contact = Fragen? { $name }, { $address }
rma-line-name = RMA { $number }, Position { $line }
rma-overage-units = { $plural ->
    [one] { $count } überzählige Einheit
   *[other] { $count } überzählige Einheiten
 }
rma-no-overage-units = keine überzähligen Einheiten
rma-more-units = { $plural ->
    [one] und { $count } frühere Position
   *[other] und { $count } frühere Positionen
 }
rma-left-out-not-authorised = nicht genehmigt
rma-left-out-rejected = abgelehnt
rma-left-out-cancelled = storniert
rma-left-out-duplicate = doppelt
rma-left-out-recall = wegen Produktrückruf
rma-left-out-other-category = { $plural ->
    [one] aus einer anderen Kategorie
   *[other] aus anderen Kategorien
 }
rma-left-out-unknown-category = unbekanntes Produkt
rma-left-out-outside-term = außerhalb der Servicelaufzeit
rma-left-out-not-headset = { $plural ->
    [one] kein Headset
   *[other] keine Headsets
 }
rma-warning-subject = RMA-Quote { $rate } von { $percent } - { $customer }
rma-warning-title = Jährliche RMA-Schwelle { $year }
rma-warning-badge-watch = beobachten
rma-warning-badge-over = Schwelle überschritten
rma-warning-verdict-watch = { $customer } hat { $units } der { $allowed } zulässigen RMA-Einheiten im Kalenderjahr { $year } verbraucht.
rma-warning-verdict-over = { $customer } hat die jährliche RMA-Schwelle { $year } überschritten: { $units } RMA-Einheiten, { $allowed } zulässig, { $overage } überzählig.
rma-warning-next-watch = { $plural ->
    [one] Bis zur Schwelle bleibt { $count } Einheit. Darüber behält sich Poly das Recht vor, die Produkte zum gültigen Listenpreis in Rechnung zu stellen.
   *[other] Bis zur Schwelle bleiben { $count } Einheiten. Darüber behält sich Poly das Recht vor, die Produkte zum gültigen Listenpreis in Rechnung zu stellen.
 }
rma-warning-next-over = Über der Schwelle behält sich Poly das Recht vor, die Produkte zum gültigen Listenpreis in Rechnung zu stellen. Die überzähligen Einheiten stehen in einer eigenen Mitteilung.
heading-rma-advice = Was sich zu prüfen lohnt
heading-rma-models = Am häufigsten zurückgesandte Produkte
heading-rma-reasons = Häufigste Gründe
heading-rma-units = Die letzten RMAs
rma-advice-batch = Eine fehlerhafte Charge: dieselben Produkte mit nahe beieinanderliegenden Daten oder Seriennummern? Sagen Sie es uns, wir klären, ob es ein Rückruf ist.
rma-advice-handling = Die Handhabung: gezogene Kabel, abgenutzte Polster, fehlende Etuis? Oft genügt ein Zubehörteil.
rma-advice-training = Die Schulung: Ein Zurücksetzen oder ein Software-Update behebt viele Fehler ohne Austausch.
column-rma = RMA
column-rma-day = Genehmigt am
label-notice = Mitteilung
label-notice-kind = Art
label-notice-period = Kalenderjahr
label-bill-to = Zu berechnen an
notice-subject = Mitteilung zur RMA-Überschreitung { $number } - { $customer }, { $units }
notice-title = Mitteilung zur RMA-Überschreitung: Zwischenstand
notice-title-final = Mitteilung zur RMA-Überschreitung: Endstand
notice-kind-to-date = Zwischenstand
notice-kind-final = Endstand
notice-verdict = { $customer }: { $units } RMA-Einheiten im Kalenderjahr { $year }, { $allowed } zulässig, { $overage }.
notice-verdict-none = { $customer }: { $units } RMA-Einheiten im Kalenderjahr { $year }, { $allowed } zulässig. Es gibt keine überzähligen Einheiten.
notice-no-invoice = Diese Mitteilung ist keine Rechnung.
notice-object-by = Einwände teilen Sie uns bitte bis zum { $day } mit.
notice-bill-to-customer = { $customer }, über { $partner }
heading-notice-changed = Was sich gegenüber { $number } geändert hat
heading-notice-lines = Einheiten zum Listenpreis
notice-changed-units = RMA-Einheiten: von { $before } auf { $now }.
notice-changed-base = Installierte Basis unter Vertrag: von { $before } auf { $now }.
notice-changed-overage = Überzählige Einheiten: von { $before } auf { $now }.
notice-changed-prices = Listenpreise: { $now } statt { $before }.
notice-changed-total = Gesamtbetrag netto: von { $before } auf { $now }.
notice-changed-added = { $plural ->
    [one] { $count } Einheit kam hinzu.
   *[other] { $count } Einheiten kamen hinzu.
 }
notice-changed-dropped = { $plural ->
    [one] { $count } Einheit entfiel.
   *[other] { $count } Einheiten entfielen.
 }
notice-changed-nothing = Nichts: dieselben Einheiten und dieselben Beträge.
notice-step-base = Installierte Basis unter Vertrag: { $base }, seit dem { $day }.
notice-step-allowed = Zulässige Einheiten: { $percent } von { $base }, abgerundet = { $allowed }.
notice-step-units = Im Jahr bis zum { $day } genehmigte Einheiten: { $units }, das sind { $units } / { $base } = { $rate }.
notice-step-others = { $plural ->
    [one] Davon ist { $count } kein Headset, sondern ein anderes persönliches Gerät derselben Kategorie.
   *[other] Davon sind { $count } keine Headsets, sondern andere persönliche Geräte derselben Kategorie.
 }
notice-step-left-out = Nicht gezählt: { $reasons }.
notice-step-overage = Überzählige Einheiten: { $units } − { $allowed } = { $overage }.
notice-step-none = { $units } übersteigt { $allowed } nicht: keine überzähligen Einheiten.
notice-step-all = Wie im Vertrag vereinbart, werden nach Überschreiten der Schwelle alle Einheiten des Jahres berechnet.
notice-line-title = RMA { $number }, Position { $line }, genehmigt am { $day }
notice-line-case = Supportfall { $number }
notice-line-serial = Seriennummer { $number }
notice-line-price = Listenpreis { $price } ({ $list }, Version { $version }, gültig seit dem { $day })
notice-line-price-missing = Listenpreis: Preis wird noch bestätigt
notice-more-lines = { $plural ->
    [one] und { $count } weitere Position, im Gesamtbetrag enthalten; sie steht in der beigefügten Datei
   *[other] und { $count } weitere Positionen, im Gesamtbetrag enthalten; sie stehen in der beigefügten Datei
 }
notice-annex = Alle RMA-Einheiten des Jahres, gezählt oder nicht, enthält die beigefügte Datei { $file }.
notice-terms-right = Übersteigt die RMA-Quote des Kunden in einem Kalenderjahr { $percent } der installierten Basis unter Vertrag, behält sich Poly das Recht vor, die Produkte zum gültigen Listenpreis in Rechnung zu stellen. Das ist ein Recht, keine Pflicht.
notice-terms-order = Die zulässigen Einheiten werden in der Reihenfolge von Genehmigungsdatum, RMA-Nummer und Position verbraucht.
notice-terms-price = Listenpreise der am { $day } gültigen Preisliste.
notice-terms-to-date = Dieser Zwischenstand enthält alle Einheiten des Jahres bis zum genannten Tag und kann sich noch ändern. Der Endstand folgt nach dem Ende des Jahres { $year } oder des Vertrags.
notice-terms-final = Dieser Endstand schließt { $year } ab: Es folgt keine weitere Version.
notice-terms-invoice = Ein Betrag wird nur mit einer gesonderten Rechnung fällig.
held-notice-subject = Entscheidung nötig: RMA-Mitteilung { $number } - { $customer }, { $units }
held-notice-verdict = Mitteilung { $number } wird zurückgehalten: { $units }, { $total }.
draft-notice-verdict = Mitteilung { $number } wartet auf Freigabe: { $units }, { $total }.
held-notice-draft = Laut Einstellung gibt eine Person jede Mitteilung zur RMA-Überschreitung frei.
held-notice-price = In der gültigen Preisliste fehlt der Preis dieser Positionen; Preis wird noch bestätigt:
held-notice-price-line = RMA { $number }, Position { $line }: { $product }
held-notice-price-more = { $plural ->
    [one] und { $count } weitere Position
   *[other] und { $count } weitere Positionen
 }
held-notice-withdrawn = Die vorige Version wurde von einer Person zurückgezogen.
held-notice-supersedes = Sie ersetzt Mitteilung { $number }, die der Partner bereits hat.
held-notice-note = Bis dahin sieht der Partner nichts davon. Die Freigabe verwendet die Preise, die an diesem Tag gelten.
choose-approve-notice = Mitteilung freigeben:
choose-approve-notice-priced = Preisliste mit den fehlenden Preisen anwenden, dann die Mitteilung freigeben; sie geht als neue Version mit den Preisen hinaus.
choose-withdraw-notice = Mitteilung zurückziehen: Poly stellt diese Einheiten nicht in Rechnung.
heading-rma = Headset-Rücksendungen (RMA)
column-rma-sum = Jahressumme gegenüber den zulässigen Einheiten
report-subject-rma = RMA-Schwelle überschritten
report-rma-sentence = RMA { $year }: { $units } von { $allowed } zulässigen Einheiten, { $rate } der installierten Basis unter Vertrag: { $state }.
report-rma-not-returned = { $plural ->
    [one] { $count } defekte Einheit nicht innerhalb von 10 Werktagen zurückgesandt
   *[other] { $count } defekte Einheiten nicht innerhalb von 10 Werktagen zurückgesandt
 }
report-rma-due = { $rma }: { $units } × { $model }, zurückzusenden bis { $due }
report-rma-shipped-late = { $plural ->
    [one] { $count } Vorabaustausch später als am nächsten Werktag versandt
   *[other] { $count } Vorabaustausche später als am nächsten Werktag versandt
 }
report-rma-shipped = { $rma }: { $units } × { $model }, fällig { $due }, versandt { $came }
action-rma = Mit dem Partner über die Headset-Rücksendungen sprechen
action-rma-return = { $plural ->
    [one] { $count } defekte Einheit zurücksenden
   *[other] { $count } defekte Einheiten zurücksenden
 }
digest-badge-notice = RMA-Mitteilung zu entscheiden
digest-notice = Mitteilung { $number }: { $units }, { $total }, { $state }
digest-unmatched = { $plural ->
    [one] { $count } RMA-Zeile passt zu keinem Kunden und wird nicht gezählt: „trueup rma list --unmatched“ nennt sie.
   *[other] { $count } RMA-Zeilen passen zu keinem Kunden und werden nicht gezählt: „trueup rma list --unmatched“ nennt sie.
 }

## Arbeitsmappe
sheet-summary = Übersicht
sheet-models = Gezählt nach Modell
sheet-unknown = Unbekannte Modelle
sheet-quote = Angebotsberechnung
sheet-rma = RMA
sheet-counted = Gezählte Geräte
sheet-not-counted = Nicht gezählt
recognised-name = über den Namen
recognised-alias = über einen anderen Namen
recognised-line = über die Produktreihe
column-serial = Seriennummer
column-mac = MAC-Adresse
column-listed-as = Gelistetes Modell
column-recognised-as = Erkannt als
column-recognised-by = Modellerkennung
column-last-detected = Zuletzt erkannt (UTC)
column-site = Standort
column-room = Raum
column-software = Software
column-device-id = Geräte-ID
column-device-name = Gerätename
column-unit-price = Jahrespreis pro Einheit
column-charge-from = Berechnet ab
column-charge-to = Berechnet bis
column-months = Monate
column-days = Tage
column-discount = Rabatt in %
workbook-listed = Gelistet
workbook-amount-month = Betrag = Einheiten × Jahrespreis pro Einheit / 12 × Monate × (100 − Rabatt) / 100, je Position einmal kaufmännisch gerundet. Die Zellen sind Formeln: Ändert sich ein Wert, rechnen sie neu.
workbook-amount-day = Betrag = Einheiten × Jahrespreis pro Einheit × Tage / 365 × (100 − Rabatt) / 100, je Position einmal kaufmännisch gerundet. Die Zellen sind Formeln: Ändert sich ein Wert, rechnen sie neu.
workbook-without-devices = Mit den einzelnen Geräten wäre diese Datei für eine E-Mail zu groß: „trueup export devices { $contract } --month { $month } --format xlsx“ schreibt sie vollständig.
column-rma-sum-units = Jahressumme
column-rma-line = Position
column-rma-came = Eingegangen am

## Bestätigung der Gerätezahlen
confirm-subject = Bitte bis { $until } bestätigen: Gerätezahlen - { $customer }
confirm-title = Gerätezahlen zur Bestätigung
confirm-badge = bitte bestätigen
confirm-verdict = Bitte bestätigen Sie bis { $until } die Gerätezahlen von { $customer }: { $units }.
heading-confirm-totals = Was gezählt wurde und was sich daraus ergibt
confirm-installed = Installierte Geräte
confirm-growth = Wachstum vorab
confirm-total = Gesamt
confirm-growth-units = { $category }: Von { $forecast } prognostizierten Zugängen werden { $percent } vorab berechnet, { $growth }.
confirm-step-compare = Vergleichen Sie die Zahlen mit dem, was beim Kunden vorhanden ist. Jedes berechtigte Gerät einer Kategorie gehört dazu.
confirm-step-unknown = { $plural ->
    [one] Teilen Sie uns mit, worum es sich bei { $count } Gerät eines unbekannten Modells handelt: Es ist noch nicht gezählt.
   *[other] Teilen Sie uns mit, worum es sich bei { $count } Geräten unbekannter Modelle handelt: Sie sind noch nicht gezählt.
 }
confirm-step-growth = Teilen Sie uns mit, wie viele Geräte im kommenden Jahr hinzukommen und welcher Anteil davon vorab berechnet werden soll.
confirm-step-answer = Antworten Sie { $name }, { $address }: „bestätigt“, oder was anders ist und warum.
confirm-unknown = Unbekannte Modelle
confirm-unknown-note = Diese Geräte sind in keiner Zahl enthalten. Sobald wir wissen, was sie sind, wird neu gezählt.
confirm-own-quote = Mit eigenem Angebot
confirm-own-quote-note = Branchenlösungen und Infrastrukturprodukte gehören nicht zum Service und brauchen ein eigenes Angebot.
confirm-ended-note = Nach dem Supportende können sie nicht abgedeckt werden und sind in keiner Zahl enthalten.
confirm-ending-note = Bis zu diesem Tag werden sie gezählt.
confirm-stale = Zu lange nicht erkannt
confirm-stale-note = Sie sind in keiner Zahl enthalten. Werden sie noch genutzt, verbinden Sie sie einmal; danach werden sie wieder gezählt.
confirm-more = { $plural ->
    [one] und { $count } weiteres Modell ({ $devices })
   *[other] und { $count } weitere Modelle ({ $devices })
 }
confirm-why = Auf diesen Zahlen beruhen die Bestellung, die Preise und jedes spätere Audit. Der Support nimmt jeden Anruf an, ohne nach einer Seriennummer zu fragen; deshalb muss die Zahl der Geräte vereinbart sein.
confirm-why-profile = Jedes monatliche Audit zählt auf dieselbe Weise wie diese Zählung:
label-confirm-to = Antwort an
label-count = Zählung Nr.
label-detection = Erkennung
letter-kind-baseline-confirmation = Gerätezahlen zur Bestätigung

## PDF documents and charts
page-of = Seite { $page } von { $pages }
heading-chart = Gezählt gegenüber Baseline
chart-alt = { $category }: { $first } gezählt im { $from }, { $last } im { $to }; Baseline { $baseline }.
chart-alt-gaps = Kein Audit: { $months }.
chart-alt-returned = RMA-Einheiten { $year } nach Monaten: { $months }. Summe { $sum }, zulässig { $allowed }.
chart-alt-models = { $title }. { $models }.
chart-other-models = { $count } { $plural ->
    [one] weiteres Modell
   *[other] weitere Modelle
}
column-annual-price = Jahrespreis
column-monthly-price = Monatspreis
column-time = Dauer
heading-added = Anhang: gezählt nach Modell in den Kategorien mit True-up
