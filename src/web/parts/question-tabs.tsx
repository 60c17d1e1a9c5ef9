import { Link, useRouterState } from '@tanstack/react-router'
import { useWords } from '../app/words.tsx'
import { useChosenInSight } from './chosen-in-sight.ts'
import './question-tabs.css'

const questions = [
  { to: '/common-factor', word: 'factor.title' },
  { to: '/compare', word: 'compare.title' },
  { to: '/seeds', word: 'seeds.title' },
  { to: '/difference', word: 'changed.title' },
  { to: '/exposure', word: 'exposure.title' },
  { to: '/genealogy-doctor', word: 'doctor.title' },
] as const

/** The questions quality asks beside trace and recall: one place, one page each. */
export function QuestionTabs() {
  const { t } = useWords()
  const path = useRouterState({ select: state => state.location.pathname })
  const tabs = useChosenInSight(path)
  return (
    <nav className="question-tabs no-print" aria-label={t('place.questions')} ref={tabs}>
      {questions.map(({ to, word }) => (
        <Link key={to} to={to} aria-current={path === to ? 'page' : undefined}>
          {t(word)}
        </Link>
      ))}
    </nav>
  )
}
