/** What the settings of a site say of the machines that send values. Pure. */
export interface TopicRule {
  /** An MQTT filter: + stands for one level, # at its end for all below. */
  topic: string
  workCenter?: string
  station?: string
  characteristic?: string
  unit?: string
}
export interface MachineValues {
  broker: string
  clientId?: string
  /** Heard as well, so that a wrong topic is seen and kept. */
  listen?: string
  topics: TopicRule[]
}

export function isFilter(filter: string): boolean {
  const levels = filter.split('/')
  return (
    filter !== '' &&
    !filter.includes('\u0000') &&
    levels.every((level, index) =>
      level === '#' ? index === levels.length - 1 : level === '+' || (!level.includes('#') && !level.includes('+')),
    )
  )
}

/** Without user and password: they would stand in the ledger for good. */
export function isBroker(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, hostname } = new URL(text)
  return ['mqtt:', 'mqtts:', 'ws:', 'wss:'].includes(protocol) && username === '' && password === '' && hostname !== ''
}
