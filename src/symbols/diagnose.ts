/**
 * The scanner test: five symbols are printed and scanned, and what arrives tells what the scanner and its computer do to a text. Pure: the
 * page shows the symbols, collects the keys and shows the findings; the profile that comes out undoes what can be undone.
 */
import { KEYBOARD_NAMES, type Keyboard, translation, typedOn } from './layouts.ts'
import { inverted, type ScannerProfile, undone } from './profile.ts'
import { takeSymbology } from './symbology.ts'

export type TestName = 'plain' | 'layout' | 'case' | 'gs1' | 'long'

export interface TestSymbol {
  name: TestName
  symbology: 'code128' | 'datamatrix-gs1' | 'qrcode'
  /** What a right scanner sends, without a symbology identifier; FNC1 as GS. */
  text: string
}

const GS = '\u001d'
const [BEFORE_FNC1, AFTER_FNC1] = ['010952123454321310TEST', '21BCD12345']
/** Every fourth letter counts, so that a gap can be found. */
const LONG = Array.from({ length: 75 }, (_, index) => `T${String(index + 1).padStart(3, '0')}`).join('')

export const TEST_SYMBOLS: readonly TestSymbol[] = [
  { name: 'plain', symbology: 'code128', text: 'TEST-CODE' },
  { name: 'layout', symbology: 'code128', text: 'AQZYMW-/:_0123456789' },
  // Letters that stand in one place on all keyboards.
  { name: 'case', symbology: 'code128', text: 'bcdefghBCDEFGH' },
  { name: 'gs1', symbology: 'datamatrix-gs1', text: `${BEFORE_FNC1}${GS}${AFTER_FNC1}` },
  { name: 'long', symbology: 'qrcode', text: LONG },
]

export interface Arrival {
  name: TestName
  text: string
  suffix: ScannerProfile['suffix']
  /** Milliseconds between the keys. */
  gaps: readonly number[]
}

export interface Finding {
  /** good: nothing to do. mend: undone in software, better set right. bad: cannot be undone. */
  level: 'good' | 'mend' | 'bad' | 'unknown'
  code: string
  params: Readonly<Record<string, string>>
  says: string
}

export interface Diagnosis {
  findings: Finding[]
  profile: ScannerProfile
  /** With the profile every symbol reads as it was printed. */
  isUsable: boolean
}

export function diagnose(arrivals: readonly Arrival[]): Diagnosis {
  const arrived = (name: TestName): Arrival | undefined => arrivals.findLast(arrival => arrival.name === name)
  const letters = lettersOf(arrived('case'))
  const prefix = prefixOf(arrived('case'))
  const keyboards = keyboardsOf(arrived('layout'), { letters, prefix })
  const typing: ScannerProfile = {
    suffix: arrivals[0]?.suffix ?? 'none',
    letters,
    ...(prefix !== '' && { prefix }),
    ...(keyboards.map && { layout: keyboards.map }),
  }
  const separator = separatorOf(arrived('gs1'), typing)
  const profile = { ...typing, ...(separator.mend !== undefined && { separator: separator.mend }) }
  const findings = [
    suffixFinding(arrivals),
    speedFinding(arrivals),
    letterFinding(letters, arrived('case')),
    keyboards.finding,
    separator.finding,
    dropFinding(arrived('long'), profile),
  ]
  return { findings, profile, isUsable: TEST_SYMBOLS.every(symbol => readsRight(symbol, arrived(symbol.name), profile)) }
}

/** One case only still reads, because numbers are looked up whatever their case. */
function readsRight({ text }: TestSymbol, arrival: Arrival | undefined, profile: ScannerProfile): boolean {
  if (!arrival) return false
  const sent = takeSymbology(undone(arrival.text, profile)).text
  return profile.letters === 'as-is' || profile.letters === 'inverted' ? sent === text : sent.toLowerCase() === text.toLowerCase()
}

const finding = (level: Finding['level'], code: string, says: string, params: Finding['params'] = {}): Finding => ({
  level,
  code,
  params,
  says,
})
const notScanned = (what: TestName): Finding => finding('unknown', `${what}-missing`, `The symbol "${what}" was not scanned yet.`)

// ---- suffix, prefix and speed -------------------------------------------------------------------------------------------------------

function suffixFinding(arrivals: readonly Arrival[]): Finding {
  const [suffix, ...others] = new Set(arrivals.map(arrival => arrival.suffix))
  if (suffix === undefined) return finding('unknown', 'suffix-missing', 'Nothing was scanned yet.')
  if (others.length > 0)
    return finding('bad', 'suffix-differs', 'The scanner ends some texts differently than others: set one suffix, Enter is best.')
  if (suffix === 'none')
    return finding('mend', 'suffix-none', 'No suffix: the end of a scan is told by a pause. Set the scanner to send Enter.')
  return finding('good', 'suffix', `Suffix: ${suffix === 'enter' ? 'Enter' : 'Tab'}.`, { suffix })
}

/** Keys slower than this in the mean are taken for typing; a longer pause ends a scan. */
const MEAN_MAX_MS = 50
const GAP_MAX_MS = 150

function speedFinding(arrivals: readonly Arrival[]): Finding {
  const gaps = arrivals.flatMap(arrival => [...arrival.gaps])
  if (gaps.length === 0) return finding('unknown', 'speed-missing', 'Nothing was scanned yet.')
  const mean = Math.round(gaps.reduce((total, gap) => total + gap, 0) / gaps.length)
  const slowest = Math.round(Math.max(...gaps))
  const params = { mean: String(mean), slowest: String(slowest) }
  if (mean >= MEAN_MAX_MS || slowest >= GAP_MAX_MS)
    return finding(
      'bad',
      'speed-slow',
      `Speed ${mean} ms per character, slowest ${slowest} ms: too slow to be told from typing. Take out the delay between characters.`,
      params,
    )
  return finding('good', 'speed', `Speed ${mean} ms per character.`, params)
}

/** What stands before the text of a symbol whose letters no keyboard moves. */
function prefixOf(arrival: Arrival | undefined): string {
  const sent = takeSymbology(arrival?.text ?? '').text
  const at = sent.toLowerCase().indexOf('bcdefgh')
  return at > 0 ? sent.slice(0, at) : ''
}

// ---- letters ------------------------------------------------------------------------------------------------------------------------

function lettersOf(arrival: Arrival | undefined): ScannerProfile['letters'] {
  const sent = /[a-h]{14}$/i.exec(arrival?.text ?? '')?.[0] ?? ''
  if (sent === '' || sent === CASE) return 'as-is'
  if (sent === inverted(CASE)) return 'inverted'
  return sent === CASE.toLowerCase() ? 'small' : sent === CASE.toUpperCase() ? 'capital' : 'as-is'
}

const CASE = 'bcdefghBCDEFGH'

function letterFinding(letters: ScannerProfile['letters'], arrival: Arrival | undefined): Finding {
  if (!arrival) return notScanned('case')
  if (letters === 'inverted')
    return finding('mend', 'case-inverted', 'Letters arrive in the other case: Caps Lock is on. It is undone; better switch it off.')
  if (letters === 'small' || letters === 'capital')
    return finding(
      'mend',
      `case-${letters}`,
      `All letters arrive ${letters}: set the scanner to keep their case. Numbers are found all the same.`,
    )
  return arrival.text.endsWith(CASE)
    ? finding('good', 'case', 'Small and capital letters arrive as printed.')
    : finding('bad', 'case-damaged', 'The letters do not arrive as printed: scan this symbol again.')
}

// ---- keyboards ------------------------------------------------------------------------------------------------------------------------

interface Keyboards {
  finding: Finding
  map?: Record<string, string>
}

function keyboardsOf(arrival: Arrival | undefined, { letters, prefix }: Pick<ScannerProfile, 'letters'> & { prefix: string }): Keyboards {
  if (!arrival) return { finding: notScanned('layout') }
  const sent = withoutWrapping(arrival.text, { letters, prefix })
  if (sent.toUpperCase() === LAYOUT) return { finding: finding('good', 'layout', 'Scanner and computer are set to the same keyboard.') }
  const pairs = PAIRS.filter(([scanner, computer]) => typed(LAYOUT, typedOn(scanner, computer)).toUpperCase() === sent.toUpperCase())
  return pairs.length > 0 ? mismatch(pairs) : { finding: UNKNOWN_KEYBOARDS }
}

const UNKNOWN_KEYBOARDS = finding(
  'bad',
  'layout-unknown',
  'Scanner and computer are set to different keyboards, which ones could not be found out: set both to the same.',
)

/** Some keyboards differ in letters only that no label has: then all are named, and what they agree on is translated. */
function mismatch(pairs: readonly (readonly [Keyboard, Keyboard])[]): Keyboards {
  const names = (side: 0 | 1): string => [...new Set(pairs.map(pair => pair[side]))].join(' or ')
  const [scanner, computer] = [names(0), names(1)]
  const says = `Keyboard layout mismatch: scanner ${scanner}, computer ${computer}. It can be translated; better set the scanner to the computer's keyboard.`
  return { finding: finding('mend', 'layout-mismatch', says, { scanner, computer }), map: agreed(pairs.map(pair => translation(...pair))) }
}

const agreed = ([first = {}, ...others]: readonly Record<string, string>[]): Record<string, string> =>
  Object.fromEntries(Object.entries(first).filter(([arrives, printed]) => others.every(other => other[arrives] === printed)))

const LAYOUT = TEST_SYMBOLS.find(({ name }) => name === 'layout')?.text ?? ''
const PAIRS: readonly [Keyboard, Keyboard][] = KEYBOARD_NAMES.flatMap(scanner =>
  KEYBOARD_NAMES.filter(computer => computer !== scanner).map((computer): [Keyboard, Keyboard] => [scanner, computer]),
)
const typed = (text: string, keys: ReadonlyMap<string, string>): string => Array.from(text, letter => keys.get(letter) ?? letter).join('')

/** Without prefix, symbology identifier and inversion; the identifier's own bracket may have been moved by the keyboard. */
function withoutWrapping(text: string, profile: Pick<ScannerProfile, 'letters'> & { prefix: string }): string {
  const plain = undone(text, { suffix: 'none', ...profile })
  return plain.length === LAYOUT.length ? plain : plain.slice(-LAYOUT.length)
}

// ---- FNC1 and dropped letters ---------------------------------------------------------------------------------------------------------

interface Separator {
  finding: Finding
  mend?: string
}

function separatorOf(arrival: Arrival | undefined, profile: ScannerProfile): Separator {
  if (!arrival) return { finding: notScanned('gs1') }
  const sent = undone(arrival.text, profile)
  const [start, end] = [sent.toUpperCase().indexOf(BEFORE_FNC1), sent.toUpperCase().lastIndexOf(AFTER_FNC1)]
  if (start < 0 || end < start)
    return { finding: finding('bad', 'fnc1-unreadable', 'The GS1 symbol does not arrive as printed: mend the keyboard layout first.') }
  const between = sent.slice(start + BEFORE_FNC1.length, end)
  if (between === GS) return { finding: finding('good', 'fnc1', 'FNC1 arrives as GS.') }
  if (between === '')
    return {
      finding: finding(
        'bad',
        'fnc1-lost',
        'FNC1 is lost on the way: set the scanner to send it as GS (ASCII 29), or as a sign such as |. Until then GS1 labels with a lot ask back.',
      ),
    }
  if (/^[A-Za-z0-9]*$/.test(between))
    return {
      finding: finding(
        'bad',
        'fnc1-as-data',
        `FNC1 arrives as "${between}", which may be part of a number as well: set the scanner to send it as GS (ASCII 29), or as a sign such as |.`,
        { as: between },
      ),
    }
  const says = `FNC1 arrives as "${between}". It is understood.`
  return { finding: finding('good', 'fnc1-disguised', says, { as: between }), mend: between }
}

function dropFinding(arrival: Arrival | undefined, profile: ScannerProfile): Finding {
  if (!arrival) return notScanned('long')
  const sent = takeSymbology(undone(arrival.text, profile)).text.toUpperCase()
  if (sent === LONG) return finding('good', 'complete', 'All 300 characters of the long symbol arrived.')
  const missing = LONG.length - sent.length
  const place = Array.from(LONG).findIndex((letter, at) => sent[at] !== letter) + 1
  const params = { missing: String(missing), place: String(place) }
  if (missing <= 0)
    return finding(
      'bad',
      'damaged',
      `Characters are changed on the way, the first at place ${place}: mend the keyboard layout first.`,
      params,
    )
  return finding(
    'bad',
    'dropped',
    `${missing} of 300 characters are lost, the first at place ${place}: give the scanner a delay of a few milliseconds between characters.`,
    params,
  )
}
