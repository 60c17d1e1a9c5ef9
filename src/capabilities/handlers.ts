/** Every event type and the capability that knows what it means. */
import type { AnyCommand } from '../ledger/fact.ts'
import type { Handler, Handlers } from '../ledger/handler.ts'
import { tokenHandler } from './access/commands.ts'
import { alertRuleHandler, webhookHandler } from './alerts/commands.ts'
import { installHandler, removeHandler } from './as-built/commands.ts'
import { collectHandler, collectionPlanHandler } from './attributes/commands.ts'
import { withValues } from './attributes/with-values.ts'
import { correctHandler } from './audit/commands.ts'
import { complaintAnswerHandler, complaintCloseHandler, complaintHandler, complaintLotsHandler } from './complaints/commands.ts'
import { controlled, vendorChecked } from './components/control.ts'
import { approveHandler, deviationHandler, withdrawHandler } from './components/deviations.ts'
import { disassembleHandler } from './components/disassemble.ts'
import { disposeHandler, holdHandler, releaseHandler } from './containment/commands.ts'
import { concessionHandler } from './containment/concession.ts'
import { attachHandler } from './documents/commands.ts'
import { drillFinishHandler, drillHandler, drillStepHandler } from './drills/commands.ts'
import type { Command } from './events.ts'
import { labelTemplateHandler, printerHandler, printHandler } from './labels/commands.ts'
import {
  adjustHandler,
  mergeHandler,
  moveHandler,
  observeHandler,
  packHandler,
  renumberHandler,
  scrapHandler,
  serializeHandler,
  splitHandler,
  unpackHandler,
} from './lots/commands.ts'
import { locationHandler, materialHandler, partnerHandler, personHandler, workCenterHandler } from './materials/commands.ts'
import {
  finishHandler,
  loadHandler,
  openHandler,
  passHandler,
  produceHandler,
  startHandler,
  transformHandler,
  unloadHandler,
} from './production/commands.ts'
import { purchaseOrderHandler } from './purchase-orders/commands.ts'
import {
  recallCloseHandler,
  recallContactHandler,
  recallFindHandler,
  recallHandler,
  recallLetterHandler,
  recallReviseHandler,
} from './recalls/commands.ts'
import { receiveHandler } from './receiving/commands.ts'
import { salesOrderHandler } from './sales-orders/commands.ts'
import { labelPatternHandler, scannerProfileHandler } from './scanning/commands.ts'
import { settingsHandler } from './settings/commands.ts'
import { returnHandler, shipHandler, shipmentHandler } from './shipping/commands.ts'
import { pinHandler, signHandler } from './signatures/commands.ts'
import { signable } from './signatures/policy.ts'
import { stationHandler } from './stations/commands.ts'
import { raiseHandler, resolveHandler } from './supervision/commands.ts'
import { workOrderHandler } from './work-orders/commands.ts'

type AllHandlers = { [T in Command['type']]: Handler<Extract<Command, { type: T }>> }

const all: AllHandlers = {
  material: materialHandler,
  partner: partnerHandler,
  location: locationHandler,
  workCenter: workCenterHandler,
  person: personHandler,
  workOrder: workOrderHandler,
  collectionPlan: collectionPlanHandler,
  station: stationHandler,
  settings: settingsHandler,
  purchaseOrder: purchaseOrderHandler,
  salesOrder: salesOrderHandler,
  shipment: shipmentHandler,
  receive: withValues(vendorChecked(receiveHandler), 'receipt'),
  // Opening stock was made before anybody could measure it here: it may bring values, but is asked for none.
  transform: withValues(
    controlled(transformHandler, command =>
      command.inputs.map(({ lot }, index) => ({ number: lot.number, pointer: `/inputs/${index}/lot` })),
    ),
    'finish',
    command => command.inputs.length > 0,
  ),
  start: withValues(startHandler, 'start'),
  load: controlled(loadHandler, command => [{ number: command.lot.number, pointer: '/lot' }]),
  unload: unloadHandler,
  open: openHandler,
  produce: produceHandler,
  finish: withValues(finishHandler, 'finish'),
  pass: withValues(passHandler, 'finish'),
  split: splitHandler,
  merge: mergeHandler,
  renumber: renumberHandler,
  serialize: serializeHandler,
  install: controlled(installHandler, command => [{ number: command.component.number, pointer: '/component' }]),
  remove: removeHandler,
  disassemble: disassembleHandler,
  deviation: deviationHandler,
  approve: approveHandler,
  withdraw: withdrawHandler,
  move: moveHandler,
  pack: packHandler,
  unpack: unpackHandler,
  collect: collectHandler,
  observe: observeHandler,
  hold: holdHandler,
  release: releaseHandler,
  concession: concessionHandler,
  recall: recallHandler,
  recallRevise: recallReviseHandler,
  recallFind: recallFindHandler,
  recallContact: recallContactHandler,
  recallLetter: recallLetterHandler,
  recallClose: recallCloseHandler,
  drill: drillHandler,
  drillStep: drillStepHandler,
  complaint: complaintHandler,
  complaintLots: complaintLotsHandler,
  complaintAnswer: complaintAnswerHandler,
  complaintClose: complaintCloseHandler,
  dispose: disposeHandler,
  scrap: scrapHandler,
  adjust: adjustHandler,
  ship: withValues(shipHandler, 'shipment'),
  return: returnHandler,
  labelTemplate: labelTemplateHandler,
  printer: printerHandler,
  print: printHandler,
  attach: attachHandler,
  labelPattern: labelPatternHandler,
  scannerProfile: scannerProfileHandler,
  alertRule: alertRuleHandler,
  webhook: webhookHandler,
  correct: correctHandler(() => handlers),
  raise: raiseHandler,
  resolve: resolveHandler(() => handlers),
}

const entries = Object.entries({ ...all, token: tokenHandler, sign: signHandler, pin: pinHandler, drillFinish: drillFinishHandler }) as [
  string,
  Handler<AnyCommand>,
][]

export const handlers: Handlers = new Map(entries.map(([type, handler]) => [type, signable(handler)]))
