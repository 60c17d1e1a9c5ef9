import {
  IconAddressBook,
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowsSplit2,
  IconBell,
  IconBinaryTree,
  IconBook2,
  IconBox,
  IconBuildingFactory2,
  IconClipboardList,
  IconClock,
  IconDeviceTablet,
  IconEngine,
  IconEye,
  IconFileInvoice,
  IconHome,
  IconKey,
  IconLock,
  IconMessageReport,
  IconPackageImport,
  IconPrinter,
  IconProgress,
  IconScale,
  IconScan,
  IconSettings,
  IconShoppingCart,
  IconStack2,
  IconTag,
  IconTargetArrow,
  IconTruckDelivery,
  IconUsers,
  IconZoomQuestion,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { OfficeKey } from '../../words/office.ts'

type Icon = ComponentType<{ size?: number; stroke?: number }>
export interface Place {
  to:
    | '/'
    | '/lots'
    | '/trace'
    | '/recall'
    | '/drills'
    | '/common-factor'
    | '/receive'
    | '/produce'
    | '/ship'
    | '/ledger'
    | '/exceptions'
    | '/wip'
    | '/variance'
    | '/holds'
    | '/deviations'
    | '/orders'
    | '/purchase-orders'
    | '/sales-orders'
    | '/complaints'
    | '/returns'
    | '/alerts'
    | '/materials'
    | '/people'
    | '/records'
    | '/printers'
    | '/labels'
    | '/stations'
    | '/setup/scanner'
    | '/settings'
    | '/machines'
    | '/access'
    | '/access-log'
  word: OfficeKey
  icon: Icon
  /** Other addresses that belong to the same place. */
  also?: readonly string[]
}

export const places: { group: OfficeKey; entries: Place[] }[] = [
  {
    group: 'nav.answer',
    entries: [
      { to: '/', word: 'place.start', icon: IconHome },
      { to: '/lots', word: 'place.lots', icon: IconStack2 },
      { to: '/trace', word: 'place.trace', icon: IconBinaryTree, also: ['/proof'] },
      { to: '/recall', word: 'place.recall', icon: IconTargetArrow, also: ['/recalls'] },
      { to: '/drills', word: 'place.drills', icon: IconClock },
      {
        to: '/common-factor',
        word: 'place.questions',
        icon: IconZoomQuestion,
        also: ['/compare', '/difference', '/seeds', '/exposure', '/genealogy-doctor'],
      },
    ],
  },
  {
    group: 'nav.record',
    entries: [
      { to: '/receive', word: 'place.receive', icon: IconPackageImport },
      { to: '/produce', word: 'place.produce', icon: IconBuildingFactory2 },
      { to: '/ship', word: 'place.ship', icon: IconTruckDelivery },
      { to: '/returns', word: 'place.returns', icon: IconArrowBackUp },
    ],
  },
  {
    group: 'nav.watch',
    entries: [
      { to: '/wip', word: 'place.wip', icon: IconProgress },
      { to: '/variance', word: 'place.variance', icon: IconScale },
      { to: '/holds', word: 'place.holds', icon: IconLock },
      { to: '/deviations', word: 'place.deviations', icon: IconArrowsSplit2 },
      { to: '/complaints', word: 'place.complaints', icon: IconMessageReport },
      { to: '/exceptions', word: 'place.exceptions', icon: IconAlertTriangle },
      { to: '/orders', word: 'place.orders', icon: IconClipboardList },
      { to: '/purchase-orders', word: 'place.purchases', icon: IconShoppingCart },
      { to: '/sales-orders', word: 'place.sales', icon: IconFileInvoice },
    ],
  },
  {
    group: 'nav.prove',
    entries: [
      { to: '/ledger', word: 'place.ledger', icon: IconBook2 },
      { to: '/access-log', word: 'place.access-log', icon: IconEye },
    ],
  },
  {
    group: 'nav.set-up',
    entries: [
      { to: '/materials', word: 'place.materials', icon: IconBox, also: ['/characteristics'] },
      { to: '/people', word: 'place.people', icon: IconUsers },
      { to: '/records', word: 'place.records', icon: IconAddressBook },
      { to: '/stations', word: 'place.stations', icon: IconDeviceTablet },
      { to: '/setup/scanner', word: 'place.scanner', icon: IconScan },
      { to: '/printers', word: 'place.printers', icon: IconPrinter },
      { to: '/labels', word: 'place.labels', icon: IconTag },
      { to: '/machines', word: 'place.machines', icon: IconEngine },
      { to: '/alerts', word: 'place.alerts', icon: IconBell },
      { to: '/settings', word: 'place.settings', icon: IconSettings },
      { to: '/access', word: 'place.access', icon: IconKey },
    ],
  },
]
