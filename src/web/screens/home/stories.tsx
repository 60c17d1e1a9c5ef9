import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Story } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { seedText } from '../../app/search-params.ts'
import { Act } from '../../parts/act.tsx'
import { StoryPicture } from './story-picture.tsx'

const actions = [
  { page: 'recall', word: 'Recall it' },
  { page: 'lot', word: 'See its values' },
  { page: 'lot', word: 'See the correction' },
] as const

export function Stories({ stories }: { stories: Story[] }) {
  return (
    <section aria-labelledby="stories">
      <h1 id="stories">Three things went wrong in this plant.</h1>
      <p className="quiet home-lead">
        The demo plant makes hydraulic valves. Take the first one: who has valves with bad steel in them, and which can still be stopped?
      </p>
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
      <StoryLink story={story} page={page} word={page === 'recall' ? 'Recall it' : page === 'trace' ? 'Trace it' : action.word} />
    </li>
  )
}

function StoryLink({ story, page, word }: { story: Story; page: string; word: string }) {
  const label = `${word}: ${story.title}`
  if (page === 'recall') {
    return (
      <Link className="story-go" to="/recall" search={{ seed: [seedText(story)] }} aria-label={label}>
        {word} →
      </Link>
    )
  }
  const tab = word === 'See its values' ? 'as-built' : undefined
  return (
    <Link
      className="story-go"
      to="/lots"
      search={{ search: story.number, material: story.material, open: page === 'trace' ? 'trace' : (tab ?? '1') }}
      aria-label={label}
    >
      {word} →
    </Link>
  )
}

/** Demo data never hides among real data: it says what it is and how it goes away. */
export function DemoRibbon() {
  const [sure, setSure] = useState(false)
  const removal = useMutation({
    mutationFn: client.removeDemo,
    onSuccess: async () => {
      notifications.show({ message: 'The demo plant is gone. Your own records were not touched.' })
      await forgetAnswers()
    },
    onError: error => notifications.show({ color: 'red', title: 'Not removed', message: error.message }),
  })
  return (
    <aside className="demo-ribbon" aria-label="Demo plant">
      <p>
        <strong>Demo plant.</strong> It lives in a site of its own; your records under “main” never mix with it.
      </p>
      {sure ? (
        <div className="row">
          <Act needs="administrator" size="xs" color="red" variant="outline" loading={removal.isPending} onClick={() => removal.mutate()}>
            Remove the demo plant
          </Act>
          <Button size="xs" variant="default" onClick={() => setSure(false)}>
            Keep it
          </Button>
        </div>
      ) : (
        <div className="row">
          <Link to="/" search={{ site: 'main' }}>
            Go to your own site
          </Link>
          <Act needs="administrator" size="xs" variant="default" onClick={() => setSure(true)}>
            Remove…
          </Act>
        </div>
      )}
    </aside>
  )
}
