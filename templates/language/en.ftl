# English (British). Numbers, dates and amounts come in already written; $plural is the plural category of $count.

## Words
category-headset = headsets/personal devices
category-video = video
category-voice = voice
units-headset = { $plural ->
    [one] { $count } headset
   *[other] { $count } headsets
 }
units-video = { $plural ->
    [one] { $count } video device
   *[other] { $count } video devices
 }
units-voice = { $plural ->
    [one] { $count } voice device
   *[other] { $count } voice devices
 }
state-ok = OK
state-watch = watch
state-action = action required
state-unaudited = not audited
audit-audited = audited
audit-partly = partly audited
not-available = n/a
not-audited = not audited
unaudited-months = Ended without an audit: { $months }. No month that ended so is charged.
price-to-confirm = price to confirm
amount-without-vat = { $amount } excl. VAT
source-lens = Poly Lens
source-report = partner's inventory report
reason-software = software entries
reason-third-party = third-party products
reason-excluded = vertical solutions and other excluded products
reason-infrastructure = infrastructure products
reason-accessory = accessories of counted devices
reason-unknown-model = unknown models
reason-end-of-support = past end of support
reason-stale = not detected for too long
reason-replaced = replaced under an RMA
reason-category-not-contracted = category not under contract
reason-duplicate = duplicates
hold-price-missing = The contract has no price for an added category: the price is to be confirmed.
hold-unknown-models = Devices of unknown models could change the result.
hold-amount = The total is above the limit set for release without a person.
hold-first-true-up = This is the first true-up of the contract.
hold-totals-changed = It is the first true-up since the contracted totals changed.
hold-profile-changed = It is the first true-up since the counting profile changed.
hold-source-changed = It is the first true-up since the inventory source changed.
hold-catalogue-changed = It is the first true-up since the model catalogue changed the count.
quote-state-draft = waiting for approval
quote-state-held = held
quote-state-approved = released
quote-state-sent = sent
quote-state-po-received = PO received
quote-state-expired = expired
quote-state-superseded = superseded
quote-state-withdrawn = withdrawn

unit-count = { $plural ->
    [one] { $count } unit
   *[other] { $count } units
 }
device-count = { $plural ->
    [one] { $count } device
   *[other] { $count } devices
 }

## Labels
label-month = Month
label-customer = Customer
label-end-customer = End customer
label-partner = Partner
label-contract = Contract
label-site = Site ID
label-term = Service term
label-csm = Customer Success Manager
label-source = Source
label-snapshot = Snapshot
label-audit = Audit
label-quote = Quote
label-version = Version
label-supersedes = Replaces
label-order-received = Order received
label-issued = Issued
label-valid-until = Valid until
label-original-order = Original PO
label-currency = Currency
label-quote-issued = Quote of this audit
label-quote-open = Open quote
label-annual-amount = Contracted units, amount a year
label-growth = Growth charged in advance
label-renewal = Annual renewal
label-rule = Trigger
label-profile = Counting profile
label-recognition = Recognition
label-rounding = Rounding
label-times = Dates
label-snapshot-digest = Snapshot digest
label-catalogue-digest = Catalogue digest
label-profile-digest = Profile digest
label-templates-digest = Templates digest
label-program = Program
vat-number = VAT number { $number }
partner-number = Partner ID { $number }

## Report
report-subject = Monthly report { $month } - { $customer }: { $verdict }
report-subject-none = no true-up
report-subject-true-up = true-up, { $units }
report-subject-version = version { $version }
report-title = Monthly report { $month }
verdict-ok = No true-up. Every category is within its baseline.
verdict-watch = No true-up this month. To watch: { $categories }.
verdict-watch-unknown = { $plural ->
    [one] No true-up this month. { $count } device of an unknown model could still call for one.
   *[other] No true-up this month. { $count } devices of unknown models could still call for one.
 }
watched = { $category } ({ $headroom } left to the baseline)
verdict-action = Mid-term true-up: { $units }.
verdict-action-total = Mid-term true-up: { $units }, { $total } excl. VAT.
verdict-action-revised = Mid-term true-up: a further { $units }. The quote now covers { $all }, { $total } excl. VAT.
verdict-unaudited = Not audited: nobody could count this month.
summary-line = { $category }: { $counted } counted against { $compared } contracted ({ $change }); baseline { $baseline }: { $state }.
summary-line-quoted = { $category }: { $counted } counted against { $compared } contracted and quoted ({ $change }); baseline { $baseline }: { $state }.
summary-unaudited = { $category }: not audited.
summary-quote = Quote { $number }: { $total }.
summary-quote-valid = Quote { $number }: { $total }, valid until { $until }.
summary-quote-held = Quote { $number } ({ $total }) is held until a person releases it.
summary-quote-draft = Quote { $number } ({ $total }) waits for approval.
summary-quote-expired = Quote { $number } ({ $total }) expired on { $until } without a PO; its units still count in the comparison.
summary-unknown = { $plural ->
    [one] { $count } device of an unknown model is not counted and has to be classified.
   *[other] { $count } devices of unknown models are not counted and have to be classified.
 }
summary-renewal = { $plural ->
    [one] { $count } day to the annual renewal (the term ends on { $end }).
   *[other] { $count } days to the annual renewal (the term ends on { $end }).
 }
heading-summary = Summary
heading-classify = Work for the CSM: unknown models
heading-actions = Actions
heading-lines = Devices against baseline
heading-history = The last twelve months: counted / baseline
heading-forecast = Forecast (estimate)
heading-models = Counted by model
heading-vanished = No longer counted
heading-not-counted = Not counted, and why
heading-life-cycle = Life cycle
heading-odd = Detection times to check
heading-commercial = Commercial
heading-accepted = Audit accepted by a person
heading-reopened = What changed in this version
heading-contract = Contract and source
heading-annex = Annex: how this was counted
column-action = What
column-owner = Who
column-due = By
column-figure = Figure
column-month = Month
column-model = Model
column-change = Change
column-devices = Devices
column-reason = Reason
column-end-of-support = End of support
column-end-of-sale = End of sale
figure-contracted = Contracted
figure-compared = Contracted and quoted
figure-baseline = Baseline
figure-counted = Counted
figure-increase = Difference
figure-percent = Difference in %
figure-headroom = Headroom to baseline
figure-last = Last audit ({ $month })
figure-change = Change since then
figure-new-contracted = Total after true-up
figure-new-baseline = Baseline after true-up
figure-state = State
forecast-none = { $category }: no forecast yet; it takes three audited months.
forecast-reached = { $category }: the baseline has been reached.
forecast-not-in-term = { $category }: at the present growth the baseline will not be reached before the term ends.
forecast-in = { $category }: at the average growth of the last three audited months the baseline will be reached in { $month }.
model-without-name = (no model name)
model-new = new
model-by-line = recognised by its product line
models-group = { $category }: { $counted }
more-models = { $plural ->
    [one] and { $count } more model with { $devices }, in the device list
   *[other] and { $count } more models with { $devices }, in the device list
 }
unknown-title = { $plural ->
    [one] { $count } device is of a model that the catalogue does not know. It is not counted until it is classified.
   *[other] { $count } devices are of models that the catalogue does not know. They are not counted until they are classified.
 }
not-counted-nothing-listed = No device was listed.
not-counted-none = Every listed device was counted.
not-counted-total = Total not counted
not-counted-closing = { $listed } listed = { $counted } counted + { $left_out } not counted
life-cycle-ended = Past end of support (not covered)
life-cycle-ending = Support ends within twelve months
life-cycle-without-date = { $plural ->
    [one] { $count } counted device is of a model without a published end of support.
   *[other] { $count } counted devices are of models without a published end of support.
 }
odd-never = { $plural ->
    [one] { $count } counted device has never been detected.
   *[other] { $count } counted devices have never been detected.
 }
odd-future = { $plural ->
    [one] { $count } counted device has a detection time later than the snapshot.
   *[other] { $count } counted devices have a detection time later than the snapshot.
 }
annual-amount = { $category }: { $units } × { $price } = { $amount }
annual-amount-less = { $category }: { $units } × { $price } − { $discount } = { $amount }
growth-used = { $category }: { $growth }, { $used } used by the count, { $left } left.
growth-cost = They cost { $cost } for the term; { $percent } of the cost of all { $forecast } forecast additions is { $share }.
days-to-renewal = { $plural ->
    [one] in { $count } day, on { $end }
   *[other] in { $count } days, on { $end }
 }
quote-age = { $plural ->
    [one] issued { $count } day ago ({ $issued })
   *[other] issued { $count } days ago ({ $issued })
 }
quote-issued-on = issued on { $issued }
quote-valid-until = valid until { $until }
held-title = Quote { $number } is held
draft-title = Quote { $number } waits for approval
held-release = Once checked, release it with "trueup quote approve { $number }", or take it back with "trueup quote withdraw { $number } --reason TEXT".
label-order = Purchase order
order-of-quote = { $order } of { $date }: { $units }, { $amount }, for { $quote }
order-amount-differs = to check: the units come to { $worth }
order-after-term = to check: dated after the end of the term
order-less-open = a part of that version was no longer open
order-outside = { $order } of { $date }: { $units }, ordered outside a quote
order-outside-ahead = { $order }: { $units }, ordered outside a quote, counting from { $date }
order-without-number = Order without a number
orders-before = { $plural ->
    [one] and { $count } earlier order
   *[other] and { $count } earlier orders
 }
quote-without-order = no PO yet
action-release = Check and release quote { $number }
action-reissue = Quote { $number } has expired: settle it with the partner and issue it again
action-order = Issue the purchase order for quote { $number }
action-classify = { $plural ->
    [one] Classify { $count } device of an unknown model: { $models }
   *[other] Classify { $count } devices of unknown models: { $models }
 }
action-own-quote = { $plural ->
    [one] Give { $count } device that the service does not cover a quote of its own: { $models }
   *[other] Give { $count } devices that the service does not cover a quote of their own: { $models }
 }
action-models = { $plural ->
    [one] { $models } and { $count } more model
   *[other] { $models } and { $count } more models
 }
action-report = Send the inventory report for { $month }
action-access = Make the Lens tenants readable again: renew the credential, or have access granted
action-confirm = Confirm the totals of the first count
action-price = State the price that { $number } waits for
action-notice = Check notice { $number }, then release or withdraw it
action-open = open
action-overdue = overdue
action-closed = done
action-since = Open since { $day }
action-closed-on = Settled by { $day }
action-overtaken = overtaken
action-overtaken-on = No longer needed as of { $day }
action-watch = Talk to the partner about the growth in { $category }
action-replace = { $plural ->
    [one] Propose a replacement for { $count } device past end of support
   *[other] Propose replacements for { $count } devices past end of support
 }
action-renew = Agree the annual renewal
actions-none = Nothing to do until the next audit.
accepted-by = Accepted by { $by }: { $reason }
accepted-against = What had been objected:
reopened-by = Version { $version } replaces version { $before }: { $by } opened the month again. Reason: { $reason }
reopened-version = Version { $version } replaces version { $before }.
reopened-counted = { $category }: { $now } counted instead of { $before }
reopened-same = { $category }: { $now } counted, as before
reopened-replaced = Quote { $old } is replaced by { $new }.
reopened-withdrawn = Quote { $old } is withdrawn: no true-up is due.
reopened-issued = Quote { $new } is new.
device-list-attached = All devices with the reason for counting or not counting each: see the attached file { $file }.
device-list-too-large = The device list is too large for a mail: "trueup export devices { $contract } --month { $month }" writes it.
method-rule = A category is trued up when its count exceeds what is contracted and quoted by at least { $percent }. The baseline is the smallest count that does so.
method-rule-baseline = A category is trued up when its count exceeds the baseline by at least { $percent }.
method-rounding = Percentages are cut to two decimals; amounts are rounded half up, once per line.
method-times = Snapshot in UTC; audited on { $day } in the time zone of the schedule.
profile-stale = { $plural ->
    [one] devices not detected for { $count } day are left out
   *[other] devices not detected for { $count } days are left out
 }
profile-never-stale = devices count however long ago they were detected
profile-sync = Sync 40/60 count as { $category }
profile-room-pcs = room PCs count as video
profile-no-room-pcs = room PCs are not counted
profile-adapters = QD adapters stand for their headset
profile-no-adapters = QD adapters are not counted
profile-accessory = { $model } counts as { $category } by agreement
recognised-by-line = { $plural ->
    [one] { $count } device was recognised by its product line only.
   *[other] { $count } devices were recognised by their product line only.
 }
report-under = { $customer } · contract { $contract } · { $source }, { $snapshot }
document-number = Document { $number }
service-name = Service: Poly+ Enterprise

## Quote
quote-subject = True-up quote { $number } - { $customer }, { $units }
quote-title = True-up quote
quote-rest-of = { $order } of { $date } for { $quote }: { $units }. This quote is for what is still to be ordered.
quote-replaced-more = { $number }; in addition: { $units }
quote-replaced-same = { $number }, with the same units from the same months
quote-replaced-again = { $number }, because the month was counted again
quote-verdict = Mid-term true-up for { $customer }: { $units }
quote-order-by = To order, issue a PO by { $until }.
quote-not-released = Not released yet: no order can be placed on it.
not-issued = not issued yet
draft-mark = DRAFT
draft-note = This quote has not been released. It is not an offer.
heading-why = Why this quote
heading-quote-lines = Lines
heading-after = After acceptance
heading-order = How to order
heading-terms = Terms
heading-calculation = The calculation, step by step
heading-quote-annex = Annex: what was not counted
from-seller = From
to-partner = To
quote-rule = An increase of at least { $percent } over the contracted total of a category calls for a mid-term true-up.
quote-rule-baseline = An increase of at least { $percent } over the baseline of a category calls for a mid-term true-up.
quote-rule-charge = All devices above that total are charged, from the first day of the true-up month to the end of the service term.
quote-rule-charge-baseline = As agreed in the contract, the devices above the baseline are charged, from the first day of the true-up month to the end of the service term.
quote-snapshot = { $source }, snapshot of { $at }
quote-tranche = { $category }, part { $tranche }
column-category = Category
column-description = Description
column-units = Units
column-amount = Amount
column-new-contracted = New total
column-new-baseline = New baseline
line-price = Unit annual price { $price } ({ $monthly } a month)
line-price-from = Contract price in force since { $day }
line-price-kept = Contract price in force from { $day }, kept from the first quote of these units
line-price-missing = Unit annual price: to be confirmed
line-period = Charged from { $from } to { $to }: { $months }
months = { $plural ->
    [one] { $count } month
   *[other] { $count } months
 }
months-broken = { $months } months
total-without-vat = Total excl. VAT
quote-discount = The contracted discount of { $percent } is included in the line amounts.
after-effective = Effective { $day }, the baseline is reset:
step-units = { $counted } counted − { $less } contracted = { $units }
step-units-quoted = { $counted } counted − { $less } contracted and quoted = { $units }
step-units-baseline = { $counted } counted − { $less } baseline = { $units }
step-units-earlier = { $units } as quoted in { $month }, from the same month and at the same price
step-units-rest = { $units } of those quoted in { $month }: what { $order } did not cover, from the same month and at the same price
step-months = { $from } to { $to }: { $months }
step-days = { $plural ->
    [one] { $from } to { $to }: { $count } day
   *[other] { $from } to { $to }: { $count } days
 }
order-state = State in the PO: quote { $number }, { $units }, { $amount } excl. VAT.
order-send = Send the PO to { $address }.
order-until = The quote is valid until { $until }, that day included.
order-expiry = After expiry the units remain in the monthly comparison; the quote is issued again with the same start months, so waiting does not change the amount.
order-price-missing = The quote cannot be ordered yet: we will confirm the price in a new version.
terms-contract = This quote is part of contract { $contract } and its price agreement.
terms-vat = All amounts are without VAT, which is added as the law requires.
terms-rounding = Each line is rounded once, half up, to the smallest unit of the currency; the total adds the rounded lines.
terms-decrease = A later decrease in devices gives no credit before the renewal.
terms-renewal = The added devices are part of the new baseline and of the annual renewal.
heading-parties = Parties

## Quote reminder
reminder-title = Reminder: true-up quote
reminder-subject = Reminder: true-up quote { $number } - { $customer }, valid until { $until }
reminder-verdict = Quote { $number } for { $customer } awaits your PO by { $until }, that day included.
reminder-amount = { $units }, total excl. VAT
days-left = { $plural ->
    [one] { $count } day left
   *[other] { $count } days left
 }
last-day = last day
reminder-thanks = If the PO is on its way already, thank you: there is nothing more to do. If something does not add up, answer this mail.
reminder-thread = The quote itself, with its calculation, is in our mail of { $day }, which this one answers. Nothing in it has changed.
heading-contract-only = Contract

## Held document
held-heading = A decision is needed
held-under = { $customer } · contract { $contract }
held-audit-badge = audit held
held-audit-subject = Decision needed: audit { $month } - { $customer }, { $why }
held-audit-verdict = The audit of { $month } is held: { $why }. Nothing has been published.
held-because-growth = count far above the contract
held-because-drop = count far below the last audit
held-because-incomplete-listing = device list not complete
held-growth = { $category }: { $counted } devices counted, more than { $percent } above the { $other } they are compared with.
held-drop = { $category }: { $counted } devices counted, more than { $percent } below the { $other } of the last audited month.
held-incomplete = It could not be proved that Lens listed every device. What the listing said: { $detail }
held-effect-quote = Published as it stands, it makes a mid-term true-up: { $units }, { $total } (quote { $number }).
held-effect-goes-out = The quote then goes to { $partner } at once.
held-effect-waits = The quote then waits for your approval as well.
held-effect-none = Published as it stands, it makes no true-up: only the report goes out.
held-effect-unknown = Nobody has counted yet; what it would do is known only once the devices are counted.
held-audit-note = If nobody decides by { $day }, { $month } stays unaudited and can no longer be charged.
held-quote-subject = Decision needed: quote { $number } - { $customer }, { $units }
held-quote-verdict = Quote { $number } is held: { $units }, { $total }.
draft-quote-verdict = Quote { $number } waits for approval: { $units }, { $total }.
held-draft = By the settings, a person approves every true-up quote.
held-price-missing = The contract has no price for { $categories }: price to confirm.
held-unknown-models = { $plural ->
    [one] { $count } device of an unknown model could change the result.
   *[other] { $count } devices of unknown models could change the result.
 }
held-amount = The total, { $total }, is above the limit of { $limit } set for release without a person.
held-quote-effect = Released, it goes to { $partner }: { $units }, { $total }.
held-quote-to = Recipients: { $addresses }
held-quote-charge = It charges from { $from } to { $to }; these dates do not depend on the day of release.
held-quote-supersedes = It has replaced quote { $number }.
held-quote-note = Until then the partner sees nothing of it, and later audits compare with its units all the same. Issue date and validity count from the release.
choose-accept = The count is right: publish the audit.
choose-count-again = Contract, catalogue or inventory was wrong: correct it first, then count again.
choose-list-again = List the devices again:
choose-accept-incomplete = The list is good enough: count it all the same.
choose-approve = Release the quote:
choose-approve-priced = Enter the price in the contract and apply it, then release the quote; it goes out as a new version with the price.
choose-withdraw = Take the quote back; its units then no longer count in what audits compare with.
placeholder-reason = REASON
heading-held-why = Why
heading-held-effect = What it would do
heading-decide = Decide with one of these commands
heading-held-count = The count
label-sum = Devices

## Digest
contract-count = { $plural ->
    [one] { $count } contract
   *[other] { $count } contracts
 }
digest-subject = { $title } - { $contracts }: { $verdict }
digest-short-quiet = nothing to decide
digest-short = { $plural ->
    [one] { $count } needs attention
   *[other] { $count } need attention
 }
digest-title = Digest { $month }
digest-title-closed = Digest { $month }, at the end of the month
digest-verdict-quiet = Nothing to decide: every audit is done and no decision is open.
digest-verdict-only = The contract needs attention.
digest-action = { $what } ({ $owner }, by { $due })
digest-action-overdue = { $what } ({ $owner }, by { $due }: overdue)
digest-actions-more = { $plural ->
    [one] and { $count } more action in the report
   *[other] and { $count } more actions in the report
 }
digest-actions = { $plural ->
    [one] { $count } action is open, { $overdue } overdue.
   *[other] { $count } actions are open, { $overdue } overdue.
 }
digest-verdict = { $plural ->
    [one] { $count } of { $all } needs attention.
   *[other] { $count } of { $all } need attention.
 }
digest-badge-quote = quote to decide
digest-badge-failed = not yet audited
digest-badge-waiting = report missing
digest-badge-quoted = true-up
digest-held-growth = The count is far above the contract. A letter of its own has the numbers.
digest-held-drop = The count is far below the last audit. A letter of its own has the numbers.
digest-held-incomplete = The device list is not provably complete. A letter of its own says more.
digest-failed = The audit has failed so far and is tried again each hour: { $detail }
digest-not-begun = The audit has not come to an end yet.
digest-waiting = The partner's inventory report has not come.
digest-closed = The month ended without an audit; it can no longer be charged.
digest-line = { $category }: { $counted } against { $compared } ({ $change })
digest-line-marked = { $category }: { $counted } against { $compared } ({ $change }), { $state }
digest-quote = Quote { $number }: { $units }, { $total }, { $state }
digest-more = { $plural ->
    [one] and { $count } more
   *[other] and { $count } more
 }
digest-all = All contracts: { $command }
heading-digest-needy = Needs attention
heading-digest-ordered = Waiting for the partner's PO
heading-digest-others = Nothing to decide
column-contracts = Contracts
digest-badge-order = quote released
digest-badge-expired = quote expired
choose-reissue = Agree it with the partner, then issue it again as its next version:
digest-quoted = { $plural ->
    [one] { $count } released quote awaits its PO: { $amount } excl. VAT.
   *[other] { $count } released quotes await their PO: { $amount } excl. VAT in all.
 }
choose-try-now = Try again at once:
choose-ingest = Once it has come:

## Missing report
report-request-subject = Please send the Lens inventory report for { $month } - { $customer }
report-reminder-subject = Lens inventory report for { $month } is missing - { $customer }
not-audited-subject = Not audited, no inventory report: { $months } - { $customer }
missing-title = Lens inventory report { $month }
not-audited-title = Not audited: { $months }
report-request-badge = report requested
report-reminder-badge = report missing
report-last-reminder-badge = last reminder
report-request-verdict = Please send us the Lens inventory report for { $month } by { $until }.
report-reminder-verdict = The inventory report for { $month } has not come yet. We asked for it on { $asked }; please send it soon, by { $until } at the latest.
report-last-reminder-verdict = The inventory report for { $month } is still missing. It can be counted until { $until }; then the month closes.
not-audited-verdict = { $plural ->
    [one] { $months } closed without an audit: no inventory report had come.
   *[other] { $months } closed without an audit: no inventory reports had come.
 }
report-months = { $count } months from { $first } to { $last }
heading-report-steps = What to do
heading-report-columns = Columns of the file
heading-report-why = Why we ask
heading-report-means = What this means
heading-report-easier = An easier way
label-report-until = By
label-report-to = Send to
label-last-audited = Last audited
report-never = no month yet
column-header = Column
column-example = Example
column-needed = Needed
column-required = required
column-either = one of the two required
column-important = so that only devices in use count
column-optional = if available
example-site = London
example-room = Room 3
report-step-export = In Poly Lens, export the list of all devices of { $customer } as a CSV file; a table of your own is just as good.
report-step-columns = Check that it has the columns below, and one row for each device.
report-step-answer = Answer this message and attach the file, or send it to the address above.
report-step-send = Send the file to the address above.
report-form-csv = CSV in UTF-8, separated by comma, semicolon or tab; the first row holds the headers as they stand above. No XLSX, no ZIP.
report-form-dates = Dates as year-month-day. Without Last Detected, devices that nobody uses any more cannot be left out.
report-form-text = In a spreadsheet program, format serial numbers as text first: 1.23E+15 is no serial number.
report-form-people = Please leave out names and addresses of users: we do not need them, and remove such columns when the file arrives.
report-why = The contract provides for a count of the devices every month. We have no access to the customer's Lens tenant, so we count from your report.
report-why-closed = Nothing is estimated: without a report, { $month } closes on { $day } as not audited.
report-easier = Give us read access to the customer's Lens tenant. We then count by ourselves, and these letters stop.
report-easier-contact = { $name } will gladly help to set it up: { $address }
report-foot = Questions? { $name }, { $address }
not-audited-nothing = Nothing was counted and nothing is estimated.
not-audited-closed = What is closed stays closed: a report that comes now is counted in the month in which it arrives.
not-audited-compare = The next audit compares with the same totals as before.
not-audited-next = For { $month } we need the report again; a message of its own says what to send, where and until when.

alert-heading = Somebody is needed
alert-operator = To the operator
alert-subject = Attention needed { $day }: { $what }
alert-verdict = { $what }: somebody has to look at this.
alert-audits = { $plural ->
    [one] { $count } audit is failing
   *[other] { $count } audits are failing
 }
alert-letters = { $plural ->
    [one] { $count } letter has not reached its recipient
   *[other] { $count } letters have not reached their recipients
 }
alert-to = { $plural ->
    [one] { $count } letter to { $address }
   *[other] { $count } letters to { $address }
 }
alert-failing = Since { $since }: { $detail }
alert-contracts = Contracts: { $contracts }
alert-dead = Given up since { $since }. The mail server said: { $detail }
alert-held = Held since { $since }: { $detail }
alert-note-audits = Failing audits are tried again each hour; what is not audited by the end of the month can no longer be charged.
alert-note-letters = A letter that was given up is not tried again by itself. "trueup outbox retry ID" sends it to the same address, "trueup outbox cancel ID" drops it. If an address is wrong, correct it in the data files: the next letters go to the new one.
alert-foot = At most one alert a day, and only if there is something new.
## PDF documents and charts
page-of = Page { $page } of { $pages }
heading-chart = Counted against baseline
chart-alt = { $category }: { $first } counted in { $from }, { $last } in { $to }; baseline { $baseline }.
chart-alt-gaps = Not audited: { $months }.
chart-alt-returned = RMA units of { $year } by month: { $months }. Sum { $sum }, allowed { $allowed }.
chart-alt-models = { $title }. { $models }.
chart-other-models = { $count } { $plural ->
    [one] other model
   *[other] other models
}
column-annual-price = Price a year
column-monthly-price = Price a month
column-time = Time
heading-added = Annex: counted by model in the categories with a true-up

letter-kind-csm-report = Monthly report
letter-kind-true-up-quote = True-up quote
letter-kind-quote-reminder = Reminder of a quote
letter-kind-held-document = Request for a decision
letter-kind-csm-digest = Monthly digest
letter-kind-report-request = Request for the inventory report
letter-kind-report-reminder = Reminder of the inventory report
letter-kind-not-audited = Month without an audit
letter-kind-operator-alert = Alert
letter-kind-rma-warning = RMA threshold warning
letter-kind-rma-overage-notice = RMA overage notice

## Headset returns: the yearly RMA threshold
label-rma-rate = RMA rate
label-rma-threshold = Yearly RMA threshold
label-rma-units = RMA units in the calendar year
label-rma-base = Installed base under contract
label-rma-allowed = Allowed units
label-rma-remaining = Units still allowed
label-rma-overage = Overage units
rma-base-since = { $base } (since { $day })
rma-others = others: { $units }
rma-no-reason = no reason given
rma-as-of = As of { $day }.
rma-contact = Questions? { $name }, { $address }
rma-line-name = RMA { $number }, line { $line }
rma-overage-units = { $plural ->
    [one] { $count } overage unit
   *[other] { $count } overage units
 }
rma-no-overage-units = no overage units
rma-more-units = { $plural ->
    [one] and { $count } earlier line
   *[other] and { $count } earlier lines
 }
rma-left-out-not-authorised = not authorised
rma-left-out-rejected = rejected
rma-left-out-cancelled = cancelled
rma-left-out-duplicate = duplicate
rma-left-out-recall = under a product recall
rma-left-out-other-category = of other categories
rma-left-out-unknown-category = of an unknown product
rma-left-out-outside-term = outside the service term
rma-left-out-not-headset = other than headsets
rma-warning-subject = RMA rate { $rate } of { $percent } - { $customer }
rma-warning-title = Yearly RMA threshold { $year }
rma-warning-badge-watch = watch
rma-warning-badge-over = threshold exceeded
rma-warning-verdict-watch = { $customer } has used { $units } of the { $allowed } RMA units allowed in calendar year { $year }.
rma-warning-verdict-over = { $customer } has exceeded the yearly RMA threshold of { $year }: { $units } RMA units, { $allowed } allowed, { $overage } above.
rma-warning-next-watch = { $plural ->
    [one] { $count } unit is left before the threshold. Above it, Poly reserves the right to bill the products at the list price in force.
   *[other] { $count } units are left before the threshold. Above it, Poly reserves the right to bill the products at the list price in force.
 }
rma-warning-next-over = Above the threshold, Poly reserves the right to bill the products at the list price in force. The overage units are listed in a separate notice.
heading-rma-advice = What is worth a look
heading-rma-models = Products returned most
heading-rma-reasons = Most frequent reasons
heading-rma-units = The latest RMAs
rma-advice-batch = A faulty batch: the same products, with dates or serial numbers close together? Tell us, and we find out whether it is a recall.
rma-advice-handling = Handling: pulled cables, worn cushions, missing cases? An accessory is often enough.
rma-advice-training = Training: a reset or a software update cures many faults without a replacement.
column-rma = RMA
column-rma-day = Authorised on
label-notice = Notice
label-notice-kind = Kind
label-notice-period = Calendar year
label-bill-to = Billed to
notice-subject = RMA overage notice { $number } - { $customer }, { $units }
notice-title = RMA overage notice: position to date
notice-title-final = RMA overage notice: final statement
notice-kind-to-date = position to date
notice-kind-final = final statement
notice-verdict = { $customer }: { $units } RMA units in calendar year { $year }, { $allowed } allowed, { $overage }.
notice-verdict-none = { $customer }: { $units } RMA units in calendar year { $year }, { $allowed } allowed. There are no overage units.
notice-no-invoice = This notice is not an invoice.
notice-object-by = Please tell us of any objection by { $day }.
notice-bill-to-customer = { $customer }, through { $partner }
heading-notice-changed = What changed since { $number }
heading-notice-lines = Units at list price
notice-changed-units = RMA units: from { $before } to { $now }.
notice-changed-base = Installed base under contract: from { $before } to { $now }.
notice-changed-overage = Overage units: from { $before } to { $now }.
notice-changed-prices = List prices: those of { $now } in place of { $before }.
notice-changed-total = Total excl. VAT: from { $before } to { $now }.
notice-changed-added = { $plural ->
    [one] { $count } unit was added.
   *[other] { $count } units were added.
 }
notice-changed-dropped = { $plural ->
    [one] { $count } unit was taken out.
   *[other] { $count } units were taken out.
 }
notice-changed-nothing = Nothing: the same units and the same amounts.
notice-step-base = Installed base under contract: { $base }, since { $day }.
notice-step-allowed = Allowed units: { $percent } of { $base }, rounded down = { $allowed }.
notice-step-units = Units authorised in the year up to { $day }: { $units }, that is { $units } / { $base } = { $rate }.
notice-step-others = { $plural ->
    [one] Of these, { $count } is not a headset, but another personal device of the same category.
   *[other] Of these, { $count } are not headsets, but other personal devices of the same category.
 }
notice-step-left-out = Not counted: { $reasons }.
notice-step-overage = Overage units: { $units } − { $allowed } = { $overage }.
notice-step-none = { $units } does not exceed { $allowed }: no overage units.
notice-step-all = As the contract says, once the threshold is exceeded all units of the year are billed.
notice-line-title = RMA { $number }, line { $line }, authorised on { $day }
notice-line-case = case { $number }
notice-line-serial = serial number { $number }
notice-line-price = List price { $price } ({ $list }, version { $version }, in force since { $day })
notice-line-price-missing = List price: price to confirm
notice-more-lines = { $plural ->
    [one] and { $count } more line, part of the total; it is in the attached file
   *[other] and { $count } more lines, part of the total; they are in the attached file
 }
notice-annex = All RMA units of the year, counted or not, are in the attached file { $file }.
notice-terms-right = If the customer's RMA rate exceeds { $percent } of the installed base under contract in a calendar year, Poly reserves the right to bill the products at the list price in force. It is a right, not a duty.
notice-terms-order = The allowed units are used up in the order of authorisation date, then RMA number, then line.
notice-terms-price = Prices of the list price catalogue in force on { $day }.
notice-terms-to-date = This position holds all units of the year up to the day given and may still change. The final statement follows after the end of { $year }, or of the contract.
notice-terms-final = This statement closes { $year }: no other version follows.
notice-terms-invoice = An amount is due on a separate invoice only.
held-notice-subject = Decision needed: RMA notice { $number } - { $customer }, { $units }
held-notice-verdict = Notice { $number } is held: { $units }, { $total }.
draft-notice-verdict = Notice { $number } waits for approval: { $units }, { $total }.
held-notice-draft = By the settings, a person approves every RMA overage notice.
held-notice-price = The list in force has no price for these lines; price to confirm:
held-notice-price-line = RMA { $number }, line { $line }: { $product }
held-notice-price-more = { $plural ->
    [one] and { $count } more line
   *[other] and { $count } more lines
 }
held-notice-withdrawn = A person withdrew the version before.
held-notice-supersedes = It takes the place of notice { $number }, which the partner has.
held-notice-note = Until then the partner sees nothing of it. The approval takes the prices in force on its day.
choose-approve-notice = Approve the notice:
choose-approve-notice-priced = Apply the list with the missing prices, then approve the notice; it goes out as a new version with the prices.
choose-withdraw-notice = Withdraw the notice: Poly does not bill these units.
heading-rma = Headset returns (RMA)
column-rma-sum = Sum of the year against the allowed units
report-subject-rma = RMA threshold exceeded
report-rma-sentence = RMA { $year }: { $units } units of { $allowed } allowed, { $rate } of the installed base under contract: { $state }.
report-rma-not-returned = { $plural ->
    [one] { $count } failed unit not returned within 10 business days
   *[other] { $count } failed units not returned within 10 business days
 }
report-rma-due = { $rma }: { $units } × { $model }, due back by { $due }
report-rma-shipped-late = { $plural ->
    [one] { $count } advance replacement shipped later than the next business day
   *[other] { $count } advance replacements shipped later than the next business day
 }
report-rma-shipped = { $rma }: { $units } × { $model }, due { $due }, shipped { $came }
action-rma = Talk to the partner about headset returns
action-rma-return = { $plural ->
    [one] Return { $count } failed unit
   *[other] Return { $count } failed units
 }
digest-badge-notice = RMA notice to decide
digest-notice = Notice { $number }: { $units }, { $total }, { $state }
digest-unmatched = { $plural ->
    [one] { $count } RMA row matches no customer and is not counted: “trueup rma list --unmatched” lists it.
   *[other] { $count } RMA rows match no customer and are not counted: “trueup rma list --unmatched” lists them.
 }

## Workbook
sheet-summary = Summary
sheet-models = Counts by model
sheet-unknown = Unknown models
sheet-quote = Quote calculation
sheet-rma = RMA
sheet-counted = Counted devices
sheet-not-counted = Not counted
recognised-name = by its name
recognised-alias = by another name
recognised-line = by its product line
column-serial = Serial number
column-mac = MAC address
column-listed-as = Model as listed
column-recognised-as = Recognised as
column-recognised-by = Recognised
column-last-detected = Last detected (UTC)
column-site = Site
column-room = Room
column-software = Software
column-device-id = Device ID
column-device-name = Device name
column-unit-price = Unit annual price
column-charge-from = Charge from
column-charge-to = Charge to
column-months = Months
column-days = Days
column-discount = Discount in %
workbook-listed = Listed
workbook-amount-month = Amount = units × unit annual price / 12 × months × (100 − discount) / 100, rounded half up once per line. The cells are formulas: they calculate again when a value is changed.
workbook-amount-day = Amount = units × unit annual price × days / 365 × (100 − discount) / 100, rounded half up once per line. The cells are formulas: they calculate again when a value is changed.
workbook-without-devices = The devices one by one would make this file too large for a mail: "trueup export devices { $contract } --month { $month } --format xlsx" writes it with them.
column-rma-sum-units = Sum of the year
column-rma-line = Line
column-rma-came = Came on

## Baseline confirmation
confirm-subject = Please confirm by { $until }: device totals - { $customer }
confirm-title = Device totals to confirm
confirm-badge = please confirm
confirm-verdict = Please confirm the device totals of { $customer } by { $until }: { $units }.
heading-confirm-totals = What was counted, and what it comes to
confirm-installed = Installed devices
confirm-growth = Growth in advance
confirm-total = Total
confirm-growth-units = { $category }: of { $forecast } forecast additions { $percent } are charged in advance, { $growth }.
confirm-step-compare = Compare the totals with what the customer has. Every eligible device of a category belongs to it.
confirm-step-unknown = { $plural ->
    [one] Tell us what the { $count } device of an unknown model is: it is not counted yet.
   *[other] Tell us what the { $count } devices of unknown models are: they are not counted yet.
 }
confirm-step-growth = Tell us how many devices will be added in the coming year, and which share of them is to be charged in advance.
confirm-step-answer = Answer { $name } at { $address }: "confirmed", or what is different and why.
confirm-unknown = Unknown models
confirm-unknown-note = These devices are in no total. Once we know what they are, they are counted again.
confirm-own-quote = With a quote of their own
confirm-own-quote-note = Vertical solutions and infrastructure products are not part of the service and need a quote of their own.
confirm-ended-note = Past their end of support they cannot be covered and are in no total.
confirm-ending-note = They are counted until that day.
confirm-stale = Not detected for too long
confirm-stale-note = They are in no total. If they are still in use, connect them once; they are then counted again.
confirm-more = { $plural ->
    [one] and { $count } more model with { $devices }
   *[other] and { $count } more models with { $devices }
 }
confirm-why = The order, the prices and every later audit rest on these totals. Support takes every call without asking for a serial number, so the number of devices has to be agreed.
confirm-why-profile = Every monthly audit counts in the same way as this count:
label-confirm-to = Answer to
label-count = Count no.
label-detection = Detection
letter-kind-baseline-confirmation = Totals to confirm
