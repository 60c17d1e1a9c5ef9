/** One sentence, or one per plural form where it counts something; `{name}` stands for a parameter. */
export type Sentence = string | Plural
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

export type Params = Readonly<Record<string, string | number>>

/** A parameter nobody gave stays visible in braces: a hole in a sentence must not read like a fact. */
export function fill(sentence: Sentence, params: Params, language: string): string {
  const text = typeof sentence === 'string' ? sentence : formOf(sentence, params, language)
  return text.replaceAll(/\{(\w+)\}/g, (hole, name: string) => (params[name] === undefined ? hole : String(params[name])))
}

function formOf(plural: Plural, params: Params, language: string): string {
  const count = Number(params['count'])
  if (Number.isNaN(count)) return plural.other
  return plural[new Intl.PluralRules(language).select(count)] ?? plural.other
}

export function paramsOf(sentence: Sentence): string[] {
  const text = typeof sentence === 'string' ? sentence : Object.values(sentence).join(' ')
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? ''))].sort()
}
