import { useEffect, useState } from 'react'
import { baseOf } from '../../words/index.ts'
import { useWords } from '../app/words.tsx'

/** How it stands with a printer or a label, in the reader's language; its words, which are those of the stations, are fetched where they are read. */
export function PrinterSaid({ text }: { text: string }) {
  const { language } = useWords()
  const isEnglish = baseOf(language) === 'en'
  const [said, setSaid] = useState<string>()
  useEffect(() => {
    if (isEnglish) return
    let isWanted = true
    import('../../words/printer-said.ts').then(
      ({ printerSaid }) => isWanted && setSaid(printerSaid(language, text)),
      () => isWanted && setSaid(text),
    )
    return () => {
      isWanted = false
    }
  }, [language, text, isEnglish])
  return isEnglish ? text : said
}
