import { TextInput } from '@mantine/core'
import { useWords } from '../../app/words.tsx'

interface OrderFieldsProps {
  workOrder: string
  onWorkOrder: (number: string) => void
  operation: string
  onOperation: (sequence: string) => void
  at: (pointer: string) => string | undefined
}

/** For which work order, and which operation of it. */
export function OrderFields({ workOrder, onWorkOrder, operation, onOperation, at }: OrderFieldsProps) {
  const { t } = useWords()
  return (
    <>
      <TextInput
        label={t('factor.work-order')}
        classNames={{ input: 'mono' }}
        value={workOrder}
        onChange={event => onWorkOrder(event.currentTarget.value)}
        error={at('/workOrder')}
      />
      <TextInput
        label={t('col.operation')}
        inputMode="numeric"
        value={operation}
        onChange={event => onOperation(event.currentTarget.value.replace(/\D/g, ''))}
        error={at('/operation')}
      />
    </>
  )
}
