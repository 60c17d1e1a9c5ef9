import { IconBackspace, IconCheck } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { StationInput } from '../../../client/index.ts'
import { markOf, withMark } from '../../../words/decimal.ts'
import { useSingleDigits } from '../../app/scan-listener.tsx'
import { ToleranceBar } from './tolerance-bar.tsx'
import { isWhole, meantBy } from './typed.ts'
import { useWords } from './words.tsx'

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '.', '0'] as const
/** A PIN is digits and no number, and zeros in front count; of counted things there is no part. */
const WITHOUT_POINT = KEYS.filter(key => key !== '.')
const lengthMax = 15

/** Digits as large as a thumb; the number keys of a keyboard do the same. */
export function Pad({ input, enter }: { input: StationInput; enter: (text: string) => void }) {
  const { t, language } = useWords()
  const mark = markOf(language)
  const [typed, setTyped] = useState<string>()
  const [ways, setWays] = useState<readonly string[]>()
  const value = typed ?? input.proposal ?? ''
  const isSecret = input.kind === 'secret'
  const isPointless = isSecret || isWhole(input)
  // What is proposed is as the ledger has it.
  const meant = isSecret || typed === undefined ? [value] : meantBy(typed, mark, input)
  const press = (key: string) => {
    setWays(undefined)
    setTyped(before => (isSecret ? digitPressed(before ?? '', key) : pressed(before ?? '', key)))
  }
  const send = () => {
    const [only, ...others] = meant
    if (value === '' || only === undefined) return
    if (others.length > 0) setWays(meant)
    else enter(input.prefix + (isSecret ? value : tidy(only)))
  }
  useDigits(press, send)
  // What somebody has begun to enter is his.
  useSingleDigits(!isSecret && (typed ?? '').length <= 1)
  const remaining = input.remaining === undefined ? undefined : withUnit(withMark(input.remaining, mark), input.unit)
  return (
    <div className="pad">
      <output className="pad-value" aria-live="polite">
        <span className={typed === undefined ? 'pad-proposal' : undefined}>
          {isSecret ? '•'.repeat(value.length) : value === '' ? '0' : typed === undefined ? withMark(value, mark) : value}
        </span>
        <span className="pad-unit">{input.unit ?? ''}</span>
      </output>
      {input.kind === 'number' ? (
        <ToleranceBar value={value.replace(',', '.')} min={input.min} max={input.max} unit={input.unit} />
      ) : meant.length === 0 ? (
        <p className="pad-note" role="alert">
          {t('ui.whole', { unit: input.unit ?? '' })}
        </p>
      ) : (
        <Remaining text={remaining} />
      )}
      {ways ? (
        <Ways ways={ways} unit={input.unit} choose={way => enter(input.prefix + way)} back={() => setWays(undefined)} />
      ) : (
        <>
          <div className={isPointless ? 'pad-keys pad-pointless' : 'pad-keys'}>
            {(isPointless ? WITHOUT_POINT : KEYS).map(key => (
              <button key={key} type="button" className="kiosk-button pad-key" onClick={() => press(key === '.' ? mark : key)}>
                {key === '.' ? mark : key}
              </button>
            ))}
            <button type="button" className="kiosk-button pad-key" aria-label={t('ui.back')} onClick={() => press('Backspace')}>
              <IconBackspace size={40} aria-hidden="true" />
            </button>
          </div>
          <div className="pad-ends">
            {input.kind === 'number' ? (
              <button type="button" className="kiosk-button" onClick={() => press('-')} aria-label="±">
                ±
              </button>
            ) : (
              remaining !== undefined && (
                <button type="button" className="kiosk-button" onClick={() => enter(input.prefix + (input.remaining ?? ''))}>
                  {t('ui.all', { quantity: remaining })}
                </button>
              )
            )}
            <button type="button" className="kiosk-button kiosk-primary" disabled={value === '' || meant.length === 0} onClick={send}>
              <IconCheck size={40} stroke={3} aria-hidden="true" />
              {t('ui.ok')}
            </button>
          </div>
        </>
      )}
    </div>
  )
}

interface WaysProps {
  ways: readonly string[]
  unit: string | undefined
  choose: (way: string) => void
  back: () => void
}

/** What was typed may be two numbers: they stand where the keys were, and nothing is entered until one is chosen. */
function Ways({ ways, unit, choose, back }: WaysProps) {
  const { t, language } = useWords()
  return (
    <div className="pad-ways" role="alert">
      <p>{t('ask.which-number')}</p>
      {ways.map(way => (
        <button key={way} type="button" className="kiosk-button" onClick={() => choose(way)}>
          {withUnit(withMark(way, markOf(language)), unit)}
        </button>
      ))}
      <button type="button" className="kiosk-button" aria-label={t('ui.back')} onClick={back}>
        <IconBackspace size={40} aria-hidden="true" />
      </button>
    </div>
  )
}

function Remaining({ text }: { text: string | undefined }) {
  const { t } = useWords()
  return text === undefined ? null : <p className="pad-note">{t('ui.remaining', { quantity: text })}</p>
}

const withUnit = (quantity: string, unit: string | undefined): string => (unit ? `${quantity} ${unit}` : quantity)

export function pressed(before: string, key: string): string {
  if (key === 'Backspace') return before.slice(0, -1)
  if (key === '-') return before.startsWith('-') ? before.slice(1) : `-${before}`
  const isMark = key === ',' || key === '.'
  if (isMark && /[.,]/.test(before)) return before
  if (before.length >= lengthMax) return before
  return before === '0' && !isMark ? key : before + key
}

export function digitPressed(before: string, key: string): string {
  if (key === 'Backspace') return before.slice(0, -1)
  return /^\d$/.test(key) && before.length < lengthMax ? before + key : before
}

/** ".5" and "5." are quantities to a person. */
export const tidy = (value: string): string => value.replace(/^(-?)\./, '$10.').replace(/\.$/, '')

function useDigits(press: (key: string) => void, send: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey) return
      const isButton = event.target instanceof HTMLButtonElement
      if (/^[\d.,]$/.test(event.key) || event.key === 'Backspace') press(event.key)
      else if (event.key === 'Enter' && !isButton) send()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}
