import { useCallback, useMemo, useState } from 'react'

export type SheetName = 'settings' | 'help' | 'camera' | 'photo'

export interface OpenSheet {
  name: SheetName | undefined
  open(name: SheetName): void
  close(): void
}

export function useOpenSheet(): OpenSheet {
  const [name, setName] = useState<SheetName>()
  const close = useCallback(() => setName(undefined), [])
  return useMemo(() => ({ name, open: setName, close }), [name, close])
}
