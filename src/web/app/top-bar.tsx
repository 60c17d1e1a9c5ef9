import { ActionIcon, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import {
  IconBuildingCommunity,
  IconChevronDown,
  IconDeviceDesktop,
  IconEye,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUser,
} from '@tabler/icons-react'
import { onlineManager, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { Mark } from '../parts/mark.tsx'
import { Sign } from '../parts/signs.tsx'
import { client } from './api.ts'
import { usePalette } from './palette.tsx'
import { useHindrance } from './rights.ts'
import { useSession } from './session.tsx'
import { useSite, useSites } from './site.tsx'

export function TopBar() {
  const palette = usePalette()
  return (
    <header className="top">
      <Link to="/" className="top-mark" aria-label="Genealot, start">
        <Mark size={26} />
      </Link>
      <button type="button" className="top-search" onClick={() => palette.open('')} aria-label="Search any identifier">
        <IconSearch size={18} />
        <span className="top-search-long">Search any number: lot, serial, vendor lot, heat, shipment…</span>
        <span className="top-search-short">Search</span>
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
  const hindrance = useHindrance()
  if (hindrance === undefined) return null
  return (
    <span className="top-looks" role="note" aria-label={hindrance} title={hindrance}>
      <IconEye size={17} stroke={1.7} />
      <span>looks only</span>
    </span>
  )
}

/** Whether the record itself can be believed is part of every screen, not of a report. */
function ChainState() {
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
        <span>No connection</span>
      </span>
    )
  const chain = home.data?.chain
  if (chain?.ok === false) {
    return (
      <Link to="/ledger" className="top-chain top-chain-bad">
        <Sign name="octagon" />
        <span>Ledger differs</span>
      </Link>
    )
  }
  return (
    <Link
      to="/ledger"
      className="top-chain"
      title={chain?.checkedAt ? `Chain checked ${chain.checkedAt}` : 'Chain not checked since the start'}
    >
      <Sign name={chain?.ok ? 'tick' : 'ring'} />
      <span className="num">
        <span className="quiet">ledger</span> #{(chain?.sequence ?? home.data?.events ?? 0).toLocaleString('en')}
      </span>
    </Link>
  )
}

function SiteMenu() {
  const sites = useSites()
  const site = useSite()
  const navigate = useNavigate()
  const known = sites.data ?? []
  if (known.length < 2) return <SiteBadge site={site} />
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className="top-site" aria-label={`Site ${site ?? ''}, change`}>
          <IconBuildingCommunity size={17} stroke={1.7} />
          <span>{site}</span>
          <IconChevronDown size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Site</Menu.Label>
        {known.map(one => (
          <Menu.Item
            key={one.site}
            onClick={() => void navigate({ to: '/', search: { site: one.site } })}
            rightSection={<span className="quiet small num">{one.lots.toLocaleString('en')} lots</span>}
          >
            {one.site === 'demo' ? 'demo plant' : one.site}
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
  const session = useSession()
  const answers = useQueryClient()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const leave = async () => {
    await client.signOut().catch(() => undefined)
    answers.clear()
    window.location.assign('/')
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="default" size={38} radius={19} aria-label={`Signed in as ${session.data?.name ?? ''}: theme and sign out`}>
          <IconUser size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.data?.name} · {session.data?.role}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        {themes.map(one => (
          <Menu.Item key={one.value} leftSection={<one.icon size={16} />} onClick={() => setColorScheme(one.value)}>
            {one.word}
            {colorScheme === one.value ? ' ✓' : ''}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const themes = [
  { value: 'light', word: 'Light', icon: IconSun },
  { value: 'dark', word: 'Dark', icon: IconMoon },
  { value: 'auto', word: 'As the system', icon: IconDeviceDesktop },
] as const
