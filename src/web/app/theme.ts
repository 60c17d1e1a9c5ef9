import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** One hue: the action colour of the house. Index 8 serves light pages, index 3 dark ones. */
const brand: MantineColorsTuple = [
  '#e0eef1',
  '#c3e1e7',
  '#a0dbe6',
  '#6fd3e3',
  '#3fb4c7',
  '#2395a9',
  '#17798c',
  '#106576',
  '#0b5566',
  '#073d4a',
]

export const theme = createTheme({
  colors: { brand },
  primaryColor: 'brand',
  primaryShade: { light: 8, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { variant: 'filled' } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 } } },
    // A dialog's head is no banner of the page.
    ModalHeader: { defaultProps: { component: 'div' } },
    DrawerHeader: { defaultProps: { component: 'div' } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
  },
})

/** Mantine's own greys fail contrast in places; its variables are pointed at the tokens, so there is one palette only. */
export const variables: CSSVariablesResolver = () => ({ variables: {}, light: shared(), dark: shared() })

function shared(): Record<string, string> {
  return {
    '--mantine-color-body': 'var(--panel)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--quiet)',
    '--mantine-color-placeholder': 'var(--quiet)',
    '--mantine-color-error': 'var(--stop)',
    '--mantine-color-anchor': 'var(--brand)',
    '--mantine-color-default': 'var(--panel)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-default-color': 'var(--ink)',
  }
}
