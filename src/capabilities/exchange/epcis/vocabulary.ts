/** Words of the Core Business Vocabulary, in whichever of their three spellings they come, and unit codes. */

/** "urn:epcglobal:cbv:bizstep:shipping", "https://ref.gs1.org/cbv/BizStep-shipping", "cbv:BizStep-shipping" and "shipping" are one word; foreign URIs give their last part. */
export function word(value: unknown): string {
  if (typeof value !== 'string') return ''
  const last = value.split(/[:/#]/).at(-1) ?? ''
  return last.replace(/^(BizStep|Disp|PDisp|BTT|SDT|ER)-/, '').trim()
}

/** Dispositions under which material must not be used or shipped: set places a hold, unset releases it. */
export const HOLDING: ReadonlySet<string> = new Set([
  'unavailable',
  'recalled',
  'non_conformant',
  'damaged',
  'needs_replacement',
  'non_sellable_other',
])
/** Dispositions that end a hold placed by business step `holding`. */
export const FREEING: ReadonlySet<string> = new Set(['conformant', 'available', 'sellable_accessible', 'sellable_not_accessible'])
/** Steps by which material leaves for another party. */
export const LEAVING: ReadonlySet<string> = new Set(['shipping', 'departing', 'consigning', 'retail_selling', 'dispensing'])

/** UN/ECE Recommendation 20 codes that have a common symbol; any other code is used as it is. */
const UNITS: Readonly<Record<string, string>> = {
  KGM: 'kg',
  GRM: 'g',
  MGM: 'mg',
  TNE: 't',
  LBR: 'lb',
  ONZ: 'oz',
  STN: 'ton (US)',
  LTR: 'l',
  MLT: 'ml',
  HLT: 'hl',
  GLL: 'gal',
  GLI: 'gal (UK)',
  PTI: 'pt',
  QT: 'qt',
  MTR: 'm',
  CMT: 'cm',
  MMT: 'mm',
  KMT: 'km',
  FOT: 'ft',
  INH: 'in',
  YRD: 'yd',
  MTK: 'm2',
  CMK: 'cm2',
  FTK: 'ft2',
  MTQ: 'm3',
  CMQ: 'cm3',
  FTQ: 'ft3',
  EA: 'ea',
  H87: 'ea',
  C62: 'ea',
  PCE: 'ea',
  NAR: 'ea',
  PR: 'pair',
  DZN: 'dozen',
  SEC: 's',
  MIN: 'min',
  HUR: 'h',
  DAY: 'd',
  CEL: '°C',
  FAH: '°F',
  KEL: 'K',
  P1: '%',
  BAR: 'bar',
  MBR: 'mbar',
  PAL: 'Pa',
  KPA: 'kPa',
  KMH: 'km/h',
  MTS: 'm/s',
  LUX: 'lx',
  A93: 'g/m3',
  VLT: 'V',
  AMP: 'A',
  OHM: 'Ω',
  WTT: 'W',
  NEW: 'N',
  JOU: 'J',
  HTZ: 'Hz',
  '59': 'ppm',
  '2N': 'dB',
  DD: '°',
  GM: 'g/m2',
  GL: 'g/l',
  Q30: 'pH',
}

/** Without a unit code EPCIS counts pieces. */
export const unitOf = (uom: string | undefined): string => (uom === undefined || uom === '' ? 'ea' : (UNITS[uom] ?? uom))
