import { useQuery } from '@tanstack/react-query'
import type { Location, Material, Partner, WorkCenter } from '../../client/index.ts'
import { client } from '../app/api.ts'
import { useSite } from '../app/site.tsx'
import { CodeField, type CodeFieldProps } from './code-field.tsx'
import { NewCustomer, NewLocation, NewMaterial, NewVendor, NewWorkCenter } from './new-record.tsx'

export function useMaterials() {
  const site = useSite()
  return useQuery({
    queryKey: ['materials', site],
    queryFn: () => client.materials(site ? { site } : {}),
    enabled: site !== undefined,
    staleTime: 60_000,
  })
}

export function MaterialField(props: CodeFieldProps) {
  const materials = useMaterials()
  return (
    <CodeField<Material> {...props} kind="material" known={materials.data} wordsOf={one => one.description ?? ''} create={NewMaterial} />
  )
}

export function PartnerField(props: CodeFieldProps & { role: 'vendor' | 'customer' }) {
  const site = useSite()
  const partners = useQuery({
    queryKey: ['partners', site],
    queryFn: () => client.partners(site ? { site } : {}),
    enabled: site !== undefined,
    staleTime: 60_000,
  })
  const known = partners.data?.filter(one => !one.roles || one.roles.length === 0 || one.roles.includes(props.role))
  return (
    <CodeField<Partner>
      {...props}
      kind={props.role}
      known={known}
      wordsOf={one => one.name ?? ''}
      create={props.role === 'vendor' ? NewVendor : NewCustomer}
    />
  )
}

export function LocationField(props: CodeFieldProps) {
  const site = useSite()
  const locations = useQuery({
    queryKey: ['locations', site],
    queryFn: () => client.locations(site ? { site } : {}),
    enabled: site !== undefined,
    staleTime: 60_000,
  })
  return <CodeField<Location> {...props} kind="location" known={locations.data} wordsOf={one => one.kind ?? ''} create={NewLocation} />
}

export function WorkCenterField(props: CodeFieldProps) {
  const site = useSite()
  const centers = useQuery({
    queryKey: ['workCenters', site],
    queryFn: () => client.workCenters(site ? { site } : {}),
    enabled: site !== undefined,
    staleTime: 60_000,
  })
  return <CodeField<WorkCenter> {...props} kind="workCenter" known={centers.data} wordsOf={one => one.name ?? ''} create={NewWorkCenter} />
}
