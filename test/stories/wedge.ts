import type { CDPSession, Page } from 'playwright-core'

/** How a hand scanner is set up, and how quick it is. */
export interface WedgeSetup {
  /** Milliseconds between two characters; a list is repeated, as radio scanners stutter. */
  gaps?: number | readonly number[]
  suffix?: 'Enter' | 'Tab' | 'none'
  /** How it sends the group separator, for which no keyboard has a key. */
  separator?: 'ctrl' | 'alt' | '{GS}' | 'byte'
  prefix?: string
}

interface Stroke {
  key: string
  code: string
  text?: string
  modifiers?: number
  type?: 'keyUp'
}

const shift = 8
const control = 2
const alt = 1

/**
 * A scanner as the browser sees one: trusted key events through the debugging protocol, each with its own time. The times are
 * those of the scanner, not of this machine, so the rhythm is the same however busy the machine is.
 */
export class Wedge {
  /** How often somebody pulled the trigger. */
  scans = 0
  private readonly session: CDPSession
  private clock = Date.now() / 1000
  readonly setup: WedgeSetup

  private constructor(session: CDPSession, setup: WedgeSetup) {
    this.session = session
    this.setup = setup
  }

  static async at(page: Page, setup: WedgeSetup = {}): Promise<Wedge> {
    return new Wedge(await page.context().newCDPSession(page), setup)
  }

  async scan(text: string, once: WedgeSetup = {}): Promise<void> {
    this.scans += 1
    const setup = { ...this.setup, ...once }
    const strokes = strokesOf(text, setup)
    // A scanner is quiet before it reads; never earlier than what was typed before.
    this.clock = Math.max(this.clock + 0.2, Date.now() / 1000)
    const gaps = [setup.gaps ?? 4].flat()
    const sent = strokes.map((stroke, index) => {
      if (stroke.type === undefined) this.clock += (gaps[index % gaps.length] ?? 4) / 1000
      return this.send(stroke)
    })
    await Promise.all(sent)
  }

  /** A person: one key, then the next, slow enough to be no scanner, and Enter with the same hand. */
  async type(text: string, gap: number): Promise<void> {
    this.clock = Math.max(this.clock + 1, Date.now() / 1000)
    for (const stroke of [...Array.from(text).flatMap(pressOf), ...endOf('Enter')]) {
      if (stroke.type === undefined) this.clock += gap / 1000
      await this.send(stroke)
    }
  }

  private async send({ key, code, text, modifiers = 0, type }: Stroke): Promise<void> {
    await this.session.send('Input.dispatchKeyEvent', {
      type: type ?? (text === undefined ? 'rawKeyDown' : 'keyDown'),
      key,
      code,
      modifiers,
      timestamp: this.clock,
      ...(text === undefined || type ? {} : { text, unmodifiedText: text }),
      ...(key === 'Enter' ? { windowsVirtualKeyCode: 13 } : key === 'Tab' ? { windowsVirtualKeyCode: 9 } : {}),
    })
  }
}

function strokesOf(text: string, { suffix = 'Enter', separator = 'ctrl', prefix }: WedgeSetup): Stroke[] {
  const before = prefix === undefined ? [] : pressOf(prefix)
  const body = Array.from(text).flatMap(character => (character === '\x1d' ? separatorOf(separator) : pressOf(character)))
  return [...before, ...body, ...(suffix === 'none' ? [] : endOf(suffix))]
}

function pressOf(character: string): Stroke[] {
  const isCapital = character !== character.toLowerCase()
  const down: Stroke = { key: character, code: codeOf(character), text: character, modifiers: isCapital ? shift : 0 }
  return [down, { ...down, type: 'keyUp' }]
}

function codeOf(character: string): string {
  if (/^[a-z]$/i.test(character)) return `Key${character.toUpperCase()}`
  if (/^\d$/.test(character)) return `Digit${character}`
  return character === ' ' ? 'Space' : 'Slash'
}

function separatorOf(way: NonNullable<WedgeSetup['separator']>): Stroke[] {
  if (way === '{GS}') return Array.from(way).flatMap(pressOf)
  // A keyboard of no layout: the key is the byte.
  if (way === 'byte')
    return [
      { key: '\x1d', code: '' },
      { key: '\x1d', code: '', type: 'keyUp' },
    ]
  if (way === 'ctrl') return held({ key: 'Control', code: 'ControlLeft' }, [{ key: ']', code: 'BracketRight', modifiers: control }])
  const digits = Array.from('029').map(digit => ({ key: digit, code: `Numpad${digit}`, modifiers: alt }))
  return held({ key: 'Alt', code: 'AltLeft' }, digits)
}

const held = (modifier: Stroke, keys: Stroke[]): Stroke[] => [
  modifier,
  ...keys.flatMap(key => [key, { ...key, type: 'keyUp' as const }]),
  { ...modifier, type: 'keyUp' },
]

function endOf(suffix: 'Enter' | 'Tab'): Stroke[] {
  const down: Stroke = { key: suffix, code: suffix, ...(suffix === 'Enter' ? { text: '\r' } : {}) }
  return [down, { ...down, type: 'keyUp' }]
}
