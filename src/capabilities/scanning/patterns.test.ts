import { describe, expect, it } from 'vitest'
import { derive, PatternError, type Piece, readPattern } from './patterns.ts'

const read = (example: string, pieces: Piece[], text: string): object | undefined =>
  readPattern(derive({ vendor: 'V', example, pieces }), { text, vendor: 'V', year: 2026 })

describe('a label pattern', () => {
  const rows: [what: string, example: string, pieces: Piece[], text: string, facts: object | undefined][] = [
    [
      'ends where a sign follows',
      'AB-L17/50',
      [
        { is: 'lot', value: 'L17' },
        { is: 'quantity', value: '50' },
      ],
      'AB-L12345/1250',
      { lot: 'L12345', quantity: '1250' },
    ],
    [
      'has the length of the example where nothing follows that could end it',
      'L17X50',
      [
        { is: 'lot', value: 'L17' },
        { is: 'quantity', value: '50' },
      ],
      'L99X7',
      { lot: 'L99', quantity: '7' },
    ],
    [
      'has the length of the example where letters follow',
      'L17X50',
      [
        { is: 'lot', value: 'L17' },
        { is: 'quantity', value: '50' },
      ],
      'L999X7',
      undefined,
    ],
    [
      'takes the unit behind a quantity for fixed',
      'L17 50KG',
      [
        { is: 'lot', value: 'L17' },
        { is: 'quantity', value: '50' },
      ],
      'L18 2,50KG',
      { lot: 'L18', quantity: '2.50' },
    ],
    ['is of another vendor where letters differ', 'ACE L17', [{ is: 'lot', value: 'L17' }], 'ACF L17', undefined],
    ['lets unnamed digits vary', 'ACE 0815 L17', [{ is: 'lot', value: 'L17' }], 'ACE 0816 L18', { lot: 'L18' }],
    [
      'but not those pinned',
      'ACE 0815 L17',
      [
        { is: 'fixed', value: '0815' },
        { is: 'lot', value: 'L17' },
      ],
      'ACE 0816 L18',
      undefined,
    ],
    [
      'lets letters vary that are said to',
      'Mon ACE L17',
      [
        { is: 'varies', value: 'Mon' },
        { is: 'lot', value: 'L17' },
      ],
      'Tue ACE L18',
      { lot: 'L18' },
    ],
    [
      'knows the only format of a date',
      'L1 310127',
      [
        { is: 'lot', value: 'L1' },
        { is: 'expiresOn', value: '310127', format: 'DDMMYY' },
      ],
      'L2 010228',
      { lot: 'L2', expiresOn: '2028-02-01' },
    ],
    [
      'refuses a label whose date is none',
      'L1 2027-01-31',
      [
        { is: 'lot', value: 'L1' },
        { is: 'expiresOn', value: '2027-01-31' },
      ],
      'L2 2027-13-31',
      undefined,
    ],
    ['takes what is fixed letter by letter', 'A.C L17', [{ is: 'lot', value: 'L17' }], 'ABC L17', undefined],
    [
      'reads two pieces that touch by their lengths',
      'L17ABC9',
      [
        { is: 'lot', value: 'L17' },
        { is: 'part', value: 'ABC9' },
      ],
      'L18XYZ1',
      { lot: 'L18', part: 'XYZ1' },
    ],
    ['says which of two is meant', '17 17', [{ is: 'lot', value: '17', at: 3 }], '99 L5', { lot: 'L5' }],
  ]
  it.each(rows)('%s', (_, example, pieces, text, facts) => {
    expect(read(example, pieces, text)).toEqual(facts && { vendor: 'V', ...facts })
  })

  const wrong: [what: string, example: string, pieces: Piece[], piece: number | null][] = [
    ['no lot', 'ACE 17', [{ is: 'quantity', value: '17' }], null],
    ['not in the example', 'ACE 17', [{ is: 'lot', value: '18' }], 0],
    ['not at that place', 'ACE 17', [{ is: 'lot', value: '17', at: 3 }], 0],
    ['more than once', '17 17', [{ is: 'lot', value: '17' }], 0],
    [
      'overlapping',
      'ACE17',
      [
        { is: 'lot', value: 'CE1' },
        { is: 'quantity', value: '17' },
      ],
      1,
    ],
    [
      'two lots',
      'A1 B2',
      [
        { is: 'lot', value: 'A1' },
        { is: 'lot', value: 'B2' },
      ],
      1,
    ],
    [
      'no quantity',
      'A1 B2',
      [
        { is: 'lot', value: 'A1' },
        { is: 'quantity', value: 'B2' },
      ],
      1,
    ],
    [
      'no date',
      'A1 991399',
      [
        { is: 'lot', value: 'A1' },
        { is: 'expiresOn', value: '991399' },
      ],
      1,
    ],
    [
      'date in several formats',
      'A1 010203',
      [
        { is: 'lot', value: 'A1' },
        { is: 'expiresOn', value: '010203' },
      ],
      1,
    ],
  ]
  it.each(wrong)('is not made: %s', (_, example, pieces, piece) => {
    let thrown: unknown
    try {
      derive({ vendor: 'V', example, pieces })
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(PatternError)
    expect((thrown as PatternError).piece).toBe(piece)
  })
})
