import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FoundLot, Lot, ShipmentPage } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useScans } from '../../app/scan-listener.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { Panel } from '../../parts/panel.tsx'
import { QuantityInput } from '../../parts/quantity-input.tsx'
import { Sign } from '../../parts/signs.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'

const LOOSE = 'loose'
const NEW_PALLET = 'new'
type Content = { lot: { material: string; number: string }; quantity?: string } | { container: string }

/** Loading by scanner, by number, or by choosing out of what the order still wants. */
export function LoadPanel({ shipment }: { shipment: ShipmentPage }) {
  const { t } = useWords()
  const loading = useLoading(shipment)
  const [quantity, setQuantity] = useState('')
  const [unclear, setUnclear] = useState<string>()
  const load = async (content: Content, name: string) => {
    setUnclear(undefined)
    const amount = filled(quantity)
    if (await loading.load('lot' in content && amount ? { ...content, quantity: amount } : content, name)) setQuantity('')
  }
  const scanned = async (text: string) => {
    const [reading] = await client.readScans({ texts: [text], context: { site: shipment.site } })
    const picked = reading !== undefined && 'kind' in reading.means ? reading.means.picked : null
    if (picked?.kind === 'container') return load({ container: picked.code }, picked.code)
    if (picked?.lot) return load(contentOf(picked.lot), picked.lot.number)
    setUnclear(t('load.unclear', { text: reading?.text ?? text }))
  }
  useScans(heard => void scanned(heard.text).catch((error: unknown) => setUnclear(String(error))))
  return (
    <Panel title={t('load.title')} side={<span className="small quiet">{t('load.side')}</span>} className="no-print">
      <div className="stack">
        <div className="load-fields">
          <LotPicker
            label={t('load.field')}
            placeholder={t('load.scan')}
            onPick={(lot: FoundLot) => void load(contentOf(lot), lot.number)}
          />
          <QuantityInput label={t('col.quantity')} placeholder={t('load.all')} value={quantity} onChange={setQuantity} />
          <Select
            label={t('load.goes')}
            allowDeselect={false}
            value={loading.pallet}
            onChange={value => loading.setPallet(value ?? LOOSE)}
            data={[
              { value: LOOSE, label: t('load.loose') },
              { value: NEW_PALLET, label: t('load.new-pallet') },
              ...shipment.containers
                .filter(one => one.isSscc)
                .map(one => ({ value: one.container, label: t('load.onto', { pallet: one.container }) })),
            ]}
          />
        </div>
        {loading.said && (
          <p role="status" className="load-said">
            <Sign name="tick" size={16} /> {loading.said}
          </p>
        )}
        {unclear && (
          <p role="alert" className="attention-text">
            <Sign name="triangle" size={16} /> {unclear}
          </p>
        )}
        {loading.fault && <Refusal code={loading.fault.code} detail={loading.fault.detail} />}
        <Wanted shipment={shipment} onLoad={(content, name) => void load(content, name)} />
      </div>
    </Panel>
  )
}

const contentOf = ({ material, number }: Pick<Lot, 'material' | 'number'>): Content => ({ lot: { material, number } })

/** What is scanned goes into the shipment, or onto the pallet in hand; a new pallet is numbered by the server and then stays in hand. */
function useLoading({ number, site }: ShipmentPage) {
  const { t } = useWords()
  const capture = useCapture(site)
  const [pallet, setPallet] = useState(LOOSE)
  const [said, setSaid] = useState<string>()
  const load = async (content: Content, name: string): Promise<boolean> => {
    setSaid(undefined)
    const isNew = pallet === NEW_PALLET
    const onto = pallet === LOOSE ? { container: number } : isNew ? {} : { container: pallet }
    // A pallet that is numbered and not in its shipment would stand around: both, or neither.
    const within = isNew ? [{ type: 'pack', container: number, contents: [{ container: '#0.container' }] }] : []
    const results = await capture.together([{ type: 'pack', ...onto, contents: [content] }, ...within])
    if (results === undefined) return false
    const made = isNew ? results[0]?.container : undefined
    if (made !== undefined) setPallet(made)
    setSaid(made === undefined ? t('load.loaded', { name }) : t('load.loaded-on', { name, pallet: made }))
    return true
  }
  return { load, pallet, setPallet, said, fault: capture.fault }
}

const SHOWN = 8

/** What the order still wants and what is there of it, what expires or was made first at the top. */
function Wanted({ shipment, onLoad }: { shipment: ShipmentPage; onLoad: (content: Content, name: string) => void }) {
  const { t } = useWords()
  const [all, setAll] = useState(false)
  const materials = [...new Set(shipment.lines.filter(line => !isZero(line.open)).map(line => line.material))]
  const found = useQuery({
    queryKey: ['lotsToLoad', shipment.site, materials],
    queryFn: () => client.lotsToLoad({ site: shipment.site, materials: materials.join(',') }),
    enabled: materials.length > 0,
  })
  if (materials.length === 0) return null
  const inside = new Set(shipment.contents.map(row => row.lot))
  const offers = offersOf((found.data ?? []).filter(lot => !inside.has(lot.id)))
  return (
    <div className="stack">
      <h3>{t('load.in-stock')}</h3>
      {found.isSuccess && offers.length === 0 && <p className="quiet small">{t('load.none')}</p>}
      <ul className="offers">
        {offers.slice(0, all ? offers.length : SHOWN).map(offer => (
          <li key={offer.name}>
            <span>
              <span className="mono strong">{offer.name}</span> <span className="mono small quiet">{offer.material}</span>
              <span className="small quiet offer-where">{offer.where}</span>
            </span>
            <Amount value={offer.quantity} unit={offer.unit} />
            <Act
              size="compact-sm"
              variant="default"
              aria-label={t('load.load-it', { name: offer.name })}
              onClick={() => onLoad(offer.content, offer.name)}
            >
              {t('load.title')}
            </Act>
          </li>
        ))}
      </ul>
      {offers.length > SHOWN && !all && (
        <Button className="lines-add" size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
          {t('load.show-more', { count: offers.length - SHOWN })}
        </Button>
      )}
    </div>
  )
}

interface Offer {
  name: string
  material: string
  where: string
  quantity: number | string
  unit: string
  content: Content
}

/** What stands in a box goes as the box. */
function offersOf(lots: readonly Lot[]): Offer[] {
  const offers = new Map<string, Offer>()
  for (const lot of lots) {
    const box = lot.places.find(place => place.kind === 'container')
    const before = box && offers.get(box.code)
    if (before) before.quantity = Number(before.quantity) + Number(lot.onHand)
    else offers.set(box?.code ?? lot.number, offerOf(lot, box))
  }
  return [...offers.values()]
}

function offerOf(lot: Lot, box: Lot['places'][number] | undefined): Offer {
  const place = box ?? lot.places[0]
  const at = box?.location ?? (box ? '' : (place?.code ?? ''))
  const where = [box ? 'box' : '', at, lot.expiresAt ? `expires ${lot.expiresAt.slice(0, 10)}` : ''].filter(Boolean).join(' · ')
  const content: Content = box ? { container: box.code } : contentOf(lot)
  return { name: box?.code ?? lot.number, material: lot.material, where, quantity: lot.onHand, unit: lot.unit, content }
}
