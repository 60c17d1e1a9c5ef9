/** Screens whose texts stand in the catalogues: by their path, and the folder of each. Every other one is English from its heading to its foot. */
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
}

export const isSpoken = (path: string): boolean => Object.hasOwn(SPOKEN, path)
