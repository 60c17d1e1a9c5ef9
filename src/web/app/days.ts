/** Days as people here count them; what is not a day yet asks for nothing. */
export const dayStart = (day: string | undefined): string | undefined => instantOf(day, '00:00:00')
export const dayEnd = (day: string | undefined): string | undefined => instantOf(day, '23:59:59.999')

function instantOf(day: string | undefined, time: string): string | undefined {
  const moment = new Date(`${day ?? ''}T${time}`)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()
}
