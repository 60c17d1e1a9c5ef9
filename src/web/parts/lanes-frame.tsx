import { ActionIcon, Button } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconMinus, IconPlus } from '@tabler/icons-react'
import { type ReactNode, type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useWords } from '../app/words.tsx'
import './lanes.css'
import { LanesDrawing, type Looks } from './lanes-drawing.tsx'
import { layoutOf, type PlacedSpan, type Told, wholeOf, windowOf, ZOOM_MAX } from './lanes-layout.ts'
import { absoluteTime } from './when.tsx'

/** What is looked at stands in the address: how near, and around when. */
export interface Zoomed {
  zoom?: string | undefined
  center?: string | undefined
}

/** A step is taken from what stands in the address by then, so that keys pressed quickly all count. */
type Rezoom = (change: (before: Zoomed) => Zoomed) => void

/** Lanes of time with what moves and zooms them. */
export function LanesFrame<Span>(props: {
  spans: readonly Span[]
  told: Told<Span>
  looks: Looks<Span>
  title: string
  zoomed: Zoomed
  rezoom: Rezoom
  open: (placed: PlacedSpan<Span>, zoomIn: () => void) => void
}) {
  const { spans, told, looks, title } = props
  const words = useWords()
  const { t, locale } = words
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const whole = useMemo(() => wholeOf(spans.map(told.timeOf)), [spans, told])
  const zoom = zoomOf(props.zoomed.zoom)
  const view = windowOf(whole, zoom, centerOf(props.zoomed.center))
  const layout = useMemo(
    () => layoutOf(spans, { from: view.from, to: view.to }, Math.max(width, 1), told, locale),
    [spans, view.from, view.to, width, told, locale],
  )
  const timeOf = (at: number): string => absoluteTime(new Date(at).toISOString(), false, words)
  const middle = (view.from + view.to) / 2
  const change = (to: (zoom: number) => number, center: number | undefined) =>
    props.rezoom(before => zoomedTo(to(zoomOf(before.zoom)), center))
  const doings = {
    zoom: (by: 1 | -1, around?: number) => change(before => before + by, around ?? middle),
    all: () => change(() => 0, undefined),
    move: (by: 1 | -1) => change(before => before, middle + (by * (view.to - view.from)) / 2),
    open: (placed: PlacedSpan<Span>) => props.open(placed, () => change(before => before + 2, (placed.from + placed.to) / 2)),
  }
  return (
    <>
      <div className="spread">
        <span className="small quiet num">{t('lanes.span', { from: timeOf(view.from), to: timeOf(view.to) })}</span>
        <div className="row no-print">
          <ActionIcon.Group>
            <Step
              label={t('lanes.earlier')}
              disabled={view.from <= whole.from}
              onClick={() => doings.move(-1)}
              icon={<IconChevronLeft size={18} />}
            />
            <Step
              label={t('lanes.later')}
              disabled={view.to >= whole.to}
              onClick={() => doings.move(1)}
              icon={<IconChevronRight size={18} />}
            />
          </ActionIcon.Group>
          <ActionIcon.Group>
            <Step label={t('lanes.zoom-out')} disabled={zoom === 0} onClick={() => doings.zoom(-1)} icon={<IconMinus size={18} />} />
            <Step label={t('lanes.zoom-in')} disabled={zoom === ZOOM_MAX} onClick={() => doings.zoom(1)} icon={<IconPlus size={18} />} />
          </ActionIcon.Group>
          <Button variant="default" disabled={zoom === 0} onClick={doings.all}>
            {t('lanes.all')}
          </Button>
        </div>
      </div>
      <div className="lanes-frame" ref={frame}>
        {width > 0 && (
          <LanesDrawing layout={layout} width={width} title={title} looks={looks} doings={doings} isFirst={told.isFirst ?? (() => false)} />
        )}
      </div>
    </>
  )
}

function Step({ label, icon, ...rest }: { label: string; icon: ReactNode; disabled: boolean; onClick: () => void }) {
  return (
    <ActionIcon variant="default" size="lg" aria-label={label} {...rest}>
      {icon}
    </ActionIcon>
  )
}

function zoomedTo(wanted: number, center: number | undefined): Zoomed {
  const zoom = zoomOf(String(wanted))
  const isNear = zoom > 0 && center !== undefined
  return { zoom: zoom === 0 ? undefined : String(zoom), center: isNear ? new Date(center).toISOString() : undefined }
}

function centerOf(stated: string | undefined): number | undefined {
  const at = stated === undefined ? Number.NaN : Date.parse(stated)
  return Number.isNaN(at) ? undefined : at
}

const zoomOf = (stated: string | undefined): number => Math.min(Math.max(Math.trunc(Number(stated ?? 0)) || 0, 0), ZOOM_MAX)

function useWidth(frame: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const { current } = frame
    if (!current) return
    const observer = new ResizeObserver(() => setWidth(current.clientWidth))
    observer.observe(current)
    return () => observer.disconnect()
  }, [frame])
  return width
}
