import { Button } from '@mantine/core'
import { IconScissors } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { LotDetail, TraceSeed } from '../../../client/index.ts'
import { type LotPart, seedText, traceSeedOf } from '../../app/search-params.ts'
import { useWords } from '../../app/words.tsx'
import { partIn, partWords } from '../../parts/lot-part.ts'
import { PartOfLot } from '../../parts/part-of-lot.tsx'

const NONE = { after: undefined, until: undefined, run: undefined, quantity: undefined, container: undefined }
type Direction = 'forward' | 'back' | 'both'

/** What was found back is always of the whole lot. */
export function usePart(direction: Direction): LotPart {
  const said = useSearch({ from: '/trace' })
  return direction === 'forward' ? partIn(said) : {}
}

/** The lot as the address means it, in the words of an address: whole, or part of it. Only forward. */
export function useSeedText(lot: LotDetail, direction: Direction): string {
  const part = usePart(direction)
  return seedText({ ...part, material: lot.material, number: lot.number })
}

export function useSeed(lot: LotDetail, direction: Direction): TraceSeed {
  return { site: lot.site, ...traceSeedOf(useSeedText(lot, direction)) }
}

export function TracedPart({ lot }: { lot: LotDetail }) {
  const said = usePart('forward')
  const navigate = useNavigate({ from: '/trace' })
  const put = (part: LotPart) => void navigate({ search: before => ({ ...before, ...NONE, ...part }), replace: true })
  const words = useWords()
  const { t } = words
  const part = partWords(said, lot.unit, words)
  return (
    <div className="row">
      <PartOfLot
        number={lot.number}
        unit={lot.unit}
        said={said}
        onPut={put}
        act={t('trace.trace-part')}
        button={opening => (
          <Button variant="default" leftSection={<IconScissors size={16} />} {...opening}>
            {t('trace.part')}
          </Button>
        )}
      />
      {part !== '' && (
        <span className="small">
          {t('trace.only', { part })}{' '}
          <button type="button" className="plain small known-now" onClick={() => put({})}>
            {t('trace.whole-lot')}
          </button>
        </span>
      )}
    </div>
  )
}
