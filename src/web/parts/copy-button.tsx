import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../app/words.tsx'

export function CopyButton({ text, shown = false }: { text: string; shown?: boolean }) {
  const { t } = useWords()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await writeClipboard(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1200)
  }
  return (
    <button type="button" className={shown ? 'copy copy-shown' : 'copy'} aria-label={t('copy.copy', { text })} onClick={() => void copy()}>
      {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
    </button>
  )
}

/** Plain-HTTP pages have no clipboard API; a selected text area still works there. */
async function writeClipboard(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text)
    return
  }
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
