import { IconListCheck, IconScissors, IconX } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { containerOf, type LotPart, partOf, seedOf, seedText } from '../../app/search-params.ts'
import { useWords } from '../../app/words.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { partWords } from '../../parts/lot-part.ts'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { PartOfLot } from '../../parts/part-of-lot.tsx'
import { Shape } from '../../parts/shape.tsx'
import { seedParams, useSeeds } from './kept-lists.ts'
import { ListCheck } from './list-check.tsx'

/** So many stand by name; of thousands nobody reads further. */
const CHIPS = 40

export function Seeds() {
  const { t } = useWords()
  const { seeds, lost } = useSeeds()
  const [pasted, setPasted] = useState<string>()
  const navigate = useNavigate({ from: '/recall' })
  const set = (list: string[]) => void navigate({ search: before => ({ ...before, ...seedParams(list) }) })
  return (
    <section className={seeds.length === 0 ? 'seeds seeds-none' : 'seeds'} aria-label={t('suspect.label')}>
      <span className="seeds-word">{t('suspect.suspect')}</span>
      <ul className="seeds-list">
        {seeds.slice(0, CHIPS).map(text => (
          <SeedChip
            key={text}
            text={text}
            onRemove={() => set(seeds.filter(one => one !== text))}
            onPart={part => set(seeds.map(one => (one === text ? seedText({ ...seedOf(text), ...part }) : one)))}
          />
        ))}
      </ul>
      {seeds.length > CHIPS && <span className="num">{t('common.and-more', { count: seeds.length - CHIPS })}</span>}
      {lost && <strong>{t('suspect.lost')}</strong>}
      <div className="seeds-add no-print">
        <LotPicker
          label={t('suspect.add')}
          hiddenLabel
          autoFocus={seeds.length === 0}
          placeholder={t(seeds.length === 0 ? 'suspect.first-how' : 'suspect.add-how')}
          onPick={lot => set([...seeds, seedText(lot)])}
          onMany={numbers => setPasted(numbers.join('\n'))}
        />
      </div>
      <button type="button" className="button no-print" onClick={() => setPasted('')}>
        <IconListCheck size={18} />
        {t('suspect.list')}
      </button>
      {pasted !== undefined && (
        <ListCheck
          pasted={pasted}
          seeds={seeds}
          onClose={() => setPasted(undefined)}
          onAdd={more => {
            setPasted(undefined)
            set([...seeds, ...more])
          }}
        />
      )}
    </section>
  )
}

interface SeedProps {
  text: string
  onRemove: () => void
  onPart: (part: LotPart) => void
}

function SeedChip({ text, onRemove, onPart }: SeedProps) {
  const lain = containerOf(text)
  if (lain) return <ContainerChip {...lain} onRemove={onRemove} />
  const { material, number } = seedOf(text)
  const spoken = useWords()
  const { t } = spoken
  const part = partOf(text)
  const words = partWords(part, undefined, spoken)
  return (
    <li className="seed">
      <Shape kind="lot" filled={words === ''} size={14} />
      <LotLink lot={{ material: material ?? '', number }} />
      {material && <span className="mono small quiet">{material}</span>}
      {words !== '' && (
        <span className="small">
          {t('suspect.only', { part: words })}{' '}
          <button type="button" className="plain small known-now no-print" onClick={() => onPart({})}>
            {t('suspect.whole')}
          </button>
        </span>
      )}
      <PartOfLot
        number={number}
        said={part}
        onPut={onPart}
        act={t('suspect.look-part')}
        button={opening => (
          <button
            type="button"
            className="seed-remove no-print"
            aria-label={t('suspect.part-of', { number })}
            title={t('suspect.part')}
            {...opening}
          >
            <IconScissors size={14} />
          </button>
        )}
      />
      <button type="button" className="seed-remove no-print" aria-label={t('suspect.take-out', { number })} onClick={onRemove}>
        <IconX size={14} />
      </button>
    </li>
  )
}

interface ContainerProps {
  container: string
  after?: string
  until?: string
  onRemove: () => void
}

function ContainerChip({ container, after, until, onRemove }: ContainerProps) {
  const { t } = useWords()
  return (
    <li className="seed">
      <Shape kind="container" filled size={14} />
      <Link to="/seeds" search={{ container, from: after, until }}>
        {t('suspect.lay-in', { container })}
      </Link>
      {after && <span className="small quiet">{t('suspect.after', { time: after.replace('T', ' ') })}</span>}
      {until && <span className="small quiet">{t('suspect.until', { time: until.replace('T', ' ') })}</span>}
      <button type="button" className="seed-remove no-print" aria-label={t('suspect.take-out', { number: container })} onClick={onRemove}>
        <IconX size={14} />
      </button>
    </li>
  )
}
