/** Receives one line for a person, for whatever is slow at the start. */
export type Progress = (line: string) => void

export const quiet: Progress = () => {}
