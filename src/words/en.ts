import { enStation } from './en-station.ts'
import type { Sentence } from './sentence.ts'

/** English decides the keys; every other language follows. STOP sentences have at most eight words. */
export const en = {
  ...enStation,

  // What the next scan will do.
  'next.badge': 'Scan your badge',
  'next.lot': 'Scan a lot',
  'next.report': 'Next scan: reports {operation}',
  'next.start': 'Next scan: starts {operation}',
  'next.finish': 'Next scan: finishes {lot}',
  'next.raw': 'Next scan: raw material for {lot}',
  'next.component': 'Next scan: a component for {lot}',
  'next.answer': 'Answer the question',
  'next.value': 'Enter {characteristic}',
  'next.quantity': 'Enter the quantity',
  'next.acknowledge': 'Acknowledge first: scan OK or touch it',
  'next.delivery': 'Scan a delivery label',
  'next.shipment': 'Scan a shipment or an order',
  'next.pack': 'Next scan: goes into {shipment}',

  // Done.
  'done.badge': 'Hello {person}',
  'done.reported': '{lot} → {operation}, {quantity}',
  'done.started': '{lot} started: {operation}',
  'done.finished': '{lot} finished: {operation}, {quantity}',
  'done.undone': 'Taken back: {what}',
  'done.acknowledged': 'Go on',
  'done.duplicate': 'Already heard',

  // Stop.
  'stop.held': '{lot} is on hold',
  'stop.expired': '{lot} has expired',
  'stop.unknown': 'Nothing is known under this code',
  'stop.badge': 'Nobody owns this badge',
  'stop.latched': 'Stopped. Acknowledge first.',
  'advice.held': 'Set it aside. Quality can release it.',
  'advice.unknown': 'Check the label. Call the supervisor if it is right.',

  // Labels of answers.
  'answer.ok': 'OK',
  'answer.no': 'No',
  'answer.cancel': 'Cancel',
  'answer.all': 'All: {quantity}',
  'answer.again': 'Report once more',
  'answer.supervisor': 'Ask the supervisor',

  // The screen itself.
  'ui.undo': 'Undo',
  'ui.ok': 'OK',
  'ui.saving': 'Saving…',
  'ui.heard': 'Heard',
  'ui.queue': { one: '{count} in the queue', other: '{count} in the queue' },
  'ui.nobody': 'Nobody is signed in',
} as const satisfies Record<string, Sentence>
