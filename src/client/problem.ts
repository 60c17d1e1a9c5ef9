/** What the server says when it does not do what was asked: application/problem+json, plus "unreachable" for a dead line. */
export interface ProblemBody {
  title: string
  status: number
  code: string
  detail: string
  pointer?: string | undefined
  correlationId?: string | undefined
  /** The whole document: some problems say more. */
  more?: Record<string, unknown> | undefined
}

export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly pointer: string | undefined
  readonly correlationId: string | undefined
  readonly more: Record<string, unknown>

  constructor(body: ProblemBody) {
    super(body.detail)
    this.status = body.status
    this.code = body.code
    this.title = body.title
    this.pointer = body.pointer
    this.correlationId = body.correlationId
    this.more = body.more ?? {}
  }

  /** The line or the server is away: asking again later is safe and may succeed. */
  get unavailable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

export function unreachable(cause: unknown): Problem {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Problem({
    title: 'Server not reachable',
    status: 0,
    code: 'unreachable',
    detail: `The server did not answer (${reason}). Nothing was changed; try again.`,
  })
}

export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '')
  const body = parseObject(text)
  return new Problem({
    title: textOr(body['title'], response.statusText || 'Request failed'),
    status: response.status,
    code: textOr(body['code'], `http-${response.status}`),
    detail: textOr(body['detail'], `The server answered ${response.status}.`),
    pointer: typeof body['pointer'] === 'string' ? body['pointer'] : undefined,
    correlationId: correlationOf(body, response),
    more: body,
  })
}

function correlationOf(body: Record<string, unknown>, response: Response): string | undefined {
  const named = body['correlationId'] ?? body['incident']
  if (typeof named === 'string') return named
  return response.headers.get('x-request-id') ?? undefined
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise
}
