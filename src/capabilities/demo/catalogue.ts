import type { CaptureEvent } from '../events.ts'

type Wire<T extends CaptureEvent['type']> = Omit<Extract<CaptureEvent, { type: T }>, 'id' | 'at' | 'type' | 'site'>
type Material = Wire<'material'>

const bought = (code: string, description: string, more: Partial<Material> = {}): Material => ({
  code,
  description,
  unit: 'ea',
  tracking: 'lot',
  precision: 'precise',
  ...more,
})
const precise = bought
const approximate = (code: string, description: string, more: Partial<Material> = {}): Material =>
  bought(code, description, { precision: 'approximate', ...more })
const serial = (code: string, description: string, more: Partial<Material> = {}): Material =>
  bought(code, description, { tracking: 'serial', ...more })

export const materials: readonly Material[] = [
  bought('BAR-20', 'Round bar 42CrMo4 20 mm', { unit: 'kg', units: [{ unit: 'm', factor: '2.466' }] }),
  bought('BAR-32', 'Round bar 11SMnPb30 32 mm', { unit: 'kg', units: [{ unit: 'm', factor: '6.313' }] }),
  bought('BAR-AL60', 'Square bar EN AW-6082 60 mm', { unit: 'kg', units: [{ unit: 'm', factor: '9.72' }] }),
  bought('CAST-03', 'Valve body casting D03, EN-GJS-400'),
  bought('CAST-05', 'Valve body casting D05, EN-GJS-400'),
  bought('OR-014-NBR', 'O-ring 12.42 x 1.78 NBR 90', { shelfLifeDays: 1825 }),
  bought('OR-018-NBR', 'O-ring 18.77 x 1.78 NBR 90', { shelfLifeDays: 1825 }),
  bought('OR-014-FKM', 'O-ring 12.42 x 1.78 FKM 80', { shelfLifeDays: 3650 }),
  bought('BR-014', 'Back-up ring PTFE 014'),
  bought('SPRING-12', 'Centring spring 12 mm'),
  bought('SPRING-18', 'Centring spring 18 mm'),
  bought('SCREW-M5X30', 'Socket screw M5 x 30, 12.9'),
  bought('SCREW-M6X40', 'Socket screw M6 x 40, 12.9'),
  serial('SOL-24VDC', 'Solenoid 24 V DC'),
  serial('SOL-110VAC', 'Solenoid 110 V AC'),
  serial('SEAL-TE', 'Tamper seal, numbered'),
  approximate('BLANK-PLT', 'Blank for retaining plate'),
  approximate('PELLET-PA66', 'Polyamide 66 GF30 pellets', { unit: 'kg', units: [{ unit: 'bag', factor: '25' }] }),
  approximate('ZNNI-CONC', 'Zinc-nickel concentrate', { unit: 'l', homogeneous: true, shelfLifeDays: 540 }),
  approximate('ZNNI-ADD', 'Zinc-nickel brightener', { unit: 'l', homogeneous: true, shelfLifeDays: 540 }),
  approximate('OIL-PRES', 'Preservation oil ISO VG 32', { unit: 'l', homogeneous: true, units: [{ unit: 'drum', factor: '60' }] }),
  approximate('BATH-ZNNI', 'Zinc-nickel bath, made up', { unit: 'l', homogeneous: true, shelfLifeDays: 365 }),
  approximate('TANK-OIL', 'Preservation oil in the line tank', { unit: 'l', homogeneous: true }),
  precise('SPB-03', 'Spool blank D03, sawn', { numbering: 'SB3-{seq:4}' }),
  precise('SPB-05', 'Spool blank D05, sawn', { numbering: 'SB5-{seq:4}' }),
  precise('SPG-03', 'Spool D03, turned and ground', { numbering: 'G3-{seq:4}' }),
  precise('SPG-05', 'Spool D05, turned and ground', { numbering: 'G5-{seq:4}' }),
  precise('SPOOL-03', 'Spool D03, plated', { numbering: 'S3-{seq:4}' }),
  approximate('SPOOL-05', 'Spool D05, plated in mixed barrels', { numbering: 'S5-{seq:4}' }),
  precise('BODY-03', 'Valve body D03, machined', { numbering: 'B3-{seq:4}' }),
  precise('BODY-05', 'Valve body D05, machined', { numbering: 'B5-{seq:4}' }),
  approximate('PLUG-22', 'End plug 22 mm', { numbering: 'PG-{seq:4}' }),
  approximate('PLUNGER-08', 'Detent plunger 8 mm', { numbering: 'PL-{seq:4}' }),
  approximate('PLATE-RET', 'Retaining plate, pressed', { numbering: 'PT-{seq:4}' }),
  approximate('CAP-PA66', 'Connector cap, moulded', { numbering: 'CP-{seq:4}' }),
  precise('KIT-SEAL-03', 'Seal kit D03', { numbering: 'K3-{seq:4}' }),
  precise('KIT-SEAL-05', 'Seal kit D05', { numbering: 'K5-{seq:4}' }),
  precise('MANIFOLD-04', 'Manifold block, four stations', { numbering: 'MF-{seq:4}' }),
  serial('HV3-24D', 'Directional valve D03, 24 V DC, two solenoids', { gtin: '04012345000015' }),
  serial('HV3-110S', 'Directional valve D03, 110 V AC, one solenoid', { gtin: '04012345000022' }),
  serial('HV5-24D', 'Directional valve D05, 24 V DC, detent', { gtin: '04012345000039' }),
  serial('HV5-110S', 'Directional valve D05, 110 V AC, detent', { gtin: '04012345000046' }),
  serial('ST4-24D', 'Valve stack, four D03 valves on a manifold', { gtin: '04012345000053' }),
  bought('CARTON-S', 'Carton 300 x 200 x 150', { tracking: 'none' }),
  bought('NAMEPLATE', 'Name plate, blank', { tracking: 'none' }),
]

const partner =
  (role: 'vendor' | 'customer') =>
  (code: string, name: string, contact: string): Wire<'partner'> => ({ code, name, roles: [role], contact })
const vendor = partner('vendor')
const customer = partner('customer')

export const vendors = [
  vendor('V-STAHL', 'Ruhrtal Stahl', 'Quality desk, quality@ruhrtal-stahl.example, +49 201 555 0110'),
  vendor('V-ALU', 'Nordlys Aluminium', 'Sales, sales@nordlys-alu.example, +47 22 555 011'),
  vendor('V-GUSS', 'Eisenguss Haller', 'Foundry office, guss@haller.example, +49 7131 555 020'),
  vendor('V-SEAL', 'Sealing Partners', 'Claims, claims@sealing-partners.example, +44 20 5550 0133'),
  vendor('V-SPRING', 'Molle Bianchi', 'Laura Bianchi, laura@mollebianchi.example, +39 030 555 012'),
  vendor('V-FAST', 'Fastline Screws', 'Service, service@fastline.example, +31 20 555 0144'),
  vendor('V-COIL', 'Magnetica Coils', 'Jan Novak, novak@magnetica.example, +420 541 555 015'),
  vendor('V-CHEM', 'Galva Chemie', 'Customer service, service@galvachemie.example, +41 61 555 01 66'),
]

const customerNames: readonly (readonly [string, string, string])[] = [
  ['Aalto Forestry Machines', 'Mika Aalto', 'mika@aalto-forestry.example, +358 9 555 0101'],
  ['Bergmann Presses', 'Jutta Bergmann', 'jutta@bergmann-presses.example, +49 711 555 0102'],
  ['Cascade Lifts', 'Tom Reyes', 'treyes@cascade-lifts.example, +1 503 555 0103'],
  ['Delta Offshore Cranes', 'Sanne de Wit', 'sanne@delta-cranes.example, +31 10 555 0104'],
  ['Eastgate Harvesters', 'Piotr Zielinski', 'piotr@eastgate.example, +48 61 555 01 05'],
  ['Ferro Marine Steering', 'Giulia Ferro', 'giulia@ferro-marine.example, +39 010 555 0106'],
  ['Granite Drilling', 'Ann Kowalski', 'ann@granite-drilling.example, +1 801 555 0107'],
  ['Hokuto Robotics', 'Ken Hayashi', 'ken@hokuto.example, +81 6 5550 0108'],
  ['Iberia Wind Service', 'Marta Lopez', 'marta@iberia-wind.example, +34 976 555 109'],
  ['Jura Machine Tools', 'Luc Perrin', 'luc@jura-mt.example, +41 32 555 01 10'],
  ['Kestrel Aerospace Ground', 'Helen Grant', 'helen@kestrel-ground.example, +44 117 555 0111'],
  ['Lindqvist Mining', 'Erik Lindqvist', 'erik@lindqvist.example, +46 970 555 112'],
  ['Meridian Rail', 'Paul Owens', 'paul@meridian-rail.example, +1 412 555 0113'],
  ['Nile Irrigation Works', 'Salma Farouk', 'salma@nile-irrigation.example, +20 2 5550 0114'],
  ['Orion Packaging Lines', 'Chiara Conti', 'chiara@orion-pack.example, +39 051 555 0115'],
  ['Pacific Dredging', 'James Tan', 'james@pacific-dredging.example, +65 5550 0116'],
  ['Quarry King', 'Deb Walsh', 'deb@quarryking.example, +61 8 5550 0117'],
  ['Rhone Recycling', 'Claire Martin', 'claire@rhone-recycling.example, +33 4 55 50 01 18'],
  ['Sierra Fire Trucks', 'Miguel Ortiz', 'miguel@sierra-fire.example, +1 916 555 0119'],
  ['Tatra Special Vehicles', 'Eva Horak', 'eva@tatra-sv.example, +421 52 555 0120'],
]

export const customers = customerNames.map(([name, person, reach], index) => customer(`C-${101 + index}`, name, `${person}, ${reach}`))

/** Pallets of the years before had extension 0; what the plant numbers from now on has 3. */
export const SITE_SETTINGS = {
  company: 'Demo Hydraulics Ltd\n12 Quay Road, Port Example',
  gs1CompanyPrefix: '4012345',
  ssccExtension: 3,
} as const

export const locations: readonly Wire<'location'>[] = [
  { code: 'PLANT', name: 'Valve plant', kind: 'site' },
  { code: 'DOCK', name: 'Dock', parent: 'PLANT', kind: 'dock' },
  { code: 'BAR-RACK', name: 'Bar rack', parent: 'PLANT', kind: 'stock' },
  { code: 'STORES', name: 'Stores', parent: 'PLANT', kind: 'stock' },
  { code: 'SEAL-ROOM', name: 'Seal room, cool and dark', parent: 'STORES', kind: 'stock' },
  { code: 'CHEM', name: 'Chemical store', parent: 'STORES', kind: 'stock' },
  { code: 'WIP', name: 'Parts supermarket', parent: 'PLANT', kind: 'stock' },
  { code: 'FG', name: 'Finished goods', parent: 'PLANT', kind: 'stock' },
  { code: 'RETURNS', name: 'Returns cage', parent: 'PLANT', kind: 'stock' },
  { code: 'MRB', name: 'Material review', parent: 'PLANT', kind: 'quarantine' },
]

const sequential = (code: string) => ({ code, withdrawal: 'sequential' as const })
const mixed = (code: string) => ({ code, withdrawal: 'mixed' as const })
const unknown = (code: string) => ({ code, withdrawal: 'unknown' as const })
const LINE = [...['body', 'spool', 'spring', 'plug', 'kit', 'cap', 'plunger', 'plate', 'screw', 'seal'].map(sequential), mixed('oil')]

export const workCenters: readonly Wire<'workCenter'>[] = [
  { code: 'SAW-1', name: 'Saw', positions: [sequential('bar')] },
  { code: 'TURN-1', name: 'Lathe 1', positions: [sequential('feeder')] },
  { code: 'TURN-2', name: 'Lathe 2', positions: [sequential('feeder')] },
  { code: 'TURN-3', name: 'Automatic lathe', positions: [sequential('magazine')] },
  { code: 'MILL-1', name: 'Machining center', positions: [sequential('pallet')] },
  { code: 'DRILL-1', name: 'Drill', positions: [] },
  { code: 'DEBURR-1', name: 'Deburring', positions: [] },
  { code: 'WASH-1', name: 'Washing machine', positions: [] },
  { code: 'FURN-1', name: 'Heat treatment furnace', positions: [unknown('chamber')] },
  { code: 'GRIND-1', name: 'Grinder', positions: [] },
  { code: 'PLATE-1', name: 'Plating line', positions: [unknown('barrel'), mixed('bath')] },
  { code: 'PRESS-1', name: 'Press', positions: [unknown('feed')] },
  { code: 'MOULD-1', name: 'Moulding machine', positions: [sequential('hopper')] },
  { code: 'KIT-1', name: 'Kitting bench', positions: [] },
  { code: 'ASM-1', name: 'Assembly line 1', positions: LINE },
  { code: 'ASM-2', name: 'Assembly line 2', positions: LINE },
  { code: 'ASM-3', name: 'Stack assembly', positions: LINE },
  { code: 'SOL-1', name: 'Solenoid fitting', positions: [] },
  { code: 'TEST-1', name: 'Test bench', positions: [] },
  { code: 'PACK-1', name: 'Packing', positions: [] },
]

export type Role = 'receiving' | 'machining' | 'assembly' | 'quality' | 'shipping' | 'planning'

const person = (code: string, name: string, role: Role, language: string) => ({
  code,
  name,
  badge: `BADGE-${code.toUpperCase()}`,
  roles: [role],
  language,
})

export const people: readonly (Wire<'person'> & { roles: Role[] })[] = [
  person('ines', 'Ines Carvalho', 'planning', 'en'),
  person('amara', 'Amara Okafor', 'receiving', 'en'),
  person('bjorn', 'Bjorn Dahl', 'receiving', 'en'),
  person('chen', 'Chen Wei', 'machining', 'zh'),
  person('dana', 'Dana Petrova', 'machining', 'en'),
  person('emil', 'Emil Novak', 'machining', 'pl'),
  person('fatima', 'Fatima Haddad', 'machining', 'fr'),
  person('gustav', 'Gustav Klein', 'assembly', 'de'),
  person('hana', 'Hana Suzuki', 'assembly', 'en'),
  person('ivan', 'Ivan Torres', 'assembly', 'es'),
  person('jo', 'Jo Fraser', 'assembly', 'en'),
  person('klara', 'Klara Weiss', 'quality', 'de'),
  person('luis', 'Luis Romero', 'quality', 'es'),
  person('mona', 'Mona Lund', 'shipping', 'en'),
]

export interface Purchase {
  material: string
  vendor: string
  /** How many units come per lot, and in which step, so that a lot is used up without a remnant. */
  lot: { from: number; to: number; step: number }
  lots: number
  reorderAt: number
  location: string
  /** Short prefix of our own lot numbers. */
  prefix: string
  heat?: boolean
  shelfDays?: number
}

export const purchases: readonly Purchase[] = [
  {
    material: 'BAR-20',
    vendor: 'V-STAHL',
    lot: { from: 90, to: 162, step: 18 },
    lots: 2,
    reorderAt: 190,
    location: 'BAR-RACK',
    prefix: 'B',
    heat: true,
  },
  {
    material: 'BAR-32',
    vendor: 'V-STAHL',
    lot: { from: 96, to: 168, step: 24 },
    lots: 2,
    reorderAt: 220,
    location: 'BAR-RACK',
    prefix: 'R',
    heat: true,
  },
  {
    material: 'BAR-AL60',
    vendor: 'V-ALU',
    lot: { from: 36, to: 48, step: 12 },
    lots: 1,
    reorderAt: 24,
    location: 'BAR-RACK',
    prefix: 'A',
    heat: true,
  },
  {
    material: 'CAST-03',
    vendor: 'V-GUSS',
    lot: { from: 120, to: 160, step: 40 },
    lots: 2,
    reorderAt: 260,
    location: 'STORES',
    prefix: 'C3',
    heat: true,
  },
  {
    material: 'CAST-05',
    vendor: 'V-GUSS',
    lot: { from: 80, to: 160, step: 40 },
    lots: 2,
    reorderAt: 200,
    location: 'STORES',
    prefix: 'C5',
    heat: true,
  },
  {
    material: 'OR-014-NBR',
    vendor: 'V-SEAL',
    lot: { from: 960, to: 1440, step: 240 },
    lots: 2,
    reorderAt: 1200,
    location: 'SEAL-ROOM',
    prefix: 'OR',
    shelfDays: 1500,
  },
  {
    material: 'OR-018-NBR',
    vendor: 'V-SEAL',
    lot: { from: 960, to: 1440, step: 240 },
    lots: 1,
    reorderAt: 900,
    location: 'SEAL-ROOM',
    prefix: 'OS',
    shelfDays: 1500,
  },
  {
    material: 'OR-014-FKM',
    vendor: 'V-SEAL',
    lot: { from: 320, to: 480, step: 160 },
    lots: 1,
    reorderAt: 160,
    location: 'SEAL-ROOM',
    prefix: 'OF',
    shelfDays: 3000,
  },
  {
    material: 'BR-014',
    vendor: 'V-SEAL',
    lot: { from: 960, to: 1200, step: 120 },
    lots: 2,
    reorderAt: 1000,
    location: 'SEAL-ROOM',
    prefix: 'BR',
  },
  {
    material: 'SPRING-12',
    vendor: 'V-SPRING',
    lot: { from: 600, to: 900, step: 100 },
    lots: 1,
    reorderAt: 700,
    location: 'STORES',
    prefix: 'SX',
  },
  {
    material: 'SPRING-18',
    vendor: 'V-SPRING',
    lot: { from: 500, to: 700, step: 100 },
    lots: 1,
    reorderAt: 500,
    location: 'STORES',
    prefix: 'SY',
  },
  {
    material: 'SCREW-M5X30',
    vendor: 'V-FAST',
    lot: { from: 2000, to: 3000, step: 1000 },
    lots: 1,
    reorderAt: 1600,
    location: 'STORES',
    prefix: 'M5',
  },
  {
    material: 'SCREW-M6X40',
    vendor: 'V-FAST',
    lot: { from: 2000, to: 2000, step: 1000 },
    lots: 1,
    reorderAt: 1100,
    location: 'STORES',
    prefix: 'M6',
  },
  {
    material: 'SOL-24VDC',
    vendor: 'V-COIL',
    lot: { from: 200, to: 300, step: 50 },
    lots: 1,
    reorderAt: 420,
    location: 'STORES',
    prefix: 'L24',
  },
  {
    material: 'SOL-110VAC',
    vendor: 'V-COIL',
    lot: { from: 100, to: 200, step: 50 },
    lots: 1,
    reorderAt: 220,
    location: 'STORES',
    prefix: 'L11',
  },
  {
    material: 'BLANK-PLT',
    vendor: 'V-FAST',
    lot: { from: 200, to: 400, step: 100 },
    lots: 2,
    reorderAt: 420,
    location: 'STORES',
    prefix: 'BP',
  },
  {
    material: 'PELLET-PA66',
    vendor: 'V-CHEM',
    lot: { from: 25, to: 25, step: 25 },
    lots: 3,
    reorderAt: 40,
    location: 'CHEM',
    prefix: 'PA',
  },
  {
    material: 'ZNNI-CONC',
    vendor: 'V-CHEM',
    lot: { from: 60, to: 60, step: 10 },
    lots: 1,
    reorderAt: 40,
    location: 'CHEM',
    prefix: 'ZC',
    shelfDays: 500,
  },
  {
    material: 'ZNNI-ADD',
    vendor: 'V-CHEM',
    lot: { from: 20, to: 20, step: 10 },
    lots: 1,
    reorderAt: 10,
    location: 'CHEM',
    prefix: 'ZA',
    shelfDays: 500,
  },
  { material: 'OIL-PRES', vendor: 'V-CHEM', lot: { from: 60, to: 60, step: 10 }, lots: 1, reorderAt: 20, location: 'CHEM', prefix: 'OP' },
]

/** One row per valve type: what goes into one of them, from which line, and how many an order asks for. */
export interface Assembly {
  material: string
  prefix: string
  share: number
  components: readonly { material: string; per: string; position: string; connected?: boolean }[]
  solenoid: { material: string; count: number }
}

const shared = (size: '03' | '05', screws: string, spring: string) => [
  { material: `BODY-${size}`, per: '1', position: 'body' },
  { material: `SPOOL-${size}`, per: '1', position: 'spool' },
  { material: spring, per: '2', position: 'spring' },
  { material: 'PLUG-22', per: '2', position: 'plug' },
  { material: `KIT-SEAL-${size}`, per: '1', position: 'kit' },
  { material: 'CAP-PA66', per: '1', position: 'cap' },
  { material: screws, per: '4', position: 'screw', connected: true },
  { material: 'TANK-OIL', per: '0.02', position: 'oil', connected: true },
]
const small = shared('03', 'SCREW-M5X30', 'SPRING-12')
const large = [
  ...shared('05', 'SCREW-M6X40', 'SPRING-18'),
  { material: 'PLUNGER-08', per: '1', position: 'plunger' },
  { material: 'PLATE-RET', per: '1', position: 'plate' },
]

export const assemblies: readonly Assembly[] = [
  { material: 'HV3-24D', prefix: 'HA', share: 36, components: small, solenoid: { material: 'SOL-24VDC', count: 2 } },
  { material: 'HV3-110S', prefix: 'HB', share: 24, components: small, solenoid: { material: 'SOL-110VAC', count: 1 } },
  { material: 'HV5-24D', prefix: 'HC', share: 24, components: large, solenoid: { material: 'SOL-24VDC', count: 1 } },
  { material: 'HV5-110S', prefix: 'HD', share: 16, components: large, solenoid: { material: 'SOL-110VAC', count: 1 } },
]

export type WorkOrderRecord = Wire<'workOrder'>
