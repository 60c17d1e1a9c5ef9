/** Which field of which event a column of a table means. A dotted name is a path; the names people use are in the lists below. */

/** Names of sheets, files and values of the `type` column, for the types a table usually holds; any other type goes by its own name. */
const TYPES: Readonly<Record<string, string>> = {
  receive: 'receive',
  receipt: 'receive',
  receiving: 'receive',
  goodsreceipt: 'receive',
  material: 'material',
  part: 'material',
  product: 'material',
  item: 'material',
  partner: 'partner',
  vendor: 'vendor',
  supplier: 'vendor',
  customer: 'customer',
  location: 'location',
  bin: 'location',
  workcenter: 'workCenter',
  machine: 'workCenter',
  person: 'person',
  people: 'person',
  employee: 'person',
  workorder: 'workOrder',
  order: 'workOrder',
  productionorder: 'workOrder',
  purchaseorder: 'purchaseOrder',
  purchase: 'purchaseOrder',
  salesorder: 'salesOrder',
  sale: 'salesOrder',
  openingstock: 'openingStock',
  opening: 'openingStock',
  stock: 'openingStock',
  inventory: 'openingStock',
  shipment: 'ship',
  shipping: 'ship',
}

/** The folded names of types that are not in the list are the capture format's own. */
export function typeOf(name: string, known: ReadonlySet<string>): string | undefined {
  const folded = fold(name)
  for (const candidate of [folded, folded.replace(/s$/, ''), folded.replace(/ies$/, 'y')]) {
    const listed = TYPES[candidate]
    if (listed !== undefined) return listed
    for (const type of known) if (fold(type) === candidate) return type
  }
  return undefined
}

export const fold = (name: string): string => name.toLowerCase().replace(/[\s_\-./#()]+/g, '')

type Aliases = Readonly<Record<string, string>>

const LOT_NAMES = {
  material: 'material',
  part: 'material',
  partnumber: 'material',
  partno: 'material',
  product: 'material',
  item: 'material',
  itemnumber: 'material',
  sku: 'material',
}
const NUMBER_NAMES = {
  number: 'number',
  lot: 'number',
  lotnumber: 'number',
  lotno: 'number',
  batch: 'number',
  batchnumber: 'number',
  serial: 'number',
  serialnumber: 'number',
}
const under = (prefix: string, names: Aliases): Aliases =>
  Object.fromEntries(Object.entries(names).map(([alias, path]) => [alias, `${prefix}${path}`]))
const lotAt = (prefix: string): Aliases => ({ ...under(prefix, LOT_NAMES), ...under(prefix, NUMBER_NAMES) })

const COMMON: Aliases = {
  id: 'id',
  at: 'at',
  date: 'at',
  time: 'at',
  datetime: 'at',
  timestamp: 'at',
  when: 'at',
  site: 'site',
  plant: 'site',
  by: 'by',
  operator: 'by',
  badge: 'by',
  station: 'station',
  workcenter: 'workCenter',
  note: 'note',
  comment: 'note',
  remark: 'note',
  remarks: 'note',
}
const QUANTITY: Aliases = { quantity: 'quantity', qty: 'quantity', amount: 'quantity', unit: 'unit', uom: 'unit' }
const MADE: Aliases = {
  heat: 'heat',
  heatnumber: 'heat',
  heatno: 'heat',
  datecode: 'dateCode',
  customerlot: 'customerLot',
  expiresat: 'expiresAt',
  expires: 'expiresAt',
  expiry: 'expiresAt',
  expirydate: 'expiresAt',
  expirationdate: 'expiresAt',
}
const CODE: Aliases = { code: 'code', number: 'code', name: 'name', badge: 'badge' }

/** One row of an order is one line of it. */
const ORDER_LINE: Aliases = {
  ...under('lines.0.', LOT_NAMES),
  ...under('lines.0.', QUANTITY),
  number: 'number',
  order: 'number',
  ordernumber: 'number',
  status: 'status',
  line: 'lines.0.line',
  lineno: 'lines.0.line',
  linenumber: 'lines.0.line',
  position: 'lines.0.line',
  pos: 'lines.0.line',
  due: 'lines.0.due',
  duedate: 'lines.0.due',
  deliverydate: 'lines.0.due',
}

const BY_TYPE: Readonly<Record<string, Aliases>> = {
  receive: {
    ...lotAt('lot.'),
    ...under('lot.', MADE),
    ...QUANTITY,
    vendor: 'vendor',
    supplier: 'vendor',
    vendorlot: 'vendorLot',
    supplierlot: 'vendorLot',
    vendorlotnumber: 'vendorLot',
    supplierbatch: 'vendorLot',
    vendorbatch: 'vendorLot',
    purchaseorder: 'purchaseOrder',
    po: 'purchaseOrder',
    ponumber: 'purchaseOrder',
    location: 'location',
    bin: 'location',
    warehouse: 'location',
    serials: 'serials',
    serialnumbers: 'serials',
  },
  openingStock: {
    ...lotAt('outputs.0.lot.'),
    ...under('outputs.0.lot.', MADE),
    ...under('outputs.0.', QUANTITY),
    onhand: 'outputs.0.quantity',
    location: 'location',
    bin: 'location',
    warehouse: 'location',
  },
  material: {
    ...CODE,
    ...under('', { material: 'code', part: 'code', partnumber: 'code', partno: 'code', item: 'code', sku: 'code' }),
    description: 'description',
    name: 'description',
    unit: 'unit',
    uom: 'unit',
    tracking: 'tracking',
    precision: 'precision',
    homogeneous: 'homogeneous',
    shelflifedays: 'shelfLifeDays',
    shelflife: 'shelfLifeDays',
    numbering: 'numbering',
    gtin: 'gtin',
    ean: 'gtin',
    upc: 'gtin',
  },
  partner: {
    ...CODE,
    partner: 'code',
    vendor: 'code',
    customer: 'code',
    supplier: 'code',
    role: 'roles',
    roles: 'roles',
    contact: 'contact',
    email: 'contact',
    phone: 'contact',
  },
  location: { ...CODE, location: 'code', bin: 'code', parent: 'parent', kind: 'kind' },
  workCenter: { ...CODE, workcenter: 'code', machine: 'code' },
  person: { ...CODE, person: 'code', role: 'roles', roles: 'roles', language: 'language' },
  workOrder: {
    ...QUANTITY,
    ...LOT_NAMES,
    number: 'number',
    order: 'number',
    workorder: 'number',
    ordernumber: 'number',
    customer: 'customer',
    status: 'status',
  },
  purchaseOrder: {
    ...ORDER_LINE,
    purchaseorder: 'number',
    po: 'number',
    ponumber: 'number',
    vendor: 'vendor',
    supplier: 'vendor',
    vendormaterial: 'lines.0.vendorMaterial',
    vendorpart: 'lines.0.vendorMaterial',
    supplierpart: 'lines.0.vendorMaterial',
    tolerance: 'lines.0.tolerance',
  },
  salesOrder: {
    ...ORDER_LINE,
    salesorder: 'number',
    so: 'number',
    sonumber: 'number',
    customer: 'customer',
    customermaterial: 'lines.0.customerMaterial',
    customerpart: 'lines.0.customerMaterial',
  },
  ship: {
    ...lotAt('lots.0.lot.'),
    ...under('lots.0.', QUANTITY),
    shipment: 'shipment',
    customer: 'customer',
    order: 'order',
    salesorder: 'order',
    container: 'containers.0',
  },
  return: {
    ...lotAt('lots.0.lot.'),
    ...under('lots.0.', QUANTITY),
    shipment: 'shipment',
    customer: 'customer',
    to: 'to',
    location: 'to',
    reason: 'reason',
  },
  move: { ...lotAt('lot.'), ...QUANTITY, to: 'to', location: 'to', container: 'container' },
  scrap: { ...lotAt('lot.'), ...QUANTITY, reason: 'reason' },
  adjust: { ...lotAt('lot.'), ...QUANTITY, reason: 'reason', location: 'location', onhand: 'quantity' },
  hold: { ...lotAt('lots.0.lot.'), hold: 'hold', reason: 'reason', case: 'case', direction: 'direction' },
  collect: {
    ...lotAt('lots.0.lot.'),
    characteristic: 'values.0.characteristic',
    value: 'values.0.value',
    unit: 'values.0.unit',
    run: 'run',
  },
  produce: { ...lotAt('lot.'), ...under('lot.', MADE), ...QUANTITY, scrap: 'scrap', run: 'run', from: 'from' },
  load: { ...lotAt('lot.'), ...QUANTITY, run: 'run', position: 'position' },
  install: {
    assembly: 'assembly.number',
    assemblymaterial: 'assembly.material',
    component: 'component.number',
    componentmaterial: 'component.material',
    ...QUANTITY,
    position: 'position',
  },
}

/** Columns that steer the import or that an earlier import wrote; they are no field of an event. */
const IGNORED: ReadonlySet<string> = new Set(['type', 'event', 'eventtype', 'error', 'row'])
const UNSAFE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
const PATH = /^[A-Za-z][A-Za-z0-9]*(\.[^.\s]+)*$/

/** The path a column stands for in an event of the type; undefined: the column is not known for it, '': it is none of the event's. */
export function pathOf(column: string, { type, fields }: { type: string; fields: ReadonlySet<string> }): string | undefined {
  const name = column.trim()
  if (name === '' || IGNORED.has(fold(name))) return ''
  if (name.split('.').some(step => UNSAFE.has(step))) return undefined
  const attribute = /^attr(?:ibutes?)?[.:](.+)$/i.exec(name)
  if (attribute) return `${lotPath(type)}attributes.${(attribute[1] ?? '').replaceAll('.', '·')}`
  const listed = BY_TYPE[type]?.[fold(name)]
  if (!/\.\S/.test(name) && listed !== undefined) return listed
  if (PATH.test(name) && fields.has(name.split('.')[0] ?? '')) return name
  return COMMON[fold(name)]
}

const lotPath = (type: string): string => (type === 'openingStock' || type === 'transform' ? 'outputs.0.lot.' : 'lot.')
