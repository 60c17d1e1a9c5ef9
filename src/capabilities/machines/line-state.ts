/** How a site's line to its machines stands. */
export interface LineState {
  site: string
  connected: boolean
  /** Why there is no connection, as the broker or the network says it. */
  problem: string | null
  lastAt: number | null
  recorded: number
  kept: number
}
