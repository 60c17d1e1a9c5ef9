/** A format costs far more to make than to use: what a language needs is made once. */
export function perLanguage<Made>(make: (language: string) => Made): (language: string) => Made {
  const made = new Map<string, Made>()
  return language => {
    const before = made.get(language)
    if (before !== undefined) return before
    const one = make(language)
    made.set(language, one)
    return one
  }
}
