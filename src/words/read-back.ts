interface Pattern<Key> {
  key: Key
  matches: RegExp
  names: string[]
}

export interface ReadBack<Key> {
  key: Key
  params: Record<string, string>
}

/**
 * Finds the key of a sentence that was kept in English, and its facts: what is in the ledger and in files stays as it was written, and is said to each reader in his language all the same.
 * Undefined where it is none of these.
 */
export function reader<Key extends string>(sentences: Readonly<Record<Key, string>>): (text: string) => ReadBack<Key> | undefined {
  // The longest first: one sentence may begin as another does.
  const patterns = (Object.entries(sentences) as [Key, string][])
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([key, sentence]) => patternOf(key, sentence))
  return text => {
    for (const { key, matches, names } of patterns) {
      const found = matches.exec(text)
      if (found) return { key, params: Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ''])) }
    }
    return undefined
  }
}

function patternOf<Key>(key: Key, sentence: string): Pattern<Key> {
  const [, ...holes] = sentence.split('{')
  const source = sentence.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{\w+\}/g, '(.+)')
  return { key, matches: new RegExp(`^${source}$`, 's'), names: holes.map(hole => hole.split('}')[0] ?? '') }
}
