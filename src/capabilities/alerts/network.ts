/**
 * Which addresses a webhook may have. Whoever may state one is no administrator of this machine, and the server would call on his behalf: so
 * nothing private is called unless an administrator has allowed exactly that.
 */
import { AddressRefused, addressNamed, isNever, isWithin, networksIn, PRIVATE } from '../network.ts'

/** Beyond private networks: this machine itself, carrier-grade NAT, and IPv4 behind an IPv6 prefix. */
const INWARD = [...PRIVATE, '127.0.0.0/8', '::1/128', '100.64.0.0/10', '64:ff9b::/96', '192.0.0.0/24', '198.18.0.0/15', '240.0.0.0/4']

/** Resolved at each call, and what was checked is what is called. GENEALOT_WEBHOOK_NETWORKS names what is allowed inside. @throws AddressRefused */
export async function webhookAddress(host: string): Promise<string> {
  const { plain, named } = await addressNamed(host, `The name ${host} is not known in this network: check the address of the webhook.`)
  if (isNever(plain)) throw new AddressRefused(`${named} is an address that no webhook may have.`)
  if (isWithin(plain, INWARD) && !isWithin(plain, networksIn('GENEALOT_WEBHOOK_NETWORKS')))
    throw new AddressRefused(
      `${named} is inside the private network: an administrator can allow it with GENEALOT_WEBHOOK_NETWORKS, such as GENEALOT_WEBHOOK_NETWORKS=${plain}.`,
    )
  return plain
}
