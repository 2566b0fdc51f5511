# Français (vous). Nombres, dates et montants arrivent déjà écrits ; $plural est la catégorie de pluriel de $count.
# L’espace devant : ; ? ! » est une espace ordinaire : le programme la rend insécable et élide « de avril ».
#
# Glossaire : English = le mot employé | autre forme ! jamais ainsi. Un test y tient chaque texte.
#   true-up = régularis ! true-up | ajustement
#   mid-term true-up = régularisation en cours de contrat
#   baseline = baseline ! ligne de base
#   quote = devis ! offre | cotation | proposition
#   PO = bon de commande ! ordre d’achat
#   purchase order = bon de commande
#   audit = audit
#   audited = audit | réalisé
#   not audited = sans audit
#   counted = compt
#   device = appareil ! périphérique | terminal | dispositif
#   headset = casque ! micro-casque | écouteur
#   video device = appareil vidéo
#   voice device = appareil voix
#   inventory report = rapport d’inventaire
#   monthly report = rapport mensuel ! reporting | report
#   contract = contrat
#   partner = partenaire
#   unit = unité | unitaire
#   snapshot = relevé
#   held = bloqué
#   withdrawn = retiré
#   expired = expiré
#   annual renewal = renouvellement annuel
#   renewal = renouvellement
#   service term = période de service
#   growth = croissance | rythme
#   charged = factur
#   unknown model = modèles inconnus | modèle inconnu
#   end of support = fin de support
#   price to confirm = prix à confirmer
#   excl. VAT = HT ! hors TVA | TTC
#   valid until = valable jusqu’au
#   reminder = rappel
#   action required = action requise
#   watch = à surveiller
#   headroom = marge
#   counting profile = profil de comptage
#   catalogue = catalogue
#   decision = décision
#   draft = brouillon
#   site ID = ID de site
#   annex = annexe
#   forecast = prévision | prévu
#   serial number = numéro de série | numéros de série
#   RMA = RMA
#   RMA rate = taux de RMA
#   threshold = seuil
#   overage unit = unités excédentaires | unité excédentaire
#   allowed = admis
#   installed base under contract = parc installé sous contrat
#   calendar year = année civile
#   list price = prix catalogue
#   notice = avis

## Mots
category-headset = casques/appareils personnels
category-video = vidéo
category-voice = voix
units-headset = { $plural ->
    [one] { $count } casque
    [many] { $count } de casques
   *[other] { $count } casques
 }
units-video = { $plural ->
    [one] { $count } appareil vidéo
    [many] { $count } d’appareils vidéo
   *[other] { $count } appareils vidéo
 }
units-voice = { $plural ->
    [one] { $count } appareil voix
    [many] { $count } d’appareils voix
   *[other] { $count } appareils voix
 }
state-ok = conforme
state-watch = à surveiller
state-action = action requise
state-unaudited = sans audit
audit-audited = réalisé
audit-partly = réalisé en partie
not-available = n. d.
not-audited = sans audit
unaudited-months = Mois clos sans audit : { $months }. Un mois clos ainsi n’est pas facturé.
price-to-confirm = prix à confirmer
amount-without-vat = { $amount } HT
source-lens = Poly Lens
source-report = rapport d’inventaire du partenaire
reason-software = entrées logicielles
reason-third-party = produits d’autres fabricants
reason-excluded = solutions verticales et autres produits exclus
reason-infrastructure = produits d’infrastructure
reason-accessory = accessoires d’appareils comptés
reason-unknown-model = modèles inconnus
reason-end-of-support = fin de support dépassée
reason-stale = non détectés depuis trop longtemps
reason-replaced = remplacés par RMA
reason-category-not-contracted = catégorie hors contrat
reason-duplicate = doublons
hold-price-missing = Le contrat ne prévoit pas de prix pour une catégorie ajoutée : prix à confirmer.
hold-unknown-models = Des appareils de modèles inconnus pourraient changer le résultat.
hold-amount = Le total dépasse la limite fixée pour un envoi sans validation.
hold-first-true-up = C’est la première régularisation du contrat.
hold-totals-changed = C’est la première régularisation depuis la modification des totaux au contrat.
hold-profile-changed = C’est la première régularisation depuis la modification du profil de comptage.
hold-source-changed = C’est la première régularisation depuis le changement de source d’inventaire.
hold-catalogue-changed = C’est la première régularisation depuis qu’une mise à jour du catalogue a modifié le comptage.
quote-state-draft = en attente de validation
quote-state-held = bloqué
quote-state-approved = validé
quote-state-sent = envoyé
quote-state-po-received = bon de commande reçu
quote-state-expired = expiré
quote-state-superseded = remplacé
quote-state-withdrawn = retiré

unit-count = { $plural ->
    [one] { $count } unité
    [many] { $count } d’unités
   *[other] { $count } unités
 }
device-count = { $plural ->
    [one] { $count } appareil
    [many] { $count } d’appareils
   *[other] { $count } appareils
 }

## Libellés
label-month = Mois
label-customer = Client
label-end-customer = Client final
label-partner = Partenaire
label-contract = Contrat
label-site = ID de site
label-term = Période de service
label-csm = Customer Success Manager
label-source = Source
label-snapshot = Relevé
label-audit = Audit
label-quote = Devis
label-version = Version
label-supersedes = Remplace
label-order-received = Bon de commande reçu
label-issued = Émis le
label-valid-until = Valable jusqu’au
label-original-order = Bon de commande (PO) initial
label-currency = Devise
label-quote-issued = Devis de cet audit
label-quote-open = Devis en cours
label-annual-amount = Unités au contrat, montant annuel
label-growth = Croissance facturée d’avance
label-renewal = Renouvellement annuel
label-rule = Seuil de déclenchement
label-profile = Profil de comptage
label-recognition = Reconnaissance
label-rounding = Arrondi
label-times = Dates
label-snapshot-digest = Empreinte du relevé
label-catalogue-digest = Empreinte du catalogue
label-profile-digest = Empreinte du profil
label-templates-digest = Empreinte des gabarits
label-program = Programme
vat-number = N° de TVA { $number }
partner-number = ID partenaire { $number }

## Rapport
report-subject = Rapport mensuel de { $month } - { $customer } : { $verdict }
report-subject-none = pas de régularisation
report-subject-true-up = régularisation, { $units }
report-subject-version = version { $version }
report-title = Rapport mensuel de { $month }
verdict-ok = Pas de régularisation. Toutes les catégories restent dans leur baseline.
verdict-watch = Pas de régularisation ce mois-ci. À surveiller : { $categories }.
verdict-watch-unknown = { $plural ->
    [one] Pas de régularisation ce mois-ci. { $count } appareil d’un modèle inconnu pourrait encore en entraîner une.
   *[other] Pas de régularisation ce mois-ci. { $count } appareils de modèles inconnus pourraient encore en entraîner une.
 }
watched = { $category } (marge avant la baseline : { $headroom })
verdict-action = Régularisation en cours de contrat : { $units }.
verdict-action-total = Régularisation en cours de contrat : { $units }, { $total } HT.
verdict-action-revised = Régularisation en cours de contrat : { $units } de plus. Le devis couvre désormais { $all }, { $total } HT.
verdict-unaudited = Sans audit : le comptage n’a pas été possible ce mois-ci.
summary-line = { $category } : { $counted } au comptage, { $compared } au contrat ({ $change }) ; baseline { $baseline } : { $state }.
summary-line-quoted = { $category } : { $counted } au comptage, { $compared } au contrat et en devis ({ $change }) ; baseline { $baseline } : { $state }.
summary-unaudited = { $category } : sans audit.
summary-quote = Devis { $number } : { $total }.
summary-quote-valid = Devis { $number } : { $total }, valable jusqu’au { $until }.
summary-quote-held = Le devis { $number } ({ $total }) est bloqué dans l’attente d’une validation.
summary-quote-draft = Le devis { $number } ({ $total }) est en attente de validation.
summary-quote-expired = Le devis { $number } ({ $total }) a expiré le { $until } sans bon de commande ; ses unités restent dans la comparaison.
summary-unknown = { $plural ->
    [one] { $count } appareil d’un modèle inconnu n’est pas compté et reste à classer.
   *[other] { $count } appareils de modèles inconnus ne sont pas comptés et restent à classer.
 }
summary-renewal = { $plural ->
    [one] { $count } jour avant le renouvellement annuel (le service prend fin le { $end }).
   *[other] { $count } jours avant le renouvellement annuel (le service prend fin le { $end }).
 }
heading-summary = En bref
heading-classify = À faire par le CSM : modèles inconnus
heading-actions = Actions
heading-lines = Appareils et baseline
heading-history = Les douze derniers mois : comptage / baseline
heading-forecast = Prévision (estimation)
heading-models = Comptage par modèle
heading-vanished = Ne sont plus comptés
heading-not-counted = Non comptés et pourquoi
heading-life-cycle = Cycle de vie
heading-odd = Dates de détection à vérifier
heading-commercial = Volet commercial
heading-accepted = Audit accepté par une personne
heading-reopened = Ce qui a changé dans cette version
heading-contract = Contrat et source
heading-annex = Annexe : la méthode de comptage
column-action = Action
column-owner = Qui
column-due = Échéance
column-figure = Donnée
column-month = Mois
column-model = Modèle
column-change = Évolution
column-devices = Appareils
column-reason = Motif
column-end-of-support = Fin de support
column-end-of-sale = Fin de vente
figure-contracted = Au contrat
figure-compared = Au contrat et en devis
figure-baseline = Baseline
figure-counted = Comptés
figure-increase = Écart
figure-percent = Écart en %
figure-headroom = Marge avant la baseline
figure-last = Dernier audit ({ $month })
figure-change = Évolution depuis
figure-new-contracted = Total après régularisation
figure-new-baseline = Baseline après régularisation
figure-state = État
forecast-none = { $category } : pas encore de prévision, il faut trois mois audités.
forecast-reached = { $category } : la baseline est atteinte.
forecast-not-in-term = { $category } : au rythme actuel, la baseline ne sera pas atteinte avant la fin de la période de service.
forecast-in = { $category } : au rythme moyen des trois derniers mois audités, la baseline sera atteinte en { $month }.
model-without-name = (sans nom de modèle)
model-new = nouveau
model-by-line = reconnu par la gamme de produits
models-group = { $category } : { $counted }
more-models = { $plural ->
    [one] et { $count } autre modèle ({ $devices }), dans la liste des appareils
   *[other] et { $count } autres modèles ({ $devices }), dans la liste des appareils
 }
unknown-title = { $plural ->
    [one] { $count } appareil est d’un modèle absent du catalogue. Il ne sera compté qu’une fois classé.
   *[other] { $count } appareils sont de modèles absents du catalogue. Ils ne seront comptés qu’une fois classés.
 }
not-counted-nothing-listed = Aucun appareil n’a été listé.
not-counted-none = Tous les appareils listés ont été comptés.
not-counted-total = Total non comptés
not-counted-closing = { $listed } listés = { $counted } comptés + { $left_out } non comptés
life-cycle-ended = Fin de support dépassée (non couverts)
life-cycle-ending = Fin de support dans les douze mois
life-cycle-without-date = { $plural ->
    [one] { $count } appareil compté est d’un modèle sans date de fin de support publiée.
   *[other] { $count } appareils comptés sont de modèles sans date de fin de support publiée.
 }
odd-never = { $plural ->
    [one] { $count } appareil compté n’a jamais été détecté.
   *[other] { $count } appareils comptés n’ont jamais été détectés.
 }
odd-future = { $plural ->
    [one] { $count } appareil compté porte une date de détection postérieure au relevé.
   *[other] { $count } appareils comptés portent une date de détection postérieure au relevé.
 }
annual-amount = { $category } : { $units } × { $price } = { $amount }
annual-amount-less = { $category } : { $units } × { $price } − { $discount } = { $amount }
growth-used = { $category } : { $growth }, utilisation { $used }, reste { $left }.
growth-cost = Coût pour la durée du contrat : { $cost } ; { $percent } du coût des { $forecast } ajouts prévus font { $share }.
days-to-renewal = { $plural ->
    [one] dans { $count } jour, le { $end }
   *[other] dans { $count } jours, le { $end }
 }
quote-age = { $plural ->
    [one] émis il y a { $count } jour ({ $issued })
   *[other] émis il y a { $count } jours ({ $issued })
 }
quote-issued-on = émis le { $issued }
quote-valid-until = valable jusqu’au { $until }
held-title = Le devis { $number } est bloqué
draft-title = Le devis { $number } est en attente de validation
held-release = Après vérification, validez-le avec « trueup quote approve { $number } » ou retirez-le avec « trueup quote withdraw { $number } --reason TEXTE ».
label-order = Bon de commande
order-of-quote = { $order } du { $date } : { $units }, { $amount }, pour { $quote }
order-amount-differs = à vérifier : les unités valent { $worth }
order-after-term = à vérifier : la date est postérieure à la fin du contrat
order-less-open = une partie de cette version n’était plus ouverte
order-outside = { $order } du { $date } : { $units }, hors devis
order-outside-ahead = { $order } : { $units }, hors devis, à compter du { $date }
order-without-number = Bon de commande sans numéro
orders-before = { $plural ->
    [one] et { $count } bon de commande antérieur
   *[other] et { $count } bons de commande antérieurs
 }
quote-without-order = sans bon de commande à ce jour
action-release = Vérifier et valider le devis { $number }
action-reissue = Le devis { $number } a expiré : voir avec le partenaire, puis l’émettre à nouveau
action-order = Émettre le bon de commande du devis { $number }
action-classify = { $plural ->
    [one] Classer { $count } appareil d’un modèle inconnu : { $models }
   *[other] Classer { $count } appareils de modèles inconnus : { $models }
 }
action-own-quote = { $plural ->
    [one] Établir un devis à part pour { $count } appareil que le service ne couvre pas : { $models }
   *[other] Établir un devis à part pour { $count } appareils que le service ne couvre pas : { $models }
 }
action-models = { $plural ->
    [one] { $models } et { $count } autre modèle
   *[other] { $models } et { $count } autres modèles
 }
action-report = Envoyer le rapport d’inventaire de { $month }
action-access = Rendre les tenants Lens de nouveau lisibles : renouveler les identifiants ou faire accorder l’accès
action-confirm = Confirmer les totaux du premier comptage
action-price = Indiquer le prix qu’attend { $number }
action-notice = Vérifier l’avis { $number }, puis le valider ou le retirer
action-open = à faire
action-overdue = en retard
action-closed = fait
action-since = À faire depuis le { $day }
action-closed-on = Réglé au { $day }
action-overtaken = sans objet
action-overtaken-on = Sans objet depuis le { $day }
action-watch = Parler de la croissance avec le partenaire : { $category }
action-replace = { $plural ->
    [one] Proposer le remplacement de { $count } appareil dont la fin de support est dépassée
   *[other] Proposer le remplacement de { $count } appareils dont la fin de support est dépassée
 }
action-renew = Convenir du renouvellement annuel
actions-none = Rien à faire avant le prochain audit.
accepted-by = Accepté par { $by } : { $reason }
accepted-against = Objections formulées :
reopened-by = La version { $version } remplace la version { $before } : { $by } a rouvert le mois. Motif : { $reason }
reopened-version = La version { $version } remplace la version { $before }.
reopened-counted = { $category } : { $now } au comptage au lieu de { $before }
reopened-same = { $category } : { $now } au comptage, comme avant
reopened-replaced = Le devis { $old } est remplacé par { $new }.
reopened-withdrawn = Le devis { $old } est retiré : aucune régularisation n’est due.
reopened-issued = Le devis { $new } est nouveau.
device-list-attached = Tous les appareils, avec la raison pour laquelle chacun est compté ou non, figurent dans le fichier joint { $file }.
device-list-too-large = La liste des appareils est trop volumineuse pour un e-mail : « trueup export devices { $contract } --month { $month } » la produit.
method-rule = Une catégorie est régularisée quand son comptage dépasse d’au moins { $percent } le total au contrat et en devis. La baseline est le plus petit nombre qui déclenche la régularisation.
method-rule-baseline = Une catégorie est régularisée quand son comptage dépasse la baseline d’au moins { $percent }.
method-rounding = Pourcentages tronqués à deux décimales ; montants arrondis une fois par ligne, au plus proche (demi vers le haut).
method-times = Relevé en UTC ; audit du { $day } dans le fuseau horaire de la planification.
profile-stale = { $plural ->
    [one] appareils non détectés depuis { $count } jour exclus
   *[other] appareils non détectés depuis { $count } jours exclus
 }
profile-never-stale = les appareils comptent quelle que soit leur dernière détection
profile-sync = Sync 40/60 dans la catégorie { $category }
profile-room-pcs = PC de salle dans la catégorie vidéo
profile-no-room-pcs = PC de salle non comptés
profile-adapters = les adaptateurs QD valent pour leur casque
profile-no-adapters = adaptateurs QD non comptés
profile-accessory = { $model } dans la catégorie { $category } par accord
recognised-by-line = { $plural ->
    [one] { $count } appareil reconnu seulement par sa gamme de produits.
   *[other] { $count } appareils reconnus seulement par leur gamme de produits.
 }
report-under = { $customer } · contrat { $contract } · { $source }, { $snapshot }
document-number = Document { $number }
service-name = Service : Poly+ Enterprise

## Devis
quote-subject = Devis de régularisation { $number } - { $customer }, { $units }
quote-title = Devis de régularisation
quote-rest-of = { $order } du { $date } pour { $quote } : { $units }. Ce devis porte sur ce qui reste à commander.
quote-replaced-more = { $number } ; en plus : { $units }
quote-replaced-same = { $number }, avec les mêmes unités à partir des mêmes mois
quote-replaced-again = { $number }, car le mois a été recompté
quote-verdict = Régularisation en cours de contrat pour { $customer } : { $units }
quote-order-by = Pour commander, émettez un bon de commande au plus tard le { $until }.
quote-not-released = Pas encore validé : aucune commande n’est possible à ce stade.
not-issued = pas encore émis
draft-mark = BROUILLON
draft-note = Ce devis n’est pas validé et n’engage pas le vendeur.
heading-why = Pourquoi ce devis
heading-quote-lines = Lignes
heading-after = Après acceptation
heading-order = Pour commander
heading-terms = Conditions
heading-calculation = Le calcul, étape par étape
heading-quote-annex = Annexe : appareils non comptés
from-seller = De
to-partner = À
quote-rule = Une hausse d’au moins { $percent } par rapport au total au contrat d’une catégorie entraîne une régularisation en cours de contrat.
quote-rule-baseline = Une hausse d’au moins { $percent } par rapport à la baseline d’une catégorie entraîne une régularisation en cours de contrat.
quote-rule-charge = Tous les appareils au-delà de ce total sont facturés, du premier jour du mois de régularisation à la fin de la période de service.
quote-rule-charge-baseline = Comme prévu au contrat, les appareils au-delà de la baseline sont facturés, du premier jour du mois de régularisation à la fin de la période de service.
quote-snapshot = { $source }, relevé du { $at }
quote-tranche = { $category }, partie { $tranche }
column-category = Catégorie
column-description = Désignation
column-units = Unités
column-amount = Montant
column-new-contracted = Nouveau total
column-new-baseline = Nouvelle baseline
line-price = Prix unitaire annuel { $price } ({ $monthly } par mois)
line-price-from = Prix du contrat en vigueur depuis le { $day }
line-price-kept = Prix du contrat en vigueur depuis le { $day }, maintenu depuis le premier devis de ces unités
line-price-missing = Prix unitaire annuel : prix à confirmer
line-period = Facturation du { $from } au { $to } : { $months }
months = { $plural ->
    [one] { $count } mois
   *[other] { $count } mois
 }
months-broken = { $months } mois
total-without-vat = Total HT
quote-discount = La remise contractuelle de { $percent } est déjà déduite des montants des lignes.
after-effective = À compter du { $day }, la baseline est redéfinie :
step-units = { $counted } au comptage − { $less } au contrat = { $units }
step-units-quoted = { $counted } au comptage − { $less } au contrat et en devis = { $units }
step-units-baseline = { $counted } au comptage − { $less } de baseline = { $units }
step-units-earlier = { $units } comme au devis de { $month }, à partir du même mois et au même prix
step-units-rest = { $units } du devis de { $month } non couvertes par { $order }, à partir du même mois et au même prix
step-months = du { $from } au { $to } : { $months }
step-days = { $plural ->
    [one] du { $from } au { $to } : { $count } jour
   *[other] du { $from } au { $to } : { $count } jours
 }
order-state = Indiquez sur le bon de commande (PO) : devis { $number }, { $units }, { $amount } HT.
order-send = Envoyez le bon de commande à { $address }.
order-until = Le devis est valable jusqu’au { $until } inclus.
order-expiry = Après expiration, les unités restent dans la comparaison mensuelle ; le devis est émis à nouveau avec les mêmes mois de début : attendre ne change donc pas le montant.
order-price-missing = Le devis ne peut pas encore être commandé : nous confirmerons le prix dans une nouvelle version.
terms-contract = Ce devis fait partie du contrat { $contract } et de son accord de prix.
terms-vat = Tous les montants s’entendent hors taxes (HT) ; la TVA s’ajoute selon la loi.
terms-rounding = Chaque ligne est arrondie une seule fois, au plus proche (demi vers le haut), à la plus petite unité de la devise ; le total additionne les lignes arrondies.
terms-decrease = Une baisse ultérieure du nombre d’appareils ne donne droit à aucun avoir avant le renouvellement.
terms-renewal = Les appareils ajoutés font partie de la nouvelle baseline et du renouvellement annuel.
heading-parties = Parties

## Rappel du devis
reminder-title = Rappel : devis de régularisation
reminder-subject = Rappel : devis de régularisation { $number } - { $customer }, valable jusqu’au { $until }
reminder-verdict = Le devis { $number } pour { $customer } attend votre bon de commande, jusqu’au { $until } inclus.
reminder-amount = { $units }, total HT
days-left = { $plural ->
    [one] encore { $count } jour
   *[other] encore { $count } jours
 }
last-day = dernier jour
reminder-thanks = Si le bon de commande est déjà en route, merci : il n’y a rien d’autre à faire. Si quelque chose ne va pas, répondez simplement à cet e-mail.
reminder-thread = Le devis et son calcul se trouvent dans notre e-mail du { $day }, auquel celui-ci répond. Son contenu n’a pas changé.
heading-contract-only = Contrat

## Document bloqué
held-heading = Une décision est nécessaire
held-under = { $customer } · contrat { $contract }
held-audit-badge = audit bloqué
held-audit-subject = Décision nécessaire : audit de { $month } - { $customer }, { $why }
held-audit-verdict = L’audit de { $month } est bloqué : { $why }. Rien n’a été publié.
held-because-growth = comptage très supérieur au contrat
held-because-drop = comptage très inférieur au dernier audit
held-because-incomplete-listing = liste des appareils incomplète
held-growth = { $category } : { $counted } appareils au comptage, plus de { $percent } au-dessus des { $other } de référence.
held-drop = { $category } : { $counted } appareils au comptage, plus de { $percent } au-dessous des { $other } du dernier audit.
held-incomplete = Rien ne prouve que Lens a listé tous les appareils. Résultat de la requête : { $detail }
held-effect-quote = Publié en l’état, il entraîne une régularisation en cours de contrat : { $units }, { $total } (devis { $number }).
held-effect-goes-out = { $partner } reçoit alors aussitôt le devis.
held-effect-waits = Le devis attend alors, lui aussi, votre validation.
held-effect-none = Publié en l’état, il n’entraîne aucune régularisation : seul le rapport part.
held-effect-unknown = Les appareils n’ont pas encore été comptés ; l’effet ne sera connu qu’ensuite.
held-audit-note = Sans décision au plus tard le { $day }, le mois de { $month } reste sans audit et ne pourra plus être facturé.
held-quote-subject = Décision nécessaire : devis { $number } - { $customer }, { $units }
held-quote-verdict = Le devis { $number } est bloqué : { $units }, { $total }.
draft-quote-verdict = Le devis { $number } est en attente de validation : { $units }, { $total }.
held-draft = D’après les réglages, une personne valide chaque devis de régularisation.
held-price-missing = Prix absent du contrat pour : { $categories } ; prix à confirmer.
held-unknown-models = { $plural ->
    [one] { $count } appareil d’un modèle inconnu pourrait changer le résultat.
   *[other] { $count } appareils de modèles inconnus pourraient changer le résultat.
 }
held-amount = Le total, { $total }, dépasse la limite de { $limit } fixée pour un envoi sans validation.
held-quote-effect = Une fois validé, il part chez { $partner } : { $units }, { $total }.
held-quote-to = Destinataires : { $addresses }
held-quote-charge = Facturation du { $from } au { $to } ; ces dates ne dépendent pas du jour de la validation.
held-quote-supersedes = Il a remplacé le devis { $number }.
held-quote-note = D’ici là, le partenaire n’en voit rien ; les audits suivants tiennent tout de même compte de ses unités. La date d’émission et la validité courent à partir de la validation.
choose-accept = Le comptage est juste : publier l’audit.
choose-count-again = Contrat, catalogue ou inventaire erroné : corriger d’abord, puis recompter.
choose-list-again = Lister à nouveau les appareils :
choose-accept-incomplete = La liste suffit : compter malgré tout.
choose-approve = Valider le devis :
choose-approve-priced = Saisir le prix dans le contrat et l’appliquer, puis valider le devis ; il part comme nouvelle version, avec le prix.
choose-withdraw = Retirer le devis ; ses unités ne comptent alors plus dans la comparaison des audits.
placeholder-reason = MOTIF
heading-held-why = Pourquoi
heading-held-effect = Ce que cela entraîne
heading-decide = Décider avec l’une de ces commandes
heading-held-count = Le comptage
label-sum = Appareils

## Récapitulatif
contract-count = { $plural ->
    [one] { $count } contrat
   *[other] { $count } contrats
 }
digest-subject = { $title } - { $contracts } : { $verdict }
digest-short-quiet = rien à décider
digest-short = { $plural ->
    [one] { $count } à traiter
   *[other] { $count } à traiter
 }
digest-title = Récapitulatif de { $month }
digest-title-closed = Récapitulatif de { $month }, en fin de mois
digest-verdict-quiet = Rien à décider : tous les audits sont réalisés et aucune décision n’est en attente.
digest-verdict-only = Le contrat est à traiter.
digest-action = { $what } ({ $owner }, d’ici le { $due })
digest-action-overdue = { $what } ({ $owner }, pour le { $due } : en retard)
digest-actions-more = { $plural ->
    [one] et { $count } autre action dans le rapport
   *[other] et { $count } autres actions dans le rapport
 }
digest-actions = { $plural ->
    [one] { $count } action à faire, dont en retard : { $overdue }.
   *[other] { $count } actions à faire, dont en retard : { $overdue }.
 }
digest-verdict = { $plural ->
    [one] { $all }, dont { $count } à traiter.
   *[other] { $all }, dont { $count } à traiter.
 }
digest-badge-quote = devis à décider
digest-badge-failed = audit en attente
digest-badge-waiting = rapport manquant
digest-badge-quoted = régularisation
digest-held-growth = Le comptage est très supérieur au contrat. Les chiffres sont dans un message à part.
digest-held-drop = Le comptage est très inférieur au dernier audit. Les chiffres sont dans un message à part.
digest-held-incomplete = Rien ne prouve que la liste des appareils est complète. Les détails sont dans un message à part.
digest-failed = L’audit a échoué jusqu’ici et reprend toutes les heures : { $detail }
digest-not-begun = L’audit n’est pas encore terminé.
digest-waiting = Le rapport d’inventaire du partenaire n’est pas arrivé.
digest-closed = Le mois s’est terminé sans audit et ne pourra plus être facturé.
digest-line = { $category } : { $counted } contre { $compared } ({ $change })
digest-line-marked = { $category } : { $counted } contre { $compared } ({ $change }), { $state }
digest-quote = Devis { $number } : { $units }, { $total }, { $state }
digest-more = { $plural ->
    [one] et { $count } autre
   *[other] et { $count } autres
 }
digest-all = Tous les contrats : { $command }
heading-digest-needy = À traiter
heading-digest-ordered = En attente du bon de commande du partenaire
heading-digest-others = Rien à décider
column-contracts = Contrats
digest-badge-order = devis validé
digest-badge-expired = devis expiré
choose-reissue = Voir avec le partenaire, puis l’émettre à nouveau dans une nouvelle version :
digest-quoted = { $plural ->
    [one] { $count } devis validé attend son bon de commande : { $amount } HT.
   *[other] { $count } devis validés attendent leur bon de commande : { $amount } HT au total.
 }
choose-try-now = Réessayer tout de suite :
choose-ingest = Dès qu’il est arrivé :

## Rapport manquant
report-request-subject = À envoyer : rapport d’inventaire Lens de { $month } - { $customer }
report-reminder-subject = Rapport d’inventaire Lens de { $month } manquant - { $customer }
not-audited-subject = Sans audit, rapport d’inventaire manquant : { $months } - { $customer }
missing-title = Rapport d’inventaire Lens de { $month }
not-audited-title = Sans audit : { $months }
report-request-badge = rapport demandé
report-reminder-badge = rapport manquant
report-last-reminder-badge = dernier rappel
report-request-verdict = Merci de nous envoyer le rapport d’inventaire Lens de { $month } au plus tard le { $until }.
report-reminder-verdict = Le rapport d’inventaire de { $month } n’est pas encore arrivé. Nous l’avons demandé le { $asked } ; merci de l’envoyer rapidement, au plus tard le { $until }.
report-last-reminder-verdict = Le rapport d’inventaire de { $month } manque toujours. Il peut être compté jusqu’au { $until }, puis le mois est clos.
not-audited-verdict = { $plural ->
    [one] { $months } : mois clos sans audit, le rapport d’inventaire n’était pas arrivé.
   *[other] { $months } : clos sans audit, les rapports d’inventaire n’étaient pas arrivés.
 }
report-months = { $count } mois, de { $first } à { $last }
heading-report-steps = Ce qu’il faut faire
heading-report-columns = Colonnes du fichier
heading-report-why = Pourquoi nous le demandons
heading-report-means = Ce que cela signifie
heading-report-easier = Une solution plus simple
label-report-until = Échéance
label-report-to = À envoyer à
label-last-audited = Dernier audit
report-never = encore aucun mois
column-header = Colonne
column-example = Exemple
column-needed = Nécessaire
column-required = obligatoire
column-either = l’une des deux est obligatoire
column-important = pour ne compter que les appareils utilisés
column-optional = si disponible
example-site = Paris
example-room = Salle 3
report-step-export = Dans Poly Lens, exportez la liste de tous les appareils du client { $customer } au format CSV ; un tableau de votre choix convient aussi.
report-step-columns = Vérifiez que le fichier contient les colonnes ci-dessous et une ligne par appareil.
report-step-answer = Répondez à ce message en joignant le fichier, ou envoyez-le à l’adresse ci-dessus.
report-step-send = Envoyez le fichier à l’adresse ci-dessus.
report-form-csv = CSV en UTF-8, séparé par des virgules, des points-virgules ou des tabulations ; la première ligne contient les en-têtes tels qu’ils figurent ci-dessus. Ni XLSX, ni ZIP.
report-form-dates = Dates sous la forme année-mois-jour. Sans Last Detected, impossible d’écarter les appareils que plus personne n’utilise.
report-form-text = Dans un tableur, mettez d’abord les numéros de série au format texte : 1,23E+15 n’est pas un numéro de série.
report-form-people = Merci de ne pas envoyer les noms et adresses des utilisateurs : nous n’en avons pas besoin et supprimons ces colonnes à l’arrivée du fichier.
report-why = Le contrat prévoit un comptage mensuel des appareils. Comme nous n’avons pas accès au tenant Lens du client, nous comptons à partir de votre rapport.
report-why-closed = Rien n’est estimé : sans rapport, le mois de { $month } est clos le { $day }, sans audit.
report-easier = Donnez-nous un accès en lecture au tenant Lens du client. Nous compterons alors nous-mêmes, et vous ne recevrez plus ces messages.
report-easier-contact = { $name } vous aidera volontiers à le mettre en place : { $address }
report-foot = Des questions ? { $name }, { $address }
not-audited-nothing = Rien n’a été compté et rien n’est estimé.
not-audited-closed = Ce qui est clos le reste : un rapport qui arrive maintenant est compté dans le mois de son arrivée.
not-audited-compare = Le prochain audit se compare aux mêmes totaux qu’avant.
not-audited-next = Pour { $month }, il nous faut à nouveau le rapport ; un message à part indique quoi envoyer, où et jusqu’à quand.

alert-heading = Une intervention est nécessaire
alert-operator = À l’exploitant
alert-subject = Intervention nécessaire ({ $day }) : { $what }
alert-verdict = { $what } : quelqu’un doit s’en occuper.
alert-audits = { $plural ->
    [one] { $count } audit en échec
   *[other] { $count } audits en échec
 }
alert-letters = { $plural ->
    [one] { $count } e-mail n’a pas atteint son destinataire
   *[other] { $count } e-mails n’ont pas atteint leurs destinataires
 }
alert-to = { $plural ->
    [one] { $count } e-mail à { $address }
   *[other] { $count } e-mails à { $address }
 }
alert-failing = Depuis le { $since } : { $detail }
alert-contracts = Contrats : { $contracts }
alert-dead = Envoi abandonné depuis le { $since }. Réponse du serveur de messagerie : { $detail }
alert-held = Envoi bloqué depuis le { $since } : { $detail }
alert-note-audits = Les audits en échec sont relancés toutes les heures ; un mois sans audit à sa clôture ne pourra plus être facturé.
alert-note-letters = Un e-mail abandonné n’est pas renvoyé de lui-même. « trueup outbox retry ID » le renvoie à la même adresse, « trueup outbox cancel ID » l’annule. Si une adresse est fausse, corrigez-la dans les fichiers de données : les prochains e-mails iront à la nouvelle.
alert-foot = Une alerte par jour au plus, et seulement s’il y a du nouveau.
letter-kind-csm-report = Rapport mensuel
letter-kind-true-up-quote = Devis de régularisation
letter-kind-quote-reminder = Rappel d’un devis
letter-kind-held-document = Demande de décision
letter-kind-csm-digest = Récapitulatif mensuel
letter-kind-report-request = Demande du rapport d’inventaire
letter-kind-report-reminder = Rappel du rapport d’inventaire
letter-kind-not-audited = Mois sans audit
letter-kind-operator-alert = Alerte
letter-kind-rma-warning = Avertissement sur le seuil de RMA
letter-kind-rma-overage-notice = Avis de dépassement du seuil de RMA

## Retours de casques : le seuil annuel de RMA
label-rma-rate = Taux de RMA
label-rma-threshold = Seuil annuel de RMA
label-rma-units = Unités RMA de l’année civile
label-rma-base = Parc installé sous contrat
label-rma-allowed = Unités admises
label-rma-remaining = Unités encore admises
label-rma-overage = Unités excédentaires
rma-base-since = { $base } (depuis le { $day })
rma-others = autres : { $units }
rma-no-reason = sans motif indiqué
rma-as-of = Situation au { $day }.
rma-contact = Des questions ? { $name }, { $address }
rma-line-name = RMA { $number }, ligne { $line }
rma-overage-units = { $plural ->
    [one] { $count } unité excédentaire
    [many] { $count } d’unités excédentaires
   *[other] { $count } unités excédentaires
 }
rma-no-overage-units = pas d’unités excédentaires
rma-more-units = { $plural ->
    [one] et { $count } ligne antérieure
   *[other] et { $count } lignes antérieures
 }
rma-left-out-not-authorised = { $plural ->
    [one] non autorisée
   *[other] non autorisées
 }
rma-left-out-rejected = { $plural ->
    [one] refusée
   *[other] refusées
 }
rma-left-out-cancelled = { $plural ->
    [one] annulée
   *[other] annulées
 }
rma-left-out-duplicate = en double
rma-left-out-recall = pour rappel de produit
rma-left-out-other-category = { $plural ->
    [one] d’une autre catégorie
   *[other] d’autres catégories
 }
rma-left-out-unknown-category = de produit inconnu
rma-left-out-outside-term = hors période de service
rma-left-out-not-headset = { $plural ->
    [one] autre qu’un casque
   *[other] autres que des casques
 }
rma-warning-subject = Taux de RMA { $rate } sur { $percent } - { $customer }
rma-warning-title = Seuil annuel de RMA { $year }
rma-warning-badge-watch = à surveiller
rma-warning-badge-over = seuil dépassé
rma-warning-verdict-watch = { $customer } a utilisé { $units } des { $allowed } unités RMA admises pour l’année civile { $year }.
rma-warning-verdict-over = { $customer } a dépassé le seuil annuel de RMA { $year } : { $units } unités RMA pour { $allowed } admises, soit { $overage } en trop.
rma-warning-next-watch = { $plural ->
    [one] Il reste { $count } unité avant le seuil. Au-delà, Poly se réserve le droit de facturer les produits au prix catalogue en vigueur.
   *[other] Il reste { $count } unités avant le seuil. Au-delà, Poly se réserve le droit de facturer les produits au prix catalogue en vigueur.
 }
rma-warning-next-over = Au-delà du seuil, Poly se réserve le droit de facturer les produits au prix catalogue en vigueur. Les unités excédentaires figurent dans un avis à part.
heading-rma-advice = Ce qui mérite d’être vérifié
heading-rma-models = Produits les plus retournés
heading-rma-reasons = Motifs les plus fréquents
heading-rma-units = Les derniers RMA
rma-advice-batch = Un lot défectueux : les mêmes produits, avec des dates ou des numéros de série proches ? Signalez-le-nous, nous vérifions s’il s’agit d’un rappel.
rma-advice-handling = L’usage : câbles tirés, coussinets usés, étuis manquants ? Un accessoire suffit souvent.
rma-advice-training = La formation : une réinitialisation ou une mise à jour logicielle règle bien des pannes sans remplacement.
column-rma = RMA
column-rma-day = Autorisé le
label-notice = Avis
label-notice-kind = Nature
label-notice-period = Année civile
label-bill-to = À facturer à
notice-subject = Avis de dépassement du seuil de RMA { $number } - { $customer }, { $units }
notice-title = Avis de dépassement du seuil de RMA : situation à ce jour
notice-title-final = Avis de dépassement du seuil de RMA : situation définitive
notice-kind-to-date = situation à ce jour
notice-kind-final = situation définitive
notice-verdict = { $customer } : { $units } unités RMA dans l’année civile { $year }, { $allowed } admises, { $overage }.
notice-verdict-none = { $customer } : { $units } unités RMA dans l’année civile { $year }, { $allowed } admises. Il n’y a pas d’unités excédentaires.
notice-no-invoice = Cet avis n’est pas une facture.
notice-object-by = Merci de nous signaler toute objection au plus tard le { $day }.
notice-bill-to-customer = { $customer }, par { $partner }
heading-notice-changed = Ce qui a changé depuis { $number }
heading-notice-lines = Unités au prix catalogue
notice-changed-units = Unités RMA : de { $before } à { $now }.
notice-changed-base = Parc installé sous contrat : de { $before } à { $now }.
notice-changed-overage = Unités excédentaires : de { $before } à { $now }.
notice-changed-prices = Prix catalogue : { $now } au lieu de { $before }.
notice-changed-total = Total HT : de { $before } à { $now }.
notice-changed-added = { $plural ->
    [one] { $count } unité ajoutée.
   *[other] { $count } unités ajoutées.
 }
notice-changed-dropped = { $plural ->
    [one] { $count } unité retirée.
   *[other] { $count } unités retirées.
 }
notice-changed-nothing = Rien : mêmes unités et mêmes montants.
notice-step-base = Parc installé sous contrat : { $base }, depuis le { $day }.
notice-step-allowed = Unités admises : { $percent } de { $base }, arrondi au-dessous = { $allowed }.
notice-step-units = Unités autorisées dans l’année jusqu’au { $day } : { $units }, soit { $units } / { $base } = { $rate }.
notice-step-others = { $plural ->
    [one] Parmi elles, { $count } n’est pas un casque, mais un autre appareil personnel de la même catégorie.
   *[other] Parmi elles, { $count } ne sont pas des casques, mais d’autres appareils personnels de la même catégorie.
 }
notice-step-left-out = Non comptées : { $reasons }.
notice-step-overage = Unités excédentaires : { $units } − { $allowed } = { $overage }.
notice-step-none = { $units } ne dépasse pas { $allowed } : pas d’unités excédentaires.
notice-step-all = Comme prévu au contrat, une fois le seuil dépassé, toutes les unités de l’année sont facturées.
notice-line-title = RMA { $number }, ligne { $line }, autorisé le { $day }
notice-line-case = dossier d’assistance { $number }
notice-line-serial = numéro de série { $number }
notice-line-price = Prix catalogue { $price } ({ $list }, version { $version }, en vigueur depuis le { $day })
notice-line-price-missing = Prix catalogue : prix à confirmer
notice-more-lines = { $plural ->
    [one] et { $count } autre ligne, comprise dans le total ; elle figure dans le fichier joint
   *[other] et { $count } autres lignes, comprises dans le total ; elles figurent dans le fichier joint
 }
notice-annex = Toutes les unités RMA de l’année, comptées ou non, figurent dans le fichier joint { $file }.
notice-terms-right = Si le taux de RMA du client dépasse { $percent } du parc installé sous contrat au cours d’une année civile, Poly se réserve le droit de facturer les produits au prix catalogue en vigueur. C’est un droit, non une obligation.
notice-terms-order = Les unités admises se consomment dans l’ordre de la date d’autorisation, puis du numéro de RMA et de la ligne.
notice-terms-price = Prix catalogue en vigueur le { $day }.
notice-terms-to-date = Cette situation comprend toutes les unités de l’année jusqu’à la date indiquée et peut encore changer. La situation définitive suit après la fin de { $year }, ou du contrat.
notice-terms-final = Cette situation clôt { $year } : aucune autre version ne suit.
notice-terms-invoice = Un montant n’est dû que sur facture séparée.
held-notice-subject = Décision nécessaire : avis RMA { $number } - { $customer }, { $units }
held-notice-verdict = L’avis { $number } est bloqué : { $units }, { $total }.
draft-notice-verdict = L’avis { $number } est en attente de validation : { $units }, { $total }.
held-notice-draft = D’après les réglages, une personne valide chaque avis de dépassement du seuil de RMA.
held-notice-price = Le catalogue en vigueur n’a pas de prix pour ces lignes ; prix à confirmer :
held-notice-price-line = RMA { $number }, ligne { $line } : { $product }
held-notice-price-more = { $plural ->
    [one] et { $count } autre ligne
   *[other] et { $count } autres lignes
 }
held-notice-withdrawn = Une personne a retiré la version précédente.
held-notice-supersedes = Il remplace l’avis { $number }, que le partenaire a déjà.
held-notice-note = D’ici là, le partenaire n’en voit rien. La validation retient les prix en vigueur ce jour-là.
choose-approve-notice = Valider l’avis :
choose-approve-notice-priced = Appliquer le catalogue avec les prix manquants, puis valider l’avis ; il part comme nouvelle version, avec les prix.
choose-withdraw-notice = Retirer l’avis : Poly ne facture pas ces unités.
heading-rma = Retours de casques (RMA)
column-rma-sum = Cumul de l’année rapporté aux unités admises
report-subject-rma = seuil de RMA dépassé
report-rma-sentence = RMA { $year } : { $units } unités sur { $allowed } admises, { $rate } du parc installé sous contrat : { $state }.
report-rma-not-returned = { $plural ->
    [one] { $count } unité défectueuse non retournée sous 10 jours ouvrés
   *[other] { $count } unités défectueuses non retournées sous 10 jours ouvrés
 }
report-rma-due = { $rma } : { $units } × { $model }, à retourner au plus tard le { $due }
report-rma-shipped-late = { $plural ->
    [one] { $count } remplacement anticipé expédié après le jour ouvré suivant
   *[other] { $count } remplacements anticipés expédiés après le jour ouvré suivant
 }
report-rma-shipped = { $rma } : { $units } × { $model }, attendu le { $due }, expédié le { $came }
action-rma = Parler avec le partenaire des retours de casques
action-rma-return = { $plural ->
    [one] Retourner { $count } unité défectueuse
   *[other] Retourner { $count } unités défectueuses
 }
digest-badge-notice = avis RMA à décider
digest-notice = Avis { $number } : { $units }, { $total }, { $state }
digest-unmatched = { $plural ->
    [one] { $count } ligne RMA ne correspond à aucun client et n’est pas comptée : « trueup rma list --unmatched » l’affiche.
   *[other] { $count } lignes RMA ne correspondent à aucun client et ne sont pas comptées : « trueup rma list --unmatched » les affiche.
 }

## Classeur
sheet-summary = Synthèse
sheet-models = Comptage par modèle
sheet-unknown = Modèles inconnus
sheet-quote = Calcul du devis
sheet-rma = RMA
sheet-counted = Appareils comptés
sheet-not-counted = Non comptés
recognised-name = par son nom
recognised-alias = par un autre nom
recognised-line = par sa gamme de produits
column-serial = Numéro de série
column-mac = Adresse MAC
column-listed-as = Modèle listé
column-recognised-as = Reconnu comme
column-recognised-by = Reconnaissance
column-last-detected = Dernière détection (UTC)
column-site = Site
column-room = Salle
column-software = Logiciel
column-device-id = ID de l’appareil
column-device-name = Nom de l’appareil
column-unit-price = Prix unitaire annuel
column-charge-from = Facturation du
column-charge-to = Facturation au
column-months = Mois
column-days = Jours
column-discount = Remise en %
workbook-listed = Listés
workbook-amount-month = Montant = unités × prix unitaire annuel / 12 × mois × (100 − remise) / 100, arrondi une fois par ligne, au plus proche (demi vers le haut). Les cellules sont des formules : elles se recalculent quand une valeur change.
workbook-amount-day = Montant = unités × prix unitaire annuel × jours / 365 × (100 − remise) / 100, arrondi une fois par ligne, au plus proche (demi vers le haut). Les cellules sont des formules : elles se recalculent quand une valeur change.
workbook-without-devices = Avec le détail des appareils, ce fichier serait trop volumineux pour un e-mail : « trueup export devices { $contract } --month { $month } --format xlsx » le produit en entier.
column-rma-sum-units = Cumul de l’année
column-rma-line = Ligne
column-rma-came = Arrivé le

## Confirmation des totaux
confirm-subject = À confirmer au plus tard le { $until } : nombre d’appareils - { $customer }
confirm-title = Nombre d’appareils à confirmer
confirm-badge = à confirmer
confirm-verdict = Merci de confirmer au plus tard le { $until } le nombre d’appareils de { $customer } : { $units }.
heading-confirm-totals = Ce qui a été compté et ce qui en résulte
confirm-installed = Appareils installés
confirm-growth = Croissance d’avance
confirm-total = Total
confirm-growth-units = { $category } : sur { $forecast } ajouts prévus, { $percent } sont facturés d’avance, { $growth }.
confirm-step-compare = Comparez les totaux avec ce que possède le client. Tout appareil éligible d’une catégorie en fait partie.
confirm-step-unknown = { $plural ->
    [one] Indiquez-nous ce qu’est { $count } appareil d’un modèle inconnu : il n’est pas encore compté.
   *[other] Indiquez-nous ce que sont les { $count } appareils de modèles inconnus : ils ne sont pas encore comptés.
 }
confirm-step-growth = Indiquez-nous combien d’appareils s’ajouteront l’année prochaine et quelle part en facturer d’avance.
confirm-step-answer = Répondez à { $name }, { $address } : « confirmé », ou ce qui diffère et pourquoi.
confirm-unknown = Modèles inconnus
confirm-unknown-note = Ces appareils ne figurent dans aucun total. Dès que nous saurons ce qu’ils sont, ils seront comptés de nouveau.
confirm-own-quote = Avec un devis distinct
confirm-own-quote-note = Les solutions verticales et les produits d’infrastructure ne font pas partie du service et demandent un devis distinct.
confirm-ended-note = Après la fin de support, ils ne peuvent pas être couverts et ne figurent dans aucun total.
confirm-ending-note = Ils sont comptés jusqu’à cette date.
confirm-stale = Non détectés depuis trop longtemps
confirm-stale-note = Ils ne figurent dans aucun total. S’ils servent encore, connectez-les une fois ; ils seront comptés de nouveau.
confirm-more = { $plural ->
    [one] et { $count } autre modèle ({ $devices })
   *[other] et { $count } autres modèles ({ $devices })
 }
confirm-why = La commande, les prix et chaque audit ultérieur reposent sur ces totaux. Le support accepte tout appel sans demander de numéro de série : le nombre d’appareils doit donc être convenu.
confirm-why-profile = Chaque audit mensuel compte de la même manière que ce comptage :
label-confirm-to = Répondre à
label-count = Comptage n°
label-detection = Détection
letter-kind-baseline-confirmation = Totaux à confirmer

## PDF documents and charts
page-of = Page { $page } sur { $pages }
heading-chart = Comptage et baseline
chart-alt = { $category } : { $first } au comptage en { $from }, { $last } en { $to } ; baseline { $baseline }.
chart-alt-gaps = Sans audit : { $months }.
chart-alt-returned = Unités RMA { $year } par mois : { $months }. Cumul { $sum }, admises { $allowed }.
chart-alt-models = { $title }. { $models }.
chart-other-models = { $count } { $plural ->
    [one] autre modèle
   *[other] autres modèles
}
column-annual-price = Prix annuel
column-monthly-price = Prix mensuel
column-time = Durée
heading-added = Annexe : comptage par modèle dans les catégories régularisées
