import { type RefObject, useEffect, useRef } from 'react'

/** Tabs that are moved sideways on a phone: the chosen one is moved into sight, and nothing else on the page is. */
export function useChosenInSight<Tabs extends HTMLElement = HTMLElement>(chosen: string): RefObject<Tabs | null> {
  const tabs = useRef<Tabs>(null)
  useEffect(() => {
    const frame = tabs.current
    const tab = frame?.querySelector<HTMLElement>('[aria-current="page"], [aria-selected="true"]')
    if (chosen === '' || !frame || !tab) return
    frame.scrollLeft += tab.getBoundingClientRect().left - frame.getBoundingClientRect().left - (frame.clientWidth - tab.clientWidth) / 2
  }, [chosen])
  return tabs
}
