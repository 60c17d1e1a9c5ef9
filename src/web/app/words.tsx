import { useDirection } from '@mantine/core'
import { createContext, Fragment, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { baseOf, directionOf, type Message, type Params, PSEUDO } from '../../words/index.ts'
import { english, type OfficeCatalogue, type OfficeKey, officeIn } from '../../words/office.ts'
import { fill, piecesOf } from '../../words/sentence.ts'

/** What a screen says, and how it writes numbers and times, in the language of whoever reads it. */
export interface Words {
  language: string
  /** The language with its region, for numbers and dates. */
  locale: string
  t(key: OfficeKey, params?: Params): string
  /** A sentence with things of the page in its holes: links, amounts, codes. `count` chooses the plural. */
  rich(key: OfficeKey, things: Readonly<Record<string, ReactNode>>, count?: number): ReactNode
  /** A count of things. */
  n(count: number): string
  /** What stands before the decimals. */
  mark: string
}

function wordsIn(language: string, catalogue: OfficeCatalogue): Words {
  const locale = localeOf(language)
  const numbers = new Intl.NumberFormat(locale)
  const plurals = baseOf(language) === PSEUDO ? 'en' : language
  const show = (value: string | number): string => (typeof value === 'number' ? numbers.format(value) : value)
  return {
    language,
    locale,
    t: (key, params = {}) => fill(catalogue[key], params, plurals, show),
    rich: (key, things, count) =>
      piecesOf(catalogue[key], count, plurals).map((piece, index) => (
        <Fragment key={index}>
          {typeof piece === 'string' ? piece : (things[piece.hole] ?? (piece.hole === 'count' && count !== undefined ? show(count) : null))}
        </Fragment>
      )),
    n: count => numbers.format(count),
    mark: numbers.formatToParts(0.5).find(part => part.type === 'decimal')?.value ?? '.',
  }
}

/** As this browser's owner writes numbers and dates, where that is the language; English dates have their day first. */
function localeOf(language: string): string {
  const base = baseOf(language)
  if (base === 'en' || base === PSEUDO) return 'en-GB'
  return globalThis.navigator?.languages?.find(one => baseOf(one) === base) ?? language
}

export const inEnglish: Words = wordsIn('en', english)

const Context = createContext<Words>(inEnglish)
export const useWords = (): Words => useContext(Context)

/** The page speaks this language. Nothing is drawn until its words are here, so that nobody sees another one first. */
export function Speaking({ language, children }: { language: string; children: ReactNode }) {
  const catalogue = useCatalogue(language)
  const { setDirection } = useDirection()
  const words = useMemo(() => catalogue && wordsIn(catalogue.language, catalogue.words), [catalogue])
  useEffect(() => {
    if (words === undefined) return
    // The disguised English of layout tests is no language that a reader could be told of.
    document.documentElement.lang = baseOf(words.language) === PSEUDO ? 'en' : words.language
    setDirection(directionOf(words.language))
  }, [words, setDirection])
  return words && <Context.Provider value={words}>{children}</Context.Provider>
}

/** For what is not in the catalogues yet: all of it is English, and none of it a mixture. */
export const InEnglish = ({ children }: { children: ReactNode }) => <Context.Provider value={inEnglish}>{children}</Context.Provider>

interface Arrived {
  language: string
  words: OfficeCatalogue
}

/** The language before stays until the next has arrived; one that cannot be fetched is English. */
function useCatalogue(language: string): Arrived | undefined {
  const [arrived, setArrived] = useState<Arrived | undefined>(() => (baseOf(language) === 'en' ? { language, words: english } : undefined))
  useEffect(() => {
    let isWanted = true
    const take = (next: Arrived) => isWanted && setArrived(next)
    officeIn(language).then(
      words => take({ language, words }),
      () => take({ language: 'en', words: english }),
    )
    return () => {
      isWanted = false
    }
  }, [language])
  return arrived
}

/** What the server said, in the reader's language where its key is known here. */
export function heard({ key, params, text }: Message, { t }: Words): string {
  if (!isOfficeKey(key)) return text
  return t(key, params['count'] === undefined ? params : { ...params, count: Number(params['count']) })
}
const isOfficeKey = (key: string): key is OfficeKey => Object.hasOwn(english, key)

/** What one of the product's codes is called; a code that has no word here is shown as it is. */
export const called = (key: string, code: string, words: Words): string => heard({ key: `${key}${code}`, params: {}, text: code }, words)

/** Choices whose labels are in the catalogue, for the fields that want them said. */
export const labelled = <Value extends string>(
  choices: readonly { value: Value; label: OfficeKey }[],
  { t }: Words,
): { value: Value; label: string }[] => choices.map(({ value, label }) => ({ value, label: t(label) }))
