import type { ReactNode } from 'react'
import { useWords } from '../app/words.tsx'
import { Amount, isZero } from './amount.tsx'
import { statedDay } from './when.tsx'
import './order-list.css'

/** A line of an order of either side. */
interface Line {
  line: number
  material: string
  description: string | null
  ordered: string
  open: string
  due?: string
}
/** How much of it has come or gone, in the material's own unit. */
interface Done {
  done: string
  unit: string
}

/** In a list: the first line, and how many more there are. */
export function FirstLine({ line, done, unit, others }: Done & { line: Line; others: number }) {
  const { t, rich } = useWords()
  return (
    <span className="small">
      <span className="mono">{line.material}</span>{' '}
      {rich('goods.of', { part: <Amount value={done} />, whole: <Amount value={line.ordered} unit={unit} /> })}
      {others > 0 && <span className="quiet"> {t('common.and-more', { count: others })}</span>}
    </span>
  )
}

interface OrderLineProps extends Done {
  line: Line
  /** What the partner calls the material. */
  theirs: string | undefined
  isOver?: boolean
  /** What is still to be said of it. */
  children: ReactNode
}

/** On an order's page: with a bar, what is open of it and until when. */
export function OrderLine({ line, done, unit, theirs, isOver = false, children }: OrderLineProps) {
  const words = useWords()
  const { t, rich } = words
  const share = Number(line.ordered) > 0 ? Math.min(100, (Number(done) / Number(line.ordered)) * 100) : 0
  return (
    <li className="order-line">
      <span className="num quiet">{line.line}</span>
      <span>
        <span className="mono strong">{line.material}</span> <span className="small quiet">{line.description}</span>
      </span>
      <span>{rich('goods.of', { part: <Amount value={done} strong />, whole: <Amount value={line.ordered} unit={unit} /> })}</span>
      <div className={isOver ? 'order-bar over' : 'order-bar'} aria-hidden="true">
        <span style={{ width: `${share}%` }} />
      </div>
      <span className="order-foot small quiet spread">
        <span>
          {children}
          {theirs && <> {rich('goods.their', { material: <span className="mono">{theirs}</span> })}</>}
        </span>
        {line.due && !isZero(line.open) && <span>{t('goods.due', { day: statedDay(line.due, words) })}</span>}
      </span>
    </li>
  )
}
