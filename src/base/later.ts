/** A promise that is awaited later. Should it fail before somebody waits for it, or because of what failed first, that must not end the process: whoever awaits it hears of it. */
export function later<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
