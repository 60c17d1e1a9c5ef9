import { type CSSProperties, type RefObject, useLayoutEffect, useState } from 'react'

/** What a row of a table keeps free: wide where there is room, less where its columns would not all be seen. */
const WIDE = { gap: 16, side: 16 }
const TIGHT = { gap: 10, side: 12 }
/** Narrower than this, words break in the middle: each row is then a card. */
const LEAST = 0.8
export const PHONE = '(max-width: 700px)'

export interface Fit {
  style: CSSProperties
  isCards: boolean
}

/**
 * The columns of a table as its frame can hold them: first the room between them shrinks, then they do, and at last each row is a card.
 * `isActs` says which of them only hold buttons; paper has none.
 */
export function useFit(frame: RefObject<HTMLElement | null>, widths: readonly string[], isActs: readonly boolean[]): Fit {
  const room = useWidth(frame)
  const { gap, side, scale } = fitted(widths.map(leastOf), room)
  const tracks = widths.map(width => width.replaceAll(/(\d+)px/g, (_, pixels: string) => `${Math.floor(Number(pixels) * scale)}px`))
  const printed = widths.filter((_, at) => isActs[at] !== true)
  return {
    style: {
      '--tracks': tracks.join(' '),
      '--print-tracks': printed.join(' '),
      '--gap': `${gap}px`,
      '--side': `${side}px`,
    } as CSSProperties,
    isCards: scale < LEAST || window.matchMedia(PHONE).matches,
  }
}

export function fitted(least: readonly number[], room: number | undefined): { gap: number; side: number; scale: number } {
  const columns = least.reduce((sum, one) => sum + one, 0)
  const kept = ({ gap, side }: typeof WIDE): number => gap * (least.length - 1) + 2 * side
  if (room === undefined || columns + kept(WIDE) <= room) return { ...WIDE, scale: 1 }
  return { ...TIGHT, scale: Math.min(1, (room - kept(TIGHT)) / columns) }
}

/** What a track takes at the least: the first length it states. */
const leastOf = (width: string): number => Number(/(\d+)px/.exec(width)?.[1] ?? 0)

function useWidth(frame: RefObject<HTMLElement | null>): number | undefined {
  const [width, setWidth] = useState<number>()
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return
    const measure = () => setWidth(element.clientWidth)
    measure()
    const watch = new ResizeObserver(measure)
    watch.observe(element)
    return () => watch.disconnect()
  }, [frame])
  return width
}
