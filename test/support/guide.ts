/** The events that docs/guide/integrator.md shows: one small plant in which every type of event has happened. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export interface GuideEvent {
  id: string
  type: string
}
export interface GuideLot {
  lot: { material: string; number: string }
}
export interface GuideRecall extends GuideEvent {
  simulation?: string
  lots?: GuideLot[]
  exclusions?: GuideLot[]
  inclusions?: GuideLot[]
}

const page = readFileSync(resolve(import.meta.dirname, '../../docs/guide/integrator.md'), 'utf8')
const shown = <Shown extends GuideEvent>(block: RegExp): Shown[] =>
  [...page.matchAll(block)].flatMap(match => (match[1] ?? '').trim().split('\n')).map(line => JSON.parse(line) as Shown)

export const guide = {
  events: shown(/^```ndjson\n([\s\S]*?)^```/gm),
  /** Its document has to be there first. */
  attached: shown(/^```json\n(\{[^\n]*"type":"attach"[^\n]*\})\n^```/gm),
  /** The mark of the simulation that each commits is not known before. */
  recalls: shown<GuideRecall>(/^```json\n((?:\{[^\n]*"type":"recall[^\n]*\}\n)+)^```/gm),
}
