import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type {
  AskedList,
  AskedRow,
  HeldList,
  StationAnswer,
  StationContext,
  StationPhoto,
  StationScan,
  StationState,
} from '../../client/index.ts'

/** A scan as it is kept until it has been answered: the context is added when it is sent. */
export interface KeptScan extends Omit<StationScan, 'context' | 'sentAt'> {
  /** The operator is being asked for these values: it is sent when they are there. */
  asked?: AskedRow[]
}

/** What the server would not take at all, kept for whoever mends it. */
export interface RefusedScan extends KeptScan {
  detail: string
}

/** A photo as it is kept until it is attached. */
export interface KeptPhoto extends StationPhoto {
  content: Blob
  /** Why the server will never take it. */
  refused?: string
}

/** A photo or file that an answer names, kept until the answer can be sent. */
export interface KeptFile {
  sha256: string
  kind: 'photo' | 'file'
  name: string
  content: Blob
}

export interface Device {
  token: string
  station: string
}

interface Kept {
  device: Device
  context: StationContext
  answer: StationAnswer
  sequence: number
  held: HeldList
  /** Of very many held lots their names in few bits; empty where the list has them all. */
  heldFilter: string
  asked: AskedList
  /** Marks of badges that were scanned here. */
  badges: readonly string[]
  state: StationState
  /** How far the server's clock was ahead at the last contact, in milliseconds. */
  skew: number
}

interface Shelves extends DBSchema {
  kept: { key: string; value: Kept[keyof Kept] }
  scans: { key: number; value: KeptScan }
  refused: { key: number; value: RefusedScan }
  photos: { key: string; value: KeptPhoto }
  files: { key: string; value: KeptFile }
}

/** What a station finds when it is opened again. */
export interface Found extends Partial<Kept> {
  scans: KeptScan[]
  refused: number
  photos: KeptPhoto[]
}

export class Journal {
  private readonly shelves: IDBPDatabase<Shelves>

  private constructor(shelves: IDBPDatabase<Shelves>) {
    this.shelves = shelves
  }

  static async open(): Promise<Journal> {
    return new Journal(
      await openDB<Shelves>('genealot-station', 3, {
        upgrade(shelves, before) {
          if (before < 1) {
            shelves.createObjectStore('kept')
            shelves.createObjectStore('scans', { keyPath: 'sequence' })
            shelves.createObjectStore('refused', { keyPath: 'sequence' })
          }
          if (before < 2) shelves.createObjectStore('photos', { keyPath: 'id' })
          shelves.createObjectStore('files', { keyPath: 'sha256' })
        },
      }),
    )
  }

  async read(): Promise<Found> {
    const look = this.shelves.transaction(['kept', 'scans', 'refused', 'photos'])
    const [keys, values, scans, refused, photos] = await Promise.all([
      look.objectStore('kept').getAllKeys(),
      look.objectStore('kept').getAll(),
      look.objectStore('scans').getAll(),
      look.objectStore('refused').count(),
      look.objectStore('photos').getAll(),
    ])
    const kept: Partial<Kept> = Object.fromEntries(keys.map((key, index) => [key, values[index]]))
    return { ...kept, scans, refused, photos }
  }

  async keep<Name extends keyof Kept>(name: Name, value: Kept[Name]): Promise<void> {
    await this.shelves.put('kept', value, name)
  }

  /** The scan and the number it took are written down together, or neither is. They outlive the tab and the browser; a power cut only once something later is synced. */
  async append(scan: KeptScan): Promise<void> {
    const write = this.shelves.transaction(['kept', 'scans'], 'readwrite', { durability: 'relaxed' })
    await Promise.all([write.objectStore('scans').put(scan), write.objectStore('kept').put(scan.sequence, 'sequence'), write.done])
  }

  /** What was written before is on the disk when this is: a browser keeps one log for all shelves. The scan itself may have been answered meanwhile, so it is not written again. */
  async sync(sequence: number): Promise<void> {
    const write = this.shelves.transaction('kept', 'readwrite', { durability: 'strict' })
    await Promise.all([write.store.put(sequence, 'sequence'), write.done])
  }

  /** As they are now: kept because the server is away, or with what was answered meanwhile. */
  async rewrite(scans: readonly KeptScan[]): Promise<void> {
    const write = this.shelves.transaction('scans', 'readwrite', { durability: 'strict' })
    await Promise.all([...scans.map(scan => write.store.put(scan)), write.done])
  }

  /** A scan leaves exactly when the context that its answer brought is kept; on the disk where nothing else waits. */
  async settle(scan: KeptScan, answer: StationAnswer, isLast: boolean): Promise<void> {
    const write = this.shelves.transaction(['kept', 'scans'], 'readwrite', { durability: isLast ? 'strict' : 'relaxed' })
    const kept = write.objectStore('kept')
    await Promise.all([
      write.objectStore('scans').delete(scan.sequence),
      kept.put(answer.context, 'context'),
      kept.put(answer, 'answer'),
      write.done,
    ])
  }

  async refuse(scan: KeptScan, detail: string): Promise<void> {
    const write = this.shelves.transaction(['scans', 'refused'], 'readwrite')
    await Promise.all([write.objectStore('scans').delete(scan.sequence), write.objectStore('refused').put({ ...scan, detail }), write.done])
  }

  /** What the server would not take, for the help page. */
  refused(): Promise<RefusedScan[]> {
    return this.shelves.getAll('refused')
  }

  async keepPhoto(photo: KeptPhoto): Promise<void> {
    const write = this.shelves.transaction('photos', 'readwrite', { durability: 'strict' })
    await Promise.all([write.store.put(photo), write.done])
  }

  async dropPhoto(id: string): Promise<void> {
    await this.shelves.delete('photos', id)
  }

  async keepFile(file: KeptFile): Promise<void> {
    const write = this.shelves.transaction('files', 'readwrite', { durability: 'strict' })
    await Promise.all([write.store.put(file), write.done])
  }

  file(sha256: string): Promise<KeptFile | undefined> {
    return this.shelves.get('files', sha256)
  }

  async dropFile(sha256: string): Promise<void> {
    await this.shelves.delete('files', sha256)
  }

  /** Another station, or none: its scans have been sent, or it would not be allowed. */
  async forget(): Promise<void> {
    await this.shelves.clear('kept')
  }
}
