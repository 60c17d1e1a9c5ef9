import { useMemo, useState } from 'react'

export type SheetName = 'settings' | 'help' | 'camera' | 'photo'

export interface OpenSheet {
  name: SheetName | undefined
  open(name: SheetName): void
  close(): void
}

export function useOpenSheet(): OpenSheet {
  const [name, setName] = useState<SheetName>()
  return useMemo(() => ({ name, open: setName, close: () => setName(undefined) }), [name])
}
