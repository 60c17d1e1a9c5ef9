import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Story } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { seedText } from '../../app/search-params.ts'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { StoryPicture } from './story-picture.tsx'

const actions = [
  { page: 'recall', word: 'stories.recall' },
  { page: 'lot', word: 'stories.values' },
  { page: 'lot', word: 'stories.correction' },
] as const

export function Stories({ stories }: { stories: Story[] }) {
  const { t } = useWords()
  return (
    <section aria-labelledby="stories">
      <h1 id="stories">{t('stories.title')}</h1>
      <p className="quiet home-lead">{t('stories.text')}</p>
      <ul className="stories">
        {stories.slice(0, 3).map((story, index) => (
          <StoryCard key={story.title} story={story} index={index} />
        ))}
      </ul>
    </section>
  )
}

function StoryCard({ story, index }: { story: Story; index: number }) {
  const action = actions[index] ?? actions[1]
  const page = story.page ?? action.page
  return (
    <li className={index === 0 ? 'story story-first' : 'story'}>
      <StoryPicture index={index} />
      <h2>{story.title}</h2>
      <p>{story.text}</p>
      <p className="small">
        <span className="mono story-number">{story.search}</span>
      </p>
      <StoryLink story={story} page={page} word={page === 'recall' ? 'stories.recall' : page === 'trace' ? 'stories.trace' : action.word} />
    </li>
  )
}

function StoryLink({ story, page, word }: { story: Story; page: string; word: OfficeKey }) {
  const { t } = useWords()
  const label = t('exceptions.act-on', { act: t(word), what: story.title })
  if (page === 'recall') {
    return (
      <Link className="story-go" to="/recall" search={{ seed: [seedText(story)] }} aria-label={label}>
        {t(word)} →
      </Link>
    )
  }
  const tab = word === 'stories.values' ? 'as-built' : undefined
  return (
    <Link
      className="story-go"
      to="/lots"
      search={{ search: story.number, material: story.material, open: page === 'trace' ? 'trace' : (tab ?? '1') }}
      aria-label={label}
    >
      {t(word)} →
    </Link>
  )
}

/** Demo data never hides among real data: it says what it is and how it goes away. */
export function DemoRibbon() {
  const { t } = useWords()
  const [sure, setSure] = useState(false)
  const removal = useMutation({
    mutationFn: client.removeDemo,
    onSuccess: async () => {
      notifications.show({ message: t('demo.gone') })
      await forgetAnswers()
    },
    onError: error => notifications.show({ color: 'red', title: t('demo.not-removed'), message: error.message }),
  })
  return (
    <aside className="demo-ribbon" aria-label={t('demo.title')}>
      <p>
        <strong>{t('demo.title')}.</strong> {t('demo.text')}
      </p>
      {sure ? (
        <div className="row">
          <Act needs="administrator" size="xs" color="red" variant="outline" loading={removal.isPending} onClick={() => removal.mutate()}>
            {t('demo.remove')}
          </Act>
          <Button size="xs" variant="default" onClick={() => setSure(false)}>
            {t('demo.keep')}
          </Button>
        </div>
      ) : (
        <div className="row">
          <Link to="/" search={{ site: 'main' }}>
            {t('demo.own-site')}
          </Link>
          <Act needs="administrator" size="xs" variant="default" onClick={() => setSure(true)}>
            {t('demo.ask-remove')}
          </Act>
        </div>
      )}
    </aside>
  )
}
