import { ActionIcon, Menu } from '@mantine/core'
import { IconBinaryTree, IconDots, IconFileTypePdf, IconLock, IconPrinter, IconTargetArrow } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { isSeries, type LotDetail } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { seedText, traceSearch } from '../../app/search-params.ts'
import { Amount } from '../../parts/amount.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { download } from '../../parts/csv.ts'
import { Fact, Facts } from '../../parts/panel.tsx'
import { Shape, shapeOfLot } from '../../parts/shape.tsx'
import { StateChip } from '../../parts/state-chip.tsx'
import { day, When } from '../../parts/when.tsx'

/** Identity and state in one band that stays while the rest scrolls. */
export function LotBand({ lot }: { lot: LotDetail }) {
  return (
    <>
      <header className="band">
        <div className="band-who">
          <Shape kind={shapeOfLot(lot)} filled={Number(lot.onHand) > 0} size={34} />
          <div>
            <h1 className="mono band-number">
              {lot.number}
              <CopyButton text={lot.number} shown />
            </h1>
            <div className="band-what">
              <Link className="mono strong-link" to="/materials/$code" params={{ code: lot.material }} search={{}}>
                {lot.material}
              </Link>
              {lot.description && <span className="quiet">{lot.description}</span>}
              <StateChip status={lot.status} held={lot.held} />
            </div>
          </div>
        </div>
        <div className="band-amount">
          <div className="band-big">
            <Amount value={lot.onHand} unit={lot.unit} />
          </div>
          <div className="small quiet">
            on hand of <Amount value={lot.made} unit={lot.unit} />
          </div>
        </div>
        <Actions lot={lot} />
      </header>
      <LotFacts lot={lot} />
    </>
  )
}

function Actions({ lot }: { lot: LotDetail }) {
  const { serial } = useSearch({ from: '/lots/$id' })
  const one = isSeries(lot) ? serial : undefined
  const seed = seedText(one === undefined ? lot : { ...lot, number: one })
  const navigate = useNavigate()
  const document = async () => download(`${lot.number} as built.pdf`, await client.asBuiltDocument(lot.id))
  return (
    <div className="band-actions no-print">
      <Link className="button button-main" to="/recall" search={{ seed: [seed] }}>
        <IconTargetArrow size={18} />
        Recall from here
      </Link>
      <Link className="button" to="/trace" search={traceSearch({ id: lot.id, serial: one })}>
        <IconBinaryTree size={18} />
        Trace
      </Link>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={40} aria-label="More actions">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconLock size={16} />}
            onClick={() => void navigate({ to: '/holds', search: { seed: [seed], place: '1' } })}
          >
            Place a hold…
          </Menu.Item>
          <Menu.Item leftSection={<IconFileTypePdf size={16} />} onClick={() => void document()}>
            As-built record (PDF)
          </Menu.Item>
          <Menu.Item leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
            Print this page
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function LotFacts({ lot }: { lot: LotDetail }) {
  return (
    <div className="band-facts">
      <Facts>
        {lot.madeAt && (
          <Fact name="Made">
            <When at={lot.madeAt} exact />
          </Fact>
        )}
        {lot.expiresAt && <Fact name="Expires">{day(lot.expiresAt)}</Fact>}
        {lot.vendor && <Fact name="Vendor">{lot.vendor}</Fact>}
        {lot.vendorLot && (
          <Fact name="Vendor lot">
            <span className="mono">{lot.vendorLot}</span>
          </Fact>
        )}
        {lot.heat && (
          <Fact name="Heat">
            <span className="mono">{lot.heat}</span>
          </Fact>
        )}
        {lot.workOrder && (
          <Fact name="Order">
            <Link className="mono strong-link" to="/orders" search={{ order: lot.workOrder }}>
              {lot.workOrder}
            </Link>
          </Fact>
        )}
        {lot.precision && (
          <Fact name="Precision">{lot.precision === 'precise' ? 'precise: one lot per position' : 'approximate: lots join a run'}</Fact>
        )}
        {lot.homogeneous && <Fact name="Kind">homogeneous, mixes fully</Fact>}
        {lot.site !== 'main' && <Fact name="Site">{lot.site}</Fact>}
      </Facts>
    </div>
  )
}
