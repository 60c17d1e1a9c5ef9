import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { Blank } from '../parts/blank.tsx'

export function Missing() {
  return (
    <Blank page title="There is no such page" text="The address may be old or mistyped. Nothing is lost.">
      <Link to="/">Go to the start</Link>
    </Blank>
  )
}

/** The last net: a screen broke. The server's records are untouched, and the reader is told so. */
export function ScreenFault({ error }: ErrorComponentProps) {
  return (
    <Blank
      page
      title="This screen failed"
      text="Nothing was recorded by it. Load the page again; if it fails again, send the line below to whoever runs this server."
    >
      <code className="mono small">{error instanceof Error ? error.message : String(error)}</code>
      <a href={window.location.href}>Load again</a>
    </Blank>
  )
}
