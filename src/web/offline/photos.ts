import { type Client, newId, Problem, type StationPhoto } from '../../client/index.ts'
import type { Journal, KeptPhoto } from './journal.ts'

export interface PhotosState {
  /** On the disk of this device, the oldest first: to be sent, or refused for good. */
  kept: readonly KeptPhoto[]
  /** Attached since the station was opened, by receipt. */
  attached: readonly { receipt: string; kind: StationPhoto['kind'] }[]
}

const againAfter = 5_000

/** Photos go their own way, behind the scans: large as they are, they must not keep anybody waiting. */
export class Photos {
  private readonly journal: Journal
  private readonly client: Client
  private readonly code: string
  private readonly watchers = new Set<() => void>()
  private isSending = false
  private again: ReturnType<typeof setTimeout> | undefined
  private state: PhotosState

  constructor({ journal, client, code, kept }: { journal: Journal; client: Client; code: string; kept: readonly KeptPhoto[] }) {
    this.journal = journal
    this.client = client
    this.code = code
    this.state = { kept, attached: [] }
  }

  start(): () => void {
    const now = () => void this.send()
    window.addEventListener('online', now)
    now()
    return () => {
      window.removeEventListener('online', now)
      clearTimeout(this.again)
    }
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  readonly read = (): PhotosState => this.state

  private tell(change: Partial<PhotosState>): void {
    this.state = { ...this.state, ...change }
    for (const watcher of this.watchers) watcher()
  }

  /** On the disk first: a picture of a label that went into the bin cannot be taken again. */
  async add(file: File, about: Pick<StationPhoto, 'receipt' | 'kind' | 'by'>): Promise<void> {
    const now = Date.now()
    const photo: KeptPhoto = {
      ...about,
      id: newId(now),
      name: nameOf(file, about.kind, now),
      at: new Date(now).toISOString(),
      content: file,
    }
    await this.journal.keepPhoto(photo)
    this.tell({ kept: [...this.state.kept, photo] })
    void this.send()
  }

  async discard(id: string): Promise<void> {
    await this.journal.dropPhoto(id)
    this.tell({ kept: this.state.kept.filter(photo => photo.id !== id) })
  }

  private async send(): Promise<void> {
    if (this.isSending) return
    this.isSending = true
    clearTimeout(this.again)
    try {
      for (let photo = this.next(); photo !== undefined; photo = this.next()) await this.sendOne(photo)
    } catch {
      this.again = setTimeout(() => void this.send(), againAfter)
    } finally {
      this.isSending = false
    }
  }

  private next(): KeptPhoto | undefined {
    return this.state.kept.find(photo => photo.refused === undefined)
  }

  /** @throws where the server cannot be reached: everything waits */
  private async sendOne(kept: KeptPhoto): Promise<void> {
    const { content, refused: _, ...photo } = kept
    try {
      await this.client.attachAtStation(this.code, photo, new Uint8Array(await content.arrayBuffer()))
      await this.discard(kept.id)
      this.tell({ attached: [...this.state.attached, { receipt: kept.receipt, kind: kept.kind }] })
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.unavailable || failure.status >= 500 || PASSING.has(failure.status)) throw failure
      await this.refuse(kept, failure.message)
    }
  }

  /** The server will never take it: it stays here, with the reason, until somebody has seen it. */
  private async refuse(kept: KeptPhoto, refused: string): Promise<void> {
    const photo = { ...kept, refused }
    await this.journal.keepPhoto(photo)
    this.tell({ kept: this.state.kept.map(one => (one.id === kept.id ? photo : one)) })
  }
}

/** Not signed in, locked out, too slow or too many: once that is mended the same photo is taken. */
const PASSING: ReadonlySet<number> = new Set([401, 403, 408, 429])

/** Cameras call every picture the same. */
function nameOf(file: File, kind: StationPhoto['kind'], now: number): string {
  const ending = /\.[a-z0-9]{1,5}$/i.exec(file.name)?.[0] ?? (file.type === 'application/pdf' ? '.pdf' : '.jpg')
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '')
  return `${kind === 'photo' ? 'label' : 'certificate'}-${stamp}${ending.toLowerCase()}`
}
