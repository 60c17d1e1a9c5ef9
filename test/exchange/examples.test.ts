/** The published example of each kind of event, read from beside the repository. */
import { describe, expect, it } from 'vitest'
import { importDocument } from '../../src/capabilities/exchange/index.ts'
import { ShapeLedger } from './ledger-of-shapes.ts'
import { hasStandards, standardsBytes } from './standards.ts'

async function imported(file: string) {
  const ledger = new ShapeLedger()
  const summary = await importDocument(standardsBytes(`examples/${file}`), ledger.options())
  return {
    ledger,
    summary,
    facts: ledger.events.filter(event => !['material', 'location', 'workCenter', 'partner'].includes(event.type)).map(event => event.type),
  }
}

describe.skipIf(!hasStandards)('published examples', () => {
  it.each([
    ['AssociationEvent-a.jsonld', 1, ['transform', 'transform', 'install']],
    ['EPCISQueryDocument.jsonld', 2, ['transform', 'transform', 'move', 'move', 'move']],
    ['Example_9.6.1-ObjectEvent.jsonld', 2, ['transform', 'transform', 'move', 'move', 'move']],
    ['Example_9.6.3-AggregationEvent.jsonld', 1, ['transform', 'transform', 'transform', 'transform', 'pack']],
    ['Example_9.6.4-TransformationEvent.jsonld', 1, [...Array.from({ length: 5 }, () => 'transform'), 'transform']],
    ['Example_9.6.4-TransformationEventWithDigitalLink.jsonld', 1, [...Array.from({ length: 5 }, () => 'transform'), 'transform']],
    ['ErrorDeclarationAndCorrectiveEvent.jsonld', 2, ['transform', 'transform', 'transform', 'correct', 'transform']],
    ['PersistentDisposition-example.jsonld', 2, [...Array.from({ length: 10 }, () => 'receive'), 'observe']],
    ['SensorDataExample1.jsonld', 1, ['transform', 'move', 'collect', 'collect', 'collect']],
  ])('%s', async (file, events, expected) => {
    const { summary, facts } = await imported(file)
    expect(summary).toMatchObject({ imported: events, refused: 0 })
    expect(facts).toEqual(expected)
  })

  it('reads EPC URNs and Digital Links as the same lots', async () => {
    const urn = await imported('Example_9.6.4-TransformationEvent.jsonld')
    const link = await imported('Example_9.6.4-TransformationEventWithDigitalLink.jsonld')
    const output = '04012345778892 25'
    expect(urn.ledger.back(output)).toEqual(
      new Set(['04012345111224 25', '04000001654321 99886655', '04012345111118 4444', '00614141777778 987', '04012345666663 UNLOTTED']),
    )
    expect(link.ledger.back(output)).toEqual(urn.ledger.back(output))
  })

  it('voids what was declared wrong before the corrective event comes', async () => {
    const { ledger } = await imported('ErrorDeclarationAndCorrectiveEvent.jsonld')
    const [correction] = ledger.ofType('correct')
    expect(correction).toMatchObject({
      event: '374d95fc-9457-4a51-bd6a-0bba133845a8',
      reason: 'incorrect_data; corrected by urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8',
      extensions: { errorDeclaration: { 'example:vendorExtension': 'Test1' } },
    })
  })

  it('keeps time, device and raw data of each sensor element', async () => {
    const { ledger } = await imported('SensorDataExample1.jsonld')
    expect(ledger.ofType('collect').map(event => event.at)).toEqual([
      '2019-04-02T13:05:00.000Z',
      '2019-04-02T13:35:00.000Z',
      '2019-04-02T13:55:00.000Z',
    ])
    expect(ledger.ofType('collect')[0]).toMatchObject({
      values: [
        { characteristic: 'Temperature', value: 26, unit: '°C' },
        { characteristic: 'AbsoluteHumidity', value: 12.1, unit: 'g/m3' },
        { characteristic: 'Speed', value: 160 },
        { characteristic: 'Illuminance', value: 800 },
      ],
      extensions: { sensorElement: { sensorMetadata: { deviceID: 'urn:epc:id:giai:4000001.111' } } },
    })
  })
})
