/**
 * Which addresses a printer may have. A printer is stated by people who are not administrators of this machine, and the server opens
 * connections for them: without a rule they could reach what only this machine should reach.
 */
import { AddressRefused, addressNamed, isNever, isWithin, networksIn, PRIVATE } from '../network.ts'

/** GENEALOT_PRINTER_NETWORKS: "10.20.0.0/16, 192.168.7.9", instead of all private networks, where printers live. */
function allowedNetworks(): string[] {
  const given = networksIn('GENEALOT_PRINTER_NETWORKS')
  return given.length === 0 ? PRIVATE : given
}

/** The address to connect to: resolved once, so that what was checked is what is used. @throws AddressRefused */
export async function printerAddress(host: string, port: number): Promise<string> {
  if (port < 1024) throw new AddressRefused(`Port ${port} is not a printer's: printers listen on 9100, or on another port from 1024 up.`)
  const { plain, named } = await addressNamed(
    host,
    `The name ${host} is not known in this network: check it, or use the printer's IP address.`,
  )
  if (isNever(plain)) throw new AddressRefused(`${named} is an address that no printer may have.`)
  if (!isWithin(plain, allowedNetworks()))
    throw new AddressRefused(
      `${named} is outside the networks printers may be in (${allowedNetworks().join(', ')}): an administrator can allow it with GENEALOT_PRINTER_NETWORKS.`,
    )
  return plain
}
