/** Every relative link and every picture of the written pages leads to something that is there, headings included. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const top = resolve(import.meta.dirname, '../..')
const under = (folder: string): string[] =>
  readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md'))
    .map(file => join(top, folder, file))
const pages = [
  ...readdirSync(top)
    .filter(file => file.endsWith('.md'))
    .map(file => join(top, file)),
  ...['docs', 'src', 'test', 'tools'].flatMap(under),
]

const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '')

function linksOf(page: string): string[] {
  const text = withoutCode(readFileSync(page, 'utf8'))
  const found = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/\b(?:src|srcset|href)="([^"\s]+)/g)]
  return found.map(match => match[1] ?? '')
}

/** A heading as GitHub turns it into an anchor. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

function hasAnchor(page: string, anchor: string): boolean {
  const text = readFileSync(page, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].some(match => anchorOf(match[1] ?? '') === anchor)
}

function problemWith(page: string, link: string): string | undefined {
  if (/^(https?|mailto):/.test(link)) return undefined
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : resolve(dirname(page), path)
  if (!existsSync(target)) return `${relative(top, page)}: ${link} is not there`
  if (anchor !== undefined && statSync(target).isFile() && !hasAnchor(target, anchor))
    return `${relative(top, page)}: ${link} has no such heading`
  return undefined
}

test('there are pages to check', () => {
  expect(pages.length).toBeGreaterThan(20)
})

test.each(pages.map(page => relative(top, page)))('%s', page => {
  const file = join(top, page)
  expect(linksOf(file).flatMap(link => problemWith(file, link) ?? [])).toEqual([])
})
