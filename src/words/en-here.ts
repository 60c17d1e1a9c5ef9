import type { Sentence } from './sentence.ts'

/** What a station says by itself while the server is away; part of `en`. STOP sentences have at most eight words. */
export const enHere = {
  'here.unknown': 'Not known here: the server will tell',
  'here.unknown-load': 'Not known here. If it is a lot, leave it until the station is connected',
  'here.no-shipping': 'Nothing is shipped offline: a supervisor sees this scan',
  'here.gathered': { one: '{lot} added: {count} lot together', other: '{lot} added: {count} lots together' },
  'here.taken-out': { one: '{lot} taken out: {count} lot together', other: '{lot} taken out: {count} lots together' },
  'here.reported-together': { one: '{count} lot in one report', other: '{count} lots in one report' },
  'here.run-started': '{order} started: {operation}. Labels come when the station is connected',
  'here.run-finished': '{order} finished',
  'here.lot-closed': '{order}: the lot is closed, the next one begins',
  'here.loaded': '{lot} goes into {order}',
  'here.assembled': '{lot}: all parts are in. The label comes when the station is connected',
  'here.received': '{quantity} of {material} on {order}. The label comes when the station is connected',
  'here.parked': 'Parked. The label comes when the station is connected',
  'here.how-many': 'How many are there?',
  'here.left': '{shipment} has left. Papers come when the station is connected',
  'here.stays': 'Out of limits: the shipment stays until the station is connected',
  'stop.here.limited': '{customer} does not take everything',
  'advice.here.limited': 'What this customer takes can only be told with a connection. Load it then.',
  'ask.here.departs': 'All is loaded. The list of holds is from {time}. Does {shipment} leave?',
  'ask.here.departs-short': {
    one: '{count} line is short. The list of holds is from {time}. Does {shipment} leave?',
    other: '{count} lines are short. The list of holds is from {time}. Does {shipment} leave?',
  },
  'answer.here.stays': 'Not yet',
} as const satisfies Record<string, Sentence>
