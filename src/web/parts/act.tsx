import { Button, type ButtonProps } from '@mantine/core'
import type { ComponentPropsWithoutRef, MouseEvent } from 'react'
import type { Right } from '../../client/index.ts'
import { useHindrance } from '../app/rights.ts'

type ActProps = ButtonProps & Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps> & { needs?: Right }

/** A button that records or changes something. Where the session may not, it stands there without effect and says why; it can still be reached, so that the reason can be read, and Enter in a form comes to it as well. */
export function Act({ needs = 'writer', ...button }: ActProps) {
  const hindrance = useHindrance(needs)
  if (hindrance === undefined) return <Button {...button} />
  return <Button {...button} disabled={false} data-disabled aria-disabled title={hindrance} onClick={stay} />
}

const stay = (event: MouseEvent): void => event.preventDefault()
