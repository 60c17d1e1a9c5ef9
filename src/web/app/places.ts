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
  word: string
  icon: Icon
  /** Other addresses that belong to the same place. */
  also?: readonly string[]
}

export const places: { group: string; entries: Place[] }[] = [
  {
    group: 'Answer',
    entries: [
      { to: '/', word: 'Start', icon: IconHome },
      { to: '/lots', word: 'Lots', icon: IconStack2 },
      { to: '/trace', word: 'Trace', icon: IconBinaryTree, also: ['/proof'] },
      { to: '/recall', word: 'Recall', icon: IconTargetArrow, also: ['/recalls'] },
      { to: '/drills', word: 'Drills', icon: IconClock },
      {
        to: '/common-factor',
        word: 'Questions',
        icon: IconZoomQuestion,
        also: ['/compare', '/difference', '/seeds', '/exposure', '/genealogy-doctor'],
      },
    ],
  },
  {
    group: 'Record',
    entries: [
      { to: '/receive', word: 'Receive', icon: IconPackageImport },
      { to: '/produce', word: 'Produce', icon: IconBuildingFactory2 },
      { to: '/ship', word: 'Ship', icon: IconTruckDelivery },
      { to: '/returns', word: 'Returns', icon: IconArrowBackUp },
    ],
  },
  {
    group: 'Watch',
    entries: [
      { to: '/wip', word: 'Work in process', icon: IconProgress },
      { to: '/variance', word: 'Variance', icon: IconScale },
      { to: '/holds', word: 'Holds', icon: IconLock },
      { to: '/deviations', word: 'Deviations', icon: IconArrowsSplit2 },
      { to: '/complaints', word: 'Complaints', icon: IconMessageReport },
      { to: '/exceptions', word: 'Exceptions', icon: IconAlertTriangle },
      { to: '/orders', word: 'Orders', icon: IconClipboardList },
      { to: '/purchase-orders', word: 'Purchases', icon: IconShoppingCart },
      { to: '/sales-orders', word: 'Sales', icon: IconFileInvoice },
    ],
  },
  {
    group: 'Prove',
    entries: [
      { to: '/ledger', word: 'Ledger', icon: IconBook2 },
      { to: '/access-log', word: 'Access log', icon: IconEye },
    ],
  },
  {
    group: 'Set up',
    entries: [
      { to: '/materials', word: 'Materials', icon: IconBox, also: ['/characteristics'] },
      { to: '/people', word: 'People', icon: IconUsers },
      { to: '/records', word: 'Partners and places', icon: IconAddressBook },
      { to: '/stations', word: 'Stations', icon: IconDeviceTablet },
      { to: '/setup/scanner', word: 'Scanner test', icon: IconScan },
      { to: '/printers', word: 'Printers', icon: IconPrinter },
      { to: '/labels', word: 'Labels', icon: IconTag },
      { to: '/machines', word: 'Machines', icon: IconEngine },
      { to: '/alerts', word: 'Alerts', icon: IconBell },
      { to: '/settings', word: 'Settings', icon: IconSettings },
      { to: '/access', word: 'Access', icon: IconKey },
    ],
  },
]
