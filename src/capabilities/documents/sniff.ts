/**
 * What a file is by its own bytes. Only what a plant files is taken: pictures, PDF, office documents, drawings, text. Everything
 * else, and above all whatever a computer would run, is not known here and therefore refused.
 */
export interface FileType {
  mediaType: string
  /** Endings of file names that say the same. */
  endings: readonly string[]
  /** Shown in the browser; everything else is only offered to be saved. */
  inline?: boolean
}

const at = (bytes: Uint8Array, offset: number, text: string): boolean =>
  bytes.length >= offset + text.length && Buffer.from(bytes.subarray(offset, offset + text.length)).toString('latin1') === text

const OFFICE: readonly FileType[] = [
  {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    endings: ['xlsx'],
  },
  {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    endings: ['docx'],
  },
]

/** The mark at the beginning of each kind of file, in the order in which they are asked for. */
const MARKS: readonly { type: FileType; is: (bytes: Uint8Array) => boolean }[] = [
  { type: { mediaType: 'application/pdf', endings: ['pdf'], inline: true }, is: bytes => at(bytes, 0, '%PDF-') },
  { type: { mediaType: 'image/png', endings: ['png'], inline: true }, is: bytes => at(bytes, 0, '\u0089PNG\r\n\u001a\n') },
  { type: { mediaType: 'image/jpeg', endings: ['jpg', 'jpeg', 'jfif'], inline: true }, is: bytes => at(bytes, 0, '\u00ff\u00d8\u00ff') },
  { type: { mediaType: 'image/gif', endings: ['gif'], inline: true }, is: bytes => at(bytes, 0, 'GIF87a') || at(bytes, 0, 'GIF89a') },
  { type: { mediaType: 'image/webp', endings: ['webp'], inline: true }, is: bytes => at(bytes, 0, 'RIFF') && at(bytes, 8, 'WEBP') },
  { type: { mediaType: 'image/tiff', endings: ['tif', 'tiff'] }, is: bytes => at(bytes, 0, 'II*\u0000') || at(bytes, 0, 'MM\u0000*') },
  {
    type: { mediaType: 'image/heic', endings: ['heic', 'heif'] },
    is: bytes => at(bytes, 4, 'ftyp') && ['heic', 'heix', 'mif1', 'msf1', 'hevc'].some(brand => at(bytes, 8, brand)),
  },
  { type: { mediaType: 'image/vnd.dwg', endings: ['dwg'] }, is: bytes => at(bytes, 0, 'AC10') },
]

const TEXT: readonly FileType[] = [
  { mediaType: 'text/plain', endings: ['txt', 'log', 'md', 'asc'] },
  { mediaType: 'text/csv', endings: ['csv', 'tsv'] },
  { mediaType: 'application/json', endings: ['json'] },
  { mediaType: 'application/xml', endings: ['xml'] },
  { mediaType: 'model/step', endings: ['step', 'stp'] },
  { mediaType: 'image/vnd.dxf', endings: ['dxf'] },
]

/** Enough to know every type above; an office document names its kind in its first entries. */
export const SNIFFED_BYTES = 4096

/** The type of what begins like this and has this name; undefined when it is none that is taken, or not what its name says. */
export function fileType(beginning: Uint8Array, name: string): FileType | undefined {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase()
  const type = MARKS.find(mark => mark.is(beginning))?.type ?? officeType(beginning, ending) ?? textType(beginning, ending)
  return type && (ending === undefined || type.endings.includes(ending)) ? type : undefined
}

/** A ZIP that begins with the parts of an office document. */
function officeType(bytes: Uint8Array, ending: string | undefined): FileType | undefined {
  if (!at(bytes, 0, 'PK\u0003\u0004')) return undefined
  const names = Buffer.from(bytes).toString('latin1')
  if (!names.includes('[Content_Types].xml') && !names.includes('_rels/')) return undefined
  return OFFICE.find(type => ending !== undefined && type.endings.includes(ending))
}

/** Text has no kind of its own: its name says which, and nothing in it may be anything but letters. */
function textType(bytes: Uint8Array, ending: string | undefined): FileType | undefined {
  if (ending === undefined || !isText(bytes)) return undefined
  return TEXT.find(type => type.endings.includes(ending))
}

function isText(bytes: Uint8Array): boolean {
  if (at(bytes, 0, '#!') || at(bytes, 0, 'MZ')) return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes that no text has are exactly what is looked for
  return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(Buffer.from(bytes).toString('latin1'))
}

export const isInline = (mediaType: string): boolean => MARKS.some(({ type }) => type.mediaType === mediaType && type.inline === true)
