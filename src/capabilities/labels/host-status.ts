import { say } from '../../words/index.ts'

/** What a printer answers to ~HS: three lines of numbers, each between STX and ETX. */
export type HostStatus = {
  paperOut: boolean
  paused: boolean
  bufferFull: boolean
  headOpen: boolean
  ribbonOut: boolean
  formatsWaiting: number
  /** Of what it is printing, labels that have not come out. */
  labelsLeft: number
}

const LINE = /\u0002([^\u0002\u0003]*)\u0003/g

/** Undefined while the answer is not complete, or is none. */
export function readHostStatus(answer: string): HostStatus | undefined {
  const lines = [...answer.matchAll(LINE)].map(match => (match[1] ?? '').split(','))
  const [first, second, third] = lines
  if (!first || !second || !third || first.length < 9 || second.length < 8) return undefined
  return {
    paperOut: first[1] === '1',
    paused: first[2] === '1',
    formatsWaiting: Number(first[4]) || 0,
    labelsLeft: Number(second[8]) || 0,
    bufferFull: first[5] === '1',
    headOpen: second[2] === '1',
    ribbonOut: second[3] === '1',
  }
}

/** Everything it has taken is out. */
export const isIdle = ({ formatsWaiting, labelsLeft }: HostStatus): boolean => formatsWaiting === 0 && labelsLeft === 0

/** Why it cannot print now, in words for the person beside it; undefined when it can. */
export function hindrance(status: HostStatus): string | undefined {
  if (status.headOpen) return say('en', 'printer.why.head-open')
  if (status.paperOut) return say('en', 'printer.why.paper-out')
  if (status.ribbonOut) return say('en', 'printer.why.ribbon-out')
  if (status.paused) return say('en', 'printer.why.paused')
  return status.bufferFull ? say('en', 'printer.why.buffer-full') : undefined
}
