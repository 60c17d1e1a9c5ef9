/**
 * Which addresses a printer may have. A printer is stated by people who are not administrators of this machine, and the server opens
 * connections for them: without a rule they could reach what only this machine should reach.
 */
import { say } from '../../words/index.ts'
import { AddressRefused, addressNamed, isNever, isWithin, networksIn, PRIVATE } from '../network.ts'

/** GENEALOT_PRINTER_NETWORKS: "10.20.0.0/16, 192.168.7.9", instead of all private networks, where printers live. */
function allowedNetworks(): string[] {
  const given = networksIn('GENEALOT_PRINTER_NETWORKS')
  return given.length === 0 ? PRIVATE : given
}

/** The address to connect to: resolved once, so that what was checked is what is used. @throws AddressRefused */
export async function printerAddress(host: string, port: number): Promise<string> {
  if (port < 1024) throw new AddressRefused(say('en', 'printer.port', { port }))
  const { plain, named } = await addressNamed(host, say('en', 'printer.host', { host }))
  if (isNever(plain)) throw new AddressRefused(say('en', 'printer.address', { address: named }))
  if (!isWithin(plain, allowedNetworks()))
    throw new AddressRefused(say('en', 'printer.outside', { address: named, networks: allowedNetworks().join(', ') }))
  return plain
}
