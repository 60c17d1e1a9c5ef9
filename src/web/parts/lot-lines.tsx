import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useWords } from '../app/words.tsx'
import './form.css'
import { type ChosenLot, LotField, noLot } from './lot-picker.tsx'
import { QuantityInput } from './quantity-input.tsx'

export interface LotLine {
  key: string
  lot: ChosenLot
  quantity: string
}

let lineCount = 0

export function newLine(): LotLine {
  lineCount += 1
  return { key: `line${lineCount}`, lot: noLot, quantity: '' }
}

/** Lots with quantities, as many as there are. `pointer` is where the lines stand in the event, for refusals to find their field. */
export function LotLines(props: {
  lines: LotLine[]
  onChange: (lines: LotLine[]) => void
  pointer: string
  at: (pointer: string) => string | undefined
  noun: string
  all?: boolean
}) {
  const { t } = useWords()
  const { lines, onChange } = props
  const set = (key: string, change: Partial<LotLine>) => onChange(lines.map(line => (line.key === key ? { ...line, ...change } : line)))
  return (
    <div className="lines">
      {lines.map((line, index) => (
        <div className="line" key={line.key}>
          <LotField
            label={index === 0 ? props.noun : `${props.noun} ${index + 1}`}
            hiddenLabel={index > 0}
            value={line.lot}
            onChange={lot => set(line.key, { lot })}
            error={props.at(`${props.pointer}/${index}/lot`)}
          />
          <QuantityInput
            label={index === 0 ? t('col.quantity') : t('lot-lines.quantity', { row: index + 1 })}
            hiddenLabel={index > 0}
            unit={line.lot.found?.unit}
            value={line.quantity}
            onChange={quantity => set(line.key, { quantity })}
            error={props.at(`${props.pointer}/${index}/quantity`)}
            {...(props.all ? { placeholder: t('lot-lines.all') } : {})}
          />
          <ActionIcon
            className={index === 0 ? 'line-remove-first' : ''}
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('lot-lines.take-out', { row: index + 1 })}
            disabled={lines.length === 1}
            onClick={() => onChange(lines.filter(one => one.key !== line.key))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        className="lines-add"
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...lines, newLine()])}
      >
        {t('lot-lines.add')}
      </Button>
    </div>
  )
}

export function lotRef(lot: ChosenLot): { material?: string; number: string } {
  return lot.material ? { material: lot.material, number: lot.number.trim() } : { number: lot.number.trim() }
}

export function partsOf(lines: LotLine[]): { lot: { material?: string; number: string }; quantity?: string }[] {
  return lines
    .filter(line => line.lot.number.trim() !== '')
    .map(line => ({ lot: lotRef(line.lot), ...(line.quantity.trim() ? { quantity: line.quantity.trim() } : {}) }))
}
