import { IconCamera, IconFile } from '@tabler/icons-react'
import { useState } from 'react'
import type { StationInput } from '../../../client/index.ts'
import { Take } from './take.tsx'
import { useWords } from './words.tsx'

interface Props {
  input: StationInput
  kind: 'photo' | 'file'
  enter: (prefix: string, kind: 'photo' | 'file', file: File) => Promise<void>
}

/** A picture of the part, the file of a measuring machine: one button as large as a hand. */
export function TakeForm({ input, kind, enter }: Props) {
  const { t } = useWords()
  const [fault, setFault] = useState<string>()
  const take = (file: File) => void enter(input.prefix, kind, file).catch((failure: unknown) => setFault(String(failure)))
  const isPhoto = kind === 'photo'
  return (
    <div className="entry take-form">
      <Take
        word={t(isPhoto ? 'ui.take-photo' : 'ui.choose-file')}
        icon={isPhoto ? <IconCamera size={72} aria-hidden="true" /> : <IconFile size={72} aria-hidden="true" />}
        {...(isPhoto ? { accept: 'image/*', isCamera: true } : {})}
        onTaken={take}
      />
      {fault !== undefined && <p className="question-advice">{fault}</p>}
    </div>
  )
}
