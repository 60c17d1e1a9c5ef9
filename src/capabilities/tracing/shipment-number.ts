/**
 * The number by which the engine knows a shipment: a return brings back what its own shipment took. 32 bits of its name. Should two
 * shipments of one lot ever share them, a return is weighed against both, which is loose and still sound.
 */
export function shipmentNumber(site: string | null, shipment: string | null): number {
  if (site === null || shipment === null) return 0
  const name = `${site}\u0000${shipment}`
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash >>> 0 || 1
}
