import { describe, expect, it } from 'vitest'
import { english, officeIn } from '../../words/office.ts'
import { fill } from '../../words/sentence.ts'
import { inEnglish, type Words } from '../app/words.tsx'
import { gapSaid } from './gap-words.ts'
import { keptSaid, refusalSaid } from './refusal-words.ts'

describe('in the office', () => {
  it('the shape of an event is said by its code, and the field in the words of the server', async () => {
    const words = await german()
    expect(refusalSaid({ code: 'invalid-event', detail: '/at is strange.' }, words)).toEqual({
      text: 'Der Eintrag hat nicht die richtige Form. Das genannte Feld ansehen und neu eingeben.',
      inEnglish: '/at is strange.',
    })
    expect(refusalSaid({ code: 'invalid-event', detail: '/at is strange.' }, inEnglish)).toEqual({ text: '/at is strange.' })
  })

  it('an exception that a station sent keeps what it was about', async () => {
    const kept = 'Nothing is left of GEAR F-1. Sent by the station while offline: {"type":"report"}'
    expect(keptSaid(kept, await german())).toBe(
      'Von GEAR F-1 ist nichts übrig. Von der Station ohne Verbindung gesendet: {"type":"report"}',
    )
  })

  it.each([
    ['GEAR F-1: operation 20 Deburr of WO-1 is not reported.', 'GEAR F-1: Arbeitsgang 20 Deburr von WO-1 ist nicht gemeldet.'],
    [`GEAR F-1: ${english['open-end.booked']}`, 'GEAR F-1: Ohne Einsatz gebucht: woraus es besteht, ist nicht erfasst.'],
    ['GEAR F-1: 2.5 of 4 kg of STEEL are recorded in it.', 'GEAR F-1: 2,5 von 4 kg STEEL sind darin erfasst.'],
    ['Something else.', 'Something else.'],
  ])('a gap of an as-built record is said: %s', async (detail, said) => {
    expect(gapSaid(detail, await german())).toBe(said)
  })
})

async function german(): Promise<Words> {
  const catalogue = await officeIn('de')
  return { ...inEnglish, language: 'de', locale: 'de', t: (key, params = {}) => fill(catalogue[key], params, 'de') }
}
