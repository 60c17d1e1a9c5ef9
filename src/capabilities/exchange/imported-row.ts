/** What an import answers of one event or row of a file, and what the ledger had answered for each event it became. */
export type RowStatus = 'imported' | 'duplicate' | 'exception' | 'refused'

export interface ImportedRow {
  /** Place in the list of events, from 0; or the row of the table as a person counts it. */
  index: number
  sheet?: string | undefined
  /** The eventID, or the id of the row's first event. */
  id: string | null
  status: RowStatus
  /** How many events of ours it became. */
  events: number
  sequence?: number | undefined
  code?: string | undefined
  detail?: string | undefined
  pointer?: string | undefined
  column?: string | undefined
}

export interface RecordedResult {
  id?: string | undefined
  status: 'recorded' | 'duplicate' | 'refused' | 'exception'
  sequence?: number | undefined
  code?: string | undefined
  detail?: string | undefined
  pointer?: string | undefined
}
