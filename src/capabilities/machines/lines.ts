/** The connections to the brokers that the settings of the sites name, kept as they say. */
import { connect, type MqttClient } from 'mqtt'
import type { MachineValues } from '../machine-shapes.ts'
import type { Services } from '../route.ts'
import type { LineState } from './line-state.ts'
import { sitesWithMachines } from './queries.ts'
import { take } from './take.ts'

interface Options {
  pollMs?: number
  /** How long to wait before a connection or the database is tried again. */
  againMs?: number
  onFault?: (error: unknown) => void
}

export class MachineLines {
  private readonly services: Services
  private readonly options: Required<Options>
  private readonly lines = new Map<string, Line>()
  private readonly timer: NodeJS.Timeout
  private looking: Promise<void> = Promise.resolve()

  constructor(services: Services, options: Options = {}) {
    this.services = services
    this.options = { pollMs: 2000, againMs: 1000, onFault: () => undefined, ...options }
    this.timer = setInterval(() => this.look(), this.options.pollMs)
    this.timer.unref()
    this.look()
  }

  states(): LineState[] {
    return [...this.lines.values()].map(line => ({ ...line.state }))
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.looking
    await Promise.all([...this.lines.values()].map(line => line.close()))
  }

  private look(): void {
    this.looking = this.looking.then(() => this.follow()).catch(this.options.onFault)
  }

  /** A changed setting ends the line and begins another; the broker keeps what comes in between. */
  private async follow(): Promise<void> {
    const stated = await sitesWithMachines(this.services.pool)
    for (const [site, line] of this.lines) {
      const now = stated.find(entry => entry.site === site)
      if (now && JSON.stringify(now.machines) === line.says) continue
      this.lines.delete(site)
      await line.close()
    }
    for (const { site, machines } of stated)
      if (!this.lines.has(site)) this.lines.set(site, new Line(this.services, site, machines, this.options))
  }
}

class Line {
  readonly says: string
  readonly state: LineState
  private readonly client: MqttClient
  private readonly life = new AbortController()
  private readonly services: Services
  private readonly machines: MachineValues
  private readonly options: Required<Options>

  constructor(services: Services, site: string, machines: MachineValues, options: Required<Options>) {
    this.services = services
    this.machines = machines
    this.options = options
    this.says = JSON.stringify(machines)
    this.state = { site, connected: false, problem: null, lastAt: null, recorded: 0, kept: 0 }
    const { GENEALOT_MQTT_USERNAME: username, GENEALOT_MQTT_PASSWORD: password } = process.env
    // A session of the same name is taken up where it broke: the broker keeps what was sent meanwhile.
    this.client = connect(machines.broker, {
      clientId: machines.clientId ?? `genealot-${site}`,
      clean: false,
      protocolVersion: 4,
      reconnectPeriod: options.againMs,
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
    })
    this.listen()
  }

  async close(): Promise<void> {
    this.life.abort()
    await this.client.endAsync(true)
  }

  private listen(): void {
    const filters = [...new Set([...this.machines.topics.map(rule => rule.topic), ...(this.machines.listen ? [this.machines.listen] : [])])]
    this.client.on('connect', () => {
      Object.assign(this.state, { connected: true, problem: null })
      this.client.subscribe(filters, { qos: 1 }, error => {
        if (error) this.state.problem = error.message
      })
    })
    this.client.on('close', () => {
      this.state.connected = false
    })
    this.client.on('error', error => {
      this.state.problem = error.message
    })
    // The acknowledgement is sent when this calls back: never before the message is recorded or kept.
    this.client.handleMessage = ({ topic, payload }, done) => {
      this.taken(topic, Buffer.from(payload))
        .then(taken => {
          if (taken) done()
        })
        .catch(this.options.onFault)
    }
  }

  /** Tried until it is durable: what is not acknowledged comes again. */
  private async taken(topic: string, payload: Buffer): Promise<boolean> {
    const received = { site: this.state.site, topic, payload, receivedAt: this.services.now() }
    while (!this.life.signal.aborted) {
      try {
        const { recorded } = await take(this.services, this.machines, received)
        this.state.lastAt = received.receivedAt
        this.state[recorded ? 'recorded' : 'kept']++
        return true
      } catch (error) {
        this.options.onFault(error)
        await new Promise(resolve => setTimeout(resolve, this.options.againMs))
      }
    }
    return false
  }
}
