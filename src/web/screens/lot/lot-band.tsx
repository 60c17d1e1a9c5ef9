import { ActionIcon, Menu } from '@mantine/core'
import { IconBinaryTree, IconDots, IconFileTypePdf, IconLock, IconPrinter, IconTargetArrow } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { isSeries, type LotDetail } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { printedIn } from '../../app/language.ts'
import { seedText, traceSearch } from '../../app/search-params.ts'
import { useWords } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { download } from '../../parts/csv.ts'
import { Fact, Facts } from '../../parts/panel.tsx'
import { Shape, shapeOfLot } from '../../parts/shape.tsx'
import { StateChip } from '../../parts/state-chip.tsx'
import { day, When } from '../../parts/when.tsx'

/** Identity and state in one band that stays while the rest scrolls. */
export function LotBand({ lot }: { lot: LotDetail }) {
  const { rich } = useWords()
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
              {lot.description && (
                <span className="quiet" translate="no">
                  {lot.description}
                </span>
              )}
              <StateChip status={lot.status} held={lot.held} />
            </div>
          </div>
        </div>
        <div className="band-amount">
          <div className="band-big">
            <Amount value={lot.onHand} unit={lot.unit} />
          </div>
          <div className="small quiet">{rich('lot.on-hand-of', { amount: <Amount value={lot.made} unit={lot.unit} /> })}</div>
        </div>
        <Actions lot={lot} />
      </header>
      <LotFacts lot={lot} />
    </>
  )
}

function Actions({ lot }: { lot: LotDetail }) {
  const { t, language } = useWords()
  const { serial } = useSearch({ from: '/lots/$id' })
  const one = isSeries(lot) ? serial : undefined
  const seed = seedText(one === undefined ? lot : { ...lot, number: one })
  const navigate = useNavigate()
  const document = async () =>
    download(`${t('built.file', { number: lot.number })}.pdf`, await client.asBuiltDocument(lot.id, undefined, printedIn(language)))
  return (
    <div className="band-actions no-print">
      <Link className="button button-main" to="/recall" search={{ seed: [seed] }}>
        <IconTargetArrow size={18} />
        {t('lot.recall')}
      </Link>
      <Link className="button" to="/trace" search={traceSearch({ id: lot.id, serial: one })}>
        <IconBinaryTree size={18} />
        {t('lot.trace')}
      </Link>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={40} aria-label={t('lot.more-actions')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconLock size={16} />}
            onClick={() => void navigate({ to: '/holds', search: { seed: [seed], place: '1' } })}
          >
            {t('lot.place-hold')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileTypePdf size={16} />} onClick={() => void document()}>
            {t('lot.record-pdf')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
            {t('lot.print-page')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function LotFacts({ lot }: { lot: LotDetail }) {
  const words = useWords()
  const { t } = words
  return (
    <div className="band-facts">
      <Facts>
        {lot.madeAt && (
          <Fact name={t('lot.made')}>
            <When at={lot.madeAt} exact />
          </Fact>
        )}
        {lot.expiresAt && <Fact name={t('lot.expires')}>{day(lot.expiresAt, words)}</Fact>}
        {lot.vendor && <Fact name={t('col.vendor')}>{lot.vendor}</Fact>}
        {lot.vendorLot && (
          <Fact name={t('col.vendor-lot')}>
            <span className="mono">{lot.vendorLot}</span>
          </Fact>
        )}
        {lot.heat && (
          <Fact name={t('lot.heat')}>
            <span className="mono">{lot.heat}</span>
          </Fact>
        )}
        {lot.workOrder && (
          <Fact name={t('col.order')}>
            <Link className="mono strong-link" to="/orders" search={{ order: lot.workOrder }}>
              {lot.workOrder}
            </Link>
          </Fact>
        )}
        {lot.precision && <Fact name={t('lot.precision')}>{t(lot.precision === 'precise' ? 'lot.precise' : 'lot.approximate')}</Fact>}
        {lot.homogeneous && <Fact name={t('lot.kind')}>{t('lot.homogeneous')}</Fact>}
        {lot.site !== 'main' && <Fact name={t('top.site')}>{lot.site}</Fact>}
      </Facts>
    </div>
  )
}
