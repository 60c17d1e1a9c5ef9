import { type ScannerProfile, undone } from '../../symbols/profile.ts'
import { type Burst, fellSilent, gapMax, grow, isOver, quiet, scanned, silenceMin } from './scan-burst.ts'
import { acceptsScan, restore, type Snapshot, snapshot, textFieldOf } from './scan-field.ts'
import { byNumber, characterOf, undead } from './scan-keys.ts'

export interface Heard {
  /** What the label says. */
  text: string
  /** What arrived, before the scanner's profile was applied. */
  raw: string
  suffix: 'enter' | 'tab' | 'none'
  /** When each character arrived, in milliseconds. */
  times: number[]
  capsLock: boolean
}

interface Listener {
  profile(): ScannerProfile
  onScan(heard: Heard): void
  /** From how many characters on a burst may be a scan. */
  shortest: number
  /** One key that may be a whole answer: a digit from a gauge, while a number is waited for. */
  isAnswer?(text: string): boolean
}

/** A key alone is a person's after this time; a scanner's second key is there sooner, bar the slowest radio link. */
const aloneAfter = 80
/** Without a suffix, one digit of a gauge looks like the first of a person: it is an answer once nothing has followed for this long. */
export const aloneAnswerAfter = 1500
/** A prefix announces a scan; if nothing more comes for this long, none was meant. */
const announcedMax = 1000
/** Scanners that end with two keys (Tab and Enter, Enter twice) still scan once. */
const secondSuffixMax = 100

/**
 * Listens to every key of the page before anybody else does. Keys outside of text fields are held back until it is known
 * who typed them: a scan must not press the shortcuts whose letters it contains. Text fields get their keys at once, and
 * their old text back when it was a scan.
 */
export class ScanEngine {
  private burst: Burst = quiet
  private before: Snapshot | undefined
  private held: KeyboardEvent[] = []
  private holding: ReturnType<typeof setTimeout> | undefined
  private answering: ReturnType<typeof setTimeout> | undefined
  private certain = false
  private deadKey = false
  private altDigits = ''
  private capsLock = false
  private endedAt = Number.NEGATIVE_INFINITY
  private readonly listener: Listener

  constructor(listener: Listener) {
    this.listener = listener
  }

  attach(page: Document): () => void {
    const [down, up] = [this.onDown.bind(this), this.onUp.bind(this)]
    page.addEventListener('keydown', down, { capture: true })
    page.addEventListener('keyup', up, { capture: true })
    // Whoever touches the screen is a person, and says himself when he has finished.
    const touched = () => clearTimeout(this.answering)
    page.addEventListener('pointerdown', touched, { capture: true })
    return () => {
      clearTimeout(this.holding)
      touched()
      page.removeEventListener('pointerdown', touched, { capture: true })
      page.removeEventListener('keydown', down, { capture: true })
      page.removeEventListener('keyup', up, { capture: true })
    }
  }

  private onDown(event: KeyboardEvent): void {
    // Our own repeats of held keys are not trusted by the browser; the second half of a dead key counts as composing.
    if (!event.isTrusted || event.metaKey || (event.isComposing && !this.deadKey)) return
    clearTimeout(this.answering)
    if (event.key === 'Dead') this.deadKey = true
    else if (event.altKey && /^Numpad\d$/.test(event.code)) this.altDigits += event.code.slice(-1)
    else if (this.isPrefix(event)) this.begin(event)
    else if (isSuffix(event)) this.end(event)
    else this.hear(event)
  }

  private onUp(event: KeyboardEvent): void {
    if (event.key !== 'Alt' || this.altDigits === '') return
    const character = byNumber(this.altDigits)
    this.altDigits = ''
    if (character === undefined) return
    event.preventDefault()
    this.add(character, event)
  }

  private isPrefix(event: KeyboardEvent): boolean {
    return event.key === this.listener.profile().prefix && isOver(this.burst, event.timeStamp)
  }

  private begin(event: KeyboardEvent): void {
    claim(event)
    this.release()
    this.burst = quiet
    this.certain = true
    this.wait()
  }

  private hear(event: KeyboardEvent): void {
    const character = characterOf(keyOf(event), !isOver(this.burst, event.timeStamp))
    if (character === undefined) return
    const said = this.deadKey ? undead(character) : character
    this.deadKey = false
    this.capsLock = event.getModifierState('CapsLock')
    this.keep(event)
    this.add(said, event)
  }

  /** What the key would do by itself waits, unless it only writes into a text field. */
  private keep(event: KeyboardEvent): void {
    const midBurst = !isOver(this.burst, event.timeStamp)
    if (this.certain || event.ctrlKey) return claim(event)
    if (textFieldOf(event.target) !== undefined) return
    event.stopImmediatePropagation()
    if (midBurst || event.target instanceof HTMLSelectElement) event.preventDefault()
    this.held.push(event)
  }

  private add(character: string, event: KeyboardEvent): void {
    if (isOver(this.burst, event.timeStamp) && !this.certain) this.before = snapshot(event.target)
    this.burst = this.certain
      ? { text: this.burst.text + character, times: [...this.burst.times, event.timeStamp] }
      : grow(this.burst, character, event.timeStamp)
    this.wait()
  }

  private wait(): void {
    clearTimeout(this.holding)
    const mayEnd = this.listener.profile().suffix === 'none'
    this.holding = setTimeout(() => this.fallSilent(mayEnd), this.patience(mayEnd))
  }

  private patience(mayEnd: boolean): number {
    if (mayEnd) return silenceMin
    if (this.certain) return announcedMax
    return this.burst.times.length > 2 ? gapMax : aloneAfter
  }

  private fallSilent(mayEnd: boolean): void {
    const raw = mayEnd ? (this.certain ? this.burst.text : fellSilent(this.burst, this.listener.shortest)) : undefined
    if (raw !== undefined && raw !== '' && !acceptsScan(this.before?.field ?? null)) return this.deliver(raw, 'none')
    if (mayEnd) this.maybeAnswer()
    this.release()
    // A prefix without a scan behind it: somebody pressed the key.
    if (this.certain) this.forget()
  }

  /** The pad shows the digit at once; whatever else happens before the time is up says that a person pressed it. */
  private maybeAnswer(): void {
    const { text, times } = this.burst
    if (times.length !== 1 || this.before !== undefined || this.listener.isAnswer?.(text) !== true) return
    this.answering = setTimeout(() => {
      if (this.burst.text === text && this.listener.isAnswer?.(text) === true) this.deliver(text, 'none')
    }, aloneAnswerAfter)
  }

  private end(event: KeyboardEvent): void {
    const raw = this.certain ? this.burst.text : scanned(this.burst, event.timeStamp, this.listener.shortest)
    if (raw === undefined) return this.endTyping(event)
    this.endedAt = event.timeStamp
    // A field made for scanning gets the suffix as well: it may send its form.
    if (acceptsScan(event.target) && !this.certain) return this.forget()
    // The Enter of a scan must not press whatever button happens to have the focus.
    claim(event)
    this.deliver(raw, event.key === 'Tab' ? 'tab' : 'enter')
  }

  private endTyping(event: KeyboardEvent): void {
    if (event.timeStamp - this.endedAt < secondSuffixMax) return claim(event)
    this.release()
    this.forget()
  }

  private deliver(raw: string, suffix: Heard['suffix']): void {
    if (this.before !== undefined && !this.certain) restore(this.before)
    const { times } = this.burst
    const { capsLock } = this
    this.forget()
    this.listener.onScan({ text: undone(raw, this.listener.profile()), raw, suffix, times, capsLock })
  }

  private forget(): void {
    clearTimeout(this.holding)
    clearTimeout(this.answering)
    this.burst = quiet
    this.before = undefined
    this.held = []
    this.certain = false
  }

  /** It was a person after all: the keys go on to whom they were meant for. */
  private release(): void {
    const events = this.held
    this.held = []
    for (const event of events) event.target?.dispatchEvent(new KeyboardEvent('keydown', repeatOf(event)))
  }
}

function claim(event: KeyboardEvent): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

const isSuffix = (event: KeyboardEvent): boolean =>
  (event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.altKey && !event.shiftKey

function keyOf(event: KeyboardEvent) {
  const { key, code, shiftKey: shift, ctrlKey: ctrl, altKey: alt } = event
  const altGraph = event.getModifierState('AltGraph')
  return { key, code, shift, ctrl: ctrl && !altGraph, alt, altGraph, capsLock: event.getModifierState('CapsLock') }
}

function repeatOf(event: KeyboardEvent): KeyboardEventInit {
  const { key, code, location, shiftKey, ctrlKey, altKey } = event
  return { key, code, location, shiftKey, ctrlKey, altKey, bubbles: true, cancelable: true, composed: true }
}
