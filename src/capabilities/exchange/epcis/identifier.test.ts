import { describe, expect, it } from 'vitest'
import { objectName, placeCode, withCheckDigit } from './identifier.ts'

const lot = (uri: string) => {
  const name = objectName(uri)
  return name.as === 'lot' ? `${name.material} | ${name.number}${name.serial ? ' (serial)' : ''}` : `${name.as} ${name.code}`
}

describe('what an identifier names', () => {
  it.each([
    ['urn:epc:id:sgtin:9521141.012346.1001', '09521141123461 | 1001 (serial)'],
    ['urn:epc:tag:sgtin-96:3.9521141.012346.1001', '09521141123461 | 1001 (serial)'],
    ['urn:epc:class:lgtin:9521141.012346.L%2F7', '09521141123461 | L/7'],
    ['urn:epc:idpat:sgtin:9521141.012346.*', '09521141123461 | UNLOTTED'],
    ['https://id.gs1.org/01/09521141123461/21/1001', '09521141123461 | 1001 (serial)'],
    ['https://id.gs1.org/01/09521141123461/10/L%2F7', '09521141123461 | L/7'],
    ['https://shop.example.org/some/path/01/9521141123461/10/L7?17=261231', '09521141123461 | L7'],
    ['https://id.gs1.org/01/09521141123461', '09521141123461 | UNLOTTED'],
    ['urn:epc:id:sscc:9521141.1234567890', 'container 195211412345678900'],
    ['https://id.gs1.org/00/195211412345678900', 'container 195211412345678900'],
    ['urn:epc:id:sscc:9521141.3', 'container urn:epc:id:sscc:9521141.3'],
    ['urn:epc:id:giai:9521141.A7', 'GIAI | 9521141A7 (serial)'],
    ['https://id.gs1.org/8004/9521141A7', 'GIAI | 9521141A7 (serial)'],
    ['urn:epc:id:grai:9521141.12345.987', 'GRAI-09521141123454 | 987 (serial)'],
    ['https://id.gs1.org/8003/09521141123454987', 'GRAI-09521141123454 | 987 (serial)'],
    ['urn:epc:id:cpi:9521141.PQ7.123', 'CPI-9521141PQ7 | 123 (serial)'],
    ['urn:epc:id:sgtin:95211.41.7', 'urn:epc:id:sgtin: | 95211.41.7'],
    ['urn:gdst:example.org:product:lot:class:maker.7.L-1.2', 'maker.7@example.org | L-1.2'],
    ['urn:gdst:example.org:product:serial:obj:maker.7.S1', 'maker.7@example.org | S1 (serial)'],
    ['urn:gdst:example.org:product:class:maker.7', 'maker.7@example.org | UNLOTTED'],
    ['https://example.org/product/7/lot/A/1', 'https://example.org/product/7/lot/ | A/1'],
    ['https://example.org/things/42', 'https://example.org/things/ | 42'],
    ['urn:uuid:3f1d6c52-8a0e-4b7c-9d64-0f6f2f1c7a11', 'urn:uuid: | 3f1d6c52-8a0e-4b7c-9d64-0f6f2f1c7a11'],
    ["urn:epc:id:sgtin:9521141.012346.a%22b'", '09521141123461 | a%22b%27 (serial)'],
  ])('%s', (uri, expected) => {
    expect(lot(uri)).toBe(expected)
  })

  it('gives the URN and the Digital Link of one thing one key', () => {
    expect(objectName('urn:epc:class:lgtin:9521141.012346.L7').key).toBe(objectName('https://id.gs1.org/01/09521141123461/10/L7').key)
    expect(objectName('urn:epc:id:sgtin:9521141.012346.L7').key).not.toBe(objectName('urn:epc:class:lgtin:9521141.012346.L7').key)
  })

  it('keeps a name that is too long recognisable and unique', () => {
    const [one, two] = ['a', 'b'].map(last => objectName(`https://example.org/${'x'.repeat(200)}/1${last}`))
    expect(one?.as === 'lot' && one.material.length).toBe(100)
    expect(one).not.toEqual(two)
  })

  it.each([
    ['urn:epc:id:sgln:9521141.00777.0', '9521141007778'],
    ['urn:epc:id:sgln:9521141.00777.12', '9521141007778.12'],
    ['https://id.gs1.org/414/9521141007778', '9521141007778'],
    ['https://id.gs1.org/414/9521141007778/254/12', '9521141007778.12'],
    ['urn:epc:id:pgln:9521141.00777', '9521141007778'],
    ['urn:gdst:example.org:location:loc:maker.plant', 'maker.plant@example.org'],
    ['geo:52.1,4.3', 'geo:52.1,4.3'],
  ])('place %s', (uri, expected) => {
    expect(placeCode(uri)).toBe(expected)
  })

  it.each([
    // Pairs published by GS1.
    ['urn:epc:class:lgtin:0614141.077777.987', '00614141777778 | 987'],
    ['urn:epc:id:sscc:0614141.1234567890', 'container 106141412345678908'],
    ['urn:epc:id:sgln:0614141.12345.400', 'place 0614141123452.400'],
  ])('published pair %s', (uri, expected) => {
    expect(lot(uri)).toBe(expected)
  })

  it('computes check digits', () => {
    expect(withCheckDigit('0952114112346')).toBe('09521141123461')
  })
})
