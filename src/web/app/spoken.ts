/** Screens whose texts stand in the catalogues: by their route, and the folder of each. Every other one is English from its heading to its foot. */
export const SPOKEN: Readonly<Record<string, string>> = {
  '/': 'home',
  '/wip': 'wip',
  '/exceptions': 'exceptions',
  '/orders': 'orders',
  '/tv': 'tv',
  '/receive': 'receive',
  '/ship': 'ship',
  '/purchase-orders': 'purchase-orders',
  '/sales-orders': 'sales-orders',
  '/people': 'records',
  '/records': 'records',
  '/stations': 'stations',
  '/setup/scanner': 'setup',
  '/printers': 'printers',
  '/labels': 'labels',
  '/holds': 'holds',
  '/lots': 'lots',
  '/s/$number': 'found',
  '/01/$': 'found',
  '/places/$kind/$code': 'place',
  '/ledger': 'ledger',
  '/access-log': 'access-log',
  '/access': 'access',
  '/machines': 'machines',
  '/settings': 'settings',
  '/alerts': 'alerts',
  '/recall': 'recall',
  '/recalls': 'recalls',
  '/recalls/$recall': 'recalls',
  '/recalls/$recall/pick': 'recalls',
  '/drills': 'drills',
  '/drills/$drill': 'drills',
  '/common-factor': 'common-factor',
  '/compare': 'compare',
  '/seeds': 'seeds',
  '/difference': 'difference',
  '/exposure': 'exposure',
  '/genealogy-doctor': 'genealogy-doctor',
  '/trace': 'trace',
  '/proof': 'proof',
  '/variance': 'variance',
  '/produce': 'produce',
  '/materials': 'materials',
  '/materials/$code': 'materials',
}

/** `$` and a name stand for one step of a path, a `$` at the end for all that follows. */
const shapeOf = (route: string): RegExp => new RegExp(`^${route.replace(/\$$/, '.+').replaceAll(/\$\w+/g, '[^/]+')}$`)

export const fits = (route: string, path: string): boolean => shapeOf(route).test(path)

export const isSpoken = (path: string): boolean => Object.keys(SPOKEN).some(route => fits(route, path))
