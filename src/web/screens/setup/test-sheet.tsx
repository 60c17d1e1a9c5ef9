import { code128, drawingSVG, gs1datamatrix, qrcode } from 'bwip-js/browser'
import { TEST_SYMBOLS, type TestName, type TestSymbol } from '../../../symbols/diagnose.ts'
import { useWords } from '../../app/words.tsx'
import { Sign } from '../../parts/signs.tsx'

interface Props {
  next: TestName | undefined
  arrived: readonly TestName[]
  choose: (name: TestName) => void
}

/** The symbol whose turn it is stands out; one that went wrong is scanned again by choosing it. */
export function TestSheet({ next, arrived, choose }: Props) {
  const { t } = useWords()
  return (
    <ol className="scan-sheet">
      {TEST_SYMBOLS.map((symbol, index) => (
        <li
          key={symbol.name}
          className={symbol.name === next ? 'scan-card scan-next' : 'scan-card'}
          aria-current={symbol.name === next ? 'step' : undefined}
        >
          <h2>
            {arrived.includes(symbol.name) && <Sign name="tick" size={18} />}
            {index + 1}. {t(`scanner.${symbol.name}`)}
          </h2>
          <img src={pictureOf(symbol)} alt={t('scanner.symbol', { number: index + 1, word: t(`scanner.${symbol.name}`) })} />
          <p className="small no-print">
            {symbol.name === next ? (
              <strong>{t('scanner.now')}</strong>
            ) : (
              <button type="button" className="plain" onClick={() => choose(symbol.name)}>
                {arrived.includes(symbol.name) ? t('scanner.again') : t('scanner.first')}
              </button>
            )}
          </p>
        </li>
      ))}
    </ol>
  )
}

function pictureOf({ symbology, text }: TestSymbol): string {
  return `data:image/svg+xml,${encodeURIComponent(drawn(symbology, text))}`
}

function drawn(symbology: TestSymbol['symbology'], text: string): string {
  const paper = { padding: 4, backgroundcolor: 'FFFFFF' }
  if (symbology === 'code128') return code128({ bcid: 'code128', text, height: 14, ...paper }, drawingSVG())
  if (symbology === 'qrcode') return qrcode({ bcid: 'qrcode', text, ...paper }, drawingSVG())
  return gs1datamatrix({ bcid: 'gs1datamatrix', text: bracketed(text), scale: 3, ...paper }, drawingSVG())
}

/** The drawer wants its identifiers in brackets and puts the separators itself. */
function bracketed(text: string): string {
  return text.replaceAll('\u001d', '').replace(/^01(\d{14})10(.*)21(BCD.*)$/, '(01)$1(10)$2(21)$3')
}
