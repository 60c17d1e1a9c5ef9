import type { Sentence } from './sentence.ts'

/** Why a label has not come out, for who stands at the station; part of `en`. The server keeps the English sentence, `printerSaid` finds it here again. */
export const enPrinter = {
  'printer.no-answer': 'Printer {printer} ({address}) does not answer: is it switched on and in the network?',
  'printer.refuses': 'Printer {printer} ({address}) refuses the connection: is it switched on?',
  'printer.unreachable': 'Printer {printer} ({address}) cannot be reached ({code}).',
  'printer.mute': 'Printer {printer} takes the connection and answers nothing, which it used to: switch it off and on.',
  'printer.cannot': 'Printer {printer} cannot print: {reason}.',
  'printer.halfway': 'Printer {printer} broke the connection halfway: look whether the label came out.',
  'printer.closed': 'Printer {printer} closed the connection before the label was sent.',
  'printer.stopped': 'Printer {printer} stopped taking the label halfway: look whether the label came out.',
  'printer.has': 'Printer {printer} has the label, but {reason}. It comes out then.',
  'printer.had': 'Printer {printer} has the label, but {reason}.',
  'printer.long': 'Printer {printer} has had the label for long: look whether it came out, else print it again.',
  'printer.switched-off': 'Printer {printer} was switched off while it had the label: look whether it came out, else print it again.',
  'printer.gone': 'There is no printer {printer} any more: print it elsewhere.',
  'printer.server-stopped': 'The server was stopped while this was being sent: the label may have been printed.',
  'printer.port': "Port {port} is not a printer's: printers listen on 9100, or on another port from 1024 up.",
  'printer.host': "The name {host} is not known in this network: check it, or use the printer's IP address.",
  'printer.address': '{address} is an address that no printer may have.',
  'printer.outside':
    '{address} is outside the networks printers may be in ({networks}): an administrator can allow it with GENEALOT_PRINTER_NETWORKS.',

  'printer.ready': '{printer} is ready.',
  'printer.reached': '{printer} is reached, but {reason}.',
  'printer.tells-nothing': '{printer} takes connections but does not answer ~HS: its state can only be seen at the printer.',

  'printer.why.silent': 'it answers nothing any more: switch it off and on',
  'printer.why.away': 'it cannot be reached any more: switch it on',
  'printer.why.head-open': 'its print head is open: close it',
  'printer.why.paper-out': 'it is out of labels: load a roll',
  'printer.why.ribbon-out': 'it is out of ribbon: load a ribbon',
  'printer.why.paused': 'it is paused: press its pause key',
  'printer.why.buffer-full': 'its buffer is full: wait, or switch it off and on',
} as const satisfies Record<string, Sentence>
