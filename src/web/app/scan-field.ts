type Field = HTMLInputElement | HTMLTextAreaElement

/** A text field as it was before a scanner typed into it. */
export interface Snapshot {
  field: Field
  value: string
  start: number | null
  end: number | null
}

const KEYLESS: ReadonlySet<string> = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'])

export function textFieldOf(target: EventTarget | null): Field | undefined {
  if (target instanceof HTMLTextAreaElement) return target
  return target instanceof HTMLInputElement && !KEYLESS.has(target.type) ? target : undefined
}

export function snapshot(target: EventTarget | null): Snapshot | undefined {
  const field = textFieldOf(target)
  return field && { field, value: field.value, start: field.selectionStart, end: field.selectionEnd }
}

/** React watches the native setter, so the value goes back through it and an input event follows. */
export function restore({ field, value, start, end }: Snapshot): void {
  const owner = field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype
  Object.getOwnPropertyDescriptor(owner, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
  // Number and date fields have no selection to give back.
  if (start !== null) field.setSelectionRange(start, end)
}

/** A field that is made for scanning keeps what was scanned into it. */
export function acceptsScan(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[data-scan="accept"]') !== null
}
