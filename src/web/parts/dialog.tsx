import { Modal, type ModalProps } from '@mantine/core'
import { useWords } from '../app/words.tsx'

/** A question or a form before the page: whoever opens it can type at once, where there is something to type, and need not pass the button that closes it. */
export function Dialog({ children, ...rest }: Omit<ModalProps, 'closeButtonProps'>) {
  const { t } = useWords()
  return (
    <Modal {...rest} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <div ref={beginInField}>{children}</div>
    </Modal>
  )
}

const FIELD =
  'input:not([type="checkbox"], [type="radio"], [type="file"], [type="hidden"], :disabled), textarea:not(:disabled), select:not(:disabled)'

/** Mantine's focus begins at what says so; what says so itself goes before. */
function beginInField(body: HTMLElement | null): void {
  if (body?.querySelector('[data-autofocus]') === null) body.querySelector(FIELD)?.setAttribute('data-autofocus', 'true')
}
