import { describe, expect, it } from 'vitest'
import { fileType } from './sniff.ts'

const of = (text: string): Buffer => Buffer.from(text, 'latin1')
const zip = (inside: string): Buffer => of(`PK\u0003\u0004\u0014\u0000${inside}`)

describe('a file is what its bytes say', () => {
  const taken: [string, Buffer, string][] = [
    ['a.pdf', of('%PDF-1.7\n'), 'application/pdf'],
    ['A.PDF', of('%PDF-1.4'), 'application/pdf'],
    ['no ending', of('%PDF-1.4'), 'application/pdf'],
    ['a.png', of('\u0089PNG\r\n\u001a\n...'), 'image/png'],
    ['a.jpg', of('\u00ff\u00d8\u00ff\u00e0'), 'image/jpeg'],
    ['a.jpeg', of('\u00ff\u00d8\u00ff\u00e1'), 'image/jpeg'],
    ['a.webp', of('RIFF\u0000\u0000\u0000\u0000WEBP'), 'image/webp'],
    ['a.gif', of('GIF89a'), 'image/gif'],
    ['a.tif', of('II*\u0000'), 'image/tiff'],
    ['a.heic', of('\u0000\u0000\u0000\u0018ftypheic'), 'image/heic'],
    ['a.xlsx', zip('[Content_Types].xml'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['a.docx', zip('_rels/.rels'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['a.txt', of('Heat 4711: 42 HRC\r\n\tfine'), 'text/plain'],
    ['a.csv', of('a;b\n1;2'), 'text/csv'],
    ['a.step', of('ISO-10303-21;'), 'model/step'],
    ['a.xml', of('<?xml version="1.0"?><cert/>'), 'application/xml'],
  ]
  it.each(taken)('%s', (name, bytes, mediaType) => expect(fileType(bytes, name)?.mediaType).toBe(mediaType))

  const refused: [string, Buffer][] = [
    ['invoice.pdf', of('MZ\u0090\u0000\u0003')],
    ['invoice.pdf', of('<html><script>')],
    ['photo.png', of('\u00ff\u00d8\u00ff\u00e0')],
    ['photo.jpg', of('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">')],
    ['picture.svg', of('<svg xmlns="http://www.w3.org/2000/svg">')],
    ['page.html', of('<html>')],
    ['run.exe', of('MZ\u0090\u0000')],
    ['run.txt', of('MZ and so on')],
    ['run.txt', of('#!/bin/sh')],
    ['lib.so', of('\u007fELF')],
    ['archive.zip', zip('[Content_Types].xml')],
    ['macro.xlsm', zip('[Content_Types].xml')],
    ['plain.xlsx', zip('readme.txt')],
    ['cert.pdf.exe', of('%PDF-1.7')],
    ['a.txt', of('text with \u0000 in it')],
    ['without', of('some text')],
    ['empty.pdf', of('')],
    ['short.png', of('\u0089PN')],
  ]
  it.each(refused)('%s is refused', (name, bytes) => expect(fileType(bytes, name)).toBeUndefined())
})
