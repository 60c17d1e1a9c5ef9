import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../app/words.tsx'

/** Beside what is being looked at: one thing whole, or the form that changes it. */
export function SideDrawer(props: { opened: boolean; onClose: () => void; title: string; size?: number; children: ReactNode }) {
  const { t } = useWords()
  const { size = 620, ...rest } = props
  return <Drawer {...rest} size={size} position="right" closeButtonProps={{ 'aria-label': t('common.close') }} />
}
