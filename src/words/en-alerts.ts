import type { Sentence } from './sentence.ts'

/** What a mail says of what happened: its subject, and the sentence under it. */
export const enAlerts = {
  'alert.hold.placed': 'Hold {hold} placed at {site}',
  'alert.hold.placed.text': {
    one: '{count} lot is on hold with everything made of it, where the hold goes forward. Reason: {reason}. Placed {at}. It cannot be used or shipped until the hold is released.',
    other:
      '{count} lots are on hold with everything made of them, where the hold goes forward. Reason: {reason}. Placed {at}. They cannot be used or shipped until the hold is released.',
  },
  'alert.hold.released': 'Hold {hold} released at {site}',
  'alert.hold.released.text': 'Hold {hold} was released, or lets some of its lots go. Reason: {reason}. Released {at}.',
  'alert.recall.opened': 'Recall {recall} committed at {site}',
  'alert.recall.opened.text': 'Recall {recall} was committed {at}: {count} affected lots, {customers} customers to call. Reason: {reason}.',
  'alert.recall.grown': 'Recall {recall} has grown at {site}',
  'alert.recall.grown.text':
    'Since version {version} of recall {recall} further lots have joined: {count}. Shipments that are new or changed: {shipments}. Open the recall and freeze a new version.',
  'alert.recall.closed': 'Recall {recall} closed at {site}',
  'alert.recall.closed.text': 'Recall {recall} was closed {at}. Reason: {reason}. Its hold stands until it is released.',
  'alert.drill.failed': 'Recall drill {recall} failed at {site}',
  'alert.drill.failed.text':
    'Drill {recall} took {minutes} minutes (at most {minutesMax}) and accounted for {percent} % (at least {percentMin} %).',
  'alert.drill.due': 'A recall drill is due at {site}',
  'alert.drill.due.text': 'No recall drill was finished in the last {days} days.',
  'alert.exception.raised': { one: '{count} exception at {site}: {code}', other: '{count} exceptions at {site}: {code}' },
  'alert.exception.raised.text': 'Something was recorded that breaks a rule ({code}). A supervisor has to look and decide.',
  'alert.lots.expiring': { one: '{count} lot expires soon at {site}', other: '{count} lots expire soon at {site}' },
  'alert.lots.expiring.text': 'These lots on hand expire within {days} days, or have expired.',
  'alert.signature.locked': 'Signing is locked for somebody at {site}',
  'alert.signature.locked.text':
    'Wrong PINs were entered so often that signing is locked for a quarter of an hour. If it was not the person himself, somebody tried.',
  'alert.chain.broken': 'The ledger does not verify',
  'alert.chain.broken.text':
    'The check of the ledger found a difference. Nothing was repaired by itself: run genealot verify, and call whoever looks after the database.',
  'alert.complaint.opened': 'Complaint {complaint} from {customer}',
  'alert.complaint.opened.text': 'A complaint came in at {site}, {severity}: {text}',
  'alert.complaint.late': 'Complaint {complaint} waits for an answer',
  'alert.complaint.late.text': 'Complaint {complaint} from {customer} ({severity}) has waited {hours} hours for an answer.',
  'alert.goods.returned': 'Goods returned by {customer} at {site}',
  'alert.goods.returned.text': '{customer} has sent goods back. Reason: {reason}.',
  'alert.reply.due': {
    one: '{count} customer has not answered recall {recall} of {site}',
    other: '{count} customers have not answered recall {recall} of {site}',
  },
  'alert.reply.due.text':
    'They were told at least {days} days ago, or promised to answer by a day that has passed, and have not. Remind them, and record what they say.',
  'alert.concession.expiring': { one: '{count} concession ends at {site}', other: '{count} concessions end at {site}' },
  'alert.concession.expiring.text':
    'They end within {days} days, or have ended, and are not used up. From then on the lots stop again: use them, grant another concession, or decide about the lots.',
  'alert.disposition.due': { one: '{count} hold waits for a decision at {site}', other: '{count} holds wait for a decision at {site}' },
  'alert.disposition.due.text': 'They were placed at least {days} days ago. Decide about the lots, or release the holds.',
  'alert.test': 'A test from Genealot',
  'alert.test.text': 'This is a test of the alerts of site {site}. It works; there is nothing to do.',
  'alert.open': 'Open it in Genealot',
  'alert.foot': 'You get this because the alert rule {rule} names you.',
} as const satisfies Record<string, Sentence>
