/** Words for a preview where no lot is at hand: as long as real ones. */

import type { SubjectKind } from '../label-shapes.ts'
import { commandCard } from './command-cards.ts'
import type { Tokens } from './layout.ts'

const lot: Tokens = {
  number: '26330-0042',
  check: 'K',
  material: 'GEAR-20T-M2',
  description: 'Spur gear, 20 teeth, module 2, case hardened',
  quantity: '250 ea',
  made: '2026-11-26',
  expires: '2027-11-26',
  workOrder: 'WO-10442',
  vendor: 'V-STAHL',
  vendorLot: 'SM-7731',
  heat: 'H-7731',
  gtin: '09521141000014',
  gs1: '(01)09521141000014(17)271126(10)26330-0042',
  url: 'https://genealot.example.com/s/26330-0042',
  site: 'main',
  code: '26330-0042',
  name: 'Spur gear',
  printed: '2026-11-26 09:12 UTC',
  copy: 'COPY 1',
}

export const SAMPLE: Readonly<Record<SubjectKind, Tokens>> = {
  lot,
  serial: { ...lot, quantity: '', gs1: '(01)09521141000014(21)26330-0042' },
  container: {
    ...lot,
    number: '395211410000000015',
    gs1: '(00)395211410000000015',
    contents: 'GEAR-20T-M2 26330-0042: 250 ea   GEAR-20T-M2 26330-0043: 120 ea',
  },
  location: { ...lot, number: 'RACK-07-B3', name: 'Rack 7, bay B, level 3', url: 'https://genealot.example.com/s/RACK-07-B3' },
  person: { site: 'main', number: 'ana', name: 'Ana Carvalho', code: 'BADGE:7Q4MZK2T9RXB' },
  command: commandCard('NEW LOT'),
}
