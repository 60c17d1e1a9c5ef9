/** Keyboards: what each key gives, alone and with Shift, key by key in one order. A scanner presses keys; the computer says what they mean. */
const KEYBOARDS = {
  US: ["`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./", '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'],
  German: ['^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-', '°!"§$%&/()=?`QWERTZUIOPÜ*\'ASDFGHJKLÖÄYXCVBNM;:_'],
  French: ['²&é"\'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!', '\u00001234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§'],
  Spanish: ["º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-", 'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_'],
  Italian: ["\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-", '|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_'],
} as const
export type Keyboard = keyof typeof KEYBOARDS
export const KEYBOARD_NAMES = Object.keys(KEYBOARDS) as Keyboard[]

/** Keys that wait for the next one: alone they give nothing that could be counted on. */
const DEAD: Readonly<Record<Keyboard, string>> = { US: '', German: '^´`', French: '^¨', Spanish: '`´^¨', Italian: '' }

/** What arrives for each letter when the scanner is set to one keyboard and the computer to another; a dead key gives nothing. */
export function typedOn(scanner: Keyboard, computer: Keyboard): ReadonlyMap<string, string> {
  const typed = new Map<string, string>()
  for (const shift of [0, 1] as const) {
    const [pressed, meant] = [Array.from(KEYBOARDS[scanner][shift]), Array.from(KEYBOARDS[computer][shift])]
    pressed.forEach((letter, key) => {
      const arrives = meant[key] ?? ''
      if (letter !== '\0' && !typed.has(letter)) typed.set(letter, arrives === '\0' || DEAD[computer].includes(arrives) ? '' : arrives)
    })
  }
  return typed
}

/** What arrived, back to what was printed. Where two letters arrive as one, neither can be told and both are left as they are. */
export function translation(scanner: Keyboard, computer: Keyboard): Record<string, string> {
  const printed = new Map<string, string[]>()
  for (const [letter, arrives] of typedOn(scanner, computer))
    if (arrives !== '') printed.set(arrives, [...(printed.get(arrives) ?? []), letter])
  return Object.fromEntries(
    [...printed].flatMap(([arrives, [letter, ...others]]) =>
      letter === undefined || others.length > 0 || letter === arrives ? [] : [[arrives, letter]],
    ),
  )
}
