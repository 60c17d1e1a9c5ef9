import type { Time } from './shapes.ts'

export type LabelKind = 'lot' | 'serial' | 'container' | 'location' | 'person' | 'command'
export type Symbology = 'qr' | 'datamatrix' | 'gs1-datamatrix' | 'code128' | 'gs1-128'

/** Lengths are millimetres. */
export type LabelElement =
  | {
      kind: 'text'
      x: number
      y: number
      size: number
      text: string
      width?: number
      lines?: number
      bold?: boolean
      identifier?: boolean
    }
  | { kind: 'symbol'; symbology: Symbology; x: number; y: number; width: number; height: number; text: string }
  | { kind: 'line'; x: number; y: number; width: number; height: number }

export interface LabelTemplate {
  code: string
  name?: string
  for: LabelKind
  materials?: string[]
  width: number
  height: number
  elements: LabelElement[]
  retired?: boolean
}

export interface LabelTemplates {
  templates: (LabelTemplate & { builtIn: boolean })[]
  tokens: Record<string, string>
  kinds: LabelKind[]
  symbologies: Symbology[]
}

export interface LabelPreview {
  svg: string
  warnings: string[]
}

export interface Printer {
  code: string
  name?: string
  host: string
  port: number
  dpi: 152 | 203 | 300 | 600
  width?: number
  height?: number
  failOver?: string
  usual?: boolean
  symbols: 'native' | 'picture'
  font?: string
  asks: boolean
  retired?: boolean
  waiting: number
  failed: number
  lastPrintedAt: Time | null
  problem: string | null
}

export interface PrinterAnswer {
  reached: boolean
  detail: string
}

export interface PrintJob {
  id: string
  site: string
  printer: string
  askedPrinter: string
  status: 'waiting' | 'sending' | 'printed' | 'failed' | 'cancelled'
  doubtful: boolean
  kind: LabelKind
  subject: string
  material: string | null
  lot: number | null
  template: string
  copies: number
  copy: number
  reason: string | null
  by: string | null
  station: string | null
  attempts: number
  problem: string | null
  askedAt: Time
  endedAt: Time | null
}

export interface PrintWish {
  site?: string
  labels: ({ lot: number | { material?: string; number: string } } | { container: string } | { location: string } | { command: string })[]
  printer?: string
  template?: string
  copies?: number
  reason?: string
}

export interface AskedPrint {
  job: string
  printer: string | null
  label: string
  template: string
  copy: number
  warnings: string[]
}

export interface LotLabels {
  prints: {
    template: string
    copies: number
    copy: number
    printer: string | null
    reason: string | null
    by: string | null
    station: string | null
    doubtful: boolean
    at: Time
    event: string
  }[]
  /** How many times it was printed before. */
  copy: number
  template: string
  templates: { code: string; name: string; width: number; height: number }[]
  printer: string | null
}
