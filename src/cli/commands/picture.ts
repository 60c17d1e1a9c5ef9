import { Argument, type Command } from 'commander'
import type { PictureNode, TracePicture } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { withServer } from '../connection.ts'
import { EXIT } from '../failure.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { count, lotName } from '../words.ts'
import { addSeedOptions, questionOf, type SeedFlags } from './seeds.ts'

interface PictureFlags extends SeedFlags {
  open?: string[]
}

export function addPicture(program: Command, add: Add): void {
  const command = program
    .command('picture')
    .description('a trace as the nodes and links of a picture: lots grouped by material, operation and standing, at most 150 nodes')
    .addArgument(new Argument('<direction>', 'forward, back or both').choices(['forward', 'back', 'both']))
    .argument('<number>', 'lot or serial number, or any other identifier of it')
    .option('--open <key...>', 'nodes to be drawn lot by lot, by their key (see --json)')
  add<['forward' | 'back' | 'both', string, PictureFlags]>(
    addSeedOptions(command),
    async (context, direction, number, { open, ...flags }) => {
      const question = { direction, ...questionOf([number], flags, context.options.site), ...(open ? { open } : {}) }
      const picture = await withServer(context, { asks: true }, ({ client }) => client.picture(question))
      if (context.out.json) await context.out.document(picture)
      else await context.out.lines(pictureText(picture, context.out.paint))
      return EXIT.done
    },
  )
}

function* pictureText({ seeds, counted, shown, nodes, links }: TracePicture, paint: Paint): Generator<string> {
  yield paint.bold(`Picture of ${seeds.map(lotName).join(', ')}: ${count(shown.of, 'lot')} in ${count(shown.nodes, 'node')}`)
  if (counted)
    yield 'So many are only counted, by material and hold, not weighed: open a group to see what is left of its lots (--open KEY).'
  yield ''
  const into = new Map<string, string[]>()
  const name = new Map(nodes.map(node => [node.key, nodeName(node)]))
  for (const { from, to, links: many } of links)
    into.set(from, [...(into.get(from) ?? []), `${name.get(to)}${many > 1 ? ` × ${many}` : ''}`])
  yield* table<PictureNode>(
    [...nodes].sort((a, b) => a.column - b.column || a.row - b.row),
    [
      { title: 'step', value: node => node.column, align: 'right' },
      { title: 'lots', value: nodeName, paint: text => paint.bold(text) },
      { title: 'material', value: node => node.material ?? '' },
      { title: 'operation', value: node => [node.operation, node.workCenter].filter(Boolean).join(' ') },
      { title: 'standing', value: node => node.standing ?? '' },
      { title: 'certain', value: node => `${node.certain} of ${node.lots}`, align: 'right' },
      { title: 'on hand', value: node => (node.onHand === undefined ? '' : `${node.onHand} ${node.unit}`), align: 'right' },
      { title: 'went into', value: node => (into.get(node.key) ?? []).join(', ') },
    ],
    paint.dim,
  )
}

const nodeName = ({ lots, first, last }: PictureNode): string =>
  first === undefined ? `${lots} others` : lots === 1 ? first : `${first}…${last} (${lots})`
