/**
 * Which addresses a printer may have. A printer is stated by people who are not administrators of this machine, and the server opens
 * connections for them: without a rule they could reach what only this machine should reach.
 */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Private networks, where printers live: RFC 1918, carrier-grade NAT left out, unique local IPv6. */
const STANDARD = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']
/** Never, whatever is allowed: addresses at which clouds hand out credentials, and addresses of nobody or everybody. */
const NEVER = [
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::254/128',
  '100.100.100.200/32',
  '0.0.0.0/8',
  '224.0.0.0/4',
  '255.255.255.255/32',
  'ff00::/8',
  '::/128',
]

/** GENEALOT_PRINTER_NETWORKS: "10.20.0.0/16, 192.168.7.9", instead of all private networks. */
const allowedNetworks = (): string[] => {
  const given = process.env.GENEALOT_PRINTER_NETWORKS?.split(/[\s,]+/).filter(Boolean)
  return given === undefined || given.length === 0 ? STANDARD : given
}

export class AddressRefused extends Error {}

/** The address to connect to: resolved once, so that what was checked is what is used. @throws AddressRefused */
export async function printerAddress(host: string, port: number): Promise<string> {
  if (port < 1024) throw new AddressRefused(`Port ${port} is not a printer's: printers listen on 9100, or on another port from 1024 up.`)
  const address = isIP(host) ? host : await resolved(host)
  const named = isIP(host) ? host : `${host} (${address})`
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (listOf(NEVER).check(plain, familyOf(plain))) throw new AddressRefused(`${named} is an address that no printer may have.`)
  if (!listOf(allowedNetworks()).check(plain, familyOf(plain)))
    throw new AddressRefused(
      `${named} is outside the networks printers may be in (${allowedNetworks().join(', ')}): an administrator can allow it with GENEALOT_PRINTER_NETWORKS.`,
    )
  return plain
}

async function resolved(host: string): Promise<string> {
  try {
    return (await lookup(host)).address
  } catch {
    throw new AddressRefused(`The name ${host} is not known in this network: check it, or use the printer's IP address.`)
  }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    if (isIP(address) === 0) continue
    if (prefix === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(prefix), familyOf(address))
  }
  return list
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
