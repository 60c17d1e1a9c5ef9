import { Fragment } from 'react'

/** A sentence whose lines end within a number only where it is longer than a line: 26331- and 0001 on two of them are read as two. */
export function Unbroken({ text }: { text: string }) {
  return text.split(/(\s+)/).map((piece, index) =>
    piece.includes('-') ? (
      <span key={index} className="unbroken">
        {piece}
      </span>
    ) : (
      <Fragment key={index}>{piece}</Fragment>
    ),
  )
}
