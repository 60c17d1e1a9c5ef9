/** The letter of a recall, until somebody writes a text of the case's own: its first line is the subject, the fields are filled in for each customer. */
export const enLetter = {
  'letter.text': `Recall {recall}: please lock these goods

To
{name}
{contact}

{date}

Dear Sir or Madam,

we recall goods that were delivered to you. Reason: {reason}.

This is what you received:

{lots}

Please lock these goods at once, do not use, sell or pass them on, and tell us within two working days how many you still have, and where the rest went. We will arrange the return.

Thank you for acting at once.

{site}
`,
  'letter.title': 'Letters of recall {recall}',
  'letter.drill': 'DRILL, not to be sent.',
  'letter.foot': 'Recall {recall}, {date}',
  'letter.foot.drill': 'Drill {recall}, {date}',
  'letter.page': 'Page {page} of {pages}',
  'letter.material': 'Material',
  'letter.lot': 'Lot or serial',
  'letter.quantity': 'Quantity',
  'letter.shipment': 'Shipment',
  'letter.sent': 'Sent',
}
