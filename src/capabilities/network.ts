/** Addresses this server connects to because somebody who is no administrator of this machine has stated them: what they may be. */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Private networks: RFC 1918, carrier-grade NAT left out, unique local IPv6. */
export const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']
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

export class AddressRefused extends Error {}

/** "10.20.0.0/16, 192.168.7.9" in a variable of the environment. */
export const networksIn = (variable: string): string[] => process.env[variable]?.split(/[\s,]+/).filter(Boolean) ?? []

export interface Address {
  /** As it is connected to. */
  plain: string
  /** As a reader knows it. */
  named: string
}

/** Resolved once, so that what was checked is what is used. @throws AddressRefused for a name that is not known. */
export async function addressNamed(host: string, unknown: string): Promise<Address> {
  const address = isIP(host) ? host : await resolved(host, unknown)
  return { plain: address.replace(/^::ffff:(?=\d+\.)/i, ''), named: isIP(host) ? host : `${host} (${address})` }
}

async function resolved(host: string, unknown: string): Promise<string> {
  try {
    return (await lookup(host)).address
  } catch {
    throw new AddressRefused(unknown)
  }
}

export const isNever = (plain: string): boolean => isWithin(plain, NEVER)

export const isWithin = (plain: string, networks: readonly string[]): boolean => listOf(networks).check(plain, familyOf(plain))

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
