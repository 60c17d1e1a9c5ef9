import { ActionIcon, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import {
  IconBuildingCommunity,
  IconChevronDown,
  IconDeviceDesktop,
  IconEye,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUser,
} from '@tabler/icons-react'
import { onlineManager, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { baseOf, LANGUAGES } from '../../words/index.ts'
import { Mark } from '../parts/mark.tsx'
import { Sign } from '../parts/signs.tsx'
import { client } from './api.ts'
import { chooseLanguage } from './language.ts'
import { usePalette } from './palette.tsx'
import { useHindrance } from './rights.ts'
import { useSession } from './session.tsx'
import { useSite, useSites } from './site.tsx'
import { useWords } from './words.tsx'

export function TopBar() {
  const { t } = useWords()
  const palette = usePalette()
  return (
    <header className="top">
      <Link to="/" className="top-mark" aria-label={t('nav.home')}>
        <Mark size={26} />
      </Link>
      <button type="button" className="top-search" onClick={() => palette.open('')} aria-label={t('top.search-any')}>
        <IconSearch size={18} />
        <span className="top-search-long">{t('top.search-long')}</span>
        <span className="top-search-short">{t('top.search')}</span>
        <kbd>/</kbd>
      </button>
      <div className="top-tools">
        <LooksOnly />
        <ChainState />
        <SiteMenu />
        <PersonMenu />
      </div>
    </header>
  )
}

/** Said once for every screen; each button without effect says it again. */
function LooksOnly() {
  const { t } = useWords()
  const hindrance = useHindrance()
  if (hindrance === undefined) return null
  return (
    <span className="top-looks" role="note" aria-label={hindrance} title={hindrance}>
      <IconEye size={17} stroke={1.7} />
      <span>{t('top.looks-only')}</span>
    </span>
  )
}

/** Whether the record itself can be believed is part of every screen, not of a report. */
function ChainState() {
  const { t, n } = useWords()
  const online = useSyncExternalStore(
    listener => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  )
  const site = useSite()
  const home = useQuery({ queryKey: ['home', site], queryFn: () => client.home(site ? { site } : {}), enabled: site !== undefined })
  if (!online || home.isError)
    return (
      <span className="top-chain top-chain-bad">
        <Sign name="triangle" />
        <span>{t('top.no-connection')}</span>
      </span>
    )
  const chain = home.data?.chain
  if (chain?.ok === false) {
    return (
      <Link to="/ledger" className="top-chain top-chain-bad">
        <Sign name="octagon" />
        <span>{t('top.ledger-differs')}</span>
      </Link>
    )
  }
  return (
    <Link
      to="/ledger"
      className="top-chain"
      title={chain?.checkedAt ? t('top.chain-checked', { time: chain.checkedAt }) : t('top.chain-unchecked')}
    >
      <Sign name={chain?.ok ? 'tick' : 'ring'} />
      <span className="num">
        <span className="quiet">{t('top.ledger')}</span> #{n(chain?.sequence ?? home.data?.events ?? 0)}
      </span>
    </Link>
  )
}

function SiteMenu() {
  const { t } = useWords()
  const sites = useSites()
  const site = useSite()
  const navigate = useNavigate()
  const known = sites.data ?? []
  if (known.length < 2) return <SiteBadge site={site} />
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className="top-site" aria-label={t('top.site-change', { site: site ?? '' })}>
          <IconBuildingCommunity size={17} stroke={1.7} />
          <span>{site}</span>
          <IconChevronDown size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('top.site')}</Menu.Label>
        {known.map(one => (
          <Menu.Item
            key={one.site}
            onClick={() => void navigate({ to: '/', search: { site: one.site } })}
            rightSection={<span className="quiet small num">{t('top.site-lots', { count: one.lots })}</span>}
          >
            {one.site === 'demo' ? t('top.demo-plant') : one.site}
            {one.site === site ? ' ✓' : ''}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function SiteBadge({ site }: { site: string | undefined }) {
  if (site === undefined) return null
  return (
    <span className="top-site">
      <IconBuildingCommunity size={17} stroke={1.7} />
      <span>{site}</span>
    </span>
  )
}

function PersonMenu() {
  const { t } = useWords()
  const session = useSession()
  const answers = useQueryClient()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const leave = async () => {
    await client.signOut().catch(() => undefined)
    answers.clear()
    chooseLanguage(null)
    window.location.assign('/')
  }
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <ActionIcon variant="default" size={38} radius={19} aria-label={t('top.account', { name: session.data?.name ?? '' })}>
          <IconUser size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.data?.name} · {session.data?.role}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('top.theme')}</Menu.Label>
        {themes.map(one => (
          <Menu.Item key={one.value} leftSection={<one.icon size={16} />} onClick={() => setColorScheme(one.value)}>
            {t(one.word)}
            {colorScheme === one.value ? ' ✓' : ''}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Languages />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          {t('top.sign-out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Each as its speakers write it; what nobody of them has read over says so. */
function Languages() {
  const { t, language } = useWords()
  return (
    <>
      <Menu.Label>{t('top.language')}</Menu.Label>
      {LANGUAGES.map(one => (
        <Menu.Item
          key={one.code}
          leftSection={<IconLanguage size={16} />}
          rightSection={one.machineMade && <span className="quiet small">{t('top.machine-made')}</span>}
          onClick={() => chooseLanguage(one.code)}
        >
          <span lang={one.code}>{one.name}</span>
          {baseOf(language) === one.code ? ' ✓' : ''}
        </Menu.Item>
      ))}
    </>
  )
}

const themes = [
  { value: 'light', word: 'top.light', icon: IconSun },
  { value: 'dark', word: 'top.dark', icon: IconMoon },
  { value: 'auto', word: 'top.as-system', icon: IconDeviceDesktop },
] as const
