import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import moduleUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'

// The module comes with our own files: a plant may have no internet, and no page of ours asks a foreign host for code.
prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? moduleUrl : prefix + path) } })

/** The first code in the picture, its separators as bytes and its symbology in front, as a good hand scanner sends them. */
export async function readPicture(video: HTMLVideoElement): Promise<string | undefined> {
  const picture = pictureOf(video)
  if (picture === undefined) return undefined
  const [found] = await readBarcodes(picture, {
    formats: ['QRCode', 'DataMatrix', 'Code128', 'EAN-13', 'EAN-8', 'ITF', 'PDF417', 'Code39'],
    textMode: 'Plain',
    maxNumberOfSymbols: 1,
  })
  if (found === undefined || !found.isValid) return undefined
  return found.symbologyIdentifier + found.text
}

const canvas = document.createElement('canvas')

function pictureOf(video: HTMLVideoElement): ImageData | undefined {
  const { videoWidth: width, videoHeight: height } = video
  if (width === 0) return undefined
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  pen?.drawImage(video, 0, 0)
  return pen?.getImageData(0, 0, width, height)
}
