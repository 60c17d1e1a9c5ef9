/**
 * What takes back each step of a decision, the last first. An event takes some fifty steps and nearly all of them stay: so no closure
 * is made for each, but what it was done to, and how to take it back, are written down one after the other, into room that is kept.
 */
type TakeBack = (undo: Undo) => void

export class Undo {
  private readonly items: unknown[] = []
  private top = 0

  get mark(): number {
    return this.top
  }

  rollback(mark: number): void {
    while (this.top > mark) (this.pop() as TakeBack)(this)
  }

  /** What was done up to here stays. What is left in the room is written over by what comes next. */
  settle(): void {
    this.top = 0
  }

  pop(): unknown {
    return this.items[--this.top]
  }

  /** A field of a row, before it is set. */
  field(row: object, field: PropertyKey, before: unknown): void {
    this.note(row, field, before, giveBackField)
  }

  /** An entry of a map, before it is set. */
  entry<K, V>(map: Map<K, V>, key: K): void {
    const before = map.get(key)
    if (before === undefined && !map.has(key)) this.added(map, key)
    else this.note(map, key, before, giveBackEntry)
  }

  /** Something came into a set or a map that was not there. */
  added(to: { delete(key: never): boolean }, key: unknown): void {
    this.note(to, key, undefined, remove)
  }

  /** Something was put at the end of a list. */
  appended(list: readonly unknown[], value: unknown): void {
    this.note(list, value, undefined, removeLast)
  }

  action(takeBack: () => void): void {
    this.note(takeBack, undefined, undefined, call)
  }

  private note(on: unknown, what: unknown, before: unknown, takeBack: TakeBack): void {
    const { items } = this
    items[this.top++] = on
    items[this.top++] = what
    items[this.top++] = before
    items[this.top++] = takeBack
  }
}

const giveBackField: TakeBack = undo => {
  const [before, field, row] = [undo.pop(), undo.pop() as PropertyKey, undo.pop() as Record<PropertyKey, unknown>]
  row[field] = before
}

const giveBackEntry: TakeBack = undo => {
  const [before, key, map] = [undo.pop(), undo.pop(), undo.pop() as Map<unknown, unknown>]
  map.set(key, before)
}

const remove: TakeBack = undo => {
  const [, key, from] = [undo.pop(), undo.pop(), undo.pop() as Set<unknown>]
  from.delete(key)
}

const removeLast: TakeBack = undo => {
  const [, value, list] = [undo.pop(), undo.pop(), undo.pop() as unknown[]]
  list.splice(list.lastIndexOf(value), 1)
}

const call: TakeBack = undo => {
  const [, , action] = [undo.pop(), undo.pop(), undo.pop() as () => void]
  action()
}
