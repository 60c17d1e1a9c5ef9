import { useQuery } from '@tanstack/react-query'
import type { Person } from '../../client/index.ts'
import { client } from '../app/api.ts'
import { useSite } from '../app/site.tsx'
import type { CodeFieldProps } from './code-field.tsx'
import { SuggestField } from './suggest-field.tsx'

/** Somebody who is known here, by code; a badge that is scanned into the field is taken as it is. */
export function PersonField(props: CodeFieldProps) {
  const site = useSite()
  const people = useQuery({
    queryKey: ['people', site],
    queryFn: () => client.people(site ? { site } : {}),
    enabled: site !== undefined,
    staleTime: 60_000,
  })
  const wanted = props.value.trim().toLowerCase()
  const exact = people.data?.find(one => one.code === props.value.trim())
  const near = (people.data ?? []).filter(one => `${one.code} ${one.name ?? ''}`.toLowerCase().includes(wanted)).slice(0, 60)
  return (
    <SuggestField<Person>
      label={props.label}
      {...(props.required ? { required: true } : {})}
      error={props.error}
      identifiers
      description={exact?.name ?? props.description}
      text={props.value}
      suggestions={exact ? [] : near.map(one => ({ key: one.code, text: one.code, value: one }))}
      render={one => (
        <span>
          <span className="mono strong">{one.code}</span> <span className="quiet small">{one.name}</span>
        </span>
      )}
      onText={props.onChange}
      onPick={one => props.onChange(one.code)}
    />
  )
}
