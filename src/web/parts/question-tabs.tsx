import { Link, useRouterState } from '@tanstack/react-router'
import { useChosenInSight } from './chosen-in-sight.ts'
import './question-tabs.css'

const questions = [
  { to: '/common-factor', word: 'Common factor' },
  { to: '/compare', word: 'Compare' },
  { to: '/seeds', word: 'Lots by question' },
  { to: '/difference', word: 'What changed' },
  { to: '/exposure', word: 'Exposure' },
  { to: '/genealogy-doctor', word: 'Doctor' },
] as const

/** The questions quality asks beside trace and recall: one place, one page each. */
export function QuestionTabs() {
  const path = useRouterState({ select: state => state.location.pathname })
  const tabs = useChosenInSight(path)
  return (
    <nav className="question-tabs no-print" aria-label="Questions" ref={tabs}>
      {questions.map(({ to, word }) => (
        <Link key={to} to={to} aria-current={path === to ? 'page' : undefined}>
          {word}
        </Link>
      ))}
    </nav>
  )
}
