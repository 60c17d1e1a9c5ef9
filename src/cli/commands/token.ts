import { type Command, Option } from 'commander'
import type { AccessToken } from '../../client/index.ts'
import { LANGUAGES } from '../../words/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import { parseTime } from '../options.ts'
import { table } from '../table.ts'
import { time } from '../words.ts'

interface CreateFlags {
  role: string
  expiresAt?: string
  language?: string
}

export function addToken(program: Command, add: Add): void {
  const token = program.command('token').description('tokens by which programs and people sign in')
  const create = token
    .command('create')
    .description('make a token; it is shown this once')
    .argument('<name>', 'who or what will use it')
    .addOption(new Option('--role <role>', 'what it may do').choices(['reader', 'writer', 'administrator']).default('writer'))
    .addOption(new Option('--expires-at <time>', 'until when').argParser(parseTime))
    .addOption(new Option('--language <language>', 'what its screens speak').choices(LANGUAGES.map(({ code }) => code)))
  add<[string, CreateFlags]>(create, createToken)
  add<[]>(token.command('list').description('who has one; secrets are not kept and cannot be shown'), listTokens)
  add<[string]>(token.command('revoke').description('end a token at once').argument('<name>', 'its name'), revokeToken)
}

async function createToken(context: Context, name: string, flags: CreateFlags): Promise<Exit> {
  const { out } = context
  const made = await withServer(context, { asks: false }, ({ client }) => client.createToken({ name, ...flags }))
  await (out.json ? out.document(made) : out.lines([made.token]))
  out.note(`The token "${name}" (${made.role}) is shown only now: keep it safe.`)
  return EXIT.done
}

async function listTokens(context: Context): Promise<Exit> {
  const { out } = context
  const tokens = await withServer(context, { asks: true }, ({ client }) => client.tokens())
  if (out.json) await out.document({ tokens })
  else if (tokens.length === 0) out.note('There are no tokens. Make one with `genealot token create NAME`.')
  else await out.lines(table(tokens, columns, out.paint.dim))
  return EXIT.done
}

const columns = [
  { title: 'name', value: (token: AccessToken) => token.name },
  { title: 'role', value: (token: AccessToken) => token.role },
  { title: 'since', value: (token: AccessToken) => time(token.since) },
  { title: 'expires', value: (token: AccessToken) => time(token.expiresAt) },
  { title: 'state', value: (token: AccessToken) => (token.revoked ? 'revoked' : 'valid') },
]

async function revokeToken(context: Context, name: string): Promise<Exit> {
  const { out } = context
  await withServer(context, { asks: true }, ({ client }) => client.revokeToken(name))
  await (out.json ? out.document({ name, revoked: true }) : out.lines([`The token "${name}" is revoked.`]))
  return EXIT.done
}
