import { Drawer } from '@mantine/core'
import { IconBinaryTree, IconDots, IconHome, IconMenu2, IconSearch, IconTargetArrow } from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Mark } from '../parts/mark.tsx'
import { usePalette } from './palette.tsx'
import { type Place, places } from './places.ts'
import { useWords } from './words.tsx'

export function Rail() {
  const { t } = useWords()
  return (
    <nav className="rail" aria-label={t('nav.main')}>
      <Link to="/" className="rail-mark" aria-label={t('nav.home')}>
        <Mark size={28} />
        <span>Genealot</span>
      </Link>
      <Everything className="rail-all" position="left">
        <IconMenu2 size={20} stroke={1.7} />
      </Everything>
      <PlaceList />
    </nav>
  )
}

function PlaceList({ onChosen }: { onChosen?: () => void }) {
  const { t } = useWords()
  return places.map(({ group, entries }) => (
    <div key={group} className="rail-group">
      <div className="rail-title">{t(group)}</div>
      <ul>
        {entries.map(place => (
          <li key={place.to}>
            <PlaceLink place={place} {...(onChosen ? { onChosen } : {})} />
          </li>
        ))}
      </ul>
    </div>
  ))
}

function PlaceLink({ place, onChosen }: { place: Place; onChosen?: () => void }) {
  const { t } = useWords()
  const here = useRouterState({ select: state => [place.to, ...(place.also ?? [])].some(to => isHere(state.location.pathname, to)) })
  return (
    <Link to={place.to} className="rail-link" aria-current={here ? 'page' : undefined} title={t(place.word)} onClick={onChosen}>
      <place.icon size={20} stroke={1.7} />
      <span>{t(place.word)}</span>
    </Link>
  )
}

function isHere(path: string, to: string): boolean {
  return to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)
}

/** Every place with its word, for where there is room for icons only, or for nothing. */
function Everything(props: { className?: string; position: 'left' | 'bottom'; children: ReactNode }) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={props.className}
        aria-label={props.className ? t('nav.everything') : undefined}
        title={t('nav.everything')}
        onClick={() => setOpen(true)}
      >
        {props.children}
      </button>
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        position={props.position}
        size={props.position === 'left' ? 300 : 'auto'}
        title={t('nav.everything')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <div className="phone-places">
          <PlaceList onChosen={() => setOpen(false)} />
        </div>
      </Drawer>
    </>
  )
}

/** On a phone the four things people come for are under the thumb; everything else is one touch further. */
export function PhoneBar() {
  const { t } = useWords()
  const palette = usePalette()
  const path = useRouterState({ select: state => state.location.pathname })
  return (
    <nav className="phone-bar" aria-label={t('nav.main-short')}>
      <Link to="/" aria-current={path === '/' ? 'page' : undefined}>
        <IconHome size={22} stroke={1.7} />
        {t('place.start')}
      </Link>
      <button type="button" onClick={() => palette.open('')}>
        <IconSearch size={22} stroke={1.7} />
        {t('top.search')}
      </button>
      <Link to="/trace" aria-current={isHere(path, '/trace') ? 'page' : undefined}>
        <IconBinaryTree size={22} stroke={1.7} />
        {t('place.trace')}
      </Link>
      <Link to="/recall" aria-current={isHere(path, '/recall') || isHere(path, '/recalls') ? 'page' : undefined}>
        <IconTargetArrow size={22} stroke={1.7} />
        {t('place.recall')}
      </Link>
      <Everything position="bottom">
        <IconDots size={22} stroke={1.7} />
        {t('nav.more')}
      </Everything>
    </nav>
  )
}
