import type { Words } from '../../app/words.tsx'

/** Whom a message goes to, as people read it: `mail:a@b.c` or `webhook:ERP`. */
export function receiverWords(receiver: string, { t }: Words): string {
  const [way = '', ...rest] = receiver.split(':')
  const name = rest.join(':')
  if (way === 'mail') return t('alerts.to-mail', { address: name })
  return way === 'webhook' ? t('alerts.to-webhook', { code: name }) : receiver
}
