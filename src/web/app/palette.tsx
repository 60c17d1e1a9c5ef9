import { Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { createContext, type KeyboardEvent, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { asNamed, type FoundLot, serialNamed } from '../../client/index.ts'
import { client } from './api.ts'
import { PaletteHit, PalettePlace } from './palette-rows.tsx'
import { useWords } from './words.tsx'
import './palette.css'
import { places } from './places.ts'
import { lotSearch, seedText, traceSearch } from './search-params.ts'
import { useSite } from './site.tsx'

interface PaletteState {
  text: string | undefined
  open(text: string): void
  close(): void
  setText(text: string): void
}

const Context = createContext<PaletteState | undefined>(undefined)

export function PaletteProvider({ children }: { children: ReactNode }) {
  const [text, setText] = useState<string>()
  const state = useMemo<PaletteState>(() => ({ text, open: setText, close: () => setText(undefined), setText }), [text])
  useOpeningKeys(state.open)
  return <Context.Provider value={state}>{children}</Context.Provider>
}

export function usePalette(): PaletteState {
  const state = useContext(Context)
  if (state === undefined) throw new Error('The search is not mounted here.')
  return state
}

function useOpeningKeys(open: (text: string) => void): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]')
      const slash = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey
      const k = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
      if (!slash && !k) return
      event.preventDefault()
      open('')
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [open])
}

export function Palette() {
  const { t } = useWords()
  const palette = usePalette()
  return (
    <Modal.Root opened={palette.text !== undefined} onClose={palette.close} size={680} yOffset="8vh" className="palette">
      <Modal.Overlay />
      <Modal.Content aria-label={t('top.search')} radius={14}>
        <PaletteBody />
      </Modal.Content>
    </Modal.Root>
  )
}

type Choice = { kind: 'lot'; lot: FoundLot } | { kind: 'place'; to: string; word: string }

function PaletteBody() {
  const { t } = useWords()
  const palette = usePalette()
  const text = palette.text ?? ''
  const found = useFound(text)
  const choices = useChoices(text, found.lots)
  const [at, setAt] = useState(0)
  useEffect(() => setAt(0), [text])
  const go = useGo()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt(choices.length === 0 ? 0 : (at + step + choices.length) % choices.length)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      void enter(text, choices[at], event, found.lots === undefined || found.stale).then(
        choice => choice && go(choice, event.shiftKey, event.ctrlKey || event.metaKey),
      )
    }
  }
  return (
    <div className="palette-body">
      <div className="palette-input">
        <IconSearch size={20} />
        <input
          data-autofocus
          data-scan="accept"
          role="combobox"
          aria-expanded={choices.length > 0}
          aria-controls="palette-list"
          aria-activedescendant={choices.length > 0 ? `palette-${at}` : undefined}
          aria-label={t('palette.name')}
          placeholder={t('palette.placeholder')}
          value={text}
          onChange={event => palette.setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
        <kbd className="key">Esc</kbd>
      </div>
      <ul id="palette-list" role="listbox" aria-label={t('palette.found')} className="palette-list">
        {choices.map((choice, index) => (
          <li
            key={keyOf(choice)}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            className="palette-option"
            onMouseMove={() => setAt(index)}
            onClick={event => go(choice, event.shiftKey, event.ctrlKey || event.metaKey)}
          >
            {choice.kind === 'lot' ? <PaletteHit lot={choice.lot} /> : <PalettePlace word={choice.word} />}
          </li>
        ))}
      </ul>
      <PaletteNote text={text} found={found} none={choices.length === 0} />
      <div className="palette-foot small quiet" aria-hidden="true">
        <span>
          <kbd className="key">Enter</kbd> {t('palette.open')}
        </span>
        <span>
          <kbd className="key">Shift</kbd> <kbd className="key">Enter</kbd> {t('palette.trace')}
        </span>
        <span>
          <kbd className="key">Ctrl</kbd> <kbd className="key">Enter</kbd> {t('palette.recall')}
        </span>
      </div>
    </div>
  )
}

/** A fast typist or a paste may press Enter before the list has arrived; then the answer is fetched, not guessed from the old list. */
async function enter(text: string, choice: Choice | undefined, event: KeyboardEvent, old: boolean): Promise<Choice | undefined> {
  if (text.trim() === '' || !old) return choice
  event.persist()
  const found = await client.lots({ search: text.trim(), limit: 2 }).catch(() => undefined)
  const lot = found?.rows[0]
  return lot === undefined ? choice : { kind: 'lot', lot }
}

function PaletteNote({ text, found, none }: { text: string; found: ReturnType<typeof useFound>; none: boolean }) {
  const { rich } = useWords()
  if (found.error !== undefined)
    return (
      <p className="palette-note" role="alert">
        {found.error}
      </p>
    )
  if (text.trim() === '' || !none || found.lots === undefined) return null
  return (
    <p className="palette-note" role="status">
      {rich('palette.nothing', { number: <span className="mono">{text.trim()}</span> })}
    </p>
  )
}

function useFound(text: string) {
  const site = useSite()
  const wanted = text.trim()
  const [asked] = useDebouncedValue(wanted, 80)
  const answer = useQuery({
    queryKey: ['lots', 'palette', asked, site],
    queryFn: ({ signal }) => client.lots({ search: asked, limit: 12 }, signal),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  })
  const rows = wanted === '' ? [] : answer.data?.rows
  return {
    // The plant in view comes first; the others stay findable, because a number on a label does not say which plant it is from.
    lots: rows?.toSorted((left, right) => Number(right.site === site) - Number(left.site === site)),
    stale: asked !== wanted || answer.isPlaceholderData || answer.isFetching,
    error: answer.error?.message,
  }
}

function useChoices(text: string, lots: FoundLot[] | undefined): Choice[] {
  const { t } = useWords()
  const wanted = text.trim().toLowerCase()
  const named = places.flatMap(group => group.entries).map(place => ({ to: place.to, word: t(place.word) }))
  const pages = named.filter(place => wanted === '' || place.word.toLowerCase().startsWith(wanted))
  return [
    ...(lots ?? []).map(lot => ({ kind: 'lot' as const, lot })),
    ...pages.map(place => ({ kind: 'place' as const, to: place.to, word: place.word })),
  ]
}

function keyOf(choice: Choice): string {
  return choice.kind === 'lot' ? `lot-${choice.lot.id}` : choice.to
}

function useGo() {
  const palette = usePalette()
  const navigate = useNavigate()
  return (choice: Choice, trace: boolean, recall: boolean) => {
    palette.close()
    if (choice.kind === 'place') return void navigate({ to: choice.to })
    if (recall) return void navigate({ to: '/recall', search: { seed: [seedText(asNamed(choice.lot))] } })
    if (trace) return void navigate({ to: '/trace', search: traceSearch({ id: choice.lot.id, serial: serialNamed(choice.lot) }) })
    return void navigate({ to: '/lots/$id', params: { id: String(choice.lot.id) }, search: lotSearch(serialNamed(choice.lot)) })
  }
}
