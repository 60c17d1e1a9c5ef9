import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type Json } from './canonical.ts'
import { isUuid, uuid5, uuid7 } from './id.ts'
import { hashSecret } from './secret.ts'

describe('canonical JSON', () => {
  it('is RFC 8785, by its own example', () => {
    const value = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    ) as Json
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  it('sorts names by UTF-16 code units, by the example of RFC 8785', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
    const sorted = Object.keys(JSON.parse(canonicalJson(Object.fromEntries(names.map(name => [name, 'x'])))) as object).filter(
      name => name !== '1',
    )
    expect(sorted).toEqual(['\r', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'])
  })

  it('says the same of the same value, in whatever order it was written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), record => {
        const other = Object.fromEntries(Object.entries(record).reverse())
        expect(canonicalJson(other as Json)).toBe(canonicalJson(record as Json))
        expect(JSON.parse(canonicalJson(record as Json))).toEqual(JSON.parse(JSON.stringify(record)))
      }),
    )
  })

  it('leaves out what is undefined and has no word for infinity', () => {
    expect(canonicalJson({ b: 1, a: undefined, c: [{ z: null }] })).toBe('{"b":1,"c":[{"z":null}]}')
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => canonicalJson({ value })).toThrow(TypeError)
  })
})

describe('ids and secrets', () => {
  it('version 7 sorts by time, version 5 by nothing but its name', () => {
    const ids = [1, 1_000, 1_772_438_400_000, 2 ** 47].map(now => uuid7(now))
    expect([...ids].sort()).toEqual(ids)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    // RFC 9562, appendix A.4: www.example.com in the namespace of DNS names.
    expect(uuid5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
    expect([isUuid(ids[0] ?? ''), isUuid('2ed6657d-e927-568b-95e1-2665a8aea6a'), isUuid('')]).toEqual([true, false, false])
  })

  it('a hashed secret is not hashed again', () => {
    const hashed = `sha256:${createHash('sha256').update('badge').digest('hex')}`
    expect([hashSecret('badge'), hashSecret(hashed)]).toEqual([hashed, hashed])
  })
})
