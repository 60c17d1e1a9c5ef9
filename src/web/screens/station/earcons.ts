import type { Signal } from '../../offline/line.ts'
import { settings } from './settings.ts'

interface Tone {
  hertz: number
  from: number
  seconds: number
  wave: OscillatorType
  loud: number
}

/** Told apart by pitch, length and rhythm, so that one channel is enough in noise. */
const TONES: Readonly<Record<Signal, readonly Tone[]>> = {
  tick: [{ hertz: 1200, from: 0, seconds: 0.02, wave: 'sine', loud: 0.25 }],
  done: [{ hertz: 1760, from: 0, seconds: 0.09, wave: 'sine', loud: 0.9 }],
  attention: [
    { hertz: 740, from: 0, seconds: 0.14, wave: 'triangle', loud: 1 },
    { hertz: 587, from: 0.22, seconds: 0.14, wave: 'triangle', loud: 1 },
  ],
  stop: [{ hertz: 155, from: 0, seconds: 0.7, wave: 'sawtooth', loud: 0.9 }],
}

const BUZZ: Readonly<Record<Signal, number[]>> = { tick: [], done: [40], attention: [40, 60, 40], stop: [300] }
const VOLUMES = [0, 0.12, 0.35, 1]

let device: AudioContext | undefined

/** Browsers keep quiet until somebody has touched the page or pressed a key. */
export function unlockSound(): void {
  device ??= new AudioContext()
  if (device.state === 'suspended') void device.resume()
}

export const isSoundLocked = (): boolean => device?.state !== 'running'

export function sound(signal: Signal): void {
  if (typeof navigator.vibrate === 'function' && BUZZ[signal].length > 0) navigator.vibrate(BUZZ[signal])
  const volume = VOLUMES[settings().volume] ?? 0
  if (device === undefined || volume === 0) return
  for (const tone of TONES[signal]) play(device, tone, volume)
}

function play(speaker: AudioContext, tone: Tone, volume: number): void {
  const [source, gain] = [speaker.createOscillator(), speaker.createGain()]
  const begin = speaker.currentTime + tone.from
  source.type = tone.wave
  source.frequency.value = tone.hertz
  // A short rise and fall: a tone that starts at once clicks.
  gain.gain.setValueAtTime(0, begin)
  gain.gain.linearRampToValueAtTime(tone.loud * volume, begin + 0.008)
  gain.gain.setValueAtTime(tone.loud * volume, begin + tone.seconds - 0.01)
  gain.gain.linearRampToValueAtTime(0, begin + tone.seconds)
  source.connect(gain).connect(speaker.destination)
  source.start(begin)
  source.stop(begin + tone.seconds + 0.02)
}
