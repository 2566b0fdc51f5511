# Español de España (usted). Números, fechas e importes llegan ya escritos; $plural es la categoría de plural de $count.
#
# Glosario: English = la palabra que se usa | otra forma ! nunca así. Una prueba lo comprueba en cada texto.
#   true-up = regulariz ! true-up | ajuste
#   mid-term true-up = regularización durante la vigencia
#   baseline = línea base ! baseline
#   quote = presupuesto ! cotización | proforma
#   PO = orden de compra ! orden de pedido
#   purchase order = orden de compra
#   audit = auditor
#   audited = audit | realizada
#   not audited = sin auditoría
#   counted = contad | recuento | cuenta | contar
#   device = dispositivo ! aparato
#   headset = auricular ! cascos | diadema
#   video device = dispositivo de vídeo
#   voice device = dispositivo de voz
#   inventory report = informe de inventario
#   monthly report = informe mensual ! reporte | report
#   contract = contrato
#   partner = partner
#   unit = unidad | unitario
#   snapshot = datos
#   held = reteni
#   withdrawn = retirad
#   expired = caduc
#   annual renewal = renovación anual
#   renewal = renovación
#   service term = vigencia del servicio
#   growth = crecimiento
#   charged = factur
#   unknown model = modelos desconocidos | modelo desconocido
#   end of support = fin de soporte
#   price to confirm = precio por confirmar
#   excl. VAT = sin IVA ! IVA excluido | más IVA
#   valid until = válido hasta el
#   reminder = recordatorio
#   action required = acción necesaria
#   watch = en seguimiento
#   headroom = margen
#   counting profile = perfil de recuento
#   catalogue = catálogo | lista vigente | listas vigentes | precios de lista
#   decision = decisi
#   draft = borrador
#   site ID = ID de sede
#   annex = anexo
#   forecast = previsión | previst
#   serial number = número de serie | números de serie
#   RMA = RMA
#   RMA rate = tasa de RMA
#   threshold = umbral
#   overage unit = unidades excedentes | unidad excedente
#   allowed = admitid
#   installed base under contract = base instalada bajo contrato
#   calendar year = año natural
#   list price = precio de lista | precios de lista
#   notice = aviso

## Palabras
category-headset = auriculares/dispositivos personales
category-video = vídeo
category-voice = voz
units-headset = { $plural ->
    [one] { $count } auricular
    [many] { $count } de auriculares
   *[other] { $count } auriculares
 }
units-video = { $plural ->
    [one] { $count } dispositivo de vídeo
    [many] { $count } de dispositivos de vídeo
   *[other] { $count } dispositivos de vídeo
 }
units-voice = { $plural ->
    [one] { $count } dispositivo de voz
    [many] { $count } de dispositivos de voz
   *[other] { $count } dispositivos de voz
 }
state-ok = correcto
state-watch = en seguimiento
state-action = acción necesaria
state-unaudited = sin auditoría
audit-audited = realizada
audit-partly = realizada en parte
not-available = n. d.
not-audited = sin auditoría
unaudited-months = Cerrados sin auditoría: { $months }. Los meses cerrados así no se facturan.
price-to-confirm = precio por confirmar
amount-without-vat = { $amount } sin IVA
source-lens = Poly Lens
source-report = informe de inventario del partner
reason-software = entradas de software
reason-third-party = productos de otros fabricantes
reason-excluded = soluciones verticales y otros productos excluidos
reason-infrastructure = productos de infraestructura
reason-accessory = accesorios de dispositivos contados
reason-unknown-model = modelos desconocidos
reason-end-of-support = fin de soporte superado
reason-stale = sin detectar desde hace demasiado tiempo
reason-replaced = sustituidos por RMA
reason-category-not-contracted = categoría fuera de contrato
reason-duplicate = duplicados
hold-price-missing = El contrato no tiene precio para una categoría añadida: precio por confirmar.
hold-unknown-models = Los dispositivos de modelos desconocidos podrían cambiar el resultado.
hold-amount = El total supera el límite para enviar sin aprobación.
hold-first-true-up = Es la primera regularización del contrato.
hold-totals-changed = Es la primera regularización desde el cambio de los totales del contrato.
hold-profile-changed = Es la primera regularización desde el cambio del perfil de recuento.
hold-source-changed = Es la primera regularización desde el cambio de la fuente de inventario.
hold-catalogue-changed = Es la primera regularización desde que una actualización del catálogo cambió el recuento.
quote-state-draft = pendiente de aprobación
quote-state-held = retenido
quote-state-approved = aprobado
quote-state-sent = enviado
quote-state-po-received = orden de compra recibida
quote-state-expired = caducado
quote-state-superseded = sustituido
quote-state-withdrawn = retirado

unit-count = { $plural ->
    [one] { $count } unidad
    [many] { $count } de unidades
   *[other] { $count } unidades
 }
device-count = { $plural ->
    [one] { $count } dispositivo
    [many] { $count } de dispositivos
   *[other] { $count } dispositivos
 }

## Etiquetas
label-month = Mes
label-customer = Cliente
label-end-customer = Cliente final
label-partner = Partner
label-contract = Contrato
label-site = ID de sede
label-term = Vigencia del servicio
label-csm = Customer Success Manager
label-source = Fuente
label-snapshot = Fecha de los datos
label-audit = Auditoría
label-quote = Presupuesto
label-version = Versión
label-supersedes = Sustituye a
label-order-received = Orden de compra recibida
label-issued = Emitido el
label-valid-until = Válido hasta el
label-original-order = Orden de compra (PO) original
label-currency = Moneda
label-quote-issued = Presupuesto de esta auditoría
label-quote-open = Presupuesto abierto
label-annual-amount = Unidades contratadas, importe anual
label-growth = Crecimiento facturado por adelantado
label-renewal = Renovación anual
label-rule = Umbral
label-profile = Perfil de recuento
label-recognition = Reconocimiento
label-rounding = Redondeo
label-times = Fechas
label-snapshot-digest = Huella de los datos
label-catalogue-digest = Huella del catálogo
label-profile-digest = Huella del perfil
label-templates-digest = Huella de las plantillas
label-program = Programa
vat-number = NIF-IVA { $number }
partner-number = ID de partner { $number }

## Informe
report-subject = Informe mensual de { $month } - { $customer }: { $verdict }
report-subject-none = sin regularización
report-subject-true-up = regularización, { $units }
report-subject-version = versión { $version }
report-title = Informe mensual de { $month }
verdict-ok = Sin regularización. Todas las categorías están dentro de su línea base.
verdict-watch = Sin regularización este mes. En seguimiento: { $categories }.
verdict-watch-unknown = { $plural ->
    [one] Sin regularización este mes. { $count } dispositivo de un modelo desconocido aún podría dar lugar a una.
   *[other] Sin regularización este mes. { $count } dispositivos de modelos desconocidos aún podrían dar lugar a una.
 }
watched = { $category } (margen hasta la línea base: { $headroom })
verdict-action = Regularización durante la vigencia: { $units }.
verdict-action-total = Regularización durante la vigencia: { $units }, { $total } sin IVA.
verdict-action-revised = Regularización durante la vigencia: { $units } más. El presupuesto abarca ahora { $all }, { $total } sin IVA.
verdict-unaudited = Sin auditoría: este mes no se pudo hacer el recuento.
summary-line = { $category }: { $counted } en el recuento, { $compared } en contrato ({ $change }); línea base { $baseline }: { $state }.
summary-line-quoted = { $category }: { $counted } en el recuento, { $compared } en contrato y presupuesto ({ $change }); línea base { $baseline }: { $state }.
summary-unaudited = { $category }: sin auditoría.
summary-quote = Presupuesto { $number }: { $total }.
summary-quote-valid = Presupuesto { $number }: { $total }, válido hasta el { $until }.
summary-quote-held = El presupuesto { $number } ({ $total }) está retenido hasta que alguien lo apruebe.
summary-quote-draft = El presupuesto { $number } ({ $total }) está pendiente de aprobación.
summary-quote-expired = El presupuesto { $number } ({ $total }) caducó el { $until } sin orden de compra; sus unidades siguen en la comparación.
summary-unknown = { $plural ->
    [one] { $count } dispositivo de un modelo desconocido no se ha contado y está por clasificar.
   *[other] { $count } dispositivos de modelos desconocidos no se han contado y están por clasificar.
 }
summary-renewal = { $plural ->
    [one] Falta { $count } día para la renovación anual (el servicio termina el { $end }).
   *[other] Faltan { $count } días para la renovación anual (el servicio termina el { $end }).
 }
heading-summary = De un vistazo
heading-classify = Tarea del CSM: modelos desconocidos
heading-actions = Acciones
heading-lines = Dispositivos y línea base
heading-history = Los últimos doce meses: recuento / línea base
heading-forecast = Previsión (estimación)
heading-models = Recuento por modelo
heading-vanished = Ya no se cuentan
heading-not-counted = No contados y por qué
heading-life-cycle = Ciclo de vida
heading-odd = Fechas de detección por revisar
heading-commercial = Situación comercial
heading-accepted = Auditoría aceptada por una persona
heading-reopened = Qué ha cambiado en esta versión
heading-contract = Contrato y fuente
heading-annex = Anexo: cómo se ha hecho el recuento
column-action = Qué
column-owner = Quién
column-due = Plazo
column-figure = Dato
column-month = Mes
column-model = Modelo
column-change = Variación
column-devices = Dispositivos
column-reason = Motivo
column-end-of-support = Fin de soporte
column-end-of-sale = Fin de venta
figure-contracted = En contrato
figure-compared = En contrato y presupuesto
figure-baseline = Línea base
figure-counted = Contados
figure-increase = Diferencia
figure-percent = Diferencia en %
figure-headroom = Margen hasta la línea base
figure-last = Última auditoría ({ $month })
figure-change = Variación desde entonces
figure-new-contracted = Total tras la regularización
figure-new-baseline = Línea base tras la regularización
figure-state = Estado
forecast-none = { $category }: todavía sin previsión; hacen falta tres meses auditados.
forecast-reached = { $category }: la línea base se ha alcanzado.
forecast-not-in-term = { $category }: con el crecimiento actual, la línea base no se alcanzará antes de que termine la vigencia.
forecast-in = { $category }: con el crecimiento medio de los tres últimos meses auditados, la línea base se alcanzará en { $month }.
model-without-name = (sin nombre de modelo)
model-new = nuevo
model-by-line = reconocido por la gama de producto
models-group = { $category }: { $counted }
more-models = { $plural ->
    [one] y { $count } modelo más ({ $devices }), en la lista de dispositivos
   *[other] y { $count } modelos más ({ $devices }), en la lista de dispositivos
 }
unknown-title = { $plural ->
    [one] { $count } dispositivo es de un modelo que no figura en el catálogo. No se contará hasta que se clasifique.
   *[other] { $count } dispositivos son de modelos que no figuran en el catálogo. No se contarán hasta que se clasifiquen.
 }
not-counted-nothing-listed = No se listó ningún dispositivo.
not-counted-none = Se han contado todos los dispositivos listados.
not-counted-total = Total no contados
not-counted-closing = { $listed } listados = { $counted } contados + { $left_out } no contados
life-cycle-ended = Fin de soporte superado (sin cobertura)
life-cycle-ending = Fin de soporte en los próximos doce meses
life-cycle-without-date = { $plural ->
    [one] { $count } dispositivo contado es de un modelo sin fecha de fin de soporte publicada.
   *[other] { $count } dispositivos contados son de modelos sin fecha de fin de soporte publicada.
 }
odd-never = { $plural ->
    [one] { $count } dispositivo contado no se ha detectado nunca.
   *[other] { $count } dispositivos contados no se han detectado nunca.
 }
odd-future = { $plural ->
    [one] { $count } dispositivo contado tiene una fecha de detección posterior a la de los datos.
   *[other] { $count } dispositivos contados tienen una fecha de detección posterior a la de los datos.
 }
annual-amount = { $category }: { $units } × { $price } = { $amount }
annual-amount-less = { $category }: { $units } × { $price } − { $discount } = { $amount }
growth-used = { $category }: { $growth }; uso { $used }, quedan { $left }.
growth-cost = Coste durante la vigencia: { $cost }; el { $percent } del coste de las { $forecast } altas previstas es { $share }.
days-to-renewal = { $plural ->
    [one] dentro de { $count } día, el { $end }
   *[other] dentro de { $count } días, el { $end }
 }
quote-age = { $plural ->
    [one] emitido hace { $count } día ({ $issued })
   *[other] emitido hace { $count } días ({ $issued })
 }
quote-issued-on = emitido el { $issued }
quote-valid-until = válido hasta el { $until }
held-title = El presupuesto { $number } está retenido
draft-title = El presupuesto { $number } está pendiente de aprobación
held-release = Una vez revisado, apruébelo con «trueup quote approve { $number }» o retírelo con «trueup quote withdraw { $number } --reason TEXTO».
label-order = Orden de compra
order-of-quote = { $order } del { $date }: { $units }, { $amount }, para { $quote }
order-amount-differs = por comprobar: las unidades suman { $worth }
order-after-term = por comprobar: la fecha es posterior al final de la vigencia
order-less-open = una parte de esa versión ya no estaba abierta
order-outside = { $order } del { $date }: { $units }, sin presupuesto
order-outside-ahead = { $order }: { $units }, sin presupuesto, a partir del { $date }
order-without-number = Orden de compra sin número
orders-before = { $plural ->
    [one] y { $count } orden de compra anterior
   *[other] y { $count } órdenes de compra anteriores
 }
quote-without-order = sin orden de compra por ahora
action-release = Revisar y aprobar el presupuesto { $number }
action-reissue = El presupuesto { $number } ha caducado: acordarlo con el partner y emitirlo de nuevo
action-order = Emitir la orden de compra del presupuesto { $number }
action-classify = { $plural ->
    [one] Clasificar { $count } dispositivo de un modelo desconocido: { $models }
   *[other] Clasificar { $count } dispositivos de modelos desconocidos: { $models }
 }
action-own-quote = { $plural ->
    [one] Preparar un presupuesto aparte para { $count } dispositivo que el servicio no cubre: { $models }
   *[other] Preparar un presupuesto aparte para { $count } dispositivos que el servicio no cubre: { $models }
 }
action-models = { $plural ->
    [one] { $models } y { $count } modelo más
   *[other] { $models } y { $count } modelos más
 }
action-report = Enviar el informe de inventario de { $month }
action-access = Hacer de nuevo legibles los tenants de Lens: renovar la credencial o conseguir que se conceda el acceso
action-confirm = Confirmar los totales del primer recuento
action-price = Indicar el precio que falta en { $number }
action-notice = Revisar el aviso { $number } y aprobarlo o retirarlo
action-open = pendiente
action-overdue = fuera de plazo
action-closed = resuelta
action-since = Pendiente desde el { $day }
action-closed-on = Resuelta a fecha del { $day }
action-overtaken = sin efecto
action-overtaken-on = Ya no es necesaria desde el { $day }
action-watch = Hablar con el partner sobre el crecimiento: { $category }
action-replace = { $plural ->
    [one] Proponer la sustitución de { $count } dispositivo con el fin de soporte superado
   *[other] Proponer la sustitución de { $count } dispositivos con el fin de soporte superado
 }
action-renew = Acordar la renovación anual
actions-none = Nada que hacer hasta la próxima auditoría.
accepted-by = Aceptada por { $by }: { $reason }
accepted-against = Objeciones planteadas:
reopened-by = La versión { $version } sustituye a la versión { $before }: { $by } ha reabierto el mes. Motivo: { $reason }
reopened-version = La versión { $version } sustituye a la versión { $before }.
reopened-counted = { $category }: { $now } en el recuento en lugar de { $before }
reopened-same = { $category }: { $now } en el recuento, igual que antes
reopened-replaced = El presupuesto { $old } se sustituye por { $new }.
reopened-withdrawn = El presupuesto { $old } queda retirado: no procede ninguna regularización.
reopened-issued = El presupuesto { $new } es nuevo.
device-list-attached = Todos los dispositivos, con el motivo por el que cada uno se cuenta o no, están en el archivo adjunto { $file }.
device-list-too-large = La lista de dispositivos es demasiado grande para un correo: se obtiene con «trueup export devices { $contract } --month { $month }».
method-rule = Una categoría se regulariza cuando su recuento supera al menos en un { $percent } el total en contrato y presupuesto. La línea base es el número más pequeño que da lugar a la regularización.
method-rule-baseline = Una categoría se regulariza cuando su recuento supera la línea base al menos en un { $percent }.
method-rounding = Porcentajes truncados a dos decimales; importes redondeados una vez por línea, al más próximo (la mitad, al alza).
method-times = Datos con hora UTC; auditoría del { $day } en la zona horaria del calendario.
profile-stale = { $plural ->
    [one] no se cuentan los dispositivos sin detectar desde hace { $count } día
   *[other] no se cuentan los dispositivos sin detectar desde hace { $count } días
 }
profile-never-stale = los dispositivos se cuentan sea cual sea su última detección
profile-sync = Sync 40/60 en la categoría { $category }
profile-room-pcs = PC de sala en la categoría vídeo
profile-no-room-pcs = PC de sala no contados
profile-adapters = los adaptadores QD representan a sus auriculares
profile-no-adapters = adaptadores QD no contados
profile-accessory = { $model } en la categoría { $category } por acuerdo
recognised-by-line = { $plural ->
    [one] { $count } dispositivo reconocido solo por su gama de producto.
   *[other] { $count } dispositivos reconocidos solo por su gama de producto.
 }
report-under = { $customer } · contrato { $contract } · { $source }, { $snapshot }
document-number = Documento { $number }
service-name = Servicio: Poly+ Enterprise

## Presupuesto
quote-subject = Presupuesto de regularización { $number } - { $customer }, { $units }
quote-title = Presupuesto de regularización
quote-rest-of = { $order } del { $date } para { $quote }: { $units }. Este presupuesto recoge lo que queda por pedir.
quote-replaced-more = { $number }; además: { $units }
quote-replaced-same = { $number }, con las mismas unidades desde los mismos meses
quote-replaced-again = { $number }, porque se repitió el recuento del mes
quote-verdict = Regularización durante la vigencia para { $customer }: { $units }
quote-order-by = Para realizar el pedido, emita una orden de compra a más tardar el { $until }.
quote-not-released = Todavía sin aprobar: aún no se puede emitir la orden de compra.
not-issued = todavía no emitido
draft-mark = BORRADOR
draft-note = Este presupuesto no está aprobado y no constituye una oferta.
heading-why = Por qué este presupuesto
heading-quote-lines = Líneas
heading-after = Tras la aceptación
heading-order = Cómo realizar el pedido
heading-terms = Condiciones
heading-calculation = El cálculo, paso a paso
heading-quote-annex = Anexo: dispositivos no contados
from-seller = De
to-partner = Para
quote-rule = Un aumento de al menos un { $percent } sobre el total en contrato de una categoría da lugar a una regularización durante la vigencia.
quote-rule-baseline = Un aumento de al menos un { $percent } sobre la línea base de una categoría da lugar a una regularización durante la vigencia.
quote-rule-charge = Se facturan todos los dispositivos por encima de ese total, desde el primer día del mes de la regularización hasta el final de la vigencia del servicio.
quote-rule-charge-baseline = Según el contrato, se facturan los dispositivos por encima de la línea base, desde el primer día del mes de la regularización hasta el final de la vigencia del servicio.
quote-snapshot = { $source }, datos del { $at }
quote-tranche = { $category }, parte { $tranche }
column-category = Categoría
column-description = Descripción
column-units = Unidades
column-amount = Importe
column-new-contracted = Nuevo total
column-new-baseline = Nueva línea base
line-price = Precio unitario anual { $price } ({ $monthly } al mes)
line-price-from = Precio del contrato vigente desde el { $day }
line-price-kept = Precio del contrato vigente desde el { $day }, mantenido desde el primer presupuesto de estas unidades
line-price-missing = Precio unitario anual: precio por confirmar
line-period = Facturación del { $from } al { $to }: { $months }
months = { $plural ->
    [one] { $count } mes
   *[other] { $count } meses
 }
months-broken = { $months } meses
total-without-vat = Total sin IVA
quote-discount = El descuento acordado del { $percent } ya está incluido en los importes de las líneas.
after-effective = A partir del { $day }, la línea base pasa a ser:
step-units = { $counted } contados − { $less } en contrato = { $units }
step-units-quoted = { $counted } contados − { $less } en contrato y presupuesto = { $units }
step-units-baseline = { $counted } contados − { $less } de línea base = { $units }
step-units-earlier = { $units } como en el presupuesto de { $month }, desde el mismo mes y al mismo precio
step-units-rest = { $units } del presupuesto de { $month } que { $order } no cubrió, desde el mismo mes y al mismo precio
step-months = del { $from } al { $to }: { $months }
step-days = { $plural ->
    [one] del { $from } al { $to }: { $count } día
   *[other] del { $from } al { $to }: { $count } días
 }
order-state = Indique en la orden de compra (PO): presupuesto { $number }, { $units }, { $amount } sin IVA.
order-send = Envíe la orden de compra a { $address }.
order-until = El presupuesto es válido hasta el { $until } inclusive.
order-expiry = Tras la caducidad, las unidades siguen en la comparación mensual; el presupuesto se emite de nuevo con los mismos meses de inicio, de modo que esperar no cambia el importe.
order-price-missing = Todavía no se puede emitir la orden de compra: confirmaremos el precio en una nueva versión del presupuesto.
terms-contract = Este presupuesto forma parte del contrato { $contract } y de su acuerdo de precios.
terms-vat = Todos los importes son sin IVA; el IVA se añade según la ley.
terms-rounding = Cada línea se redondea una sola vez, a la unidad mínima de la moneda más próxima (la mitad, al alza); el total suma las líneas redondeadas.
terms-decrease = Una disminución posterior de los dispositivos no da derecho a abono antes de la renovación.
terms-renewal = Los dispositivos añadidos forman parte de la nueva línea base y de la renovación anual.
heading-parties = Partes

## Recordatorio del presupuesto
reminder-title = Recordatorio: presupuesto de regularización
reminder-subject = Recordatorio: presupuesto de regularización { $number } - { $customer }, válido hasta el { $until }
reminder-verdict = El presupuesto { $number } para { $customer } está a la espera de su orden de compra hasta el { $until } inclusive.
reminder-amount = { $units }, total sin IVA
days-left = { $plural ->
    [one] queda { $count } día
   *[other] quedan { $count } días
 }
last-day = último día
reminder-thanks = Si la orden de compra ya está en camino, gracias: no hay que hacer nada más. Si algo no cuadra, responda a este correo.
reminder-thread = El presupuesto, con su cálculo, está en nuestro correo del { $day }, al que responde este. Su contenido no ha cambiado.
heading-contract-only = Contrato

## Documento retenido
held-heading = Hace falta una decisión
held-under = { $customer } · contrato { $contract }
held-audit-badge = auditoría retenida
held-audit-subject = Decisión necesaria: auditoría de { $month } - { $customer }, { $why }
held-audit-verdict = La auditoría de { $month } está retenida: { $why }. No se ha publicado nada.
held-because-growth = recuento muy superior al contrato
held-because-drop = recuento muy inferior a la última auditoría
held-because-incomplete-listing = lista de dispositivos incompleta
held-growth = { $category }: { $counted } dispositivos contados, más del { $percent } por encima de los { $other } de la comparación.
held-drop = { $category }: { $counted } dispositivos contados, más del { $percent } por debajo de los { $other } de la última auditoría.
held-incomplete = No está demostrado que Lens haya listado todos los dispositivos. Resultado de la consulta: { $detail }
held-effect-quote = Publicada tal como está, da lugar a una regularización durante la vigencia: { $units }, { $total } (presupuesto { $number }).
held-effect-goes-out = { $partner } recibe entonces de inmediato el presupuesto.
held-effect-waits = El presupuesto queda entonces también pendiente de su aprobación.
held-effect-none = Publicada tal como está, no da lugar a ninguna regularización: solo se envía el informe.
held-effect-unknown = Los dispositivos todavía no se han contado; hasta entonces no se sabe qué efecto tendría.
held-audit-note = Si nadie decide a más tardar el { $day }, { $month } queda sin auditoría y ya no podrá facturarse.
held-quote-subject = Decisión necesaria: presupuesto { $number } - { $customer }, { $units }
held-quote-verdict = El presupuesto { $number } está retenido: { $units }, { $total }.
draft-quote-verdict = El presupuesto { $number } está pendiente de aprobación: { $units }, { $total }.
held-draft = Según la configuración, una persona aprueba cada presupuesto de regularización.
held-price-missing = Falta en el contrato el precio de: { $categories }; precio por confirmar.
held-unknown-models = { $plural ->
    [one] { $count } dispositivo de un modelo desconocido podría cambiar el resultado.
   *[other] { $count } dispositivos de modelos desconocidos podrían cambiar el resultado.
 }
held-amount = El total, { $total }, supera el límite de { $limit } para enviar sin aprobación.
held-quote-effect = Una vez aprobado, se envía a { $partner }: { $units }, { $total }.
held-quote-to = Destinatarios: { $addresses }
held-quote-charge = Facturación del { $from } al { $to }; estas fechas no dependen del día de la aprobación.
held-quote-supersedes = Ha sustituido al presupuesto { $number }.
held-quote-note = Hasta entonces, el partner no ve nada; las auditorías siguientes tienen en cuenta sus unidades de todos modos. La fecha de emisión y la validez empiezan a contar con la aprobación.
choose-accept = El recuento es correcto: publicar la auditoría.
choose-count-again = El contrato, el catálogo o el inventario tenían un error: corregirlo primero y repetir el recuento.
choose-list-again = Listar de nuevo los dispositivos:
choose-accept-incomplete = La lista es suficiente: hacer el recuento de todos modos.
choose-approve = Aprobar el presupuesto:
choose-approve-priced = Introducir el precio en el contrato y aplicarlo; después, aprobar el presupuesto, que se envía como nueva versión con el precio.
choose-withdraw = Retirar el presupuesto; sus unidades dejan de contar en la comparación de las auditorías.
placeholder-reason = MOTIVO
heading-held-why = Por qué
heading-held-effect = Qué efecto tendría
heading-decide = Decida con uno de estos comandos
heading-held-count = El recuento
label-sum = Dispositivos

## Resumen
contract-count = { $plural ->
    [one] { $count } contrato
   *[other] { $count } contratos
 }
digest-subject = { $title } - { $contracts }: { $verdict }
digest-short-quiet = nada que decidir
digest-short = { $plural ->
    [one] { $count } por atender
   *[other] { $count } por atender
 }
digest-title = Resumen de { $month }
digest-title-closed = Resumen de { $month }, a fin de mes
digest-verdict-quiet = Nada que decidir: todas las auditorías están realizadas y no hay decisiones pendientes.
digest-verdict-only = El contrato requiere atención.
digest-action = { $what } ({ $owner }, hasta el { $due })
digest-action-overdue = { $what } ({ $owner }, hasta el { $due }: fuera de plazo)
digest-actions-more = { $plural ->
    [one] y { $count } acción más en el informe
   *[other] y { $count } acciones más en el informe
 }
digest-actions = { $plural ->
    [one] { $count } acción pendiente, fuera de plazo: { $overdue }.
   *[other] { $count } acciones pendientes, fuera de plazo: { $overdue }.
 }
digest-verdict = { $plural ->
    [one] { $all }, { $count } por atender.
   *[other] { $all }, { $count } por atender.
 }
digest-badge-quote = presupuesto por decidir
digest-badge-failed = auditoría pendiente
digest-badge-waiting = falta el informe
digest-badge-quoted = regularización
digest-held-growth = El recuento es muy superior al contrato. Las cifras están en un correo aparte.
digest-held-drop = El recuento es muy inferior a la última auditoría. Las cifras están en un correo aparte.
digest-held-incomplete = No está demostrado que la lista de dispositivos esté completa. Los detalles están en un correo aparte.
digest-failed = La auditoría ha fallado hasta ahora y se repite cada hora: { $detail }
digest-not-begun = La auditoría todavía no ha terminado.
digest-waiting = El informe de inventario del partner no ha llegado.
digest-closed = El mes terminó sin auditoría y ya no podrá facturarse.
digest-line = { $category }: { $counted } frente a { $compared } ({ $change })
digest-line-marked = { $category }: { $counted } frente a { $compared } ({ $change }), { $state }
digest-quote = Presupuesto { $number }: { $units }, { $total }, { $state }
digest-more = { $plural ->
    [one] y { $count } más
   *[other] y { $count } más
 }
digest-all = Todos los contratos: { $command }
heading-digest-needy = Por atender
heading-digest-ordered = A la espera de la orden de compra del partner
heading-digest-others = Nada que decidir
column-contracts = Contratos
digest-badge-order = presupuesto aprobado
digest-badge-expired = presupuesto caducado
choose-reissue = Acordarlo con el partner y emitirlo de nuevo en una nueva versión:
digest-quoted = { $plural ->
    [one] { $count } presupuesto aprobado está a la espera de su orden de compra: { $amount } sin IVA.
   *[other] { $count } presupuestos aprobados están a la espera de su orden de compra: { $amount } sin IVA en total.
 }
choose-try-now = Intentarlo de nuevo ahora:
choose-ingest = En cuanto llegue:

## Informe que falta
report-request-subject = Pendiente de envío: informe de inventario de Lens de { $month } - { $customer }
report-reminder-subject = Falta el informe de inventario de Lens de { $month } - { $customer }
not-audited-subject = Sin auditoría, falta el informe de inventario: { $months } - { $customer }
missing-title = Informe de inventario de Lens de { $month }
not-audited-title = Sin auditoría: { $months }
report-request-badge = informe solicitado
report-reminder-badge = falta el informe
report-last-reminder-badge = último recordatorio
report-request-verdict = Le rogamos que nos envíe el informe de inventario de Lens de { $month } a más tardar el { $until }.
report-reminder-verdict = El informe de inventario de { $month } todavía no ha llegado. Lo solicitamos el { $asked }; envíelo lo antes posible, a más tardar el { $until }.
report-last-reminder-verdict = El informe de inventario de { $month } sigue sin llegar. Se puede contar hasta el { $until }; después, el mes se cierra.
not-audited-verdict = { $plural ->
    [one] { $months } se ha cerrado sin auditoría: no había llegado el informe de inventario.
   *[other] { $months }: cerrados sin auditoría. No habían llegado los informes de inventario.
 }
report-months = { $count } meses, de { $first } a { $last }
heading-report-steps = Qué hay que hacer
heading-report-columns = Columnas del archivo
heading-report-why = Por qué lo pedimos
heading-report-means = Qué significa
heading-report-easier = Una forma más sencilla
label-report-until = Plazo
label-report-to = Enviar a
label-last-audited = Última auditoría
report-never = todavía ningún mes
column-header = Columna
column-example = Ejemplo
column-needed = Necesaria
column-required = obligatoria
column-either = obligatoria una de las dos
column-important = para contar solo los dispositivos en uso
column-optional = si está disponible
example-site = Madrid
example-room = Sala 3
report-step-export = En Poly Lens, exporte la lista de todos los dispositivos del cliente { $customer } como archivo CSV; también sirve una tabla propia.
report-step-columns = Compruebe que contiene las columnas indicadas abajo y una fila por dispositivo.
report-step-answer = Responda a este mensaje con el archivo adjunto o envíelo a la dirección indicada arriba.
report-step-send = Envíe el archivo a la dirección indicada arriba.
report-form-csv = CSV en UTF-8, separado por comas, puntos y coma o tabuladores; la primera fila contiene los encabezados tal como figuran arriba. Ni XLSX ni ZIP.
report-form-dates = Fechas en la forma año-mes-día. Sin Last Detected no se pueden descartar los dispositivos que ya nadie usa.
report-form-text = En una hoja de cálculo, dé primero formato de texto a los números de serie: 1,23E+15 no es un número de serie.
report-form-people = No incluya nombres ni direcciones de usuarios: no los necesitamos y eliminamos esas columnas al recibir el archivo.
report-why = El contrato prevé un recuento mensual de los dispositivos. No tenemos acceso al tenant de Lens del cliente, así que hacemos el recuento a partir de su informe.
report-why-closed = No se estima nada: si no llega el informe, { $month } se cierra el { $day } sin auditoría.
report-easier = Denos acceso de lectura al tenant de Lens del cliente. Haremos el recuento nosotros mismos y dejará de recibir estos mensajes.
report-easier-contact = { $name } le ayudará con mucho gusto a configurarlo: { $address }
report-foot = ¿Alguna pregunta? { $name }, { $address }
not-audited-nothing = No se ha contado nada y no se estima nada.
not-audited-closed = Lo cerrado, cerrado queda: un informe que llegue ahora se cuenta en el mes en que llega.
not-audited-compare = La próxima auditoría compara con los mismos totales que antes.
not-audited-next = Para { $month } volvemos a necesitar el informe; un mensaje aparte indica qué enviar, adónde y hasta cuándo.

alert-heading = Hace falta intervenir
alert-operator = Para el equipo de operaciones
alert-subject = Intervención necesaria ({ $day }): { $what }
alert-verdict = { $what }: alguien tiene que revisarlo.
alert-audits = { $plural ->
    [one] { $count } auditoría con fallo
   *[other] { $count } auditorías con fallo
 }
alert-letters = { $plural ->
    [one] { $count } correo no ha llegado a su destinatario
   *[other] { $count } correos no han llegado a sus destinatarios
 }
alert-to = { $plural ->
    [one] { $count } correo a { $address }
   *[other] { $count } correos a { $address }
 }
alert-failing = Desde el { $since }: { $detail }
alert-contracts = Contratos: { $contracts }
alert-dead = Envío abandonado desde el { $since }. Respuesta del servidor de correo: { $detail }
alert-held = Envío retenido desde el { $since }: { $detail }
alert-note-audits = Las auditorías con fallo se repiten cada hora; lo que siga sin auditoría a fin de mes ya no podrá facturarse.
alert-note-letters = Un correo abandonado no se reenvía por sí solo. «trueup outbox retry ID» lo reenvía a la misma dirección, «trueup outbox cancel ID» lo descarta. Si una dirección es incorrecta, corríjala en los archivos de datos: los próximos correos irán a la nueva.
alert-foot = Como máximo una alerta al día, y solo si hay novedades.
letter-kind-csm-report = Informe mensual
letter-kind-true-up-quote = Presupuesto de regularización
letter-kind-quote-reminder = Recordatorio de un presupuesto
letter-kind-held-document = Solicitud de decisión
letter-kind-csm-digest = Resumen mensual
letter-kind-report-request = Solicitud del informe de inventario
letter-kind-report-reminder = Recordatorio del informe de inventario
letter-kind-not-audited = Mes sin auditoría
letter-kind-operator-alert = Alerta
letter-kind-rma-warning = Advertencia sobre el umbral de RMA
letter-kind-rma-overage-notice = Aviso de superación del umbral de RMA

## Devoluciones de auriculares: el umbral anual de RMA
label-rma-rate = Tasa de RMA
label-rma-threshold = Umbral anual de RMA
label-rma-units = Unidades RMA del año natural
label-rma-base = Base instalada bajo contrato
label-rma-allowed = Unidades admitidas
label-rma-remaining = Unidades aún admitidas
label-rma-overage = Unidades excedentes
rma-base-since = { $base } (desde el { $day })
rma-others = otros: { $units }
rma-no-reason = sin motivo indicado
rma-as-of = Situación a { $day }.
rma-contact = ¿Alguna pregunta? { $name }, { $address }
rma-line-name = RMA { $number }, línea { $line }
rma-overage-units = { $plural ->
    [one] { $count } unidad excedente
    [many] { $count } de unidades excedentes
   *[other] { $count } unidades excedentes
 }
rma-no-overage-units = sin unidades excedentes
rma-more-units = { $plural ->
    [one] y { $count } línea anterior
   *[other] y { $count } líneas anteriores
 }
rma-left-out-not-authorised = { $plural ->
    [one] no autorizada
   *[other] no autorizadas
 }
rma-left-out-rejected = { $plural ->
    [one] rechazada
   *[other] rechazadas
 }
rma-left-out-cancelled = { $plural ->
    [one] cancelada
   *[other] canceladas
 }
rma-left-out-duplicate = { $plural ->
    [one] duplicada
   *[other] duplicadas
 }
rma-left-out-recall = por retirada de producto
rma-left-out-other-category = { $plural ->
    [one] de otra categoría
   *[other] de otras categorías
 }
rma-left-out-unknown-category = de producto desconocido
rma-left-out-outside-term = fuera de la vigencia del servicio
rma-left-out-not-headset = { $plural ->
    [one] que no es un auricular
   *[other] que no son auriculares
 }
rma-warning-subject = Tasa de RMA { $rate } de { $percent } - { $customer }
rma-warning-title = Umbral anual de RMA { $year }
rma-warning-badge-watch = en seguimiento
rma-warning-badge-over = umbral superado
rma-warning-verdict-watch = { $customer } ha utilizado { $units } de las { $allowed } unidades RMA admitidas en el año natural { $year }.
rma-warning-verdict-over = { $customer } ha superado el umbral anual de RMA { $year }: { $units } unidades RMA, { $allowed } admitidas, { $overage } por encima.
rma-warning-next-watch = { $plural ->
    [one] Queda { $count } unidad hasta el umbral. Por encima de él, Poly se reserva el derecho de facturar los productos al precio de lista vigente.
   *[other] Quedan { $count } unidades hasta el umbral. Por encima de él, Poly se reserva el derecho de facturar los productos al precio de lista vigente.
 }
rma-warning-next-over = Por encima del umbral, Poly se reserva el derecho de facturar los productos al precio de lista vigente. Las unidades excedentes figuran en un aviso aparte.
heading-rma-advice = Qué conviene revisar
heading-rma-models = Productos más devueltos
heading-rma-reasons = Motivos más frecuentes
heading-rma-units = Los últimos RMA
rma-advice-batch = Un lote defectuoso: ¿los mismos productos, con fechas o números de serie próximos? Avísenos y comprobaremos si se trata de una retirada.
rma-advice-handling = El uso: ¿cables forzados, almohadillas gastadas, estuches perdidos? A menudo basta con un accesorio.
rma-advice-training = La formación: un restablecimiento o una actualización de software resuelve muchas averías sin sustitución.
column-rma = RMA
column-rma-day = Autorizado el
label-notice = Aviso
label-notice-kind = Tipo
label-notice-period = Año natural
label-bill-to = A facturar a
notice-subject = Aviso de superación del umbral de RMA { $number } - { $customer }, { $units }
notice-title = Aviso de superación del umbral de RMA: situación hasta la fecha
notice-title-final = Aviso de superación del umbral de RMA: situación final
notice-kind-to-date = situación hasta la fecha
notice-kind-final = situación final
notice-verdict = { $customer }: { $units } unidades RMA en el año natural { $year }, { $allowed } admitidas, { $overage }.
notice-verdict-none = { $customer }: { $units } unidades RMA en el año natural { $year }, { $allowed } admitidas. No hay unidades excedentes.
notice-no-invoice = Este aviso no es una factura.
notice-object-by = Comuníquenos cualquier objeción a más tardar el { $day }.
notice-bill-to-customer = { $customer }, a través de { $partner }
heading-notice-changed = Qué ha cambiado respecto a { $number }
heading-notice-lines = Unidades a precio de lista
notice-changed-units = Unidades RMA: de { $before } a { $now }.
notice-changed-base = Base instalada bajo contrato: de { $before } a { $now }.
notice-changed-overage = Unidades excedentes: de { $before } a { $now }.
notice-changed-prices = Precios de lista: { $now } en lugar de { $before }.
notice-changed-total = Total sin IVA: de { $before } a { $now }.
notice-changed-added = { $plural ->
    [one] Se ha añadido { $count } unidad.
   *[other] Se han añadido { $count } unidades.
 }
notice-changed-dropped = { $plural ->
    [one] Se ha quitado { $count } unidad.
   *[other] Se han quitado { $count } unidades.
 }
notice-changed-nothing = Nada: las mismas unidades y los mismos importes.
notice-step-base = Base instalada bajo contrato: { $base }, desde el { $day }.
notice-step-allowed = Unidades admitidas: { $percent } de { $base }, redondeado a la baja = { $allowed }.
notice-step-units = Unidades autorizadas en el año hasta el { $day }: { $units }, es decir, { $units } / { $base } = { $rate }.
notice-step-others = { $plural ->
    [one] De ellas, { $count } no es un auricular, sino otro dispositivo personal de la misma categoría.
   *[other] De ellas, { $count } no son auriculares, sino otros dispositivos personales de la misma categoría.
 }
notice-step-left-out = No contadas: { $reasons }.
notice-step-overage = Unidades excedentes: { $units } − { $allowed } = { $overage }.
notice-step-none = { $units } no supera { $allowed }: no hay unidades excedentes.
notice-step-all = Según el contrato, una vez superado el umbral se facturan todas las unidades del año.
notice-line-title = RMA { $number }, línea { $line }, autorizado el { $day }
notice-line-case = caso de soporte { $number }
notice-line-serial = número de serie { $number }
notice-line-price = Precio de lista { $price } ({ $list }, versión { $version }, vigente desde el { $day })
notice-line-price-missing = Precio de lista: precio por confirmar
notice-more-lines = { $plural ->
    [one] y { $count } línea más, incluida en el total; está en el archivo adjunto
   *[other] y { $count } líneas más, incluidas en el total; están en el archivo adjunto
 }
notice-annex = Todas las unidades RMA del año, contadas o no, están en el archivo adjunto { $file }.
notice-terms-right = Si la tasa de RMA del cliente supera el { $percent } de la base instalada bajo contrato en un año natural, Poly se reserva el derecho de facturar los productos al precio de lista vigente. Es un derecho, no una obligación.
notice-terms-order = Las unidades admitidas se consumen por orden de fecha de autorización, después por número de RMA y por línea.
notice-terms-price = Precios de lista vigentes el { $day }.
notice-terms-to-date = Esta situación incluye todas las unidades del año hasta la fecha indicada y todavía puede cambiar. La situación final llegará tras el fin de { $year }, o del contrato.
notice-terms-final = Esta situación cierra { $year }: no habrá otra versión.
notice-terms-invoice = Un importe solo se debe con una factura aparte.
held-notice-subject = Decisión necesaria: aviso RMA { $number } - { $customer }, { $units }
held-notice-verdict = El aviso { $number } está retenido: { $units }, { $total }.
draft-notice-verdict = El aviso { $number } está pendiente de aprobación: { $units }, { $total }.
held-notice-draft = Según la configuración, una persona aprueba cada aviso de superación del umbral de RMA.
held-notice-price = La lista vigente no tiene precio para estas líneas; precio por confirmar:
held-notice-price-line = RMA { $number }, línea { $line }: { $product }
held-notice-price-more = { $plural ->
    [one] y { $count } línea más
   *[other] y { $count } líneas más
 }
held-notice-withdrawn = Una persona retiró la versión anterior.
held-notice-supersedes = Sustituye al aviso { $number }, que el partner ya tiene.
held-notice-note = Hasta entonces, el partner no ve nada. La aprobación toma los precios vigentes ese día.
choose-approve-notice = Aprobar el aviso:
choose-approve-notice-priced = Aplicar la lista con los precios que faltan; después, aprobar el aviso, que se envía como nueva versión con los precios.
choose-withdraw-notice = Retirar el aviso: Poly no factura estas unidades.
heading-rma = Devoluciones de auriculares (RMA)
column-rma-sum = Suma del año frente a las unidades admitidas
report-subject-rma = umbral de RMA superado
report-rma-sentence = RMA { $year }: { $units } unidades de { $allowed } admitidas, { $rate } de la base instalada bajo contrato: { $state }.
report-rma-not-returned = { $plural ->
    [one] { $count } unidad averiada sin devolver en 10 días laborables
   *[other] { $count } unidades averiadas sin devolver en 10 días laborables
 }
report-rma-due = { $rma }: { $units } × { $model }, por devolver a más tardar el { $due }
report-rma-shipped-late = { $plural ->
    [one] { $count } sustitución anticipada enviada después del siguiente día laborable
   *[other] { $count } sustituciones anticipadas enviadas después del siguiente día laborable
 }
report-rma-shipped = { $rma }: { $units } × { $model }, prevista el { $due }, enviada el { $came }
action-rma = Hablar con el partner sobre las devoluciones de auriculares
action-rma-return = { $plural ->
    [one] Devolver { $count } unidad averiada
   *[other] Devolver { $count } unidades averiadas
 }
digest-badge-notice = aviso RMA por decidir
digest-notice = Aviso { $number }: { $units }, { $total }, { $state }
digest-unmatched = { $plural ->
    [one] { $count } fila RMA no corresponde a ningún cliente y no se cuenta: «trueup rma list --unmatched» la muestra.
   *[other] { $count } filas RMA no corresponden a ningún cliente y no se cuentan: «trueup rma list --unmatched» las muestra.
 }

## Libro de cálculo
sheet-summary = Resumen
sheet-models = Recuento por modelo
sheet-unknown = Modelos desconocidos
sheet-quote = Cálculo del presupuesto
sheet-rma = RMA
sheet-counted = Dispositivos contados
sheet-not-counted = No contados
recognised-name = por su nombre
recognised-alias = por otro nombre
recognised-line = por su gama de producto
column-serial = Número de serie
column-mac = Dirección MAC
column-listed-as = Modelo listado
column-recognised-as = Reconocido como
column-recognised-by = Reconocimiento
column-last-detected = Última detección (UTC)
column-site = Sede
column-room = Sala
column-software = Software
column-device-id = ID del dispositivo
column-device-name = Nombre del dispositivo
column-unit-price = Precio unitario anual
column-charge-from = Facturación desde
column-charge-to = Facturación hasta
column-months = Meses
column-days = Días
column-discount = Descuento en %
workbook-listed = Listados
workbook-amount-month = Importe = unidades × precio unitario anual / 12 × meses × (100 − descuento) / 100, redondeado una vez por línea, al más próximo (la mitad, al alza). Las celdas son fórmulas: se recalculan cuando cambia un valor.
workbook-amount-day = Importe = unidades × precio unitario anual × días / 365 × (100 − descuento) / 100, redondeado una vez por línea, al más próximo (la mitad, al alza). Las celdas son fórmulas: se recalculan cuando cambia un valor.
workbook-without-devices = Con los dispositivos uno por uno, este archivo sería demasiado grande para un correo: «trueup export devices { $contract } --month { $month } --format xlsx» lo genera completo.
column-rma-sum-units = Suma del año
column-rma-line = Línea
column-rma-came = Llegó el

## Confirmación de los totales
confirm-subject = Por confirmar a más tardar el { $until }: totales de dispositivos - { $customer }
confirm-title = Totales de dispositivos por confirmar
confirm-badge = por confirmar
confirm-verdict = Le rogamos que confirme a más tardar el { $until } los totales de dispositivos de { $customer }: { $units }.
heading-confirm-totals = Qué se ha contado y a cuánto asciende
confirm-installed = Dispositivos instalados
confirm-growth = Crecimiento por adelantado
confirm-total = Total
confirm-growth-units = { $category }: de { $forecast } altas previstas, el { $percent } se factura por adelantado, { $growth }.
confirm-step-compare = Compare los totales con lo que tiene el cliente. Todo dispositivo admisible de una categoría forma parte de ella.
confirm-step-unknown = { $plural ->
    [one] Indíquenos qué es { $count } dispositivo de un modelo desconocido: todavía no se ha contado.
   *[other] Indíquenos qué son los { $count } dispositivos de modelos desconocidos: todavía no se han contado.
 }
confirm-step-growth = Indíquenos cuántos dispositivos se añadirán el próximo año y qué parte se ha de facturar por adelantado.
confirm-step-answer = Responda a { $name }, { $address }: «confirmado», o qué es distinto y por qué.
confirm-unknown = Modelos desconocidos
confirm-unknown-note = Estos dispositivos no figuran en ningún total. Cuando sepamos qué son, se volverán a contar.
confirm-own-quote = Con un presupuesto propio
confirm-own-quote-note = Las soluciones verticales y los productos de infraestructura no forman parte del servicio y necesitan un presupuesto propio.
confirm-ended-note = Tras el fin de soporte no pueden tener cobertura y no figuran en ningún total.
confirm-ending-note = Se cuentan hasta ese día.
confirm-stale = Sin detectar desde hace demasiado tiempo
confirm-stale-note = No figuran en ningún total. Si todavía se usan, conéctelos una vez; se volverán a contar.
confirm-more = { $plural ->
    [one] y { $count } modelo más ({ $devices })
   *[other] y { $count } modelos más ({ $devices })
 }
confirm-why = El pedido, los precios y toda auditoría posterior se basan en estos totales. El soporte atiende cada llamada sin pedir el número de serie: por eso hay que acordar el número de dispositivos.
confirm-why-profile = Cada auditoría mensual cuenta igual que este recuento:
label-confirm-to = Responder a
label-count = Recuento n.º
label-detection = Detección
letter-kind-baseline-confirmation = Totales por confirmar

## PDF documents and charts
page-of = Página { $page } de { $pages }
heading-chart = Recuento y línea base
chart-alt = { $category }: { $first } en el recuento de { $from }, { $last } en el de { $to }; línea base { $baseline }.
chart-alt-gaps = Sin auditoría: { $months }.
chart-alt-returned = Unidades RMA de { $year } por mes: { $months }. Suma { $sum }, admitidas { $allowed }.
chart-alt-models = { $title }. { $models }.
chart-other-models = { $plural ->
    [one] otro modelo
   *[other] otros { $count } modelos
}
column-annual-price = Precio anual
column-monthly-price = Precio mensual
column-time = Duración
heading-added = Anexo: recuento por modelo en las categorías regularizadas
