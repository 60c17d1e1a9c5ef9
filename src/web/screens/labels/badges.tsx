import { MultiSelect } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { download } from '../../parts/csv.ts'
import { Panel } from '../../parts/panel.tsx'

/** Giving badges changes who may identify as whom, so it says first what it ends. */
export function Badges() {
  const { t } = useWords()
  const site = useSite()
  const people = useQuery({ queryKey: ['people', site], queryFn: () => client.people(site ? { site } : {}), enabled: site !== undefined })
  const [chosen, setChosen] = useState<string[]>([])
  const give = useMutation({
    mutationFn: () => client.giveBadges({ people: chosen, ...(site ? { site } : {}) }),
    onSuccess: sheet => {
      download('badges.pdf', sheet)
      setChosen([])
    },
  })
  return (
    <Panel title={t('badges.title')}>
      <div className="stack">
        <p className="quiet">
          {t('badges.once')} <strong>{t('badges.end')}</strong>
        </p>
        <MultiSelect
          label={t('col.for')}
          searchable
          value={chosen}
          onChange={setChosen}
          data={(people.data ?? []).map(one => ({ value: one.code, label: one.name ? `${one.name} (${one.code})` : one.code }))}
        />
        {give.isError && <Refusal detail={give.error.message} />}
        <div>
          <Act
            needs="administrator"
            variant="default"
            disabled={chosen.length === 0}
            loading={give.isPending}
            onClick={() => give.mutate()}
          >
            {t('badges.make')}
          </Act>
        </div>
      </div>
    </Panel>
  )
}
