/**
 * The closed list of reasons the domain has for saying no. Each stands in docs/guide/refusals.md with what to do about it.
 * Codes are part of the contract with scanners and ERPs: add, never rename.
 */
export const REFUSALS = {
  'invalid-event': 'The event does not have the shape the capture format asks for.',
  'unknown-type': 'There is no event of this type.',
  'time-in-future': 'The event says it happened later than now.',
  'unknown-material': 'The material is not known at this site.',
  'unknown-lot': 'The lot is not known at this site.',
  'lot-ambiguous': 'The number names lots of several materials; the material must be given.',
  'lot-exists': 'The number is taken.',
  'unknown-partner': 'The vendor or customer is not known.',
  'unknown-location': 'The location is not known.',
  'unknown-work-center': 'The work center is not known.',
  'unknown-person': 'Nobody has this code or badge.',
  'unknown-work-order': 'The work order is not known.',
  'unknown-operation': 'The work order has no such operation.',
  'unknown-run': 'The run is not known.',
  'unknown-container': 'The container is not known.',
  'unknown-shipment': 'The shipment is not known.',
  'unknown-hold': 'The hold is not known, or is already released.',
  'not-held': 'The hold does not reach this lot.',
  'unknown-recall': 'The recall is not known.',
  'unknown-drill': 'The drill is not known.',
  'unknown-complaint': 'The complaint is not known.',
  'complaint-exists': 'There is already a complaint with this number.',
  'complaint-closed': 'The complaint is closed.',
  'unknown-event': 'There is no event with this id.',
  'unknown-exception': 'The event raised no such exception.',
  'unknown-printer': 'The printer is not known.',
  'unknown-webhook': 'The webhook is not known.',
  'unknown-order': 'The purchase or sales order is not known.',
  'unknown-document': 'No document with this hash was uploaded.',
  'unknown-unit': 'The material has no such unit.',
  'run-exists': 'The run was already started.',
  'run-finished': 'The run is finished.',
  'recall-exists': 'There is already a recall with this id, or one of exactly this scope.',
  'recall-closed': 'The recall is closed.',
  'drill-exists': 'There is already a drill with this name.',
  'drill-finished': 'The drill is finished.',
  'drill-step-taken': 'This step of the drill was taken already.',
  'scope-changed': 'What the recall reaches is no longer what was looked at.',
  'preview-changed': 'What the correction would change is no longer what was looked at.',
  'simulation-of-parts': 'What was simulated starts from part of a lot; a recall holds whole lots.',
  'hold-exists': 'There is already a hold with this id.',
  'concession-exists': 'There is already a concession with this name.',
  'quantity-exceeds-balance': 'More is asked for than is there.',
  'not-installed': 'The component is not in this assembly.',
  'not-loaded': 'The lot is not loaded in this run.',
  'not-packed': 'This is not in the container.',
  'not-shipped': 'This was not shipped to that customer.',
  'lot-on-hold': 'The lot is on hold.',
  'lot-expired': 'The lot has expired.',
  'lot-unidentified': 'Nobody has said yet what this is.',
  'wrong-order': 'The order is for something else.',
  'customer-limit': 'The customer does not take this.',
  'wrong-component': 'The operation does not take this material.',
  'wrong-revision': 'The operation takes another revision of this material.',
  'vendor-not-approved': 'The vendor is not approved for this material.',
  'not-first-expired': 'Another lot of the material expires earlier.',
  'unknown-deviation': 'The deviation is not known.',
  'deviation-exists': 'There is already a deviation with this number.',
  'deviation-decided': 'The deviation was already decided.',
  'serial-already-installed': 'The serial is already part of an assembly.',
  'invalid-value': 'The value is not of the kind the characteristic asks for.',
  'wrong-unit': 'The value has another unit than its characteristic.',
  'value-out-of-range': 'The value is outside its limits.',
  'value-missing': 'A required value was not collected.',
  'already-corrected': 'The event has already been corrected.',
  'already-resolved': 'Somebody has already decided about the exception.',
  'used-downstream': 'Something recorded later depends on the event.',
  'container-cycle': 'A container cannot be packed into itself.',
  'signature-required': 'The event must be signed.',
  'not-together': 'Another event of the same request was refused, and they were to be recorded together.',
  'not-allowed': 'Your role does not allow this.',
} as const

export type RefusalCode = keyof typeof REFUSALS

/** A refusal is an answer, not a fault: it names the code, where in the event it lies (JSON pointer), and what to do. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly pointer: string | undefined
  constructor(code: RefusalCode, detail: string, pointer?: string) {
    super(detail)
    this.code = code
    this.pointer = pointer
  }
}
