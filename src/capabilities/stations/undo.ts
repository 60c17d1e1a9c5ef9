/** Taking back one's own last report, and what to do where that is no longer his to do. */
import { ask, attention, cancel, type Decision, done, say, type Wish } from './answer.ts'
import { emptyForm, type Report, type StationContext } from './context.ts'
import { type Turn, timeText } from './turn.ts'
import { raise } from './waive.ts'

/** The card, one entry of the list, or the answer to the question whether the supervisor is to be asked. */
export const isUndo = ({ form }: StationContext, text: string): boolean => /^UNDO\b/i.test(text) || form?.text?.startsWith('UNDO') === true

/**
 * UNDO takes back the newest report; UNDO and an event's id the one it belongs to. All its events are one act; where what he reported later stands on it, he is
 * offered to take that back as well, in the same act: all of it, or nothing.
 */
export function undo(turn: Turn, event: string | null): Decision {
  const { context } = turn
  const report = context.reports.find(entry => !entry.undone && (event === null || entry.events.includes(event)))
  if (!report) return attention({ ...context, fresh: false }, say('ask.nothing-to-undo'))
  if (context.form?.granted.includes('supervisor')) return askedSupervisor(turn, report)
  const reason = notHis(turn, report)
  if (reason !== null) return askSupervisor(turn, report, reason)
  const later = laterOwn(turn, report)
  const supervisor = askSupervisor(turn, report, say('ask.undo-used', { what: report.title }))
  if (context.form?.granted.includes('later')) return takenBack(turn, [report, ...later], supervisor)
  return takenBack(turn, [report], later.length > 0 ? offerLater(turn, report, later) : supervisor)
}

/** So many events are one act, and they hold the lock of the site together. */
const TOGETHER_MAX = 101

function takenBack({ context }: Turn, reports: readonly [Report, ...Report[]], ifRefused: Decision): Decision {
  const [first, ...later] = reports
  const [event = '', ...others] = reports.flatMap(({ events }) => events)
  const message =
    later.length === 0
      ? say('done.undone', { what: first.title })
      : say('done.undone-together', { what: first.title, more: later.map(({ title }) => title).join(' · ') })
  const reason = 'Taken back at the station'
  const also = others.length > 0 ? { also: others.map(one => ({ event: one })) } : {}
  const wishes: Wish[] =
    others.length < TOGETHER_MAX
      ? [{ type: 'correct', event, reason, ...also }]
      : [event, ...others].reverse().map(one => ({ type: 'correct', event: one, reason }))
  const about = { event: first.events[0] ?? '', how: 'undone' as const, also: later.flatMap(({ events: [one = ''] }) => one) }
  return done({ ...context, form: null, ahead: null, fresh: false }, message, { wishes, about, ifRefused })
}

/** What he has reported since and may take back himself. */
function laterOwn(turn: Turn, report: Report): Report[] {
  const { reports } = turn.context
  return reports.slice(0, reports.indexOf(report)).filter(one => !one.undone && notHis(turn, one) === null)
}

function offerLater({ context }: Turn, report: Report, later: readonly Report[]): Decision {
  const form = { ...emptyForm({ kind: 'ok' as const, of: 'later' }), text: `UNDO:${report.events[0] ?? ''}` }
  const answers = [{ text: 'OK', label: say('answer.undo-later', { count: later.length + 1 }), primary: true }, cancel]
  const message = say('ask.undo-later', { what: later.map(({ title }) => title).join(' · ') })
  return ask(context, form, { message, answers, input: null })
}

/** Why the person at the station may not take it back himself; null where he may. */
function notHis({ context, station, at, facts }: Turn, report: Report): Decision['message'] | null {
  const isOwn = report.by === null || context.people.some(person => person.code === report.by)
  if (!isOwn) return say('ask.undo-other', { person: report.by ?? '' })
  if (report.events.some(event => facts.usedSince.includes(event))) return say('ask.undo-used', { what: report.title })
  const isFresh = at - Date.parse(report.at) <= station.policies.undoMinutes * 60_000
  return isFresh ? null : say('ask.undo-late', { time: timeText(Date.parse(report.at), at) })
}

function askSupervisor({ context }: Turn, report: Report, message: Decision['message']): Decision {
  const form = { ...emptyForm({ kind: 'ok' as const, of: 'supervisor' }), text: `UNDO:${report.events[0] ?? ''}` }
  const answers = [{ text: 'OK', label: say('answer.supervisor'), primary: true }, cancel]
  return ask(context, form, { message, answers, input: null })
}

/** Everything the supervisor needs to take it back with one key. */
function askedSupervisor(turn: Turn, report: Report): Decision {
  const person = turn.context.people[0]?.name ?? '–'
  const message = say('raised.undo', { person, report: report.title, time: timeText(Date.parse(report.at), turn.at) })
  const wish = raise(turn, { code: 'ask-supervisor', message, lot: report.lots[0], event: report.events[0] ?? '' })
  return done({ ...turn.context, form: null, fresh: false }, say('done.supervisor-asked'), { wishes: [wish] })
}
