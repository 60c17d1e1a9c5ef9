import type { ReactNode } from 'react'
import './panel.css'

export function Panel(props: { title?: ReactNode; side?: ReactNode; children: ReactNode; className?: string; label?: string }) {
  return (
    <section className={`panel ${props.className ?? ''}`} aria-label={props.label}>
      {(props.title || props.side) && (
        <header className="panel-head">
          <h2>{props.title}</h2>
          {props.side}
        </header>
      )}
      {props.children}
    </section>
  )
}

export function PageHead({ title, text, children }: { title: ReactNode; text?: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {text && <p>{text}</p>}
      </div>
      {children && <div className="row no-print">{children}</div>}
    </header>
  )
}

/** Word and value pairs in the order they are read; a value that is not known is left out by the caller, not shown as a dash. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
