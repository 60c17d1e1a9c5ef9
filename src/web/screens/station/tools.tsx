import { IconCamera, IconCircleCheck, IconDropletX, IconFolderPlus, IconHash, IconHelp, IconLock, IconPrinter } from '@tabler/icons-react'
import { type ComponentType, memo } from 'react'
import type { Station } from '../../../client/index.ts'
import type { WordKey } from '../../../words/index.ts'
import type { SheetName } from './open-sheet.ts'
import { useWords } from './words.tsx'

interface Tool {
  text: string
  word: WordKey
  icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: 'true' }>
}

const done: Tool = { text: 'DONE', word: 'ui.done', icon: IconCircleCheck }
const quantity: Tool = { text: 'QTY', word: 'ui.quantity', icon: IconHash }
const scrap: Tool = { text: 'SCRAP', word: 'ui.scrap', icon: IconDropletX }
const newLot: Tool = { text: 'NEW LOT', word: 'ui.new-lot', icon: IconFolderPlus }
const hold: Tool = { text: 'HOLD', word: 'ui.hold', icon: IconLock }
const reprint: Tool = { text: 'REPRINT', word: 'ui.reprint', icon: IconPrinter }

/** A touch is a scan of the command card with the same word. The rarer cards are in the help. */
const TOOLS: Readonly<Record<Station['job'], readonly Tool[]>> = {
  report: [done, quantity, scrap, hold, reprint],
  assemble: [done, newLot, scrap, hold, reprint],
  receive: [done, quantity, hold, reprint],
  ship: [done, quantity, hold, reprint],
}

interface Props {
  job: Station['job'] | undefined
  touch: (text: string) => void
  open: (sheet: SheetName) => void
}

export const Tools = memo(function Tools({ job, touch, open }: Props) {
  const { t } = useWords()
  return (
    <nav className="tools" aria-label={t('ui.cards')}>
      {TOOLS[job ?? 'report'].map(tool => (
        <button key={tool.text} type="button" className="kiosk-button tool" onClick={() => touch(tool.text)}>
          <tool.icon size={34} stroke={1.8} aria-hidden="true" />
          {t(tool.word)}
        </button>
      ))}
      {job === 'receive' && (
        <button type="button" className="kiosk-button tool" onClick={() => open('photo')}>
          <IconCamera size={34} stroke={1.8} aria-hidden="true" />
          {t('ui.photo')}
        </button>
      )}
      <button type="button" className="kiosk-button tool" onClick={() => open('help')}>
        <IconHelp size={34} stroke={1.8} aria-hidden="true" />
        {t('ui.help')}
      </button>
    </nav>
  )
})
