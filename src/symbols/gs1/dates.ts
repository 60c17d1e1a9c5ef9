/** Dates as labels have them: YYMMDD or YYYYMMDD. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Day 00 stands for the whole month where the identifier allows it. */
export function dateComplaint(text: string, { wholeMonth = false } = {}): string | undefined {
  const [month, day] = [Number(text.slice(-4, -2)), Number(text.slice(-2))]
  if (month < 1 || month > 12) return `${text} is no date: there is no month ${text.slice(-4, -2)}`
  const isDay = day <= daysIn(Number(text.slice(0, -4)), month) && (day > 0 || wholeMonth)
  return isDay ? undefined : `${text} is no date: there is no day ${text.slice(-2)} in that month`
}

/** Two digits of a year are enough: among 1951 to 2150 only 2100 breaks the rule of four, and a label of that year is not read before 2050. */
const daysIn = (year: number, month: number): number =>
  month === 2 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0 || year < 100)) ? 28 : (DAYS[month - 1] ?? 0)

/** GS1's rule for two digits: the year that lies from 49 years back to 50 years ahead of now. */
export function centuryOf(twoDigits: number, yearNow: number): number {
  const near = yearNow - (yearNow % 100) + twoDigits
  const distance = near - yearNow
  return distance > 50 ? near - 100 : distance < -49 ? near + 100 : near
}

/** "2026-11-30" of YYMMDD or YYYYMMDD; day 00 is the last of the month. */
export function isoDate(text: string, yearNow: number): string {
  const year = text.length === 8 ? Number(text.slice(0, 4)) : centuryOf(Number(text.slice(0, 2)), yearNow)
  const [month, day] = [Number(text.slice(-4, -2)), Number(text.slice(-2))]
  return [year, month, day || daysIn(year, month)].map((part, index) => String(part).padStart(index === 0 ? 4 : 2, '0')).join('-')
}
