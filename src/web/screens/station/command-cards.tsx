import { drawingSVG, qrcode } from 'bwip-js/browser'
import { COMMAND_WORDS } from '../../../symbols/reading.ts'

/** SWAP alone only tells how it is done, so it has no card. */
const COMMANDS = COMMAND_WORDS.filter(word => word !== 'SWAP')

/** To scan from the screen, to touch, or to print and cut. */
export function CommandCards({ touch }: { touch: (text: string) => void }) {
  return (
    <ul className="cards">
      {COMMANDS.map(command => (
        <li key={command}>
          <button type="button" className="kiosk-button command" onClick={() => touch(command)}>
            <img src={pictureOf(command)} alt="" width={120} height={120} />
            <span className="mono">{command}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function pictureOf(command: string): string {
  const svg = qrcode({ bcid: 'qrcode', text: command, padding: 2, backgroundcolor: 'FFFFFF' }, drawingSVG())
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
