import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/api.ts'
import { usePalette } from '../../app/palette.tsx'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { ReadinessPanel } from '../drills/readiness-panel.tsx'
import { FirstStart } from './first-start.tsx'
import { FirstSteps } from './first-steps.tsx'
import './home.css'
import { ShopNowPanel } from './shop-now.tsx'
import { DemoRibbon, Stories } from './stories.tsx'

export function HomeScreen() {
  const site = useSite()
  const home = useQuery({
    queryKey: ['home', site],
    queryFn: ({ signal }) => client.home(site ? { site } : {}, signal),
    enabled: site !== undefined,
    refetchInterval: 15_000,
  })
  if (home.isError) return <Trouble error={home.error} retry={() => void home.refetch()} />
  if (!home.data) return <Skeleton rows={8} height={56} />
  if (home.data.empty || home.data.demo.loading) return <FirstStart home={home.data} />
  const stories = home.data.site === 'demo' ? home.data.story : []
  return (
    <div className="home">
      {stories.length > 0 && <Stories stories={stories} />}
      {stories.length === 0 && <Ask />}
      {stories.length === 0 && <FirstSteps home={home.data} />}
      <ShopNowPanel home={home.data} />
      <ReadinessPanel site={home.data.site} link />
      {home.data.demo.loaded && <DemoRibbon />}
    </div>
  )
}

/** Without stories the page begins with the question that people come with. */
function Ask() {
  const { t } = useWords()
  const palette = usePalette()
  return (
    <section className="ask">
      <h1>{t('home.ask')}</h1>
      <button type="button" className="ask-field" onClick={() => palette.open('')}>
        <IconSearch size={24} />
        {t('home.ask-field')}
      </button>
    </section>
  )
}
