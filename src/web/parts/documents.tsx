import { NativeSelect, TextInput } from '@mantine/core'
import { IconCamera, IconFileText, IconPaperclip } from '@tabler/icons-react'
import { type FormEvent, useRef, useState } from 'react'
import type { AttachedDocument, DocumentTarget } from '../../client/index.ts'
import type { OfficeKey } from '../../words/office.ts'
import { client } from '../app/api.ts'
import { useMay } from '../app/rights.ts'
import { called, useWords, type Words } from '../app/words.tsx'
import { Act } from './act.tsx'
import { Blank, Refusal } from './blank.tsx'
import { Dialog } from './dialog.tsx'
import './documents.css'
import { type Fault, faultOf } from './fault.ts'
import { useCapture } from './use-capture.ts'
import { When } from './when.tsx'

const KINDS = ['certificate', 'photo', 'drawing', 'deliveryNote', 'report', 'other'] as const
const kindWord = (kind: string, words: Words): string => called('document.', kind, words)
const TARGETS: Readonly<Record<string, OfficeKey>> = {
  receipt: 'document.of-receipt',
  run: 'document.of-run',
  shipment: 'document.of-shipment',
  material: 'document.of-material',
  partner: 'document.of-partner',
}

/** What is attached, to look at with one click, and the way to add to it: a file from here, or a photo from the phone in hand. */
export function Documents(props: { documents: readonly AttachedDocument[]; to: DocumentTarget; site: string | undefined; empty: string }) {
  const { t } = useWords()
  return (
    <div className="stack">
      <AddDocument to={props.to} site={props.site} />
      {props.documents.length === 0 ? (
        <Blank title={t('document.none')} text={props.empty} />
      ) : (
        <ul className="documents">
          {props.documents.map(one => (
            <DocumentCard key={one.event + one.document} shown={one} site={props.site} />
          ))}
        </ul>
      )}
    </div>
  )
}

function DocumentCard({ shown, site }: { shown: AttachedDocument; site: string | undefined }) {
  const words = useWords()
  const { t } = words
  const target = TARGETS[shown.target]
  const may = useMay()
  const [removing, setRemoving] = useState(false)
  const address = client.documentAddress(shown.document)
  return (
    <li className="document">
      <a className="document-face" href={address} target="_blank" rel="noreferrer" aria-label={t('document.open', { name: shown.name })}>
        {shown.mediaType.startsWith('image/') ? <img src={address} alt="" loading="lazy" /> : <IconFileText size={44} stroke={1.2} />}
      </a>
      <div className="document-text">
        <a className="document-name" href={address} target="_blank" rel="noreferrer">
          {shown.name}
        </a>
        <span className="small">
          {kindWord(shown.kind, words)} {target && <span className="quiet">{t(target)}</span>}
        </span>
        <span className="small quiet document-foot">
          <span>
            {sizeText(shown.size)} · <When at={shown.at} />
            {shown.by && ` · ${shown.by}`}
          </span>
          {may && (
            <button type="button" className="plain code-make" onClick={() => setRemoving(true)}>
              {t('document.take-back')}
            </button>
          )}
        </span>
      </div>
      <Dialog opened={removing} onClose={() => setRemoving(false)} title={t('document.take-back-title')}>
        {removing && <TakeBack shown={shown} site={site} onDone={() => setRemoving(false)} />}
      </Dialog>
    </li>
  )
}

const sizeText = (size: number): string =>
  size < 1000 ? `${size} B` : size < 1_000_000 ? `${Math.round(size / 1000)} kB` : `${(size / 1_000_000).toFixed(1)} MB`

/** Nothing is deleted: a correction with its reason says that it does not belong here. */
function TakeBack({ shown, site, onDone }: { shown: AttachedDocument; site: string | undefined; onDone: () => void }) {
  const { t, rich } = useWords()
  const capture = useCapture(site)
  const [reason, setReason] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await capture.record({ type: 'correct', event: shown.event, reason: reason.trim() })) !== undefined) onDone()
  }
  return (
    <form className="stack" onSubmit={event => void submit(event)}>
      <p>{rich('document.stays', { name: <strong>{shown.name}</strong> })}</p>
      <TextInput label={t('col.why')} value={reason} onChange={event => setReason(event.currentTarget.value)} required data-autofocus />
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <Act type="submit" loading={capture.busy}>
        {t('document.take-it-back')}
      </Act>
    </form>
  )
}

function AddDocument({ to, site }: { to: DocumentTarget; site: string | undefined }) {
  const words = useWords()
  const { t } = words
  const capture = useCapture(site)
  // Of a complaint a picture is taken or sent; certificates come with goods.
  const [kind, setKind] = useState('complaint' in to ? 'photo' : 'certificate')
  const [fault, setFault] = useState<Fault>()
  const [busy, setBusy] = useState(false)
  const add = async (file: File | undefined, as: string) => {
    if (!file) return
    setBusy(true)
    setFault(undefined)
    try {
      const name = file.name || 'photo.jpg'
      const { document } = await client.uploadDocument(name, new Uint8Array(await file.arrayBuffer()))
      await capture.record({ type: 'attach', document, name, kind: as, to })
    } catch (error) {
      setFault(faultOf(error))
    } finally {
      setBusy(false)
    }
  }
  const shown = fault ?? capture.fault
  return (
    <div className="stack no-print">
      <div className="document-add">
        <NativeSelect
          label={t('document.what')}
          value={kind}
          onChange={event => setKind(event.currentTarget.value)}
          data={KINDS.map(value => ({ value, label: kindWord(value, words) }))}
        />
        <FileButton
          word={t('document.add')}
          icon={<IconPaperclip size={18} />}
          busy={busy || capture.busy}
          onFile={file => void add(file, kind)}
        />
        <FileButton
          word={t('values.photo')}
          icon={<IconCamera size={18} />}
          busy={busy || capture.busy}
          camera
          onFile={file => void add(file, kind === 'certificate' ? kind : 'photo')}
        />
      </div>
      {shown && <Refusal code={shown.code} detail={shown.detail} />}
    </div>
  )
}

const TAKEN = '.pdf,.png,.jpg,.jpeg,.webp,.gif,.tif,.tiff,.heic,.xlsx,.docx,.csv,.txt,.xml,.json,.step,.stp,.dxf,.dwg'

function FileButton(props: {
  word: string
  icon: React.ReactNode
  busy: boolean
  camera?: boolean
  onFile: (file: File | undefined) => void
}) {
  const may = useMay()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Act variant="default" leftSection={props.icon} loading={props.busy} onClick={() => input.current?.click()}>
        {props.word}
      </Act>
      <input
        ref={input}
        type="file"
        disabled={!may}
        aria-label={props.word}
        {...(props.camera ? { accept: 'image/*', capture: 'environment' as const } : { accept: TAKEN })}
        onChange={event => {
          props.onFile(event.currentTarget.files?.[0])
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}
