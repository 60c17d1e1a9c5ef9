import type { ReactNode } from 'react'

/** A piece of a filter that reads as a sentence: the word, and what it asks for. */
export function Said({ word, children }: { word: string; children: ReactNode }) {
  return (
    <span className="said">
      <span>{word}</span>
      {children}
    </span>
  )
}
