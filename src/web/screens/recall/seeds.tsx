import { IconX } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { seedOf, seedText } from '../../app/search-params.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { Shape } from '../../parts/shape.tsx'

export function Seeds() {
  const { seed = [] } = useSearch({ from: '/recall' })
  const navigate = useNavigate({ from: '/recall' })
  const set = (seeds: string[]) => void navigate({ search: before => ({ ...before, seed: [...new Set(seeds)] }) })
  return (
    <section className={seed.length === 0 ? 'seeds seeds-none' : 'seeds'} aria-label="Suspect lots">
      <span className="seeds-word">Suspect</span>
      <ul className="seeds-list">
        {seed.map(text => (
          <SeedChip key={text} text={text} onRemove={() => set(seed.filter(one => one !== text))} />
        ))}
      </ul>
      <div className="seeds-add no-print">
        <LotPicker
          label="Add a suspect lot"
          hiddenLabel
          autoFocus={seed.length === 0}
          placeholder={seed.length === 0 ? 'Scan, type or paste lots, vendor lots, heats, serials…' : 'add another'}
          onPick={lot => set([...seed, seedText(lot)])}
          onMany={numbers => set([...seed, ...numbers.map(number => seedText({ number }))])}
        />
      </div>
    </section>
  )
}

function SeedChip({ text, onRemove }: { text: string; onRemove: () => void }) {
  const { material, number } = seedOf(text)
  return (
    <li className="seed">
      <Shape kind="lot" filled size={14} />
      <LotLink lot={{ material: material ?? '', number }} />
      {material && <span className="mono small quiet">{material}</span>}
      <button type="button" className="seed-remove no-print" aria-label={`Take ${number} out`} onClick={onRemove}>
        <IconX size={14} />
      </button>
    </li>
  )
}
