import { Refusal } from '../../base/refusal.ts'
import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import type { LotRow } from '../../ledger/tables.ts'
import type { CommandOf } from '../events.ts'
import { BY_HAND, type Element } from '../label-shapes.ts'
import { stateMaster } from '../materials/commands.ts'
import { isToken, TOKENS, tokensIn } from './tokens.ts'

// ---- templates ------------------------------------------------------------------------------------------------------------------

export const labelTemplateHandler: Handler<CommandOf<'labelTemplate'>> = {
  names(command, wanted) {
    wanted.master('labelTemplate', command.code)
  },
  decide(_state, command) {
    command.elements.forEach((element, index) => checkElement(element, command, `/elements/${index}`))
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'labelTemplate', fact.command.code),
}

/** @throws Refusal invalid-event for what could never be printed. */
export function checkElement(element: Element, label: { width: number; height: number }, pointer: string): void {
  const right = element.x + (element.width ?? 0)
  const bottom = element.y + (element.kind === 'text' ? element.size : element.height)
  if (right > label.width || element.x >= label.width)
    throw new Refusal('invalid-event', `This reaches beyond the right edge: the label is ${label.width} mm wide.`, pointer)
  if (bottom > label.height)
    throw new Refusal('invalid-event', `This reaches beyond the lower edge: the label is ${label.height} mm high.`, pointer)
  if (element.kind === 'line') return
  const unknown = tokensIn(element.text).find(name => !isToken(name))
  if (unknown !== undefined)
    throw new Refusal(
      'invalid-event',
      `There is nothing called {${unknown}}; use ${Object.keys(TOKENS)
        .map(name => `{${name}}`)
        .join(' ')} or {attribute.NAME}.`,
      `${pointer}/text`,
    )
}

// ---- printers -------------------------------------------------------------------------------------------------------------------

export const printerHandler: Handler<CommandOf<'printer'>> = {
  names(command, wanted) {
    wanted.master('printer', command.code)
    wanted.master('printer', command.failOver)
  },
  decide(state, command) {
    const { code, failOver } = command
    if (code === BY_HAND)
      throw new Refusal('invalid-event', `"${BY_HAND}" stands for printing from a browser: choose another code.`, '/code')
    if (failOver === code) throw new Refusal('invalid-event', 'A printer cannot take over from itself: name another one.', '/failOver')
    if (failOver !== undefined && !state.master('printer', failOver))
      throw new Refusal('unknown-printer', `Printer "${failOver}" is not known at site ${state.site}: add it first.`, '/failOver')
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'printer', fact.command.code),
}

// ---- prints ---------------------------------------------------------------------------------------------------------------------

/** What stuck to which box is part of the record: a label was printed, how often, where and why again. */
export const printHandler: Handler<CommandOf<'print'>> = {
  names(command, wanted) {
    if (command.lot) wanted.lot(command.lot.number)
  },
  decide(state, command) {
    if ((command.lot === undefined) === (command.container === undefined))
      throw new Refusal('invalid-event', 'A print names what its label is for: either a lot or a container.', '')
    if (command.lot) printedLot(state, command.lot)
    return emptyEffect()
  },
  evolve(state, fact) {
    const { lot, container, template, copies, copy, printer, reason, by, station, doubtful } = fact.command
    state.insert('labelPrint', {
      since: fact.since,
      line: state.nextLine(fact.since),
      site: state.site,
      lot: lot ? printedLot(state, lot).id : null,
      container: container ?? null,
      template,
      copies,
      copy,
      printer: printer ?? null,
      reason: reason ?? null,
      by: by ?? null,
      station: station ?? null,
      doubtful: doubtful ?? false,
      at: fact.at,
      until: null,
    })
  },
}

function printedLot(state: State, { material, number }: { material?: string | undefined; number: string }): LotRow {
  const rows = state.lotsNumbered(number).filter(row => material === undefined || row.material === material)
  const [row] = rows
  if (!row) throw new Refusal('unknown-lot', `Lot "${number}" is not known at site ${state.site}.`, '/lot/number')
  if (rows.length > 1)
    throw new Refusal(
      'lot-ambiguous',
      `"${number}" names lots of ${rows.map(one => one.material).join(', ')}: say the material.`,
      '/lot/material',
    )
  return row
}
